"""Reminders of what is prepared: reading the materials, doing one's items of the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from bot.domain.messages import Button, Outgoing, WrongState, text
from bot.domain.people.member import Member
from bot.domain.preparation.items import must_read, to_do_by, to_read_by
from bot.domain.reminders.step import Kind, Step
from bot.services.office import Office, millis, moment
from bot.services.parcels import Job, parcel
from bot.services.preparation.materials import receipts_of
from bot.services.reminders.reviews import RemindedNow
from bot.services.reminders.source import Look, Notice, Source
from bot.services.turns import Visit
from storage import cycles, materials, members, preparation, reminders
from storage.cycles import Cycle
from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Nudge(Job):
    """Reminds this member of materials and items of the plan, except what was read or done by then
    and what has another day. `awaited`: `id@day` (ISO) of each, with blanks between."""

    cycle_id: str
    member_id: str
    awaited: str


@dataclass(frozen=True, slots=True)
class _Awaited:
    """Something that members have still to read or to do. `since`: earlier steps do not apply."""

    kind: Kind
    about: str
    dates: Dates
    since: int
    people: Sequence[Member]

    def step(self, days_before: int = 0) -> Step:
        return Step(self.kind, self.dates.last_day, days_before, self.about)

    @property
    def named(self) -> str:
        return f"{self.about}@{self.dates.last_day.isoformat()}"


async def _due(look: Look) -> Sequence[Notice]:
    """One message for each member with everything that is due.

    Of several steps that came due only the last is sent. Nobody gets more than `MOST_A_DAY`
    reminders on a day, the reviews' included, which come first: what finds no room is due the next
    morning. What was missed waits for the usual hour, so as not to come twice in one morning.
    """
    if look.here.time() < REMIND_AT:
        return ()
    midnight = millis(datetime.combine(look.here.date(), time(), look.here.tzinfo))
    found = []
    for member, things in (await _due_by_member(look)).items():
        sent = await reminders.sent_since(
            look.tx, look.cycle.id, member.id, midnight, now=millis(look.now)
        )
        if sent >= MOST_A_DAY:
            continue
        job = Nudge(look.cycle.id, member.id, " ".join(each.named for each, _ in things))
        steps = [each.step(due.step) for each, due in things]
        overtaken = [each.step(before) for each, due in things for before in due.superseded]
        found.append(Notice(member, job, steps, overtaken))
    return found


async def _due_by_member(look: Look) -> Mapping[Member, Sequence[tuple[_Awaited, Due]]]:
    """What is due and not recorded, by member."""
    found: defaultdict[Member, list[tuple[_Awaited, Due]]] = defaultdict(list)
    for each in await _awaited(look.office, look.tx, look.cycle, look.now):
        had = await look.had(each.step())
        for member in each.people:
            since, calendar = moment(each.since), look.office.calendar
            due = due_step(each.dates, since, had.get(member.id, ()), look.now, calendar)
            if due:
                found[member].append((each, due))
    return found


async def _next_at(look: Look) -> datetime | None:
    calendar = look.office.calendar
    awaited = await _awaited(look.office, look.tx, look.cycle, look.now)
    moments = [next_step(each.dates, moment(each.since), look.now, calendar) for each in awaited]
    if await _due_by_member(look):  # something waits for room
        moments.append(next_slot(look.now, calendar))
    return min((each for each in moments if each), default=None)


async def _awaited(
    office: Office, tx: Transaction, cycle: Cycle, now: datetime
) -> Sequence[_Awaited]:
    roster = await members.roster(tx, cycle.cell_id)
    reached = [member for member in must_read(roster, millis(now)) if member.person_id]
    by_id = {member.id: member for member in reached}
    read = {
        (each.material_id, each.member_id)
        for each in await materials.receipts(tx, cycle.id)
        if each.read_at is not None
    }
    to_read = to_read_by(cycle.dates)
    over = office.calendar.local(now).date() > to_read.last_day
    listed = [] if over else await materials.of_cycle(tx, cycle.id)
    found = [
        _Awaited(
            Kind.READ,
            each.id,
            to_read,
            each.sent_at,
            [member for member in reached if (each.id, member.id) not in read],
        )
        for each in listed
        if each.sent_at is not None
    ]
    found += [
        _Awaited(Kind.DO, item.id, to_do_by(item.due_on), item.planned_at, [by_id[item.member_id]])
        for item in await preparation.items(tx, cycle.id)
        if item.done_at is None and item.due_on and item.member_id in by_id
    ]
    return found


async def _words(office: Office, tx: Transaction, job: Nudge) -> Outgoing | None:
    """The reminder as it reads now, of what is still not read or done and has the same day; `None`
    if nothing is left.

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
        if each.named in asked and job.member_id in {member.id for member in each.people}
    ]
    parts = []
    for kind in (Kind.READ, Kind.DO):
        days = [each.dates.last_day for each in left if each.kind is kind]
        if days:
            first = min(days)
            parts.append(
                text(
                    f"preparation.nudge_{kind}",
                    count=len(days),
                    last_day=first,
                    days=(first - today).days,
                )
            )
    if not parts:
        return None
    show = Button(text("preparation.open_own"), f"pm:own:{cycle.cell_id}")
    return Outgoing(text("preparation.nudge", parts=tuple(parts)), ((show,),))


async def remind_unread(visit: Visit, material_id: str) -> RemindedNow:
    """Reminds all who have not read a material, at most once a day, the sweep's reminders included;
    at night, in the morning. Raises WrongState once the day is over by which it is to be read."""
    found = await receipts_of(visit, material_id)
    cycle = await cycles.open_cycle(visit.tx, found.material.cell_id)
    calendar = visit.office.calendar
    at = calendar.next_allowed(visit.now)
    day = calendar.local(at).date()
    by = to_read_by(cycle.dates).last_day if cycle else day
    if cycle is None or found.material.sent_at is None or day > by:
        raise WrongState("preparation.reading_over")
    step = Step(Kind.READ, by, (by - day).days, material_id)
    lost = {member.id for member in await members.unreachable_members(visit.tx, cycle.cell_id)}
    job = Nudge(cycle.id, "", f"{material_id}@{by.isoformat()}")
    had = {
        member_id
        for member_id, before in await reminders.recorded(visit.tx, cycle.id, step, now=visit.at)
        if before == step.days_before
    }
    unread = (*found.opened, *found.unopened, *found.away)
    reached = [member for member in unread if member.id not in lost | had]
    new = {
        member.id: parcel(
            member.person_id, replace(job, member_id=member.id), cell_id=cycle.cell_id
        )
        for member in reached
    }
    parcels = {member_id: each.id for member_id, each in new.items()}
    await reminders.record_all(visit.tx, cycle.id, step, parcels, now=visit.at)
    await visit.queue(list(new.values()), not_before=millis(at))
    await visit.record("reminded", material_id, cycle.cell_id)
    return RemindedNow(
        cycle.id,
        tuple(member.shown for member in reached),
        tuple(member.shown for member in unread if member.id in had),
        tuple(member.to_phone for member in unread if member.id in lost - had),
        calendar.local(at),
        at == visit.now,
    )


SOURCE = Source(_due, _next_at, {Nudge: _words})
