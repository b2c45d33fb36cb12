"""The things that buttons are about: the own one, another's of the same cell, another cell's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeAlias

from bot.services.consent import consent
from tests.services.scene import one
from tests.world import World


class Place(StrEnum):
    """Whose thing it is, as seen by the person who tries."""

    OWN = "own"
    OTHER = "other"
    FOREIGN = "foreign"


Target: TypeAlias = Callable[[World, str, Place, str], str | None]
"""The id, for the person at this address; `None` where there is no such thing."""

_MEMBER = (
    "SELECT m.{column} FROM members m JOIN accounts a ON a.person_id = m.person_id"
    " WHERE a.address = ? LIMIT 1"
)


def _column(world: World, address: str, column: str) -> str | None:
    found: str | None = one(world, _MEMBER.format(column=column), address)
    return found


def _owner(address: str, place: Place, foreign: str) -> str:
    """The address of whoever the thing belongs to."""
    match place:
        case Place.OWN:
            return address
        case Place.OTHER:
            return "other" if address != "other" else "member"
        case Place.FOREIGN:
            return foreign


def member(world: World, address: str, place: Place, foreign: str) -> str | None:
    """A member's id."""
    return _column(world, _owner(address, place, foreign), "id") or _fallback(
        world, place, "SELECT id FROM members WHERE cell_id = ? LIMIT 1"
    )


def _fallback(world: World, place: Place, sql: str) -> str | None:
    """For a stranger, who has nothing: anything of the school."""
    school = _column(world, "secretary", "cell_id")
    found: str | None = one(world, sql, school) if place is Place.OWN else None
    return found


def cell(world: World, address: str, place: Place, foreign: str) -> str | None:
    """The cell's id."""
    return _column(world, foreign if place is Place.FOREIGN else "secretary", "cell_id")


def of_cell(sql: str) -> Target:
    """Something of which a cell has one: the query gets the cell's id."""

    def target(world: World, address: str, place: Place, foreign: str) -> str | None:
        found: str | None = one(world, sql, cell(world, address, place, foreign))
        return found

    return target


def of_member(sql: str) -> Target:
    """Something that members have: the query gets the member's id."""

    def target(world: World, address: str, place: Place, foreign: str) -> str | None:
        owner = _column(world, _owner(address, place, foreign), "id")
        found: str | None = one(world, sql, owner)
        return found

    return target


def always(value: str) -> Target:
    """A value that is nobody's."""

    def target(world: World, address: str, place: Place, foreign: str) -> str | None:
        return value

    return target


A_NUMBER = always("1")
_REVIEW = (
    "SELECT id FROM interviews WHERE member_id = ? AND form = 'member' AND cycle_id <> ''"
    " ORDER BY updated_at DESC"
)
TARGETS: Mapping[str, Target] = {
    "member": member,
    "own": member,
    "helper": member,
    "cell": cell,
    "former": of_cell("SELECT id FROM members WHERE cell_id = ? AND removed_at IS NOT NULL"),
    "what": always("revoke"),
    "how": always("moved"),
    "role": always("recorder"),
    "becomes": always("member"),
    "cycle": of_cell("SELECT id FROM cycles WHERE cell_id = ? ORDER BY opened_at DESC"),
    "data_request": of_cell("SELECT id FROM data_requests WHERE cell_id = ?"),
    "request": of_cell("SELECT id FROM join_requests WHERE cell_id = ?"),
    "import": of_cell("SELECT id FROM pending_imports WHERE cell_id = ?"),
    "dialogue": of_member("SELECT id FROM interviews WHERE member_id = ? AND form = 'add_members'"),
    "which": always("no"),
    "interview": of_member(_REVIEW),
    "review": of_member(_REVIEW),
    "basis": of_cell("SELECT id FROM basis_documents WHERE cell_id = ? ORDER BY position"),
    "material": of_cell("SELECT id FROM materials WHERE cell_id = ? ORDER BY created_at"),
    "task": of_cell("SELECT id FROM plan_items WHERE cell_id = ? ORDER BY created_at"),
    "own_task": of_member("SELECT id FROM plan_items WHERE member_id = ?"),
    "list": always("work"),
    "line": A_NUMBER,
    "number": A_NUMBER,
    "page": A_NUMBER,
    "round": A_NUMBER,
    "version": always(str(consent.VERSION)),
    "language": always("vi"),
    "edition": always("official"),
    "type": always("KH"),
    "offer": always("abcdefghjkmn"),
    "sentence": always("00000000"),
    "paper": of_cell("SELECT paper_id FROM register WHERE cell_id = ?"),
    "group": always("settings"),
    "command": always("help"),
    "screen": always("c0"),
    "act": always("p"),
    "held": always("none"),
    "device": always("0123456789abcdef0123"),
    "agreed": always("yes"),
}
"""By the name of the placeholder."""
