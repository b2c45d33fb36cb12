"""Erasing a review as its author wishes: the text goes, and a note that it existed stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.people.member import Member
from storage.engine.database import Transaction
from storage.own_data import Held

NOT_IN_BACKUP = (
    "SELECT c.name || ': ' || m.name FROM former.erasures e"
    " JOIN former.members m ON m.id = e.member_id JOIN former.cells c ON c.id = e.cell_id"
    " WHERE e.interview_id NOT IN (SELECT interview_id FROM main.erasures) ORDER BY 1"
)
"""Who erased a review after a backup (`main`) was made: restored, it is there again."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What is left of a review: how often it had been handed in, and when it was erased."""

    interview_id: str
    cycle_id: str
    form: str
    version: int
    erased_at: int


async def of_member(tx: Transaction, member_id: str) -> Sequence[Erased]:
    """All erased reviews of one member, in order."""
    rows = await tx.all(
        "SELECT interview_id, cycle_id, form, version, erased_at FROM erasures"
        " WHERE member_id = :member ORDER BY erased_at, interview_id",
        member=member_id,
    )
    return [
        Erased(row["interview_id"], row["cycle_id"], row["form"], row["version"], row["erased_at"])
        for row in rows
    ]


async def erase(tx: Transaction, member: Member, review: Held, *, now: int) -> None:
    """Removes a review with its versions and whatever else refers to it; a note that it existed
    stays.

    No chat is about it any more.
    """
    await tx.run(
        "INSERT INTO erasures (interview_id, cell_id, cycle_id, member_id, form, version,"
        " erased_at) VALUES (:id, :cell, :cycle, :member, :form, :version, :now)",
        id=review.id,
        cell=member.cell_id,
        cycle=review.cycle_id,
        member=member.id,
        form=review.form,
        version=review.version,
        now=now,
    )
    await tx.run("DELETE FROM interviews WHERE id = :id", id=review.id)
    await tx.run(
        "UPDATE accounts SET interview_id = '', editing = '', shown = ''"
        " WHERE person_id = :person AND interview_id = :id",
        person=member.person_id,
        id=review.id,
    )


async def drop_mail(tx: Transaction, person_id: str) -> None:
    """Removes the notices and files on the person's page: copies of reviews may be among them."""
    await tx.run("DELETE FROM mailbox WHERE person_id = :person", person=person_id)
    await tx.run("DELETE FROM files WHERE person_id = :person", person=person_id)
