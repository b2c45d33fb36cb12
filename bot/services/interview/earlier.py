"""A member's review of the cell's cycle before."""

from __future__ import annotations

from bot.domain.interview.interview import Interview
from bot.domain.review.workflow import HANDED_IN
from bot.services.cycle.standing import questionnaire
from bot.services.office import Office
from storage import cycles, interviews
from storage.cycles import Cycle
from storage.engine.database import Transaction


async def review_before(
    office: Office, tx: Transaction, cycle: Cycle, member_id: str, form: str
) -> tuple[Cycle, Interview] | None:
    """The member's last handed-in version of the cell's cycle before this one."""
    before = await cycles.cycle_before(tx, cycle)
    if before is None:
        return None
    stored = await interviews.find(tx, cycle.cell_id, before.id, member_id, form)
    if stored is None or stored.state not in HANDED_IN:
        return None
    version = await interviews.latest(tx, stored.id)
    if version is None:
        return None
    asked = await questionnaire(office, tx, before.id, form)
    return before, Interview(member_id, asked, version.answers)
