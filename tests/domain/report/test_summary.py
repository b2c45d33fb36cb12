"""The consolidated figures: they add up, whatever people answered, changed or left out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer, Value
from bot.domain.interview.questionnaire import Questionnaire
from bot.domain.interview.tallies import Counts, Quotes, Stats
from bot.domain.report.participation import Participation
from bot.domain.report.summary import (
    Detail,
    FormSummary,
    MatrixCounts,
    Responses,
    form_summary,
    percent,
    totals,
)
from tests.domain.builders import LEVELS, form, group, options, question, rows

CAUSES = question("multi_choice", "cause", options=options("Một", "Hai"), other=True)


def review_form(audience: str = "member") -> Questionnaire:
    """A matrix of three rows with causes, a choice, and repeated texts that are printed."""
    return form(
        [
            question("matrix", "m", rows=rows(3), options=LEVELS, required=False),
            group(CAUSES, id="details", for_each="m"),
        ],
        [
            question("single_choice", "area", options=options("A", "B")),
            question("number", "hours", required=False),
            group(
                question("short_text", "task", printed=True),
                question("short_text", "secret"),
                question("yes_no", "more"),
                id="tasks",
                repeat_while="more",
            ),
        ],
        audience=audience,
    )


def reviews(*answers: dict[str, Value], audience: str = "member") -> Responses:
    """What these people answered."""
    asked = review_form(audience)
    return Responses(
        asked,
        tuple(
            Interview(f"r{n}", asked, {key: Answer(value) for key, value in each.items()})
            for n, each in enumerate(answers)
        ),
    )


def matrix_of(summary: FormSummary) -> MatrixCounts:
    """The only matrix."""
    found = summary.sections[0].findings[0]
    assert isinstance(found, MatrixCounts)
    return found


def details_of(summary: FormSummary) -> dict[str, Detail]:
    """The findings of the second part, by question."""
    return {
        each.question.id: each for each in summary.sections[1].findings if isinstance(each, Detail)
    }


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 0, "0.0"),
        (0, 17, "0.0"),
        (17, 17, "100.0"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 16, "6.3"),  # 6.25
        (3, 16, "18.8"),  # 18.75
        (1, 80, "1.3"),  # 1.25
        (1, 2000, "0.1"),  # 0.05
        (1, 2001, "0.0"),
    ],
)
def test_percentages_have_one_decimal_and_halves_go_up(
    part: int, whole: int, expected: str
) -> None:
    assert str(percent(part, whole)) == expected


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_participation_adds_up(submitted: int, missing: int, exempt: int) -> None:
    there = Participation(submitted + missing + exempt, exempt, submitted)

    assert there.required == submitted + missing
    assert there.missing == missing
    assert there.submitted + there.missing + there.exempt == there.roster


def test_rows_levels_and_people_are_counted() -> None:
    summary = form_summary(
        reviews(
            {"m": {"r1": "rare", "r2": "often"}, "cause/r1": {"chosen": ["a"]}},
            {"m": {"r1": "sometimes"}, "cause/r1": {"chosen": ["a", "b"], "other": "khác"}},
            {"m": {}},
        )
    )
    matrix = matrix_of(summary)

    assert summary.counted == matrix.counted == 3
    assert [row.levels for row in matrix.rows] == [(1, 1, 1, 0), (2, 0, 0, 1), (3, 0, 0, 0)]
    assert [row.marked for row in matrix.rows] == [2, 1, 0]
    assert matrix.people == (1, 0, 1, 1)
    first = matrix.rows[0].details[0].tally
    chosen = tuple(zip(CAUSES.options, (2, 1), strict=True))
    assert first == Counts(2, chosen, other=1, several=True)
    assert matrix.rows[1].details[0].tally == Counts(
        0, tuple((o, 0) for o in CAUSES.options), several=True
    )


def test_nobody_answered() -> None:
    summary = form_summary(reviews())
    matrix = matrix_of(summary)

    assert (summary.counted, matrix.counted, matrix.people) == (0, 0, (0, 0, 0, 0))
    assert all(row.levels == (0, 0, 0, 0) for row in matrix.rows)
    assert details_of(summary)["hours"].tally == Stats(0, None, None, None)
    nothing = totals([reviews()])
    assert (nothing.counted, nothing.with_marks, nothing.marks) == (0, 0, 0)


def test_everybody_marked_everything() -> None:
    everything: Value = {f"r{n}": "often" for n in (1, 2, 3)}
    collected = reviews(*({"m": everything} for _ in range(5)))
    matrix = matrix_of(form_summary(collected))

    assert all(row.levels == (0, 0, 0, 5) for row in matrix.rows)
    assert matrix.people == (0, 0, 0, 5)
    found = totals([collected])
    assert (found.counted, found.with_marks, found.marks) == (5, 5, 15)


def test_who_skipped_the_matrix_is_not_among_those_who_saw_nothing() -> None:
    summary = form_summary(reviews({"m": None}, {"m": {}}))

    assert summary.counted == 2
    assert matrix_of(summary).counted == 1
    assert matrix_of(summary).people == (1, 0, 0, 0)


def test_words_about_a_row_that_is_no_longer_marked_are_not_counted() -> None:
    summary = form_summary(reviews({"m": {"r2": "rare"}, "cause/r1": {"chosen": ["a"]}}))

    assert matrix_of(summary).rows[0].details[0].tally.counted == 0


def test_repeated_answers_count_each_and_their_question_for_more_not_at_all() -> None:
    given_twice: dict[str, Value] = {
        "area": "a",
        "hours": "2.5",
        "task/1": "một",
        "secret/1": "riêng",
        "more/1": True,
        "task/2": "hai",
        "more/2": False,
        "task/3": "đã bỏ",
    }
    found = details_of(form_summary(reviews(given_twice, {"area": "b", "hours": None})))

    assert found["area"].tally == Counts(
        2, tuple((option, 1) for option in found["area"].question.options)
    )
    assert found["hours"].tally == Stats(1, Decimal("2.5"), Decimal("2.5"), Decimal("2.5"))
    assert found["task"].tally == Quotes(2, ("một", "hai"))
    assert found["secret"].tally == Quotes(1)
    assert "more" not in found


def test_only_what_every_member_answers_is_in_the_totals() -> None:
    marked: dict[str, Value] = {"m": {"r1": "rare", "r2": "often"}}

    found = totals([reviews(marked, {}), reviews(marked, audience="named")])

    assert (found.counted, found.with_marks, found.marks) == (2, 1, 2)


LEVELS_OF_ROWS = st.dictionaries(
    st.sampled_from(["r1", "r2", "r3"]), st.sampled_from(["rare", "sometimes", "often"])
)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {"area": st.sampled_from(["a", "b"])},
        optional={
            "m": st.none() | LEVELS_OF_ROWS,
            "cause/r1": st.sampled_from([{"chosen": ["a"]}, {"chosen": [], "other": "x"}]),
        },
    ),
    max_size=12,
)


@given(PEOPLE)
def test_the_figures_add_up_whatever_was_answered(people: list[dict[str, Value]]) -> None:
    collected = reviews(*people)
    summary = form_summary(collected)
    matrix = matrix_of(summary)
    found = totals([collected])

    assert summary.counted == found.counted == len(people)
    assert matrix.counted == sum(isinstance(each.get("m"), dict) for each in people)
    for row in matrix.rows:
        assert sum(row.levels) == matrix.counted
        assert all(detail.tally.counted <= row.marked for detail in row.details)
    assert sum(matrix.people) == matrix.counted
    assert sum(matrix.people[1:]) == found.with_marks
    assert sum(row.marked for row in matrix.rows) == found.marks
    area = details_of(summary)["area"].tally
    assert isinstance(area, Counts)
    assert area.counted == sum(count for _, count in area.options) == len(people)
