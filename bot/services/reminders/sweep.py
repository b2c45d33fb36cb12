"""The sweep: what is due now, found by looking at the tables; and the secretary's "remind now"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.domain.cycle.schedule import digest_day, due_step
from bot.domain.interview.interview import Interview
from bot.domain.interview.screens import minutes
from bot.domain.messages import Button, Outgoing, WrongState, text
from bot.domain.people.member import Action, Member
from bot.domain.review.workflow import HANDED_IN
from bot.services.cycle import status
from bot.services.cycle.standing import Standing, questionnaire, standings
from bot.services.interview import conversation
from bot.services.office import Office, millis, moment
from bot.services.parcels import Digest, Reminder, parcel
from bot.services.preparation import reminders
from bot.services.privacy import requests
from bot.services.reminders import escalation
from bot.services.review import queue
from bot.services.turns import Visit
from storage import cycles, interviews, members, outbox
from storage.cycles import Cycle
from storage.engine.database import Transaction

AT_ONCE = 50
"""Cycles that are read together; a sweep goes on until none is left."""


async def sweep(office: Office) -> int:
    """Queue everything that is due now, cycle by cycle; how many messages that were.

    Whenever it runs, and however late: of the steps that came due meanwhile only the last is sent,
    the others are recorded as overtaken, and nothing is sent twice.
    """
    now = office.clock()
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
        await cycles.set_next_due(tx, cycle.id, millis(allowed))
        return 0
    everybody = await standings(tx, cycle)
    queued = await _queue_reminders(office, tx, cycle, everybody, now)
    queued += await _queue_digests(office, tx, cycle, everybody, now)
    queued += await escalation.queue(office, tx, cycle, now)
    queued += await reminders.queue(office, tx, cycle, now)
    await cycles.set_next_due(tx, cycle.id, await reminders.next_look(office, tx, cycle, now))
    return queued


async def _queue_reminders(
    office: Office, tx: Transaction, cycle: Cycle, everybody: list[Standing], now: datetime
) -> int:
    had: defaultdict[str, set[int]] = defaultdict(set)
    for member_id, step in await cycles.recorded_steps(tx, cycle.id, cycle.dates.last_day):
        if step.lstrip("-").isdecimal():
            had[member_id].add(int(step))
    opened_at = moment(cycle.opened_at)
    queued = 0
    for standing in everybody:
        member = standing.member
        if not standing.awaited or not member.person_id:
            continue
        due = due_step(cycle.dates, opened_at, had[member.id], now, office.calendar)
        if due is None:
            continue
        for overtaken in due.superseded:
            await _record(tx, cycle, member, str(overtaken), None, now)
        queued += await _queue(tx, cycle, member, str(due.step), now)
    return queued


async def _queue(
    tx: Transaction,
    cycle: Cycle,
    member: Member,
    step: str,
    now: datetime,
    at: datetime | None = None,
) -> int:
    """Queue one reminder unless this step was recorded before. `at`: the secretary asked for it."""
    last_day = "" if at else cycle.dates.last_day.isoformat()
    new = parcel(member.person_id, Reminder(cycle.id, member.id, last_day), cell_id=cycle.cell_id)
    if not await _record(tx, cycle, member, step, new.id, now):
        return 0
    await outbox.put(tx, [new], not_before=millis(at or now), now=millis(now))
    return 1


async def _record(
    tx: Transaction, cycle: Cycle, member: Member, step: str, parcel_id: str | None, now: datetime
) -> bool:
    return await cycles.record_step(
        tx,
        cycle.id,
        member.id,
        cycle.dates.last_day,
        step,
        outbox_id=parcel_id,
        now=millis(now),
    )


async def _queue_digests(
    office: Office, tx: Transaction, cycle: Cycle, everybody: list[Standing], now: datetime
) -> int:
    day = digest_day(cycle.dates, moment(cycle.opened_at), now, office.calendar)
    if day is None:
        return 0
    wanted = any(standing.awaited for standing in everybody)
    wanted = wanted or bool(await requests.digest_line(office, tx, cycle.cell_id))
    queued = 0
    for standing in everybody:
        member = standing.member
        if not member.leads(millis(now)) or not member.person_id:
            continue
        if not wanted and not await queue.count(tx, member, millis(now)):
            continue
        new = parcel(member.person_id, Digest(cycle.id, member.id), cell_id=cycle.cell_id)
        if await _record(tx, cycle, member, f"digest {day.isoformat()}", new.id, now):
            await outbox.put(tx, [new], not_before=millis(now), now=millis(now))
            queued += 1
    return queued


@dataclass(frozen=True, slots=True)
class RemindedNow:
    """To whom the secretary's reminder goes, whom nobody can reach, and when it goes out."""

    names: tuple[str, ...]
    already: tuple[str, ...]
    unreachable: tuple[str, ...]
    at: datetime
    at_once: bool


async def remind_now(visit: Visit) -> RemindedNow:
    """Remind all who have not finished, at most once a day; at night, in the morning."""
    secretary = visit.acting(Action.REMIND)
    cycle = await cycles.open_cycle(visit.tx, secretary.cell_id)
    if cycle is None:
        raise WrongState("cycle.none_open")
    at = visit.office.calendar.next_allowed(visit.now)
    step = f"by hand {visit.office.calendar.local(at).date().isoformat()}"
    lost = {member.id for member in await members.unreachable_members(visit.tx, cycle.cell_id)}
    names, already, unreachable = [], [], []
    for standing in await standings(visit.tx, cycle):
        member = standing.member
        if not standing.awaited:
            continue
        if member.id in lost:
            unreachable.append(member.name)
        elif await _queue(visit.tx, cycle, member, step, visit.now, at):
            names.append(member.name)
        else:
            already.append(member.name)
    await visit.record("reminded", cycle.id, cycle.cell_id)
    visit.office.wake.set()
    return RemindedNow(
        tuple(names),
        tuple(already),
        tuple(unreachable),
        visit.office.calendar.local(at),
        at == visit.now,
    )


@dataclass(frozen=True, slots=True)
class SoFar:
    """How far somebody is with the first review that is not handed in."""

    done: int
    parts: int
    minutes: int


async def progress(office: Office, tx: Transaction, cycle: Cycle, member_id: str) -> SoFar | None:
    """How far this member is; `None` if everything is handed in or there is nothing to do here."""
    standing = await _standing(tx, cycle, member_id)
    if standing is None or standing.finished or standing.on_paper:
        return None
    return await progress_of(office, tx, cycle, standing)


async def _standing(tx: Transaction, cycle: Cycle, member_id: str) -> Standing | None:
    return next((s for s in await standings(tx, cycle) if s.member.id == member_id), None)


async def progress_of(office: Office, tx: Transaction, cycle: Cycle, standing: Standing) -> SoFar:
    """How far somebody is who has not finished."""
    form = next(d.form for d in standing.duties if standing.states.get(d.form) not in HANDED_IN)
    interview = await _interview(office, tx, cycle, standing.member.id, form)
    parts = len(interview.questionnaire.sections)
    unfinished = {slot.part for slot in interview.slots if not interview.finished(slot)}
    return SoFar(parts - len(unfinished), parts, minutes(interview))


async def reminder(office: Office, tx: Transaction, job: Reminder) -> Outgoing | None:
    """The reminder as it reads now; `None` if there is nothing left to remind of.

    A stranger who sees the lock screen learns of a date and of progress, not of what.
    """
    cycle = await cycles.cycle(tx, job.cycle_id)
    if cycle is None or cycle.closed_at is not None:
        return None
    if job.last_day not in ("", cycle.dates.last_day.isoformat()):
        return None
    standing = await _standing(tx, cycle, job.member_id)
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


async def _interview(
    office: Office, tx: Transaction, cycle: Cycle, member_id: str, form: str
) -> Interview:
    stored = await interviews.find(tx, cycle.cell_id, cycle.id, member_id, form)
    if stored:
        return await conversation.load(office, tx, stored)
    return Interview("", await questionnaire(office, tx, cycle.id, form))


async def digest(office: Office, tx: Transaction, job: Digest) -> Outgoing | None:
    """Who is missing and whom the program cannot reach, for whoever still leads the cell."""
    cycle = await cycles.cycle(tx, job.cycle_id)
    member = await members.member(tx, job.member_id)
    if cycle is None or cycle.closed_at is not None:
        return None
    if member is None or not member.leads(millis(office.clock())):
        return None
    found = status.screen(await status.status(office, tx, cycle), key="status.digest")
    lines = (
        await requests.digest_line(office, tx, cycle.cell_id),
        await queue.digest_line(office, tx, member),
    )
    for line in filter(None, lines):
        found = replace(found, text=text("interview.above", above=found.text, below=line))
    return found
