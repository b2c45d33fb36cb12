"""What a cell prepares: basis documents and the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.preparation.basis import Document
from bot.domain.preparation.items import Item, PlanList
from storage.engine.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Basis:
    """A document that the cell refers to, at its place in the order."""

    id: str
    cell_id: str
    position: int
    document: Document


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# -- basis documents


def _basis(row: Row) -> Basis:
    document = Document(
        row["type"], row["symbol"], _day(row["issued_on"]), row["issuer"], row["subject"]
    )
    return Basis(row["id"], row["cell_id"], row["position"], document)


async def basis(tx: Transaction, cell_id: str) -> Sequence[Basis]:
    """The cell's documents in their order."""
    rows = await tx.all(
        "SELECT * FROM basis_documents WHERE cell_id = :cell ORDER BY position, id", cell=cell_id
    )
    return [_basis(row) for row in rows]


async def one_basis(tx: Transaction, basis_id: str) -> Basis | None:
    """One document, if it is still there."""
    row = await tx.one("SELECT * FROM basis_documents WHERE id = :id", id=basis_id)
    return _basis(row) if row else None


async def keep_basis(tx: Transaction, new: Basis) -> None:
    """Keeps a new document, or another wording or place of one."""
    document = new.document
    await tx.run(
        "INSERT INTO basis_documents (id, cell_id, position, type, symbol, issued_on, issuer,"
        " subject) VALUES (:id, :cell, :position, :type, :symbol, :issued_on, :issuer, :subject)"
        " ON CONFLICT (id) DO UPDATE SET position = excluded.position, type = excluded.type,"
        " symbol = excluded.symbol, issued_on = excluded.issued_on, issuer = excluded.issuer,"
        " subject = excluded.subject",
        id=new.id,
        cell=new.cell_id,
        position=new.position,
        type=document.type,
        symbol=document.symbol,
        issued_on=_iso(document.issued_on),
        issuer=document.issuer,
        subject=document.subject,
    )


async def remove_basis(tx: Transaction, basis_id: str) -> None:
    """Removes a document, which is no longer cited."""
    await tx.run("DELETE FROM basis_documents WHERE id = :id", id=basis_id)


# -- the plan


def _item(row: Row) -> Item:
    return Item(
        row["id"],
        row["cell_id"],
        row["cycle_id"],
        PlanList(row["kind"]),
        row["subject"],
        row["created_at"],
        row["planned_at"],
        row["member_id"] or "",
        _day(row["due_on"]),
        row["done_at"],
    )


async def keep_item(tx: Transaction, item: Item) -> None:
    """Keeps a new item of the plan, or another state of one."""
    await tx.run(
        "INSERT INTO plan_items (id, cell_id, cycle_id, kind, subject, member_id, due_on,"
        " created_at, planned_at, done_at) VALUES (:id, :cell, :cycle, :kind, :subject, :member,"
        " :due_on, :created, :planned, :done) ON CONFLICT (id) DO UPDATE SET"
        " subject = excluded.subject, member_id = excluded.member_id, due_on = excluded.due_on,"
        " planned_at = excluded.planned_at, done_at = excluded.done_at",
        id=item.id,
        cell=item.cell_id,
        cycle=item.cycle_id,
        kind=item.kind.value,
        subject=item.subject,
        member=item.member_id or None,
        due_on=_iso(item.due_on),
        created=item.created_at,
        planned=item.planned_at,
        done=item.done_at,
    )


async def items(tx: Transaction, cycle_id: str) -> Sequence[Item]:
    """The cycle's plan, in the order of entry."""
    rows = await tx.all(
        "SELECT * FROM plan_items WHERE cycle_id = :cycle ORDER BY created_at, id", cycle=cycle_id
    )
    return [_item(row) for row in rows]


async def item(tx: Transaction, item_id: str) -> Item | None:
    """One item, if it is still there."""
    row = await tx.one("SELECT * FROM plan_items WHERE id = :id", id=item_id)
    return _item(row) if row else None


async def remove_item(tx: Transaction, item_id: str) -> None:
    """Takes an item off the plan."""
    await tx.run("DELETE FROM plan_items WHERE id = :id", id=item_id)


async def given_to(tx: Transaction, member_id: str) -> Sequence[tuple[str, str, int | None]]:
    """Subject and day of each item of the plan that is this member's, and when it was done."""
    rows = await tx.all(
        "SELECT subject, due_on, done_at FROM plan_items WHERE member_id = :member"
        " ORDER BY created_at, id",
        member=member_id,
    )
    return [(row["subject"], row["due_on"] or "", row["done_at"]) for row in rows]
