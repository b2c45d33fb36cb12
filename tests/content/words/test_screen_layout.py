"""The screens of questionnaires are well spaced, new, begun, kept and listed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.domain.interview.carried import kept_items
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer, Value
from bot.domain.interview.questionnaire import Question, Row
from bot.domain.interview.screens import screen
from bot.domain.messages import text
from bot.domain.words import LANGUAGES
from tests.content.words.shipped import CATALOGUE, FORMS, check_layout

ITEMS = (
    Row("I.3", {"vi": "I.3 Ngại học nghị quyết (hiếm khi)"}, "I.3"),
    Row("other_text.1", {"vi": "Trả bài chậm một tuần"}, ""),
)
"""Last time's items of whoever answers."""


def _given(question: Question) -> Value:
    """Some valid answer."""
    codes: list[Value] = [option.code for option in question.options]
    chosen: dict[str, Value] = {"chosen": codes[:2], "other": "việc nhà\nđột xuất"}
    simple: dict[str, Value] = {
        "number": "12",
        "date": "2027-06-30",
        "yes_no": False,
        "note": None,
        "short_text": "Giấy chứng nhận",
        "long_text": "Vắng hai buổi.\nĐã đọc bù.",
        "multi_choice": chosen,
    }
    if question.kind == "follow_up":
        return {row.code: question.options[-1].code for row in question.rows}
    if question.kind == "matrix":
        return {row.code: question.options[-1].code for row in question.rows[:2]}
    return simple.get(question.kind, codes[0] if codes else "x")


def _interviews(form: str) -> Iterator[tuple[Interview, str]]:
    """Every screen of a form: each question new, begun and kept; the lists."""
    answers: dict[str, Answer] = {}
    answers.update(kept_items(FORMS[form], ITEMS))
    while slot := (now := Interview("x", FORMS[form], dict(answers))).unfinished:
        yield now, ""
        begun = {**answers, slot.key: Answer(_given(slot.question), done=False)}
        yield Interview("x", FORMS[form], begun), ""
        answers[slot.key] = Answer(_given(slot.question))
    done = Interview("x", FORMS[form], answers)
    yield done, ""
    yield from ((done, f"s{number}") for number in range(1, len(FORMS[form].sections) + 1))
    skipped = kept_items(FORMS[form], ITEMS) | {
        slot.key: Answer({} if slot.question.rows else None) for slot in done.slots
    }
    yield from ((Interview("x", FORMS[form], skipped), editing) for editing in ("", "s1"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_screens_of_questionnaires_are_well_spaced(form: str, language: str) -> None:
    for interview, editing in _interviews(form):
        shown = screen(interview, editing)
        check_layout(shown.text, language)
        for label in (button.label for row in shown.buttons for button in row):
            assert CATALOGUE.render(label, language).strip()


def test_blocks_of_a_question_stand_apart() -> None:
    first = Interview("x", FORMS["member"])
    blocks = CATALOGUE.render(screen(first, "").text, "vi").split("\n\n")
    question = first.questionnaire.questions[0]
    assert blocks[0] == FORMS["member"].intro["vi"]
    assert blocks[2].startswith(question.label["vi"])
    assert blocks[3] == FORMS["member"].readers["vi"]
    assert len(blocks) == 4


def test_what_was_typed_stays_on_one_line_of_a_list() -> None:
    entry = text("interview.entry", heading=None, label="Việc cụ thể", value="Một.\nHai.")
    assert CATALOGUE.render(entry, "vi") == "Việc cụ thể: Một. Hai."


def test_a_matrix_with_nothing_marked_can_be_listed() -> None:
    matrix = next(question for question in FORMS["member"].questions if question.rows)
    value = Interview("x", FORMS["member"], {matrix.id: Answer({})})
    listed = CATALOGUE.render(screen(value, "s2").text, "en")
    assert "nothing marked" in listed
