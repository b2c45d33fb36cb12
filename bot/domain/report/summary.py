"""The cell's consolidated figures: counts, never names; no member's own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TypeAlias

from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Value, kind_of, marks
from bot.domain.interview.questionnaire import Group, Option, Question, Questionnaire, Row, Section
from bot.domain.interview.tallies import Counts, Tally
from bot.domain.people.issuer import Issuer
from bot.domain.preparation.basis import Document
from bot.domain.report.causes import NO_CAUSES, Causes
from bot.domain.report.comparison import Comparison
from bot.domain.report.course import UNPREPARED, Meeting, Preparation
from bot.domain.report.participation import Participation
from bot.domain.report.shown import Circulated
from bot.domain.report.wording import Edits
from bot.domain.review.voice import Voice, voice_of
from bot.domain.words import Words


class Edition(StrEnum):
    """Which reviews the report is made of: all handed in, with every figure, for the meeting; or
    the versions approved, with the figures that may leave the committee. What was sent back counts
    in neither: it is in the member's hands again."""

    MEETING = "meeting"
    OFFICIAL = "official"


@dataclass(frozen=True, slots=True)
class Detail:
    """One question's tally; inside a row, over those who marked that row."""

    question: Question
    tally: Tally


@dataclass(frozen=True, slots=True)
class RowCounts:
    """One manifestation: how many people at each level, the first being "not seen"."""

    row: Row
    levels: tuple[int, ...]
    details: tuple[Detail, ...] = ()

    @property
    def marked(self) -> int:
        """People at any level above the first."""
        return sum(self.levels[1:])


@dataclass(frozen=True, slots=True)
class MatrixCounts:
    """A group of manifestations. `sum(row.levels) == counted` for every row.

    `people`: how many people have each level as the highest within the group; sums to `counted`.
    """

    question: Question
    counted: int
    rows: tuple[RowCounts, ...]
    people: tuple[int, ...]

    @property
    def scale(self) -> tuple[Option, ...]:
        """The levels; the first is "not seen"."""
        return self.question.options


Finding: TypeAlias = Detail | MatrixCounts


Point: TypeAlias = tuple[Detail, ...]
"""The answers to one repetition of a group, in the order of its questions: a limit with its own
cause and measure."""


@dataclass(frozen=True, slots=True)
class SectionSummary:
    """The findings under one section's heading; printing leaves out the empty ones.

    `repeated`: ids of questions that may be asked of a person several times, or of some only.
    `points`: what a collective or a head wrote point by point, each with all that was said of it.
    """

    title: Words
    findings: tuple[Finding, ...]
    repeated: frozenset[str] = frozenset()
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class FormSummary:
    """One questionnaire of the cycle. `audience` as in the questionnaire; `voice`: for whom its
    reviews speak."""

    id: str
    audience: str
    title: Words
    counted: int
    sections: tuple[SectionSummary, ...]
    voice: Voice = Voice.MEMBER

    @property
    def matrices(self) -> tuple[MatrixCounts, ...]:
        """Its matrices that somebody was asked, in their order."""
        found = (finding for section in self.sections for finding in section.findings)
        return tuple(each for each in found if isinstance(each, MatrixCounts) and each.counted)


@dataclass(frozen=True, slots=True)
class Totals:
    """People counted, those who marked at least one row, and marks in all."""

    counted: int
    with_marks: int
    marks: int


@dataclass(frozen=True, slots=True)
class Summary:
    """All that `/summary` and the report are made of. Dates are the cell's local ones.

    `basis`: the documents that the cell goes by, in their order. `shown`: all that the official
    edition tells of the members' figures, once they were issued the same for the whole cycle;
    `shown_before`: what was issued of them in the cycle before.
    """

    issuer: Issuer
    theme: str
    year: int
    submit_on: date
    submit_inclusive: bool
    meeting_on: date | None
    made_at: datetime
    participation: Participation
    totals: Totals
    comparison: Comparison | None
    forms: tuple[FormSummary, ...]
    edition: Edition = Edition.MEETING
    basis: tuple[Document, ...] = ()
    preparation: Preparation = UNPREPARED
    meeting: Meeting | None = None
    edits: Edits = field(default_factory=dict)
    causes: Causes = NO_CAUSES
    shown: Circulated | None = None
    shown_before: Circulated | None = None

    @property
    def member_matrices(self) -> tuple[MatrixCounts, ...]:
        """The groups of manifestations that members answered."""
        forms = (form for form in self.forms if form.audience == "member")
        return tuple(matrix for form in forms for matrix in form.matrices)

    @property
    def is_official(self) -> bool:
        """Whether it is for those too who do not read the reviews."""
        return self.edition is Edition.OFFICIAL


def percent(part: int, whole: int) -> Decimal:
    """A percentage with one decimal, halves rounded up; 0 of 0 is 0."""
    if not whole:
        return Decimal("0.0")
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Responses:
    """One questionnaire of the cycle with the submitted answers of everybody who answered it."""

    form: Questionnaire
    reviews: tuple[Interview, ...]


def form_summary(collected: Responses) -> FormSummary:
    """The findings of one questionnaire, in its order. Only relevant screens count."""
    form = collected.form
    values = _values(collected.reviews)
    return FormSummary(
        id=form.id,
        audience=form.audience,
        title=form.title,
        counted=len(collected.reviews),
        sections=tuple(
            SectionSummary(
                section.title,
                tuple(_findings(form, section, values)),
                _repeated(section),
                tuple(_points(section, collected)),
            )
            for section in form.sections
        ),
        voice=voice_of(form),
    )


def _repeated(section: Section) -> frozenset[str]:
    groups = [item for item in section.items if isinstance(item, Group)]
    return frozenset(question.id for group in groups for question in group.questions)


def _points(section: Section, collected: Responses) -> Iterator[Point]:
    """The repetitions of the groups whose words are printed, author by author. Of members there are
    none: what one of them answered stays with nothing else that they answered."""
    if collected.form.audience == "member":
        return
    for group in section.items:
        if not isinstance(group, Group) or not group.repeat_while:
            continue
        if any(question.printed for question in group.questions):
            for review in collected.reviews:
                yield from filter(None, _repetitions(group, review))


def _repetitions(group: Group, review: Interview) -> Iterator[Point]:
    """What was answered each time that the group was asked."""
    asked = frozenset(question.id for question in group.questions) - {group.repeat_while}
    found: defaultdict[str, list[Detail]] = defaultdict(list)
    for slot in review.slots:
        answer = review.answers.get(slot.key)
        if slot.question.id in asked and answer and answer.value is not None:
            tally = kind_of(slot.question).tally(slot.question, [answer.value])
            found[slot.instance].append(Detail(slot.question, tally))
    return map(tuple, found.values())


def totals(collected: Sequence[Responses]) -> Totals:
    """The totals over the questionnaires that every member answers."""
    reviews = [
        review for each in collected if each.form.audience == "member" for review in each.reviews
    ]
    marked = [_marks(review) for review in reviews]
    return Totals(len(reviews), sum(count > 0 for count in marked), sum(marked))


_Values: TypeAlias = Mapping[tuple[str, str], Sequence[Value]]
"""Question id and row code (or nothing) -> the values of all people."""


def _values(reviews: Sequence[Interview]) -> _Values:
    found: defaultdict[tuple[str, str], list[Value]] = defaultdict(list)
    for review in reviews:
        for slot in review.slots:
            answer = review.answers.get(slot.key)
            if answer and answer.value is not None:
                row = slot.row.code if slot.row else ""
                found[slot.question.id, row].append(answer.value)
    return found


def _findings(form: Questionnaire, section: Section, values: _Values) -> Iterator[Finding]:
    for item in section.items:
        if isinstance(item, Group) and item.for_each and form.question(item.for_each).rows:
            continue
        questions = item.questions if isinstance(item, Group) else (item,)
        asked_again = item.repeat_while if isinstance(item, Group) else ""
        for question in questions:
            if question.rows_from:
                continue  # what became of earlier items is in the comparison
            if question.rows:
                yield _matrix(form, question, values)
            elif question.id != asked_again:
                given = [v for (q, _), vs in values.items() if q == question.id for v in vs]
                yield Detail(question, kind_of(question).tally(question, given))


def _matrix(form: Questionnaire, question: Question, values: _Values) -> MatrixCounts:
    given = values.get((question.id, ""), ())
    levels = [marks(value) for value in given]
    highest = kind_of(question).tally(question, given)
    rows = tuple(
        RowCounts(row, _levels(question, row, levels), _row_details(form, question, row, values))
        for row in question.rows
    )
    people = tuple(count for _, count in highest.options) if isinstance(highest, Counts) else ()
    return MatrixCounts(question, len(given), rows, people)


def _levels(question: Question, row: Row, levels: Sequence[Mapping[str, str]]) -> tuple[int, ...]:
    first = question.options[0].code
    held = [each.get(row.code, first) for each in levels]
    return tuple(held.count(option.code) for option in question.options)


def _row_details(
    form: Questionnaire, question: Question, row: Row, values: _Values
) -> tuple[Detail, ...]:
    groups = [
        item
        for section in form.sections
        for item in section.items
        if isinstance(item, Group) and item.for_each == question.id
    ]
    return tuple(
        Detail(inner, kind_of(inner).tally(inner, values.get((inner.id, row.code), ())))
        for group in groups
        for inner in group.questions
    )


def _marks(review: Interview) -> int:
    """How many rows of all matrices the person marked."""
    return sum(
        len(marks(answer.value))
        for slot in review.slots
        if slot.is_matrix and (answer := review.answers.get(slot.key))
    )
