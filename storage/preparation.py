"""What a cell prepares: basis documents, materials with their receipts, the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.preparation.basis import Document
from bot.domain.preparation.items import Item, PlanList
from storage.engine.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Basis:
    """A document that the cell goes by, at its place in the order."""

    id: str
    cell_id: str
    position: int
    document: Document


@dataclass(frozen=True, slots=True)
class Material:
    """Something to read: a link, or a file whose bytes are read apart. UTC milliseconds."""

    id: str
    cell_id: str
    cycle_id: str
    title: str
    url: str
    media_type: str
    created_at: int
    sent_at: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a member has opened a material, and since when it is confirmed as read."""

    material_id: str
    member_id: str
    opened_at: int
    read_at: int | None


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
    """One of them."""
    row = await tx.one("SELECT * FROM basis_documents WHERE id = :id", id=basis_id)
    return _basis(row) if row else None


async def keep_basis(tx: Transaction, new: Basis) -> None:
    """A new document, or another wording or place of one."""
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
    """It is not cited any more."""
    await tx.run("DELETE FROM basis_documents WHERE id = :id", id=basis_id)


# -- materials

_MATERIAL = "SELECT id, cell_id, cycle_id, title, url, media_type, created_at, sent_at"


def _material(row: Row) -> Material:
    return Material(
        row["id"],
        row["cell_id"],
        row["cycle_id"],
        row["title"],
        row["url"],
        row["media_type"],
        row["created_at"],
        row["sent_at"],
    )


async def add_material(tx: Transaction, new: Material, body: bytes | None) -> None:
    """A new material; a file lies sealed."""
    await tx.run(
        "INSERT INTO materials (id, cell_id, cycle_id, title, url, media_type, body, created_at,"
        " sent_at) VALUES (:id, :cell, :cycle, :title, :url, :media_type, :body, :created, :sent)",
        id=new.id,
        cell=new.cell_id,
        cycle=new.cycle_id,
        title=new.title,
        url=new.url,
        media_type=new.media_type,
        body=tx.seal_bytes(body, f"materials.body:{new.id}") if body is not None else None,
        created=new.created_at,
        sent=new.sent_at,
    )


async def materials(tx: Transaction, cycle_id: str) -> Sequence[Material]:
    """The cycle's materials, the oldest first."""
    rows = await tx.all(
        f"{_MATERIAL} FROM materials WHERE cycle_id = :cycle ORDER BY created_at, id",
        cycle=cycle_id,
    )
    return [_material(row) for row in rows]


async def material(tx: Transaction, material_id: str) -> Material | None:
    """One of them."""
    row = await tx.one(f"{_MATERIAL} FROM materials WHERE id = :id", id=material_id)
    return _material(row) if row else None


async def body(tx: Transaction, material_id: str) -> bytes | None:
    """The bytes of a file."""
    row = await tx.one("SELECT body FROM materials WHERE id = :id", id=material_id)
    if row is None or row["body"] is None:
        return None
    return tx.unseal_bytes(row["body"], f"materials.body:{material_id}")


async def send_material(tx: Transaction, material_id: str, *, now: int) -> bool:
    """Whether this call was the one that sent it to the cell."""
    return bool(
        await tx.run(
            "UPDATE materials SET sent_at = :now WHERE id = :id AND sent_at IS NULL",
            now=now,
            id=material_id,
        )
    )


async def remove_material(tx: Transaction, material_id: str) -> None:
    """Gone, with its receipts."""
    await tx.run("DELETE FROM receipts WHERE material_id = :id", id=material_id)
    await tx.run("DELETE FROM materials WHERE id = :id", id=material_id)


async def read_by(tx: Transaction, member_id: str) -> Sequence[tuple[str, int, int | None]]:
    """Title of each material that the member opened, when, and when it was confirmed as read."""
    rows = await tx.all(
        "SELECT m.title, r.opened_at, r.read_at FROM receipts r JOIN materials m"
        " ON m.id = r.material_id WHERE r.member_id = :member ORDER BY r.opened_at",
        member=member_id,
    )
    return [(row["title"], row["opened_at"], row["read_at"]) for row in rows]


async def given_to(tx: Transaction, member_id: str) -> Sequence[tuple[str, str, int | None]]:
    """Subject and day of each item of the plan that is this member's, and when it was done."""
    rows = await tx.all(
        "SELECT subject, due_on, done_at FROM plan_items WHERE member_id = :member"
        " ORDER BY created_at",
        member=member_id,
    )
    return [(row["subject"], row["due_on"] or "", row["done_at"]) for row in rows]


async def receipts(tx: Transaction, cycle_id: str) -> Sequence[Receipt]:
    """Of all materials of the cycle."""
    rows = await tx.all(
        "SELECT r.* FROM receipts r JOIN materials m ON m.id = r.material_id"
        " WHERE m.cycle_id = :cycle",
        cycle=cycle_id,
    )
    return [
        Receipt(row["material_id"], row["member_id"], row["opened_at"], row["read_at"])
        for row in rows
    ]


async def opened(tx: Transaction, material_id: str, member_id: str, *, now: int) -> None:
    """The member has opened it; the first time counts."""
    await tx.run(
        "INSERT INTO receipts (material_id, member_id, opened_at, read_at)"
        " VALUES (:material, :member, :now, NULL) ON CONFLICT (material_id, member_id) DO NOTHING",
        material=material_id,
        member=member_id,
        now=now,
    )


async def confirmed(tx: Transaction, material_id: str, member_id: str, *, now: int) -> bool:
    """Whether this call was the one that confirmed the reading of what was opened."""
    return bool(
        await tx.run(
            "UPDATE receipts SET read_at = :now WHERE material_id = :material"
            " AND member_id = :member AND read_at IS NULL",
            now=now,
            material=material_id,
            member=member_id,
        )
    )


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
    """A new item of the plan, or what became of one."""
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
    """One of them."""
    row = await tx.one("SELECT * FROM plan_items WHERE id = :id", id=item_id)
    return _item(row) if row else None


async def remove_item(tx: Transaction, item_id: str) -> None:
    """Not planned any more."""
    await tx.run("DELETE FROM plan_items WHERE id = :id", id=item_id)
