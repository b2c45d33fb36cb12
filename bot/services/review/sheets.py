"""A review as it is read and printed: by its author, and by its reviewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.interview.carried import with_items, without_items
from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.kinds import Answer, kind_of
from bot.domain.interview.questionnaire import REGISTRATION, Group
from bot.domain.interview.screens import heading, shown_value
from bot.domain.messages import Param, text
from bot.domain.papers.own import Registration
from bot.domain.people.member import Member
from bot.domain.people.table import shown_birth
from bot.domain.review.points import deciding, marked
from bot.domain.review.returned import Change
from bot.domain.review.sheet import Blank, Compared, Part, Sheet, SheetLine
from bot.services.cycle.standing import questionnaire
from bot.services.interview import conversation
from bot.services.interview.carried import items_for
from bot.services.interview.proxy import BlankJob, paper_code
from bot.services.office import Office, moment
from bot.services.parcels import Job
from bot.services.people.cells import issuer_of, leader
from bot.services.review import reviewer
from storage import cycles, interviews, members
from storage.engine.database import Transaction


async def sheet(
    office: Office, tx: Transaction, job: SheetJob, language: str, *, on_paper: bool = False
) -> Sheet | None:
    """The review with every answer, or as printed `on_paper`; `None` if that version was taken back
    meanwhile."""
    stored = await interviews.get(tx, job.interview_id)
    cycle = await cycles.cycle(tx, stored.cycle_id) if stored else None
    if stored is None or cycle is None:
        return None
    interview = await conversation.load(office, tx, stored)
    submitted_at: datetime | None = None
    entered_by = stored.entered_by
    if job.version:
        version = await interviews.version(tx, stored.id, job.version)
        if version is None:
            return None
        answers = without_items(version.answers) if job.for_reviewer else version.answers
        interview = Interview(stored.id, interview.questionnaire, answers)
        submitted_at = office.calendar.local(moment(version.submitted_at))
        entered_by = version.entered_by
    member = await members.member(tx, stored.member_id)
    issuer = await issuer_of(office, tx, cycle)
    say = office.catalogue.render
    name = member.shown if member else ""
    typist = await members.known_as(tx, entered_by) if entered_by else ""
    typed = text("sheet.entered_by", name=typist)
    return Sheet(
        issuer=issuer,
        title=say(interview.questionnaire.title, language),
        writer=name,
        person=(
            *_person(office, member, issuer.cell, language),
            *([(say(text("sheet.entered"), language), say(typed, language))] if typist else []),
        ),
        parts=parts_of(office, interview, language, on_paper=on_paper),
        version=job.version,
        submitted_at=submitted_at,
        entered_by=typist,
        changes=await _compared(office, tx, job, interview, language),
    )


def _person(
    office: Office, member: Member | None, cell: str, language: str
) -> tuple[tuple[str, str], ...]:
    """The lines about the writer, as far as the roster knows."""
    if member is None:
        return ()
    lines = (
        (text("sheet.name"), member.shown),
        (text("sheet.born_on"), shown_birth(member.born_on)),
        (text("sheet.party_post"), member.party_post),
        (text("sheet.government_post"), member.government_post),
        (text("sheet.party_group"), member.party_group),
        (text("sheet.cell"), cell),
    )
    say = office.catalogue.render
    return tuple((say(label, language), value) for label, value in lines if value)


async def paper(
    office: Office, tx: Transaction, job: SheetJob, language: str
) -> Sheet | Registration | None:
    """The review as it is printed; a registration is printed for both to sign."""
    made = await sheet(office, tx, job, language, on_paper=True)
    stored = await interviews.get(tx, job.interview_id)
    if made is None or stored is None or not job.version:
        return made
    form = await cycles.form(tx, stored.cycle_id, stored.form)
    cycle = await cycles.cycle(tx, stored.cycle_id)
    if form is None or cycle is None or form.purpose != REGISTRATION:
        return made
    signs = await leader(office, tx, stored.cell_id)
    return Registration(
        issuer=made.issuer,
        title=made.title,
        year=cycle.year,
        writer=made.writer,
        person=made.person,
        parts=made.parts,
        confirms=signs is not None and signs.id != stored.member_id,
        version=made.version,
        submitted_at=made.submitted_at,
    )


async def _compared(
    office: Office, tx: Transaction, job: SheetJob, interview: Interview, language: str
) -> tuple[Compared, ...]:
    if not job.for_reviewer:
        return ()
    changes = await reviewer.changes(tx, interview, job.version)
    return tuple(compared(office, change, language) for change in changes)


async def blanks(office: Office, tx: Transaction, job: BlankJob) -> Sequence[Blank]:
    """The members' questionnaire of the cycle as paper forms: one for each of these members who is
    still there, with what the member's review would begin with, or one without a name."""
    cycle = await cycles.cycle(tx, job.cycle_id)
    if cycle is None:
        return ()
    asked = next(form for form in await cycles.forms(tx, cycle.id) if not form.member_id)
    form = await questionnaire(office, tx, cycle.id, asked.form)
    issuer = await issuer_of(office, tx, cycle)
    empty = Blank(issuer, office.operator, form.without_carried, cycle.year)
    found = [await members.member(tx, member_id) for member_id in job.member_ids]
    return [
        replace(
            empty,
            form=with_items(form, await items_for(office, tx, cycle, member.id, asked.form)),
            code=paper_code(cycle.id, member.id),
            name=member.shown,
            born_on=shown_birth(member.born_on),
            posts=", ".join(filter(None, (member.party_post, member.government_post))),
        )
        for member in found
        if member
    ] or ([] if job.member_ids else [empty])


def parts_of(
    office: Office, interview: Interview, language: str, *, on_paper: bool = False
) -> tuple[Part, ...]:
    """The answers of a review as they are read: part by part, without what was skipped. `on_paper`:
    under the headings of the paper, only what was recognised."""
    parts: Sequence[Part] = [
        Part(
            office.catalogue.render(section.headed if on_paper else section.title, language),
            _entries(office, interview, n, language, on_paper=on_paper),
        )
        for n, section in enumerate(interview.questionnaire.sections, 1)
    ]
    return tuple(part for part in parts if part.entries)


def _entries(
    office: Office, interview: Interview, part: int, language: str, *, on_paper: bool
) -> tuple[SheetLine, ...]:
    entries = []
    last = ""
    left_out = _left_out(interview) if on_paper else _asked_again(interview)
    for slot in interview.slots:
        value = shown_value(interview, slot)
        if slot.part != part or value is None or slot.question.id in left_out:
            continue
        title = heading(slot)
        named = office.catalogue.render(title, language) if title else ""
        entries.append(
            SheetLine(
                label=office.catalogue.render(slot.question.called, language),
                value=office.catalogue.render(text("sheet.value", value=value), language),
                heading=named if named != last else "",
            )
        )
        last = named
    return tuple(entries)


def _asked_again(interview: Interview) -> frozenset[str]:
    return frozenset(
        item.repeat_while
        for section in interview.questionnaire.sections
        for item in section.items
        if isinstance(item, Group)
    )


def _left_out(interview: Interview) -> frozenset[str]:
    """Ids of questions left out on paper: those that only decide what is asked; and matrices
    without a mark, unless no matrix has any, which is then stated for each."""
    matrices = [slot for slot in interview.slots if slot.is_matrix]
    unmarked = {slot.question.id for slot in matrices if not any(marked(interview, slot))}
    if len(unmarked) == len({slot.question.id for slot in matrices}):
        unmarked = set()
    return deciding(interview.questionnaire) | unmarked


def compared(office: Office, change: Change, language: str) -> Compared:
    """An answer in two versions, in words."""
    title = heading(change.slot)

    def say(param: Param) -> str:
        return office.catalogue.render(text("sheet.value", value=param), language)

    return Compared(
        heading=office.catalogue.render(title, language) if title else "",
        label=office.catalogue.render(change.slot.question.called, language),
        reason=change.reason,
        before=say(_value(change.slot, change.before)),
        now=say(_value(change.slot, change.now)),
    )


def _value(slot: Slot, answer: Answer | None) -> Param:
    if answer is None or answer.value is None:
        return text("reviewing.nothing")
    return kind_of(slot.question).display(slot.question, answer.value)


@dataclass(frozen=True, slots=True)
class SheetJob(Job):
    """Prints a review: a version that was handed in, or the draft (0). `for_reviewer`: without what
    is the author's alone."""

    interview_id: str
    version: int
    for_reviewer: bool = False
