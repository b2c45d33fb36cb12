"""Last time's items: carried over when a review begins, and compared for their author alone."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.interview.carried import kept_items
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer
from bot.domain.interview.questionnaire import REVIEW
from bot.domain.messages import Outgoing, Refusal, WrongState, text
from bot.domain.report.comparison import OwnComparison, items_of, own_comparison
from bot.services.cycle.standing import questionnaire
from bot.services.interview import conversation
from bot.services.office import Office
from bot.services.turns import Visit
from storage import cycles, interviews
from storage.cycles import Cycle
from storage.engine.database import Transaction
from storage.interviews import Stored


async def items_for(
    office: Office, tx: Transaction, cycle: Cycle, member_id: str, form: str
) -> Mapping[str, Answer]:
    """With what a review of this cycle begins: the member's own items of the last one that the
    member handed in, whichever cycle that was.

    None in a first year, for a newcomer, and after the earlier review was erased.
    """
    asked = await questionnaire(office, tx, cycle.id, form)
    if not asked.carries:
        return {}
    found = await review_before(office, tx, cycle, member_id, form)
    return kept_items(asked, items_of(found[1])) if found else {}


async def has_before(visit: Visit, stored: Stored) -> bool:
    """Whether there is an earlier review to compare this one with."""
    cycle = await cycles.cycle(visit.tx, stored.cycle_id)
    if cycle is None:
        return False
    form = await cycles.form(visit.tx, cycle.id, stored.form)
    if form is None or form.purpose != REVIEW:
        return False
    found = await cycles.cycle_before(visit.tx, cycle, member_id=stored.member_id, form=stored.form)
    return found is not None


async def compare(visit: Visit, interview_id: str) -> Outgoing:
    """The author's own two reviews side by side; nobody else is shown this. Raises Refusal."""
    stored = await interviews.get(visit.tx, interview_id)
    if stored is None:
        raise WrongState("interview.gone")
    visit.own(stored.member_id)
    cycle = await cycles.cycle(visit.tx, stored.cycle_id)
    found = (
        await review_before(visit.office, visit.tx, cycle, stored.member_id, stored.form)
        if cycle
        else None
    )
    if found is None:
        raise Refusal("figures.none_before")
    now = await conversation.load(visit.office, visit.tx, stored)
    return _screen(found[0].year, own_comparison(found[1], now))


def _screen(year: int, found: OwnComparison) -> Outgoing:
    rows = {
        move: tuple(
            text("figures.own_row", short=row.short, label=row.label)
            for row in getattr(found, move)
        )
        for move in ("resolved", "remaining", "new")
    }
    word = tuple(
        text("figures.own_word", label=row.label, level=option.label) for row, option in found.word
    )
    return Outgoing(text("figures.own", year=year, word=word, **rows))


async def review_before(
    office: Office, tx: Transaction, cycle: Cycle, member_id: str, form: str
) -> tuple[Cycle, Interview] | None:
    """The member's last handed-in version before this cycle, and of which cycle it is."""
    before = await cycles.cycle_before(tx, cycle, member_id=member_id, form=form)
    if before is None:
        return None
    stored = await interviews.find(tx, cycle.cell_id, before.id, member_id, form)
    if stored is None:
        return None
    version = await interviews.latest(tx, stored.id)
    if version is None:
        return None
    asked = await questionnaire(office, tx, before.id, form)
    return before, Interview(member_id, asked, version.answers)
