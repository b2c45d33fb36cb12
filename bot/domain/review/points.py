"""What a review says, grouped by what it is about: a marked row with its deed, cause and measure,
one promise, one plain answer. The questionnaire's shape alone decides. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from bot.domain.interview.conditions import questions_in
from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.kinds import marks
from bot.domain.interview.questionnaire import Group, Option, Question, Questionnaire, Row, Section

_MANIFESTATION = re.compile(r"I{1,3}\.[1-9]")


@dataclass(frozen=True)
class Point:
    """Answers that belong together. `group`: the repeated group they are from; a plain answer has
    none. `level`: of a marked row."""

    section: Section
    slots: tuple[Slot, ...]
    row: Row | Option | None = None
    level: Option | None = None
    group: Group | None = None

    @cached_property
    def is_promise(self) -> bool:
        """Whether it is something to be done by a certain day."""
        repeated = self.group is not None and bool(self.group.repeat_while)
        return repeated and any(slot.question.kind == "date" for slot in self.slots)

    @cached_property
    def measures(self) -> tuple[Slot, ...]:
        """The answers that say how it will be put right."""
        return tuple(slot for slot in self.slots if slot.question.dated)


def points(review: Interview) -> tuple[Point, ...]:
    """All that was answered, in the order of the questionnaire, except what became of earlier
    items, what only decides what is asked, and the rows that are talked over in person."""
    groups = _groups(review.questionnaire)
    decides = deciding(review.questionnaire)
    found: dict[tuple[str, str], Point] = {}
    for slot in review.slots:
        answer = review.answers.get(slot.key)
        if answer is None or answer.value is None or slot.question.rows_from:
            continue
        if slot.is_matrix:
            for row, level in marked(review, slot):
                if not row.in_person:
                    new = Point(slot.section, (), row, level)
                    found[slot.question.id, row.code] = new
        elif slot.question.id not in decides:
            group = groups.get(slot.question.id)
            about = (group.for_each or group.id) if group else slot.question.id
            known = found.get((about, slot.instance)) or Point(slot.section, (), slot.row)
            found[about, slot.instance] = replace(known, slots=(*known.slots, slot), group=group)
    return tuple(found.values())


def marked(review: Interview, slot: Slot) -> Iterator[tuple[Row, Option]]:
    """The marked rows of this matrix with their levels."""
    answer = review.answers.get(slot.key)
    levels = marks(answer.value) if answer else {}
    for row in slot.question.rows:
        if row.code in levels:
            yield row, next(o for o in slot.question.options if o.code == levels[row.code])


def looked_into(review: Interview) -> tuple[Section, ...]:
    """The sections whose rows were gone through without any being marked."""
    found: dict[str, tuple[Section, bool]] = {}
    for slot in review.slots:
        if slot.is_matrix and slot.key in review.answers:
            _, so_far = found.get(slot.section.id, (slot.section, False))
            any_here = so_far or any(marked(review, slot))
            found[slot.section.id] = (slot.section, any_here)
    return tuple(section for section, any_marked in found.values() if not any_marked)


def talked_over(review: Interview) -> bool:
    """Whether a row that is only talked over in person is marked, now or in the cycle before."""
    matrices = (slot for slot in review.slots if slot.is_matrix)
    now = (row for slot in matrices for row, _ in marked(review, slot))
    return any(row.in_person for row in (*now, *(row for row, _ in became(review))))


def became(review: Interview) -> tuple[tuple[Row, Option], ...]:
    """What became of the items of the cycle before, by the author's own word; without the levels
    that were marked then."""
    return tuple(
        (_without_level(review.questionnaire, row), option)
        for slot in review.slots
        if slot.question.rows_from and (answer := review.answers.get(slot.key))
        for levels in [marks(answer.value)]
        for row in slot.question.rows
        for option in slot.question.options
        if levels.get(row.code) == option.code
    )


def for_figures(form: Questionnaire) -> frozenset[str]:
    """Ids of the questions that ask only which kind of thing was written in own words, as the
    report's figures need it; no paper says them."""
    kinds = [question.groups for question in form.questions if question.groups]
    return frozenset(each.id for each in form.questions if each.options and each.options in kinds)


def is_manifestation(row: Row) -> bool:
    """Whether this is one of the 27 manifestations, which have their numbers everywhere."""
    return bool(_MANIFESTATION.fullmatch(row.short))


def _without_level(form: Questionnaire, row: Row) -> Row:
    """The row with its words alone; as an item it is kept as `I.3 words (level)`."""
    if not row.short:
        return row
    for question in form.questions:
        for known in question.rows:
            if known.code == row.code and not question.rows_from:
                return known
    label = {
        language: words.removeprefix(f"{row.short} ").rpartition(" (")[0] or words
        for language, words in row.label.items()
    }
    return replace(row, label=label)


def _groups(form: Questionnaire) -> dict[str, Group]:
    return {
        question.id: item
        for section in form.sections
        for item in section.items
        if isinstance(item, Group)
        for question in item.questions
    }


def deciding(form: Questionnaire) -> frozenset[str]:
    """Ids of the yes-or-no questions on which others depend, and of those that ask whether there is
    more."""
    named = {
        name
        for section in form.sections
        for item in section.items
        for asked in (item, *(item.questions if isinstance(item, Group) else ()))
        if asked.relevant
        for name in questions_in(asked.relevant)
    }
    yes_no = {each.id for each in form.questions if _is_yes_no(each)}
    again = {group.repeat_while for group in _groups(form).values()}
    return frozenset(named & yes_no | again)


def _is_yes_no(question: Question) -> bool:
    return question.kind == "yes_no"
