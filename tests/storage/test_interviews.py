"""What the statements about interviews hold by themselves, whoever else writes meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.review.workflow import State
from storage import interviews
from storage.engine.database import Transaction
from storage.interviews import Stored
from tests.services.scene import HOA, Cell, gathered, hands_in, one
from tests.shelf import made_once
from tests.world import World


@made_once
async def cell(running: World) -> Cell:
    """`hoa` has handed in a review."""
    made = await gathered(running, "hoa")
    await hands_in(running, "hoa")
    return made


async def as_read(tx: Transaction, cell: Cell) -> Stored:
    """The review as a reviewer had read it."""
    cycle = one(cell.world, "SELECT id FROM cycles")
    found = await interviews.find(tx, cell.id, cycle, cell.member(HOA), "member")
    assert found
    return found


@pytest.mark.parametrize(
    ("state", "version", "stands"),
    [
        (State.SUBMITTED, 1, True),
        (State.SUBMITTED, 2, False),
        (State.APPROVED, 1, False),
        (State.RETURNED, 1, False),
        (State.DRAFT, 1, False),
    ],
)
async def test_a_decision_holds_only_for_what_was_read(
    cell: Cell, state: State, version: int, *, stands: bool
) -> None:
    """Somebody decided on it, took it back or handed it in again after it was read."""

    async def work(tx: Transaction) -> tuple[bool, Stored]:
        read = await as_read(tx, cell)
        await tx.run(
            "UPDATE interviews SET state = :state, version = :version WHERE id = :id",
            id=read.id,
            state=state.value,
            version=version,
        )
        done = await interviews.decide(tx, read, State.APPROVED, approved_version=1, now=7)
        return done, replace(await as_read(tx, cell), answers={})

    done, left = await cell.world.office.db.write(work)

    assert done is stands
    found = (left.state, left.version, left.approved_version)
    assert found == ((State.APPROVED, 1, 1) if stands else (state, version, 0))
