"""How far the clock was believed: one row, written when it changes."""

from __future__ import annotations

from dataclasses import dataclass

from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Seen:
    """UTC milliseconds. `believed_at`: the newest time that was believed. `rung_at`: the last look.
    `doubted_from`: since when the clock has stood too far from what was believed, if it does."""

    believed_at: int
    rung_at: int
    doubted_from: int | None = None


async def seen(tx: Transaction) -> Seen | None:
    """What the last looks came to; where there was none, the newest act; `None` if nobody acted."""
    row = await tx.one("SELECT believed_at, rung_at, doubted_from FROM clock WHERE id = 1")
    if row:
        return Seen(row["believed_at"], row["rung_at"], row["doubted_from"])
    row = await tx.one(
        "SELECT MAX(at) AS at FROM (SELECT MAX(received_at) AS at FROM inbox"
        " UNION ALL SELECT MAX(at) AS at FROM audit) newest"
    )
    return Seen(row["at"], row["at"]) if row and row["at"] is not None else None


async def keep(tx: Transaction, seen: Seen) -> None:
    """In the place of what was kept."""
    await tx.run(
        "INSERT INTO clock (id, believed_at, rung_at, doubted_from)"
        " VALUES (1, :believed, :rung, :doubted) ON CONFLICT (id) DO UPDATE SET"
        " believed_at = excluded.believed_at, rung_at = excluded.rung_at,"
        " doubted_from = excluded.doubted_from",
        believed=seen.believed_at,
        rung=seen.rung_at,
        doubted=seen.doubted_from,
    )


async def is_ahead(tx: Transaction, now: int) -> bool:
    """Whether anything was queued or worked out in a future that has not come."""
    row = await tx.one(
        "SELECT 1 AS found WHERE"
        " EXISTS (SELECT 1 FROM outbox WHERE state = 'queued' AND created_at > :now)"
        " OR EXISTS (SELECT 1 FROM cycles WHERE looked_at > :now AND closed_at IS NULL)",
        now=now,
    )
    return row is not None


async def bring_back(tx: Transaction, now: int) -> None:
    """What was queued then may be sent from now; what is due is worked out anew."""
    await tx.run(
        "UPDATE outbox SET not_before = :now, due_at = :now, created_at = :now"
        " WHERE state = 'queued' AND created_at > :now",
        now=now,
    )
    await tx.run(
        "UPDATE cycles SET next_due_at = :now, looked_at = NULL"
        " WHERE looked_at > :now AND closed_at IS NULL",
        now=now,
    )
