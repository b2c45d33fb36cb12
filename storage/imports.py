"""Rosters that were sent as a file and have not been written yet."""

from __future__ import annotations

from dataclasses import dataclass

from storage.engine.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Pending:
    """What one member sent for one cell; `contents` is a JSON document, sealed on disk. It is empty
    once nothing waits any more: the row stays a while, so that a second tap can be answered."""

    id: str
    cell_id: str
    member_id: str
    contents: str
    sent_at: int


def _about(pending_id: str) -> str:
    return f"pending_imports.contents:{pending_id}"


async def keep(tx: Transaction, new: Pending) -> None:
    """Keeps a roster, in place of what this member sent before."""
    await tx.run(
        "UPDATE pending_imports SET contents = '' WHERE member_id = :member",
        member=new.member_id,
    )
    await tx.run(
        "INSERT INTO pending_imports (id, cell_id, member_id, contents, sent_at)"
        " VALUES (:id, :cell, :member, :contents, :at)",
        id=new.id,
        cell=new.cell_id,
        member=new.member_id,
        contents=tx.seal(new.contents, _about(new.id)),
        at=new.sent_at,
    )


async def pending(tx: Transaction, pending_id: str) -> Pending | None:
    """The roster kept under this id, if any."""
    row = await tx.one("SELECT * FROM pending_imports WHERE id = :id", id=pending_id)
    return _pending(tx, row) if row else None


def _pending(tx: Transaction, row: Row) -> Pending:
    contents = tx.unseal(row["contents"], _about(row["id"]))
    return Pending(row["id"], row["cell_id"], row["member_id"], contents, row["sent_at"])


async def cell_of_import(tx: Transaction, pending_id: str) -> str | None:
    """The cell that the roster was sent for."""
    row = await tx.one("SELECT cell_id FROM pending_imports WHERE id = :id", id=pending_id)
    return str(row["cell_id"]) if row else None


async def drop(tx: Transaction, pending_id: str) -> None:
    """Empties a roster that was written or thrown away: no word of it stays."""
    await tx.run("UPDATE pending_imports SET contents = '' WHERE id = :id", id=pending_id)


async def drop_older(tx: Transaction, *, before: int) -> None:
    """Removes rosters that nobody will say yes to any more."""
    await tx.run("DELETE FROM pending_imports WHERE sent_at < :before", before=before)
