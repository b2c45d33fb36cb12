"""One-time codes, requests to join by the group link, and consents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code, for a member's invitation or for a person's further channel."""

    code: str
    member_id: str
    person_id: str
    expires_at: int
    used_at: int | None


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """Somebody who came by the group link and gave a name."""

    id: str
    cell_id: str
    person_id: str
    name: str


async def add_code(
    tx: Transaction, code: str, *, expires_at: int, member_id: str = "", person_id: str = ""
) -> None:
    """A new one-time code, stored as its hash, for a member or for a person."""
    await tx.run(
        "INSERT INTO codes (code, member_id, person_id, expires_at)"
        " VALUES (:code, :member, :person, :expires)",
        code=code,
        member=member_id or None,
        person=person_id or None,
        expires=expires_at,
    )


async def code(tx: Transaction, code: str) -> Code | None:
    """The code with this hash, used or not."""
    row = await tx.one("SELECT * FROM codes WHERE code = :code", code=code)
    if row is None:
        return None
    return Code(
        row["code"],
        row["member_id"] or "",
        row["person_id"] or "",
        row["expires_at"],
        row["used_at"],
    )


async def use_code(tx: Transaction, code: str, *, now: int) -> bool:
    """Whether this call was the one that used it."""
    return bool(
        await tx.run(
            "UPDATE codes SET used_at = :now WHERE code = :code AND used_at IS NULL",
            now=now,
            code=code,
        )
    )


async def drop_codes(tx: Transaction, member_id: str) -> None:
    """Unused invitations of this member die; the used ones stay known as used."""
    await tx.run("DELETE FROM codes WHERE member_id = :id AND used_at IS NULL", id=member_id)


async def add_join_request(tx: Transaction, request: JoinRequest, *, now: int) -> None:
    """Somebody came by the group link."""
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
    """Those the secretary has not decided on."""
    rows = await tx.all(
        "SELECT id, cell_id, person_id, name FROM join_requests"
        " WHERE cell_id = :cell AND decided_at IS NULL ORDER BY created_at, id",
        cell=cell_id,
    )
    return [JoinRequest(row["id"], row["cell_id"], row["person_id"], row["name"]) for row in rows]


async def is_waiting(tx: Transaction, person_id: str) -> bool:
    """Whether a request of this person is still to be decided on."""
    row = await tx.one(
        "SELECT id FROM join_requests WHERE person_id = :person AND decided_at IS NULL",
        person=person_id,
    )
    return row is not None


async def waiting_request(tx: Transaction, request_id: str) -> JoinRequest | None:
    """The request, unless it was decided on."""
    row = await tx.one(
        "SELECT id, cell_id, person_id, name FROM join_requests"
        " WHERE id = :id AND decided_at IS NULL",
        id=request_id,
    )
    return JoinRequest(row["id"], row["cell_id"], row["person_id"], row["name"]) if row else None


async def cell_of_request(tx: Transaction, request_id: str) -> str | None:
    """The cell that was asked, decided on or not."""
    row = await tx.one("SELECT cell_id FROM join_requests WHERE id = :id", id=request_id)
    return str(row["cell_id"]) if row else None


async def decide_request(tx: Transaction, request_id: str, *, accepted: bool, now: int) -> bool:
    """Whether this call was the one that decided."""
    return bool(
        await tx.run(
            "UPDATE join_requests SET accepted = :accepted, decided_at = :now"
            " WHERE id = :id AND decided_at IS NULL",
            accepted=accepted,
            now=now,
            id=request_id,
        )
    )


PAPER = "paper"
"""The channel of a consent that was signed on paper."""


async def add_consent(
    tx: Transaction,
    member_id: str,
    *,
    version: int,
    agreed: bool,
    channel: str,
    now: int,
    recorded_by: str = "",
) -> None:
    """What the person answered to the consent screen of this version, or signed on paper.

    `recorded_by`: the member who saw the paper.
    """
    await tx.run(
        "INSERT INTO consents (member_id, version, agreed, channel, recorded_by, given_at)"
        " VALUES (:member, :version, :agreed, :channel, :recorded_by, :now)"
        " ON CONFLICT (member_id, version, given_at) DO NOTHING",
        member=member_id,
        version=version,
        agreed=agreed,
        channel=channel,
        recorded_by=recorded_by,
        now=now,
    )


async def consent(tx: Transaction, member_id: str, version: int) -> bool | None:
    """The last answer to this version; `None` before any. What was signed on paper says nothing of
    a phone."""
    row = await tx.one(
        "SELECT agreed, channel FROM consents WHERE member_id = :member AND version = :version"
        " ORDER BY given_at DESC LIMIT 1",
        member=member_id,
        version=version,
    )
    return bool(row["agreed"]) if row and row["channel"] != PAPER else None


async def paper_consent(tx: Transaction, member_id: str, version: int) -> bool:
    """Whether the last answer to this version is a signature on paper."""
    row = await tx.one(
        "SELECT channel FROM consents WHERE member_id = :member AND version = :version"
        " ORDER BY given_at DESC LIMIT 1",
        member=member_id,
        version=version,
    )
    return row is not None and row["channel"] == PAPER


async def refusals(tx: Transaction, cell_id: str, version: int) -> frozenset[str]:
    """Ids of the cell's members who submit on paper: the last answer to this version was no, or was
    given there."""
    rows = await tx.all(
        "SELECT c.member_id, c.agreed, c.channel FROM consents c"
        " JOIN members m ON m.id = c.member_id"
        " WHERE m.cell_id = :cell AND c.version = :version ORDER BY c.given_at",
        cell=cell_id,
        version=version,
    )
    last = {row["member_id"]: bool(row["agreed"]) and row["channel"] != PAPER for row in rows}
    return frozenset(member_id for member_id, here in last.items() if not here)


async def asked_at(tx: Transaction, cell_id: str) -> Sequence[int]:
    """When those who are not decided on asked to be let in."""
    rows = await tx.all(
        "SELECT created_at FROM join_requests WHERE cell_id = :cell AND decided_at IS NULL",
        cell=cell_id,
    )
    return [int(row["created_at"]) for row in rows]
