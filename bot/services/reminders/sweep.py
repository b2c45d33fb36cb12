"""The sweep: finds what is due now by looking at the tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from bot.services import clock
from bot.services.office import Office, millis
from bot.services.parcels import parcel
from bot.services.reminders.source import Look, Notice
from bot.services.reminders.sources import SOURCES
from storage import cycles, outbox, reminders
from storage.cycles import Cycle
from storage.engine.database import Transaction

AT_ONCE = 50
"""Cycles that are read at once; a sweep goes on until none is due."""


async def sweep(office: Office) -> int:
    """Queues everything that is due now, cycle by cycle; returns how many messages.

    It may run at any time, and late: of the steps that came due meanwhile only the last is sent,
    the others are recorded as overtaken, and nothing is sent twice.
    """
    now = office.clock()
    await clock.is_believed(office)
    queued = 0
    while due := await office.db.read(partial(_due, now)):
        for cycle in due:
            queued += await office.db.write(partial(_sweep_cycle, office, cycle.id, now))
    if queued:
        office.wake.set()
    return queued


async def _due(now: datetime, tx: Transaction) -> Sequence[Cycle]:
    return await cycles.cycles_due(tx, now=millis(now), limit=AT_ONCE)


async def _sweep_cycle(office: Office, cycle_id: str, now: datetime, tx: Transaction) -> int:
    cycle = await cycles.cycle(tx, cycle_id)
    if cycle is None or cycle.closed_at is not None:
        return 0
    allowed = office.calendar.next_allowed(now)
    if allowed > now:  # what fell due while the program was down waits for the morning
        await cycles.set_next_due(tx, cycle.id, millis(allowed), looked_at=millis(now))
        return 0
    look = Look(office, tx, cycle, now)
    queued = 0
    for order, source in enumerate(SOURCES):
        for notice in await source.due(look):
            queued += await _queue(look, notice, order)
    ahead = [at for source in SOURCES if (at := await source.next_at(look))]
    next_due = millis(min(ahead)) if ahead else None
    await cycles.set_next_due(tx, cycle.id, next_due, looked_at=millis(now))
    return queued


async def _queue(look: Look, notice: Notice, order: int) -> bool:
    """Records the notice's steps, and queues it unless all of them were recorded before; whether it
    did."""
    now, member = millis(look.now), notice.member
    new = parcel(member.person_id, notice.job, cell_id=look.cycle.cell_id)
    for step in notice.overtaken:
        await reminders.record(look.tx, look.cycle.id, member.id, step, parcel="", now=now)
    fresh = [
        await reminders.record(look.tx, look.cycle.id, member.id, step, parcel=new.id, now=now)
        for step in notice.steps
    ]
    if any(fresh):
        # The outbox sends in the order of entry.
        await outbox.put(look.tx, [new], not_before=now, now=now + order)
    return any(fresh)
