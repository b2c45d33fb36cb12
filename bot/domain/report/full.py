"""All figures of a report, for the organisation above, and who could be known by them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.interview.kinds import marks
from bot.domain.people.issuer import Issuer
from bot.domain.report.masking import LEAST
from bot.domain.report.summary import MatrixCounts, Responses, Summary


@dataclass(frozen=True, slots=True)
class FullFigures:
    """The figures of `counted` members' reviews, as of `made_at`, that go with the report `number`
    of the day `issued_on`."""

    issuer: Issuer
    year: int
    made_at: datetime
    counted: int
    matrices: tuple[MatrixCounts, ...]
    number: str
    issued_on: date


def full_figures(summary: Summary, number: str, issued_on: date) -> FullFigures:
    """Everything that the members marked, of all of their questionnaires."""
    return FullFigures(
        summary.issuer,
        summary.year,
        summary.made_at,
        summary.totals.counted,
        summary.member_matrices,
        number,
        issued_on,
    )


def recognisable(collected: Sequence[Responses]) -> frozenset[str]:
    """Members who marked a row that fewer than `LEAST` marked: the figures lead to them."""
    marked: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for each in (each for each in collected if each.form.audience == "member"):
        for review in each.reviews:
            for slot in review.slots:
                answer = review.answers.get(slot.key)
                if slot.is_matrix and answer and answer.value is not None:
                    for row in marks(answer.value):
                        marked[each.form.id, slot.question.id, row].add(review.id)
    return frozenset().union(*(people for people in marked.values() if len(people) < LEAST))
