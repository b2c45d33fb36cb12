"""The operator's register of breaches, for all cells of this server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.engine.database import Row, Transaction

KEPT_BY = {"breaches": "id"}
"""The register outlives a restore: the clock of 72 hours goes on."""


@dataclass(frozen=True, slots=True)
class Breach:
    """What happened, in words without personal data; times are UTC milliseconds."""

    id: str
    noticed_at: int
    what: str
    persons: int | None = None
    reported_at: int | None = None
    told_at: int | None = None
    closed_at: int | None = None
    outcome: str = ""


def _breach(tx: Transaction, row: Row) -> Breach:
    return Breach(
        row["id"],
        row["noticed_at"],
        tx.unseal(row["what"], f"breaches.what:{row['id']}"),
        row["persons"],
        row["reported_at"],
        row["told_at"],
        row["closed_at"],
        tx.unseal(row["outcome"], f"breaches.outcome:{row['id']}"),
    )


async def add(tx: Transaction, new: Breach) -> None:
    """Adds a breach that was noticed."""
    await tx.run(
        "INSERT INTO breaches (id, noticed_at, what, persons)"
        " VALUES (:id, :noticed, :what, :persons)",
        id=new.id,
        noticed=new.noticed_at,
        what=tx.seal(new.what, f"breaches.what:{new.id}"),
        persons=new.persons,
    )


async def every(tx: Transaction) -> Sequence[Breach]:
    """The whole register, in order."""
    rows = await tx.all("SELECT * FROM breaches ORDER BY noticed_at, id")
    return [_breach(tx, row) for row in rows]


async def mark(tx: Transaction, breach_id: str, *, reported: bool, told: bool, now: int) -> bool:
    """Notes that the Ministry (`reported`) or the persons (`told`) were informed; the first time
    counts. Returns whether there is such a breach."""
    return bool(
        await tx.run(
            "UPDATE breaches SET reported_at ="
            " CASE WHEN :reported THEN COALESCE(reported_at, :now) ELSE reported_at END, told_at ="
            " CASE WHEN :told THEN COALESCE(told_at, :now) ELSE told_at END WHERE id = :id",
            reported=reported,
            told=told,
            now=now,
            id=breach_id,
        )
    )


async def close(tx: Transaction, breach_id: str, outcome: str, *, now: int) -> bool:
    """Closes a breach, with what was done; returns whether it was open."""
    return bool(
        await tx.run(
            "UPDATE breaches SET closed_at = :now, outcome = :outcome"
            " WHERE id = :id AND closed_at IS NULL",
            now=now,
            outcome=tx.seal(outcome, f"breaches.outcome:{breach_id}"),
            id=breach_id,
        )
    )
