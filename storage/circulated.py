"""The figures about members in the official report: frozen with the first one of a cycle."""

from __future__ import annotations

from storage.engine.database import Transaction


async def freeze(tx: Transaction, cycle_id: str, figures: str, at: int) -> None:
    """Keeps these figures, a JSON document of masked counts without words and names, unless some
    were frozen before."""
    await tx.run(
        "INSERT INTO circulated (cycle_id, figures, issued_at) VALUES (:cycle, :figures, :at)"
        " ON CONFLICT (cycle_id) DO NOTHING",
        cycle=cycle_id,
        figures=figures,
        at=at,
    )


async def frozen(tx: Transaction, cycle_id: str) -> str:
    """The figures of this cycle's reports; empty before the first one."""
    row = await tx.one("SELECT figures FROM circulated WHERE cycle_id = :cycle", cycle=cycle_id)
    return str(row["figures"]) if row else ""
