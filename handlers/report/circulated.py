"""The report for those who do not read the reviews."""

from __future__ import annotations

from bot.domain.people.member import Action
from bot.domain.report.summary import Edition
from bot.services.report import circulated
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.routes import Route


async def offer(visit: Visit, cycle_id: str, edition: Edition) -> Said:
    """Sends the report that may leave the committee, or asks whether to issue it first."""
    return say(await circulated.offer(visit, cycle_id, edition))


async def ask_again(visit: Visit, cycle_id: str, edition: Edition) -> Said:
    """Asks once more whether to issue so little, or so early."""
    return say(await circulated.ask_again(visit, cycle_id, edition))


async def issue(visit: Visit, cycle_id: str, edition: Edition) -> Said:
    """Issues that report, once for the cycle, and sends it."""
    return say(await circulated.send(visit, cycle_id, edition))


async def again(visit: Visit, *_about: str) -> Said:
    """`/circulated`: sends the report that was issued last for members and superiors."""
    return say(await circulated.again(visit))


async def of_cycle(visit: Visit, cycle_id: str) -> Said:
    """Sends what was issued of this cycle."""
    return say(await circulated.again(visit, cycle_id))


ROUTES = (
    Route("/circulated", Action.SEE_CIRCULATED, again),
    Route("fc:{cell}", Action.SEE_CIRCULATED, again),
    Route("s:circulated:{cycle}", Action.SEE_CIRCULATED, of_cycle),
    Route("s:circulate:{cycle}:{edition}", Action.SEE_SUMMARY, offer),
    Route("s:issue:{cycle}:{edition}:early", Action.MANAGE_CYCLE, ask_again),
    Route("s:issue:{cycle}:{edition}", Action.MANAGE_CYCLE, issue),
)
