"""The register of a cell's papers: every number once, without gaps, for each type and term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storage.engine.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """One number. `body` is the frozen paper and `digest` its SHA-256; both are empty if the number
    was taken for a paper made elsewhere."""

    cell_id: str
    term: str
    type: str
    number: int
    paper_id: str
    cycle_id: str
    subject: str
    member_id: str
    issued_at: int
    body: str = ""
    digest: str = ""


async def last_number(tx: Transaction, cell_id: str, term: str, type_: str) -> int:
    """The highest number of this type in this term; 0 before the first."""
    row = await tx.one(
        "SELECT MAX(number) AS number FROM register"
        " WHERE cell_id = :cell AND term = :term AND type = :type",
        cell=cell_id,
        term=term,
        type=type_,
    )
    return int(row["number"]) if row and row["number"] is not None else 0


async def last_numbers(tx: Transaction, cell_id: str, term: str) -> Mapping[str, int]:
    """The highest number of each type that has any in this term."""
    rows = await tx.all(
        "SELECT type, MAX(number) AS number FROM register"
        " WHERE cell_id = :cell AND term = :term GROUP BY type ORDER BY type",
        cell=cell_id,
        term=term,
    )
    return {row["type"]: int(row["number"]) for row in rows}


async def name_term(tx: Transaction, cell_id: str, term: str) -> None:
    """Names the term that had no name until now."""
    await tx.run(
        "UPDATE register SET term = :term WHERE cell_id = :cell AND term = ''",
        cell=cell_id,
        term=term,
    )


async def enter(tx: Transaction, new: IssuedPaper) -> None:
    """Enters a paper. The caller took the number in this very transaction, so nobody else can have
    it; a second one would break the key."""
    await tx.run(
        "INSERT INTO register (cell_id, term, type, number, paper_id, cycle_id, subject,"
        " member_id, issued_at, body, digest) VALUES (:cell, :term, :type, :number, :paper,"
        " :cycle, :subject, :member, :at, :body, :digest)",
        cell=new.cell_id,
        term=new.term,
        type=new.type,
        number=new.number,
        paper=new.paper_id,
        cycle=new.cycle_id or None,
        subject=new.subject,
        member=new.member_id,
        at=new.issued_at,
        body=tx.seal(new.body, _about(new.paper_id)) if new.body else "",
        digest=new.digest,
    )


async def paper(tx: Transaction, paper_id: str) -> IssuedPaper | None:
    """The entry of this paper with its body, if any."""
    row = await tx.one("SELECT * FROM register WHERE paper_id = :id", id=paper_id)
    return _entry(tx, row) if row else None


async def newest_of_cycle(tx: Transaction, cycle_id: str, type_: str) -> IssuedPaper | None:
    """The cycle's paper of this type that was issued last, if any."""
    row = await tx.one(
        "SELECT * FROM register WHERE cycle_id = :cycle AND type = :type"
        " ORDER BY issued_at DESC, number DESC, paper_id LIMIT 1",
        cycle=cycle_id,
        type=type_,
    )
    return _entry(tx, row) if row else None


async def newest_cycle(tx: Transaction, cell_id: str, type_: str) -> str:
    """The cycle of which the cell issued a paper of this type last; empty if of none."""
    row = await tx.one(
        "SELECT cycle_id FROM register WHERE cell_id = :cell AND type = :type"
        " AND cycle_id IS NOT NULL ORDER BY issued_at DESC, number DESC, paper_id LIMIT 1",
        cell=cell_id,
        type=type_,
    )
    return str(row["cycle_id"]) if row else ""


async def of_cell(tx: Transaction, cell_id: str) -> Sequence[IssuedPaper]:
    """The entries of a cell, newest first, without their bodies."""
    rows = await tx.all(
        "SELECT cell_id, term, type, number, paper_id, cycle_id, subject, member_id, issued_at,"
        " '' AS body, digest FROM register WHERE cell_id = :cell"
        " ORDER BY issued_at DESC, type, number DESC, term",
        cell=cell_id,
    )
    return [_entry(tx, row) for row in rows]


def _entry(tx: Transaction, row: Row) -> IssuedPaper:
    return IssuedPaper(
        row["cell_id"],
        row["term"],
        row["type"],
        row["number"],
        row["paper_id"],
        row["cycle_id"] or "",
        row["subject"],
        row["member_id"],
        row["issued_at"],
        tx.unseal(row["body"], _about(row["paper_id"])) if row["body"] else "",
        row["digest"],
    )


def _about(paper_id: str) -> str:
    return f"register.body:{paper_id}"
