"""What the web chat keeps: notices for closed pages, and files to download."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from bot.domain.messages import FileOut
from storage import materials
from storage.engine.database import Transaction

MOST_KEPT = 500
"""Notices of one person."""
MOST_BYTES = 100 * 1024 * 1024
"""Of the files of one person; what was made for them can be asked for again."""


async def keep(tx: Transaction, person_id: str, contents: str, *, now: int) -> int:
    """Adds a notice; returns its number, which rises for each person. The oldest beyond
    `MOST_KEPT` go."""
    row = await tx.one(
        "SELECT MAX(seq) AS last FROM mailbox WHERE person_id = :person", person=person_id
    )
    seq = max(now, (row["last"] or 0) + 1) if row else now
    await tx.run(
        "INSERT INTO mailbox (person_id, seq, contents, kept_at)"
        " VALUES (:person, :seq, :contents, :now)",
        person=person_id,
        seq=seq,
        contents=tx.seal(contents, f"mailbox.contents:{person_id}.{seq}"),
        now=now,
    )
    await tx.run(
        "DELETE FROM mailbox WHERE person_id = :person AND seq <= (SELECT seq FROM mailbox"
        " WHERE person_id = :person ORDER BY seq DESC LIMIT 1 OFFSET :most)",
        person=person_id,
        most=MOST_KEPT,
    )
    return seq


async def mailbox(
    tx: Transaction, person_id: str, after: int, *, limit: int
) -> Sequence[tuple[int, int, str]]:
    """The newest notices later than this number: number, time and contents, in order."""
    rows = await tx.all(
        "SELECT seq, kept_at, contents FROM mailbox WHERE person_id = :person AND seq > :after"
        " ORDER BY seq DESC LIMIT :limit",
        person=person_id,
        after=after,
        limit=limit,
    )
    return [
        (
            row["seq"],
            row["kept_at"],
            tx.unseal(row["contents"], f"mailbox.contents:{person_id}.{row['seq']}"),
        )
        for row in reversed(rows)
    ]


async def keep_file(
    tx: Transaction, file_id: str, person_id: str, file: FileOut, *, now: int
) -> None:
    """Keeps a file for this person to download; of a material only which it is. Beyond
    `MOST_BYTES` of a person, the oldest ones go."""
    body = b"" if file.material else file.body
    await tx.run(
        "INSERT INTO files (id, person_id, name, media_type, caption, body, material_id, kept_at)"
        " VALUES (:id, :person, :name, :type, :caption, :body, :material, :now)",
        id=file_id,
        person=person_id,
        name=file.name,
        type=file.media_type,
        caption=tx.seal(file.caption, f"files.caption:{file_id}"),
        body=tx.seal_bytes(body, f"files.body:{file_id}"),
        material=file.material,
        now=now,
    )
    await _make_room(tx, person_id)


async def _make_room(tx: Transaction, person_id: str) -> None:
    rows = await tx.all(
        "SELECT id, LENGTH(body) AS size FROM files WHERE person_id = :person"
        " ORDER BY kept_at DESC, id",
        person=person_id,
    )
    sizes = accumulate(row["size"] for row in rows)
    old = [{"id": row["id"]} for row, size in zip(rows, sizes, strict=True) if size > MOST_BYTES]
    await tx.run_many("DELETE FROM files WHERE id = :id", old)


async def file_of_material(tx: Transaction, person_id: str, material_id: str) -> str:
    """The file as which this person has got the material already; empty if they have not."""
    row = await tx.one(
        "SELECT id FROM files WHERE person_id = :person AND material_id = :material",
        person=person_id,
        material=material_id,
    )
    return row["id"] if row else ""


async def renew(tx: Transaction, file_id: str, *, now: int) -> None:
    """Keeps a file as long as if it had come now."""
    await tx.run("UPDATE files SET kept_at = :now WHERE id = :id", now=now, id=file_id)


async def file(tx: Transaction, person_id: str, file_id: str) -> FileOut | None:
    """The file, for its owner only; `None` for others, and once its material is gone."""
    row = await tx.one(
        "SELECT * FROM files WHERE id = :id AND person_id = :person", id=file_id, person=person_id
    )
    if row is None:
        return None
    material_id = row["material_id"]
    body = (
        await materials.body(tx, material_id)
        if material_id
        else tx.unseal_bytes(bytes(row["body"]), f"files.body:{file_id}")
    )
    if body is None:
        return None
    return FileOut(
        row["name"],
        row["media_type"],
        body,
        tx.unseal(row["caption"], f"files.caption:{file_id}"),
    )


async def empty(tx: Transaction, person_id: str) -> None:
    """Empties this person's mailbox and files; both can be asked for again."""
    await tx.run("DELETE FROM mailbox WHERE person_id = :id", id=person_id)
    await tx.run("DELETE FROM files WHERE person_id = :id", id=person_id)


async def forget(tx: Transaction, *, before: int) -> None:
    """Removes old notices and files: they can be asked for again."""
    await tx.run("DELETE FROM mailbox WHERE kept_at < :before", before=before)
    await tx.run("DELETE FROM files WHERE kept_at < :before", before=before)
