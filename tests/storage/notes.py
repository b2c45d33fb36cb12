"""Turns on the two tables of `bare`: a note, and a tally that must always equal the notes."""

from __future__ import annotations

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
