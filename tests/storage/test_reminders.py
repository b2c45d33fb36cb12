"""Whom a reminder did not reach, by the statement alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from bot.domain.reminders.step import Kind, Step
from storage import reminders
from storage.engine.database import Transaction
from storage.reminders import Fate
from tests.services.scene import HOA, Cell, gathered, one
from tests.shelf import made_once
from tests.world import World


@made_once
async def cell(running: World) -> Cell:
    return await gathered(running, "hoa")


@pytest.mark.parametrize(
    ("fates", "used_at", "lost"),
    [
        ((Fate.FAILED,), 0, True),
        ((Fate.SENT,), 0, False),
        ((Fate.SENT, Fate.FAILED), 0, True),
        ((Fate.FAILED, Fate.SENT), 0, False),
        ((Fate.FAILED,), 104, True),
        ((Fate.FAILED,), 105, False),
        ((Fate.FAILED, Fate.FAILED), 105, True),
    ],
)
async def test_who_was_lost_since_the_last_reminder(
    cell: Cell, fates: Sequence[Fate], used_at: int, *, lost: bool
) -> None:
    """Each is recorded at a hundred, two hundred …, and ends five later; `used_at`: she wrote."""
    cycle, hoa = one(cell.world, "SELECT id FROM cycles"), cell.member(HOA)

    async def work(tx: Transaction) -> Sequence[str]:
        await tx.run("UPDATE accounts SET used_at = :at WHERE address = 'hoa'", at=used_at)
        for number, fate in enumerate(fates, 1):
            step, parcel = Step(Kind.REVIEW, date(2026, 9, 18), number), f"p{number}"
            await reminders.record(tx, cycle, hoa, step, parcel=parcel, now=100 * number)
            await reminders.end(tx, parcel, fate, now=100 * number + 5)
        return await reminders.unreminded(tx, cycle)

    assert (hoa in await cell.world.office.db.write(work)) is lost
