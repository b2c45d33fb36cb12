"""One-time codes, and requests to join by the group link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.engine.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code, for a member's invitation or for a person's further channel. `revokes`:
    using it signs the member's other devices out. `made_by`: the member who made the invitation;
    empty if the operator or the person did. `asker`: the device that asked at `asked_at` to come
    in as somebody who is in; `agreed`: what a device that is in answered."""

    code: str
    member_id: str
    person_id: str
    expires_at: int
    used_at: int | None
    revokes: bool = False
    made_by: str = ""
    asker: str = ""
    asked_at: int | None = None
    agreed: bool | None = None


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """Somebody who came by the group link and gave a name."""

    id: str
    cell_id: str
    person_id: str
    name: str


async def add_code(
    tx: Transaction,
    code: str,
    *,
    expires_at: int,
    member_id: str = "",
    person_id: str = "",
    revokes: bool = False,
    shown: str = "",
    made_by: str = "",
) -> None:
    """Adds a one-time code, stored as its hash, for a member or for a person. `shown`: the code
    itself, kept sealed, if it may be shown once more to whoever made it."""
    await tx.run(
        "INSERT INTO codes (code, member_id, person_id, expires_at, revokes, shown, made_by)"
        " VALUES (:code, :member, :person, :expires, :revokes, :shown, :made_by)",
        made_by=made_by or None,
        shown=tx.seal(shown, _about(code)),
        code=code,
        member=member_id or None,
        person=person_id or None,
        expires=expires_at,
        revokes=revokes,
    )


async def code(tx: Transaction, code: str) -> Code | None:
    """The code with this hash, used or not; `None` if unknown."""
    row = await tx.one("SELECT * FROM codes WHERE code = :code", code=code)
    return _code(row) if row else None


async def alive(tx: Transaction, member_id: str, *, now: int) -> tuple[Code, str] | None:
    """The member's unused code that has not run out, and the code itself."""
    row = await tx.one(
        "SELECT * FROM codes WHERE member_id = :id AND used_at IS NULL AND expires_at >= :now"
        " AND shown <> ''",
        id=member_id,
        now=now,
    )
    return (_code(row), tx.unseal(row["shown"], _about(row["code"]))) if row else None


def _about(code: str) -> str:
    return f"codes.shown:{code}"


def _code(row: Row) -> Code:
    return Code(
        row["code"],
        row["member_id"] or "",
        row["person_id"] or "",
        row["expires_at"],
        row["used_at"],
        bool(row["revokes"]),
        row["made_by"] or "",
        row["asker"],
        row["asked_at"],
        None if row["agreed"] is None else bool(row["agreed"]),
    )


async def ask(tx: Transaction, code: str, asker: str, *, now: int) -> None:
    """Notes which device wants to come in by this code, and has to wait."""
    await tx.run(
        "UPDATE codes SET asker = :asker, asked_at = :now WHERE code = :code",
        asker=asker,
        now=now,
        code=code,
    )


async def settle(tx: Transaction, code: str, *, agreed: bool, now: int) -> None:
    """Notes what a device that is in answered; after a no the code is used up."""
    await tx.run(
        "UPDATE codes SET agreed = :agreed, used_at = :used WHERE code = :code",
        agreed=agreed,
        used=None if agreed else now,
        code=code,
    )


async def asked_by(tx: Transaction, asker: str) -> Code | None:
    """The code by which this device has asked last."""
    rows = await tx.all("SELECT * FROM codes WHERE asker = :asker", asker=asker)
    return max(map(_code, rows), key=lambda each: each.asked_at or 0, default=None)


async def asked_of(tx: Transaction, person_id: str) -> Sequence[Code]:
    """Codes by which a device waits to come in as this person."""
    rows = await tx.all(
        "SELECT c.* FROM codes c JOIN members m ON m.id = c.member_id"
        " WHERE :person IN (m.person_id, m.came_before) AND c.asked_at IS NOT NULL"
        " AND c.used_at IS NULL",
        person=person_id,
    )
    return [_code(row) for row in rows]


async def count_attempt(tx: Transaction, code: str) -> int:
    """Counts one more PIN tried at the door with this code; returns which one it is, 0 if the code
    is used up."""
    row = await tx.one(
        "UPDATE codes SET wrong_pins = wrong_pins + 1 WHERE code = :code AND used_at IS NULL"
        " RETURNING wrong_pins",
        code=code,
    )
    return int(row["wrong_pins"]) if row else 0


async def use_code(tx: Transaction, code: str, *, now: int) -> bool:
    """Uses a code; returns whether this call did."""
    return bool(
        await tx.run(
            "UPDATE codes SET used_at = :now, shown = '' WHERE code = :code AND used_at IS NULL",
            now=now,
            code=code,
        )
    )


async def drop_codes(tx: Transaction, member_id: str) -> None:
    """Drops the unused invitations of this member; the used ones stay known as used."""
    await tx.run("DELETE FROM codes WHERE member_id = :id AND used_at IS NULL", id=member_id)


async def drop_links(tx: Transaction, person_id: str) -> None:
    """Drops the unused links of this person to further channels."""
    await tx.run("DELETE FROM codes WHERE person_id = :id AND used_at IS NULL", id=person_id)


async def pass_requests_on(tx: Transaction, cell_id: str, to: str) -> None:
    """Moves the requests to be let into the one cell to the other."""
    await tx.run(
        "UPDATE join_requests SET cell_id = :to WHERE cell_id = :cell AND decided_at IS NULL",
        to=to,
        cell=cell_id,
    )


async def add_join_request(tx: Transaction, request: JoinRequest, *, now: int) -> None:
    """Adds the request of somebody who came by the group link."""
    await tx.run(
        "INSERT INTO join_requests (id, cell_id, person_id, name, created_at)"
        " VALUES (:id, :cell, :person, :name, :now)",
        id=request.id,
        cell=request.cell_id,
        person=request.person_id,
        name=request.name,
        now=now,
    )


async def waiting_requests(tx: Transaction, cell_id: str) -> Sequence[JoinRequest]:
    """Requests that the secretary has not decided on."""
    rows = await tx.all(
        "SELECT id, cell_id, person_id, name FROM join_requests"
        " WHERE cell_id = :cell AND decided_at IS NULL ORDER BY created_at, id",
        cell=cell_id,
    )
    return [JoinRequest(row["id"], row["cell_id"], row["person_id"], row["name"]) for row in rows]


async def is_waiting(tx: Transaction, person_id: str) -> bool:
    """Whether a request of this person is still to be decided on."""
    row = await tx.one(
        "SELECT 1 AS found WHERE EXISTS"
        " (SELECT 1 FROM join_requests WHERE person_id = :person AND decided_at IS NULL)",
        person=person_id,
    )
    return row is not None


async def waiting_of(tx: Transaction, person_id: str, *, since: int) -> int:
    """How many requests that this person has made since then are still to be decided on."""
    row = await tx.one(
        "SELECT COUNT(*) AS number FROM join_requests"
        " WHERE person_id = :person AND decided_at IS NULL AND created_at >= :since",
        person=person_id,
        since=since,
    )
    return int(row["number"]) if row else 0


async def waiting_request(tx: Transaction, request_id: str) -> JoinRequest | None:
    """The request, unless it was decided on."""
    row = await tx.one(
        "SELECT id, cell_id, person_id, name FROM join_requests"
        " WHERE id = :id AND decided_at IS NULL",
        id=request_id,
    )
    return JoinRequest(row["id"], row["cell_id"], row["person_id"], row["name"]) if row else None


async def cell_of_request(tx: Transaction, request_id: str) -> str | None:
    """The cell that was asked, whether or not it has decided."""
    row = await tx.one("SELECT cell_id FROM join_requests WHERE id = :id", id=request_id)
    return str(row["cell_id"]) if row else None


async def decide_request(tx: Transaction, request_id: str, *, accepted: bool, now: int) -> bool:
    """Decides on a request; returns whether this call did."""
    return bool(
        await tx.run(
            "UPDATE join_requests SET accepted = :accepted, decided_at = :now"
            " WHERE id = :id AND decided_at IS NULL",
            accepted=accepted,
            now=now,
            id=request_id,
        )
    )


async def asked_at(tx: Transaction, cell_id: str) -> Sequence[int]:
    """When those whose request is undecided asked to be let in."""
    rows = await tx.all(
        "SELECT created_at FROM join_requests WHERE cell_id = :cell AND decided_at IS NULL",
        cell=cell_id,
    )
    return [int(row["created_at"]) for row in rows]
