"""Figures that left the committee: issued once for a cycle, and never changed after."""

from __future__ import annotations

from dataclasses import dataclass

from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Issued:
    """`figures` is a JSON document of masked counts; it holds no word and no name. `issuer` is one
    of the cell as it was then, with the name of who signed."""

    cycle_id: str
    figures: str
    issuer: str
    issued_at: int


def _about(cycle_id: str) -> str:
    return f"circulated.issuer:{cycle_id}"


async def issue(tx: Transaction, new: Issued) -> Issued:
    """Keeps these figures unless some were issued before; returns those that count now."""
    await tx.run(
        "INSERT INTO circulated (cycle_id, figures, issuer, issued_at)"
        " VALUES (:cycle, :figures, :issuer, :at)"
        " ON CONFLICT (cycle_id) DO NOTHING",
        cycle=new.cycle_id,
        figures=new.figures,
        issuer=tx.seal(new.issuer, _about(new.cycle_id)),
        at=new.issued_at,
    )
    return await issued(tx, new.cycle_id) or new


async def newest(tx: Transaction, cell_id: str) -> str:
    """The cycle of the cell whose figures were issued last; empty if none were."""
    row = await tx.one(
        "SELECT cycle_id FROM circulated WHERE cycle_id IN"
        " (SELECT id FROM cycles WHERE cell_id = :cell) ORDER BY issued_at DESC, cycle_id LIMIT 1",
        cell=cell_id,
    )
    return str(row["cycle_id"]) if row else ""


async def issued(tx: Transaction, cycle_id: str) -> Issued | None:
    """The figures issued for this cycle, if any."""
    row = await tx.one("SELECT * FROM circulated WHERE cycle_id = :cycle", cycle=cycle_id)
    if row is None:
        return None
    issuer = tx.unseal(row["issuer"], _about(cycle_id))
    return Issued(row["cycle_id"], row["figures"], issuer, row["issued_at"])
