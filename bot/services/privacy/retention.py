"""How long things are kept, and the removal of what is past that: once a day, or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.services.devices.webchat import SESSION
from bot.services.office import Office, millis, new_id
from storage import outbox, retention
from storage.engine.database import Transaction
from storage.retention import Kept

__all__ = ["Kept"]

DAYS = timedelta(days=30)
"""How long a used code stays known, and how long an unfinished dialogue is kept."""


async def past(office: Office) -> Sequence[Kept]:
    """The cycles that the next purge removes."""
    today = office.calendar.local(office.clock()).date()
    return await office.db.read(lambda tx: retention.past(tx, today))


async def purge(office: Office) -> Sequence[Kept]:
    """Removes what is past keeping, and returns the cycles removed: cycles after their last day,
    what belongs to a cell after as many years, what serves a moment after days.

    What was deleted, by people too, is then neither in the file nor in its log. Removing backups is
    left to the operator.
    """
    found = await past(office)
    now = office.clock()
    for cycle in found:
        await office.db.write(partial(_purge, cycle, millis(now)), brief=False)
    await office.db.write(partial(_forget_years, office.calendar.local(now)), brief=False)
    days = partial(
        retention.forget_days, before=millis(now - DAYS), long_before=millis(now - SESSION)
    )
    await office.db.write(days, brief=False)
    await office.db.fold()
    return found


async def _purge(cycle: Kept, now: int, tx: Transaction) -> None:
    await retention.purge(tx, cycle, now=now)
    await outbox.record(
        tx,
        new_id(),
        cell_id=cycle.cell_id,
        person_id="",
        act="cycle_purged",
        about=cycle.id,
        now=now,
    )


async def _forget_years(today: datetime, tx: Transaction) -> None:
    """Forgets old acts. An act is kept as long as a cycle of its year; one without a cell, as long
    as the longest of any cell's."""
    oldest = millis(today)
    for cell_id, years in await retention.every_cell(tx):
        first_kept = today.replace(
            year=today.year - years, month=1, day=1, hour=0, minute=0, second=0, microsecond=0
        )
        oldest = min(oldest, millis(first_kept))
        await retention.forget_years(tx, cell_id, before=millis(first_kept))
    if oldest < millis(today):
        await retention.forget_cellless(tx, before=oldest)
