"""Who stands where, for the secretary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.messages import Button, Outgoing, Param, text
from bot.domain.people import Member
from bot.domain.workflow import HANDED_IN, State
from bot.services.cycles import Standing, standings
from bot.services.office import Office
from storage import cycles, members
from storage.cycles import Cycle
from storage.database import Transaction

PLACES = ("handed_in", "under_way", "not_begun", "on_paper", "exempt")


@dataclass(frozen=True, slots=True)
class Status:
    """Names by standing; every member is in exactly one of the first five."""

    cycle_id: str
    theme: str
    last_day: date
    days: int
    closed: bool
    handed_in: tuple[str, ...]
    under_way: tuple[str, ...]
    not_begun: tuple[str, ...]
    on_paper: tuple[str, ...]
    exempt: tuple[str, ...]
    unreachable: tuple[str, ...]

    @property
    def roster(self) -> int:
        """Everybody."""
        places = (self.handed_in, self.under_way, self.not_begun, self.on_paper, self.exempt)
        return sum(map(len, places))


async def status(office: Office, tx: Transaction, cycle: Cycle) -> Status:
    """Where everybody is with the own review and the forms they were named for."""
    found: dict[str, list[str]] = {place: [] for place in PLACES}
    unfinished = []
    for standing in await standings(tx, cycle):
        found[_place(standing)].append(standing.member.name)
        if standing.awaited:
            unfinished.append(standing.member)
    lost = {member.id for member in await members.unreachable_members(tx, cycle.cell_id)}
    lost.update(await cycles.unreminded(tx, cycle.id))
    today = office.calendar.local(office.clock()).date()
    return Status(
        cycle_id=cycle.id,
        theme=cycle.theme,
        last_day=cycle.dates.last_day,
        days=(cycle.dates.last_day - today).days,
        closed=cycle.closed_at is not None,
        unreachable=tuple(member.name for member in unfinished if member.id in lost),
        **{place: tuple(names) for place, names in found.items()},
    )


async def places(tx: Transaction, cell_id: str) -> Sequence[tuple[Member, str]]:
    """Every member with the standing in the newest cycle, as the fields of Status name it."""
    cycle = await cycles.newest_cycle(tx, cell_id)
    if cycle is None:
        return [(member, "not_begun") for member in await members.roster(tx, cell_id)]
    return [(each.member, _place(each)) for each in await standings(tx, cycle)]


def _place(standing: Standing) -> str:
    if standing.exempt:
        return "exempt"
    if standing.finished:
        return "handed_in"
    if standing.on_paper:
        return "on_paper"
    handed_in_some = any(state in HANDED_IN for state in standing.states.values())
    returned = State.RETURNED in standing.states.values()
    return "under_way" if standing.begun or handed_in_some or returned else "not_begun"


def screen(status: Status, *, key: str = "status.screen") -> Outgoing:
    """The status as a message, with what the secretary does next."""
    message = text(
        key,
        theme=status.theme,
        last_day=status.last_day,
        days=status.days,
        closed=status.closed,
        roster=status.roster,
        handed_in=len(status.handed_in),
        under_way=status.under_way,
        not_begun=status.not_begun,
        on_paper=status.on_paper,
        complete=not (status.under_way or status.not_begun or status.on_paper),
        exempt=status.exempt,
        unreachable=status.unreachable,
    )
    waiting = len(status.under_way) + len(status.not_begun)
    remind = ((_button("remind", status, count=waiting),),)
    report = ((_button("summary", status),),)
    return Outgoing(message, (*(remind if waiting and not status.closed else ()), *report))


def _button(act: str, status: Status, **params: Param) -> Button:
    return Button(text(f"status.{act}", **params), f"s:{act}:{status.cycle_id}")
