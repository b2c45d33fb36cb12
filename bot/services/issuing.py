"""Issuing a report: the draft gets its number and is frozen, and reads the same for ever.

The number is taken in the transaction that keeps the paper, so numbers have no gaps, and two who
issue at the same moment get two of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.content.frozen import digest, frozen, thawed
from bot.content.paper import Paper
from bot.content.papers import paper_of, symbol
from bot.domain.messages import Refusal
from bot.domain.people import Action, Member
from bot.domain.register import REPORT
from bot.domain.summary import Edition
from bot.services import summaries
from bot.services.office import Office, millis, new_id
from bot.services.parcels import IssueJob, PaperJob
from bot.services.turns import Visit
from storage import cells, cycles, register
from storage.cycles import Cycle
from storage.database import Transaction
from storage.register import Entry

LONGEST_SUBJECT = 200


class Tampered(Exception):
    """An issued paper does not have the digest under which it was entered."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is about to be issued: the number it would get now, and how many reviews it counts of
    those who had to submit. `before`: the paper of this cycle that was issued already."""

    paper_id: str
    number: str
    counted: int
    required: int
    before: Entry | None


async def offer(visit: Visit, cycle_id: str) -> Offer:
    """The official edition as it would be issued now."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    cycle = await _cycle(visit, secretary, cycle_id)
    found = await summaries.summary_now(visit.office, visit.tx, cycle.id, Edition.OFFICIAL)
    if found is None or not found.totals.counted:
        raise Refusal("issuing.nothing_approved")
    cell = await cells.cell(visit.tx, cycle.cell_id)
    last = await register.last_number(visit.tx, cell.id, cell.term, REPORT)
    return Offer(
        paper_id=new_id(),
        number=symbol(REPORT, last + 1, cell.style, visit.language),
        counted=found.totals.counted,
        required=found.participation.required,
        before=await register.newest_of_cycle(visit.tx, cycle.id, REPORT),
    )


async def issue(visit: Visit, cycle_id: str, paper_id: str) -> None:
    """Issue it by the post, which makes the papers; the same offer is taken once."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    cycle = await _cycle(visit, secretary, cycle_id)
    job = IssueJob(cycle.id, paper_id, secretary.id, visit.language)
    visit.post(job, cell_id=cycle.cell_id)
    await visit.record("report_issued", cycle.id, cycle.cell_id)


async def _cycle(visit: Visit, member: Member, cycle_id: str) -> Cycle:
    cycle = await cycles.cycle(visit.tx, cycle_id)
    if cycle is None or cycle.cell_id != member.cell_id:
        raise Refusal("access.not_yours")
    return cycle


async def issued(office: Office, job: IssueJob) -> Entry | None:
    """The entry of the register, made now unless this job was done before; None for an unknown
    cycle. What is counted is counted outside of the transaction that takes the number."""
    known = await office.db.read(lambda tx: register.paper(tx, job.paper_id))
    if known:
        return _own(known, job)
    summary = await summaries.summary(office, job.cycle_id, Edition.OFFICIAL)
    if summary is None:
        return None
    draft = paper_of(summary, job.language)

    async def work(tx: Transaction) -> Entry | None:
        return await _entered(office, tx, job, draft)

    return await office.db.write(work)


async def _entered(office: Office, tx: Transaction, job: IssueJob, draft: Paper) -> Entry | None:
    known = await register.paper(tx, job.paper_id)
    cycle = await cycles.cycle(tx, job.cycle_id)
    if known or cycle is None:
        return _own(known, job)
    cell = await cells.cell(tx, cycle.cell_id)
    number = await register.last_number(tx, cell.id, cell.term, REPORT) + 1
    body = frozen(_final(draft, symbol(REPORT, number, draft.style, draft.language)))
    now = millis(office.clock())
    entry = Entry(
        cell_id=cell.id,
        term=cell.term,
        type=REPORT,
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


def _own(known: Entry | None, job: IssueJob) -> Entry | None:
    """What was issued by this offer; a forged one may name another cell's paper."""
    return known if known and known.cycle_id == job.cycle_id else None


def _final(draft: Paper, number: str) -> Paper:
    """Without the draft's mark, with its number."""
    return replace(draft, watermark="", head=replace(draft.head, number=number))


async def entry(office: Office, job: PaperJob) -> Entry | None:
    """The entry of a paper that was issued here; None for another."""
    found = await office.db.read(lambda tx: register.paper(tx, job.paper_id))
    return found if found and found.body else None


def reopened(entry: Entry) -> Paper:
    """The paper of this entry, which must be the very one that was issued. Raises Tampered."""
    if digest(entry.body) != entry.digest:
        raise Tampered(entry.paper_id)
    return thawed(entry.body)
