"""Turns: whole, durable, apart from one another, and over when they are over."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from storage.engine.database import GROUP, Database, Transaction, Value
from storage.engine.errors import DatabaseClosed, StatementFailed, TransactionOver
from tests.storage.notes import Turn, add, commits_of, ids, together


async def pragma(database: Database, name: str) -> object:
    async def fetch(tx: Transaction) -> object:
        row = await tx.one(f"PRAGMA {name}")
        assert row is not None
        return next(iter(row.values()))

    return await database.write(fetch)


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
async def test_the_writer_is_safe_by_its_pragmas(bare: Database, name: str, value: object) -> None:
    assert await pragma(bare, name) == value


async def test_values_come_back_as_they_went_but_booleans_as_integers(bare: Database) -> None:
    async def turn(tx: Transaction) -> object:
        changed = await tx.run(
            "INSERT INTO note VALUES (:id, :sql, :b)", id=1, sql="Tự soi", b=True
        )
        row = await tx.one("SELECT id, body, seen FROM note")
        return changed, row, await tx.one("SELECT id FROM note WHERE id = 2")

    assert await bare.write(turn) == (1, {"id": 1, "body": "Tự soi", "seen": 1}, None)


async def test_many_rows_may_come_from_a_generator(bare: Database) -> None:
    """It runs where its caller runs, not in the thread of the connection."""
    here = threading.get_ident()

    def rows() -> Iterator[dict[str, Value]]:
        for number in range(3):
            assert threading.get_ident() == here
            yield {"id": number, "body": "x"}

    async def turn(tx: Transaction) -> int:
        await tx.run_many("INSERT INTO note VALUES (:id, :body, NULL)", rows())
        return await tx.run("DELETE FROM note")

    assert await bare.write(turn) == 3


async def test_returning_leaves_no_statement_that_stops_the_commit(bare: Database) -> None:
    async def turn(tx: Transaction) -> object:
        return await tx.one(
            "INSERT INTO note VALUES (1, 'a', 1), (2, 'b', 0), (3, 'c', 0) RETURNING id"
        )

    assert await bare.write(turn) == {"id": 1}
    assert await pragma(bare, "integrity_check") == "ok"


async def test_turns_that_wait_together_share_a_commit(bare: Database) -> None:
    seen = commits_of(bare)
    assert await together(bare, *map(add, range(GROUP + 1))) == [None] * (GROUP + 1)
    # The gate's own, a full group, and the one that no longer fitted.
    assert seen == ["BEGIN IMMEDIATE", "COMMIT"] * 3
    assert await ids(bare) == list(range(GROUP + 1))


async def test_a_caller_is_told_only_after_the_commit(bare: Database, path: Path) -> None:
    """The first of two turns is done long before the second, but both are told together."""
    reached, gate = asyncio.Event(), asyncio.Event()

    async def slow(tx: Transaction) -> None:
        await add(2)(tx)
        reached.set()
        await gate.wait()

    both = asyncio.gather(bare.write(add(1)), bare.write(slow))
    await reached.wait()
    for _ in range(20):
        await asyncio.sleep(0)
    assert not any(task.done() for task in both._children)  # type: ignore[attr-defined]  # no public way to look at one of them
    assert await ids(bare) == []
    gate.set()
    await both
    other = sqlite3.connect(path)
    assert other.execute("SELECT COUNT(*) FROM note").fetchone() == (2,)
    other.close()


async def test_a_read_neither_waits_for_the_writer_nor_sees_its_half_turn(bare: Database) -> None:
    reached, gate = asyncio.Event(), asyncio.Event()

    async def slow(tx: Transaction) -> None:
        await add(1)(tx)
        reached.set()
        await gate.wait()

    writing = asyncio.create_task(bare.write(slow))
    await reached.wait()
    assert await asyncio.wait_for(ids(bare), 5) == []
    gate.set()
    await writing
    assert await ids(bare) == [1]


async def test_a_read_is_one_snapshot_and_stops_no_writer(bare: Database) -> None:
    async def twice(tx: Transaction) -> list[int]:
        before = await tx.all("SELECT id FROM note")
        await asyncio.wait_for(bare.write(add(1)), 5)
        return [len(before), len(await tx.all("SELECT id FROM note"))]

    assert await bare.read(twice) == [0, 0]
    assert await ids(bare) == [1]


async def test_a_read_cannot_write(bare: Database) -> None:
    """The connection says so, and the way in which it opened the file says so again."""
    with pytest.raises(StatementFailed) as refused:
        await bare.read(add(1))
    assert refused.value.code == "SQLITE_READONLY"
    assert await pragma_of_reader(bare) == 1

    async def insists(tx: Transaction) -> None:
        await tx.run("PRAGMA query_only=OFF")
        await add(1)(tx)

    with pytest.raises(StatementFailed) as refused:
        await bare.read(insists)
    assert refused.value.code == "SQLITE_READONLY"


async def pragma_of_reader(database: Database) -> object:
    async def fetch(tx: Transaction) -> object:
        row = await tx.one("PRAGMA query_only")
        return row and row["query_only"]

    return await database.read(fetch)


async def test_a_leaked_transaction_is_over(bare: Database) -> None:
    leaked: list[Transaction] = []

    async def leak(tx: Transaction) -> None:
        leaked.append(tx)

    await bare.write(leak)
    await bare.read(leak)

    async def use(_: Transaction) -> None:
        for tx in leaked:
            with pytest.raises(TransactionOver):
                await tx.run("DELETE FROM note")

    await bare.write(add(1))
    await bare.write(use)  # inside the transaction of another turn it would be taken for its own
    await bare.read(use)
    assert await ids(bare) == [1]


@pytest.mark.parametrize("way", ["write", "read"])
async def test_nesting_is_refused_instead_of_waiting_for_itself(bare: Database, way: str) -> None:
    enter: Callable[[Turn], Awaitable[None]] = getattr(bare, way)

    async def outer(_: Transaction) -> None:
        await enter(add(1))

    with pytest.raises(RuntimeError):
        await asyncio.wait_for(enter(outer), 5)


async def test_close_stores_what_waits_and_then_refuses(
    url: str, path: Path, no_versions: Path
) -> None:
    database = await Database.open(url, versions=no_versions)

    async def table(tx: Transaction) -> None:
        await tx.run("CREATE TABLE note (id INTEGER)")

    def number(value: int) -> Turn:
        async def turn(tx: Transaction) -> None:
            await tx.run("INSERT INTO note VALUES (:value)", value=value)

        return turn

    waiting = [
        asyncio.create_task(database.write(turn)) for turn in (table, *map(number, range(40)))
    ]
    await asyncio.sleep(0)
    await asyncio.gather(database.close(), database.close())
    await asyncio.gather(*waiting)
    for way in database.write, database.read:
        with pytest.raises(DatabaseClosed):
            await way(table)
    stored = sqlite3.connect(path)
    assert stored.execute("SELECT COUNT(*) FROM note").fetchone() == (40,)
    stored.close()
    assert not list(path.parent.glob("*-wal"))
