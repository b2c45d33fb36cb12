"""How far somebody is with a review."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.interview.interview import Interview
from bot.domain.interview.screens import minutes
from bot.domain.review.workflow import HANDED_IN
from bot.services.cycle.standing import Standing, questionnaire, standing_of
from bot.services.interview import conversation
from bot.services.office import Office
from storage import interviews
from storage.cycles import Cycle
from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class SoFar:
    """How far somebody is with the first review that is not handed in: parts done, parts in all,
    minutes left."""

    done: int
    parts: int
    minutes: int


async def progress(office: Office, tx: Transaction, cycle: Cycle, member_id: str) -> SoFar | None:
    """How far this member is; `None` if everything is handed in or there is nothing to do here."""
    standing = await standing_of(tx, cycle, member_id)
    if standing is None or standing.finished or standing.on_paper:
        return None
    return await progress_of(office, tx, cycle, standing)


async def progress_of(office: Office, tx: Transaction, cycle: Cycle, standing: Standing) -> SoFar:
    """How far somebody is who has not finished."""
    form = next(d.form for d in standing.duties if standing.states.get(d.form) not in HANDED_IN)
    interview = await _interview(office, tx, cycle, standing.member.id, form)
    parts = len(interview.questionnaire.sections)
    unfinished = {slot.part for slot in interview.slots if not interview.finished(slot)}
    return SoFar(parts - len(unfinished), parts, minutes(interview))


async def _interview(
    office: Office, tx: Transaction, cycle: Cycle, member_id: str, form: str
) -> Interview:
    stored = await interviews.find(tx, cycle.cell_id, cycle.id, member_id, form)
    if stored:
        return await conversation.load(office, tx, stored)
    return Interview("", await questionnaire(office, tx, cycle.id, form))
