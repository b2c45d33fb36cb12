"""Re-identification: whoever reads the circulated report is never certain of a member's answer.

Small cells are searched completely, over every world there is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest

from bot.content.papers import paper_of
from bot.domain.report import masking
from bot.domain.report.comparison import Moves
from bot.domain.report.masking import mask
from bot.domain.report.summary import Edition, MatrixCounts, Summary
from tests.content import samples
from tests.domain.report.attack import (
    Model,
    Review,
    Tally,
    View,
    added,
    causes_model,
    certainties,
    choices_model,
    known_to,
    levels_model,
    marks_model,
    marks_one,
    one_tally,
    review,
)


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


def printed(summary: Summary) -> View:
    """All that the official report says, word for word."""
    issued = paper_of(replace(summary, edition=Edition.OFFICIAL, shown=mask(summary)), "vi")
    return issued.head, issued.blocks, issued.annex, issued.signature


@pytest.mark.parametrize(
    ("model", "members"),
    [
        *((marks_model, members) for members in (4, 7, 9, 10)),
        *((causes_model, members) for members in (6, 10, 13)),
        *((choices_model, members) for members in (5, 6)),
        (levels_model, 6),
    ],
)
def test_no_answer_is_certain_from_the_words_of_the_official_report(
    model: Callable[[], Model], members: int
) -> None:
    """What is hidden is no more told by a word that stands or does not stand."""
    assert next(certainties(model(), members, printed), None) is None


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


def in_full_print(summary: Summary) -> View:
    """The paper for the meeting."""
    return paper_of(summary, "vi").blocks


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
        (marks_model, 6, in_full_print),
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


def test_of_the_cycle_before_only_what_its_own_report_named_is_told() -> None:
    """Whatever the comparison counts, the official report is the same; it says which rows both
    reports name, and their readers know that already."""
    whole = samples.school()
    assert whole.comparison
    moved = replace(whole.comparison, total=Moves(1, 2, 3), people=2)
    said = {repr(printed(replace(whole, comparison=other))) for other in (whole.comparison, moved)}
    assert said == {repr(printed(replace(whole, comparison=None)))}
    before = mask(whole)
    assert before
    for groups in (before.groups, before.groups[1:]):
        told = printed(replace(whole, shown_before=replace(before, groups=groups)))
        assert ("nay vẫn còn" in repr(told)) == any(group.rows for group in groups)
