"""Figures that left the committee: issued once for a cycle, and never changed after."""

from __future__ import annotations

from dataclasses import dataclass

from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Issued:
    """`figures` is a JSON document of masked counts; it holds no word and no name."""

    cycle_id: str
    figures: str
    issued_at: int


async def issue(tx: Transaction, new: Issued) -> Issued:
    """Keeps these figures unless some were issued before; returns those that count now."""
    await tx.run(
        "INSERT INTO circulated (cycle_id, figures, issued_at) VALUES (:cycle, :figures, :at)"
        " ON CONFLICT (cycle_id) DO NOTHING",
        cycle=new.cycle_id,
        figures=new.figures,
        at=new.issued_at,
    )
    return await issued(tx, new.cycle_id) or new


async def issued(tx: Transaction, cycle_id: str) -> Issued | None:
    """The figures issued for this cycle, if any."""
    row = await tx.one("SELECT * FROM circulated WHERE cycle_id = :cycle", cycle=cycle_id)
    return Issued(row["cycle_id"], row["figures"], row["issued_at"]) if row else None
