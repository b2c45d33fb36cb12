"""What waits for whom: the reviewer's queue, the notice and the digest's line about it, and those
whose review nobody can decide on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.interview.questionnaire import REVIEW
from bot.domain.messages import Button, Outgoing, Text, text
from bot.domain.people.member import Action, Member, may, reviewers
from bot.domain.reminders.step import Kind, Step
from bot.domain.review.workflow import READABLE, State
from bot.services.cycle.standing import questionnaire
from bot.services.office import Office, millis
from bot.services.parcels import Job, Maker, parcel, worded
from bot.services.turns import Visit
from storage import cycles, members, reminders, reviews
from storage.engine.database import Transaction
from storage.interviews import Stored


@dataclass(frozen=True, slots=True)
class Waiting:
    """One review in the queue. `round`: how often it has been handed in."""

    id: str
    author: Member
    cycle_id: str
    form: str
    state: State
    round: int
    submitted_at: int


async def queue(visit: Visit) -> list[Waiting]:
    """The reviews of the newest cycle that are this member's to decide on, the oldest first."""
    return await _queue(visit.tx, visit.acting(Action.REVIEW), visit.at)


async def count(tx: Transaction, reviewer: Member, now: int) -> int:
    """How many reviews this member has to decide on now; none once the cycle is closed."""
    if not may(reviewer, Action.REVIEW, now):
        return 0
    if await cycles.open_cycle(tx, reviewer.cell_id) is None:
        return 0
    return sum(each.state is State.SUBMITTED for each in await _queue(tx, reviewer, now))


async def _queue(tx: Transaction, reviewer: Member, now: int) -> list[Waiting]:
    cycle = await cycles.newest_cycle(tx, reviewer.cell_id)
    if cycle is None or not in_time(reviewer, cycle.closed_at, now):
        return []
    known = await members.known(tx, reviewer.cell_id)
    authors = {each.id: each for each in known if reviewer.id in reviewers(each, known, now)}
    found = [
        Waiting(
            each.id,
            authors[each.member_id],
            cycle.id,
            each.form,
            each.state,
            each.version,
            each.submitted_at or 0,
        )
        for each in await reviews.standings(tx, reviewer.cell_id, cycle.id)
        if each.state in READABLE and each.version and each.member_id in authors
    ]
    return sorted(found, key=lambda each: each.submitted_at)


def in_time(reviewer: Member, closed_at: int | None, now: int) -> bool:
    """Whether the reviewer may read reviews of a cycle closed then: not if it was before their
    time."""
    acting = reviewer.acting
    since = acting.begins if acting and acting.holds(now) else reviewer.role_since
    return closed_at is None or closed_at >= since


async def title(visit: Visit, waiting: Waiting) -> str:
    """What the review of the queue is called: empty for a member's own."""
    form = await questionnaire(visit.office, visit.tx, waiting.cycle_id, waiting.form)
    if form.audience == "member" and form.purpose == REVIEW:
        return ""
    return visit.office.catalogue.render(form.title, visit.language)


async def tell_reviewers(visit: Visit, stored: Stored) -> None:
    """After a review was handed in, informs those who decide that something waits, once a day at
    most."""
    cycle = await cycles.cycle(visit.tx, stored.cycle_id)
    known = await members.known(visit.tx, stored.cell_id)
    author = next((member for member in known if member.id == stored.member_id), None)
    if cycle is None or author is None:
        return
    deciding = reviewers(author, known, visit.at)
    for member in known:
        if member.id not in deciding or not member.person_id:
            continue
        step = Step(Kind.QUEUE, visit.today)
        job = ReviewsWait(cycle.id, member.id)
        new = parcel(member.person_id, job, cell_id=member.cell_id)
        if await reminders.record(visit.tx, cycle.id, member.id, step, parcel=new.id, now=visit.at):
            visit.parcels.append(new)


async def notice(office: Office, tx: Transaction, job: ReviewsWait) -> Outgoing | None:
    """How many reviews wait at the time of sending, without a name; `None` if all are decided on by
    then."""
    member = await members.member(tx, job.member_id)
    found = await count(tx, member, millis(office.clock())) if member else 0
    if member is None or not found:
        return None
    return Outgoing(text("reviewing.waiting_notice", count=found), (_open(member, found),))


async def digest_line(office: Office, tx: Transaction, member: Member) -> Text | None:
    """How many reviews wait for this member, for the daily digest; `None` if none do."""
    found = await count(tx, member, millis(office.clock()))
    return text("reviewing.waiting_notice", count=found) if found else None


async def undecided(tx: Transaction, cell_id: str, now: int) -> Sequence[Member]:
    """Members who have handed in but whose review nobody can decide on, such as that of a secretary
    without a committee."""
    cycle = await cycles.open_cycle(tx, cell_id)
    if cycle is None:
        return ()
    standings = await reviews.standings(tx, cell_id, cycle.id)
    authors = {each.member_id for each in standings if each.state is State.SUBMITTED}
    known = await members.known(tx, cell_id)
    return [each for each in known if each.id in authors and not reviewers(each, known, now)]


async def beside_status(visit: Visit, status: Outgoing) -> Outgoing:
    """The status as this reader sees it: what waits to be read, and who lacks a reviewer."""
    found = await count(visit.tx, visit.member, visit.at)
    first = (_open(visit.member, found),) if found else ()
    screen = replace(status, buttons=(*first, *status.buttons))
    lacking = await undecided(visit.tx, visit.member.cell_id, visit.at)
    if not lacking or not visit.may(Action.MANAGE_ROLES):
        return screen
    line = text("reviewing.undecided", names=tuple(each.shown for each in lacking))
    return _with(screen, line, visit.member)


async def without_reviewer(visit: Visit, screen: Outgoing) -> Outgoing:
    """What an author sees after handing in, with a line if nobody can decide on it; the leader also
    gets a button to name somebody."""
    own = visit.member
    if own.id not in {each.id for each in await undecided(visit.tx, own.cell_id, visit.at)}:
        return screen
    names_them = visit.may(Action.MANAGE_ROLES)
    return _with(screen, text("reviewing.no_reviewer", leads=names_them), own, button=names_them)


def _with(screen: Outgoing, line: Text, member: Member, *, button: bool = True) -> Outgoing:
    whole = text("interview.above", above=screen.text, below=line)
    add = Button(text("reviewing.name_reviewer"), f"o:outside:{member.cell_id}")
    return replace(screen, text=whole, buttons=(*screen.buttons, *([(add,)] if button else [])))


def _open(member: Member, waiting: int) -> tuple[Button, ...]:
    return (Button(text("status.read", count=waiting), f"q:list:{member.cell_id}"),)


@dataclass(frozen=True, slots=True)
class ReviewsWait(Job):
    """Tells somebody who decides how many reviews wait; nothing once all are decided on."""

    cycle_id: str
    member_id: str


MAKERS: Mapping[type[Job], Maker] = {ReviewsWait: worded(notice)}
