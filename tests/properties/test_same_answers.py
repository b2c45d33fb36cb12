"""The same answers by buttons, by typed numbers and by typed labels: the same values, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy

from bot.content.questionnaires.lint_choices import choice_problems
from bot.domain.interview.carried import kept_items
from bot.domain.interview.kinds import KINDS, Value
from bot.domain.interview.questionnaire import Constraint, Option, Question, Row
from bot.domain.words import fold
from tests.domain.builders import Talk, form, question, shipped, typing_now
from tests.properties.answerable import ANSWERS, SYLLABLES, answers
from tests.properties.ways import WAYS, Reopen, Say, Step, Tap, steps

# -- questions of each kind


def _labels(*, signs: bool) -> SearchStrategy[str]:
    """Labels as people write them; with `signs`, some have a comma or a semicolon inside."""
    words = st.lists(SYLLABLES, min_size=1, max_size=3).map(" ".join)
    if not signs:
        return words
    more = st.tuples(words, st.sampled_from((", ", "; ")), words).map("".join)
    return words | more | st.builds("{} {}".format, st.integers(1, 99), words)


@st.composite
def _options(draw: st.DrawFn, *, least: int = 1, signs: bool = True) -> tuple[Option, ...]:
    labels = draw(st.lists(_labels(signs=signs), min_size=least, max_size=6, unique_by=fold))
    # What stands between signs must not be another option's label: nobody could tell them apart.
    parts = [fold(p) for label in labels for p in label.replace(";", ",").split(",")]
    assume(len(parts) == len(set(parts)))
    english = draw(st.booleans())
    return tuple(
        Option(f"o{n}", {"vi": label} | ({"en": f"Choice {'abcdef'[n]}x"} if english else {}))
        for n, label in enumerate(labels)
    )


@st.composite
def _multi(draw: st.DrawFn) -> Question:
    options = draw(_options())
    least = draw(st.none() | st.integers(1, len(options)))
    most = draw(st.none() | st.integers(least or 1, len(options)))
    limits = Constraint(min_chosen=least, max_chosen=most)
    other = draw(st.booleans())
    return question("multi_choice", options=options, other=other, constraint=limits)


@st.composite
def _matrix(draw: st.DrawFn) -> Question:
    count = draw(st.integers(1, 12))
    rows = tuple(Row(f"r{n}", {"vi": f"Hàng {n}"}, f"I.{n}") for n in range(1, count + 1))
    return question("matrix", rows=rows, options=draw(_options(least=2, signs=False)))


def _follow_up() -> SearchStrategy[Question]:
    """The same shape, about items of the cycle before."""
    return _matrix().map(lambda asked: replace(asked, kind="follow_up", rows_from="carried"))


QUESTIONS: Mapping[str, SearchStrategy[Question]] = {
    "single_choice": _options().map(lambda o: question("single_choice", options=o)),
    "scale": _options(least=2).map(lambda o: question("scale", options=o)),
    "multi_choice": _multi(),
    "matrix": _matrix(),
    "follow_up": _follow_up(),
    "yes_no": st.just(question("yes_no")),
    "number": st.integers(0, 6).map(
        lambda places: question("number", constraint=Constraint(decimals=places))
    ),
    "date": st.booleans().map(lambda n: question("date", constraint=Constraint(not_past=n))),
    "short_text": st.just(question("short_text")),
    "long_text": st.just(question("long_text")),
    "note": st.just(question("note")),
}


def test_every_kind_is_answered_here() -> None:
    assert QUESTIONS.keys() == ANSWERS.keys() == KINDS.keys()


# -- playing


def play(talk: Talk, taken: list[Step]) -> None:
    """Give an answer, step by step; every step must be accepted."""
    place = talk.place
    for step in taken:
        match step:
            case Tap(act):
                turn = talk.tap(act)
            case Say(words):
                turn = talk.say(words)
            case Reopen():
                reopen(talk, place)
                continue
        assert turn.complaint is None, (step, turn.complaint)


def reopen(talk: Talk, place: str) -> None:
    """By typing only: back from the next question, or by numbers from the check list."""
    if talk.interview.unfinished is None:
        slot = talk.interview.slot(place)
        assert slot is not None
        part = [each.place for each in talk.interview.slots if each.part == slot.part]
        talk.say(str(slot.part))
        talk.say(str(part.index(place) + 1))
    while talk.place != place:
        talk.say("quay lại")


def answer_alike(data: DataObject, talks: Mapping[str, Talk]) -> tuple[str, Value]:
    """Answer the current question of each talk with one value, each in its way."""
    slots = {way: talk.interview.unfinished for way, talk in talks.items()}
    slot = slots[WAYS[0]]
    assert slot is not None
    assert {each.place for each in slots.values() if each} == {slot.place}
    value = data.draw(answers(slot.question), label=slot.key)
    for way, talk in talks.items():
        play(talk, data.draw(steps(slot.question, value, way), label=way))
        assert talk.interview.answers[slot.key].value == value, way
        assert talk.interview.answers[slot.key].done, way
    return slot.key, value


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40)
@given(data=st.data())
def test_a_question_of_any_kind(kind: str, data: DataObject) -> None:
    asked = data.draw(QUESTIONS[kind], label="question")
    assume(not asked.options or not list(choice_problems(asked, "", typing_now().lexicon.words)))
    asked = replace(asked, required=data.draw(st.booleans(), label="required"))
    for chosen in (form([asked, question("yes_no", "end")]), form([asked])):
        items = kept_items(chosen, asked.rows)
        answer_alike(data, {way: Talk(chosen, items) for way in WAYS})


@pytest.mark.parametrize("name", sorted(shipped()))
@settings(max_examples=10)
@given(data=st.data())
def test_every_shipped_questionnaire_and_form(name: str, data: DataObject) -> None:
    talks = {way: Talk(shipped()[name]) for way in WAYS}
    expected: dict[str, Value] = {}
    first = talks[WAYS[0]]
    while first.interview.unfinished and len(expected) < 60:
        key, value = answer_alike(data, talks)
        expected[key] = value

    for talk in talks.values():
        assert talk.values == expected
