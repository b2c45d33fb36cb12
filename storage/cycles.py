"""Cycles and their frozen questionnaires."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.cycle.schedule import Dates
from bot.domain.interview.questionnaire import REVIEW
from bot.domain.review.workflow import HANDED_IN
from storage.engine.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Cycle:
    """One "tự soi, tự sửa" of a cell. Times are UTC milliseconds."""

    id: str
    cell_id: str
    theme: str
    year: int
    dates: Dates
    opened_at: int
    closed_at: int | None = None


@dataclass(frozen=True, slots=True)
class CycleForm:
    """A questionnaire frozen into the cycle. `member_id`: who was named to answer it, or empty
    if every member does. `purpose` as in the questionnaire: only the reviews are counted, reminded
    of and reported."""

    cycle_id: str
    form: str
    position: int
    member_id: str
    purpose: str = REVIEW


_FORM = "SELECT cycle_id, form, position, member_id, purpose FROM cycle_forms"
_HANDED_IN = ", ".join(sorted(f"'{state.value}'" for state in HANDED_IN))
_CYCLE = "SELECT y.*, c.digest_hour FROM cycles y JOIN cells c ON c.id = y.cell_id"


def _cycle(row: Row) -> Cycle:
    dates = Dates(
        submit_on=date.fromisoformat(row["submit_on"]),
        inclusive=bool(row["inclusive"]),
        steps=tuple(json.loads(row["steps"])),
        digest_hour=row["digest_hour"],
        meeting_on=date.fromisoformat(row["meeting_on"]) if row["meeting_on"] else None,
    )
    return Cycle(
        row["id"],
        row["cell_id"],
        row["theme"],
        row["year"],
        dates,
        row["opened_at"],
        row["closed_at"],
    )


async def add_cycle(tx: Transaction, cycle: Cycle, forms: Mapping[CycleForm, str]) -> None:
    """Adds a cycle with its questionnaires, each with its frozen body.

    The last day on which its answers are kept is settled here for good
    (`rights.last_day_of_keeping`): people consent to that day.
    """
    await tx.run(
        "INSERT INTO cycles (id, cell_id, theme, year, submit_on, inclusive, meeting_on, steps,"
        " opened_at, closed_at, keep_until) VALUES (:id, :cell, :theme, :year, :submit_on,"
        " :inclusive, :meeting_on, :steps, :opened, :closed,"
        " CAST(:year + (SELECT keep_years FROM cells WHERE id = :cell) AS TEXT) || '-12-31')",
        id=cycle.id,
        cell=cycle.cell_id,
        theme=cycle.theme,
        year=cycle.year,
        submit_on=cycle.dates.submit_on.isoformat(),
        inclusive=cycle.dates.inclusive,
        meeting_on=_iso(cycle.dates.meeting_on),
        steps=json.dumps(cycle.dates.steps),
        opened=cycle.opened_at,
        closed=cycle.closed_at,
    )
    await add_forms(tx, forms)


async def add_forms(tx: Transaction, forms: Mapping[CycleForm, str]) -> None:
    """Questionnaires of a cycle, each with its frozen body."""
    await tx.run_many(
        "INSERT INTO cycle_forms (cycle_id, form, position, member_id, body, purpose)"
        " VALUES (:cycle, :form, :position, :member, :body, :purpose)",
        [
            {
                "cycle": form.cycle_id,
                "form": form.form,
                "position": form.position,
                "member": form.member_id or None,
                "body": tx.seal(body, _about(form.cycle_id, form.form)),
                "purpose": form.purpose,
            }
            for form, body in forms.items()
        ],
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


async def cycle(tx: Transaction, cycle_id: str) -> Cycle | None:
    """The cycle, open or closed; `None` if unknown."""
    row = await tx.one(f"{_CYCLE} WHERE y.id = :id", id=cycle_id)
    return _cycle(row) if row else None


async def open_cycle(tx: Transaction, cell_id: str) -> Cycle | None:
    """The cell's open cycle, if any; there is at most one."""
    row = await tx.one(f"{_CYCLE} WHERE y.cell_id = :cell AND y.closed_at IS NULL", cell=cell_id)
    return _cycle(row) if row else None


async def newest_cycle(tx: Transaction, cell_id: str) -> Cycle | None:
    """The cell's open cycle, or else the last one, if any."""
    row = await tx.one(
        f"{_CYCLE} WHERE y.cell_id = :cell ORDER BY y.opened_at DESC, y.id LIMIT 1", cell=cell_id
    )
    return _cycle(row) if row else None


async def cycle_before(
    tx: Transaction, cycle: Cycle, *, member_id: str = "", form: str = ""
) -> Cycle | None:
    """The cell's last cycle before this one in which anybody, or this member, handed in anything,
    or this form. One that was opened by mistake, or in which the member took no part, is none."""
    row = await tx.one(
        f"{_CYCLE} WHERE y.cell_id = :cell AND y.opened_at < :opened AND EXISTS"  # noqa: S608 -- states
        " (SELECT 1 FROM interviews i WHERE i.cell_id = y.cell_id AND i.cycle_id = y.id"
        f" AND i.state IN ({_HANDED_IN}) AND :member IN ('', i.member_id)"
        " AND :form IN ('', i.form)) ORDER BY y.opened_at DESC, y.id LIMIT 1",
        cell=cycle.cell_id,
        opened=cycle.opened_at,
        member=member_id,
        form=form,
    )
    return _cycle(row) if row else None


async def move_dates(tx: Transaction, cycle_id: str, dates: Dates) -> None:
    """Sets new dates; the next sweep works out anew what is due."""
    await tx.run(
        "UPDATE cycles SET submit_on = :submit_on, inclusive = :inclusive,"
        " meeting_on = :meeting_on WHERE id = :id",
        submit_on=dates.submit_on.isoformat(),
        inclusive=dates.inclusive,
        meeting_on=_iso(dates.meeting_on),
        id=cycle_id,
    )


async def close_cycle(tx: Transaction, cycle_id: str, *, now: int) -> bool:
    """Closes the cycle, with nothing due any more; returns whether this call did."""
    return bool(
        await tx.run(
            "UPDATE cycles SET closed_at = :now, next_due_at = NULL"
            " WHERE id = :id AND closed_at IS NULL",
            now=now,
            id=cycle_id,
        )
    )


async def set_next_due(tx: Transaction, cycle_id: str, at: int | None, *, looked_at: int) -> None:
    """When the sweep has to look at this cycle again, which it does now."""
    await tx.run(
        "UPDATE cycles SET next_due_at = :at, looked_at = :looked WHERE id = :id",
        at=at,
        looked=looked_at,
        id=cycle_id,
    )


async def look_by(tx: Transaction, cycle_id: str, at: int) -> None:
    """Makes the sweep look at the cycle at this time at the latest, as long as it is open."""
    await tx.run(
        "UPDATE cycles SET next_due_at = :at WHERE id = :id AND closed_at IS NULL"
        " AND (next_due_at IS NULL OR next_due_at > :at)",
        at=at,
        id=cycle_id,
    )


async def cycles_due(tx: Transaction, *, now: int, limit: int) -> Sequence[Cycle]:
    """Open cycles in which something may be due, the longest waiting first."""
    rows = await tx.all(
        f"{_CYCLE} WHERE y.next_due_at <= :now ORDER BY y.next_due_at, y.id LIMIT :limit",
        now=now,
        limit=limit,
    )
    return [_cycle(row) for row in rows]


async def next_due(tx: Transaction) -> int | None:
    """When the next of all cycles has something due, if any has."""
    row = await tx.one("SELECT MIN(next_due_at) AS at FROM cycles")
    return int(row["at"]) if row and row["at"] is not None else None


async def forms(tx: Transaction, cycle_id: str) -> Sequence[CycleForm]:
    """The cycle's questionnaires in their order."""
    rows = await tx.all(
        f"{_FORM} WHERE cycle_id = :cycle ORDER BY position, form",
        cycle=cycle_id,
    )
    return [_form(row) for row in rows]


async def reviews(tx: Transaction, cycle_id: str) -> Sequence[CycleForm]:
    """The cycle's questionnaires that are reviews, in their order."""
    return [form for form in await forms(tx, cycle_id) if form.purpose == REVIEW]


async def form(tx: Transaction, cycle_id: str, form: str) -> CycleForm | None:
    """One questionnaire of the cycle, if it has it."""
    row = await tx.one(
        f"{_FORM} WHERE cycle_id = :cycle AND form = :form", cycle=cycle_id, form=form
    )
    return _form(row) if row else None


async def body(tx: Transaction, cycle_id: str, form: str) -> str | None:
    """The questionnaire as it was frozen into the cycle; `None` if unknown."""
    row = await tx.one(
        "SELECT body FROM cycle_forms WHERE cycle_id = :cycle AND form = :form",
        cycle=cycle_id,
        form=form,
    )
    return tx.unseal(row["body"], _about(cycle_id, form)) if row else None


async def retitle(tx: Transaction, cycle_id: str, theme: str) -> None:
    """Another theme."""
    await tx.run("UPDATE cycles SET theme = :theme WHERE id = :id", theme=theme, id=cycle_id)


async def drop_form(tx: Transaction, cell_id: str, cycle_id: str, form: str) -> None:
    """Without this questionnaire, and the empty reviews that were opened and never begun."""
    await tx.run(
        "DELETE FROM interviews WHERE cell_id = :cell AND cycle_id = :cycle AND form = :form",
        cell=cell_id,
        cycle=cycle_id,
        form=form,
    )
    await tx.run(
        "DELETE FROM cycle_forms WHERE cycle_id = :cycle AND form = :form",
        cycle=cycle_id,
        form=form,
    )


async def prepared(tx: Transaction, cycle_id: str) -> tuple[int, int]:
    """How many materials and items of the plan the cycle has."""
    row = await tx.one(
        "SELECT (SELECT COUNT(*) FROM materials WHERE cycle_id = :cycle) AS materials,"
        " (SELECT COUNT(*) FROM plan_items WHERE cycle_id = :cycle) AS items",
        cycle=cycle_id,
    )
    return (int(row["materials"]), int(row["items"])) if row else (0, 0)


async def name_author(tx: Transaction, cycle_id: str, form: str, member_id: str) -> None:
    """Sets who answers this questionnaire from now on."""
    await tx.run(
        "UPDATE cycle_forms SET member_id = :member WHERE cycle_id = :cycle AND form = :form",
        member=member_id,
        cycle=cycle_id,
        form=form,
    )


def _about(cycle_id: str, form: str) -> str:
    """The place that a frozen questionnaire is sealed for: the file must not show the choices."""
    return f"cycle_forms.body:{cycle_id}.{form}"


def _form(row: Row) -> CycleForm:
    return CycleForm(
        row["cycle_id"],
        row["form"],
        row["position"],
        row["member_id"] or "",
        row["purpose"],
    )
