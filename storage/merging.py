"""One cell goes into another: members with their ids, and what they wrote with them."""

from __future__ import annotations

from collections.abc import Sequence

from storage.database import Transaction


async def keep(tx: Transaction, cell_id: str, member_ids: Sequence[str]) -> None:
    """These made up the roster of the cell that is no more; its closed cycles count them."""
    await tx.run_many(
        "INSERT INTO merged_members (cell_id, member_id) VALUES (:cell, :member)"
        " ON CONFLICT DO NOTHING",
        [{"cell": cell_id, "member": member_id} for member_id in member_ids],
    )


async def move(tx: Transaction, member_id: str, to: str) -> None:
    """The member belongs to this cell from now on."""
    await tx.run("UPDATE members SET cell_id = :to WHERE id = :id", to=to, id=member_id)


async def join(tx: Transaction, member_id: str, to: str) -> None:
    """Two entries are one person: what stands under the one stands under the other."""
    await tx.run("UPDATE interviews SET member_id = :to WHERE member_id = :id", to=to, id=member_id)
    await tx.run(
        "UPDATE cycle_forms SET member_id = :to WHERE member_id = :id", to=to, id=member_id
    )
    await tx.run("UPDATE decisions SET member_id = :to WHERE member_id = :id", to=to, id=member_id)
    await tx.run(
        "UPDATE data_requests SET member_id = :to WHERE member_id = :id", to=to, id=member_id
    )
    await tx.run("UPDATE erasures SET member_id = :to WHERE member_id = :id", to=to, id=member_id)
    await tx.run("UPDATE plan_items SET member_id = :to WHERE member_id = :id", to=to, id=member_id)
    await tx.run(
        "INSERT INTO receipts (material_id, member_id, opened_at, read_at)"
        " SELECT material_id, :to, opened_at, read_at FROM receipts WHERE member_id = :id"
        " ON CONFLICT DO NOTHING",
        to=to,
        id=member_id,
    )
    await tx.run("DELETE FROM receipts WHERE member_id = :id", id=member_id)
    await tx.run(
        "INSERT INTO consents (member_id, version, agreed, way, channel, given_at, text_hash,"
        " recorded_by) SELECT :to, version, agreed, way, channel, given_at, text_hash, recorded_by"
        " FROM consents WHERE member_id = :id ON CONFLICT DO NOTHING",
        to=to,
        id=member_id,
    )
    await tx.run("DELETE FROM consents WHERE member_id = :id", id=member_id)


async def close(tx: Transaction, cell_id: str, into: str) -> None:
    """The cell is no more: its group link leads nowhere."""
    await tx.run("UPDATE cells SET merged_into = :into WHERE id = :id", into=into, id=cell_id)
