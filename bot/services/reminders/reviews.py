"""Reminders of reviews that are not handed in: before the last day and after it, and when the
secretary asks for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.cycle.schedule import due_step, next_step
from bot.domain.messages import Button, Outgoing, WrongState, text
from bot.domain.people.member import Action
from bot.domain.reminders.step import Kind, Step
from bot.services.cycle.standing import standing_of, standings
from bot.services.interview.progress import progress_of
from bot.services.office import Office, millis, moment
from bot.services.parcels import Job, parcel
from bot.services.reminders.source import Look, Notice, Source
from bot.services.turns import Visit
from storage import cycles, members, reminders
from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Reminder(Job):
    """Reminds this member of the cycle, unless finished by then. `last_day` (ISO): only as long as
    that is the cycle's last day; empty if the secretary asked for it."""

    cycle_id: str
    member_id: str
    last_day: str = ""


async def _due(look: Look) -> Sequence[Notice]:
    """The latest step for everybody who is awaited and has not had it."""
    dates = look.cycle.dates
    had = await look.had(Step(Kind.REVIEW, dates.last_day))
    found = []
    for standing in await look.everybody():
        member = standing.member
        if not standing.awaited or not member.person_id:
            continue
        opened_at, calendar = moment(look.cycle.opened_at), look.office.calendar
        due = due_step(dates, opened_at, had.get(member.id, ()), look.now, calendar)
        if due:
            job = Reminder(look.cycle.id, member.id, dates.last_day.isoformat())
            sent, *overtaken = (
                Step(Kind.REVIEW, dates.last_day, before) for before in (due.step, *due.superseded)
            )
            found.append(Notice(member, job, (sent,), overtaken))
    return found


async def _next_at(look: Look) -> datetime | None:
    opened_at = moment(look.cycle.opened_at)
    return next_step(look.cycle.dates, opened_at, look.now, look.office.calendar)


async def _words(office: Office, tx: Transaction, job: Reminder) -> Outgoing | None:
    """The reminder as it reads now; `None` if there is nothing left to remind of.

    A stranger who sees the lock screen learns of a date and of progress, not of what.
    """
    cycle = await cycles.cycle(tx, job.cycle_id)
    if cycle is None or cycle.closed_at is not None:
        return None
    if job.last_day not in ("", cycle.dates.last_day.isoformat()):
        return None
    standing = await standing_of(tx, cycle, job.member_id)
    if standing is None or not standing.awaited:
        return None
    so_far = await progress_of(office, tx, cycle, standing)
    message = text(
        "reminder.member",
        last_day=cycle.dates.last_day,
        days=(cycle.dates.last_day - office.calendar.local(office.clock()).date()).days,
        done=so_far.done,
        parts=so_far.parts,
    )
    go_on = Button(text("reminder.go_on", minutes=so_far.minutes), f"r:{job.member_id}")
    return Outgoing(message, ((go_on,),))


SOURCE = Source(_due, _next_at, {Reminder: _words})


@dataclass(frozen=True, slots=True)
class RemindedNow:
    """In which cycle, who gets the secretary's reminder, who had it today, whom no channel reaches,
    and when it goes out."""

    cycle_id: str
    names: tuple[str, ...]
    already: tuple[str, ...]
    unreachable: tuple[str, ...]
    at: datetime
    at_once: bool


async def remind_now(visit: Visit) -> RemindedNow:
    """Reminds all who have not finished, at most once a day; at night, in the morning."""
    secretary = visit.acting(Action.REMIND)
    cycle = await cycles.open_cycle(visit.tx, secretary.cell_id)
    if cycle is None:
        raise WrongState("cycle.none_open")
    at = visit.office.calendar.next_allowed(visit.now)
    step = Step(Kind.BY_HAND, visit.office.calendar.local(at).date())
    lost = {member.id for member in await members.unreachable_members(visit.tx, cycle.cell_id)}
    names, already, unreachable = [], [], []
    for standing in await standings(visit.tx, cycle):
        member = standing.member
        if not standing.awaited:
            continue
        new = parcel(member.person_id, Reminder(cycle.id, member.id), cell_id=cycle.cell_id)
        if member.id in lost:
            unreachable.append(member.to_phone)
        elif await reminders.record(
            visit.tx, cycle.id, member.id, step, parcel=new.id, now=visit.at
        ):
            await visit.queue([new], not_before=millis(at))
            names.append(member.shown)
        else:
            already.append(member.shown)
    await visit.record("reminded", cycle.id, cycle.cell_id)
    return RemindedNow(
        cycle.id,
        tuple(names),
        tuple(already),
        tuple(unreachable),
        visit.office.calendar.local(at),
        at == visit.now,
    )
