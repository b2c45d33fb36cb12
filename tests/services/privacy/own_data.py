"""What tests of one's own data begin with."""

from __future__ import annotations

from bot.services.office import millis, new_id
from storage import outbox
from storage.engine.database import Transaction
from tests.services.scene import Cell, one
from tests.world import World

SECRETARY = "Trần Thị Mai Lan"


async def reads(world: World, address: str, cell: Cell, name: str) -> None:
    """The audit line that whoever opens a review leaves."""
    person = one(world, "SELECT person_id FROM accounts WHERE address = ?", address)
    review = one(world, "SELECT id FROM interviews WHERE member_id = ?", cell.member(name))

    async def work(tx: Transaction) -> None:
        await outbox.record(
            tx,
            new_id(),
            cell_id=cell.id,
            person_id=person,
            act="review_read",
            about=review,
            now=millis(world.clock()),
        )

    await world.office.db.write(work)
