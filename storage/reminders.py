"""The reminder ledger: what became of each reminder, longer than the outbox knows it, and calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage.engine.database import Transaction


class Fate(StrEnum):
    """PLANNED -> SENT, FAILED or NEEDLESS (finished meanwhile); OVERTAKEN was never sent."""

    PLANNED = "planned"
    SENT = "sent"
    FAILED = "failed"
    NEEDLESS = "needless"
    OVERTAKEN = "overtaken"


BLOCKED, NOWHERE = "blocked", "nowhere"
"""Reasons: the person has blocked every address; there is none. Any other is the channel's."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """One reminder. `step` as `cycles.record_step` was given it; times are UTC milliseconds."""

    member_id: str
    last_day: str
    step: str
    fate: Fate
    reason: str
    channel: str
    recorded_at: int
    ended_at: int | None


@dataclass(frozen=True, slots=True)
class Call:
    """The secretary has phoned this member."""

    member_id: str
    called_by: str
    called_at: int


async def entries(tx: Transaction, cycle_id: str) -> Sequence[Reminded]:
    """Every reminder and notice recorded for this cycle, in order of time."""
    rows = await tx.all(
        "SELECT * FROM reminders WHERE cycle_id = :cycle ORDER BY recorded_at, step DESC",
        cycle=cycle_id,
    )
    return [
        Reminded(
            row["member_id"],
            row["last_day"],
            row["step"],
            Fate(row["state"]),
            row["reason"],
            row["channel"],
            row["recorded_at"],
            row["ended_at"],
        )
        for row in rows
    ]


async def end(
    tx: Transaction, parcel_id: str, fate: Fate, *, reason: str = "", channel: str = "", now: int
) -> None:
    """What became of the reminder in this parcel; nothing for a parcel that is none."""
    await tx.run(
        "UPDATE reminders SET state = :state, reason = :reason, channel = :channel,"
        " ended_at = :now WHERE outbox_id = :parcel",
        state=fate.value,
        reason=reason,
        channel=channel,
        now=now,
        parcel=parcel_id,
    )


async def unreminded(tx: Transaction, cycle_id: str) -> Sequence[str]:
    """Ids of members whose last reminder failed for good, and who were not there since."""
    rows = await tx.all(
        "SELECT r.member_id FROM reminders r JOIN members m ON m.id = r.member_id"
        " WHERE r.cycle_id = :cycle AND r.state = 'failed' AND NOT EXISTS"
        " (SELECT 1 FROM accounts a WHERE a.person_id = m.person_id AND a.used_at >= r.ended_at)"
        " AND NOT EXISTS (SELECT 1 FROM reminders l WHERE l.cycle_id = r.cycle_id"
        " AND l.member_id = r.member_id AND l.recorded_at > r.recorded_at AND l.state = 'sent')",
        cycle=cycle_id,
    )
    return [row["member_id"] for row in rows]


async def add_call(tx: Transaction, call_id: str, cycle_id: str, call: Call) -> None:
    """Somebody was phoned."""
    await tx.run(
        "INSERT INTO calls (id, cycle_id, member_id, called_by, called_at)"
        " VALUES (:id, :cycle, :member, :by, :at)",
        id=call_id,
        cycle=cycle_id,
        member=call.member_id,
        by=call.called_by,
        at=call.called_at,
    )


async def calls(tx: Transaction, cycle_id: str) -> Sequence[Call]:
    """Every call of this cycle, in order of time."""
    rows = await tx.all(
        "SELECT member_id, called_by, called_at FROM calls WHERE cycle_id = :cycle"
        " ORDER BY called_at, id",
        cycle=cycle_id,
    )
    return [Call(row["member_id"], row["called_by"], row["called_at"]) for row in rows]
