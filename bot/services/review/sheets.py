"""A review as it is read and printed: by its author, and by its reviewer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.content.words.days import written_day
from bot.domain.interview.carried import with_items, without_items
from bot.domain.interview.given import given_value
from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.kinds import Answer, Value, kind_of
from bot.domain.interview.questionnaire import REGISTRATION, REVIEW, Group, Option, Row
from bot.domain.interview.screens import heading, shown_value
from bot.domain.messages import Param, text
from bot.domain.papers.own import Registration
from bot.domain.people.issuer import Issuer
from bot.domain.people.member import Member
from bot.domain.people.table import shown_birth
from bot.domain.review.points import deciding, for_figures, marked
from bot.domain.review.returned import Change
from bot.domain.review.sheet import Blank, Compared, Part, Sheet, SheetLine
from bot.domain.review.voice import of_the_cell, voice_of
from bot.domain.words import Words, lowered
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
    words = _Words(office, language, issuer if on_paper else None)
    name = member.shown if member else ""
    typist = await members.known_as(tx, entered_by) if entered_by else ""
    typed = words.say(text("sheet.entered_by", name=typist))
    signs = await leader(office, tx, stored.cell_id)
    return Sheet(
        issuer=issuer,
        voice=voice_of(interview.questionnaire),
        title=words.asked(interview.questionnaire.title),
        year=cycle.year,
        writer=name,
        person=(
            *_person(words, member, issuer.cell),
            *([(words.say(text("sheet.entered")), typed)] if typist else []),
        ),
        parts=_parts(words, interview),
        version=job.version,
        submitted_at=submitted_at,
        entered_by=typist,
        changes=await _compared(tx, job, interview, words),
        of_review=interview.questionnaire.purpose == REVIEW,
        confirms=signs is not None and signs.id != stored.member_id,
    )


class _Words:
    """Words of a review in one language. With the `issuer` of a paper, as papers of that cell write
    them: days as its layout does, and nothing of a committee where there is none."""

    def __init__(self, office: Office, language: str, issuer: Issuer | None = None) -> None:
        self._office, self._language, self.on_paper = office, language, issuer

    def say(self, value: Param) -> str:
        """A value, or a sentence of the program."""
        whole = text("sheet.value", value=value)
        return self._office.catalogue.render(whole, self._language)

    def asked(self, words: Words) -> str:
        """Words of the questionnaire."""
        said = self.say(words)
        return of_the_cell(said) if self.on_paper and not self.on_paper.has_committee else said

    def answer(self, slot: Slot, value: Value) -> str:
        """An answer that is not None."""
        given = given_value(slot.question, value)
        if not self.on_paper or slot.question.kind not in ("date", "single_choice", "multi_choice"):
            return self.say(kind_of(slot.question).display(slot.question, value))
        if given.day:
            return written_day(given.day, self.on_paper.style, self._language)
        chosen = [self.asked(option.label) for option in given.options]
        going_on = [lowered(each) for each in chosen[1:]]
        return "; ".join(filter(None, [*chosen[:1], *going_on, given.words]))

    def born(self, born_on: str) -> str:
        """A date of birth, of which only the year may be known."""
        if not self.on_paper or len(born_on) <= len("2000"):
            return shown_birth(born_on)
        return written_day(date.fromisoformat(born_on), self.on_paper.style, self._language)

    def row(self, row: Row, level: Option) -> str:
        """A marked row as a heading."""
        label, how = self.asked(row.label), self.asked(level.label)
        return self.say(text("sheet.row", short=row.short, label=label, level=how))

    def heading(self, slot: Slot, several: Collection[str]) -> str:
        """The line above a repeated question: on paper only of a row, an option, or one of
        `several`."""
        if not self.on_paper:
            title = heading(slot)
            return self.say(title) if title else ""
        if isinstance(slot.row, Row) and slot.level:
            return self.row(slot.row, slot.level)
        if slot.row or slot.question.id in several:
            return self.say(heading(slot))
        return ""


def _person(words: _Words, member: Member | None, cell: str) -> tuple[tuple[str, str], ...]:
    """The lines about the writer, as far as the roster knows."""
    if member is None:
        return ()
    lines = (
        (text("sheet.name"), member.shown),
        (text("sheet.born_on"), words.born(member.born_on)),
        (text("sheet.party_post"), member.party_post),
        (text("sheet.government_post"), member.government_post),
        (text("sheet.party_group"), member.party_group),
        (text("sheet.cell"), cell),
    )
    return tuple((words.say(label), value) for label, value in lines if value)


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
    return Registration(
        issuer=made.issuer,
        title=made.title,
        year=cycle.year,
        writer=made.writer,
        person=made.person,
        parts=made.parts,
        confirms=made.confirms,
        version=made.version,
        submitted_at=made.submitted_at,
    )


async def _compared(
    tx: Transaction, job: SheetJob, interview: Interview, words: _Words
) -> tuple[Compared, ...]:
    if not job.for_reviewer:
        return ()
    several = _several(interview)
    changes = await reviewer.changes(tx, interview, job.version)
    return tuple(_in_words(words, change, several) for change in changes)


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


def parts_of(office: Office, interview: Interview, language: str) -> tuple[Part, ...]:
    """The answers of a review as they are read in the chat: part by part, without what was
    skipped."""
    return _parts(_Words(office, language), interview)


def _parts(words: _Words, interview: Interview) -> tuple[Part, ...]:
    """The same; on paper under the headings of the paper, and only what was recognised."""
    parts: Sequence[Part] = [
        Part(
            words.asked(section.headed if words.on_paper else section.title),
            _entries(words, interview, n),
        )
        for n, section in enumerate(interview.questionnaire.sections, 1)
    ]
    return tuple(part for part in parts if part.entries)


def _entries(words: _Words, interview: Interview, part: int) -> tuple[SheetLine, ...]:
    entries = []
    last = ""
    left_out = _left_out(interview) if words.on_paper else _asked_again(interview)
    several = _several(interview)
    for slot in interview.slots:
        answer = interview.answers.get(slot.key)
        value = answer.value if answer else None
        if slot.part != part or value is None or slot.question.id in left_out:
            continue
        if words.on_paper and any(marked(interview, slot)):
            entries += [SheetLine("", "", words.row(*each)) for each in _bare(interview, slot)]
            continue
        named = words.heading(slot, several)
        entries.append(
            SheetLine(
                label=words.asked(slot.question.called),
                value=words.answer(slot, value),
                heading=named if named != last else "",
            )
        )
        last = named
    return tuple(entries)


def _several(interview: Interview) -> frozenset[str]:
    """Ids of the repeated questions that were asked more than once."""
    return frozenset(slot.question.id for slot in interview.slots if slot.number > 1)


def _bare(interview: Interview, matrix: Slot) -> Iterator[tuple[Row, Option]]:
    """The marked rows of which nothing else is said; the others have their heading above that."""
    told = {
        slot.instance
        for slot in interview.slots
        if isinstance(slot.row, Row)
        and slot.row in matrix.question.rows
        and shown_value(interview, slot) is not None
    }
    return (each for each in marked(interview, matrix) if each[0].code not in told)


def _asked_again(interview: Interview) -> frozenset[str]:
    return frozenset(
        item.repeat_while
        for section in interview.questionnaire.sections
        for item in section.items
        if isinstance(item, Group)
    )


def _left_out(interview: Interview) -> frozenset[str]:
    """Ids of questions left out on paper: those that only decide what is asked, or are asked for
    figures; and matrices
    without a mark, unless no matrix has any, which is then stated for each."""
    matrices = [slot for slot in interview.slots if slot.is_matrix]
    unmarked = {slot.question.id for slot in matrices if not any(marked(interview, slot))}
    if len(unmarked) == len({slot.question.id for slot in matrices}):
        unmarked = set()
    form = interview.questionnaire
    return deciding(form) | for_figures(form) | unmarked


def compared(office: Office, change: Change, language: str) -> Compared:
    """An answer in two versions, in words."""
    return _in_words(_Words(office, language), change, frozenset())


def _in_words(words: _Words, change: Change, several: Collection[str]) -> Compared:
    return Compared(
        heading=words.heading(change.slot, several),
        label=words.asked(change.slot.question.called),
        reason=change.reason,
        before=_value(words, change.slot, change.before),
        now=_value(words, change.slot, change.now),
    )


def _value(words: _Words, slot: Slot, answer: Answer | None) -> str:
    if answer is None or answer.value is None:
        return words.say(text("reviewing.nothing"))
    return words.answer(slot, answer.value)


@dataclass(frozen=True, slots=True)
class SheetJob(Job):
    """Prints a review: a version that was handed in, or the draft (0). `for_reviewer`: without what
    is the author's alone."""

    interview_id: str
    version: int
    for_reviewer: bool = False
