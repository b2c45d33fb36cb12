"""A search for whoever is given away by what is published about a small cell.

The attacker knows all that is published, the rules, who handed in, and as a member the own review.
What is published depends only on how many gave which review, so the worlds that fit a report are
closed under exchanging members: an answer of somebody else is certain exactly if in *every* fitting
world all others gave it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import combinations_with_replacement, product
from operator import add
from typing import Any

from bot.domain.interview.questionnaire import Option
from bot.domain.interview.tallies import Counts
from bot.domain.report.masking import mask
from bot.domain.report.participation import Participation
from bot.domain.report.summary import (
    Detail,
    Finding,
    FormSummary,
    MatrixCounts,
    RowCounts,
    SectionSummary,
    Summary,
    Totals,
)
from tests.content import samples
from tests.domain.builders import LEVELS, options, question, rows

Review = frozenset[str]
"""What is true of one member: `a`, `a:often`, `group`, an option."""
Tally = tuple[int, ...]
"""Of how many members each of a model's facts is true."""
View = Any
"""All that is published."""
WORDS = {"vi": "Phiếu"}


@dataclass(frozen=True)
class Model:
    """A small questionnaire: the reviews that a member can give, and the report on many."""

    reviews: tuple[Review, ...]
    findings: Callable[[Callable[[str], int], int], list[Finding]]

    @cached_property
    def facts(self) -> tuple[str, ...]:
        return tuple(sorted(frozenset().union(*self.reviews)))

    def vector(self, review: Review) -> Tally:
        return tuple(int(fact in review) for fact in self.facts)

    def tallies(self, members: int) -> set[Tally]:
        """What so many members can come to."""
        reached = {(0,) * len(self.facts)}
        for _ in range(members):
            vectors = [self.vector(given) for given in self.reviews]
            reached = {added(one, vector) for one in reached for vector in vectors}
        return reached

    def summary(self, tally: Tally, counted: int) -> Summary:
        """The whole figures, as `/summary` gives them to the committee."""
        found = dict(zip(self.facts, tally, strict=True))
        findings = self.findings(lambda fact: found.get(fact, 0), counted)
        form = FormSummary(
            "member", "member", WORDS, counted, (SectionSummary(WORDS, tuple(findings)),)
        )
        marked = Totals(counted, found.get("any", 0), 0)
        there = Participation(counted, 0, counted)
        return replace(samples.small(), participation=there, totals=marked, forms=(form,))


def added(one: Tally, other: Tally) -> Tally:
    return tuple(map(add, one, other))


def matrix(name: str, levels: int, *marks: str) -> Callable[..., MatrixCounts]:
    """A matrix whose rows are named by `marks`; facts are `a:rare`, and `name:rare` of people."""
    scale = LEVELS[:levels]
    asked = question("matrix", name, rows=rows(len(marks)), options=scale)

    def counts(of: Callable[[str], int], counted: int, fact: str) -> tuple[int, ...]:
        upper = [of(f"{fact}:{level.code}") for level in scale[1:]]
        return (counted - sum(upper), *upper)

    def made(of: Callable[[str], int], counted: int, details: Sequence[Detail] = ()) -> Any:
        found = [
            RowCounts(row, counts(of, counted, mark), tuple(details))
            for row, mark in zip(asked.rows, marks, strict=True)
        ]
        return MatrixCounts(asked, counted, tuple(found), counts(of, counted, name))

    return made


def review(groups: Mapping[str, Mapping[str, str]], *chosen: str) -> Review:
    """The facts about who marked these rows at these levels; "" is not seen."""
    facts = set(chosen)
    for name, marks in groups.items():
        seen = {mark: level for mark, level in marks.items() if level}
        facts |= {f"{mark}:{level}" for mark, level in seen.items()} | set(seen)
        if seen:
            order = [level.code for level in LEVELS]
            facts |= {name, f"{name}:{max(seen.values(), key=order.index)}", "any"}
    return frozenset(facts)


def marks_model() -> Model:
    """Two groups, of two rows and of one: rows against groups against people in all."""
    first, second = matrix("I", 2, "a", "b"), matrix("II", 2, "c")
    reviews = tuple(
        review({"I": {"a": a, "b": b}, "II": {"c": c}})
        for a, b, c in product(("", "rare"), repeat=3)
    )
    return Model(reviews, lambda of, n: [first(of, n), second(of, n)])


def levels_model() -> Model:
    """Two rows of one group at three levels: levels against rows, and people by highest level."""
    group = matrix("I", 3, "a", "b")
    levels = ("", "rare", "sometimes")
    reviews = tuple(review({"I": {"a": a, "b": b}}) for a, b in product(levels, repeat=2))
    return Model(reviews, lambda of, n: [group(of, n)])


CAUSE = question("multi_choice", "cause", options=options("Một", "Hai"))


def causes_model() -> Model:
    """A row, and what those who marked it chose as causes."""
    group = matrix("I", 2, "a")

    def findings(of: Callable[[str], int], n: int) -> list[Finding]:
        chosen = tuple((option, of(f"cause {option.code}")) for option in CAUSE.options)
        return [group(of, n, [Detail(CAUSE, Counts(of("a"), chosen, several=True))])]

    some = ((), ("cause a",), ("cause b",), ("cause a", "cause b"))
    reviews = (review({"I": {"a": ""}}), *(review({"I": {"a": "rare"}}, *c) for c in some))
    return Model(reviews, findings)


def choices_model() -> Model:
    """A choice of three, a yes or no, and an option of several, asked of everybody."""
    area = question("single_choice", "area", options=options("A", "B", "C"))
    both = question("multi_choice", "both", options=options("X"))
    yes = question("yes_no", "yes")

    def findings(of: Callable[[str], int], n: int) -> list[Finding]:
        areas = tuple((option, of(f"area {option.code}")) for option in area.options)
        said = Option("yes", yes.label)
        several = tuple((option, of("both")) for option in both.options)
        return [
            Detail(area, Counts(n, areas)),
            Detail(yes, Counts(n, ((said, of("yes")),))),
            Detail(both, Counts(n, several, several=True)),
        ]

    reviews = tuple(
        frozenset({f"area {a}", *y, *b})
        for a, y, b in product("abc", ((), ("yes",)), ((), ("both",)))
    )
    return Model(reviews, findings)


@dataclass
class Bounds:
    """Of how many others each fact is true, over all worlds that fit."""

    least: Tally
    most: Tally

    def widen(self, others: Tally) -> None:
        self.least = tuple(map(min, self.least, others))
        self.most = tuple(map(max, self.most, others))


def certainties(
    model: Model, members: int, publish: Callable[[Summary], View], attackers: int = 1
) -> Iterator[str]:
    """What so many members, who tell each other their own reviews, learn for certain about each of
    the others, in any world there is."""
    views: dict[Tally, View] = {}
    known: dict[tuple[int, View], Bounds] = {}
    alliances = list(combinations_with_replacement(model.reviews, attackers))
    own = [reduce(added, map(model.vector, alliance)) for alliance in alliances]
    for others in model.tallies(members - attackers):
        for number, theirs in enumerate(own):
            everybody = added(others, theirs)
            if everybody not in views:
                views[everybody] = publish(model.summary(everybody, members))
            seen = (number, views[everybody])
            known.setdefault(seen, Bounds(others, others)).widen(others)
    for (number, _), bounds in known.items():
        for fact, least, most in zip(model.facts, bounds.least, bounds.most, strict=True):
            if most == 0 or least == members - attackers:
                yield f"{alliances[number]} know of all others: {fact} {'yes' if most else 'no'}"


def known_to(members: int, model: Callable[[], Model], attackers: int = 1) -> list[str]:
    """Certainties from the circulated report."""
    return list(certainties(model(), members, mask, attackers))


ONE = matrix("I", 2, "a")


def marks_one(of: Callable[[str], int], n: int) -> list[Finding]:
    return [ONE(of, n)]


def one_tally(model: Model, marked: int) -> Tally:
    return (marked,) * len(model.facts)
