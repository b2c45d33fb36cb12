"""The interview: the position is derived, an act counts only for the screen it was meant for."""

from __future__ import annotations

import pytest

from bot.domain.interview.advance import Outcome
from bot.domain.interview.kinds import Answer
from bot.domain.messages import BadAnswer
from tests.domain.builders import Talk, form, question, said


def three() -> Talk:
    """Two parts: yes or no and a text, then an optional text."""
    return Talk(
        form(
            [question("yes_no", "a"), question("long_text", "b")],
            [question("long_text", "c", required=False)],
        )
    )


def answered() -> Talk:
    """All three are answered: the check list is shown."""
    talk = three()
    talk.say("có")
    talk.say("một")
    talk.say("hai")
    return talk


def test_the_first_unanswered_question_is_asked() -> None:
    talk = three()
    assert talk.place == "0"
    talk.tap("=1")
    assert talk.place == "1"
    talk.say("lời")
    assert talk.place == "2"
    talk.tap("x")

    assert talk.interview.unfinished is None
    assert talk.values == {"a": True, "b": "lời", "c": None}
    assert talk.place == "c3"


def test_the_position_needs_nothing_but_the_answers() -> None:
    answers = {"a": Answer(value=True), "c": Answer("hai")}

    assert Talk(three().form, answers).place == "1"


def test_a_tap_on_another_screen_records_nothing_and_shows_the_current_one() -> None:
    talk = three()
    talk.tap("=1")
    before = talk.interview

    turn = talk.tap("=0", on="0")

    assert turn.stale
    assert said(turn) == "interview.stale_tap"
    assert turn.interview is before
    assert talk.place == "1"


def test_a_text_counts_only_for_the_screen_that_was_shown() -> None:
    talk = three()
    talk.shown = "c9"

    turn = talk.say("có")

    assert turn.stale
    assert said(turn) == "interview.stale_text"
    assert talk.values == {}
    assert not talk.say("có").stale


def test_a_complaint_leaves_everything_as_it_was() -> None:
    talk = three()

    assert said(talk.say("có lẽ")) == "kinds.not_yes_no"
    assert said(talk.tap("=7")) == "interview.forged"
    assert (talk.values, talk.place, talk.interview.revision) == ({}, "0", 0)


def test_a_required_question_cannot_be_skipped() -> None:
    talk = three()

    assert said(talk.tap("x")) == "interview.required"
    assert said(talk.say("bỏ qua")) == "interview.required"
    assert talk.place == "0"


def test_a_question_that_is_not_required_may_be_skipped_and_answered_later() -> None:
    talk = answered()
    talk.tap("e2")
    talk.tap("g2")
    talk.say("bo qua")
    assert talk.values["c"] is None

    talk.tap("e2")
    talk.tap("g2")
    talk.say("vẫn có lời")
    assert talk.values["c"] == "vẫn có lời"


def test_back_goes_a_screen_back_and_answering_returns_to_the_first_unanswered() -> None:
    talk = three()
    talk.say("có")
    talk.say("một")

    talk.say("quay lại")
    assert talk.place == "1"
    talk.tap("<")
    assert talk.place == "0"
    talk.tap("<")
    assert talk.place == "0"
    talk.say("không")

    assert talk.place == "2"
    assert talk.values == {"a": False, "b": "một"}


def test_back_from_an_answer_opened_in_the_check_list_leads_to_it_again() -> None:
    talk = answered()
    talk.tap("e1")
    talk.tap("g1")
    assert talk.place == "1"

    talk.tap("<")

    assert talk.place == "c3"


def test_going_back_and_keeping_changes_no_value() -> None:
    talk = three()
    talk.say("có")
    talk.tap("<")
    talk.say("giữ nguyên")

    assert talk.values == {"a": True}
    assert talk.place == "1"


def test_a_pause_keeps_the_place() -> None:
    talk = three()
    talk.say("có")

    assert talk.say("tạm dừng").outcome is Outcome.PAUSED
    assert talk.place == "1"
    assert talk.tap("z").outcome is Outcome.PAUSED


def test_control_words_count_only_when_they_stand_alone() -> None:
    talk = three()
    talk.say("có")
    talk.say("quay lại việc cũ")

    assert talk.values["b"] == "quay lại việc cũ"


def test_the_editing_pointer_to_a_screen_that_is_gone_is_forgotten() -> None:
    talk = three()
    talk.editing = "17.3"

    assert talk.place == "0"
    assert not talk.tap("=1").complaint
    assert talk.editing == ""


# -- the check list


def test_typed_numbers_open_a_part_and_an_answer() -> None:
    talk = answered()
    talk.say("1")
    assert talk.place == "s1r3"
    talk.say("2.")
    assert talk.place == "1"
    talk.say("sửa rồi")

    assert talk.values["b"] == "sửa rồi"
    assert talk.place == "c4"


def test_the_check_list_takes_only_its_own_words() -> None:
    talk = answered()

    for typed in ("3", "0", "1, 2", "điều khác", "٢", "xong"):
        assert said(talk.say(typed)) == "interview.list_only", typed
    talk.say("1")
    for typed in ("3", "0", "-1", "9" * 400, "điều khác"):
        assert said(talk.say(typed)) == "interview.list_only", typed


def test_a_list_made_before_a_change_is_stale() -> None:
    talk = answered()
    talk.tap("e1")
    talk.tap("g1")
    talk.say("mới")

    assert talk.tap("u", on="c3").stale
    assert talk.tap("g1", on="s1r3").stale
    assert talk.outcome is Outcome.GO_ON
    assert talk.tap("u").outcome is Outcome.SUBMIT


@pytest.mark.parametrize("words", ["nộp", "NOP", "gửi", "submit"])
def test_submitting_by_a_word(words: str) -> None:
    assert answered().say(words).outcome is Outcome.SUBMIT


def test_submitting_from_a_part_first_shows_the_whole() -> None:
    talk = answered()
    talk.tap("e1")

    assert talk.say("nộp").outcome is Outcome.GO_ON
    assert talk.place == "c3"
    assert talk.say("nộp").outcome is Outcome.SUBMIT


def test_preview_and_pause_and_back_in_the_lists() -> None:
    talk = answered()
    assert talk.say("xem trước").outcome is Outcome.PREVIEW
    talk.tap("e2")
    assert talk.tap("z").outcome is Outcome.PAUSED
    talk.tap("<")
    assert talk.place == "c3"


@pytest.mark.parametrize(
    "act", ["", "e", "e0", "e3", "g", "g9", "g1.1", "=1", ".", "x", "q", "e-1"]
)
def test_an_act_that_no_list_carries_is_refused(act: str) -> None:
    talk = answered()

    with pytest.raises(BadAnswer):
        talk.tap(act)
    assert talk.place == "c3"


def test_nothing_unfinished_can_be_submitted() -> None:
    talk = three()
    talk.say("có")

    assert said(talk.tap("u")) == "interview.forged"
    assert talk.tap("u", on="c1").stale
    talk.say("nộp")  # words, here: the answer to the question
    assert talk.outcome is Outcome.GO_ON
    assert talk.interview.unfinished is not None
