"""What an interview carries over from the member's review of the cycle before.

The frozen questionnaire has only the empty question (`rows_from: carried`). The member's own items
are kept among the interview's answers, under a key of their own, so that whatever keeps, seals or
erases the answers keeps, seals or erases them too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.domain.interview.kinds.base import Answer, Value
from bot.domain.interview.questionnaire import Group, Question, Questionnaire, Row, Section


def items_key(question_id: str) -> str:
    """The key under which this question's items are kept among the answers."""
    return f"{question_id}/items"


def kept_items(form: Questionnaire, items: Iterable[Row]) -> dict[str, Answer]:
    """Answers that hold these items, for each question of the questionnaire that takes them."""
    value: Value = [
        {"code": row.code, "short": row.short, "label": dict(row.label)} for row in items
    ]
    taking = [question for question in form.questions if question.rows_from]
    return {items_key(question.id): Answer(value) for question in taking if value}


def without_items(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers after the earlier review was erased: neither its items nor what became of them.

    Whatever erases a review passes the member's interview of the following cycle through this.
    """
    gone = {key.removesuffix("/items") for key in answers if key.endswith("/items")}
    return {key: each for key, each in answers.items() if key.partition("/")[0] not in gone}


def with_items(form: Questionnaire, answers: Mapping[str, Answer]) -> Questionnaire:
    """The questionnaire as this person is asked it: with the items, or without any question about
    them.

    A part that becomes empty is left out, so that nobody without items sees or counts it.
    """
    if not form.carries:
        return form
    rows = {
        question.id: _rows(answers.get(items_key(question.id)))
        for question in form.questions
        if question.rows_from
    }
    if not any(rows.values()):
        return form.without_carried
    if all(form.question(id_).rows == found for id_, found in rows.items()):
        return form
    sections = tuple(_filled(section, rows) for section in form.sections)
    return replace(form, sections=tuple(section for section in sections if section.items))


def _filled(section: Section, rows: Mapping[str, tuple[Row, ...]]) -> Section:
    kept = tuple(
        replace(item, rows=rows[item.id]) if isinstance(item, Question) and item.rows_from else item
        for item in section.items
        if isinstance(item, Group) or not item.rows_from or rows[item.id]
    )
    return replace(section, items=kept)


def _rows(answer: Answer | None) -> tuple[Row, ...]:
    found = answer.value if answer else None
    if not isinstance(found, list):
        return ()
    return tuple(
        Row(str(each["code"]), _words(each["label"]), str(each["short"]))
        for each in found
        if isinstance(each, dict)
    )


def _words(value: Value) -> dict[str, str]:
    return {k: str(words) for k, words in value.items()} if isinstance(value, dict) else {}
