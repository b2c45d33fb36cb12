"""The ledger of reminders of every kind: what went out to whom, and its fate; and calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.reminders.step import Kind, Step
from storage.engine.database import Row, Transaction, Value


class Fate(StrEnum):
    """PLANNED -> SENT, FAILED or NEEDLESS (finished meanwhile); OVERTAKEN was never sent."""

    PLANNED = "planned"
    SENT = "sent"
    FAILED = "failed"
    NEEDLESS = "needless"
    OVERTAKEN = "overtaken"


BLOCKED, NOWHERE, UNSERVED = "blocked", "nowhere", "unserved"
"""Reasons: the person has blocked every address; there is none; its channel is not served. Any
other is the channel's."""


_ASKING = ", ".join(f"'{kind}'" for kind in Kind if kind.asks)

_SEEN = (
    "SELECT 1 FROM members m JOIN accounts a ON a.person_id = m.person_id"
    " WHERE m.id = r.member_id AND a.channel = r.channel AND"
    " CASE WHEN r.number IS NULL THEN a.used_at >= r.ended_at ELSE a.seen >= r.number END"
)


@dataclass(frozen=True, slots=True)
class Reminded:
    """One step for one person. `parcel`: several steps may go out in one; empty if overtaken.
    `seen`: a page has shown it; where that cannot be known, the person has acted there since. Times
    are UTC milliseconds."""

    member_id: str
    step: Step
    parcel: str
    fate: Fate
    reason: str
    channel: str
    recorded_at: int
    ended_at: int | None
    seen: bool

    @property
    def is_shown_by_pages(self) -> bool:
        """Whether it went where it can be known that it was seen."""
        return self.channel == "web"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the secretary's to this member."""

    member_id: str
    called_by: str
    called_at: int


_RECORD = (
    "INSERT INTO reminders (cycle_id, member_id, kind, about, day, days_before, outbox_id,"
    " state, recorded_at) VALUES (:cycle, :member, :kind, :about, :day, :before, :outbox,"
    " :state, :now) ON CONFLICT (cycle_id, kind, about, day, member_id, days_before)"
    " DO UPDATE SET outbox_id = excluded.outbox_id, state = excluded.state, reason = '',"
    " channel = '', recorded_at = excluded.recorded_at, ended_at = NULL, number = NULL"
    " WHERE reminders.recorded_at > excluded.recorded_at"
)


async def record(
    tx: Transaction, cycle_id: str, member_id: str, step: Step, *, parcel: str, now: int
) -> bool:
    """Whether this step was not recorded before. Without a parcel it was overtaken.

    What was recorded in a future that has not come, by a clock that was wrong, does not count.
    """
    return bool(await tx.run(_RECORD, **_values(cycle_id, member_id, step, parcel, now)))


async def record_all(
    tx: Transaction, cycle_id: str, step: Step, parcels: Mapping[str, str], *, now: int
) -> None:
    """Records this step for many at once: the parcel of each member."""
    await tx.run_many(
        _RECORD,
        [_values(cycle_id, member, step, parcel, now) for member, parcel in parcels.items()],
    )


def _values(cycle_id: str, member_id: str, step: Step, parcel: str, now: int) -> dict[str, Value]:
    return {
        "cycle": cycle_id,
        "member": member_id,
        "kind": step.kind.value,
        "about": step.about,
        "day": step.day.isoformat(),
        "before": step.days_before,
        "outbox": parcel or None,
        "state": (Fate.PLANNED if parcel else Fate.OVERTAKEN).value,
        "now": now,
    }


async def entries(tx: Transaction, cycle_id: str, *, now: int) -> Sequence[Reminded]:
    """Every step recorded for this cycle until now, in order of time."""
    rows = await tx.all(
        f"SELECT r.*, EXISTS ({_SEEN}) AS seen FROM reminders r WHERE r.cycle_id = :cycle"  # noqa: S608 -- written above
        " AND r.recorded_at <= :now ORDER BY r.recorded_at, r.days_before DESC, r.kind, r.about,"
        " r.day, r.member_id",
        cycle=cycle_id,
        now=now,
    )
    return [_reminded(row) for row in rows]


def _reminded(row: Row) -> Reminded:
    step = Step(Kind(row["kind"]), date.fromisoformat(row["day"]), row["days_before"], row["about"])
    return Reminded(
        row["member_id"],
        step,
        row["outbox_id"] or "",
        Fate(row["state"]),
        row["reason"],
        row["channel"],
        row["recorded_at"],
        row["ended_at"],
        bool(row["seen"]),
    )


async def recorded(
    tx: Transaction, cycle_id: str, step: Step, *, now: int
) -> Sequence[tuple[str, int]]:
    """Member and days before the day, of every step about the same thing and day as this one."""
    rows = await tx.all(
        "SELECT member_id, days_before FROM reminders WHERE cycle_id = :cycle AND kind = :kind"
        " AND about = :about AND day = :day AND recorded_at <= :now",
        now=now,
        cycle=cycle_id,
        kind=step.kind.value,
        about=step.about,
        day=step.day.isoformat(),
    )
    return [(row["member_id"], row["days_before"]) for row in rows]


async def last_of(tx: Transaction, cycle_id: str, kind: Kind, *, now: int) -> Mapping[str, Step]:
    """By member, the last step of this kind that did not fail."""
    rows = await tx.all(
        "SELECT member_id, day, days_before, about FROM reminders WHERE cycle_id = :cycle"
        " AND kind = :kind AND state <> 'failed' AND recorded_at <= :now ORDER BY recorded_at, day,"
        " member_id, days_before, about",
        cycle=cycle_id,
        kind=kind.value,
        now=now,
    )
    return {
        row["member_id"]: Step(
            kind, date.fromisoformat(row["day"]), row["days_before"], row["about"]
        )
        for row in rows
    }


async def sent_since(
    tx: Transaction, cycle_id: str, member_id: str, since: int, *, now: int
) -> int:
    """How many messages that ask this member to do something were queued since then."""
    row = await tx.one(
        "SELECT COUNT(DISTINCT outbox_id) AS sent FROM reminders"  # noqa: S608 -- written above
        " WHERE cycle_id = :cycle AND member_id = :member"
        " AND recorded_at BETWEEN :since AND :now"
        f" AND kind IN ({_ASKING})",
        cycle=cycle_id,
        member=member_id,
        since=since,
        now=now,
    )
    return int(row["sent"]) if row else 0


async def end(
    tx: Transaction, parcel_id: str, fate: Fate, *, reason: str = "", channel: str = "", now: int
) -> None:
    """Ends the reminders in this parcel with their fate; nothing happens if it has none."""
    await tx.run(
        "UPDATE reminders SET state = :state, reason = :reason, channel = :channel,"
        " ended_at = :now, number = CASE WHEN :channel = 'web' THEN (SELECT MAX(b.seq)"
        " FROM mailbox b JOIN members m ON m.person_id = b.person_id"
        " WHERE m.id = reminders.member_id) END WHERE outbox_id = :parcel",
        state=fate.value,
        reason=reason,
        channel=channel,
        now=now,
        parcel=parcel_id,
    )


async def unreminded(tx: Transaction, cycle_id: str) -> Sequence[str]:
    """Ids of members whose last reminder failed for good, and who have not been here since."""
    rows = await tx.all(
        "SELECT r.member_id FROM reminders r JOIN members m ON m.id = r.member_id"
        " WHERE r.cycle_id = :cycle AND r.state = 'failed' AND NOT EXISTS"
        " (SELECT 1 FROM accounts a WHERE a.person_id = m.person_id AND a.used_at >= r.ended_at)"
        " AND NOT EXISTS (SELECT 1 FROM reminders l WHERE l.cycle_id = r.cycle_id"
        " AND l.member_id = r.member_id AND l.recorded_at > r.recorded_at AND l.state = 'sent')",
        cycle=cycle_id,
    )
    return [row["member_id"] for row in rows]


async def silent(tx: Transaction, cycle_id: str, *, times: int, now: int) -> Sequence[str]:
    """Ids of members whom so many reminders went to that they have not seen, and who were nowhere
    since."""
    rows = await tx.all(
        "SELECT r.member_id FROM reminders r WHERE r.cycle_id = :cycle AND r.state = 'sent'"  # noqa: S608 -- written above
        f" AND r.recorded_at <= :now AND r.kind IN ({_ASKING}) AND NOT EXISTS ({_SEEN})"
        " AND NOT EXISTS"
        " (SELECT 1 FROM members m JOIN accounts a ON a.person_id = m.person_id"
        " WHERE m.id = r.member_id AND a.used_at >= r.ended_at)"
        " GROUP BY r.member_id HAVING COUNT(DISTINCT r.outbox_id) >= :times",
        cycle=cycle_id,
        times=times,
        now=now,
    )
    return [row["member_id"] for row in rows]


async def add_call(tx: Transaction, call_id: str, cycle_id: str, call: Call) -> None:
    """Adds a call."""
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
