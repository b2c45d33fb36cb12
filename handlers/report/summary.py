"""The consolidated report and its figures, for who reads the reviews."""

from __future__ import annotations

from bot.domain.messages import text
from bot.domain.people.member import Action
from bot.services.cycle import standing
from bot.services.papers import reading
from bot.services.report.papers import FiguresJob, SummaryJob
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.routes import Route


async def summary(visit: Visit, *_about: str) -> Said:
    """`/summary`: sends the report for the meeting by the post, so that nobody else has to wait.
    Whoever does not read the reviews gets the official report."""
    if not visit.may(Action.SEE_SUMMARY):
        newest = await standing.newest_cycle(visit, visit.acting(Action.SEE_CIRCULATED))
        return say(await reading.again(visit, newest.id if newest else ""))
    secretary = visit.acting(Action.SEE_SUMMARY)
    current = await standing.newest_cycle(visit, secretary)
    if current is None:
        return say(text("cycle.none_yet"))
    visit.post(SummaryJob(current.id), cell_id=secretary.cell_id)
    await visit.record("summary", current.id, secretary.cell_id)
    return say(text("summary.coming"))


async def figures(visit: Visit, cycle_id: str) -> Said:
    """Sends the report's figures as a spreadsheet."""
    reader = visit.acting(Action.SEE_SUMMARY)
    visit.post(FiguresJob(cycle_id), cell_id=reader.cell_id)
    await visit.record("summary", cycle_id, reader.cell_id)
    return say(text("figures.sheet_coming"))


async def issued(visit: Visit, *_about: str) -> Said:
    """`/circulated`: sends the report that the cell issued last."""
    return say(await reading.again(visit))


async def of_cycle(visit: Visit, cycle_id: str) -> Said:
    """Sends the report that was issued of this cycle."""
    return say(await reading.again(visit, cycle_id))


ROUTES = (
    Route("/summary", Action.SEE_CIRCULATED, summary),
    Route("s:summary:{cycle}", Action.SEE_SUMMARY, summary),
    Route("s:figures:{cycle}", Action.SEE_SUMMARY, figures),
    Route("/circulated", Action.SEE_CIRCULATED, issued),
    Route("fc:{cell}", Action.SEE_CIRCULATED, issued),
    Route("s:circulated:{cycle}", Action.SEE_CIRCULATED, of_cycle),
)
