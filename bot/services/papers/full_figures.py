"""All figures of an issued report, for the organisation above: by the secretary's choice alone,
after a warning who could be known by them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.messages import NotAllowed, Refusal, text
from bot.domain.papers.register import REPORT
from bot.domain.people.member import Action
from bot.domain.report.full import full_figures, recognisable
from bot.domain.report.summary import Edition
from bot.services.office import Office
from bot.services.papers.reading import reopened
from bot.services.parcels import Job, Maker, Part, captioned
from bot.services.report import summaries
from bot.services.review.queue import in_time
from bot.services.turns import Visit
from storage import cycles, register
from storage.cycles import Cycle
from storage.register import IssuedPaper


@dataclass(frozen=True, slots=True)
class Warned:
    """What the secretary is told first. `names`: who marked a row that few marked; `counted`: how
    many reviews there are now, `reported`: how many the report was made of."""

    names: tuple[str, ...]
    counted: int
    reported: int


async def warning(visit: Visit, paper_id: str) -> Warned:
    """Who could be known by the figures."""
    cycle, _ = await _issued(visit, paper_id)
    read = await summaries.gathered(visit.office, visit.tx, cycle, Edition.OFFICIAL)
    known = recognisable(read.read.collected)
    counted = summaries.count(visit.office, read, Edition.OFFICIAL).totals.counted
    names = tuple(member.shown for member in read.roster if member.id in known)
    return Warned(names, counted, read.shown.counted if read.shown else counted)


async def send(visit: Visit, paper_id: str) -> None:
    """Makes the annex by the post; that it was made is recorded."""
    cycle, found = await _issued(visit, paper_id)
    visit.post(FullFiguresJob(found.paper_id), cell_id=cycle.cell_id)
    await visit.record("full_figures", found.paper_id, cycle.cell_id)


async def _issued(visit: Visit, paper_id: str) -> tuple[Cycle, IssuedPaper]:
    """The cycle and its issued report, for a secretary who may read the reviews themselves."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    found = await register.paper(visit.tx, paper_id)
    if found is None or found.cell_id != secretary.cell_id:
        raise Refusal("access.unknown")
    cycle = await cycles.cycle(visit.tx, found.cycle_id) if found.type == REPORT else None
    if cycle is None:
        raise Refusal("register.made_elsewhere")
    if not in_time(secretary, cycle.closed_at, visit.at):
        raise NotAllowed("reviewing.before_your_time")
    return cycle, found


@dataclass(frozen=True, slots=True)
class FullFiguresJob(Job):
    """Sends all figures that go with this issued report."""

    paper_id: str


async def _parts(office: Office, job: FullFiguresJob, language: str) -> AsyncIterator[Part]:
    """The annex as PDF and Word file; nothing for an unknown report."""
    found = await office.db.read(lambda tx: register.paper(tx, job.paper_id))
    if found is None or not found.body:
        return
    summary = await summaries.summary(office, found.cycle_id, Edition.OFFICIAL)
    if summary is None:
        return
    head = reopened(found).head
    full = full_figures(summary, head.number, date.fromisoformat(head.day))
    pdf, docx = await office.renderer.both(full, language)
    yield captioned(office, pdf, text("issuing.full_pdf", number=head.number), language)
    yield captioned(office, docx, text("issuing.full_docx", number=head.number), language)


MAKERS: Mapping[type[Job], Maker] = {FullFiguresJob: _parts}
