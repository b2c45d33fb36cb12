"""Turns: whole, durable, apart from one another, and never lost to a cancelled caller."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from storage.engine.database import GROUP, Database, Transaction, Value
from storage.engine.errors import (
    ConstraintFailed,
    DatabaseClosed,
    StatementFailed,
    TransactionFailed,
    TransactionOver,
)
from tests.storage.notes import Turn, add, driver, ids


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


async def test_an_error_undoes_its_turn_alone_and_reaches_its_caller_alone(bare: Database) -> None:
    async def breaks(tx: Transaction) -> None:
        await add(7)(tx)
        raise LookupError

    seen = commits_of(bare)
    ends = await together(bare, add(1), breaks, add(2))
    assert [type(end) for end in ends] == [type(None), LookupError, type(None)]
    assert await ids(bare) == [1, 2]
    assert seen.count("COMMIT") == 2  # neighbours still share one


async def test_a_refused_statement_speaks_our_language(bare: Database) -> None:
    ends = await together(bare, add(1), add(1), add(2))
    assert isinstance(ends[1], ConstraintFailed)
    assert ends[1].code == "SQLITE_CONSTRAINT_PRIMARYKEY"
    assert await ids(bare) == [1, 2]

    async def nonsense(tx: Transaction) -> None:
        await tx.run("SELEKT")

    with pytest.raises(StatementFailed) as refused:
        await bare.write(nonsense)
    assert refused.value.code == "SQLITE_ERROR"


async def test_a_turn_may_go_on_after_an_error_that_it_expected(bare: Database) -> None:
    async def turn(tx: Transaction) -> None:
        await add(1)(tx)
        with pytest.raises(ConstraintFailed):
            await tx.run("INSERT INTO note VALUES (1, 'again', 0)")
        await add(2)(tx)

    await bare.write(turn)
    assert await ids(bare) == [1, 2]


async def fill_up(database: Database) -> None:
    """From now on the database cannot grow by more than a few pages."""

    async def turn(tx: Transaction) -> None:
        row = await tx.one("PRAGMA page_count")
        assert row is not None
        await tx.one(f"PRAGMA max_page_count = {row['page_count'] + 4}")

    await database.write(turn)


async def test_after_an_error_that_ends_the_transaction_each_turn_runs_alone(
    bare: Database,
) -> None:
    await fill_up(bare)
    runs: list[int] = []

    def counted(number: int, body: str) -> Turn:
        async def turn(tx: Transaction) -> None:
            runs.append(number)
            await add(number, body)(tx)

        return turn

    ends = await together(bare, counted(1, "a"), counted(2, "b" * 100_000), counted(3, "c"))
    assert ends[0] is None
    assert isinstance(ends[1], StatementFailed)
    assert ends[1].code == "SQLITE_FULL"
    assert ends[2] is None
    assert runs == [1, 2, 1, 2, 3]
    assert await ids(bare) == [1, 3]


async def test_a_turn_that_swallows_the_end_of_its_transaction_stores_nothing(
    bare: Database,
) -> None:
    await fill_up(bare)

    async def swallows(tx: Transaction) -> None:
        with pytest.raises(StatementFailed):
            await add(1, "b" * 100_000)(tx)

    async def goes_on(tx: Transaction) -> None:
        await swallows(tx)
        await tx.run("INSERT INTO note VALUES (9, 'outside every transaction', 0)")

    for turn in swallows, goes_on:
        with pytest.raises(TransactionOver):
            await bare.write(turn)
    assert await ids(bare) == []


async def test_a_commit_that_fails_is_an_error_for_every_caller(bare: Database) -> None:
    async def tables(tx: Transaction) -> None:
        await tx.run(
            "CREATE TABLE part (of INTEGER REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED)"
        )

    async def orphan(tx: Transaction) -> None:
        await tx.run("INSERT INTO part VALUES (99)")

    await bare.write(tables)
    ends = await together(bare, add(1), orphan)
    assert [type(end) for end in ends] == [TransactionFailed, TransactionFailed]
    assert ends[0] is not ends[1]  # each caller may raise its own
    assert await ids(bare) == []
    await bare.write(add(2))
    assert await ids(bare) == [2]


async def test_a_cancelled_caller_does_not_cancel_its_turn(bare: Database) -> None:
    reached, gate = asyncio.Event(), asyncio.Event()

    async def slow(tx: Transaction) -> None:
        await add(1)(tx)
        reached.set()
        await gate.wait()

    caller = asyncio.create_task(bare.write(slow))
    await reached.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    gate.set()
    await bare.write(add(2))
    assert await ids(bare) == [1, 2]


async def test_the_failure_of_an_abandoned_turn_is_logged_without_its_text(
    bare: Database, caplog: pytest.LogCaptureFixture
) -> None:
    reached, gate = asyncio.Event(), asyncio.Event()

    async def fails(_: Transaction) -> None:
        reached.set()
        await gate.wait()
        raise LookupError("what a member wrote")

    caller = asyncio.create_task(bare.write(fails))
    await reached.wait()
    caller.cancel()
    gate.set()
    await bare.write(add(1))
    assert "LookupError" in caplog.text
    assert "what a member wrote" not in caplog.text


async def test_a_cancellation_inside_a_turn_is_that_turns_own(bare: Database) -> None:
    async def cancelled(tx: Transaction) -> None:
        await add(1)(tx)
        raise asyncio.CancelledError

    ends = await together(bare, cancelled, add(2))
    assert [type(end) for end in ends] == [asyncio.CancelledError, type(None)]
    assert await ids(bare) == [2]


async def test_fifty_writers_and_random_cancellations_leave_only_whole_turns(
    bare: Database,
) -> None:
    chance = random.Random(27)
    told: set[int] = set()

    async def person(who: int) -> None:
        for number in range(who * 100, who * 100 + 8):
            await bare.write(add(number))
            told.add(number)
            await ids(bare)

    people = [asyncio.create_task(person(who)) for who in range(50)]
    while not all(task.done() for task in people):
        await bare.write(add(1_000_000 + len(told) + chance.randrange(10**9)))
        chance.choice(people).cancel()
    ends = await asyncio.gather(*people, return_exceptions=True)
    assert {type(end) for end in ends} <= {type(None), asyncio.CancelledError}
    assert any(isinstance(end, asyncio.CancelledError) for end in ends)
    assert told <= set(await ids(bare))
    assert not driver(bare).writing.in_transaction
    assert not driver(bare).reading.in_transaction


async def test_a_cancelled_read_leaves_no_snapshot_behind(bare: Database) -> None:
    async def never(tx: Transaction) -> None:
        await tx.all("SELECT * FROM note")

    for yields in range(8):
        reader = asyncio.create_task(bare.read(never))
        for _ in range(yields):
            await asyncio.sleep(0)
        reader.cancel()
        await asyncio.gather(reader, return_exceptions=True)
        await bare.write(add(yields))
        assert len(await ids(bare)) == yields + 1


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
