"""The secretary's post while it is on offer: at most one offer in a cell."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people.member import Role
from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Handover:
    """From whom, to whom (members' ids), and what the former secretary becomes."""

    cell_id: str
    from_id: str
    to_id: str
    becomes: Role


async def offer(tx: Transaction, handover: Handover, *, now: int) -> None:
    """Keeps the offer, in place of an earlier one."""
    await tx.run(
        "INSERT INTO handovers (cell_id, from_id, to_id, becomes, offered_at)"
        " VALUES (:cell, :from_, :to, :becomes, :now) ON CONFLICT (cell_id) DO UPDATE SET"
        " from_id = excluded.from_id, to_id = excluded.to_id, becomes = excluded.becomes,"
        " offered_at = excluded.offered_at",
        cell=handover.cell_id,
        from_=handover.from_id,
        to=handover.to_id,
        becomes=handover.becomes.value,
        now=now,
    )


async def offered(tx: Transaction, cell_id: str) -> Handover | None:
    """The cell's offer, if any."""
    row = await tx.one("SELECT * FROM handovers WHERE cell_id = :cell", cell=cell_id)
    if row is None:
        return None
    return Handover(row["cell_id"], row["from_id"], row["to_id"], Role(row["becomes"]))


async def end(tx: Transaction, cell_id: str) -> None:
    """Ends the offer: taken, declined or withdrawn."""
    await tx.run("DELETE FROM handovers WHERE cell_id = :cell", cell=cell_id)
