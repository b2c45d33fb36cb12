"""Turns that fail: an error undoes its own turn or the whole transaction, never a neighbour."""

from __future__ import annotations

import pytest

from storage.engine.database import Database, Transaction
from storage.engine.errors import (
    ConstraintFailed,
    StatementFailed,
    TransactionFailed,
    TransactionOver,
)
from tests.storage.notes import Turn, add, commits_of, ids, together


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
