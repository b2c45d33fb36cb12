"""Cancelled callers: their turns are whole or absent, and nothing stays open behind them."""

from __future__ import annotations

import asyncio
import random

import pytest

from storage.engine.database import Database, Transaction
from tests.storage.notes import add, driver, ids, together


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
