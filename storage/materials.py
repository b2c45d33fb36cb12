"""Materials of a cycle, with sealed files, and who has opened and read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.engine.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Material:
    """Something to read: a link, or a file whose bytes are read separately. UTC milliseconds."""

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
    """A member has opened a material; `read_at`: when it was confirmed as read."""

    material_id: str
    member_id: str
    opened_at: int
    read_at: int | None


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


async def add(tx: Transaction, new: Material, body: bytes | None) -> None:
    """Adds a material; a file is sealed."""
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


async def of_cycle(tx: Transaction, cycle_id: str) -> Sequence[Material]:
    """The cycle's materials, the oldest first."""
    rows = await tx.all(
        f"{_MATERIAL} FROM materials WHERE cycle_id = :cycle ORDER BY created_at, id",
        cycle=cycle_id,
    )
    return [_material(row) for row in rows]


async def get(tx: Transaction, material_id: str) -> Material | None:
    """The material, if there is one of this id."""
    row = await tx.one(f"{_MATERIAL} FROM materials WHERE id = :id", id=material_id)
    return _material(row) if row else None


async def body(tx: Transaction, material_id: str) -> bytes | None:
    """The bytes of a material's file; `None` for a link."""
    row = await tx.one("SELECT body FROM materials WHERE id = :id", id=material_id)
    if row is None or row["body"] is None:
        return None
    return tx.unseal_bytes(row["body"], f"materials.body:{material_id}")


async def send(tx: Transaction, material_id: str, *, now: int) -> bool:
    """Marks a material as sent to the cell; returns whether this call did."""
    return bool(
        await tx.run(
            "UPDATE materials SET sent_at = :now WHERE id = :id AND sent_at IS NULL",
            now=now,
            id=material_id,
        )
    )


async def remove(tx: Transaction, material_id: str) -> None:
    """Removes a material with its receipts."""
    await tx.run("DELETE FROM receipts WHERE material_id = :id", id=material_id)
    await tx.run("DELETE FROM materials WHERE id = :id", id=material_id)


async def read_by(tx: Transaction, member_id: str) -> Sequence[tuple[str, int, int | None]]:
    """Title of each material that the member opened, when, and when it was confirmed as read."""
    rows = await tx.all(
        "SELECT m.title, r.opened_at, r.read_at FROM receipts r JOIN materials m"
        " ON m.id = r.material_id WHERE r.member_id = :member ORDER BY r.opened_at, m.id",
        member=member_id,
    )
    return [(row["title"], row["opened_at"], row["read_at"]) for row in rows]


async def receipts(tx: Transaction, cycle_id: str) -> Sequence[Receipt]:
    """The receipts of all materials of the cycle."""
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
    """Notes that the member has opened it; the first time counts."""
    await tx.run(
        "INSERT INTO receipts (material_id, member_id, opened_at, read_at)"
        " VALUES (:material, :member, :now, NULL) ON CONFLICT (material_id, member_id) DO NOTHING",
        material=material_id,
        member=member_id,
        now=now,
    )


async def confirmed(tx: Transaction, material_id: str, member_id: str, *, now: int) -> bool:
    """Notes that the member has read what they opened; returns whether this call did."""
    return bool(
        await tx.run(
            "UPDATE receipts SET read_at = :now WHERE material_id = :material"
            " AND member_id = :member AND read_at IS NULL",
            now=now,
            material=material_id,
            member=member_id,
        )
    )
