"""The rosters of the cells."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.people import Member, Role
from storage.database import Transaction
from storage.sqlite import Row


def _member(row: Row) -> Member:
    return Member(
        row["id"],
        row["cell_id"],
        row["name"],
        Role(row["role"]),
        row["exempt_reason"],
        row["person_id"] or "",
    )


async def unreachable_members(tx: Transaction, cell_id: str) -> Sequence[Member]:
    """Members whom no channel reaches: never came, or blocked everywhere."""
    rows = await tx.all(
        "SELECT m.* FROM members m WHERE m.cell_id = :cell AND m.removed_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM accounts a"
        " WHERE a.person_id = m.person_id AND a.reachable) ORDER BY m.created_at, m.id",
        cell=cell_id,
    )
    return [_member(row) for row in rows]


async def add_member(tx: Transaction, member: Member, *, now: int) -> None:
    """A new name on the roster."""
    await tx.run(
        "INSERT INTO members (id, cell_id, name, role, exempt_reason, person_id, created_at)"
        " VALUES (:id, :cell, :name, :role, :exempt, :person, :now)",
        id=member.id,
        cell=member.cell_id,
        name=member.name,
        role=member.role.value,
        exempt=member.exempt_reason,
        person=member.person_id or None,
        now=now,
    )


async def change_member(tx: Transaction, member: Member) -> None:
    """Name, exemption and person as given now."""
    await tx.run(
        "UPDATE members SET name = :name, exempt_reason = :exempt, person_id = :person"
        " WHERE id = :id AND cell_id = :cell",
        name=member.name,
        exempt=member.exempt_reason,
        person=member.person_id or None,
        id=member.id,
        cell=member.cell_id,
    )


async def remove_member(tx: Transaction, member: Member, *, now: int) -> None:
    """Off the roster; what was submitted stays with its cycle. Open codes die."""
    await tx.run("UPDATE members SET removed_at = :now WHERE id = :id", now=now, id=member.id)
    await tx.run("DELETE FROM codes WHERE member_id = :id AND used_at IS NULL", id=member.id)


async def member(tx: Transaction, member_id: str) -> Member | None:
    """The member, unless removed."""
    row = await tx.one("SELECT * FROM members WHERE id = :id AND removed_at IS NULL", id=member_id)
    return _member(row) if row else None


async def roster(tx: Transaction, cell_id: str) -> Sequence[Member]:
    """All members of a cell, in the order in which they were entered."""
    rows = await tx.all(
        "SELECT * FROM members WHERE cell_id = :cell AND removed_at IS NULL"
        " ORDER BY created_at, id",
        cell=cell_id,
    )
    return [_member(row) for row in rows]


async def memberships(tx: Transaction, person_id: str) -> Sequence[Member]:
    """What this person is, in all cells."""
    rows = await tx.all(
        "SELECT * FROM members WHERE person_id = :person AND removed_at IS NULL"
        " ORDER BY created_at, id",
        person=person_id,
    )
    return [_member(row) for row in rows]
