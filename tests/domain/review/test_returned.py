"""What can be sent back, and how two versions differ."""

from __future__ import annotations

from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import KINDS, Answer, Value
from bot.domain.interview.questionnaire import Group
from bot.domain.review.returned import changes, has_words, returnable
from tests.domain.builders import form, options, question, rows, shipped

DEED = question("long_text", "deed")
SEEN = question("matrix", "seen", rows=rows(3), options=options("không", "ít", "nhiều"))
TOPICS = question("multi_choice", "topics", options=options("một", "hai"), other=True)
TALK = question("long_text", "talk", required=False)
MORE = question("yes_no", "more")


def made(**values: Value) -> Interview:
    """A form whose matrix and whose choice each open further questions."""
    asked = form(
        [
            SEEN,
            Group("deeds", (DEED,), for_each="seen"),
            TOPICS,
            Group("talks", (TALK,), for_each="topics"),
        ]
    )
    answers = {key.replace("__", "/"): Answer(value) for key, value in values.items()}
    return Interview("r", asked, answers)


def test_only_what_holds_own_words_or_a_date_can_be_sent_back() -> None:
    wordy = {kind for kind in KINDS if has_words(question(kind))}
    assert wordy == {"long_text", "short_text", "date", "multi_choice"}
    assert not has_words(question("multi_choice", options=options("một", "hai")))
    assert has_words(TOPICS)


def test_never_what_opens_more_questions_nor_what_was_left_empty() -> None:
    interview = made(
        seen={"r1": "b"},
        deed__r1="Vắng họp",
        topics={"chosen": ["a", "b"], "other": "khác"},
        talk__a="Đã nói",
        talk__b=None,
    )
    assert [slot.key for slot in returnable(interview)] == ["deed/r1", "talk/a"]


def test_an_unmarked_row_has_nothing_to_send_back_whatever_was_once_written_there() -> None:
    interview = made(seen={"r1": "b"}, deed__r1="Vắng họp", deed__r2="Nháp cũ")
    assert [slot.key for slot in returnable(interview)] == ["deed/r1"]


def test_in_the_shipped_forms_no_level_no_yes_and_no_plain_choice_is_returnable() -> None:
    for name in ("member", "collective", "head"):
        questions = shipped()[name].questions
        assert any(map(has_words, questions)), name
        for each in questions:
            if each.kind in ("matrix", "scale", "yes_no", "single_choice", "follow_up", "number"):
                assert not has_words(each), (name, each.id)


def test_what_was_sent_back_comes_with_its_reason_even_if_it_is_as_it_was() -> None:
    old = made(seen={"r1": "b"}, deed__r1="Vắng họp")
    (change,) = changes(old, old, {"deed/r1": "Ghi rõ"})
    assert (change.slot.key, change.reason, change.same) == ("deed/r1", "Ghi rõ", True)


def test_whatever_else_differs_is_shown_too_and_what_is_gone_comes_last() -> None:
    old = made(seen={"r1": "b", "r2": "b"}, deed__r1="Vắng họp", deed__r2="Đi muộn")
    new = made(seen={"r1": "c"}, deed__r1="Vắng hai buổi", deed__r2="Đi muộn")
    found = changes(old, new, {"deed/r1": "Ghi rõ"})
    assert [change.slot.key for change in found] == ["seen", "deed/r1", "deed/r2"]
    gone = found[-1]
    assert (gone.before, gone.now) == (Answer("Đi muộn"), None)
    assert [change.reason for change in found] == ["", "Ghi rõ", ""]


def test_two_versions_alike_differ_in_nothing() -> None:
    version = made(seen={"r1": "b"}, deed__r1="Vắng họp")
    assert changes(version, version, {}) == ()
