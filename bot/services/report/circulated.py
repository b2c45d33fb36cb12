"""The report that may leave the committee: masked, and issued once for a cycle.

A second report of the same cycle, one member or one approval later, would tell that member's
answers by subtraction. So the figures are kept as they were issued, with the cell's names and
layout and the signature of that day, and sent again as often as somebody asks; what is handed in
later stands in the committee's own report only.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import TypeVar

from pydantic import TypeAdapter

from bot.content.papers.circulated_chat import circulated_parts
from bot.domain.cycle.place import HANDED_IN
from bot.domain.messages import Button, Outgoing, Refusal, Text, text
from bot.domain.people.issuer import Issuer
from bot.domain.people.member import Action, Member, may
from bot.domain.report.masking import LEAST, ROWS_FROM, Circulated, CirculatedReport, mask
from bot.domain.report.summary import Edition, Summary
from bot.services.cycle import status
from bot.services.cycle.standing import questionnaire
from bot.services.office import Office, millis, moment
from bot.services.parcels import Job, Maker, Part, captioned, parcel, worded
from bot.services.report import summaries
from bot.services.turns import Visit
from storage import cells, circulated, cycles, members, outbox
from storage.circulated import Issued
from storage.cycles import Cycle
from storage.engine.database import Transaction

Kept = TypeVar("Kept")


async def offer(visit: Visit, cycle_id: str, edition: Edition) -> Outgoing:
    """The issued report again, or the question whether to issue it now, from this edition."""
    cycle = await _cycle(visit, visit.acting(Action.SEE_SUMMARY), cycle_id)
    if await circulated.issued(visit.tx, cycle_id):
        return await _send(visit, cycle, edition)
    summary = await summaries.summary_now(visit.office, visit.tx, cycle, edition)
    counted, waiting = _counted(summary)
    early = _is_early(cycle, counted, waiting)
    asked = text(
        "figures.issue_sure",
        edition=text(f"figures.edition_{edition}"),
        counted=counted,
        waiting=waiting,
        nothing=counted < 2 * LEAST,
        rows=counted >= ROWS_FROM,
        rows_from=ROWS_FROM,
    )
    yes = f"s:issue:{cycle_id}:{edition}{':early' if early else ''}"
    return _asks(cycle_id, asked, Button(text("figures.issue"), yes))


async def ask_again(visit: Visit, cycle_id: str, edition: Edition) -> Outgoing:
    """Asks once more where a report spends the cycle's only one on little."""
    cycle = await _cycle(visit, visit.acting(Action.MANAGE_CYCLE), cycle_id)
    summary = await summaries.summary_now(visit.office, visit.tx, cycle, edition)
    counted, waiting = _counted(summary)
    asked = text(
        "figures.issue_early",
        counted=counted,
        nothing=counted < 2 * LEAST,
        waiting=0 if cycle.closed_at else waiting,
    )
    yes = Button(text("figures.issue_anyway"), f"s:issue:{cycle_id}:{edition}")
    return _asks(cycle_id, asked, yes)


def _asks(cycle_id: str, asked: Text, yes: Button) -> Outgoing:
    no = Button(text("figures.not_yet"), f"s:status:{cycle_id}")
    return Outgoing(asked, ((yes,), (no,)))


def _counted(summary: Summary) -> tuple[int, int]:
    """How many reviews the report is made of, and how many who had to submit are not in it."""
    figures = mask(summary)
    counted = figures.counted if figures else 0
    return counted, summary.participation.required - counted


def _is_early(cycle: Cycle, counted: int, waiting: int) -> bool:
    """Whether every number would be hidden, or more reviews are still to come."""
    return counted < 2 * LEAST or (cycle.closed_at is None and waiting > 0)


async def send(visit: Visit, cycle_id: str, edition: Edition) -> Outgoing:
    """Issues the report unless it was issued before, which is for the secretary to decide, and
    sends it to this chat."""
    cycle = await _cycle(visit, visit.acting(Action.MANAGE_CYCLE), cycle_id)
    return await _send(visit, cycle, edition, by=visit.person_id)


async def _cycle(visit: Visit, member: Member, cycle_id: str) -> Cycle:
    cycle = await cycles.cycle(visit.tx, cycle_id)
    if cycle is None or cycle.cell_id != member.cell_id:
        raise Refusal("access.not_yours")
    return cycle


async def _send(visit: Visit, cycle: Cycle, edition: Edition, by: str = "") -> Outgoing:
    visit.post(CirculatedJob(cycle.id, edition, by), cell_id=cycle.cell_id)
    await visit.record("circulated", cycle.id, cycle.cell_id)
    return Outgoing(text("figures.circulated_coming"))


async def again(visit: Visit, cycle_id: str = "") -> Outgoing:
    """Sends what was issued of this cycle, or what was issued last, to somebody who may see what
    left the committee; this issues nothing."""
    reader = visit.acting(Action.SEE_CIRCULATED)
    found = cycle_id or await circulated.newest(visit.tx, reader.cell_id)
    newest = await cycles.newest_cycle(visit.tx, reader.cell_id)
    cycle = await _cycle(visit, reader, found) if found else newest
    if cycle is None:
        return Outgoing(text("cycle.none_yet"))
    kept = await circulated.issued(visit.tx, cycle.id)
    if kept is None:
        return await _not_yet(visit, cycle)
    edition = _reader(Circulated).validate_json(kept.figures).edition
    visit.post(CirculatedJob(cycle.id, edition), cell_id=cycle.cell_id)
    await visit.record("circulated_read", cycle.id, cycle.cell_id)
    return Outgoing(text("figures.circulated_coming"))


async def _not_yet(visit: Visit, cycle: Cycle) -> Outgoing:
    """Nothing of the figures is said; how many have handed in, to whom `/status` says it too."""
    handed_in = roster = 0
    if visit.may(Action.SEE_STATUS):
        found = await status.status(visit.office, visit.tx, cycle)
        handed_in, roster = found.count(*HANDED_IN), found.roster
    return Outgoing(text("figures.none_issued", handed_in=handed_in, roster=roster))


async def issued(office: Office, cycle_id: str) -> CirculatedReport | None:
    """What was issued of this cycle, for those who may see what left the committee; `None` if
    nothing."""
    return await office.db.read(lambda tx: _issued(office, tx, cycle_id))


async def issue(office: Office, job: CirculatedJob) -> CirculatedReport | None:
    """The issued report; if there is none, issues it now from what counts now, and tells those who
    may see it. Of two who issue at the same time, the first one's figures are kept. `None` for an
    unknown cycle."""
    found = await issued(office, job.cycle_id)
    if found:
        return found
    summary = await summaries.summary(office, job.cycle_id, Edition(job.edition))
    figures = mask(summary) if summary else None
    if summary is None or figures is None:
        return None
    new = Issued(
        job.cycle_id,
        _packed(figures),
        _packed(summary.issuer),
        millis(office.clock()),
    )
    await office.db.write(lambda tx: _issue(tx, new, job.by))
    office.wake.set()
    return await issued(office, job.cycle_id)


async def _issue(tx: Transaction, new: Issued, by: str) -> None:
    if await circulated.issued(tx, new.cycle_id):
        return
    await circulated.issue(tx, new)
    cycle = await cycles.cycle(tx, new.cycle_id)
    assert cycle is not None  # noqa: S101 -- its figures are issued
    notices = [
        parcel(member.person_id, CirculatedNotice(cycle.id, member.id), cell_id=cycle.cell_id)
        for member in await members.known(tx, cycle.cell_id)
        if member.person_id not in ("", by) and may(member, Action.SEE_CIRCULATED, new.issued_at)
    ]
    await outbox.put(tx, notices, not_before=new.issued_at, now=new.issued_at)


async def _notice(office: Office, tx: Transaction, job: CirculatedNotice) -> Outgoing | None:
    """Nothing for who may not see it any more."""
    cycle, member = await cycles.cycle(tx, job.cycle_id), await members.member(tx, job.member_id)
    now = millis(office.clock())
    if cycle is None or member is None or not may(member, Action.SEE_CIRCULATED, now):
        return None
    cell = await cells.cell(tx, cycle.cell_id)
    see = Button(text("figures.see_circulated"), f"s:circulated:{cycle.id}")
    notice = text("figures.circulated_notice", cell=cell.name, theme=cycle.theme)
    return Outgoing(notice, ((see,),))


async def _issued(office: Office, tx: Transaction, cycle_id: str) -> CirculatedReport | None:
    kept = await circulated.issued(tx, cycle_id)
    cycle = await cycles.cycle(tx, cycle_id)
    if kept is None or cycle is None:
        return None
    figures = _reader(Circulated).validate_json(kept.figures)
    return CirculatedReport(
        issuer=_reader(Issuer).validate_json(kept.issuer),
        theme=cycle.theme,
        year=cycle.year,
        issued_at=office.calendar.local(moment(kept.issued_at)),
        form=await questionnaire(office, tx, cycle_id, figures.form),
        figures=figures,
    )


def _packed(kept: Circulated | Issuer) -> str:
    return json.dumps(asdict(kept), separators=(",", ":"))


@cache
def _reader(kind: type[Kept]) -> TypeAdapter[Kept]:
    """Takes 20 ms to make, so it is made when the first one is read."""
    return TypeAdapter(kind)


@dataclass(frozen=True, slots=True)
class CirculatedJob(Job):
    """Sends the report that may leave the committee; issued from this edition if not issued yet,
    and then everybody but this person is told."""

    cycle_id: str
    edition: str = Edition.OFFICIAL
    by: str = ""


@dataclass(frozen=True, slots=True)
class CirculatedNotice(Job):
    """Tells this member that a report was circulated."""

    cycle_id: str
    member_id: str


async def _parts(office: Office, job: CirculatedJob, language: str) -> AsyncIterator[Part]:
    """The report that may leave the committee, issued by the first who asks for it; no picture,
    whose bars would be as hidden as the figures. Nothing for an unknown cycle."""
    report = await issue(office, job)
    if report is None:
        return
    for part in circulated_parts(report):
        yield Outgoing(part)
    pdf, docx = await office.renderer.both(report, language)
    yield captioned(office, docx, text("figures.circulated_docx"), language)
    yield captioned(office, pdf, text("figures.circulated_pdf"), language)


NOTICES: Mapping[type[Job], Maker] = {CirculatedNotice: worded(_notice)}
MAKERS: Mapping[type[Job], Maker] = {CirculatedJob: _parts}
