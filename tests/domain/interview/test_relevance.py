"""What is asked: relevant questions, groups for each row or option, groups that repeat."""

from __future__ import annotations

from bot.domain.interview.conditions import All, Has, Is, Not
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer
from bot.domain.interview.questionnaire import Constraint
from tests.domain.builders import LEVELS, Talk, form, group, options, question, rows, said


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
