"""The sample cell is one in which people did what the program says they did."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from storage import members, own_data
from storage.engine.database import Transaction
from storage.own_data import AuditLine
from tests.services.scene import every, sample_cell
from tests.world import World


async def test_who_was_decided_on_was_read_before(running: World) -> None:
    """ "Who has read it" is not empty for a member whose review was approved or returned."""
    office = running.office
    made = await sample_cell(running)
    decided = every(
        running,
        "SELECT i.member_id FROM interviews i JOIN decisions d ON d.interview_id = i.id"
        " WHERE i.cell_id = ?",
        made.cell.id,
    )
    assert len(decided) > 5
    for (member_id,) in decided:
        acts, name = await office.db.read(partial(_others_did, member_id))
        assert "review_read" in {act.act for act in acts}
        assert all(act.name != name for act in acts)


async def _others_did(member_id: str, tx: Transaction) -> tuple[Sequence[AuditLine], str]:
    member = await members.anybody(tx, member_id)
    assert member
    return await own_data.acts_of_others(tx, member, limit=9), member.name
