"""The legal clock: working days, days off, and the days until something is carried out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.privacy.rights import CARRY_OUT_WITHIN, Right, clock, last_day_of_keeping

MONDAY, THURSDAY, FRIDAY, SATURDAY = (date(2026, 8, day) for day in (24, 27, 28, 29))


@pytest.mark.parametrize(
    ("asked", "off", "answer"),
    [
        (MONDAY, (), date(2026, 8, 26)),
        (THURSDAY, (), date(2026, 8, 31)),  # Friday, Monday
        (FRIDAY, (), date(2026, 9, 1)),
        (SATURDAY, (), date(2026, 9, 1)),
        (FRIDAY, (date(2026, 9, 1), date(2026, 9, 2)), date(2026, 9, 3)),  # the National Day
        (MONDAY, (date(2026, 8, 29),), date(2026, 8, 26)),
    ],
)
def test_two_working_days(asked: date, off: tuple[date, ...], answer: date) -> None:
    assert clock(Right.CORRECT, asked, off).answer_on == answer


@pytest.mark.parametrize("right", Right)
def test_every_right_has_its_days(right: Right) -> None:
    days = CARRY_OUT_WITHIN[right]
    assert clock(right, MONDAY, ()).done_on == MONDAY + timedelta(days=days)
    assert days in (10, 15, 20)


def test_a_cycle_is_kept_to_the_end_of_a_year() -> None:
    assert last_day_of_keeping(2026, 5) == date(2031, 12, 31)
