"""The cell's consolidated figures: counts, never names; no member's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from bot.domain.questionnaire import Option, Question, Row
from bot.domain.tallies import Tally
from bot.domain.words import Words


@dataclass(frozen=True, slots=True)
class Participation:
    """`submitted + missing + exempt = roster`; `required = submitted + missing`."""

    roster: int
    exempt: int
    submitted: int

    @property
    def required(self) -> int:
        """Those who had to submit: the denominator of participation."""
        return self.roster - self.exempt

    @property
    def missing(self) -> int:
        """Those who had to submit and have not."""
        return self.required - self.submitted


@dataclass(frozen=True, slots=True)
class Detail:
    """One question's tally; inside a row, over those who marked that row."""

    question: Question
    tally: Tally


@dataclass(frozen=True, slots=True)
class RowCounts:
    """One manifestation: how many people at each level, the first being "not seen"."""

    row: Row
    levels: tuple[int, ...]
    details: tuple[Detail, ...] = ()

    @property
    def marked(self) -> int:
        """People at any level above the first."""
        return sum(self.levels[1:])


@dataclass(frozen=True, slots=True)
class MatrixCounts:
    """A group of manifestations. `sum(row.levels) == counted` for every row.

    `people`: how many people have each level as the highest within the group; sums to `counted`.
    """

    question: Question
    counted: int
    rows: tuple[RowCounts, ...]
    people: tuple[int, ...]

    @property
    def scale(self) -> tuple[Option, ...]:
        """The levels, first is "not seen"."""
        return self.question.options


Finding: TypeAlias = Detail | MatrixCounts


@dataclass(frozen=True, slots=True)
class SectionSummary:
    """The findings under one section's heading; empty ones are left out by whoever prints."""

    title: Words
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class FormSummary:
    """One questionnaire of the cycle. `audience` as in the questionnaire."""

    id: str
    audience: str
    title: Words
    counted: int
    sections: tuple[SectionSummary, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """What of a cycle is compared with another's: people counted, those who marked at least one
    row, and marks in all."""

    title: str
    counted: int
    with_marks: int
    marks: int


@dataclass(frozen=True, slots=True)
class Summary:
    """All that `/summary` and the report are made of. Dates are the cell's local ones.

    `place`, `number` and the like stay empty until the secretary gives them.
    """

    cell: str
    parent: str
    place: str
    secretary: str
    theme: str
    year: int
    submit_on: date
    submit_inclusive: bool
    meeting_on: date | None
    made_at: datetime
    participation: Participation
    totals: Totals
    previous: Totals | None
    forms: tuple[FormSummary, ...]


def percent(part: int, whole: int) -> Decimal:
    """A percentage with one decimal, halves rounded up; 0 of 0 is 0."""
    if not whole:
        return Decimal("0.0")
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
