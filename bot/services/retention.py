"""How long answers are kept, and removing what is past that: once a day, or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from bot.services.office import Office, millis, new_id
from storage import outbox, retention
from storage.database import Transaction
from storage.retention import Kept

__all__ = ["Kept"]

UNUSED_DAYS = 90
"""So long invitations, sessions and requests are kept after their end."""


async def past(office: Office) -> Sequence[Kept]:
    """The cycles that the next purge removes."""
    today = office.calendar.local(office.clock()).date()
    return await office.db.read(lambda tx: retention.past(tx, today))


async def purge(office: Office) -> Sequence[Kept]:
    """Remove the answers of cycles past their last day, audit lines of as long ago, and ways in
    that ended months ago.

    What was deleted, by people too, is then neither in the file nor in its log. Backups are the
    operator's to remove.
    """
    found = await past(office)
    now = millis(office.clock())
    for cycle in found:
        await office.db.write(partial(_purge, cycle, now), brief=False)
    today = office.calendar.local(office.clock())
    await office.db.write(partial(_forget_acts, today), brief=False)
    unused = now - UNUSED_DAYS * 86_400_000
    await office.db.write(lambda tx: retention.forget_ways_in(tx, before=unused), brief=False)
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


async def _forget_acts(today: datetime, tx: Transaction) -> None:
    """An act is kept as long as a cycle of the same year."""
    for cell_id, years in await retention.every_cell(tx):
        first_kept = today.replace(
            year=today.year - years, month=1, day=1, hour=0, minute=0, second=0, microsecond=0
        )
        await retention.forget_acts(tx, cell_id, before=millis(first_kept))
