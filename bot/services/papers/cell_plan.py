"""The cell's plan for a cycle as a paper: dates, duties and materials as they are now."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.cycle.schedule import Dates
from bot.domain.meeting.meeting import Task
from bot.domain.messages import Button, Outgoing, text
from bot.domain.papers.plan import CellPlan, Stage
from bot.domain.papers.register import PLAN
from bot.domain.preparation.basis import is_plan_of
from bot.domain.preparation.items import Item, PlanList, to_read_by
from bot.services.office import Office, moment
from bot.services.parcels import Job, Maker, Part, captioned
from bot.services.people.cells import issuer_of
from storage import cycles, materials, members, preparation
from storage.cycles import Cycle
from storage.engine.database import Transaction


async def cell_plan(office: Office, tx: Transaction, cycle_id: str) -> CellPlan | None:
    """The plan; `None` for an unknown cycle. An item without a person or a day has a blank for
    it."""
    cycle = await cycles.cycle(tx, cycle_id)
    if cycle is None:
        return None
    issuer = await issuer_of(office, tx, cycle)
    roster = await members.roster(tx, cycle.cell_id)
    names = {member.id: member.shown for member in roster}
    items = await preparation.items(tx, cycle.id)

    def tasks(kind: PlanList) -> tuple[Task, ...]:
        return tuple(_task(item, names.get(item.member_id, "")) for item in _of(items, kind))

    return CellPlan(
        issuer=issuer,
        year=cycle.year,
        theme=cycle.theme,
        made_on=office.calendar.local(office.clock()).date(),
        basis=tuple(
            each.document
            for each in await preparation.basis(tx, cycle.cell_id)
            if not is_plan_of(each.document, issuer.cell, cycle.year)
        ),
        stages=tuple(_stages(office, cycle, cycle.dates)),
        work=tasks(PlanList.WORK),
        papers=tasks(PlanList.PAPER),
        logistics=tasks(PlanList.LOGISTICS),
        materials=tuple(each.title for each in await materials.of_cycle(tx, cycle.id)),
    )


def _of(items: Sequence[Item], kind: PlanList) -> Iterator[Item]:
    return (item for item in items if item.kind is kind)


def _task(item: Item, name: str) -> Task:
    return Task(item.subject, name, item.due_on)


def _stages(office: Office, cycle: Cycle, dates: Dates) -> Iterator[Stage]:
    """Every stage, those of one day in their order; the meeting's day only if it is set."""
    yield Stage("opened", office.calendar.local(moment(cycle.opened_at)).date())
    yield Stage("submit", dates.last_day)
    yield Stage("read", to_read_by(dates).last_day)
    if dates.meeting_on:
        yield Stage("meeting", dates.meeting_on)


@dataclass(frozen=True, slots=True)
class PlanJob(Job):
    """Prints the cell's plan for the cycle as a draft."""

    cycle_id: str


async def _parts(office: Office, job: PlanJob, language: str) -> AsyncIterator[Part]:
    """The cell's plan as a draft, and the button that issues it; nothing for an unknown cycle."""
    found = await office.db.read(lambda tx: cell_plan(office, tx, job.cycle_id))
    if found is None:
        return
    pdf, docx = await office.renderer.both(found, language)
    number = Button(text("issuing.begin"), f"rg:offer:{job.cycle_id}:{PLAN}")
    yield captioned(office, docx, text("plan.docx"), language)
    yield captioned(office, pdf, text("plan.pdf"), language)
    yield Outgoing(text("plan.done"), ((number,),))


MAKERS: Mapping[type[Job], Maker] = {PlanJob: _parts}
