"""The official report as issued, for everybody who may see what left the committee."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from bot.content.layout.frozen import digest, thawed
from bot.content.layout.paper import Paper
from bot.domain.cycle.place import HANDED_IN
from bot.domain.messages import Button, Outgoing, Refusal, text
from bot.domain.papers.register import REPORT
from bot.domain.people.member import Action, may
from bot.services.cycle import status
from bot.services.office import Office, millis
from bot.services.parcels import Job, Maker, Part, captioned, parcel, worded
from bot.services.turns import Visit
from storage import cells, cycles, members, outbox, register
from storage.cycles import Cycle
from storage.engine.database import Transaction
from storage.register import IssuedPaper


class Tampered(Exception):
    """An issued paper does not have the digest under which it was entered."""


def reopened(entry: IssuedPaper) -> Paper:
    """The paper of this entry, which must be the very one that was issued. Raises Tampered."""
    if digest(entry.body) != entry.digest:
        raise Tampered(entry.paper_id)
    return thawed(entry.body)


async def again(visit: Visit, cycle_id: str = "") -> Outgoing:
    """Sends the report of this cycle, or the last one of the cell; this issues nothing."""
    reader = visit.acting(Action.SEE_CIRCULATED)
    cycle = await (cycles.cycle(visit.tx, cycle_id) if cycle_id else _last(visit, reader.cell_id))
    if cycle is None and not cycle_id:
        return Outgoing(text("cycle.none_yet"))
    if cycle is None or cycle.cell_id != reader.cell_id:
        raise Refusal("access.not_yours")
    found = await register.newest_of_cycle(visit.tx, cycle.id, REPORT)
    if found is None:
        return await _not_yet(visit, cycle)
    visit.post(ReadingJob(found.paper_id), cell_id=cycle.cell_id)
    await visit.record("circulated_read", cycle.id, cycle.cell_id)
    return Outgoing(text("figures.coming"))


async def _last(visit: Visit, cell_id: str) -> Cycle | None:
    """The cycle whose report was issued last, or else the newest one."""
    issued = await register.newest_cycle(visit.tx, cell_id, REPORT)
    if issued:
        return await cycles.cycle(visit.tx, issued)
    return await cycles.newest_cycle(visit.tx, cell_id)


async def _not_yet(visit: Visit, cycle: Cycle) -> Outgoing:
    """Nothing of the figures is said; how many have handed in, to whom `/status` says it too."""
    handed_in = roster = 0
    if visit.may(Action.SEE_STATUS):
        found = await status.status(visit.office, visit.tx, cycle)
        handed_in, roster = found.count(*HANDED_IN), found.roster
    return Outgoing(text("figures.none_issued", handed_in=handed_in, roster=roster))


async def tell(office: Office, tx: Transaction, cycle: Cycle, by: str) -> None:
    """Tells those who may see the report that there is one, except the member who issued it."""
    now = millis(office.clock())
    notices = [
        parcel(member.person_id, ReportNotice(cycle.id, member.id), cell_id=cycle.cell_id)
        for member in await members.known(tx, cycle.cell_id)
        if member.person_id and member.id != by and may(member, Action.SEE_CIRCULATED, now)
    ]
    await outbox.put(tx, notices, not_before=now, now=now)


@dataclass(frozen=True, slots=True)
class ReportNotice(Job):
    """Tells this member that the report was issued."""

    cycle_id: str
    member_id: str


async def _notice(office: Office, tx: Transaction, job: ReportNotice) -> Outgoing | None:
    """Nothing for who may not see it any more."""
    cycle, member = await cycles.cycle(tx, job.cycle_id), await members.member(tx, job.member_id)
    now = millis(office.clock())
    if cycle is None or member is None or not may(member, Action.SEE_CIRCULATED, now):
        return None
    cell = await cells.cell(tx, cycle.cell_id)
    see = Button(text("figures.see_circulated"), f"s:circulated:{cycle.id}")
    return Outgoing(text("figures.notice", cell=cell.name, theme=cycle.theme), ((see,),))


@dataclass(frozen=True, slots=True)
class ReadingJob(Job):
    """Sends the issued report to somebody who only reads it."""

    paper_id: str


async def _parts(office: Office, job: ReadingJob, language: str) -> AsyncIterator[Part]:
    """The paper of the register, as it was issued."""
    found = await office.db.read(lambda tx: register.paper(tx, job.paper_id))
    if found is None or not found.body:
        return
    paper = reopened(found)
    pdf, docx = await office.renderer.both(paper, paper.language)
    number = paper.head.number
    yield captioned(office, pdf, text("issuing.pdf", number=number), language)
    yield captioned(office, docx, text("issuing.word", number=number), language)


NOTICES: Mapping[type[Job], Maker] = {ReportNotice: worded(_notice)}
MAKERS: Mapping[type[Job], Maker] = {ReadingJob: _parts}
