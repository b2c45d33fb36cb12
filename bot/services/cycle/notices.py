"""What members are told about a cycle when its secretary opens, changes or closes it, worded when
it is sent: what does not hold any more by then is not said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.messages import Button, Outgoing, said_day, text
from bot.domain.people.member import Member
from bot.services.cycle.standing import counts, standing_of
from bot.services.office import Office
from bot.services.parcels import Job, Maker, worded
from bot.services.turns import Visit
from storage import cells, cycles, members
from storage.cycles import Cycle
from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class CycleNotice(Job):
    """Tell this member of the cycle as it is now. `dates`: those of which it tells; with others
    there is another notice."""

    cycle_id: str
    member_id: str
    news: str
    dates: str


OPENED, MOVED, CLOSED = "opened", "moved", "closed"


async def tell_everybody(visit: Visit, cycle: Cycle, news: str, *, all_: bool = False) -> None:
    """Everybody but who did it: those who have to answer, or `all_` of the roster."""
    for member in await members.roster(visit.tx, cycle.cell_id):
        if (counts(member) or all_) and _reached(visit, member):
            notice = CycleNotice(cycle.id, member.id, news, _dates(cycle))
            visit.post(notice, to=member.person_id, cell_id=cycle.cell_id)


def tell(
    visit: Visit,
    member: Member,
    message: Outgoing,
    rule: str,
    about: Sequence[str] = (),
    *,
    oneself: bool = False,
) -> None:
    """One member, if they have come in; who did it only if `oneself`."""
    if _reached(visit, member) or (oneself and member.person_id):
        visit.tell(message, to=member.person_id, cell_id=member.cell_id, rule=rule, about=about)


def _reached(visit: Visit, member: Member) -> bool:
    return bool(member.person_id) and member.person_id != visit.person_id


def _dates(cycle: Cycle) -> str:
    return f"{cycle.dates.last_day} {cycle.dates.meeting_on}"


async def _holds(tx: Transaction, job: CycleNotice, cycle: Cycle) -> bool:
    """Of a closed cycle only that it is closed; of an open one its newest dates; that it was opened
    only to those who have not found that out by themselves."""
    closed = cycle.closed_at is not None
    if closed or job.news == CLOSED:
        return closed and job.news == CLOSED
    if job.news == MOVED:
        return job.dates == _dates(cycle)
    standing = await standing_of(tx, cycle, job.member_id)
    return standing is not None and not standing.begun


async def _words(office: Office, tx: Transaction, job: CycleNotice) -> Outgoing | None:
    cycle = await cycles.cycle(tx, job.cycle_id)
    member = await members.member(tx, job.member_id)
    if cycle is None or member is None or not await _holds(tx, job, cycle):
        return None
    if job.news == CLOSED:
        cell = await cells.cell(tx, cycle.cell_id)
        return Outgoing(text("cycle.closed_notice", cell=cell.name, theme=cycle.theme))
    asked = counts(member)
    today = office.calendar.local(office.clock()).date()
    meeting = cycle.dates.meeting_on
    if not (asked or meeting):
        return None
    notice = text(
        f"cycle.{job.news}_notice",
        cell=(await cells.cell(tx, cycle.cell_id)).name,
        theme=cycle.theme,
        last_day=said_day(cycle.dates.last_day, today) if asked else None,
        meeting=said_day(meeting, today) if meeting else None,
    )
    start = Button(text("member.go_on"), f"r:{member.id}")
    return Outgoing(notice, ((start,),) if asked else ())


MAKERS: Mapping[type[Job], Maker] = {CycleNotice: worded(_words)}
