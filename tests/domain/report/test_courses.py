"""What somebody learns who does not read the reviews and asks for everything again and again, while
reviews come in, are taken back and handed in anew (A5).

Such a person gets who has handed in (taken as known by name, which is more than `/status` says) and
the circulated report. All worlds of a small cell are searched, over every course of up to so many
events and every moment of issuing. A world is what each submission said; an answer is certain if it
is the same in all worlds in which this person has seen the same and given the same of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any, TypeAlias

import pytest

from bot.domain.report.masking import mask
from tests.domain.report.attack import Model, marks_one, one_tally, review

IN, OUT = "in", "out"
Event: TypeAlias = tuple[str, int]
"""Whose review is handed in, or taken back."""
Marks: TypeAlias = tuple[bool, ...]
"""Of the reviews that are in, what each says of the one row."""
Rule: TypeAlias = Callable[[Sequence[Marks], int], list[Any]]
"""What is said after each event, given what is in then, and after which event it was issued."""

ONE = Model(tuple(review({"I": {"a": a}}) for a in ("", "rare")), marks_one)


@cache
def figures(marked: int, counted: int, *, masked: bool) -> str:
    """The report on so many reviews of which so many have the mark."""
    summary = ONE.summary(one_tally(ONE, marked), counted)
    return repr(mask(summary) if masked else summary.forms)


def issued_once(states: Sequence[Marks], issued: int) -> list[Any]:
    """The rule: what was issued comes again, whatever comes in since; before, nothing."""
    kept = figures(sum(states[issued]), len(states[issued]), masked=True)
    return [kept if number >= issued else None for number in range(len(states))]


def masked_anew(states: Sequence[Marks], _issued: int) -> list[Any]:
    """Masked, but of the moment."""
    return [figures(sum(marks), len(marks), masked=True) for marks in states]


def whole_and_seldom(states: Sequence[Marks], _issued: int) -> list[Any]:
    """Unmasked, and only with three reviews more than the last time."""
    found: list[Any] = []
    last = 0
    for marks in states:
        fresh = len(marks) >= last + 3
        last = len(marks) if fresh else last
        found.append(figures(sum(marks), len(marks), masked=False) if fresh else None)
    return found


def issued_again_with_the_last(states: Sequence[Marks], issued: int) -> list[Any]:
    """The rule, and once more at the end."""
    return [*issued_once(states, issued), masked_anew(states, issued)[-1]]


def courses(members: int, events: int) -> Iterator[tuple[Event, ...]]:
    """All have handed in but the last; then any events there can be. The first is who asks."""
    start = tuple((IN, who) for who in range(members - 1))
    acts = [(act, who) for act in (IN, OUT) for who in (0, 1, members - 1)]
    for after in product(acts, repeat=events):
        inside = set(range(members - 1))
        for act, who in after:
            if (act == IN) is (who in inside):
                break
            inside ^= {who}
        else:
            yield (*start, *after)


def states(course: Sequence[Event], said: Sequence[bool]) -> list[Marks]:
    """What is in after each event: `said` is what each submission says, in their order."""
    words, inside, found = iter(said), dict[int, bool](), list[Marks]()
    for act, who in course:
        if act == IN:
            inside[who] = next(words)
        else:
            del inside[who]
        found.append(tuple(inside.values()))
    return found


def certain(members: int, events: int, rule: Rule) -> Iterator[str]:
    """Submissions of others about which the first member becomes certain."""
    for course in courses(members, events):
        authors = [who for act, who in course if act == IN]
        for issued in range(members - 2, len(course)):
            worlds = defaultdict[tuple[Any, ...], list[tuple[bool, ...]]](list)
            for said in product((False, True), repeat=len(authors)):
                own = tuple(each for each, who in zip(said, authors, strict=True) if who == 0)
                seen = tuple(map(repr, rule(states(course, said), issued)))
                worlds[own, seen].append(said)
            for fitting in worlds.values():
                for number, who in enumerate(authors):
                    if who and len({said[number] for said in fitting}) == 1:
                        yield f"{course}, issued after {issued}: submission {number}"


@pytest.mark.parametrize(("members", "events"), [(4, 3), (6, 3), (7, 3), (8, 2), (9, 2)])
def test_no_answer_becomes_certain_in_any_order(members: int, events: int) -> None:
    assert list(certain(members, events, issued_once)) == []


@pytest.mark.parametrize("rule", [masked_anew, whole_and_seldom, issued_again_with_the_last])
def test_weaker_rules_give_somebody_away(rule: Rule) -> None:
    """Those that the finding proposed beside this one, and those that were near: the search says
    why they are not the rule."""
    assert next(certain(7, 2, rule), None) is not None
