"""The rosters of the cells, and the people from outside whom a cell knows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.domain.people.member import (
    OUTSIDERS,
    Member,
    MemberKind,
    MemberStanding,
    Role,
    Span,
    marked,
)
from storage.engine.database import Row, Transaction


def _about(member_id: str) -> str:
    return f"members.exempt_reason:{member_id}"


def _about_phone(member_id: str) -> str:
    return f"members.phone:{member_id}"


_ROWS = (
    "SELECT m.*, EXISTS (SELECT 1 FROM members o WHERE o.cell_id = m.cell_id AND o.name = m.name"
    " AND o.id <> m.id AND (o.removed_at IS NULL OR m.removed_at IS NOT NULL)) AS shares_name"
    " FROM members m"
)
"""Whole rows, and whether others of the cell have the name; among those who left, all count."""
_ORDER = "ORDER BY m.created_at, m.id"


async def _marked(tx: Transaction, rows: Sequence[Row]) -> list[tuple[Row, Member]]:
    """These rows as members, each marked off from others of the name."""
    found = [(row, _read(tx, row)) for row in rows]
    marks: dict[str, str] = {}
    for cell in {row["cell_id"] for row in rows if row["shares_name"]}:
        marks |= await _marks(tx, cell, {row["name"] for row in rows if row["shares_name"]})
    return [
        (row, replace(each, mark=marks.get(each.id, "") if row["shares_name"] else ""))
        for row, each in found
    ]


async def _marks(tx: Transaction, cell_id: str, names: Collection[str]) -> dict[str, str]:
    """What tells the entries of these names apart, by id."""
    rows = await tx.all(
        "SELECT * FROM members WHERE cell_id = :cell ORDER BY created_at, id", cell=cell_id
    )
    everybody = [_read(tx, row) for row in rows if row["name"] in names]
    here = {row["id"] for row in rows if row["removed_at"] is None}
    told: dict[str, str] = {}
    for name in names:
        alike = [each for each in everybody if each.name == name]
        told |= {each.id: each.mark for each in marked(alike)}
        present = [each for each in alike if each.id in here]
        told |= {each.id: each.mark for each in marked(present)} if len(present) > 1 else {}
    return told


def _read(tx: Transaction, row: Row) -> Member:
    return Member(
        id=row["id"],
        cell_id=row["cell_id"],
        name=row["name"],
        role=Role(row["role"]),
        exempt_reason=tx.unseal(row["exempt_reason"], _about(row["id"])),
        person_id=row["person_id"] or "",
        kind=MemberKind(row["kind"]),
        standing=MemberStanding(row["standing"]),
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
        came_before=row["came_before"] or "",
        phone=tx.unseal(row["phone"], _about_phone(row["id"])),
    )


def _values(tx: Transaction, member: Member) -> dict[str, str | int | bool | None]:
    return {
        "name": member.name,
        "role": member.role.value,
        "exempt": tx.seal(member.exempt_reason, _about(member.id)),
        "person": member.person_id or None,
        "kind": member.kind.value,
        "standing": member.standing.value,
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
        "came_before": member.came_before or None,
        "phone": tx.seal(member.phone, _about_phone(member.id)),
    }


async def unreachable_members(tx: Transaction, cell_id: str) -> Sequence[Member]:
    """Members whom no channel reaches: never came in, or blocked everywhere."""
    rows = await tx.all(
        f"{_ROWS} WHERE m.cell_id = :cell AND m.removed_at IS NULL AND NOT EXISTS"  # noqa: S608 -- constants
        " (SELECT 1 FROM accounts a WHERE a.person_id = m.person_id AND a.reachable)"
        f" {_ORDER}",
        cell=cell_id,
    )
    found = await _marked(tx, rows)
    return [each for _, each in found if each.role not in OUTSIDERS]


async def add_member(tx: Transaction, member: Member, *, now: int) -> None:
    """Adds a name to the roster, or somebody from outside."""
    await tx.run(
        "INSERT INTO members (id, cell_id, name, role, exempt_reason, person_id, kind,"
        " standing, party_group, party_post, government_post, strengths, born_on, role_since,"
        " acting_from, acting_until, records, heads_group, until, organisation, came_before,"
        " phone, created_at)"
        " VALUES (:id, :cell, :name, :role, :exempt, :person, :kind, :standing, :party_group,"
        " :party_post, :government_post, :strengths, :born_on, :role_since, :acting_from,"
        " :acting_until, :records, :heads_group, :until, :organisation, :came_before, :phone,"
        " :now)",
        id=member.id,
        cell=member.cell_id,
        now=now,
        **_values(tx, member),
    )


async def change_member(tx: Transaction, member: Member) -> None:
    """Keeps everything about the member as given now."""
    await tx.run(
        "UPDATE members SET name = :name, role = :role, exempt_reason = :exempt,"
        " person_id = :person, kind = :kind, standing = :standing, party_group = :party_group,"
        " party_post = :party_post, government_post = :government_post, strengths = :strengths,"
        " born_on = :born_on, role_since = :role_since, acting_from = :acting_from,"
        " acting_until = :acting_until, records = :records, heads_group = :heads_group,"
        " until = :until, organisation = :organisation, came_before = :came_before,"
        " phone = :phone"
        " WHERE id = :id AND cell_id = :cell",
        id=member.id,
        cell=member.cell_id,
        **_values(tx, member),
    )


async def removed(tx: Transaction, cell_id: str) -> list[tuple[Row, Member]]:
    """The rows of those who were taken off the cell's roster, and who they are."""
    rows = await tx.all(
        f"{_ROWS} WHERE m.cell_id = :cell AND m.removed_at IS NOT NULL {_ORDER}",
        cell=cell_id,
    )
    return await _marked(tx, rows)


async def member(tx: Transaction, member_id: str) -> Member | None:
    """The member, unless removed."""
    rows = await tx.all(
        f"{_ROWS} WHERE m.id = :id AND m.removed_at IS NULL {_ORDER}",
        id=member_id,
    )
    found = await _marked(tx, rows)
    return found[0][1] if found else None


async def known_as(tx: Transaction, member_id: str) -> str:
    """The member's name as people see it, removed or not; empty for an unknown one."""
    found = await anybody(tx, member_id)
    return found.shown if found else ""


async def anybody(tx: Transaction, member_id: str) -> Member | None:
    """The member, removed or not."""
    rows = await tx.all(
        f"{_ROWS} WHERE m.id = :id {_ORDER}",
        id=member_id,
    )
    found = await _marked(tx, rows)
    return found[0][1] if found else None


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
        f"{_ROWS} JOIN merged_members g ON g.member_id = m.id WHERE g.cell_id = :cell {_ORDER}",
        cell=cell_id,
    )
    merged = await _marked(tx, rows)
    return [each for _, each in merged] or await roster(tx, cell_id)


async def known(tx: Transaction, cell_id: str) -> Sequence[Member]:
    """The roster and the people from outside, in the order in which they were entered."""
    rows = await tx.all(
        f"{_ROWS} WHERE m.cell_id = :cell AND m.removed_at IS NULL {_ORDER}",
        cell=cell_id,
    )
    found = await _marked(tx, rows)
    return [each for _, each in found]


async def leadership(tx: Transaction, cell_id: str) -> Sequence[Member]:
    """Those of a cell who may have to decide on reviews, outsiders too."""
    rows = await tx.all(
        f"{_ROWS} WHERE m.cell_id = :cell AND m.removed_at IS NULL AND (m.role IN"
        " (:secretary, :deputy, :committee, :superior) OR m.acting_from IS NOT NULL)"
        f" {_ORDER}",
        cell=cell_id,
        secretary=Role.SECRETARY.value,
        deputy=Role.DEPUTY.value,
        committee=Role.COMMITTEE.value,
        superior=Role.SUPERIOR.value,
    )
    found = await _marked(tx, rows)
    return [each for _, each in found]


NOT_SHUT = (
    " NOT EXISTS (SELECT 1 FROM codes c WHERE c.member_id = m.id AND c.revokes"
    " AND c.asked_at IS NOT NULL AND c.used_at IS NULL)"
)
"""Of members `m`: no device waits to come in the place of all others, which are shut meanwhile."""


async def memberships(tx: Transaction, person_id: str) -> Sequence[Member]:
    """This person's memberships in all cells, as far as the devices are not shut."""
    rows = await tx.all(
        f"{_ROWS} WHERE m.person_id = :person AND m.removed_at IS NULL AND{NOT_SHUT} {_ORDER}",
        person=person_id,
    )
    found = await _marked(tx, rows)
    return [each for _, each in found]
