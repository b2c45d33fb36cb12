"""The rosters of the cells, and the people from outside whom a cell knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.people.member import OUTSIDERS, Category, Member, Role, Span
from storage.engine.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Leaving:
    """How somebody left: `moved`, `left_party`, `died` or `other` (then with a `note`), and when.
    Those removed before this was kept have neither."""

    how: str = ""
    note: str = ""
    on: date | None = None


def _about(member_id: str) -> str:
    return f"members.exempt_reason:{member_id}"


def _about_leaving(member_id: str) -> str:
    return f"members.left_note:{member_id}"


def read(tx: Transaction, row: Row) -> Member:
    """A member from a whole row of the table."""
    return Member(
        id=row["id"],
        cell_id=row["cell_id"],
        name=row["name"],
        role=Role(row["role"]),
        exempt_reason=tx.unseal(row["exempt_reason"], _about(row["id"])),
        person_id=row["person_id"] or "",
        category=Category(row["category"]),
        party_group=row["party_group"],
        party_post=row["party_post"],
        government_post=row["government_post"],
        strengths=row["strengths"],
        born_on=row["born_on"],
        role_since=row["role_since"],
        acting=Span(row["acting_from"], row["acting_until"]) if row["acting_from"] else None,
        records=bool(row["records"]),
        heads_group=bool(row["heads_group"]),
        until=row["until"],
        organisation=row["organisation"],
    )


def _values(tx: Transaction, member: Member) -> dict[str, str | int | bool | None]:
    return {
        "name": member.name,
        "role": member.role.value,
        "exempt": tx.seal(member.exempt_reason, _about(member.id)),
        "person": member.person_id or None,
        "category": member.category.value,
        "party_group": member.party_group,
        "party_post": member.party_post,
        "government_post": member.government_post,
        "strengths": member.strengths,
        "born_on": member.born_on,
        "role_since": member.role_since,
        "acting_from": member.acting.begins if member.acting else None,
        "acting_until": member.acting.ends if member.acting else None,
        "records": member.records,
        "heads_group": member.heads_group,
        "until": member.until,
        "organisation": member.organisation,
    }


async def unreachable_members(tx: Transaction, cell_id: str) -> Sequence[Member]:
    """Members whom no channel reaches: never came in, or blocked everywhere."""
    rows = await tx.all(
        "SELECT m.* FROM members m WHERE m.cell_id = :cell AND m.removed_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM accounts a"
        " WHERE a.person_id = m.person_id AND a.reachable) ORDER BY m.created_at, m.id",
        cell=cell_id,
    )
    return [m for m in (read(tx, row) for row in rows) if m.role not in OUTSIDERS]


async def add_member(tx: Transaction, member: Member, *, now: int) -> None:
    """Adds a name to the roster, or somebody from outside."""
    await tx.run(
        "INSERT INTO members (id, cell_id, name, role, exempt_reason, person_id, category,"
        " party_group, party_post, government_post, strengths, born_on, role_since, acting_from,"
        " acting_until, records, heads_group, until, organisation, created_at)"
        " VALUES (:id, :cell, :name, :role, :exempt, :person, :category, :party_group, :party_post,"
        " :government_post, :strengths, :born_on, :role_since, :acting_from, :acting_until,"
        " :records, :heads_group, :until, :organisation, :now)",
        id=member.id,
        cell=member.cell_id,
        now=now,
        **_values(tx, member),
    )


async def change_member(tx: Transaction, member: Member) -> None:
    """Keeps everything about the member as given now."""
    await tx.run(
        "UPDATE members SET name = :name, role = :role, exempt_reason = :exempt,"
        " person_id = :person, category = :category, party_group = :party_group,"
        " party_post = :party_post, government_post = :government_post, strengths = :strengths,"
        " born_on = :born_on, role_since = :role_since, acting_from = :acting_from,"
        " acting_until = :acting_until, records = :records, heads_group = :heads_group,"
        " until = :until, organisation = :organisation WHERE id = :id AND cell_id = :cell",
        id=member.id,
        cell=member.cell_id,
        **_values(tx, member),
    )


async def remove_member(tx: Transaction, member: Member, leaving: Leaving, *, now: int) -> None:
    """Takes the member off the roster; what was submitted stays with its cycle. Unused codes are
    dropped."""
    await tx.run(
        "UPDATE members SET removed_at = :now, left_how = :how, left_note = :note, left_on = :on"
        " WHERE id = :id",
        now=now,
        how=leaving.how,
        note=tx.seal(leaving.note, _about_leaving(member.id)),
        on=leaving.on.isoformat() if leaving.on else "",
        id=member.id,
    )
    await tx.run("DELETE FROM codes WHERE member_id = :id AND used_at IS NULL", id=member.id)


async def former(tx: Transaction, cell_id: str) -> Sequence[tuple[Member, Leaving]]:
    """Former members of the cell's roster, the latest to leave first."""
    rows = await tx.all(
        "SELECT * FROM members WHERE cell_id = :cell AND removed_at IS NOT NULL"
        " ORDER BY removed_at DESC, id",
        cell=cell_id,
    )
    found = [(read(tx, row), _leaving(tx, row)) for row in rows]
    return [each for each in found if each[0].role not in OUTSIDERS]


def _leaving(tx: Transaction, row: Row) -> Leaving:
    on = date.fromisoformat(row["left_on"]) if row["left_on"] else None
    return Leaving(row["left_how"], tx.unseal(row["left_note"], _about_leaving(row["id"])), on)


async def leaving(tx: Transaction, member_id: str) -> Leaving | None:
    """How this member left; None for one who has not."""
    row = await tx.one(
        "SELECT * FROM members WHERE id = :id AND removed_at IS NOT NULL", id=member_id
    )
    return _leaving(tx, row) if row else None


async def cell_of_former(tx: Transaction, member_id: str) -> str | None:
    """The cell that somebody left; `None` for a member who has not."""
    row = await tx.one(
        "SELECT cell_id FROM members WHERE id = :id AND removed_at IS NOT NULL", id=member_id
    )
    return str(row["cell_id"]) if row else None


async def restore_member(tx: Transaction, member: Member) -> None:
    """Puts a former member back on the roster, as given now."""
    await tx.run(
        "UPDATE members SET removed_at = NULL, left_how = '', left_note = '', left_on = ''"
        " WHERE id = :id",
        id=member.id,
    )
    await change_member(tx, member)


async def member(tx: Transaction, member_id: str) -> Member | None:
    """The member, unless removed."""
    row = await tx.one("SELECT * FROM members WHERE id = :id AND removed_at IS NULL", id=member_id)
    return read(tx, row) if row else None


async def known_as(tx: Transaction, member_id: str) -> str:
    """The member's name, removed or not; empty for an unknown one."""
    row = await tx.one("SELECT name FROM members WHERE id = :id", id=member_id)
    return str(row["name"]) if row else ""


async def roster(tx: Transaction, cell_id: str) -> Sequence[Member]:
    """All members of a cell, in the order in which they were entered."""
    everybody = await known(tx, cell_id)
    return [member for member in everybody if member.role not in OUTSIDERS]


async def on_roster(tx: Transaction, cell_id: str) -> int:
    """How many members the roster has."""
    row = await tx.one(
        "SELECT COUNT(*) AS members FROM members WHERE cell_id = :cell AND removed_at IS NULL"
        " AND role NOT IN (:guest, :superior)",
        cell=cell_id,
        guest=Role.GUEST.value,
        superior=Role.SUPERIOR.value,
    )
    return int(row["members"]) if row else 0


async def counted(tx: Transaction, cell_id: str) -> Sequence[Member]:
    """The members whom the cell's reports count: the roster; of a cell that went into another, its
    last one."""
    rows = await tx.all(
        "SELECT m.* FROM members m JOIN merged_members g ON g.member_id = m.id"
        " WHERE g.cell_id = :cell ORDER BY m.created_at, m.id",
        cell=cell_id,
    )
    return [read(tx, row) for row in rows] or await roster(tx, cell_id)


async def known(tx: Transaction, cell_id: str) -> Sequence[Member]:
    """The roster and the people from outside, in the order in which they were entered."""
    rows = await tx.all(
        "SELECT * FROM members WHERE cell_id = :cell AND removed_at IS NULL"
        " ORDER BY created_at, id",
        cell=cell_id,
    )
    return [read(tx, row) for row in rows]


async def leadership(tx: Transaction, cell_id: str) -> Sequence[Member]:
    """Those of a cell who may have to decide on reviews, outsiders too."""
    rows = await tx.all(
        "SELECT * FROM members WHERE cell_id = :cell AND removed_at IS NULL"
        " AND (role IN (:secretary, :deputy, :committee, :superior) OR acting_from IS NOT NULL)"
        " ORDER BY created_at, id",
        cell=cell_id,
        secretary=Role.SECRETARY.value,
        deputy=Role.DEPUTY.value,
        committee=Role.COMMITTEE.value,
        superior=Role.SUPERIOR.value,
    )
    return [read(tx, row) for row in rows]


async def memberships(tx: Transaction, person_id: str) -> Sequence[Member]:
    """This person's memberships in all cells."""
    rows = await tx.all(
        "SELECT * FROM members WHERE person_id = :person AND removed_at IS NULL"
        " ORDER BY created_at, id",
        person=person_id,
    )
    return [read(tx, row) for row in rows]
