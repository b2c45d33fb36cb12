"""Reminders of what is prepared: reading the materials, doing one's item of the plan. Found by
looking at the tables, like those of the reviews, and recorded so that none goes out twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.messages import Button, Outgoing, text
from bot.domain.people import Member
from bot.domain.preparation import readers, to_do_by, to_read_by
from bot.domain.schedule import Dates, due_step, next_step
from bot.domain.schedule import next_look as next_look_of
from bot.services.office import Office, millis, moment
from bot.services.parcels import Nudge, parcel
from storage import cycles, members, outbox, preparation
from storage.cycles import Cycle
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class _Awaited:
    """A thing that somebody has still to read or to do. `since`: earlier steps are nobody's."""

    about: str
    key: str
    dates: Dates
    since: int
    people: Sequence[Member]


async def next_look(office: Office, tx: Transaction, cycle: Cycle, after: datetime) -> int | None:
    """When the sweep has to look at this cycle next, as the database keeps it."""
    own = next_look_of(cycle.dates, moment(cycle.opened_at), after, office.calendar)
    moments = [own] + [
        next_step(each.dates, moment(each.since), after, office.calendar)
        for each in await _awaited(office, tx, cycle, after)
    ]
    return min((millis(each) for each in moments if each), default=None)


async def _awaited(
    office: Office, tx: Transaction, cycle: Cycle, now: datetime
) -> Sequence[_Awaited]:
    roster = await members.roster(tx, cycle.cell_id)
    reached = [member for member in readers(roster, millis(now)) if member.person_id]
    by_id = {member.id: member for member in reached}
    read = {
        (each.material_id, each.member_id)
        for each in await preparation.receipts(tx, cycle.id)
        if each.read_at is not None
    }
    to_read = to_read_by(cycle.dates)
    over = office.calendar.local(now).date() > to_read.last_day
    materials = [] if over else await preparation.materials(tx, cycle.id)
    found = [
        _Awaited(
            each.id,
            "read",
            to_read,
            each.sent_at,
            [member for member in reached if (each.id, member.id) not in read],
        )
        for each in materials
        if each.sent_at is not None
    ]
    found += [
        _Awaited(item.id, "do", to_do_by(item.due_on), item.planned_at, [by_id[item.member_id]])
        for item in await preparation.items(tx, cycle.id)
        if item.done_at is None and item.due_on and item.member_id in by_id
    ]
    return found


async def queue(office: Office, tx: Transaction, cycle: Cycle, now: datetime) -> int:
    """Queue what is due now; how many reminders that were. Of several steps that came due only
    the last is sent."""
    queued = 0
    for each in await _awaited(office, tx, cycle, now):
        had: defaultdict[str, set[int]] = defaultdict(set)
        for member_id, step in await preparation.nudged(tx, each.about, each.dates.last_day):
            had[member_id].add(step)
        for member in each.people:
            due = due_step(each.dates, moment(each.since), had[member.id], now, office.calendar)
            if due is None:
                continue
            for overtaken in due.superseded:
                await _record(tx, each, member, overtaken, None, now)
            job = Nudge(each.about, member.id, each.dates.last_day.isoformat())
            new = parcel(member.person_id, job, cell_id=cycle.cell_id)
            if await _record(tx, each, member, due.step, new.id, now):
                await outbox.put(tx, [new], not_before=millis(now), now=millis(now))
                queued += 1
    return queued


async def _record(
    tx: Transaction,
    each: _Awaited,
    member: Member,
    step: int,
    parcel_id: str | None,
    now: datetime,
) -> bool:
    return await preparation.nudge(
        tx,
        each.about,
        member.id,
        each.dates.last_day,
        step,
        outbox_id=parcel_id,
        now=millis(now),
    )


async def nudge(office: Office, tx: Transaction, job: Nudge) -> Outgoing | None:
    """The reminder as it reads now; `None` if it has been read or done, or the day has moved.

    A stranger who sees the lock screen learns of a date, not of what.
    """
    material = await preparation.material(tx, job.about)
    item = None if material else await preparation.item(tx, job.about)
    thing = material or item
    cycle = await cycles.cycle(tx, thing.cycle_id) if thing else None
    if cycle is None or cycle.closed_at is not None:
        return None
    now = office.clock()
    for each in await _awaited(office, tx, cycle, now):
        last_day = each.dates.last_day
        waited = job.member_id in {member.id for member in each.people}
        if each.about == job.about and waited and last_day.isoformat() == job.last_day:
            days = (last_day - office.calendar.local(now).date()).days
            message = text(f"preparation.nudge_{each.key}", last_day=last_day, days=days)
            show = Button(text("preparation.open_own"), f"pm:own:{cycle.cell_id}")
            return Outgoing(message, ((show,),))
    return None
