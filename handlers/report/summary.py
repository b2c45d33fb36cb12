"""The consolidated report and its figures, for who reads the reviews."""

from __future__ import annotations

from bot.domain.messages import text
from bot.domain.people.member import Action
from bot.domain.report.summary import Edition
from bot.services.cycle import standing
from bot.services.report import circulated
from bot.services.report.papers import FiguresJob, SummaryJob
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.routes import Route


async def summary(visit: Visit, _about: str, edition: Edition = Edition.MEETING) -> Said:
    """`/summary`: sends the report by the post, so that nobody else has to wait. It is the edition
    for the meeting, unless a button asks for the official one. Whoever does not read the reviews
    gets the circulated report."""
    if not visit.may(Action.SEE_SUMMARY):
        newest = await standing.newest_cycle(visit, visit.acting(Action.SEE_CIRCULATED))
        return say(await circulated.again(visit, newest.id if newest else ""))
    secretary = visit.acting(Action.SEE_SUMMARY)
    current = await standing.newest_cycle(visit, secretary)
    if current is None:
        return say(text("cycle.none_yet"))
    job = SummaryJob(current.id, edition)
    visit.post(job, cell_id=secretary.cell_id)
    await visit.record("summary", current.id, secretary.cell_id)
    return say(text("summary.coming"))


async def figures(visit: Visit, cycle_id: str, edition: Edition) -> Said:
    """Sends the report's figures as a spreadsheet."""
    reader = visit.acting(Action.SEE_SUMMARY)
    visit.post(FiguresJob(cycle_id, edition), cell_id=reader.cell_id)
    await visit.record("summary", cycle_id, reader.cell_id)
    return say(text("figures.sheet_coming"))


ROUTES = (
    Route("/summary", Action.SEE_CIRCULATED, summary),
    Route("s:summary:{cycle}", Action.SEE_SUMMARY, summary),
    Route("s:summary:{cycle}:{edition}", Action.SEE_SUMMARY, summary),
    Route("s:figures:{cycle}:{edition}", Action.SEE_SUMMARY, figures),
)
