"""Issuing a report: the draft gets its number and is frozen, so that it reads the same for ever.

The number is taken in the transaction that keeps the paper, so numbers have no gaps, and two who
issue at the same moment get two of them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace

from bot.content.layout.frozen import digest, frozen, thawed
from bot.content.layout.paper import Paper
from bot.content.papers import paper_of, symbol
from bot.domain.messages import Button, Outgoing, Refusal, text
from bot.domain.papers.plan import CellPlan
from bot.domain.papers.register import PLAN, REPORT
from bot.domain.people.member import Action, Member
from bot.domain.report.summary import Edition, Summary
from bot.services.office import Office, millis, new_id
from bot.services.papers import cell_plan
from bot.services.parcels import Job, Maker, Part, captioned
from bot.services.report import summaries, wording
from bot.services.report.wording import WordingState
from bot.services.turns import Visit
from storage import cells, cycles, register
from storage.cycles import Cycle
from storage.engine.database import Transaction
from storage.register import IssuedPaper

ISSUED_HERE = (REPORT, PLAN)
"""Types whose content the program makes itself."""


class Tampered(Exception):
    """An issued paper does not have the digest under which it was entered."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is about to be issued: the number it would get now, and for a report how many reviews it
    counts of those who had to submit, and how many of the secretary's sentences are `outdated`.
    `before`: the same kind of paper that this cycle has already."""

    paper_id: str
    number: str
    before: IssuedPaper | None
    counted: int = 0
    required: int = 0
    outdated: int = 0


async def offer(visit: Visit, cycle_id: str, type_: str) -> Offer:
    """The paper of this type as it would be issued now."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    cycle = await _cycle(visit, secretary, cycle_id, type_)
    cell = await cells.cell(visit.tx, cycle.cell_id)
    last = await register.last_number(visit.tx, cell.id, cell.term, type_)
    found = Offer(
        paper_id=new_id(),
        number=symbol(type_, last + 1, cell.style, visit.language),
        before=await register.newest_of_cycle(visit.tx, cycle.id, type_),
    )
    return await _counted(visit, cycle, found) if type_ == REPORT else found


async def _counted(visit: Visit, cycle: Cycle, found: Offer) -> Offer:
    summary = await summaries.summary_now(visit.office, visit.tx, cycle, Edition.OFFICIAL)
    if not summary.totals.counted:
        raise Refusal("issuing.nothing_approved")
    parts = wording.parts_of(summary, visit.language)
    return replace(
        found,
        counted=summary.totals.counted,
        required=summary.participation.required,
        outdated=sum(
            each.standing is WordingState.OUTDATED for part in parts for each in part.sentences
        ),
    )


async def issue(visit: Visit, cycle_id: str, paper_id: str, type_: str) -> None:
    """Issues the paper by the post, which makes it; the same offer is taken only once."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    cycle = await _cycle(visit, secretary, cycle_id, type_)
    job = IssueJob(cycle.id, paper_id, secretary.id, visit.language, type_)
    visit.post(job, cell_id=cycle.cell_id)
    act = "report_issued" if type_ == REPORT else "plan_issued"
    await visit.record(act, cycle.id, cycle.cell_id)


async def _cycle(visit: Visit, member: Member, cycle_id: str, type_: str) -> Cycle:
    cycle = await cycles.cycle(visit.tx, cycle_id)
    if cycle is None or cycle.cell_id != member.cell_id:
        raise Refusal("access.not_yours")
    if type_ not in ISSUED_HERE:
        raise Refusal("register.not_ours")
    return cycle


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
        return await _entered(office, tx, job, draft)

    return await office.db.write(work)


async def _content(office: Office, job: IssueJob) -> Summary | CellPlan | None:
    if job.type == REPORT:
        return await summaries.summary(office, job.cycle_id, Edition.OFFICIAL)
    return await office.db.read(lambda tx: cell_plan.cell_plan(office, tx, job.cycle_id))


async def _entered(
    office: Office, tx: Transaction, job: IssueJob, draft: Paper
) -> IssuedPaper | None:
    known = await register.paper(tx, job.paper_id)
    cycle = await cycles.cycle(tx, job.cycle_id)
    if known or cycle is None:
        return _own(known, job)
    cell = await cells.cell(tx, cycle.cell_id)
    number = await register.last_number(tx, cell.id, cell.term, job.type) + 1
    body = frozen(_final(draft, symbol(job.type, number, draft.style, draft.language)))
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


def _final(draft: Paper, number: str) -> Paper:
    """The paper without the draft's mark, with its number."""
    return replace(draft, watermark="", head=replace(draft.head, number=number))


async def entry(office: Office, job: PaperJob) -> IssuedPaper | None:
    """The entry of a paper that was issued here; `None` for any other."""
    found = await office.db.read(lambda tx: register.paper(tx, job.paper_id))
    return found if found and found.body else None


def reopened(entry: IssuedPaper) -> Paper:
    """The paper of this entry, which must be the very one that was issued. Raises Tampered."""
    if digest(entry.body) != entry.digest:
        raise Tampered(entry.paper_id)
    return thawed(entry.body)


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


async def _parts(office: Office, job: IssueJob | PaperJob, language: str) -> AsyncIterator[Part]:
    """A paper as it was issued, by this job or before; nothing for an unknown one."""
    found = await (issued(office, job) if isinstance(job, IssueJob) else entry(office, job))
    if found is None:
        return
    paper = reopened(found)
    pdf, docx = await office.renderer.both(paper, paper.language)
    number = paper.head.number
    shelf = Button(text("register.open"), f"rg:list:{found.cell_id}:1")
    yield captioned(office, docx, text("issuing.docx", number=number), language)
    yield captioned(office, pdf, text("issuing.pdf", number=number), language)
    yield Outgoing(text("issuing.done", number=number), ((shelf,),))


MAKERS: Mapping[type[Job], Maker] = {IssueJob: _parts, PaperJob: _parts}
