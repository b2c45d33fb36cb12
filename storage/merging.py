"""One cell goes into another: its members with their ids, and what they wrote with them."""

from __future__ import annotations

from collections.abc import Sequence

from storage.engine.database import Transaction

NAMED = (
    ("interviews", "member_id"),
    ("interviews", "entered_by"),
    ("versions", "entered_by"),
    ("decisions", "member_id"),
    ("cycle_forms", "member_id"),
    ("data_requests", "member_id"),
    ("erasures", "member_id"),
    ("exceptions", "member_id"),
    ("exceptions", "made_by"),
    ("helpers", "member_id"),
    ("helpers", "helper_id"),
    ("calls", "member_id"),
    ("calls", "called_by"),
    ("plan_items", "member_id"),
    ("receipts", "member_id"),
    ("reminders", "member_id"),
    ("edits", "member_id"),
    ("register", "member_id"),
    ("merged_members", "member_id"),
)
"""Where an entry of a roster is named, beside its consents. The cells' cycles are different ones,
so that no two rows of one key meet; only an exception may be of no cycle, but of the next."""


async def keep(tx: Transaction, cell_id: str, member_ids: Sequence[str]) -> None:
    """Keeps the roster of the cell that ends, so that its closed cycles count it."""
    await tx.run_many(
        "INSERT INTO merged_members (cell_id, member_id) VALUES (:cell, :member)"
        " ON CONFLICT DO NOTHING",
        [{"cell": cell_id, "member": member_id} for member_id in member_ids],
    )


async def move(tx: Transaction, member_id: str, to: str) -> None:
    """Moves the member to this cell."""
    await tx.run("UPDATE members SET cell_id = :to WHERE id = :id", to=to, id=member_id)


async def join(tx: Transaction, member_id: str, to: str) -> None:
    """Two entries are one person: what stands under the one stands under the other. Where both are
    excused from the next cycle, that was said once."""
    await tx.run(
        "DELETE FROM exceptions WHERE member_id = :id"
        " AND cycle_id IN (SELECT cycle_id FROM exceptions WHERE member_id = :to)",
        to=to,
        id=member_id,
    )
    for table, column in NAMED:
        statement = f"UPDATE {table} SET {column} = :to WHERE {column} = :id"  # noqa: S608 -- both are written here
        await tx.run(statement, to=to, id=member_id)
    await tx.run(
        "INSERT INTO consents (member_id, version, agreed, way, channel, given_at, text_hash,"
        " recorded_by) SELECT :to, version, agreed, way, channel, given_at, text_hash, recorded_by"
        " FROM consents WHERE member_id = :id ON CONFLICT DO NOTHING",
        to=to,
        id=member_id,
    )
    await tx.run("DELETE FROM consents WHERE member_id = :id", id=member_id)


async def close(tx: Transaction, cell_id: str, into: str) -> None:
    """Ends the cell: its group link leads nowhere."""
    await tx.run("UPDATE cells SET merged_into = :into WHERE id = :id", into=into, id=cell_id)
