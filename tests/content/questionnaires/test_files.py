"""Questionnaires: freezing and thawing, and what is read from files."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
from bot.domain.interview.conditions import All, Any, Has, Is, Not
from bot.domain.interview.kinds import KINDS
from bot.domain.interview.questionnaire import (
    Constraint,
    Group,
    Option,
    Question,
    Questionnaire,
    Row,
    Section,
)

FROZEN = Path(__file__).parents[2] / "fixtures" / "frozen"


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
