"""Where somebody arrives who has nothing to write: at what they came for."""

from __future__ import annotations

from bot.domain.messages import Button, Keyboard, Outgoing, Text, text
from bot.domain.people.member import OUTSIDERS, Action, Member, MemberStanding
from bot.services.cycle import standing
from bot.services.cycle.opening import Cycle
from bot.services.people import roles
from bot.services.review import queue
from bot.services.turns import Visit


async def nothing_to_write(visit: Visit, member: Member, cycle: Cycle | None) -> Outgoing:
    """What is said to somebody with nothing to answer now, who they are here, and a button for
    each thing that this person can do or see."""
    cell = await visit.cell_of(member)
    message = _said(visit, member, cycle, cell.name)
    return Outgoing(message, await _ways(visit, member, cycle))


def _said(visit: Visit, member: Member, cycle: Cycle | None, cell: str) -> Text:
    if member.standing is MemberStanding.SUSPENDED:
        return text("access.suspended")
    if member.role in OUTSIDERS:
        return text(
            f"start.{member.role}",
            cell=cell,
            last_day=roles.last_day(visit.office, member),
            over=not member.roles(visit.at),
        )
    if cycle:
        return text("start.exempt", reason=member.exempt_reason)
    return text("start.secretary" if visit.may(Action.MANAGE_CYCLE) else "start.no_cycle")


async def _ways(visit: Visit, member: Member, cycle: Cycle | None) -> Keyboard:
    cell = member.cell_id
    if cycle is None and visit.may(Action.MANAGE_CYCLE):
        add = Button(text("start.add_members"), "m:add")
        return (add,), (Button(text("start.open_cycle"), "y:open"),)
    waiting = await queue.count(visit.tx, member, visit.at)
    issued = await standing.has_report(visit, member)
    outside = member.role in OUTSIDERS
    offered = (
        (Action.REVIEW, waiting, text("status.read", count=waiting), f"q:list:{cell}"),
        (Action.SEE_MATERIALS, cycle, text("preparation.open_own"), f"pm:own:{cell}"),
        (Action.SEE_AGENDA, cycle or outside, text("start.agenda"), f"pa:{cell}"),
        (Action.SEE_CIRCULATED, issued or outside, text("figures.see_circulated"), f"fc:{cell}"),
    )
    found = [Button(label, to) for may, there, label, to in offered if there and visit.may(may)]
    return tuple((each,) for each in found or [Button(text("start.own_data"), f"d:{member.id}")])
