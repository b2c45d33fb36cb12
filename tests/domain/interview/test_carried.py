"""What a review takes over from the one before, and what became of each item. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.interview.carried import items_key, kept_items, without_items
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer, Value
from bot.domain.interview.questionnaire import Questionnaire
from bot.domain.interview.screens import own_marks
from bot.domain.report.comparison import LONGEST_ITEM, Moves, compare, items_of, own_comparison
from bot.domain.report.summary import Responses, form_summary, totals
from tests.domain.builders import LEVELS, Talk, form, group, options, question, rows

PROGRESS = options("đã hết", "đỡ", "còn")


def asked(rows_asked: int = 4) -> Questionnaire:
    """A part about last time, a matrix, and shortcomings in own words."""
    return form(
        [question("follow_up", "before", options=PROGRESS, rows_from="carried")],
        [question("matrix", "m", rows=rows(rows_asked), options=LEVELS)],
        [
            group(
                question("short_text", "own", carried=True),
                question("yes_no", "more"),
                id="g",
                repeat_while="more",
            )
        ],
    )


def review(member: str, marks: dict[str, Value], *own: str, form_asked: int = 4) -> Interview:
    answers = {"m": Answer(marks)}
    for number, words in enumerate(own, 1):
        answers[f"own/{number}"] = Answer(words)
        answers[f"more/{number}"] = Answer(number < len(own))
    return Interview(member, asked(form_asked), answers)


def test_marked_rows_and_own_words_are_the_items_in_their_order() -> None:
    found = items_of(review("a", {"r4": "often", "r1": "rare"}, "Đi muộn.", "Quên sổ"))
    assert [row.code for row in found] == ["r1", "r4", "own.1", "own.2"]
    assert [row.label["vi"] for row in found] == [
        "I.1 Biểu hiện 1 (hiếm khi)",
        "I.4 Biểu hiện 4 (thường xuyên)",
        "Đi muộn",
        "Quên sổ",
    ]


def test_a_long_text_is_an_item_by_its_beginning() -> None:
    (found,) = items_of(review("a", {}, "một hai ba bốn năm " * 40))
    assert len(found.label["vi"]) <= LONGEST_ITEM + 1
    assert found.label["vi"].endswith("…")


def test_the_items_come_first_and_stay_through_handing_in() -> None:
    items = items_of(review("a", {"r1": "rare"}, "Đi muộn"))
    talk = Talk(asked(), kept_items(asked(), items))
    assert [slot.question.id for slot in talk.interview.slots] == ["before", "m", "own", "more"]
    talk.say("1 còn, 2 đỡ")
    talk.say("0")
    kept = talk.interview.relevant_answers()
    assert kept["before"].value == {"r1": "c", "own.1": "b"}
    assert items_key("before") in kept
    assert Interview("a", asked(), kept).slots[0].question.rows == tuple(items)


def test_one_item_alone_is_answered_by_one_word_or_tap() -> None:
    items = items_of(review("a", {"r1": "rare"}))
    for said in ("đỡ", "2", "b"):
        talk = Talk(asked(), kept_items(asked(), items))
        talk.say(said)
        assert talk.values["before"] == {"r1": "b"}
        assert talk.place == "1"
    talk = Talk(asked(), kept_items(asked(), items))
    talk.tap("1.3")
    assert (talk.values["before"], talk.place) == ({"r1": "c"}, "1")


def test_without_items_there_is_no_such_part() -> None:
    first = Interview("a", asked(), kept_items(asked(), []))
    assert first.answers == {}
    assert [section.id for section in first.questionnaire.sections] == ["s2", "s3"]
    assert replace(first, revision=1).questionnaire == first.questionnaire


def test_after_erasing_the_earlier_review_nothing_of_it_is_left() -> None:
    items = items_of(review("a", {"r1": "rare"}, "Đi muộn"))
    begun = {**kept_items(asked(), items), "before": Answer({"r1": "c"}), "m": Answer({})}
    assert without_items(begun) == {"m": Answer({})}
    assert without_items({"m": Answer({})}) == {"m": Answer({})}


def test_last_times_items_count_neither_as_marks_nor_in_the_findings() -> None:
    items = items_of(review("a", {"r1": "rare"}))
    answers = {**kept_items(asked(), items), "before": Answer({"r1": "c"}), "m": Answer({})}
    now = Interview("a", asked(), answers)
    collected = Responses(asked(), (now,))
    assert totals([collected]).marks == 0
    assert form_summary(collected).sections[0].findings == ()
    assert own_marks(now) == ()


def test_only_those_in_both_cycles_and_rows_of_both_forms_are_compared() -> None:
    """r4 was not asked before, so it is neither new nor anything else."""
    before = [
        review("a", {"r1": "rare", "r2": "rare"}, form_asked=3),
        review("gone", {"r1": "often"}, form_asked=3),
    ]
    now = [review("a", {"r2": "often", "r3": "rare", "r4": "rare"}), review("new", {"r3": "rare"})]
    found = compare("Năm 2025", 2025, asked(), before=before, now=now)
    assert found is not None
    assert (found.people, found.total) == (1, Moves(1, 1, 1))
    assert [each.moves for each in found.groups] == [found.total]
    assert compare("", 2025, asked(), before=before[1:], now=now) is None


def test_a_member_sees_each_row_and_the_own_word() -> None:
    before = review("a", {"r1": "rare", "r2": "rare"})
    answers = {
        **kept_items(asked(), items_of(before)),
        "before": Answer({"r1": "a", "r2": "c"}),
        "m": Answer({"r2": "often", "r3": "rare"}),
    }
    found = own_comparison(before, Interview("a", asked(), answers))
    moves = (found.resolved, found.remaining, found.new)
    assert [[row.code for row in rows] for rows in moves] == [["r1"], ["r2"], ["r3"]]
    assert [(row.code, option.code) for row, option in found.word] == [("r1", "a"), ("r2", "c")]
