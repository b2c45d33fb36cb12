"""Turns on the two tables of `bare`: a note, and a tally that must always equal the notes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from storage.engine.database import Database, Transaction
from storage.engine.sqlite import Driver

Turn = Callable[[Transaction], Awaitable[None]]


def driver(database: Database) -> Driver:
    """What drives it, for tests that look at its connections."""
    found = database._driver
    assert isinstance(found, Driver)
    return found


def add(number: int, body: str = "x") -> Turn:
    """Adds a note and counts it: two statements that only make sense together."""

    async def turn(tx: Transaction) -> None:
        await tx.run("INSERT INTO note VALUES (:id, :body, :seen)", id=number, body=body, seen=True)
        await tx.run("UPDATE tally SET number = number + 1")

    return turn


async def ids(database: Database) -> list[int]:
    """The stored notes. Fails unless the tally agrees."""

    async def fetch(tx: Transaction) -> list[int]:
        found = [row["id"] for row in await tx.all("SELECT id FROM note ORDER BY id")]
        tally = await tx.one("SELECT number FROM tally")
        assert tally == {"number": len(found)}
        return found

    return await database.read(fetch)


def commits_of(database: Database) -> list[str]:
    """From now on, every statement of the writer that begins or ends a transaction."""
    seen: list[str] = []

    def note(statement: str) -> None:
        if statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    connection = driver(database).writing._connection
    assert connection is not None
    connection.set_trace_callback(note)
    return seen


async def together(database: Database, *turns: Turn) -> list[BaseException | None]:
    """How each turn ended, after all were made to wait behind the same one."""
    reached, gate = asyncio.Event(), asyncio.Event()

    async def wait(_: Transaction) -> None:
        reached.set()
        await gate.wait()

    first = asyncio.create_task(database.write(wait))
    await reached.wait()
    rest = [asyncio.create_task(database.write(turn)) for turn in turns]
    await asyncio.sleep(0)
    assert database._turns.qsize() == len(turns)
    gate.set()
    await first
    return await asyncio.gather(*rest, return_exceptions=True)
