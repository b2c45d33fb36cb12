"""What people may ask about their own data, and by when it has to be answered. Pure."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Right(StrEnum):
    """What is asked for. The program carries out the first three at once."""

    ACCESS = "access"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    CORRECT = "correct"
    RESTRICT = "restrict"
    OBJECT = "object"


ASKED = (Right.CORRECT, Right.RESTRICT, Right.OBJECT)
"""Requests that the secretary has to see to."""

ANSWER_WITHIN = 2
"""Working days. [V] Decree 356/2025: frasersvn, cdlaf."""

CARRY_OUT_WITHIN: Mapping[Right, int] = {
    Right.ACCESS: 10,  # [V-] one summary of the decree
    Right.CORRECT: 10,  # [V-] the same
    Right.WITHDRAW: 15,  # [V] frasersvn, cdlaf; 20 with a processor
    Right.RESTRICT: 15,  # [V] the same
    Right.OBJECT: 15,  # [V] the same
    Right.ERASE: 20,  # [V-] one summary of the decree
}
"""Days after the request. V: verified in several sources; V-: in one secondary source only."""

REPORT_BREACH_WITHIN = 72
"""Hours after a breach was noticed until the Ministry has to know. [V-] several summaries."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The last days for answering a request and for carrying it out."""

    answer_on: date
    done_on: date


def clock(right: Right, asked_on: date, days_off: Container[date]) -> Clock:
    """The legal clock of a request; the day on which it came does not count."""
    day, working = asked_on, 0
    while working < ANSWER_WITHIN:
        day += timedelta(days=1)
        working += is_working_day(day, days_off)
    return Clock(day, asked_on + timedelta(days=CARRY_OUT_WITHIN[right]))


def is_working_day(day: date, days_off: Container[date]) -> bool:
    """Whether the day is one from Monday to Friday that is not off."""
    return day.weekday() < 5 and day not in days_off


def last_day_of_keeping(year: int, keep_years: int) -> date:
    """The last day on which a cycle's answers are kept: the end of the year that many years
    later."""
    return date(year + keep_years, 12, 31)
