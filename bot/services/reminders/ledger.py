"""The reminder ledger: who is reminded next, what became of every reminder, whom to phone; and who
did not submit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.cycle.place import Place
from bot.domain.cycle.schedule import overdue_is_over, step_times
from bot.domain.messages import NotAllowed, Param, Refusal, Text, WrongState, text
from bot.domain.people.member import Action, Member
from bot.domain.reminders.step import Kind, Step
from bot.services import unsent
from bot.services.cycle import status
from bot.services.cycle.standing import Standing, standings
from bot.services.office import moment, new_id
from bot.services.preparation import behind
from bot.services.turns import Visit
from storage import cycles, excuses, members, outbox, reminders
from storage.cycles import Cycle
from storage.excuses import Excuse
from storage.reminders import BLOCKED, NOWHERE, Call, Fate, Reminded

_REASONS = {BLOCKED: "ledger.reason_blocked", NOWHERE: "ledger.reason_nowhere"}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One member's line. `planned`: when the next reminder goes out. `last`: the last reminder that
    was sent or failed. `call`: should be phoned, and was not since; `called`: the last call."""

    member: Member
    place: Place
    planned: datetime | None
    last: Param
    reason: Param
    call: bool
    called: Param


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everybody who is waited for, those to phone first; the others are only counted. `late`: what
    of the preparation is past its day."""

    cycle: Cycle
    lines: Sequence[LedgerLine]
    at_rest: Sequence[tuple[Place, int]]
    late: Sequence[Text]

    @property
    def to_call(self) -> Sequence[LedgerLine]:
        """The lines of those to phone now."""
        return [line for line in self.lines if line.call]


async def read(visit: Visit) -> Ledger:
    """The ledger of the newest cycle; raises WrongState if there never was one."""
    leader = visit.acting(Action.REMIND)
    cycle = await cycles.newest_cycle(visit.tx, leader.cell_id)
    if cycle is None:
        raise WrongState("cycle.none_yet")
    everybody = await standings(visit.tx, cycle)
    unseeing = await status.silent(visit.tx, cycle, everybody, visit.now)
    unreached = await status.unreachable(visit.tx, cycle)
    missed = {each for each, given_up in unreached.items() if given_up}
    lost = dict.fromkeys(unseeing, "unseen") | {
        each: "trouble" if each in missed else "" for each in unreached
    }
    book = await _book(visit, cycle)
    calls = {call.member_id: call for call in await reminders.calls(visit.tx, cycle.id)}
    names = {each.member.id: each.member.shown for each in everybody}
    lines = [
        _line(visit, cycle, each, book[each.member.id], calls.get(each.member.id), names, lost)
        for each in everybody
        if each.awaited or each.member.id in missed
    ]
    lines.sort(key=lambda line: (not line.call, line.called is None))
    shown = {line.member.id for line in lines}
    resting = [status.place(each) for each in everybody if each.member.id not in shown]
    at_rest = [(place, resting.count(place)) for place in Place if place in resting]
    late = () if cycle.closed_at else await behind.late(visit.office, visit.tx, cycle)
    return Ledger(cycle, lines, at_rest, behind.shown(late, subjects=True))


async def _book(visit: Visit, cycle: Cycle) -> defaultdict[str, list[Reminded]]:
    """Everything that each member was reminded of or informed about."""
    book: defaultdict[str, list[Reminded]] = defaultdict(list)
    for entry in await reminders.entries(visit.tx, cycle.id, now=visit.at):
        book[entry.member_id].append(entry)
    return book


def _line(
    visit: Visit,
    cycle: Cycle,
    standing: Standing,
    entries: Sequence[Reminded],
    call: Call | None,
    names: dict[str, str],
    lost: Mapping[str, str],
) -> LedgerLine:
    """`lost`: whom to phone, and why, if that is not for the last reminder to say."""
    member = standing.member
    ended = [e for e in entries if e.step.kind.asks and e.fate in (Fate.SENT, Fate.FAILED)]
    last = ended[-1] if ended else None
    unreached = member.id in lost
    fresh = call is not None and (last is None or (last.ended_at or 0) <= call.called_at)
    return LedgerLine(
        member,
        status.place(standing),
        _planned(visit, cycle, member, entries) if standing.awaited else None,
        _short(visit, last) if last else None,
        _why(member, last, lost[member.id]) if unreached else None,
        unreached and not fresh,
        _called(visit, call, names) if call else None,
    )


def _planned(
    visit: Visit, cycle: Cycle, member: Member, entries: Sequence[Reminded]
) -> datetime | None:
    """When the next step goes out; `None` for somebody who never came in."""
    if not member.person_id or cycle.closed_at is not None:
        return None
    had = {e.step for e in entries}
    calendar, opened = visit.office.calendar, moment(cycle.opened_at)
    ahead = [
        calendar.local(at)
        for before, at in step_times(cycle.dates, calendar).items()
        if at > max(visit.now, opened)
        and Step(Kind.REVIEW, cycle.dates.last_day, before) not in had
    ]
    return min(ahead, default=None)


def _why(member: Member, last: Reminded | None, why: str) -> Param:
    if not member.person_id:
        return text("ledger.reason_never_came")
    if why:
        return text(f"ledger.reason_{why}", times=status.UNSEEN)
    known = _REASONS.get(last.reason) if last and last.fate is Fate.FAILED else None
    return text(known or ("ledger.reason_trouble" if last else "ledger.reason_blocked"))


def _short(visit: Visit, entry: Reminded) -> Param:
    """The reminder in short; how and why is in the member's history."""
    at = visit.office.calendar.local(moment(entry.ended_at or entry.recorded_at))
    if entry.fate is Fate.FAILED:
        return text("ledger.last_failed", at=at)
    return text("ledger.last_sent", how=_sent(entry), at=at)


def _sent(entry: Reminded) -> str:
    """What is known of a reminder that went out: a channel that cannot tell has delivered it."""
    if entry.seen:
        return "seen"
    return "unseen" if entry.is_shown_by_pages else "delivered"


def _messages(entries: Sequence[Reminded]) -> list[Reminded]:
    """One entry for each message, since one may remind of several materials, say; of daily ones
    only the last."""
    kept: dict[object, Reminded] = {}
    for number, entry in enumerate(entries):
        kind = entry.step.kind
        key = (kind, entry.parcel or number) if kind.asks else kind
        kept.pop(key, None)
        kept[key] = entry
    return list(kept.values())


def _shown(visit: Visit, entry: Reminded) -> Param:
    step = _step(entry.step)
    at = visit.office.calendar.local(moment(entry.ended_at or entry.recorded_at))
    match entry.fate:
        case Fate.PLANNED:
            return text("ledger.planned", step=step)
        case Fate.SENT:
            channel = text(f"ledger.channel_{entry.channel}") if entry.channel else None
            return text("ledger.sent", step=step, at=at, channel=channel, how=_sent(entry))
        case Fate.FAILED:
            reason = text(_REASONS.get(entry.reason, "ledger.reason_trouble"))
            return text("ledger.failed", step=step, at=at, reason=reason)
        case Fate.NEEDLESS:
            return text("ledger.needless", step=step, at=at)
        case Fate.OVERTAKEN:
            return text("ledger.overtaken", step=step, at=at)


def _step(step: Step) -> Param:
    return text(f"ledger.step_{step.kind}", days=step.days_before)


def _called(visit: Visit, call: Call, names: dict[str, str]) -> Param:
    at = visit.office.calendar.local(moment(call.called_at))
    return text("ledger.called", at=at, by=names.get(call.called_by, ""))


@dataclass(frozen=True, slots=True)
class Passed:
    """A reminder for the secretary to pass on elsewhere: to the cell's group, or to the member of
    this name. `web` and `telegram` are where to go on, empty if there is none for others."""

    cell: str
    last_day: date
    days: int
    name: str
    web: str
    telegram: str


async def passed(visit: Visit, *, name: str = "") -> Passed | None:
    """The reminder as it reads today; `None` while no cycle is open."""
    leader = visit.acting(Action.REMIND)
    cycle = await cycles.open_cycle(visit.tx, leader.cell_id)
    if cycle is None:
        return None
    office = visit.office
    return Passed(
        (await visit.cell_of(leader)).name,
        cycle.dates.last_day,
        (cycle.dates.last_day - office.calendar.local(visit.now).date()).days,
        name,
        "" if office.links.only_here else office.links.page(""),
        f"https://t.me/{office.links.telegram_bot}" if office.links.telegram_bot else "",
    )


@dataclass(frozen=True, slots=True)
class History:
    """Everything about one member: what is planned, then what was given up, the reminders and
    calls, each newest first."""

    cycle_id: str
    line: LedgerLine | None
    member: Member
    entries: tuple[Param, ...]
    calls: tuple[Param, ...]


async def history(visit: Visit, member_id: str) -> History:
    """What the ledger has on one member; raises Refusal for another cell's."""
    found = await read(visit)
    member = await members.member(visit.tx, member_id)
    if member is None or member.cell_id != visit.member.cell_id:
        raise Refusal("members.unknown")
    entries = (await _book(visit, found.cycle))[member.id]
    missed = [
        text(
            "ledger.notice_failed",
            at=visit.office.calendar.local(moment(each.at)),
            what=text(f"unsent.{unsent.named(each.contents)}"),
        )
        for each in reversed(await outbox.undelivered(visit.tx, member.cell_id, member.person_id))
    ]
    roster = await members.roster(visit.tx, member.cell_id)
    names = {each.id: each.shown for each in roster}
    calls = await reminders.calls(visit.tx, found.cycle.id)
    return History(
        found.cycle.id,
        next((line for line in found.lines if line.member.id == member.id), None),
        member,
        (*missed, *(_shown(visit, entry) for entry in reversed(_messages(entries)))),
        tuple(
            _called(visit, call, names) for call in reversed(calls) if call.member_id == member.id
        ),
    )


async def tick_called(visit: Visit, member_id: str) -> Member:
    """Records that the member was phoned, when and by whom."""
    leader = visit.acting(Action.REMIND)
    member = await members.member(visit.tx, member_id)
    cycle = await cycles.newest_cycle(visit.tx, leader.cell_id)
    if member is None or cycle is None or member.cell_id != leader.cell_id:
        raise Refusal("members.unknown")
    await reminders.add_call(visit.tx, new_id(), cycle.id, Call(member.id, leader.id, visit.at))
    await visit.record("called", member.id, member.cell_id)
    return member


@dataclass(frozen=True, slots=True)
class NotSubmitting:
    """The members who can be noted as not submitting, and those who are."""

    cycle: Cycle
    open_: Sequence[Member]
    noted: Sequence[Member]


async def missing(visit: Visit) -> NotSubmitting:
    """Who has not submitted after the last reminder. Raises WrongState before that, and once the
    cycle is closed."""
    leader = visit.acting(Action.REMIND)
    cycle = await cycles.open_cycle(visit.tx, leader.cell_id)
    if cycle is None:
        raise WrongState("cycle.none_open")
    if not overdue_is_over(cycle.dates, visit.now, visit.office.calendar):
        raise WrongState("missing.too_early", last_day=cycle.dates.last_day)
    waited, noted = [], []
    for standing in await standings(visit.tx, cycle):
        if standing.not_submitting:
            noted.append(standing.member)
        elif not standing.finished:
            waited.append(standing.member)
    return NotSubmitting(cycle, waited, noted)


def among(found: Sequence[Member], member_id: str) -> Member:
    """The member of these with this id; raises NotAllowed if it is no longer one of them."""
    member = next((each for each in found if each.id == member_id), None)
    if member is None:
        raise NotAllowed("missing.not_now")
    return member


async def note(visit: Visit, member_id: str, *, given_up: bool) -> Member:
    """Notes that the member did not submit, or takes that back. Nobody else is informed, and
    nothing else follows; handing in all the same counts as usual."""
    found = await missing(visit)
    member = among(found.open_ if given_up else found.noted, member_id)
    if given_up:
        leader = visit.member.id
        await excuses.put(
            visit.tx, found.cycle.id, member.id, Excuse.NOT_SUBMITTING, by=leader, now=visit.at
        )
    else:
        await excuses.drop(visit.tx, found.cycle.id, member.id)
    act = "not_submitting" if given_up else "not_submitting_undone"
    await visit.record(act, member.id, member.cell_id)
    return member
