"""How long a cycle is kept, and removing what is past that."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Kept:
    """A cycle with the last day on which its answers are kept."""

    id: str
    cell_id: str
    theme: str
    year: int
    keep_until: date


async def keep_years(tx: Transaction, cell_id: str) -> int:
    """For how many years after its own the cell keeps a cycle."""
    row = await tx.one("SELECT keep_years FROM cells WHERE id = :id", id=cell_id)
    return int(row["keep_years"]) if row else 0


async def set_keep_years(tx: Transaction, cell_id: str, years: int) -> None:
    """For the cycles to come; a date that people consented to stays."""
    await tx.run("UPDATE cells SET keep_years = :years WHERE id = :id", years=years, id=cell_id)


async def kept_until(tx: Transaction, cycle_id: str) -> date | None:
    """The last day of this cycle."""
    row = await tx.one("SELECT keep_until FROM cycles WHERE id = :id", id=cycle_id)
    return date.fromisoformat(row["keep_until"]) if row and row["keep_until"] else None


async def past(tx: Transaction, today: date) -> Sequence[Kept]:
    """The cycles that may be kept no longer and still are."""
    rows = await tx.all(
        "SELECT id, cell_id, theme, year, keep_until FROM cycles"
        " WHERE keep_until > '' AND keep_until < :today AND purged_at IS NULL"
        " ORDER BY keep_until, id",
        today=today.isoformat(),
    )
    return [
        Kept(
            row["id"],
            row["cell_id"],
            row["theme"],
            row["year"],
            date.fromisoformat(row["keep_until"]),
        )
        for row in rows
    ]


async def counts(tx: Transaction, cycle: Kept) -> Mapping[str, Mapping[str, int]]:
    """How many reviews of each form are in each state."""
    rows = await tx.all(
        "SELECT form, state, COUNT(*) AS number FROM interviews"
        " WHERE cell_id = :cell AND cycle_id = :cycle GROUP BY form, state ORDER BY form, state",
        cell=cycle.cell_id,
        cycle=cycle.id,
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["form"], {})[row["state"]] = row["number"]
    return found


OF_A_CYCLE = ("reminders", "calls", "exceptions", "helpers", "edits", "erasures")
"""Tables whose rows are gone with their cycle, and on which nothing else hangs."""


async def purge(tx: Transaction, cycle: Kept, *, now: int) -> None:
    """Remove every answer of the cycle and all that was noted about its members; only counts stay.

    The versions go with their interviews, and so does every other table that refers to one.
    """
    await tx.run(
        "INSERT INTO tombstones (cycle_id, counts, purged_at) VALUES (:cycle, :counts, :now)",
        cycle=cycle.id,
        counts=json.dumps(await counts(tx, cycle)),
        now=now,
    )
    await tx.run(
        "DELETE FROM interviews WHERE cell_id = :cell AND cycle_id = :cycle",
        cell=cycle.cell_id,
        cycle=cycle.id,
    )
    for table in OF_A_CYCLE:
        await tx.run(f"DELETE FROM {table} WHERE cycle_id = :cycle", cycle=cycle.id)  # noqa: S608 -- written above
    for table in ("materials", "plan_items"):
        await tx.run(f"DELETE FROM {table} WHERE cycle_id = :cycle", cycle=cycle.id)  # noqa: S608 -- written here
    await tx.run(
        "DELETE FROM nudges WHERE about NOT IN"
        " (SELECT id FROM materials UNION SELECT id FROM plan_items)"
    )
    await tx.run(
        "UPDATE cycles SET purged_at = :now, closed_at = COALESCE(closed_at, :now),"
        " next_due_at = NULL WHERE id = :id",
        now=now,
        id=cycle.id,
    )


async def forget_acts(tx: Transaction, cell_id: str, *, before: int) -> int:
    """Audit lines and settled requests of a cell from before this moment; how many lines."""
    await tx.run(
        "DELETE FROM data_requests WHERE cell_id = :cell AND settled_at < :before",
        cell=cell_id,
        before=before,
    )
    return await tx.run(
        "DELETE FROM audit WHERE cell_id = :cell AND at < :before", cell=cell_id, before=before
    )


async def forget_ways_in(tx: Transaction, *, before: int) -> None:
    """What let people in and is of no use any more: invitations and web sessions that ended before
    this moment, requests to join that were decided on before it or lay as long unanswered, offers
    to hand over that nobody took."""
    await tx.run("DELETE FROM codes WHERE expires_at < :before OR used_at < :before", before=before)
    await tx.run("DELETE FROM sessions WHERE created_at < :before", before=before)
    await tx.run(
        "DELETE FROM join_requests WHERE COALESCE(decided_at, created_at) < :before", before=before
    )
    await tx.run("DELETE FROM handovers WHERE offered_at < :before", before=before)


async def every_cell(tx: Transaction) -> Sequence[tuple[str, int]]:
    """Each cell's id and for how many years it keeps things."""
    rows = await tx.all("SELECT id, keep_years FROM cells ORDER BY id")
    return [(row["id"], row["keep_years"]) for row in rows]
