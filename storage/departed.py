"""Who left a roster: how, and back again; and who was on it by mistake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.people.member import (
    OUTSIDERS,
    Member,
)
from storage import members
from storage.engine.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Leaving:
    """How somebody left: `moved`, `left_party`, `died` or `other` (then with a `note`), and when.
    Those removed before this was kept have neither."""

    how: str = ""
    note: str = ""
    on: date | None = None


def _about_leaving(member_id: str) -> str:
    return f"members.left_note:{member_id}"


async def remove(tx: Transaction, member: Member, leaving: Leaving, *, now: int) -> None:
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


_TRACES = (
    *(
        f"{table} WHERE member_id = :id"
        for table in (
            *("interviews", "consents", "cycle_forms", "exceptions", "decisions", "edits"),
            *("register", "receipts", "plan_items", "calls", "data_requests", "erasures"),
            *("merged_members", "helpers"),
        )
    ),
    "helpers WHERE helper_id = :id",
    "handovers WHERE from_id = :id OR to_id = :id",
)
"""Where a member may be named for something done, or to be done."""


async def has_traces(tx: Transaction, member_id: str) -> bool:
    """Whether the member did anything, or was given something to do, or was excused from it."""
    found = " UNION ALL ".join(f"SELECT 1 FROM {where}" for where in _TRACES)  # noqa: S608 -- the texts above
    return await tx.one(found, id=member_id) is not None


async def forget(tx: Transaction, member_id: str) -> None:
    """Removes a member without traces, with the codes, and with reminders: they reached nobody."""
    await tx.run("DELETE FROM codes WHERE member_id = :id", id=member_id)
    await tx.run("DELETE FROM reminders WHERE member_id = :id", id=member_id)
    await tx.run("DELETE FROM members WHERE id = :id", id=member_id)


async def everybody(tx: Transaction, cell_id: str) -> Sequence[tuple[Member, Leaving]]:
    """Former members of the cell's roster, the latest to leave first."""
    found = await members.removed(tx, cell_id)
    found.sort(key=lambda each: (-each[0]["removed_at"], each[1].id))
    return [(each, _leaving(tx, row)) for row, each in found if each.role not in OUTSIDERS]


def _leaving(tx: Transaction, row: Row) -> Leaving:
    on = date.fromisoformat(row["left_on"]) if row["left_on"] else None
    return Leaving(row["left_how"], tx.unseal(row["left_note"], _about_leaving(row["id"])), on)


async def leaving(tx: Transaction, member_id: str) -> Leaving | None:
    """How this member left; None for one who has not."""
    row = await tx.one(
        "SELECT * FROM members WHERE id = :id AND removed_at IS NOT NULL", id=member_id
    )
    return _leaving(tx, row) if row else None


async def cell_of(tx: Transaction, member_id: str) -> str | None:
    """The cell that somebody left; `None` for a member who has not."""
    row = await tx.one(
        "SELECT cell_id FROM members WHERE id = :id AND removed_at IS NOT NULL", id=member_id
    )
    return str(row["cell_id"]) if row else None


async def restore(tx: Transaction, member: Member) -> None:
    """Puts a former member back on the roster, as given now."""
    await tx.run(
        "UPDATE members SET removed_at = NULL, left_how = '', left_note = '', left_on = ''"
        " WHERE id = :id",
        id=member.id,
    )
    await members.change_member(tx, member)
