"""Party cells and their settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.style import STANDARD, Style, ToneOn
from storage.engine.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Cell:
    """A party cell. `digest_hour` is local; `group_code` is what the group link carries. The names
    are those of now, or of the day that was asked for. `merged_into`: the cell it went into.
    `escalate_days`: after how many days without an act of the leader the deputy gets a notice.
    `term`: the committee's present one, through which its papers are numbered."""

    id: str
    name: str
    parent: str
    place: str
    digest_hour: int
    group_code: str
    merged_into: str = ""
    escalate_days: int = 3
    style: Style = STANDARD
    term: str = ""


_FIRST = date.min


def _cell(row: Row) -> Cell:
    return Cell(
        row["id"],
        row["name"],
        row["parent"],
        row["place"],
        row["digest_hour"],
        row["group_code"],
        row["merged_into"] or "",
        row["escalate_days"],
        Style(row["profile"], ToneOn(row["tone_on"])),
        row["term"],
    )


async def add_cell(tx: Transaction, cell: Cell, *, now: int) -> None:
    """Adds a cell."""
    await tx.run(
        "INSERT INTO cells (id, name, parent, place, digest_hour, group_code, created_at)"
        " VALUES (:id, :name, :parent, :place, :digest_hour, :group_code, :now)",
        id=cell.id,
        name=cell.name,
        parent=cell.parent,
        place=cell.place,
        digest_hour=cell.digest_hour,
        group_code=cell.group_code,
        now=now,
    )
    await _keep_names(tx, cell, _FIRST)


async def _keep_names(tx: Transaction, cell: Cell, since: date) -> None:
    await tx.run(
        "INSERT INTO cell_names (cell_id, since, name, parent, place)"
        " VALUES (:cell, :since, :name, :parent, :place) ON CONFLICT (cell_id, since) DO UPDATE SET"
        " name = excluded.name, parent = excluded.parent, place = excluded.place",
        cell=cell.id,
        since=since.isoformat(),
        name=cell.name,
        parent=cell.parent,
        place=cell.place,
    )


async def rename(tx: Transaction, cell: Cell, since: date) -> None:
    """Gives the cell these names from this day on, except where others apply from a later day."""
    await _keep_names(tx, cell, since)
    await tx.run(
        "UPDATE cells SET name = n.name, parent = n.parent, place = n.place FROM"
        " (SELECT name, parent, place FROM cell_names WHERE cell_id = :id"
        " ORDER BY since DESC LIMIT 1) AS n WHERE id = :id",
        id=cell.id,
    )


async def names_on(tx: Transaction, cell_id: str, day: date) -> Cell:
    """The cell under the names that it had on this day."""
    now = await cell(tx, cell_id)
    row = await tx.one(
        "SELECT name, parent, place FROM cell_names WHERE cell_id = :id AND since <= :day"
        " ORDER BY since DESC LIMIT 1",
        id=cell_id,
        day=day.isoformat(),
    )
    if row is None:
        return now
    return replace(now, name=row["name"], parent=row["parent"], place=row["place"])


async def cell(tx: Transaction, cell_id: str) -> Cell:
    """The cell, known from a member or cycle of it; LookupError if there is none after all."""
    row = await tx.one("SELECT * FROM cells WHERE id = :id", id=cell_id)
    if row is None:
        raise LookupError(cell_id)
    return _cell(row)


async def cell_by_group_code(tx: Transaction, code: str) -> Cell | None:
    """The cell that this group link leads to, if any."""
    row = await tx.one(
        "SELECT * FROM cells WHERE group_code = :code AND merged_into IS NULL", code=code
    )
    return _cell(row) if row else None


async def change_cell(
    tx: Transaction, cell_id: str, *, place: str, digest_hour: int, escalate_days: int
) -> None:
    """Changes the settings of a cell."""
    await tx.run(
        "UPDATE cells SET place = :place, digest_hour = :hour, escalate_days = :days"
        " WHERE id = :id",
        place=place,
        hour=digest_hour,
        days=escalate_days,
        id=cell_id,
    )
    await tx.run(
        "UPDATE cell_names SET place = :place WHERE cell_id = :id AND since ="
        " (SELECT MAX(since) FROM cell_names WHERE cell_id = :id)",
        place=place,
        id=cell_id,
    )


async def change_papers(tx: Transaction, cell_id: str, style: Style, term: str) -> None:
    """Sets how the cell's papers look from now on, and the term in which they are numbered."""
    await tx.run(
        "UPDATE cells SET profile = :profile, tone_on = :tone_on, term = :term WHERE id = :id",
        profile=style.profile,
        tone_on=style.tone_on.value,
        term=term,
        id=cell_id,
    )


async def named(tx: Transaction, name: str, parent: str) -> Cell | None:
    """The cell of this name under this superior organisation, if any."""
    row = await tx.one(
        "SELECT * FROM cells WHERE name = :name AND parent = :parent", name=name, parent=parent
    )
    return _cell(row) if row else None


async def find(tx: Transaction, wanted: str) -> Sequence[Cell]:
    """The cells with this id or name, the oldest first: a name may occur under several
    organisations."""
    rows = await tx.all(
        "SELECT * FROM cells WHERE id = :wanted OR name = :wanted ORDER BY created_at, id",
        wanted=wanted,
    )
    return [_cell(row) for row in rows]
