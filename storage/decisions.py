"""What reviewers decided, and what they are collecting to send back. All sealed; decisions never
change."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from storage.engine.database import Row, Transaction

APPROVED, RETURNED, ASKED, ANSWERED = "approved", "returned", "asked", "answered"
DECIDING = (APPROVED, RETURNED)
TALKING = (ASKED, ANSWERED)


@dataclass(frozen=True, slots=True)
class Decision:
    """One act on one version. `reasons`: for each answer that was sent back, by its key. `words`:
    the author's question, or the answer to it."""

    id: str
    interview_id: str
    version: int
    act: str
    member_id: str
    at: int
    reasons: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


@dataclass(frozen=True, slots=True)
class ToReturn:
    """An answer that is to be sent back, with the reason as soon as there is one. It belongs to the
    review, so that another reviewer can go on with it."""

    id: str
    interview_id: str
    version: int
    key: str
    reason: str = ""


async def add(tx: Transaction, new: Decision) -> None:
    """Keeps a decision; it is later than those before, even within one millisecond."""
    before = await tx.one(
        "SELECT MAX(decided_at) AS at FROM decisions WHERE interview_id = :id", id=new.interview_id
    )
    at = max(new.at, before["at"] + 1) if before and before["at"] is not None else new.at
    body = json.dumps({"reasons": dict(new.reasons), "words": new.words}, ensure_ascii=False)
    await tx.run(
        "INSERT INTO decisions (id, interview_id, version, act, member_id, decided_at, body)"
        " VALUES (:id, :interview, :version, :act, :member, :at, :body)",
        id=new.id,
        interview=new.interview_id,
        version=new.version,
        act=new.act,
        member=new.member_id,
        at=at,
        body=tx.seal(body, f"decisions.body:{new.id}"),
    )


def _decision(tx: Transaction, row: Row) -> Decision:
    body = json.loads(tx.unseal(row["body"], f"decisions.body:{row['id']}"))
    return Decision(
        row["id"],
        row["interview_id"],
        row["version"],
        row["act"],
        row["member_id"],
        row["decided_at"],
        body["reasons"],
        body["words"],
    )


async def of_interview(tx: Transaction, interview_id: str) -> Sequence[Decision]:
    """Everything decided on a review, in order."""
    rows = await tx.all(
        "SELECT * FROM decisions WHERE interview_id = :id ORDER BY decided_at, id", id=interview_id
    )
    return [_decision(tx, row) for row in rows]


async def last(tx: Transaction, interview_id: str, acts: tuple[str, str]) -> Decision | None:
    """The last act on a review of two kinds, `DECIDING` or `TALKING`, if any."""
    row = await tx.one(
        "SELECT * FROM decisions WHERE interview_id = :id AND act IN (:one, :other)"
        " ORDER BY decided_at DESC, id LIMIT 1",
        id=interview_id,
        one=acts[0],
        other=acts[1],
    )
    return _decision(tx, row) if row else None


async def collect(tx: Transaction, new: ToReturn) -> None:
    """Marks an answer to be sent back, or keeps its reason."""
    body = json.dumps({"key": new.key, "reason": new.reason}, ensure_ascii=False)
    await tx.run(
        "INSERT INTO collected_returns (id, interview_id, version, body)"
        " VALUES (:id, :interview, :version, :body)"
        " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
        id=new.id,
        interview=new.interview_id,
        version=new.version,
        body=tx.seal(body, f"collected_returns.body:{new.id}"),
    )


def _collected(tx: Transaction, row: Row) -> ToReturn:
    body = json.loads(tx.unseal(row["body"], f"collected_returns.body:{row['id']}"))
    return ToReturn(row["id"], row["interview_id"], row["version"], body["key"], body["reason"])


async def collected(tx: Transaction, interview_id: str, version: int) -> Sequence[ToReturn]:
    """What is collected to be sent back from this version."""
    rows = await tx.all(
        "SELECT * FROM collected_returns WHERE interview_id = :id AND version = :version"
        " ORDER BY id",
        id=interview_id,
        version=version,
    )
    return [_collected(tx, row) for row in rows]


async def one_collected(tx: Transaction, collected_id: str) -> ToReturn | None:
    """One collected answer by its id, if it is still there."""
    row = await tx.one("SELECT * FROM collected_returns WHERE id = :id", id=collected_id)
    return _collected(tx, row) if row else None


async def drop_collected(tx: Transaction, interview_id: str) -> None:
    """Drops everything collected of a review: it was sent, or the version is gone."""
    await tx.run("DELETE FROM collected_returns WHERE interview_id = :id", id=interview_id)


async def drop_one(tx: Transaction, collected_id: str) -> None:
    """Drops one collected answer, which is not to be sent back after all."""
    await tx.run("DELETE FROM collected_returns WHERE id = :id", id=collected_id)
