"""What people asked about their own data, and how it was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.privacy.rights import Right
from storage.engine.database import Row, Transaction


class RequestState(StrEnum):
    """OPEN until somebody has answered."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Request:
    """One request with its legal clock. `wish` and `reply` are people's words."""

    id: str
    cell_id: str
    member_id: str
    right: Right
    wish: str
    asked_at: int
    answer_on: date
    done_on: date
    standing: RequestState = RequestState.OPEN
    reply: str = ""
    settled_at: int | None = None


def _about(column: str, request_id: str) -> str:
    return f"data_requests.{column}:{request_id}"


def _request(tx: Transaction, row: Row) -> Request:
    return Request(
        row["id"],
        row["cell_id"],
        row["member_id"],
        Right(row["kind"]),
        tx.unseal(row["wish"], _about("wish", row["id"])),
        row["asked_at"],
        date.fromisoformat(row["answer_on"]),
        date.fromisoformat(row["done_on"]),
        RequestState(row["state"]),
        tx.unseal(row["reply"], _about("reply", row["id"])),
        row["settled_at"],
    )


async def add(tx: Transaction, new: Request, *, by: str = "") -> None:
    """Adds a request; `by`: the person who settled it, if it is done already."""
    await tx.run(
        "INSERT INTO data_requests (id, cell_id, member_id, kind, wish, asked_at, answer_on,"
        " done_on, state, settled_at, settled_by) VALUES (:id, :cell, :member, :kind, :wish,"
        " :asked, :answer_on, :done_on, :state, :settled, :by)",
        id=new.id,
        cell=new.cell_id,
        member=new.member_id,
        kind=new.right.value,
        wish=tx.seal(new.wish, _about("wish", new.id)),
        asked=new.asked_at,
        answer_on=new.answer_on.isoformat(),
        done_on=new.done_on.isoformat(),
        state=new.standing.value,
        settled=new.settled_at,
        by=by,
    )


async def get(tx: Transaction, request_id: str) -> Request | None:
    """The request, if there is one of this id."""
    row = await tx.one("SELECT * FROM data_requests WHERE id = :id", id=request_id)
    return _request(tx, row) if row else None


async def waiting(tx: Transaction, cell_id: str) -> Sequence[Request]:
    """The cell's unanswered requests, the most urgent first."""
    rows = await tx.all(
        "SELECT * FROM data_requests WHERE cell_id = :cell AND state = :open"
        " ORDER BY answer_on, asked_at, id",
        cell=cell_id,
        open=RequestState.OPEN.value,
    )
    return [_request(tx, row) for row in rows]


async def of_member(tx: Transaction, member_id: str) -> Sequence[Request]:
    """Everything that this member ever asked for, in order."""
    rows = await tx.all(
        "SELECT * FROM data_requests WHERE member_id = :member ORDER BY asked_at, id",
        member=member_id,
    )
    return [_request(tx, row) for row in rows]


async def settle(
    tx: Transaction, request_id: str, standing: RequestState, reply: str, *, by: str, now: int
) -> bool:
    """Settles a request with this reply; returns whether this call did."""
    return bool(
        await tx.run(
            "UPDATE data_requests SET state = :state, reply = :reply, settled_at = :now,"
            " settled_by = :by WHERE id = :id AND state = :open",
            state=standing.value,
            reply=tx.seal(reply, _about("reply", request_id)),
            now=now,
            by=by,
            id=request_id,
            open=RequestState.OPEN.value,
        )
    )
