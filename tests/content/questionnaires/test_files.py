"""Questionnaires: freezing and thawing, and the promises that the shipped ones keep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.questionnaires.files import (
    BrokenQuestionnaire,
    UnknownFormat,
    freeze,
    load_questionnaires,
    thaw,
    with_options,
)
from bot.content.questionnaires.shape import Decoder
from bot.content.words.catalogue import TEMPLATES
from bot.content.yaml_files import read_yaml
from bot.domain.interview.advance import screen_key, typed
from bot.domain.interview.conditions import All, Any, Has, Is, Not
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import KINDS, Answer, Typing
from bot.domain.interview.questionnaire import (
    Constraint,
    Group,
    Option,
    Question,
    Questionnaire,
    Row,
    Section,
)
from bot.domain.lexicon import Lexicon
from bot.domain.words import LANGUAGES, fold

FROZEN = Path(__file__).parents[2] / "fixtures" / "frozen"
FORMS = {
    "open_cycle",
    "edit_cycle",
    "move_dates",
    "add_members",
    "rename_member",
    "edit_member",
    "edit_birth",
    "edit_phone",
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
def shipped() -> Mapping[str, Questionnaire]:
    return load_questionnaires(TEMPLATES)


@pytest.fixture(scope="module")
def member(shipped: Mapping[str, Questionnaire]) -> Questionnaire:
    return shipped["member"]


@pytest.fixture(scope="module")
def typing_now() -> Typing:
    """With the shipped words that people type."""
    words: dict[str, frozenset[str]] = {}
    for language in LANGUAGES:
        given_words = read_yaml(TEMPLATES / "messages" / language / "lexicon.yaml")["lexicon"]
        for meaning, listed in given_words.items():
            words[meaning] = words.get(meaning, frozenset()) | {fold(word) for word in listed}
    return Typing(date(2026, 12, 1), Lexicon(words))


# Freezing.

_texts = st.text(min_size=1, max_size=12).map(str.strip).filter(bool)
_words = st.fixed_dictionaries({"vi": _texts}, optional={"en": _texts})
_maybe_words = st.none() | _words
_leaves = st.builds(Is, _texts, _texts | st.booleans()) | st.builds(Has, _texts, _texts)
_conditions = st.recursive(
    _leaves,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(All, st.lists(inner, max_size=2).map(tuple))
        | st.builds(Any, st.lists(inner, max_size=2).map(tuple))
    ),
    max_leaves=4,
)
_limit = st.none() | st.integers(-9, 9)
_constraints = st.builds(
    Constraint, _limit, _limit, st.integers(0, 3), _limit, _limit, _limit, _limit, st.booleans()
)
_options = st.lists(st.builds(Option, _texts, _words, st.just("") | _texts), max_size=3).map(tuple)
_official = st.none() | st.fixed_dictionaries({"vi": _texts})
_rows = st.lists(st.builds(Row, _texts, _words, _texts, st.booleans(), _official), max_size=3).map(
    tuple
)
_questions = st.builds(
    Question,
    id=_texts,
    kind=st.sampled_from(sorted(KINDS)),
    label=_words,
    hint=_maybe_words,
    required=st.booleans(),
    relevant=st.none() | _conditions,
    constraint=_constraints,
    options=_options,
    options_from=st.sampled_from(["", "members"]),
    groups=_options,
    rows=_rows,
    other=st.booleans(),
    printed=st.booleans(),
    seconds=st.integers(0, 99),
    title=_maybe_words,
)
_groups = st.builds(
    Group,
    id=_texts,
    questions=st.lists(_questions, max_size=2).map(tuple),
    for_each=st.just("") | _texts,
    repeat_while=st.just("") | _texts,
    relevant=st.none() | _conditions,
    most=st.integers(0, 30),
)
_sections = st.builds(
    Section, _texts, _words, st.lists(_questions | _groups, max_size=3).map(tuple)
)
_forms = st.builds(
    Questionnaire,
    id=_texts,
    version=st.integers(1, 9),
    audience=_texts,
    title=_words,
    intro=_words,
    readers=_words,
    submit=_words,
    sections=st.lists(_sections, max_size=2).map(tuple),
    confirm=st.booleans(),
)


@given(_forms)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_whatever_is_frozen_thaws_to_the_same(form: Questionnaire) -> None:
    assert thaw(freeze(form)) == form


def test_every_shipped_questionnaire_survives_freezing(
    shipped: Mapping[str, Questionnaire],
) -> None:
    for form in shipped.values():
        assert thaw(freeze(form)) == form


@pytest.mark.parametrize("path", sorted(FROZEN.glob("format-*.json")), ids=lambda path: path.stem)
def test_every_format_that_was_ever_written_still_loads(path: Path) -> None:
    form = thaw(path.read_text("utf-8"))
    assert form.questions
    assert {question.kind for question in form.questions} <= set(KINDS)


def test_the_fixture_of_format_1_means_what_it_meant() -> None:
    """The file is never edited: cycles that were opened long ago are in this form."""
    form = thaw((FROZEN / "format-1-kinds.json").read_text("utf-8"))
    assert [question.kind for question in form.questions] == list(KINDS)[:10]
    assert form.confirm is True
    single, multi, scale, matrix, yes_no, number, day = form.questions[:7]
    assert single == Question(
        "single",
        "single_choice",
        {"vi": "Một", "en": "One"},
        options=(Option("a", {"vi": "A", "en": "A"}), Option("b", {"vi": "B", "en": "B"})),
    )
    assert (single.required, single.seconds, single.printed) == (True, 30, False)
    assert (multi.required, multi.other, multi.options[0].group) == (False, True, "near")
    assert scale.relevant == All((Has("multi", "other"), Not(Is("single", "a"))))
    assert matrix.rows[1] == Row(
        "I.2", {"vi": "Hai", "en": "Two"}, "I.2", in_person=True, official_text={"vi": "Nguyên"}
    )
    assert yes_no.relevant == Any((Is("single", "b"), Has("matrix", "I.1")))
    assert number.constraint == Constraint(min=1, max=9, decimals=1)
    assert day.constraint == Constraint(not_past=True)
    group = form.sections[1].items[0]
    assert isinstance(group, Group)
    assert (group.for_each, group.most) == ("matrix", 20)


def test_the_fixture_with_carried_items_means_what_it_meant() -> None:
    """Of what came later to format 1: the question about last time's items, and such an item."""
    form = thaw((FROZEN / "format-1-carried.json").read_text("utf-8"))
    about, own = form.questions
    assert (about.kind, about.rows_from, about.rows) == ("follow_up", "carried", ())
    assert [option.code for option in about.options] == ["gone", "better"]
    assert (own.carried, own.rows_from) == (True, "")


def test_the_frozen_form_names_its_format_and_keeps_true_defaults(member: Questionnaire) -> None:
    """A default may change later; what a cycle was opened with may not."""
    whole = json.loads(freeze(member))
    assert whole["format"] == 1
    first = whole["questionnaire"]["sections"][0]["items"][0]
    assert first["required"] is True
    assert "hint" in first
    assert "rows" not in first


@pytest.mark.parametrize(
    "frozen",
    ['{"format": 2, "questionnaire": {}}', '{"format": 1, "questionnaire": {"id": "x"}}', "[]"],
)
def test_what_this_program_never_froze_is_refused(frozen: str) -> None:
    with pytest.raises(UnknownFormat):
        thaw(frozen)


# Reading.


def test_a_broken_file_is_refused_with_all_that_is_wrong(tmp_path: Path) -> None:
    folder = tmp_path / "questionnaires"
    folder.mkdir()
    (folder / "bad.yaml").write_text("id: bad\nversion: one\nnonsense: 1\n", "utf-8")
    with pytest.raises(BrokenQuestionnaire) as caught:
        load_questionnaires(tmp_path)
    found = {(fault.path, fault.problem.key) for fault in caught.value.faults}
    assert {("version", "lint.wrong_type"), ("nonsense", "lint.unknown_field")} <= found
    assert ("sections", "lint.missing_field") in found


def test_the_official_text_may_be_there_in_vietnamese_only_or_not_yet() -> None:
    decoder = Decoder()
    row = {"code": "a", "short": "a", "label": {"vi": "x", "en": "y"}}
    bare = decoder.decode(Row, row | {"official_text": {"vi": ""}}, "")
    given_text = decoder.decode(Row, row | {"official_text": {"vi": "nguyên văn"}}, "")
    assert bare.official_text is None
    assert given_text.official_text == {"vi": "nguyên văn"}
    assert decoder.problems == []


def test_live_lists_are_filled_in_groups_too() -> None:
    label = {"vi": "x"}
    live = Question("who", "single_choice", label, options_from="members")
    plain = Question("what", "single_choice", label, options=(Option("a", label),))
    group = Group("g", (live, plain), repeat_while="more")
    form = Questionnaire(
        "f", 1, "secretary", label, label, label, label, (Section("s", label, (live, group)),)
    )
    people = (Option("m1", {"vi": "Lan"}),)
    filled = with_options(form, {"members": people})
    assert [question.options for question in filled.questions] == [people, people, plain.options]
    with pytest.raises(KeyError):
        with_options(form, {})


# What is shipped.


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
    for form in shipped.values():
        assert form.confirm == (len(form.questions) > 1), form.id


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
