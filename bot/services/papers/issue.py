"""Issuing a report: the draft gets its number and is frozen, so that it reads the same for ever.

The number is taken in the transaction that keeps the paper, so numbers have no gaps, and two who
issue at the same moment get two of them. The same transaction keeps the members' figures of the
cycle's first report: a later one, a member or an approval apart, would tell that member's answers
by subtraction, so it bears the same figures, with other words.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace

from bot.content.layout.frozen import digest, frozen
from bot.content.layout.paper import Paper, issued_as
from bot.content.papers import paper_of, symbol
from bot.domain.messages import Button, Outgoing, text
from bot.domain.papers.plan import CellPlan
from bot.domain.papers.register import REPORT
from bot.domain.people.member import Action
from bot.domain.report.summary import Edition, Summary
from bot.services.office import Office, millis
from bot.services.papers import cell_plan, reading
from bot.services.papers.offer import cycle_of
from bot.services.parcels import Job, Maker, Part, captioned
from bot.services.report import summaries
from bot.services.turns import Visit
from storage import cells, cycles, register
from storage.cycles import Cycle
from storage.engine.database import Transaction
from storage.register import IssuedPaper


async def issue(visit: Visit, cycle_id: str, paper_id: str, type_: str) -> None:
    """Issues the paper by the post, which makes it; the same offer is taken only once."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    cycle = await cycle_of(visit, secretary, cycle_id, type_)
    job = IssueJob(cycle.id, paper_id, secretary.id, visit.language, type_)
    visit.post(job, cell_id=cycle.cell_id)
    act = "report_issued" if type_ == REPORT else "plan_issued"
    await visit.record(act, cycle.id, cycle.cell_id)


async def issued(office: Office, job: IssueJob) -> IssuedPaper | None:
    """The entry of the register, made now unless this job was done before; `None` for an unknown
    cycle. Counting happens outside of the transaction that takes the number."""
    known = await office.db.read(lambda tx: register.paper(tx, job.paper_id))
    if known:
        return _own(known, job)
    content = await _content(office, job)
    if content is None:
        return None
    draft = paper_of(content, job.language)

    async def work(tx: Transaction) -> IssuedPaper | None:
        known = await register.paper(tx, job.paper_id)
        cycle = await cycles.cycle(tx, job.cycle_id)
        if known or cycle is None:
            return _own(known, job)
        same = draft
        if isinstance(content, Summary):
            kept = await _kept(office, tx, cycle, content, job.member_id)
            same = draft if kept == content else paper_of(kept, job.language)
        return await _entered(office, tx, job, cycle, same)

    entry = await office.db.write(work)
    office.wake.set()
    return entry


async def _kept(
    office: Office, tx: Transaction, cycle: Cycle, content: Summary, by: str
) -> Summary:
    """The report with the members' figures of the cycle's first one. If this is the first, its
    figures are kept, and everybody who may see them is told. Of two that are issued at the same
    time, the figures of the first count."""
    frozen = await summaries.frozen_figures(tx, cycle.id)
    if frozen is None and content.shown:
        await summaries.freeze(tx, cycle.id, content.shown, millis(office.clock()))
        await reading.tell(office, tx, cycle, by)
    return replace(content, shown=frozen) if frozen else content


async def _content(office: Office, job: IssueJob) -> Summary | CellPlan | None:
    if job.type == REPORT:
        return await summaries.summary(office, job.cycle_id, Edition.OFFICIAL)
    return await office.db.read(lambda tx: cell_plan.cell_plan(office, tx, job.cycle_id))


async def _entered(
    office: Office, tx: Transaction, job: IssueJob, cycle: Cycle, draft: Paper
) -> IssuedPaper:
    cell = await cells.cell(tx, cycle.cell_id)
    number = await register.last_number(tx, cell.id, cell.term, job.type) + 1
    body = frozen(issued_as(draft, symbol(job.type, number, draft.style, draft.language)))
    now = millis(office.clock())
    entry = IssuedPaper(
        cell_id=cell.id,
        term=cell.term,
        type=job.type,
        number=number,
        paper_id=job.paper_id,
        cycle_id=cycle.id,
        subject=draft.head.subject,
        member_id=job.member_id,
        issued_at=now,
        body=body,
        digest=digest(body),
    )
    await register.enter(tx, entry)
    return entry


def _own(known: IssuedPaper | None, job: IssueJob) -> IssuedPaper | None:
    """What was issued by this offer; a forged one may name another cell's paper."""
    return known if known and known.cycle_id == job.cycle_id else None


async def entry(office: Office, job: PaperJob) -> IssuedPaper | None:
    """The entry of a paper that was issued here; `None` for any other."""
    found = await office.db.read(lambda tx: register.paper(tx, job.paper_id))
    return found if found and found.body else None


@dataclass(frozen=True, slots=True)
class IssueJob(Job):
    """Issues the cycle's report (official edition) or plan, by its `type`, as paper `paper_id`,
    unless that was done before, and sends it."""

    cycle_id: str
    paper_id: str
    member_id: str
    language: str
    type: str = REPORT


@dataclass(frozen=True, slots=True)
class PaperJob(Job):
    """Sends a paper as it was issued."""

    paper_id: str


@dataclass(frozen=True, slots=True)
class PreviewJob(Job):
    """Sends the report as it would be issued now, marked as a draft."""

    cycle_id: str


async def _parts(office: Office, job: IssueJob | PaperJob, language: str) -> AsyncIterator[Part]:
    """A paper as it was issued, by this job or before; nothing for an unknown one."""
    found = await (issued(office, job) if isinstance(job, IssueJob) else entry(office, job))
    if found is None:
        return
    paper = reading.reopened(found)
    pdf, docx = await office.renderer.both(paper, paper.language)
    number = paper.head.number
    yield captioned(office, docx, text("issuing.docx", number=number), language)
    yield captioned(office, pdf, text("issuing.pdf", number=number), language)
    shelf = Button(text("register.open"), f"rg:list:{found.cell_id}:1")
    full = Button(text("issuing.full"), f"rg:full:{found.paper_id}")
    rows = ((full,), (shelf,)) if found.type == REPORT else ((shelf,),)
    yield Outgoing(text("issuing.done", number=number, report=found.type == REPORT), rows)


async def _preview(office: Office, job: PreviewJob, language: str) -> AsyncIterator[Part]:
    """The draft as PDF, and the way back to the offer; nothing for an unknown cycle."""
    found = await summaries.summary(office, job.cycle_id, Edition.OFFICIAL)
    if found is None:
        return
    pdf = await office.renderer.pdf(found, language)
    yield captioned(office, pdf, text("issuing.preview_caption"), language)
    back = Button(text("issuing.begin"), f"rg:offer:{job.cycle_id}:{REPORT}")
    words = Button(text("wording.begin"), f"e:{job.cycle_id}:{Edition.OFFICIAL}")
    yield Outgoing(text("issuing.previewed"), ((words, back),))


MAKERS: Mapping[type[Job], Maker] = {IssueJob: _parts, PaperJob: _parts, PreviewJob: _preview}
