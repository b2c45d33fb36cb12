"""The data of `/summary`: read in one snapshot, counted outside of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.interview import Interview
from bot.domain.messages import Refusal
from bot.domain.people import Member
from bot.domain.summary import Collected, Participation, Summary, Totals, form_summary, totals
from bot.services.cycles import questionnaire
from bot.services.office import Office
from storage import cells, cycles, interviews, members
from storage.cells import Cell
from storage.cycles import Cycle
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything of one cycle that is counted."""

    cycle: Cycle
    collected: Sequence[Collected]


async def summary(office: Office, cycle_id: str) -> Summary | None:
    """The edition for the meeting, from all reviews handed in so far; None for an unknown cycle.

    Of the members' reviews only those of the present roster count, so that counted + missing +
    exempt = roster. An exempt member who handed one in all the same is counted and not exempt.
    """

    async def work(tx: Transaction) -> tuple[Cell, Sequence[Member], _Read, _Read | None] | None:
        cycle = await cycles.cycle(tx, cycle_id)
        if cycle is None:
            return None
        roster = await members.roster(tx, cycle.cell_id)
        present = {member.id for member in roster}
        before = await cycles.cycle_before(tx, cycle)
        return (
            await cells.cell(tx, cycle.cell_id),
            roster,
            await _read(office, tx, cycle, present),
            await _read(office, tx, before, None) if before else None,
        )

    found = await office.db.read(work)
    return _count(office, *found) if found else None


async def _read(office: Office, tx: Transaction, cycle: Cycle, present: set[str] | None) -> _Read:
    handed_in = await interviews.handed_in(tx, cycle.cell_id, cycle.id)
    collected = []
    for form in await cycles.forms(tx, cycle.id):
        asked = await questionnaire(office, tx, cycle.id, form.form)
        reviews = tuple(
            Interview(member_id, asked, version.answers)
            for name, member_id, version in handed_in
            if name == form.form and (present is None or form.member_id or member_id in present)
        )
        collected.append(Collected(asked, reviews))
    return _Read(cycle, collected)


def _count(
    office: Office, cell: Cell, roster: Sequence[Member], read: _Read, before: _Read | None
) -> Summary:
    cycle = read.cycle
    each = [collected for collected in read.collected if collected.form.audience == "member"]
    submitted = {review.id for collected in each for review in collected.reviews}
    exempt = sum(member.is_exempt and member.id not in submitted for member in roster)
    return Summary(
        cell=cell.name,
        parent=cell.parent,
        place=cell.place,
        secretary=next((m.name for m in roster if m.is_secretary), ""),
        theme=cycle.theme,
        year=cycle.year,
        submit_on=cycle.dates.submit_on,
        submit_inclusive=cycle.dates.inclusive,
        meeting_on=cycle.dates.meeting_on,
        made_at=office.calendar.local(office.clock()),
        participation=Participation(len(roster), exempt, len(submitted)),
        totals=totals(cycle.theme, read.collected),
        previous=_totals(before),
        forms=tuple(form_summary(collected) for collected in read.collected),
    )


def _totals(before: _Read | None) -> Totals | None:
    if before is None:
        return None
    found = totals(before.cycle.theme, before.collected)
    return found if found.counted else None


async def newest_cycle_of(office: Office, cell: str) -> str | None:
    """The newest cycle of the cell with this id or name; a refusal lists cells of one name."""

    async def work(tx: Transaction) -> str | None:
        found = await cells.find(tx, cell)
        if len(found) > 1:
            several = tuple(f"{each.id} ({each.parent})" for each in found)
            raise Refusal("fault.several_cells", cell=cell, several=several)
        cycle = await cycles.newest_cycle(tx, found[0].id) if found else None
        return cycle.id if cycle else None

    return await office.db.read(work)
