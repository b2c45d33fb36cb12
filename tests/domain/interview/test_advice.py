"""The private notes before submitting: what each is about, and where none is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher

import pytest

from bot.domain.interview.advice import GENERAL, MOST, SAME, SAME_LENGTH, SHORT, advice
from bot.domain.interview.carried import items_key
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer, Value
from bot.domain.interview.screens import ScreenNote
from tests.domain.builders import catalogue, shipped, typing_now

GOOD: Mapping[str, Value] = {
    "strengths": "Dự đủ mười hai kỳ sinh hoạt, giúp hai giáo viên mới soạn bài",
    "I": {"I.3": "rare"},
    "I_deed/I.3": "Quý III tôi vắng hai buổi học nghị quyết",
    "I_cause/I.3": {"chosen": ["study"], "other": ""},
    "I_measure/I.3": {"chosen": ["reading"], "other": ""},
    "II": {},
    "III": {},
    "others": False,
    "own_part": "Cả năm tôi mới phát biểu hai lần trong sinh hoạt",
    "proposals": None,
    "direction": "Đọc tài liệu trước mỗi kỳ họp và ghi chép",
    "commit_task/1": "Ghi chép tài liệu từng tháng",
    "commit_due/1": "2027-06-30",
    "commit_product/1": "Sổ ghi chép",
    "commit_more/1": False,
}


def review(**changed: Value) -> Interview:
    """The good review, with other answers to some questions."""
    given = {**GOOD, **{key.replace("__", "/"): value for key, value in changed.items()}}
    answers = {key: Answer(value) for key, value in given.items()}
    return Interview("r", shipped()["member"], answers)


def ratio(one: str, other: str) -> float:
    return 100 * SequenceMatcher(None, one, other).ratio()


def notes(interview: Interview, earlier: Interview | None = None) -> tuple[ScreenNote, ...]:
    return advice(interview, earlier, typing_now().lexicon.words["worn"], ratio)


def kinds(interview: Interview, earlier: Interview | None = None) -> list[tuple[str, str]]:
    """Each note's message key, and the question that its button opens."""
    slots = {slot.place: slot.key for slot in interview.slots}
    return [(note.text.key, slots[note.place]) for note in notes(interview, earlier)]


def test_a_review_that_says_something_gets_no_advice() -> None:
    assert review().unfinished is None
    assert kinds(review()) == []


@pytest.mark.parametrize(
    ("question", "value", "key"),
    [
        ("direction", "Cố gắng", "advice.short"),
        ("direction", "Bản thân sẽ NGHIÊM TÚC rút kinh nghiệm.", "advice.general"),
        ("direction", "ban than se nghiem tuc rut kinh nghiem", "advice.general"),
        ("I_deed__I.3", "Vắng họp", "advice.short"),
        ("I_deed__I.3", None, "advice.unsaid"),
        ("I_cause__I.3", None, "advice.unsaid"),
        ("I_measure__I.3", {"chosen": [], "other": "Đọc tài liệu ở nhà"}, "advice.no_date"),
        ("I_measure__I.3", {"chosen": [], "other": "Sẽ cố gắng hơn"}, "advice.general"),
    ],
)
def test_what_says_little_is_pointed_at(question: str, value: Value, key: str) -> None:
    assert kinds(review(**{question: value})) == [(key, question.replace("__", "/"))]


def test_a_measure_with_a_date_or_a_number_is_enough() -> None:
    for words in ("Đọc tài liệu ở nhà, xong trước 30/6", "Ghi chép 2 trang mỗi tuần"):
        measure: Value = {"chosen": [], "other": words}
        assert kinds(review(**{"I_measure__I.3": measure})) == []


def test_a_worn_phrase_within_a_long_text_is_left_alone() -> None:
    said = "Tôi cố gắng hơn trong việc ghi chép: mỗi tháng một trang, nộp tổ trưởng xem, " * 2
    assert kinds(review(direction=said)) == []


@pytest.mark.parametrize(
    ("length", "worn", "key"),
    [
        (SHORT - 1, "", ["advice.short"]),
        (SHORT, "", []),
        (GENERAL, "rút kinh nghiệm sâu sắc", ["advice.general"]),
        (GENERAL + 1, "rút kinh nghiệm sâu sắc", []),
    ],
)
def test_from_which_length_on_words_are_enough(length: int, worn: str, key: list[str]) -> None:
    said = f"{worn} " if worn else ""
    assert [note for note, _ in kinds(review(direction=said + "a" * (length - len(said))))] == key


@pytest.mark.parametrize(("length", "same"), [(SAME_LENGTH - 1, False), (SAME_LENGTH, True)])
def test_short_words_may_be_last_year_s(length: int, *, same: bool) -> None:
    again = review(direction="a" * length)
    assert (("advice.same", "direction") in kinds(again, again)) is same


@pytest.mark.parametrize(("likeness", "same"), [(SAME - 0.1, False), (SAME, True)])
def test_how_alike_words_are_last_year_s(likeness: float, *, same: bool) -> None:
    again = review()
    worn = typing_now().lexicon.words["worn"]
    found = advice(again, again, worn, lambda _now, _then: likeness)
    assert bool(found) is same


def test_last_years_own_words_are_recognised_without_accents_and_with_a_small_change() -> None:
    words = "Đọc tài liệu trước mỗi kỳ họp và ghi chép đầy đủ"
    earlier = review(direction=words)
    again = review(direction="doc tai lieu truoc moi ky hop, va ghi chep day du")
    assert ("advice.same", "direction") in kinds(again, earlier)
    assert ("advice.same", "direction") not in kinds(again)


def test_an_item_that_is_still_there_and_not_marked_again_is_pointed_at() -> None:
    items: Value = [{"code": "I.5", "short": "I.5", "label": {"vi": "Nể nang"}}]
    carried = {items_key("last_time"): Answer(items), "last_time": Answer({"I.5": "still"})}
    own = review().answers

    def about(**more: Answer) -> list[tuple[str, str]]:
        return kinds(Interview("r", shipped()["member"], {**own, **carried, **more}))

    assert about() == [("advice.still", "last_time")]
    assert about(I=Answer({"I.5": "rare"})) == []
    assert about(last_time=Answer({"I.5": "gone"})) == []


CARRIED: Value = [
    {"code": code, "short": code, "label": {"vi": code}} for code in ("I.5", "II.2", "III.7")
]


@pytest.mark.parametrize(
    ("said", "marked", "then", "expected"),
    [
        ({"I.5": "gone"}, {"I.5": "rare"}, {}, {"again": ("I.5",)}),
        ({"I.5": "gone", "III.7": "gone"}, {"III.7": "often"}, {}, {"again": ("III.7",)}),
        (
            {"I.5": "gone", "II.2": "still"},
            {"I.5": "rare"},
            {},
            {"still": ("II.2",), "again": ("I.5",)},
        ),
        ({"II.2": "better"}, {"II.2": "often"}, {"II.2": "rare"}, {"worse": ("II.2",)}),
        ({"II.2": "better"}, {"II.2": "rare"}, {"II.2": "often"}, {}),
        ({"II.2": "better"}, {"II.2": "rare"}, {"II.2": "rare"}, {}),
        ({"II.2": "better"}, {}, {"II.2": "rare"}, {}),
        ({"I.5": "gone", "II.2": "still"}, {"II.2": "rare"}, {"II.2": "rare"}, {}),
    ],
)
def test_c8_what_is_said_of_an_item_and_what_is_marked_are_compared_every_way(
    said: dict[str, str],
    marked: dict[str, str],
    then: dict[str, str],
    expected: dict[str, tuple[str, ...]],
) -> None:
    kept = {items_key("last_time"): Answer(CARRIED), "last_time": Answer(dict(said))}
    own = {**review().answers, **kept}
    earlier = review(direction="Một lời khác hẳn của năm trước")
    now = Interview("r", shipped()["member"], own | by_group(marked))
    before = Interview("r", shipped()["member"], {**earlier.answers, **by_group(then)})
    found = {
        each.text.key.removeprefix("advice."): each.text.params["items"]
        for each in notes(now, before)
        if "items" in each.text.params
    }
    assert found == expected


def by_group(marked: dict[str, str]) -> dict[str, Answer]:
    """The answers to the three questions of items."""
    return {
        group: Answer(
            {code: level for code, level in marked.items() if code.split(".")[0] == group}
        )
        for group in ("I", "II", "III")
    }


def test_at_most_five_and_each_can_be_said_in_both_languages() -> None:
    found = notes(
        review(
            strengths="Tốt",
            **{"I_deed__I.3": "Vắng", "I_cause__I.3": None, "I_measure__I.3": None},
            own_part="Ít",
            direction="Sửa",
            commit_task__1="Cố gắng hơn",
        )
    )
    assert len(found) == MOST
    for note in found:
        for language in ("vi", "en"):
            assert catalogue().render(note.text, language).strip()


def test_advice_is_only_about_what_may_be_changed() -> None:
    returned = replace(review(direction="Sửa", own_part="Ít"), returned={"direction": "Rõ hơn"})
    assert kinds(returned) == [("advice.short", "direction")]
