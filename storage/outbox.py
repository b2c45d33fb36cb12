"""What is still to be sent, the acts already received, and the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from storage.engine.database import Row, Transaction


class Lane(IntEnum):
    """What goes first: what a person is waiting for, or what is sent to many."""

    AWAITED = 0
    BULK = 1


class Sending(StrEnum):
    """QUEUED -> SENDING -> SENT or FAILED; a crash while SENDING sends again."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to send. `contents` is JSON without any answer text: a message key, or which
    document to render. Without `channel` and `address` it goes where the person was last.
    `attempts`: how often it was taken up; `faults`: how often that failed through ourselves, or by
    a refusal. `due_at`: when it was to go out at first, in UTC milliseconds. `parts_sent`: marks of
    those of its parts that have arrived. `same`: empty, or what is the same for parcels of which
    one is enough."""

    id: str
    lane: Lane
    person_id: str
    contents: str
    cell_id: str = ""
    channel: str = ""
    address: str = ""
    attempts: int = 0
    faults: int = 0
    due_at: int = 0
    parts_sent: frozenset[str] = frozenset()
    same: str = ""


def _about(parcel_id: str) -> str:
    return f"outbox.contents:{parcel_id}"


def _parcel(tx: Transaction, row: Row) -> Parcel:
    return Parcel(
        row["id"],
        Lane(row["lane"]),
        row["person_id"],
        tx.unseal(row["contents"], _about(row["id"])),
        row["cell_id"] or "",
        row["channel"] or "",
        row["address"] or "",
        row["attempts"],
        row["faults"],
        row["due_at"],
        frozenset(row["parts_sent"].split()),
        row["same"],
    )


async def put(tx: Transaction, parcels: Sequence[Parcel], *, not_before: int, now: int) -> None:
    """Queues the parcels, to go out at `not_before` or later."""
    await tx.run_many(
        "INSERT INTO outbox (id, lane, person_id, cell_id, channel, address, contents, state,"
        " due_at, not_before, created_at, same) VALUES (:id, :lane, :person, :cell, :channel,"
        " :address, :contents, :state, :not_before, :not_before, :now, :same)",
        [
            {
                "id": parcel.id,
                "lane": int(parcel.lane),
                "person": parcel.person_id,
                "cell": parcel.cell_id or None,
                "channel": parcel.channel or None,
                "address": parcel.address or None,
                "contents": tx.seal(parcel.contents, _about(parcel.id)),
                "state": Sending.QUEUED.value,
                "not_before": not_before,
                "now": now,
                "same": parcel.same,
            }
            for parcel in parcels
        ],
    )


async def claim(tx: Transaction, *, lane: Lane, now: int, limit: int) -> Sequence[Parcel]:
    """Takes the next parcels to send; they are SENDING from this commit on."""
    rows = await tx.all(
        "SELECT * FROM outbox WHERE state = :queued AND lane = :lane AND not_before <= :now"
        " ORDER BY not_before, created_at, id LIMIT :limit",
        queued=Sending.QUEUED.value,
        lane=int(lane),
        now=now,
        limit=limit,
    )
    await tx.run_many(
        "UPDATE outbox SET state = :sending, attempts = attempts + 1 WHERE id = :id",
        [{"sending": Sending.SENDING.value, "id": row["id"]} for row in rows],
    )
    return [_parcel(tx, row) for row in rows]


async def finish(tx: Transaction, parcel_id: str, *, failure: str = "", now: int) -> None:
    """Marks a parcel as sent, or as failed for good with the reason."""
    await tx.run(
        "UPDATE outbox SET state = :state, failure = :failure, finished_at = :now WHERE id = :id",
        state=(Sending.FAILED if failure else Sending.SENT).value,
        failure=failure,
        now=now,
        id=parcel_id,
    )


async def put_off(
    tx: Transaction, parcel_id: str, *, not_before: int, failure: str, faults: int = 0
) -> None:
    """Queues a parcel again for later, with the reason; so many `faults` are added."""
    await tx.run(
        "UPDATE outbox SET state = :state, not_before = :not_before, failure = :failure,"
        " faults = faults + :faults WHERE id = :id",
        state=Sending.QUEUED.value,
        not_before=not_before,
        failure=failure,
        faults=faults,
        id=parcel_id,
    )


async def waiting(tx: Transaction, person_id: str, *, now: int) -> Sequence[Parcel]:
    """What waits for this person and was due by now, the oldest first."""
    rows = await tx.all(
        "SELECT * FROM outbox WHERE person_id = :person AND state = :queued AND due_at <= :now"
        " ORDER BY due_at, created_at, id",
        person=person_id,
        queued=Sending.QUEUED.value,
        now=now,
    )
    return [_parcel(tx, row) for row in rows]


async def rewrite(tx: Transaction, parcel: Parcel, contents: str) -> None:
    """Gives a parcel that waits other contents, and makes it the same as no other."""
    await tx.run(
        "UPDATE outbox SET contents = :contents, same = '' WHERE id = :id",
        contents=tx.seal(contents, _about(parcel.id)),
        id=parcel.id,
    )


async def absorb(tx: Transaction, parcel: Parcel, *, twin: str = "", now: int) -> None:
    """Takes out whatever waits, is due and the same as this parcel, and a `twin` that is taken up;
    reminders that were to go with it go with this one."""
    for statement in (
        "UPDATE reminders SET outbox_id = :first WHERE outbox_id",
        "DELETE FROM outbox WHERE id",
    ):
        await tx.run(
            statement  # noqa: S608 -- one of the two above
            + " IN (SELECT id FROM outbox WHERE same = :same AND id <> :first"
            " AND (id = :twin OR (state = :queued AND due_at <= :now)))",
            first=parcel.id,
            same=parcel.same,
            twin=twin,
            queued=Sending.QUEUED.value,
            now=now,
        )


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What was given up. `at` in UTC milliseconds."""

    contents: str
    at: int


_GIVEN_UP = (
    " FROM outbox o JOIN members m ON m.person_id = o.person_id AND m.cell_id = o.cell_id"
    " WHERE o.cell_id = :cell AND o.state = 'failed' AND o.channel IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM reminders r WHERE r.outbox_id = o.id)"
)
"""What somebody else, or the program, sent to people of a cell and did not arrive; reminders are in
their own ledger."""


async def undelivered(tx: Transaction, cell_id: str, person_id: str) -> Sequence[Undelivered]:
    """What of it was for this person, in order of time."""
    rows = await tx.all(
        f"SELECT o.*{_GIVEN_UP} AND o.person_id = :person AND o.finished_at IS NOT NULL"
        " ORDER BY o.finished_at, o.id",
        cell=cell_id,
        person=person_id,
    )
    return [
        Undelivered(tx.unseal(row["contents"], _about(row["id"])), row["finished_at"])
        for row in rows
    ]


async def missed_by(tx: Transaction, cell_id: str) -> Sequence[str]:
    """Ids of members for whom it was, who have not been here since, and whom nothing has reached in
    a chat since."""
    rows = await tx.all(
        f"SELECT DISTINCT m.id{_GIVEN_UP}"  # noqa: S608 -- written above
        " AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = o.person_id"
        " AND a.used_at >= o.finished_at) AND NOT EXISTS (SELECT 1 FROM outbox s"
        " WHERE s.person_id = o.person_id AND s.state = 'sent' AND s.finished_at > o.finished_at"
        " AND (s.channel IS NULL OR s.channel <> 'web'))",
        cell=cell_id,
    )
    return [row["id"] for row in rows]


async def recover(tx: Transaction, parcels: Sequence[str] | None = None) -> None:
    """Queues again what is SENDING: these, or at the start all that a crash left so."""
    states = {"queued": Sending.QUEUED.value, "sending": Sending.SENDING.value}
    if parcels is None:
        await tx.run("UPDATE outbox SET state = :queued WHERE state = :sending", **states)
    else:
        await tx.run_many(
            "UPDATE outbox SET state = :queued WHERE state = :sending AND id = :id",
            [{**states, "id": each} for each in parcels],
        )


async def part_sent(tx: Transaction, parcel_id: str, mark: str) -> None:
    """Notes that this part has arrived; a mark has no blanks in it."""
    await tx.run(
        "UPDATE outbox SET parts_sent = parts_sent || ' ' || :mark WHERE id = :id",
        mark=mark,
        id=parcel_id,
    )


async def redirect(tx: Transaction, cell_id: str, person_id: str, to: str) -> None:
    """Redirects what this cell still has to send from the one person to the other."""
    await tx.run(
        "UPDATE outbox SET person_id = :to, channel = NULL, address = NULL"
        " WHERE person_id = :person AND cell_id = :cell AND finished_at IS NULL",
        to=to,
        person=person_id,
        cell=cell_id,
    )


async def next_at(tx: Transaction, lanes: Sequence[Lane]) -> int | None:
    """When the next parcel of these lanes may be sent, if there is one."""
    found = []
    for lane in lanes:
        row = await tx.one(
            "SELECT MIN(not_before) AS at FROM outbox WHERE state = :queued AND lane = :lane",
            queued=Sending.QUEUED.value,
            lane=int(lane),
        )
        if row and row["at"] is not None:
            found.append(int(row["at"]))
    return min(found, default=None)


async def state_of(tx: Transaction, parcel_id: str) -> tuple[Sending, str] | None:
    """The state of a parcel, and its last failure; `None` if unknown."""
    row = await tx.one("SELECT state, failure FROM outbox WHERE id = :id", id=parcel_id)
    return (Sending(row["state"]), row["failure"]) if row else None


async def receive(tx: Transaction, channel: str, external_id: str, *, now: int) -> bool:
    """Notes an act as received; returns whether it is new, since a platform may deliver it again
    after a crash."""
    return bool(
        await tx.run(
            "INSERT INTO inbox (channel, external_id, received_at)"
            " VALUES (:channel, :external_id, :now) ON CONFLICT DO NOTHING",
            channel=channel,
            external_id=external_id,
            now=now,
        )
    )


async def forget(tx: Transaction, *, before: int) -> None:
    """Forgets old acts and finished parcels: no platform delivers again after so long."""
    await tx.run("DELETE FROM inbox WHERE received_at < :before", before=before)
    await tx.run("DELETE FROM outbox WHERE finished_at < :before", before=before)


async def record(
    tx: Transaction, record_id: str, *, cell_id: str, person_id: str, act: str, about: str, now: int
) -> None:
    """Adds a line to the audit: who did what to which thing, never its content."""
    await tx.run(
        "INSERT INTO audit (id, at, cell_id, person_id, act, object)"
        " VALUES (:id, :now, :cell, :person, :act, :about)",
        id=record_id,
        now=now,
        cell=cell_id or None,
        person=person_id or None,
        act=act,
        about=about,
    )


async def acted(tx: Transaction, cell_id: str, person_id: str, *, since: int) -> bool:
    """Whether this person has done anything in this cell since then."""
    row = await tx.one(
        "SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM audit"
        " WHERE cell_id = :cell AND at >= :since AND person_id = :person)",
        cell=cell_id,
        since=since,
        person=person_id,
    )
    return row is not None
