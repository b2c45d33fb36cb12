"""This cycle beside the one before: item by item, for one member and for the cell. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.kinds import kind_of, marks
from bot.domain.interview.questionnaire import Option, Question, Questionnaire, Row
from bot.domain.interview.tallies import Counts
from bot.domain.words import LANGUAGES, Words, in_language

LONGEST_ITEM = 90
"""The most characters of an item in one's own words that are shown; its beginning identifies it."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Item-marks: `resolved` marked before and not now, `remaining` both times, `new` only now."""

    resolved: int
    remaining: int
    new: int


NONE = Moves(0, 0, 0)


@dataclass(frozen=True, slots=True)
class GroupMoves:
    """The moves within one matrix, and row by row, of those that somebody marked."""

    question: Question
    moves: Moves
    rows: tuple[tuple[Row, Moves], ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The members who are counted in both cycles, and nobody else. `total` is the sum of `groups`.

    `word`: what these members say themselves of their earlier items, counted in items.
    """

    title: str
    year: int
    people: int
    total: Moves
    groups: tuple[GroupMoves, ...]
    word: Counts


@dataclass(frozen=True, slots=True)
class OwnComparison:
    """One member's rows by move, and what they say themselves of each earlier item."""

    resolved: tuple[Row, ...]
    remaining: tuple[Row, ...]
    new: tuple[Row, ...]
    word: tuple[tuple[Row, Option], ...]


def items_of(review: Interview) -> list[Row]:
    """What comes up again next time from a handed-in review: marked rows with their level, then the
    shortcomings in the author's own words, each as a row of its own."""
    answered = [
        (slot, answer.value)
        for slot in review.slots
        if (answer := review.answers.get(slot.key)) and answer.value is not None
    ]
    marked = [
        Row(row.code, _with_level(row, slot.question, levels[row.code]), row.short)
        for slot, value in answered
        if slot.is_matrix
        for levels in [marks(value)]
        for row in slot.question.rows
        if row.code in levels
    ]
    own = [
        Row(slot.key.replace("/", "."), {"vi": _beginning(str(value))}, "")
        for slot, value in answered
        if slot.question.carried
    ]
    return marked + own


def _with_level(row: Row, question: Question, level: str) -> Words:
    said = next(option.label for option in question.options if option.code == level)
    return {
        language: f"{row.short} {in_language(row.label, language)} ({in_language(said, language)})"
        for language in LANGUAGES
    }


def _beginning(words: str) -> str:
    line = " ".join(words.split())
    if len(line) <= LONGEST_ITEM:
        return line.rstrip(" .")
    return line[:LONGEST_ITEM].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def compare(
    title: str,
    year: int,
    form: Questionnaire,
    *,
    before: Sequence[Interview],
    now: Sequence[Interview],
) -> Comparison | None:
    """This cycle's reviews beside those before; each one's id is its member's. `None` if nobody is
    in both.

    Only rows that both questionnaires ask about are compared.
    """
    earlier = {review.id: review for review in before}
    pairs = [(earlier[review.id], review) for review in now if review.id in earlier]
    if not pairs:
        return None
    matrices = [question for question in form.questions if question.rows]
    groups = tuple(_group(question, pairs) for question in matrices)
    word = [_tally(review) for _, review in pairs]
    return Comparison(
        title=title,
        year=year,
        people=len(pairs),
        total=_added(group.moves for group in groups),
        groups=groups,
        word=_sum_of([tally for tally in word if tally]),
    )


def _group(question: Question, pairs: Sequence[tuple[Interview, Interview]]) -> GroupMoves:
    found: defaultdict[str, list[Moves]] = defaultdict(list)
    for before, now in pairs:
        for row, was, is_now in _rows(question, before, now):
            moves = Moves(int(was and not is_now), int(was and is_now), int(is_now and not was))
            found[row.code].append(moves)
    rows = [(row, _added(found[row.code])) for row in question.rows if row.code in found]
    touched = tuple((row, moves) for row, moves in rows if moves != NONE)
    return GroupMoves(question, _added(moves for _, moves in rows), touched)


def own_comparison(before: Interview, now: Interview) -> OwnComparison:
    """What a member sees of their own two reviews."""
    found: dict[str, list[Row]] = {"resolved": [], "remaining": [], "new": []}
    for question in now.questionnaire.questions:
        for row, was, is_now in _rows(question, before, now):
            if was or is_now:
                move = "remaining" if was and is_now else "resolved" if was else "new"
                found[move].append(row)
    word = tuple(
        (row, option)
        for slot in _about_before(now)
        for levels in [marks(now.answers[slot.key].value)]
        for row in slot.question.rows
        for option in slot.question.options
        if levels.get(row.code) == option.code
    )
    return OwnComparison(
        tuple(found["resolved"]), tuple(found["remaining"]), tuple(found["new"]), word
    )


def _rows(
    question: Question, before: Interview, now: Interview
) -> Iterator[tuple[Row, bool, bool]]:
    """Each row asked about both times: whether it was marked before, and whether it is now."""
    if not question.rows or question.rows_from:
        return
    asked = {row.code for each in before.questionnaire.questions for row in each.rows}
    was, is_now = _marked(before), _marked(now)
    for row in question.rows:
        if row.code in asked:
            yield row, row.code in was, row.code in is_now


def _marked(review: Interview) -> set[str]:
    return {
        code
        for slot in review.slots
        if slot.is_matrix and (answer := review.answers.get(slot.key))
        for code in marks(answer.value)
    }


def _added(several: Iterable[Moves]) -> Moves:
    found = list(several)
    return Moves(
        sum(each.resolved for each in found),
        sum(each.remaining for each in found),
        sum(each.new for each in found),
    )


def _about_before(review: Interview) -> list[Slot]:
    return [slot for slot in review.slots if slot.question.rows_from and slot.key in review.answers]


def _tally(review: Interview) -> Counts | None:
    for slot in _about_before(review):
        tally = kind_of(slot.question).tally(slot.question, [review.answers[slot.key].value])
        if isinstance(tally, Counts):
            return tally
    return None


def _sum_of(tallies: Sequence[Counts]) -> Counts:
    options = tallies[0].options if tallies else ()
    return Counts(
        sum(tally.counted for tally in tallies),
        tuple(
            (option, sum(tally.options[n][1] for tally in tallies))
            for n, (option, _) in enumerate(options)
        ),
    )
