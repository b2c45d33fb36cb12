"""What the web chat keeps: notices for closed pages, and files to download."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.messages import FileOut
from storage.engine.database import Transaction


async def keep(tx: Transaction, person_id: str, contents: str, *, now: int) -> int:
    """Adds a notice; returns its number, which rises for each person."""
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
    """Keeps a file for this person to download."""
    await tx.run(
        "INSERT INTO files (id, person_id, name, media_type, caption, body, kept_at)"
        " VALUES (:id, :person, :name, :type, :caption, :body, :now)",
        id=file_id,
        person=person_id,
        name=file.name,
        type=file.media_type,
        caption=tx.seal(file.caption, f"files.caption:{file_id}"),
        body=tx.seal_bytes(file.body, f"files.body:{file_id}"),
        now=now,
    )


async def file(tx: Transaction, person_id: str, file_id: str) -> FileOut | None:
    """The file, for its owner only; else `None`."""
    row = await tx.one(
        "SELECT * FROM files WHERE id = :id AND person_id = :person", id=file_id, person=person_id
    )
    if row is None:
        return None
    return FileOut(
        row["name"],
        row["media_type"],
        tx.unseal_bytes(bytes(row["body"]), f"files.body:{file_id}"),
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
