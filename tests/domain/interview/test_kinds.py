"""Every kind of question: buttons and typed forms give the same values; nothing else gets in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from bot.domain.interview.kinds import DONE, KINDS, Answer, kind_of
from bot.domain.interview.questionnaire import Option, Question
from bot.domain.messages import BadAnswer, Text
from tests.domain.builders import catalogue, question, typing_now
from tests.domain.kind_case import Case
from tests.domain.kind_cases import CASES

EACH = pytest.mark.parametrize("case", [pytest.param(CASES[kind], id=kind) for kind in CASES])


def pressed(asked: Question, acts: Sequence[str], answer: Answer | None = None) -> Answer | None:
    """The answer after these acts."""
    for act in acts:
        answer = kind_of(asked).tap(asked, answer, act, typing_now())
    return answer


def parsed(asked: Question, typed: str, answer: Answer | None = None) -> Answer:
    """The answer after this text."""
    return kind_of(asked).parse(asked, answer, typed, typing_now())


def texts(value: object) -> Iterator[Text]:
    """Every message in a structure of messages."""
    if isinstance(value, Text):
        yield value
        for each in value.params.values():
            yield from texts(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each)


def test_every_kind_has_an_entry() -> None:
    assert CASES.keys() == KINDS.keys()
    assert {kind: case.question.kind for kind, case in CASES.items()} == {k: k for k in KINDS}


@EACH
def test_buttons_give_their_value(case: Case) -> None:
    for acts, value in case.buttons:
        assert pressed(case.question, acts) == Answer(value), acts


@EACH
def test_the_same_tap_twice_changes_nothing(case: Case) -> None:
    for acts, value in case.buttons:
        twice = [act for act in acts for _ in range(2)]

        assert pressed(case.question, twice) == Answer(value), acts


@EACH
def test_typed_forms_give_their_value(case: Case) -> None:
    for typed, value in case.typed.items():
        assert parsed(case.question, typed) == Answer(value), typed


@EACH
def test_what_does_not_fit_is_refused_with_a_sentence(case: Case) -> None:
    for typed, key in case.refused.items():
        with pytest.raises(BadAnswer) as refusal:
            parsed(case.question, typed)

        assert refusal.value.text.key == key, typed
        for language in ("vi", "en"):
            assert catalogue().render(refusal.value.text, language)


@EACH
def test_an_act_that_no_button_carries_is_refused(case: Case) -> None:
    for act in case.forged:
        with pytest.raises(BadAnswer):
            pressed(case.question, [act])


@EACH
def test_every_button_shown_is_understood(case: Case) -> None:
    for answer in (None, Answer(case.value), Answer(case.value, done=False)):
        prompt = kind_of(case.question).prompt(case.question, answer)
        acts = [tap.act for row in prompt.taps for tap in row]

        assert len(acts) == len(set(acts))
        for act in acts:
            if not (act == DONE and answer is None and case.question.required):
                assert kind_of(case.question).tap(case.question, answer, act, typing_now())


@EACH
def test_the_value_is_shown_and_everything_on_the_screen_is_said(case: Case) -> None:
    kind = kind_of(case.question)
    prompts = [kind.prompt(case.question, answer) for answer in (None, Answer(case.value))]

    assert kind.display(case.question, case.value) == case.shown
    labels = tuple(tap.label for prompt in prompts for row in prompt.taps for tap in row)
    for message in texts((*labels, *(prompt.body for prompt in prompts), case.shown)):
        for language in ("vi", "en"):
            assert catalogue().render(message, language)


@EACH
def test_conditions_see_what_the_value_holds(case: Case) -> None:
    kind = kind_of(case.question)

    assert kind.contents(case.question, case.value) == case.contents
    assert kind.contents(case.question, None) == frozenset()


@EACH
def test_values_are_counted(case: Case) -> None:
    values, expected = case.tally
    kind = kind_of(case.question)

    assert kind.tally(case.question, values) == expected
    assert kind.tally(case.question, ()).counted == 0


@EACH
def test_a_finished_answer_is_kept_by_one_tap(case: Case) -> None:
    kind = kind_of(case.question)

    for answer in (Answer(case.value), Answer(case.value, done=False)):
        assert kind.tap(case.question, answer, DONE, typing_now()) == Answer(case.value)


def test_nothing_can_be_kept_where_nothing_is() -> None:
    for kind in ("single_choice", "scale", "yes_no", "number", "date", "short_text", "long_text"):
        with pytest.raises(BadAnswer) as refusal:
            pressed(CASES[kind].question, [DONE])
        assert refusal.value.text.key == "kinds.nothing_yet"


def test_free_text_that_is_not_printed_never_reaches_a_tally() -> None:
    secret = question("long_text")

    assert "texts=()" in repr(kind_of(secret).tally(secret, ["việc riêng"]))


def test_an_option_of_another_language_may_be_typed() -> None:
    both = question(
        "single_choice",
        options=(
            Option("a", {"vi": "Đúng", "en": "Right"}),
            Option("b", {"vi": "Sai", "en": "Wrong"}),
        ),
    )

    assert parsed(both, "wrong") == Answer("b")
    assert parsed(both, "dung") == Answer("a")
