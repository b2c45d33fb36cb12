"""How far everybody is: counts that add up to the roster, names for the leader alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.cycle.place import HANDED_IN, WAITED_FOR, Picture, Place, reached, together
from bot.domain.cycle.schedule import overdue_is_over
from bot.domain.messages import Button, Keyboard, Outgoing, Param, text
from bot.domain.people.member import Member
from bot.domain.review.workflow import State
from bot.domain.words import Words
from bot.services.cycle.standing import Standing, questionnaire, standings
from bot.services.office import Office, millis
from bot.services.parcels import Job, Maker, Part, captioned
from storage import cycles, members, outbox, reminders
from storage.cycles import Cycle
from storage.engine.database import Transaction

UNSEEN = 2
"""So many reminders that were not seen mean: phone."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A review for which a member was named, and how far it is. No count has it in it."""

    title: Words
    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Status:
    """Names by place; every member is in exactly one. `awaited`: how many are still to answer here,
    and so to be reminded; `absent`: how many of them have never come in, and need an invitation;
    `unreachable`: whom of them the program cannot write to; `silent`: who of them saw none of
    several reminders. `overdue`: the last reminder of all is over. `beside`: what somebody was
    named for and is not approved yet."""

    cycle_id: str
    cell_id: str
    theme: str
    last_day: date
    days: int
    closed: bool
    overdue: bool
    places: Mapping[Place, tuple[str, ...]]
    awaited: int
    absent: int
    unreachable: tuple[str, ...]
    silent: tuple[str, ...]
    beside: tuple[Beside, ...] = ()

    @property
    def roster(self) -> int:
        """How many members there are."""
        return sum(map(len, self.places.values()))

    def count(self, *places: Place) -> int:
        """How many members are at these places."""
        return sum(len(self.places[place]) for place in places)


async def status(
    office: Office, tx: Transaction, cycle: Cycle, *, group: str | None = None
) -> Status:
    """How far everybody is with their own review and the questionnaires they were named for; with
    `group`, only the members of that party group."""
    found: dict[Place, list[str]] = {place: [] for place in Place}
    awaited = []
    everybody = await standings(tx, cycle)
    for standing in everybody:
        if group is not None and standing.member.party_group != group:
            continue
        found[place(standing)].append(standing.member.shown)
        if standing.awaited:
            awaited.append(standing.member)
    lost = await unreachable(tx, cycle)
    now = office.clock()
    unseeing = await silent(tx, cycle, everybody, now)
    today = office.calendar.local(now).date()
    return Status(
        cycle_id=cycle.id,
        cell_id=cycle.cell_id,
        theme=cycle.theme,
        last_day=cycle.dates.last_day,
        days=(cycle.dates.last_day - today).days,
        closed=cycle.closed_at is not None,
        overdue=overdue_is_over(cycle.dates, now, office.calendar),
        places={each: tuple(names) for each, names in found.items()},
        awaited=len(awaited),
        absent=sum(not member.person_id for member in awaited),
        unreachable=tuple(member.to_phone for member in awaited if member.id in lost),
        silent=tuple(m.to_phone for m in awaited if m.id in unseeing and m.id not in lost),
        beside=tuple([each async for each in _beside(office, tx, cycle, everybody, group)]),
    )


async def _beside(
    office: Office,
    tx: Transaction,
    cycle: Cycle,
    everybody: Sequence[Standing],
    group: str | None,
) -> AsyncIterator[Beside]:
    for standing in everybody:
        if group is not None and standing.member.party_group != group:
            continue
        named = [duty.form for duty in standing.duties if duty.member_id]
        if len(named) == len(standing.duties):
            continue  # the member's place is that of these
        for form in named:
            far = _reached(standing, form)
            if far is not Place.APPROVED:
                asked = await questionnaire(office, tx, cycle.id, form)
                yield Beside(asked.title, standing.member.shown, far)


async def unreachable(tx: Transaction, cycle: Cycle) -> Mapping[str, bool]:
    """Ids of the members whom no channel reaches, or whose last reminder failed, or for whom
    something else was given up; and whether it is the last."""
    lost = [member.id for member in await members.unreachable_members(tx, cycle.cell_id)]
    lost += await reminders.unreminded(tx, cycle.id)
    missed = await outbox.missed_by(tx, cycle.cell_id)
    return dict.fromkeys(lost, False) | dict.fromkeys(missed, True)


async def silent(
    tx: Transaction, cycle: Cycle, everybody: Sequence[Standing], now: datetime
) -> Collection[str]:
    """Ids of members who saw none of their last reminders, as far as can be known. Not of those who
    lead: they are the ones who phone."""
    at = millis(now)
    leading = {each.member.id for each in everybody if each.member.leads(at)}
    return set(await reminders.silent(tx, cycle.id, times=UNSEEN, now=at)) - leading


async def places(tx: Transaction, cell_id: str) -> Sequence[tuple[Member, Place]]:
    """Every member with their place in the newest cycle."""
    cycle = await cycles.newest_cycle(tx, cell_id)
    if cycle is None:
        return [(member, Place.NOT_BEGUN) for member in await members.roster(tx, cell_id)]
    return [(each.member, place(each)) for each in await standings(tx, cycle)]


def place(standing: Standing) -> Place:
    """The one place of this member, for status, digest and report alike: that of their own review.
    What they were named for is said beside it, unless there is nothing else. What is handed in
    counts, whoever was excused from it; a paper that was given back waits for whoever typed it, and
    is shown as what it is."""
    own = [duty.form for duty in standing.duties if not duty.member_id]
    forms = own or [duty.form for duty in standing.duties] or list(standing.states)
    far = together([_reached(standing, form) for form in forms] or [Place.NOT_BEGUN])
    if far in HANDED_IN:
        return far
    if standing.exempt:
        return Place.EXEMPT
    if standing.given_up:
        return Place.NOT_SUBMITTING
    if standing.on_paper and far is not Place.RETURNED:
        return Place.ON_PAPER
    return far


def _reached(standing: Standing, form: str) -> Place:
    state = standing.states.get(form)
    if state is State.DRAFT and not standing.begun:
        return Place.NOT_BEGUN
    return reached(state)


async def picture(office: Office, tx: Transaction, job: StandingJob) -> Picture | None:
    """What the picture shows now; `None` for an unknown cycle."""
    cycle = await cycles.cycle(tx, job.cycle_id)
    if cycle is None:
        return None
    found = await status(office, tx, cycle, group=job.group or None)
    counts = tuple((each, found.count(each)) for each in Place)
    return Picture(found.theme, found.days, found.closed, counts)


def screen(status: Status, *, key: str = "status.screen", names: bool = True) -> Outgoing:
    """The status as a message, with what the leader does next; without `names` in figures alone."""
    message = text(
        key,
        theme=status.theme,
        last_day=status.last_day,
        days=status.days,
        closed=status.closed,
        roster=status.roster,
        complete=status.count(Place.APPROVED, Place.SUBMITTED, Place.EXEMPT) == status.roster
        and all(each.place in HANDED_IN for each in status.beside),
        counts=counted(status),
        beside=_said_beside(status, names=names),
        people=_people(status) if names else (),
        unreachable=status.unreachable if names else (),
        lost=len(status.unreachable),
        silent=status.silent if names else (),
        unseen=UNSEEN,
        handed_in=status.count(*HANDED_IN),
    )
    return Outgoing(message, _leader(status) if names else ())


def counted(status: Status) -> tuple[Param, ...]:
    """`đã duyệt 9`, one for each place that somebody is at; they add up to the roster."""
    return tuple(
        text(f"status.count_{each}", count=len(names))
        for each, names in status.places.items()
        if names
    )


def _said_beside(status: Status, *, names: bool) -> tuple[Param, ...]:
    return tuple(
        text(f"status.beside_{each.place}", title=each.title, name=each.name if names else "")
        for each in status.beside
    )


def _people(status: Status) -> tuple[Param, ...]:
    """A line with the names for each place short of handed in."""
    return tuple(
        text(f"status.people_{each}", names=names)
        for each, names in status.places.items()
        if names and each not in HANDED_IN
    )


def _leader(status: Status) -> Keyboard:
    missing = status.count(*WAITED_FOR, Place.ON_PAPER, Place.NOT_SUBMITTING)
    open_now = not status.closed
    rows: list[tuple[Button, ...]] = []
    if open_now and (come := status.awaited - status.absent):
        rows.append((_button("remind", status, count=come),))
    if open_now and status.absent:
        invite = text("status.invite", count=status.absent)
        rows.append((Button(invite, f"m:absent:{status.cell_id}"),))
    if open_now and status.overdue and (missing or status.awaited):
        rows.append((_button("missing", status),))
    rows.append((_button("ledger", status), _button("summary", status)))
    rows.append((Button(text("status.more"), "mn:all"),))
    return tuple(rows)


_PAYLOADS = {"remind": "s:remind", "summary": "s:summary", "ledger": "lg", "missing": "ns"}


def _button(act: str, status: Status, **params: Param) -> Button:
    return Button(text(f"status.{act}", **params), f"{_PAYLOADS[act]}:{status.cycle_id}")


@dataclass(frozen=True, slots=True)
class StandingJob(Job):
    """Draws how far everybody is, without names; `group`: of one party group alone."""

    cycle_id: str
    group: str = ""


async def _parts(office: Office, job: StandingJob, language: str) -> AsyncIterator[Part]:
    """How far everybody is, as a picture without names; nothing for an unknown cycle."""
    found = await office.db.read(lambda tx: picture(office, tx, job))
    if found:
        rendered = await office.renderer.standing(found, language)
        yield captioned(office, rendered, text("status.picture"), language)


MAKERS: Mapping[type[Job], Maker] = {StandingJob: _parts}
