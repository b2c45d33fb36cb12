"""What of a cell's figures may leave the committee, such that no member's answer follows from it.

The attacker has the circulated report, the roster, knows who handed in, may be one of the members,
and knows these rules. What is published is the same whichever member gave which review, so a
member's answer is certain only if in every cell that fits the report all others gave that answer.
The rules ensure that there is always a fitting cell in which they did not:

- A count of people is shown only from `LEAST` to `n - LEAST`. Everything else, nobody and everybody
  included, is the same `None`: "0 of 9" gives away nine people's answer as surely as "9 of 9".
- Figures that add up to `n` (levels, one choice of several) are shown all or none of them.
- Under `ROWS_FROM` people only groups of rows are shown, no single rows.
- Of a row only the number of people is shown, no levels; levels are shown of a group, each person
  at the highest one. No marks are added up: with the people they would give hidden rows away.
- Causes and measures are masked among those who marked the row, and shown only of rows that are.
- Only what everybody was asked and answered is shown; no free text, not even how many wrote any.
- The cycle before is not compared with: differences of differences reveal single persons.

And it is issued once a cycle (`storage.circulated`): two reports a member apart would betray that
member's answers by subtraction. `tests/domain/report/test_masking.py` searches all cells that fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.domain.interview.questionnaire import Question
from bot.domain.interview.tallies import Counts
from bot.domain.report.shown import Circulated, Shown, ShownGroup, ShownOption, ShownRow
from bot.domain.report.summary import Detail, FormSummary, MatrixCounts, RowCounts, Summary

LEAST = 3
"""The smallest number of people that is shown, on either side of a count."""

ROWS_FROM = 10
"""People counted from which single rows are shown."""


def mask(summary: Summary) -> Circulated | None:
    """The figures of the members' review that may be shown; `None` if the cycle has none."""
    form = next((form for form in summary.forms if form.audience == "member"), None)
    if form is None:
        return None
    counted = form.counted
    whole = summary.totals.counted == counted
    return Circulated(
        form=form.id,
        counted=counted,
        people=shown(summary.totals.with_marks, counted) if whole else None,
        groups=tuple(_group(matrix) for matrix in _matrices(form)),
        options=tuple(
            option
            for detail in _details(form)
            if isinstance(detail.tally, Counts) and detail.tally.counted == counted
            for option in _options(detail.question, detail.tally, counted)
        ),
    )


def shown(people: int, counted: int) -> Shown:
    """The count, if there are enough people on either side of it."""
    return people if LEAST <= people <= counted - LEAST else None


def all_or_none(parts: Sequence[int]) -> tuple[int, ...] | None:
    """Figures that add up to all, if each of them may be shown; otherwise `None`."""
    return tuple(parts) if len(parts) > 1 and all(part >= LEAST for part in parts) else None


def _for_everybody(question: Question) -> bool:
    return question.required and question.relevant is None


def _top_level(form: FormSummary) -> Iterator[Detail | MatrixCounts]:
    """What everybody was asked. Repeated groups count answers and not people; they are left out,
    and so is what only some were asked: who was asked gives an answer away."""
    for section in form.sections:
        for finding in section.findings:
            if _for_everybody(finding.question) and finding.question.id not in section.repeated:
                yield finding


def _matrices(form: FormSummary) -> list[MatrixCounts]:
    return [
        finding
        for finding in _top_level(form)
        if isinstance(finding, MatrixCounts) and finding.counted == form.counted
    ]


def _details(form: FormSummary) -> list[Detail]:
    return [finding for finding in _top_level(form) if isinstance(finding, Detail)]


def _group(matrix: MatrixCounts) -> ShownGroup:
    counted = matrix.counted
    rows = matrix.rows if counted >= ROWS_FROM else ()
    return ShownGroup(
        question=matrix.question.id,
        people=shown(sum(matrix.people[1:]), counted),
        levels=all_or_none(matrix.people) if counted >= ROWS_FROM else None,
        rows=tuple(
            ShownRow(row.row.code, row.marked, tuple(_row_options(row)))
            for row in rows
            if shown(row.marked, counted) is not None
        ),
    )


def _row_options(row: RowCounts) -> Iterable[ShownOption]:
    """The causes and measures to show among those who marked the row: only free choices of several,
    which do not add up."""
    for detail in row.details:
        if isinstance(detail.tally, Counts) and detail.tally.several:
            yield from _free(detail.question, detail.tally, row.marked)


def _options(question: Question, tally: Counts, counted: int) -> Iterable[ShownOption]:
    if tally.several or len(tally.options) == 1:  # the latter is yes, and no is the rest
        return _free(question, tally, counted)
    parts = [people for _, people in tally.options]
    if all_or_none(parts) is None or tally.other or sum(parts) != counted:
        return ()
    return [ShownOption(question.id, option.code, people) for option, people in tally.options]


def _free(question: Question, tally: Counts, counted: int) -> Iterator[ShownOption]:
    """The options to show of those that are chosen independently of one another."""
    for option, people in tally.options:
        if shown(people, counted) is not None:
            yield ShownOption(question.id, option.code, people)
