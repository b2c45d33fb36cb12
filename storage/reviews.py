"""How the reviews of a cycle stand, and what of them is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.review.workflow import HANDED_IN, State
from storage.engine.database import Transaction
from storage.interviews import Version, find, version_of


@dataclass(frozen=True, slots=True)
class InterviewState:
    """The state of one interview of a cycle, without its answers."""

    id: str
    member_id: str
    form: str
    state: State
    revision: int
    version: int
    approved_version: int
    submitted_at: int | None


async def handed_in(
    tx: Transaction, cell_id: str, cycle_id: str, *, approved: bool = False
) -> Sequence[tuple[str, str, Version]]:
    """Questionnaire, member id and last version of every review that is handed in, in a fixed
    order; or the version that was `approved`, which remains while a later one is being made."""
    last = "(SELECT MAX(l.version) FROM versions l WHERE l.interview_id = i.id)"
    which = "i.approved_version" if approved else last
    rows = await tx.all(
        "SELECT i.form, i.member_id, i.state, v.* FROM interviews i JOIN versions v"  # noqa: S608 -- one of two texts above
        f" ON v.interview_id = i.id AND v.version = {which}"
        " WHERE i.cell_id = :cell AND i.cycle_id = :cycle ORDER BY i.form, i.member_id, i.subject",
        cell=cell_id,
        cycle=cycle_id,
    )
    return [
        (row["form"], row["member_id"], version_of(tx, row))
        for row in rows
        if approved or State(row["state"]) in HANDED_IN
    ]


async def is_handed_in(
    tx: Transaction, cell_id: str, cycle_id: str, member_id: str, form: str
) -> bool:
    """Whether this member's answers to the form are handed in now."""
    found = await find(tx, cell_id, cycle_id, member_id, form)
    return found is not None and found.state in HANDED_IN


async def any_handed_in(tx: Transaction, cell_id: str, cycle_id: str) -> bool:
    """Whether anything was ever handed in, taken back since or not."""
    row = await tx.one(
        "SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM interviews"
        " WHERE cell_id = :cell AND cycle_id = :cycle AND version > 0)",
        cell=cell_id,
        cycle=cycle_id,
    )
    return row is not None


async def begun(tx: Transaction, cell_id: str, cycle_id: str) -> Sequence[tuple[str, str]]:
    """Member id and form of every review in which anything was answered."""
    rows = await tx.all(
        "SELECT member_id, form FROM interviews WHERE cell_id = :cell AND cycle_id = :cycle"
        " AND revision > 0 ORDER BY member_id, form, subject",
        cell=cell_id,
        cycle=cycle_id,
    )
    return [(row["member_id"], row["form"]) for row in rows]


async def standings(
    tx: Transaction, cell_id: str, cycle_id: str, member_id: str = ""
) -> Sequence[InterviewState]:
    """The state of every interview of the cycle, or of one member's, in a fixed order."""
    rows = await tx.all(
        "SELECT id, member_id, form, state, revision, version, approved_version, submitted_at"
        " FROM interviews WHERE cell_id = :cell AND cycle_id = :cycle"
        " AND :member IN ('', member_id) ORDER BY member_id, form, subject",
        cell=cell_id,
        cycle=cycle_id,
        member=member_id,
    )
    return [
        InterviewState(
            row["id"],
            row["member_id"],
            row["form"],
            State(row["state"]),
            row["revision"],
            row["version"],
            row["approved_version"],
            row["submitted_at"],
        )
        for row in rows
    ]


async def undecided(tx: Transaction, cell_id: str, cycle_id: str) -> Sequence[tuple[str, int]]:
    """Author and time of every review that was submitted and not decided on."""
    rows = await tx.all(
        "SELECT member_id, submitted_at FROM interviews WHERE cell_id = :cell"
        " AND cycle_id = :cycle AND state = :state AND submitted_at IS NOT NULL",
        cell=cell_id,
        cycle=cycle_id,
        state=State.SUBMITTED.value,
    )
    return [(row["member_id"], int(row["submitted_at"])) for row in rows]
