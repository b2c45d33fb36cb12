"""Excuses in one cycle: who is excused from it, and who did not submit; and who types for whom."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from storage.engine.database import Transaction

NEXT = ""
"""Instead of a cycle's id: excused while none is open, so from the next one."""


class Excuse(StrEnum):
    """`EXCUSED`: the member has the reason. `NOT_SUBMITTING`: noted by the secretary after the last
    reminder."""

    EXCUSED = "excused"
    NOT_SUBMITTING = "not_submitting"


async def put(
    tx: Transaction, cycle_id: str, member_id: str, kind: Excuse, *, by: str, now: int
) -> None:
    """Keeps an excuse, in place of what was noted before."""
    await tx.run(
        "INSERT INTO exceptions (cycle_id, member_id, kind, made_by, made_at)"
        " VALUES (:cycle, :member, :kind, :by, :now) ON CONFLICT (cycle_id, member_id)"
        " DO UPDATE SET kind = excluded.kind, made_by = excluded.made_by,"
        " made_at = excluded.made_at",
        cycle=cycle_id,
        member=member_id,
        kind=kind.value,
        by=by,
        now=now,
    )


async def drop(tx: Transaction, cycle_id: str, member_id: str) -> bool:
    """Drops an excuse; returns whether there was one."""
    return bool(
        await tx.run(
            "DELETE FROM exceptions WHERE cycle_id = :cycle AND member_id = :member",
            cycle=cycle_id,
            member=member_id,
        )
    )


async def next_has_come(tx: Transaction, cell_id: str) -> None:
    """What was said for the cell's next cycle has been taken over into one that was opened."""
    await tx.run(
        "DELETE FROM exceptions WHERE cycle_id = :next AND member_id IN"
        " (SELECT id FROM members WHERE cell_id = :cell)",
        next=NEXT,
        cell=cell_id,
    )


async def of_cycle(tx: Transaction, cycle_id: str, member_id: str = "") -> Mapping[str, Excuse]:
    """What was noted for this cycle, by member id; of all members or of this one alone."""
    rows = await tx.all(
        "SELECT member_id, kind FROM exceptions WHERE cycle_id = :cycle"
        " AND :member IN ('', member_id)",
        cycle=cycle_id,
        member=member_id,
    )
    return {row["member_id"]: Excuse(row["kind"]) for row in rows}


async def cycles_excused(tx: Transaction, member_id: str) -> frozenset[str]:
    """The cycles from which the member was or is excused, NEXT among them for the coming one."""
    rows = await tx.all(
        "SELECT cycle_id FROM exceptions WHERE member_id = :member AND kind = :kind",
        member=member_id,
        kind=Excuse.EXCUSED.value,
    )
    return frozenset(row["cycle_id"] for row in rows)


async def name_helper(
    tx: Transaction, cycle_id: str, member_id: str, helper_id: str, *, now: int
) -> None:
    """Names who types this member's paper review; one at a time."""
    await tx.run(
        "INSERT INTO helpers (cycle_id, member_id, helper_id, named_at)"
        " VALUES (:cycle, :member, :helper, :now) ON CONFLICT (cycle_id, member_id)"
        " DO UPDATE SET helper_id = excluded.helper_id, named_at = excluded.named_at",
        cycle=cycle_id,
        member=member_id,
        helper=helper_id,
        now=now,
    )


async def drop_helper(tx: Transaction, cycle_id: str, member_id: str) -> None:
    """Takes the helper off: nobody but the secretary types it any more."""
    await tx.run(
        "DELETE FROM helpers WHERE cycle_id = :cycle AND member_id = :member",
        cycle=cycle_id,
        member=member_id,
    )


async def helpers(tx: Transaction, cycle_id: str) -> Mapping[str, str]:
    """Who was named to type for whom: the helper's id by the member's."""
    rows = await tx.all(
        "SELECT member_id, helper_id FROM helpers WHERE cycle_id = :cycle", cycle=cycle_id
    )
    return {row["member_id"]: row["helper_id"] for row in rows}
