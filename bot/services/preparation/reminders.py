"""Reminders of what is prepared: reading the materials, doing one's item of the plan. Found by
looking at the tables, like those of the reviews, and recorded so that none goes out twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot.domain.cycle.schedule import (
    MOST_A_DAY,
    REMIND_AT,
    Dates,
    Due,
    due_step,
    next_slot,
    next_step,
)
from bot.domain.cycle.schedule import next_look as next_look_of
from bot.domain.messages import Button, Outgoing, text
from bot.domain.people.member import Member
from bot.domain.preparation.items import must_read, to_do_by, to_read_by
from bot.services.office import Office, millis, moment
from bot.services.parcels import Nudge, parcel
from storage import cycles, members, outbox, preparation
from storage.cycles import Cycle
from storage.engine.database import Transaction


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
    awaited = await _awaited(office, tx, cycle, after)
    moments = [own] + [
        next_step(each.dates, moment(each.since), after, office.calendar) for each in awaited
    ]
    if await _due(office, tx, awaited, after):  # it waits for room
        moments.append(next_slot(after, office.calendar))
    return min((millis(each) for each in moments if each), default=None)


async def look_sooner(office: Office, tx: Transaction, cycle: Cycle) -> None:
    """What is prepared has changed: look when that asks for it, and never later than was planned,
    so that what is due and not yet queued is not passed over."""
    at = await next_look(office, tx, cycle, office.clock())
    if at is not None:
        await cycles.bring_forward(tx, cycle.id, at)


async def _awaited(
    office: Office, tx: Transaction, cycle: Cycle, now: datetime
) -> Sequence[_Awaited]:
    roster = await members.roster(tx, cycle.cell_id)
    reached = [member for member in must_read(roster, millis(now)) if member.person_id]
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
    """Queue what is due now, all of one member in one message; how many messages that were.

    Of several steps that came due only the last is sent. Nobody gets more than `MOST_A_DAY`
    reminders on a day, the reviews' included, which come first: what finds no room is due the next
    morning. What was missed waits for the usual hour, so as not to come twice in one morning.
    """
    here = office.calendar.local(now)
    if here.time() < REMIND_AT:
        return 0
    midnight = millis(datetime.combine(here.date(), time(), here.tzinfo))
    due = await _due(office, tx, await _awaited(office, tx, cycle, now), now)
    queued = 0
    for member, things in due.items():
        if await preparation.reminders_since(tx, cycle.id, member.id, midnight) >= MOST_A_DAY:
            continue
        named = " ".join(_named(each) for each, _ in things)
        job = Nudge(cycle.id, member.id, named)
        new = parcel(member.person_id, job, cell_id=cycle.cell_id)
        for each, step in things:
            for overtaken in step.superseded:
                await _record(tx, each, member, overtaken, None, now)
            await _record(tx, each, member, step.step, new.id, now)
        after_reviews = millis(now) + 1  # the outbox sends in the order of entry
        await outbox.put(tx, [new], not_before=millis(now), now=after_reviews)
        queued += 1
    return queued


async def _due(
    office: Office, tx: Transaction, awaited: Sequence[_Awaited], now: datetime
) -> Mapping[Member, Sequence[tuple[_Awaited, Due]]]:
    """By member, what has come due and is not recorded."""
    found: defaultdict[Member, list[tuple[_Awaited, Due]]] = defaultdict(list)
    for each in awaited:
        had: defaultdict[str, set[int]] = defaultdict(set)
        for member_id, step in await preparation.nudged(tx, each.about, each.dates.last_day):
            had[member_id].add(step)
        for member in each.people:
            due = due_step(each.dates, moment(each.since), had[member.id], now, office.calendar)
            if due:
                found[member].append((each, due))
    return found


def _named(each: _Awaited) -> str:
    return f"{each.about}@{each.dates.last_day.isoformat()}"


async def _record(
    tx: Transaction,
    each: _Awaited,
    member: Member,
    step: int,
    parcel_id: str | None,
    now: datetime,
) -> None:
    await preparation.nudge(
        tx,
        each.about,
        member.id,
        each.dates.last_day,
        step,
        outbox_id=parcel_id,
        now=millis(now),
    )


async def nudge(office: Office, tx: Transaction, job: Nudge) -> Outgoing | None:
    """The reminder as it reads now, of what is still not read or done and whose day has not moved;
    `None` if nothing of it is left.

    A stranger who sees the lock screen learns of dates and numbers, not of what.
    """
    cycle = await cycles.cycle(tx, job.cycle_id)
    if cycle is None or cycle.closed_at is not None:
        return None
    now = office.clock()
    today = office.calendar.local(now).date()
    asked = job.awaited.split()
    left = [
        each
        for each in await _awaited(office, tx, cycle, now)
        if _named(each) in asked and job.member_id in {member.id for member in each.people}
    ]
    parts = []
    for key in ("read", "do"):
        days = [each.dates.last_day for each in left if each.key == key]
        if days:
            first = min(days)
            parts.append(
                text(
                    f"preparation.nudge_{key}",
                    count=len(days),
                    last_day=first,
                    days=(first - today).days,
                )
            )
    if not parts:
        return None
    show = Button(text("preparation.open_own"), f"pm:own:{cycle.cell_id}")
    return Outgoing(text("preparation.nudge", parts=tuple(parts)), ((show,),))
