"""The committee's own Word form of a cell's report: one for each cell, and one that waits to be
checked. It holds nothing personal."""

from __future__ import annotations

from dataclasses import dataclass

from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class OwnForm:
    """A Word form; `name` is that of the file as it was sent."""

    cell_id: str
    name: str
    body: bytes
    kept_at: int


async def keep_waiting(tx: Transaction, new: OwnForm) -> None:
    """Keeps a form that waits to be checked, in place of one that did."""
    await _put(tx, new, waits=True)


async def _put(tx: Transaction, new: OwnForm, *, waits: bool) -> None:
    await tx.run(
        "INSERT INTO own_forms (cell_id, waits, name, body, kept_at)"
        " VALUES (:cell, :waits, :name, :body, :at) ON CONFLICT (cell_id, waits) DO UPDATE SET"
        " name = excluded.name, body = excluded.body, kept_at = excluded.kept_at",
        cell=new.cell_id,
        waits=waits,
        name=new.name,
        body=new.body,
        at=new.kept_at,
    )


async def of_cell(tx: Transaction, cell_id: str) -> OwnForm | None:
    """The form that is filled in with the cell's reports, if there is one."""
    return await _one(tx, cell_id, waits=False)


async def waiting(tx: Transaction, cell_id: str) -> OwnForm | None:
    """The form that has not been checked yet, if any."""
    return await _one(tx, cell_id, waits=True)


async def _one(tx: Transaction, cell_id: str, *, waits: bool) -> OwnForm | None:
    row = await tx.one(
        "SELECT * FROM own_forms WHERE cell_id = :cell AND waits = :waits",
        cell=cell_id,
        waits=waits,
    )
    return OwnForm(row["cell_id"], row["name"], row["body"], row["kept_at"]) if row else None


async def settle(tx: Transaction, looked_at: OwnForm, *, usable: bool) -> None:
    """Ends the waiting of a form that was checked: it replaces the present one, or is dropped. One
    that was sent in the meantime goes on waiting."""
    await tx.run(
        "DELETE FROM own_forms WHERE cell_id = :cell AND waits AND body = :body",
        cell=looked_at.cell_id,
        body=looked_at.body,
    )
    if usable:
        await _put(tx, looked_at, waits=False)


async def drop(tx: Transaction, cell_id: str) -> None:
    """Removes the cell's form: only the standard report is left."""
    await tx.run("DELETE FROM own_forms WHERE cell_id = :cell AND NOT waits", cell=cell_id)
