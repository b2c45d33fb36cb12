"""`relevant` as data: when a question is asked. It only looks backward, and is never run as
code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Is:
    """The answer to `question` equals `value`."""

    question: str
    value: str | bool


@dataclass(frozen=True, slots=True)
class Has:
    """The answer to `question` holds `value`: an option, a marked row, or `other` for words of
    one's own."""

    question: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Every condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one condition holds."""

    conditions: tuple[Condition, ...]


Condition: TypeAlias = Is | Has | Not | All | Any


def holds(condition: Condition, contents: Callable[[str], frozenset[str | bool]]) -> bool:
    """Whether `condition` holds; `contents(question)` gives all that the answer holds, or nothing.

    An unanswered question holds nothing, so `Is` and `Has` are false and `Not` of them is true.
    """
    match condition:
        case Is(question, value):
            return contents(question) == frozenset({value})
        case Has(question, value):
            return value in contents(question)
        case Not(inner):
            return not holds(inner, contents)
        case All(inner_all):
            return all(holds(each, contents) for each in inner_all)
        case Any(inner_any):
            return any(holds(each, contents) for each in inner_any)


def questions_in(condition: Condition) -> frozenset[str]:
    """The ids of all questions that the condition looks at."""
    match condition:
        case Is(question) | Has(question):
            return frozenset({question})
        case Not(inner):
            return questions_in(inner)
        case All(conditions) | Any(conditions):
            return frozenset().union(*(questions_in(each) for each in conditions))
