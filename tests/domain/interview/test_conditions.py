"""When a question is asked: conditions as data."""

from __future__ import annotations

import pytest

from bot.domain.interview.conditions import All, Any, Condition, Has, Is, Not, holds, questions_in

HELD: dict[str, frozenset[str | bool]] = {
    "yes": frozenset({True}),
    "no": frozenset({False}),
    "one": frozenset({"a"}),
    "two": frozenset({"a", "other"}),
    "nothing": frozenset(),
}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Is("yes", value=True), True),
        (Is("yes", value=False), False),
        (Is("no", value=False), True),
        (Is("one", "a"), True),
        (Is("two", "a"), False),
        (Is("nothing", "a"), False),
        (Is("unknown", value=False), False),
        (Has("one", "a"), True),
        (Has("two", "other"), True),
        (Has("one", "other"), False),
        (Has("nothing", "a"), False),
        (Not(Has("nothing", "a")), True),
        (Not(Is("yes", value=True)), False),
        (Not(Not(Is("yes", value=True))), True),
        (All((Is("yes", value=True), Has("two", "a"))), True),
        (All((Is("yes", value=True), Has("one", "b"))), False),
        (All(()), True),
        (Any((Is("yes", value=False), Has("two", "a"))), True),
        (Any((Is("yes", value=False), Has("one", "b"))), False),
        (Any(()), False),
        (All((Any((Has("one", "b"), Has("one", "a"))), Not(Has("one", "b")))), True),
    ],
)
def test_a_condition_looks_at_what_answers_hold(condition: Condition, *, expected: bool) -> None:
    def contents(question: str) -> frozenset[str | bool]:
        return HELD.get(question, frozenset())

    assert holds(condition, contents) is expected


def test_all_questions_that_a_condition_looks_at_are_known() -> None:
    condition = All(
        (Is("a", value=True), Any((Has("b", "x"), Not(Has("c", "y")))), Not(Is("a", "z")))
    )

    assert questions_in(condition) == {"a", "b", "c"}
    assert questions_in(All(())) == frozenset()
