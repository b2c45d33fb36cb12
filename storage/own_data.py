"""Everything kept about one person: to be shown, handed out and erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.people.member import Member
from bot.domain.review.workflow import State
from storage import members
from storage.engine.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the audit. `name` and `role` are of the one who did it; empty for the program."""

    at: int
    act: str
    about: str
    person_id: str
    name: str
    role: str
    version: int


@dataclass(frozen=True, slots=True)
class Held:
    """One review that is kept here, without its answers."""

    id: str
    cycle_id: str
    theme: str
    year: int
    keep_until: date | None
    form: str
    state: State
    version: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be reached, and when the person was last there."""

    channel: str
    address: str
    reachable: bool
    used_at: int


_ACT = (
    "SELECT a.at, a.id, a.act, a.object, a.person_id,"
    " (SELECT m.name FROM members m WHERE m.person_id = a.person_id AND m.cell_id = a.cell_id"
    "  ORDER BY m.created_at DESC, m.id LIMIT 1) AS name,"
    " (SELECT m.role FROM members m WHERE m.person_id = a.person_id AND m.cell_id = a.cell_id"
    "  ORDER BY m.created_at DESC, m.id LIMIT 1) AS role,"
    " (SELECT MAX(v.version) FROM versions v WHERE v.interview_id = a.object"
    "  AND v.submitted_at <= a.at) AS version FROM audit a"
)
_OWN_REVIEWS = (
    "SELECT id FROM interviews WHERE member_id = :member"
    " UNION SELECT interview_id FROM erasures WHERE member_id = :member"
)


async def memberships(tx: Transaction, person_id: str) -> Sequence[Member]:
    """Every membership of the person, ended ones too: rights do not end with them."""
    rows = await tx.all(
        f"SELECT id FROM members m WHERE person_id = :person AND{members.NOT_SHUT}"  # noqa: S608 -- constants
        " ORDER BY CASE WHEN removed_at IS NULL THEN 0 ELSE 1 END, created_at, id",
        person=person_id,
    )
    found = [await members.anybody(tx, row["id"]) for row in rows]
    return [member for member in found if member]


async def held(tx: Transaction, member_id: str) -> Sequence[Held]:
    """The member's reviews of all cycles, the newest first."""
    rows = await tx.all(
        "SELECT i.id, i.cycle_id, i.form, i.state, i.version, i.updated_at, y.theme, y.year,"
        " y.keep_until FROM interviews i JOIN cycles y ON y.id = i.cycle_id"
        " WHERE i.member_id = :member ORDER BY y.opened_at DESC, i.form, i.id",
        member=member_id,
    )
    return [
        Held(
            row["id"],
            row["cycle_id"],
            row["theme"],
            row["year"],
            date.fromisoformat(row["keep_until"]) if row["keep_until"] else None,
            row["form"],
            State(row["state"]),
            row["version"],
            row["updated_at"],
        )
        for row in rows
    ]


async def versions(tx: Transaction, interview_id: str) -> Sequence[int]:
    """The numbers of the versions that are kept of a review."""
    rows = await tx.all(
        "SELECT version FROM versions WHERE interview_id = :id ORDER BY version", id=interview_id
    )
    return [row["version"] for row in rows]


async def addresses(tx: Transaction, person_id: str) -> Sequence[Address]:
    """The person's accounts on all channels, blocked ones too."""
    rows = await tx.all(
        "SELECT channel, address, reachable, used_at FROM accounts WHERE person_id = :person"
        " ORDER BY channel, address",
        person=person_id,
    )
    return [
        Address(row["channel"], row["address"], bool(row["reachable"]), row["used_at"])
        for row in rows
    ]


async def kept_files(tx: Transaction, person_id: str) -> Sequence[tuple[str, int]]:
    """Name and time of each file that waits on the person's page."""
    rows = await tx.all(
        "SELECT name, kept_at FROM files WHERE person_id = :person ORDER BY kept_at, name, id",
        person=person_id,
    )
    return [(row["name"], row["kept_at"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Trace:
    """Something small kept about a person. `at` is 0 if no time was kept; the `kind` decides what
    `what` and `more` mean."""

    kind: str
    at: int
    what: str
    more: str


TRACES = {
    "joined": "SELECT created_at AS at, '' AS what, '' AS more FROM members WHERE id = :member",
    "invited": "SELECT expires_at AS at, CASE WHEN used_at IS NULL THEN '' ELSE 'used' END AS what,"
    " '' AS more FROM codes WHERE member_id = :member OR person_id = :person",
    "asked_in": "SELECT created_at AS at, name AS what, CASE WHEN decided_at IS NULL THEN ''"
    " WHEN accepted THEN 'accepted' ELSE 'declined' END AS more"
    " FROM join_requests WHERE person_id = :person",
    "signed_in": "SELECT created_at AS at, '' AS what, '' AS more FROM sessions"
    " WHERE person_id = :person",
    "reminded": "SELECT recorded_at AS at, kind || ' ' || state AS what, day AS more"
    " FROM reminders WHERE member_id = :member",
    "called": "SELECT called_at AS at, '' AS what, '' AS more FROM calls WHERE member_id = :member",
    "phoned": "SELECT called_at AS at, '' AS what, '' AS more FROM calls WHERE called_by = :member",
    "noted": "SELECT made_at AS at, kind AS what, '' AS more FROM exceptions"
    " WHERE member_id = :member",
    "noted_of": "SELECT made_at AS at, kind AS what, '' AS more FROM exceptions"
    " WHERE made_by = :member",
    "helped": "SELECT named_at AS at, '' AS what, '' AS more FROM helpers"
    " WHERE member_id = :member",
    "helps": "SELECT named_at AS at, '' AS what, '' AS more FROM helpers WHERE helper_id = :member",
    "handover": "SELECT offered_at AS at, CASE WHEN from_id = :member THEN 'from' ELSE 'to' END"
    " AS what, becomes AS more FROM handovers WHERE from_id = :member OR to_id = :member",
    "wrote": "SELECT edited_at AS at, '' AS what, '' AS more FROM edits WHERE member_id = :member",
    "issued": "SELECT issued_at AS at, subject AS what, '' AS more FROM register"
    " WHERE member_id = :member",
    "merged": "SELECT 0 AS at, '' AS what, '' AS more FROM merged_members"
    " WHERE member_id = :member",
    "waiting": "SELECT created_at AS at, COALESCE(channel, '') AS what, state AS more FROM outbox"
    " WHERE person_id = :person",
    "notices": "SELECT kept_at AS at, '' AS what, '' AS more FROM mailbox"
    " WHERE person_id = :person",
}
"""How to find what is kept of each kind about a member (`:member`) or the person behind it
(`:person`)."""


async def traces(tx: Transaction, member: Member) -> Sequence[Trace]:
    """All traces of the member, kind by kind, in order of time."""
    found = []
    for kind, query in TRACES.items():
        rows = await tx.all(
            f"SELECT at, what, more FROM ({query}) AS traces ORDER BY at, what, more",  # noqa: S608 -- written above
            member=member.id,
            person=member.person_id,
        )
        found += [Trace(kind, row["at"] or 0, row["what"], str(row["more"])) for row in rows]
    return found


async def settings(tx: Transaction, person_id: str) -> tuple[str, int, bool, int] | None:
    """The person's language, since when they are known, whether there is a PIN, minutes until the
    lock."""
    row = await tx.one("SELECT * FROM persons WHERE id = :id", id=person_id)
    if row is None:
        return None
    return row["language"], row["created_at"], bool(row["pin"]), row["lock_minutes"] or 0


async def acts_of(tx: Transaction, member: Member) -> Sequence[AuditLine]:
    """What this person did in the cell, and what others did to this person's things, in order."""
    rows = await tx.all(
        f"{_ACT} WHERE a.person_id = :person AND a.cell_id = :cell"
        f" UNION ALL {_ACT} WHERE a.object IN ({_OWN_REVIEWS} UNION SELECT :member)"
        " AND (a.person_id IS NULL OR a.person_id <> :person) ORDER BY at, act, id",
        person=member.person_id,
        cell=member.cell_id,
        member=member.id,
    )
    return [_act(row) for row in rows]


async def acts_of_others(tx: Transaction, member: Member, *, limit: int) -> Sequence[AuditLine]:
    """What others did to this person's reviews, erased ones too, the latest first."""
    rows = await tx.all(
        f"{_ACT} WHERE a.object IN ({_OWN_REVIEWS})"
        " AND (a.person_id IS NULL OR a.person_id <> :person) ORDER BY a.at DESC, a.act, a.id"
        " LIMIT :limit",
        person=member.person_id,
        member=member.id,
        limit=limit,
    )
    return [_act(row) for row in rows]


def _act(row: Row) -> AuditLine:
    return AuditLine(
        row["at"],
        row["act"],
        row["object"],
        row["person_id"] or "",
        row["name"] or "",
        row["role"] or "",
        row["version"] or 0,
    )
