"""How long things are kept, and the removal of what is past that: once a day, or by hand."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.services import clock, delivery
from bot.services.devices.webchat import SESSION
from bot.services.office import Office, millis, new_id
from storage import outbox, retention
from storage.engine.database import Transaction
from storage.retention import Kept

__all__ = ["Kept"]
log = logging.getLogger(__name__)

DAYS = timedelta(days=30)
"""How long it stays known that a code was used, and how long a form of the chat waits. No platform
delivers again after so long, and notices can be asked for again."""


async def past(office: Office) -> Sequence[Kept]:
    """The cycles that the next purge removes."""
    today = office.calendar.local(office.clock()).date()
    return await office.db.read(lambda tx: retention.past(tx, today))


async def purge(office: Office) -> Sequence[Kept]:
    """Removes what is past keeping, and returns the cycles removed: cycles after their last day,
    what belongs to a cell after as many years, what serves a moment after days.

    Nothing while the clock is doubted; and no open cycle, which the log names until it is closed.
    What was deleted, by people too, is then neither in the file nor in its log. Backups are the
    operator's to remove.
    """
    if not await clock.is_believed(office):
        return []
    found = await past(office)
    now = office.clock()
    today = office.calendar.local(now).date()
    if left_open := await office.db.read(lambda tx: retention.left_open(tx, today)):
        log.warning("%d cycles are past their last day of keeping and were never closed", left_open)
    for cycle in found:
        await office.db.write(partial(_purge, cycle, millis(now)), brief=False)
    await office.db.write(partial(_forget_years, office.calendar.local(now)), brief=False)
    days = partial(
        retention.forget_days, before=millis(now - DAYS), long_before=millis(now - SESSION)
    )
    await office.db.write(days, brief=False)
    await delivery.forget(office, millis(now - DAYS))
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
