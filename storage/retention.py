"""How long things are kept, and the removal of what is past that.

Three clocks: what belongs to a cycle goes with it (`purge`); what belongs to a cell goes after as
many years as a cycle of that time (`forget_years`); what serves a moment goes after days
(`forget_days`). What stays for good, and why, is in docs/privacy.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from storage.engine.database import Transaction


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
    """Sets the years for cycles to come; a date that people consented to stays."""
    await tx.run("UPDATE cells SET keep_years = :years WHERE id = :id", years=years, id=cell_id)


async def kept_until(tx: Transaction, cycle_id: str) -> date | None:
    """The last day on which this cycle is kept, if it has one."""
    row = await tx.one("SELECT keep_until FROM cycles WHERE id = :id", id=cycle_id)
    return date.fromisoformat(row["keep_until"]) if row and row["keep_until"] else None


async def past(tx: Transaction, today: date) -> Sequence[Kept]:
    """The closed cycles that may be kept no longer and still are; an open one is never among
    them."""
    rows = await tx.all(
        "SELECT id, cell_id, theme, year, keep_until FROM cycles"
        " WHERE keep_until > '' AND keep_until < :today AND purged_at IS NULL"
        " AND closed_at IS NOT NULL"
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


async def left_open(tx: Transaction, today: date) -> int:
    """How many cycles are past their last day and still open."""
    row = await tx.one(
        "SELECT COUNT(*) AS number FROM cycles"
        " WHERE keep_until > '' AND keep_until < :today AND closed_at IS NULL",
        today=today.isoformat(),
    )
    return int(row["number"]) if row else 0


async def counts(tx: Transaction, cycle: Kept) -> Mapping[str, Mapping[str, int]]:
    """How many reviews of each questionnaire are in each state."""
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


WITH_A_CYCLE = (
    "DELETE FROM interviews WHERE cell_id = :cell AND cycle_id = :cycle",
    "DELETE FROM reminders WHERE cycle_id = :cycle",
    "DELETE FROM materials WHERE cycle_id = :cycle",
    "DELETE FROM plan_items WHERE cycle_id = :cycle",
    "DELETE FROM erasures WHERE cycle_id = :cycle",
    "DELETE FROM calls WHERE cycle_id = :cycle",
    "DELETE FROM exceptions WHERE cycle_id = :cycle",
    "DELETE FROM helpers WHERE cycle_id = :cycle",
    "DELETE FROM edits WHERE cycle_id = :cycle",
    "UPDATE cycle_forms SET member_id = NULL WHERE cycle_id = :cycle",
    "UPDATE cycles SET purged_at = :now WHERE id = :cycle",
    (
        "DELETE FROM merged_members WHERE cell_id = :cell AND NOT EXISTS"
        " (SELECT 1 FROM cycles WHERE cell_id = :cell AND purged_at IS NULL)"
    ),
)
"""In this order. Versions, decisions and marked wordings go with their interviews, receipts with
their materials; the roster kept of a merged cell goes with the last of its cycles."""

WITH_THE_YEARS = (
    "DELETE FROM data_requests WHERE cell_id = :cell AND settled_at < :before",
    "DELETE FROM audit WHERE cell_id = :cell AND at < :before",
    "DELETE FROM handovers WHERE cell_id = :cell AND offered_at < :before",
    (
        "DELETE FROM exceptions WHERE cycle_id = '' AND made_at < :before"
        " AND member_id IN (SELECT id FROM members WHERE cell_id = :cell)"
    ),
    (
        "UPDATE members SET exempt_reason = '', left_note = '', strengths = '', born_on = '',"
        " phone = '',"
        " party_group = '', party_post = '', government_post = '', organisation = ''"
        " WHERE cell_id = :cell AND COALESCE(removed_at, until) < :before"
    ),
)
"""Of one cell. Of those who left or were guests so long ago, the name stays, and how and when."""

WITH_THE_DAYS = (
    "DELETE FROM codes WHERE used_at < :before OR expires_at < :before",
    "DELETE FROM join_requests WHERE decided_at < :before OR created_at < :long_before",
    "DELETE FROM sessions WHERE created_at < :long_before",
    (
        "UPDATE accounts SET interview_id = '', editing = '', shown = '' WHERE interview_id IN"
        " (SELECT id FROM interviews WHERE cycle_id = '' AND updated_at < :before)"
    ),
    "DELETE FROM interviews WHERE cycle_id = '' AND updated_at < :before",
)

_STRANGERS = (
    "SELECT id FROM persons p WHERE created_at < :before"
    " AND NOT EXISTS (SELECT 1 FROM members m WHERE p.id IN (m.person_id, m.came_before))"
    " AND NOT EXISTS (SELECT 1 FROM join_requests j WHERE j.person_id = p.id)"
)
_OF_A_PERSON = ("accounts", "codes", "sessions", "mailbox", "files", "outbox")


async def purge(tx: Transaction, cycle: Kept, *, now: int) -> None:
    """Removes everything of the cycle that is about persons; only counts stay."""
    await tx.run(
        "INSERT INTO tombstones (cycle_id, counts, purged_at) VALUES (:cycle, :counts, :now)",
        cycle=cycle.id,
        counts=json.dumps(await counts(tx, cycle)),
        now=now,
    )
    for statement in WITH_A_CYCLE:
        await tx.run(statement, cell=cycle.cell_id, cycle=cycle.id, now=now)


_WITHDRAWN = (
    *(statement for statement in WITH_A_CYCLE if statement.startswith("DELETE FROM")),
    "DELETE FROM circulated WHERE cycle_id = :cycle",
    "UPDATE register SET cycle_id = NULL WHERE cycle_id = :cycle",
    "DELETE FROM cycle_forms WHERE cycle_id = :cycle",
    "DELETE FROM cycles WHERE id = :cycle",
)


async def withdraw(tx: Transaction, cell_id: str, cycle_id: str) -> None:
    """Remove a cycle as if it had never been; numbers that were given to its papers stay given."""
    for statement in _WITHDRAWN:
        await tx.run(statement, cell=cell_id, cycle=cycle_id)


async def forget_years(tx: Transaction, cell_id: str, *, before: int) -> None:
    """Removes what is as old as this and belongs to the cell, but to none of its cycles."""
    for statement in WITH_THE_YEARS:
        await tx.run(statement, cell=cell_id, before=before)


async def forget_cellless(tx: Transaction, *, before: int) -> None:
    """Removes audit lines as old as this that belong to no cell."""
    await tx.run("DELETE FROM audit WHERE cell_id IS NULL AND at < :before", before=before)


async def forget_days(tx: Transaction, *, before: int, long_before: int) -> None:
    """Removes codes that were used or have run out, dialogues that nobody goes on with, and decided
    requests to join; `long_before`: sessions, and undecided requests. Then the persons who were
    never let into any cell."""
    for statement in WITH_THE_DAYS:
        await tx.run(statement, before=before, long_before=long_before)
    for row in await tx.all(_STRANGERS, before=before):
        for table in _OF_A_PERSON:
            await tx.run(f"DELETE FROM {table} WHERE person_id = :id", id=row["id"])  # noqa: S608 -- names from above
        await tx.run("DELETE FROM persons WHERE id = :id", id=row["id"])


async def every_cell(tx: Transaction) -> Sequence[tuple[str, int]]:
    """Each cell's id and for how many years it keeps things."""
    rows = await tx.all("SELECT id, keep_years FROM cells ORDER BY id")
    return [(row["id"], row["keep_years"]) for row in rows]
