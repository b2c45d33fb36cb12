"""From the numbers of a report back to the answers behind them. Pure.

The very functions that counted a number find what is behind it, one review at a time, so that there
are always as many entries as the number says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.kinds import kind_of, marks
from bot.domain.interview.questionnaire import Group, Question, Row
from bot.domain.interview.tallies import Counts, Days, Quotes, Stats
from bot.domain.messages import Text, text
from bot.domain.report.comparison import own_comparison
from bot.domain.report.summary import Responses
from bot.domain.words import Words

Label: TypeAlias = "str | Text | Words"


@dataclass(frozen=True, slots=True)
class Share:
    """One person's part of a number. `said` are the answers shown with it; `note` is shown instead
    where there is nothing to quote (a level, an item)."""

    member_id: str
    said: tuple[Slot, ...] = ()
    note: Label | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One number of the report: what it counts, and who is behind it."""

    label: Label
    entries: tuple[Share, ...]
    about: Label = ""

    @property
    def count(self) -> int:
        """The number itself."""
        return len(self.entries)


@dataclass(frozen=True, slots=True)
class SourcePart:
    """A part of the report with its numbers, except those with nobody behind them."""

    title: Label
    sources: tuple[Source, ...]


def answers_parts(collected: Responses) -> Iterator[SourcePart]:
    """The parts of a questionnaire that every member answers: each matrix, then all other
    questions."""
    others: list[Source] = []
    for question in _asked(collected):
        if question.rows:
            yield SourcePart(question.called, tuple(_filled(_rows(question, collected.reviews))))
        else:
            others += _filled(_answered(question, collected.reviews))
    yield SourcePart(text("tracing.others"), tuple(others))


def _asked(collected: Responses) -> Iterator[Question]:
    """The questions that the report counts by themselves: questions about a marked row belong to
    that row, and earlier items are the author's own matter."""
    form = collected.form
    for section in form.sections:
        for item in section.items:
            if isinstance(item, Group):
                about_rows = item.for_each and form.question(item.for_each).rows
                questions = () if about_rows else item.questions
                yield from (each for each in questions if each.id != item.repeat_while)
            elif not item.rows_from:
                yield item


def _filled(sources: Iterator[Source]) -> Iterator[Source]:
    return (source for source in sources if source.entries)


def _rows(question: Question, reviews: Sequence[Interview]) -> Iterator[Source]:
    levels = {option.code: option.label for option in question.options}
    for row in question.rows:
        entries = []
        for review in reviews:
            level = _level(question, row, review)
            if level:
                said = tuple(slot for slot in review.slots if _about(slot, row))
                entries.append(Share(review.id, said, levels[level]))
        yield Source(_named(row), tuple(entries))


def _level(question: Question, row: Row, review: Interview) -> str:
    answer = review.answers.get(question.id)
    return marks(answer.value).get(row.code, "") if answer and answer.value is not None else ""


def _about(slot: Slot, row: Row) -> bool:
    return isinstance(slot.row, Row) and slot.row.code == row.code and not slot.is_matrix


def _named(row: Row) -> Text:
    return text("tracing.row", short=row.short, label=row.label)


def _answered(question: Question, reviews: Sequence[Interview]) -> Iterator[Source]:
    """One source for each option that somebody chose; one for all words or numbers given."""
    found: dict[str, list[Share]] = {option.code: [] for option in question.options}
    labels: dict[str, Label] = {option.code: option.label for option in question.options}
    for review in reviews:
        for slot in review.slots:
            answer = review.answers.get(slot.key)
            if slot.question.id != question.id or answer is None or answer.value is None:
                continue
            tally = kind_of(question).tally(question, [answer.value])
            for code, label in _counted(tally):
                labels.setdefault(code, label)
                found.setdefault(code, []).append(Share(review.id, (slot,)))
    for code, entries in found.items():
        yield Source(labels[code], tuple(entries), question.called)


def _counted(tally: Counts | Stats | Quotes | Days) -> Iterator[tuple[str, Label]]:
    """The code and label under which one answer is counted."""
    match tally:
        case Counts(_, options, other):
            yield from ((option.code, option.label) for option, people in options if people)
            if other:
                yield "?", text("tracing.own_words")
        case Stats(counted) if counted:
            yield "#", text("tracing.numbers")
        case Quotes(counted) | Days(counted) if counted:
            yield "…", text("tracing.written")


def comparison_part(before: Sequence[Interview], now: Sequence[Interview]) -> SourcePart:
    """Who is behind each move, group by group: one entry for each item."""
    earlier = {review.id: review for review in before}
    pairs = [(earlier[review.id], review) for review in now if review.id in earlier]
    moved = [(now_.id, own_comparison(before_, now_)) for before_, now_ in pairs]
    questions = [each for each in now[0].questionnaire.questions if each.rows] if now else []
    sources = []
    for question in (each for each in questions if not each.rows_from):
        codes = {row.code for row in question.rows}
        for move in ("resolved", "remaining", "new"):
            entries = tuple(
                Share(member_id, note=_named(row))
                for member_id, found in moved
                for row in getattr(found, move)
                if row.code in codes
            )
            sources.append(Source(text(f"tracing.{move}"), entries, question.called))
    return SourcePart(text("tracing.comparison"), tuple(_filled(iter(sources))))
