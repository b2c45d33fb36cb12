"""Re-identification: whoever reads the circulated report is never certain of a member's answer.

The attacker knows all that is published, the rules, who handed in, and as a member the own review.
What is published depends only on how many gave which review, so the worlds that fit a report are
closed under exchanging members: an answer of somebody else is certain exactly if in *every* fitting
world all others gave it. Small cells are searched completely, over every world there is; large ones
are drawn at random, and for whatever all others share there a world that fits and differs is shown.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import combinations, combinations_with_replacement, product
from operator import add
from typing import Any

import pytest

from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer
from bot.domain.interview.questionnaire import Option, Question
from bot.domain.interview.tallies import Counts
from bot.domain.report import masking
from bot.domain.report.comparison import compare
from bot.domain.report.masking import Circulated, mask
from bot.domain.report.summary import (
    Detail,
    Edition,
    Finding,
    FormSummary,
    MatrixCounts,
    Participation,
    Responses,
    RowCounts,
    SectionSummary,
    Summary,
    Totals,
    form_summary,
    totals,
)
from tests.content import samples
from tests.domain.builders import LEVELS, options, question, rows, shipped

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


@pytest.mark.parametrize(
    ("model", "members"),
    [
        *((marks_model, members) for members in range(3, 11)),
        *((causes_model, members) for members in range(3, 15)),
        *((choices_model, members) for members in range(3, 8)),
        *((levels_model, members) for members in (3, 6, 10)),
    ],
)
def test_no_answer_is_certain_in_any_small_cell(model: Callable[[], Model], members: int) -> None:
    """Every world of so many members, and every review that the attacker can have given."""
    assert known_to(members, model) == []


def test_something_is_shown_all_the_same() -> None:
    """A report that hides everything would pass too: people, groups, levels, rows, causes."""
    causes, levels = causes_model(), levels_model()
    of_nine = [mask(causes.summary(t, 9)) for t in causes.tallies(9)]
    of_twelve = [mask(causes.summary(t, 12)) for t in causes.tallies(12)]
    of_ten = (mask(levels.summary(t, 10)) for t in levels.tallies(10))
    assert any(view and view.people for view in of_nine)
    assert not any(view and (view.groups[0].rows or view.groups[0].levels) for view in of_nine)
    assert any(
        view and view.groups[0].rows and view.groups[0].rows[0].options for view in of_twelve
    )
    assert any(view and view.groups[0].levels and len(view.groups[0].rows) == 2 for view in of_ten)


# -- the search finds what is there to be found


def plain(summary: Summary) -> View:
    """Everything, unmasked."""
    return repr(summary.forms)


def with_nobody_told(summary: Summary) -> View:
    """The rules, but "nobody" is said where nobody marked anything."""
    return mask(summary), summary.totals.with_marks == 0


def with_marks_added_up(summary: Summary) -> View:
    """The rules, and the sum of all marks, as the committee's report has it."""
    (section,) = summary.forms[0].sections
    marks = sum(r.marked for f in section.findings if isinstance(f, MatrixCounts) for r in f.rows)
    return mask(summary), marks


def with_levels_singly(summary: Summary) -> View:
    """Each level of a group masked for itself, so that the hidden one follows from the sum."""
    (section,) = summary.forms[0].sections
    (found,) = [f for f in section.findings if isinstance(f, MatrixCounts)]
    return mask(summary), tuple(n if n >= 3 else None for n in found.people)


@pytest.mark.parametrize(
    ("model", "members", "publish"),
    [
        (marks_model, 6, plain),
        (levels_model, 5, plain),
        (causes_model, 7, plain),
        (choices_model, 6, plain),
        (marks_model, 9, with_nobody_told),
        (marks_model, 10, with_marks_added_up),
        (levels_model, 7, with_levels_singly),
    ],
)
def test_weaker_rules_give_somebody_away(
    model: Callable[[], Model], members: int, publish: Callable[[Summary], View]
) -> None:
    """Each of them is one that was thought of; the search says why it is not the rule."""
    assert next(certainties(model(), members, publish), None) is not None


@pytest.mark.parametrize("least", [1, 2])
def test_a_smaller_limit_gives_somebody_away(least: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two on a side: who marked a row that is hidden, while few marked anything, knows that
    nobody else did."""
    monkeypatch.setattr(masking, "LEAST", least)
    assert known_to(8, marks_model) != []


def test_three_protects_from_one_member_and_four_would_from_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the limit is worth, so that nobody takes it for more."""
    assert known_to(8, marks_model, attackers=2) != []
    monkeypatch.setattr(masking, "LEAST", 4)
    assert known_to(9, marks_model, attackers=2) == []


# -- two reports


def test_two_reports_of_one_cycle_would_tell_so_it_is_issued_once() -> None:
    """One more member hands in, and is given away by subtraction (tests/services shows that what
    was issued first comes again)."""
    model = causes_model()
    given_away = 0
    for before in model.tallies(9):
        late: dict[View, set[Review]] = {}
        for own in model.reviews:
            after = added(before, model.vector(own))
            late.setdefault(mask(model.summary(after, 10)), set()).add(own)
        given_away += any(len({"a" in r for r in fitting}) == 1 for fitting in late.values())
    assert given_away > 0


@pytest.mark.parametrize("stay", range(5, 10))
def test_the_reports_of_two_years_tell_no_more_than_each_alone(stay: int) -> None:
    """One member left after the first and one came for the second; the others are in both, and
    the attacker, one of them, knows the own answers of both years."""
    worlds: dict[tuple[View, View, tuple[int, int]], list[tuple[Tally, int, int]]] = {}
    one = Model(tuple(review({"I": {"a": a}}) for a in ("", "rare")), marks_one)
    for both, first, second in product(range(stay), repeat=3):
        neither = stay - 1 - both - first - second
        if neither < 0:
            continue
        for left, came, mine in product((0, 1), (0, 1), ((0, 0), (0, 1), (1, 0), (1, 1))):
            first_view, second_view = (
                mask(one.summary(one_tally(one, marked), stay + 1))
                for marked in (both + first + left + mine[0], both + second + came + mine[1])
            )
            others = (both + first, both + second)
            worlds.setdefault((first_view, second_view, mine), []).append((others, left, came))
    for fitting in worlds.values():
        assert {left for _, left, _ in fitting} == {0, 1}
        assert {came for _, _, came in fitting} == {0, 1}
        for year in (0, 1):
            assert max(others[year] for others, _, _ in fitting) > 0
            assert min(others[year] for others, _, _ in fitting) < stay - 1


ONE = matrix("I", 2, "a")


def marks_one(of: Callable[[str], int], n: int) -> list[Finding]:
    return [ONE(of, n)]


def one_tally(model: Model, marked: int) -> Tally:
    return (marked,) * len(model.facts)


def test_nothing_about_the_cycle_before_is_circulated() -> None:
    """Whatever the comparison says, the circulated figures are the same."""
    with_it, without = samples.school(), replace(samples.school(), comparison=None)
    assert with_it.comparison is not None
    assert mask(with_it) == mask(without)


# -- large cells, through the real questionnaire


def answered(rng: random.Random, shares: Mapping[str, float]) -> dict[str, Answer]:
    """A random review: each row with its own likelihood, causes and measures of those marked."""
    form = shipped()["member"]
    answers: dict[str, Answer] = {}
    for asked in form.questions:
        if asked.rows:
            levels = [option.code for option in asked.options[1:]]
            marked = [row for row in asked.rows if rng.random() < shares[row.code]]
            answers[asked.id] = Answer({row.code: rng.choice(levels) for row in marked})
            for row in marked:
                for detail in ("cause", "measure"):
                    name = f"{asked.id}_{detail}"
                    if name in form.ordinals and not row.in_person:
                        codes = [o.code for o in form.question(name).options[:3]]
                        chosen = [code for code in codes if rng.random() < 0.5] or codes[:1]
                        answers[f"{name}/{row.code}"] = Answer({"chosen": list(chosen)})
    return {**answers, "others": Answer(rng.random() < 0.4)}


def cell(rng: random.Random, members: int) -> list[Interview]:
    """Rows that nobody marks, that everybody does, and all between."""
    form = shipped()["member"]
    codes = [row.code for asked in form.questions for row in asked.rows]
    shares = {code: rng.choice((0.0, 0.0, 0.05, 0.2, 0.5, 0.95, 1.0)) for code in codes}
    return [Interview(f"m{n}", form, answered(rng, shares)) for n in range(members)]


def published(reviews: Sequence[Interview]) -> Circulated | None:
    """The real way from reviews to what is circulated."""
    collected = Responses(reviews[0].questionnaire, tuple(reviews))
    there = Participation(len(reviews), 0, len(reviews))
    return mask(
        replace(
            samples.small(),
            edition=Edition.OFFICIAL,
            participation=there,
            totals=totals([collected]),
            forms=(form_summary(collected),),
        )
    )


def toggled(given: Interview, asked: Question, row: str) -> Interview:
    """The same review with this row marked (at the lowest level) or not."""
    value = given.answers[asked.id].value
    marks = dict(value) if isinstance(value, dict) else {}
    if marks.pop(row, None) is None:
        marks[row] = asked.options[1].code
    return Interview(given.id, given.questionnaire, {**given.answers, asked.id: Answer(marks)})


@pytest.mark.parametrize("members", [6, 9, 10, 13, 17, 32])
def test_whatever_all_others_share_in_a_large_cell_could_be_otherwise(members: int) -> None:
    """For each row and every attacker: exchange two who differ, or show a world that fits."""
    rng = random.Random(members)
    reviews = cell(rng, members)
    seen = published(reviews)
    form = reviews[0].questionnaire
    shared = 0
    for asked in form.questions:
        for row in asked.rows:
            marked = {r.id for r in reviews if row.code in values(r, asked)}
            if 2 <= len(marked) <= members - 2:
                continue  # whoever the attacker is, two of the others differ
            shared += 1
            fitting = {
                changed.id
                for changed in reviews
                if published([toggled(r, asked, row.code) if r is changed else r for r in reviews])
                == seen
            }
            assert len(fitting) >= 2, row.code  # one of them is not the attacker
    assert shared > 0


def values(given: Interview, asked: Question) -> Mapping[str, Any]:
    value = given.answers[asked.id].value
    return value if isinstance(value, dict) else {}


def test_numbers_of_the_circulated_figures_agree_with_each_other() -> None:
    """A shown level is among those shown as marked; no shown number is beyond the limits."""
    for members, seed in product((12, 17, 50), range(5)):
        found = published(cell(random.Random(seed), members))
        assert found is not None
        assert found.counted == members
        numbers = [group.people for group in found.groups] + [found.people]
        numbers += [row.people for group in found.groups for row in group.rows]
        numbers += [option.people for option in found.options]
        numbers += [n for group in found.groups for n in group.levels or ()]
        assert all(3 <= n <= members - 3 for n in numbers if n is not None)
        for group in found.groups:
            if group.levels:
                assert sum(group.levels) == members
                assert group.people == sum(group.levels[1:])
            for row in group.rows:
                assert all(3 <= o.people <= row.people - 3 for o in row.options)


def test_every_pair_of_members_is_exchangeable() -> None:
    """On which all of the above rests: the order of the reviews says nothing."""
    reviews = cell(random.Random(1), 10)
    seen = published(reviews)
    for one, other in list(combinations(range(10), 2))[:12]:
        swapped = list(reviews)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        assert published(swapped) == seen


def test_only_what_everybody_was_asked_is_shown() -> None:
    """An optional, a conditional and a repeated question count some people only."""
    reviews = cell(random.Random(3), 17)
    found = published(reviews)
    assert found is not None
    form = reviews[0].questionnaire
    assert {option.question for option in found.options} <= {"others"}
    assert all(form.question(group.question).rows for group in found.groups)
    assert compare("", 2025, form, before=reviews, now=reviews) is not None
