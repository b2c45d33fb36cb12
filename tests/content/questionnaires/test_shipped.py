"""The promises that the shipped questionnaires keep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from bot.content.words.catalogue import TEMPLATES
from bot.content.yaml_files import read_yaml
from bot.domain.interview.advance import screen_key, typed
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer, Typing
from bot.domain.interview.questionnaire import Questionnaire
from bot.domain.lexicon import Lexicon
from bot.domain.words import LANGUAGES, fold

FORMS = {
    "open_cycle",
    "paper_number",
    "edit_cycle",
    "move_dates",
    "add_members",
    "rename_member",
    "edit_member",
    "edit_birth",
    "edit_phone",
    "edit_standing",
    "exempt_member",
    "settings",
    "sentence",
    "take_number",
    "last_number",
    "paper_style",
    "return_reason",
    "data_request",
    "answer_request",
    "ask_reviewer",
    "answer_author",
    "acting",
    "guest",
    "superior",
    "leave_reason",
    "cell_names",
    "basis_lines",
    "basis_document",
    "material_link",
    "plan_item",
}


@pytest.fixture(scope="module")
def typing_now() -> Typing:
    """With the shipped words that people type."""
    words: dict[str, frozenset[str]] = {}
    for language in LANGUAGES:
        given_words = read_yaml(TEMPLATES / "messages" / language / "lexicon.yaml")["lexicon"]
        for meaning, listed in given_words.items():
            words[meaning] = words.get(meaning, frozenset()) | {fold(word) for word in listed}
    return Typing(date(2026, 12, 1), Lexicon(words))


def test_the_shipped_questionnaires_and_forms(shipped: Mapping[str, Questionnaire]) -> None:
    audiences = {name: form.audience for name, form in shipped.items()}
    assert audiences == {
        "member": "member",
        "collective": "named",
        "head": "named",
        "cultivation": "member",
        "registration": "member",
    } | dict.fromkeys(FORMS, "secretary")


def test_only_the_reviews_are_counted(shipped: Mapping[str, Questionnaire]) -> None:
    beside = {name: form.purpose for name, form in shipped.items() if form.purpose != "review"}
    assert beside == {"cultivation": "plan", "registration": "registration"}


def test_only_forms_of_one_question_are_submitted_without_a_check_list(
    shipped: Mapping[str, Questionnaire],
) -> None:
    """But a number in the register, which cannot be given back."""
    for form in shipped.values():
        assert form.confirm == (len(form.questions) > 1 or form.id == "paper_number"), form.id


def test_the_27_manifestations(member: Questionnaire) -> None:
    for name in ("I", "II", "III"):
        rows = member.question(name).rows
        assert [row.code for row in rows] == [f"{name}.{number}" for number in range(1, 10)]
        assert [row.short for row in rows] == [row.code for row in rows]
        assert all(row.official_text is None for row in rows)
        levels = [level.code for level in member.question(name).options]
        assert levels == ["none", "rare", "sometimes", "often"]
    in_person = {q.id: [r.code for r in q.rows if r.in_person] for q in member.questions if q.rows}
    assert in_person["I"] == []
    assert in_person["II"] == ["II.7"]
    assert len(in_person["III"]) == 9


def _answered(form: Questionnaire, **answers: Answer) -> list[str]:
    return [slot.key for slot in Interview("x" * 12, form, answers).slots]


def test_a_marked_row_is_asked_about_unless_it_is_talked_over_in_person(
    member: Questionnaire,
) -> None:
    keys = _answered(
        member,
        I=Answer({"I.3": "rare"}),
        II=Answer({"II.7": "rare"}),
        III=Answer({"III.4": "often"}),
    )
    about_rows = [key for key in keys if "/" in key and "." in key]
    assert about_rows == ["I_deed/I.3", "I_cause/I.3", "I_measure/I.3"]


def test_the_kind_of_a_cause_is_asked_only_about_own_words(member: Questionnaire) -> None:
    interview = Interview(
        "x" * 12,
        member,
        {
            "I": Answer({"I.3": "rare", "I.4": "rare"}),
            "I_cause/I.3": Answer({"chosen": ["time"], "other": "mất điện"}),
            "I_cause/I.4": Answer({"chosen": ["time"]}),
        },
    )
    asked = [slot.key for slot in interview.slots if slot.question.id == "I_cause_kind"]
    assert asked == ["I_cause_kind/I.3"]


def test_other_shortcomings_are_asked_about_only_if_there_are_any(member: Questionnaire) -> None:
    assert "other_text/1" not in _answered(member)
    assert "other_text/1" not in _answered(member, others=Answer(value=False))
    assert "other_text/1" in _answered(member, others=Answer(value=True))


NOTHING_TO_REPORT = [
    "Dự đủ 12 kỳ sinh hoạt, giúp hai giáo viên mới.",
    "0",
    "chưa thấy ở bản thân",
    "0",
    "không",
    "Ít phát biểu khi họp.",
    "bỏ qua",
    "Phát biểu nhiều hơn.",
    "Mỗi kỳ họp phát biểu một ý kiến",
    "30/6/2027",
    "Mười ý kiến trong biên bản",
    "không",
]


def test_with_nothing_to_report_the_check_list_comes_within_14_answers(
    member: Questionnaire, typing_now: Typing
) -> None:
    assert len(NOTHING_TO_REPORT) <= 14
    interview = Interview("x" * 12, member)
    for words in NOTHING_TO_REPORT:
        shown = screen_key(interview, "")
        turn = typed(interview, "", shown, words, typing_now)
        assert turn.complaint is None, (shown, words)
        interview = turn.interview
    assert interview.unfinished is None


def test_the_members_review_has_five_parts_and_takes_a_quarter_of_an_hour(
    member: Questionnaire,
) -> None:
    asked = Interview("x" * 12, member).questionnaire
    assert [section.id for section in member.sections] == [
        "last_time",
        *(section.id for section in asked.sections),
    ]
    assert len(asked.sections) == 5
    assert 13 * 60 <= Interview("x" * 12, member).remaining_seconds() <= 17 * 60


def test_every_cause_has_its_kind_and_there_are_measures_enough(member: Questionnaire) -> None:
    cause, measure = member.question("II_cause"), member.question("II_measure")
    assert {option.group for option in cause.options} == {"subjective", "objective"}
    assert [group.code for group in cause.groups] == ["subjective", "objective"]
    assert cause.other
    assert measure.other
    assert len(measure.options) >= 8


def test_authors_are_asked_only_for_the_reviews_that_are_chosen(
    shipped: Mapping[str, Questionnaire],
) -> None:
    form = shipped["open_cycle"]
    assert "head_author" not in _answered(form)
    asked = _answered(form, questionnaires=Answer({"chosen": ["member", "head"]}))
    assert "head_author" in asked
    assert "collective_author" not in asked


def test_members_words_are_printed_from_the_collectives_review_only(
    shipped: Mapping[str, Questionnaire],
) -> None:
    printed = {name: [q.id for q in form.questions if q.printed] for name, form in shipped.items()}
    assert printed.pop("collective") == ["strengths", "text", "measure", "direction"]
    assert not any(printed.values())
