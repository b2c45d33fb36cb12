"""The interview: the position is derived, an act counts only for the screen it was meant for."""

from __future__ import annotations

import pytest

from bot.domain.conditions import All, Has, Is, Not
from bot.domain.interview import Interview, Outcome
from bot.domain.kinds import Answer
from bot.domain.messages import BadAnswer
from tests.domain.builders import LEVELS, Talk, form, group, options, question, rows, said


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


# -- relevance


def chained() -> Talk:
    """Each question is asked only if the one before was answered yes."""
    return Talk(
        form(
            [
                question("yes_no", "a"),
                question("yes_no", "b", relevant=Is("a", value=True)),
                question("yes_no", "c", relevant=Is("b", value=True)),
                question("yes_no", "d", relevant=Not(Is("c", value=True))),
            ]
        )
    )


def test_a_question_is_asked_only_while_it_is_relevant() -> None:
    talk = chained()
    talk.say("không")
    assert [slot.key for slot in talk.interview.slots] == ["a", "d"]
    talk.tap("<")
    talk.say("có")
    assert talk.place == "1"


def test_what_became_irrelevant_is_kept_but_neither_counted_nor_looked_at() -> None:
    talk = chained()
    for _ in range(3):
        talk.say("có")
    assert talk.interview.unfinished is None

    talk.tap("e1")
    talk.tap("g0")
    talk.say("không")

    assert talk.values == {"a": False, "b": True, "c": True}
    # "b" is no longer asked, so "c", which looks at it, is not either, and "d" is.
    assert talk.interview.relevant_answers() == {"a": Answer(value=False)}
    assert talk.place == "3"

    talk.tap("<")
    talk.say("có")
    assert talk.interview.relevant_answers().keys() == {"a", "b", "c"}


def test_own_words_can_lead_to_a_question() -> None:
    causes = question("multi_choice", "a", options=options("Một", "Hai"), other=True)
    kind = question("yes_no", "b", relevant=All((Has("a", "other"), Has("a", "b"))))
    talk = Talk(form([causes, kind]))
    talk.tap("+2")
    talk.say("vì khác")
    assert talk.place == "1"

    talk.tap("<")
    talk.tap("w")
    talk.tap(".")
    assert talk.interview.unfinished is None


# -- groups


def marked() -> Talk:
    """A matrix of three rows, the third talked over in person, and a text for each marked row."""
    return Talk(
        form(
            [
                question("matrix", "m", rows=rows(3, in_person=[3]), options=LEVELS),
                group(
                    question("long_text", "deed"),
                    question("yes_no", "again"),
                    question("long_text", "why", relevant=Is("again", value=True)),
                    for_each="m",
                ),
            ]
        )
    )


def test_a_group_is_asked_for_each_marked_row_that_is_not_talked_over() -> None:
    talk = marked()
    talk.say("1b, 2d, 3c")

    assert [slot.place for slot in talk.interview.slots] == ["0", "1.1", "2.1", "1.2", "2.2"]
    assert [slot.instance for slot in talk.interview.slots] == ["", "r1", "r1", "r2", "r2"]
    levels = [slot.level.code if slot.level else "" for slot in talk.interview.slots]
    assert levels == ["", "rare", "rare", "often", "often"]


def test_nothing_marked_leaves_the_group_out() -> None:
    talk = marked()
    talk.tap("0")

    assert talk.interview.unfinished is None


def test_conditions_within_a_group_look_at_their_own_row() -> None:
    talk = marked()
    for words in ("1b, 2d", "việc một", "có", "lý do", "việc hai", "không"):
        assert said(talk.say(words)) == ""

    assert talk.interview.unfinished is None
    assert talk.values == {
        "m": {"r1": "rare", "r2": "often"},
        "deed/r1": "việc một",
        "again/r1": True,
        "why/r1": "lý do",
        "deed/r2": "việc hai",
        "again/r2": False,
    }


def test_words_about_a_row_come_back_when_it_is_marked_again() -> None:
    talk = marked()
    for words in ("1b", "việc một", "không"):
        talk.say(words)
    talk.tap("e1")
    talk.tap("g0")
    talk.tap("0")
    assert talk.interview.relevant_answers().keys() == {"m"}
    assert talk.values["deed/r1"] == "việc một"

    talk.tap("e1")
    talk.tap("g0")
    talk.say("1c")
    assert talk.interview.unfinished is None


def test_a_group_is_asked_for_each_option_chosen() -> None:
    areas = question("multi_choice", "areas", options=options("Chi bộ", "Tổ", "Nhà"), other=True)
    talk = Talk(form([areas, group(question("short_text", "deed"), for_each="areas")]))
    talk.say("3, 1")
    talk.say("việc tổ")
    talk.say("việc nhà")

    assert talk.values == {
        "areas": {"chosen": ["a", "c"]},
        "deed/a": "việc tổ",
        "deed/c": "việc nhà",
    }


def test_a_group_of_a_question_that_is_not_asked_any_more_is_not_asked_either() -> None:
    matrix = question("matrix", "m", rows=rows(2), options=LEVELS, relevant=Is("a", value=True))
    talk = Talk(
        form([question("yes_no", "a"), matrix, group(question("long_text", "b"), for_each="m")])
    )
    talk.say("có")
    talk.say("1b")
    talk.tap("<")
    talk.tap("<")
    talk.say("không")

    assert [slot.key for slot in talk.interview.slots] == ["a"]


def repeated(most: int = 20) -> Talk:
    """A text and "one more?", then a last question."""
    return Talk(
        form(
            [
                group(
                    question("short_text", "task"),
                    question("yes_no", "more"),
                    repeat_while="more",
                    most=most,
                ),
                question("yes_no", "end"),
            ]
        )
    )


def test_a_group_repeats_as_long_as_there_is_more() -> None:
    talk = repeated()
    for words in ("một", "có", "hai", "không", "có"):
        talk.say(words)

    assert talk.interview.unfinished is None
    assert talk.values == {
        "task/1": "một",
        "more/1": True,
        "task/2": "hai",
        "more/2": False,
        "end": True,
    }


def test_a_group_repeats_no_more_than_it_may() -> None:
    talk = repeated(most=2)
    for words in ("một", "có", "hai", "có"):
        talk.say(words)

    assert talk.place == str(talk.form.ordinals["end"])


def test_no_more_after_all_leaves_the_later_ones_kept_but_not_counted() -> None:
    talk = repeated()
    for words in ("một", "có", "hai", "không", "có"):
        talk.say(words)
    talk.say("1")
    talk.say("2")
    talk.say("không")

    assert talk.interview.relevant_answers().keys() == {"task/1", "more/1", "end"}
    assert talk.values["task/2"] == "hai"


def test_an_earlier_date_that_is_not_asked_any_more_sets_no_limit() -> None:
    from bot.domain.questionnaire import Constraint

    end = question("date", "end", constraint=Constraint(not_before="begin"))
    begin = question("date", "begin", relevant=Is("a", value=True))
    talk = Talk(form([question("yes_no", "a"), begin, end]))
    talk.say("có")
    talk.say("1/10/2026")
    assert said(talk.say("1/9/2026")) == "kinds.before_earlier"
    talk.tap("<")
    talk.tap("<")
    talk.say("không")

    assert said(talk.say("1/9/2026")) == ""


def test_the_time_that_is_left_counts_relevant_screens_only() -> None:
    talk = chained()

    assert talk.interview.remaining_seconds() == 60
    talk.say("có")
    assert talk.interview.remaining_seconds() == 60
    assert Interview("a" * 12, talk.form).revision == 0
