"""How far everybody is."""

from __future__ import annotations

from bot.domain.messages import Outgoing, text
from bot.domain.people.member import Action
from bot.services.cycle import standing, status
from bot.services.cycle.status import StandingJob
from bot.services.review import queue
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.routes import Route


async def status_(visit: Visit, *_about: str) -> Said:
    """`/status`: shows how far everybody is: names for leaders, figures for others. A picture
    follows by the post."""
    reader = visit.acting(Action.SEE_STATUS)
    current = await standing.newest_cycle(visit, reader)
    if current is None:
        return say(text("cycle.none_yet"))
    found = await status.status(visit.office, visit.tx, current)
    visit.post(StandingJob(current.id), cell_id=current.cell_id)
    shown = status.screen(found, names=visit.may(Action.REMIND))
    return say(await queue.beside_status(visit, shown))


async def group(visit: Visit, _argument: str) -> Said:
    """`/group`: shows the head of a party group how far the group is, in figures alone."""
    head = visit.acting(Action.SEE_GROUP)
    current = await standing.newest_cycle(visit, head)
    if current is None:
        return say(text("cycle.none_yet"))
    found = await status.status(visit.office, visit.tx, current, group=head.party_group)
    visit.post(StandingJob(current.id, head.party_group), cell_id=current.cell_id)
    counts = status.counted(found)
    message = text("status.group", group=head.party_group, counts=counts, roster=found.roster)
    return say(Outgoing(message))


ROUTES = (
    Route("/status", Action.SEE_STATUS, status_),
    Route("/group", Action.SEE_GROUP, group),
    Route("s:status", Action.SEE_STATUS, status_),
    Route("s:status:{cycle}", Action.SEE_STATUS, status_),
)
