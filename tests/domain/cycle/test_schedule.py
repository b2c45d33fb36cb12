"""When reminders are due: steps, nights, days off, and a sweep that runs late or twice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.cycle.schedule import (
    OVERDUE_STEPS,
    Calendar,
    Dates,
    Due,
    digest_day,
    due_step,
    first_after,
    next_step,
    step_time,
    step_times,
)

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
EVERY_DAY = Calendar(HANOI, frozenset())
FRIDAY = Dates(date(2026, 9, 18), inclusive=True)
OPENED = datetime(2026, 8, 24, 2, 0, tzinfo=UTC)


def at(day: int, clock: str = "08:00", month: int = 9) -> datetime:
    """A moment of 2026 on the cell's clocks."""
    return datetime.combine(date(2026, month, day), time.fromisoformat(clock), HANOI)


def off(*days: date) -> Calendar:
    """A calendar with these days off."""
    return Calendar(HANOI, frozenset(days))


def local(moment: datetime | None) -> str:
    """A moment as the cell's clocks show it."""
    return moment.astimezone(HANOI).strftime("%d/%m %H:%M") if moment else ""


# -- steps


def test_before_a_day_ends_a_day_earlier_than_until_its_end() -> None:
    through, before = FRIDAY, replace(FRIDAY, inclusive=False)

    assert through.last_day == date(2026, 9, 18)
    assert before.last_day == date(2026, 9, 17)
    assert local(step_time(through, 0, EVERY_DAY)) == "18/09 08:00"
    assert local(step_time(before, 0, EVERY_DAY)) == "17/09 08:00"
    assert local(step_time(before, 7, EVERY_DAY)) == "10/09 08:00"


def test_steps_go_in_the_order_of_time_and_the_overdue_ones_last() -> None:
    assert replace(FRIDAY, steps=(0, 3, 7)).all_steps == (7, 3, 0, -1, -2, -3)


@pytest.mark.parametrize(
    ("now", "had", "due"),
    [
        (at(11, "07:59"), (), None),
        (at(11), (), Due(7, ())),
        (at(11), (7,), None),
        (at(13), (), Due(7, ())),
        (at(15), (7,), Due(3, ())),
        (at(15), (), Due(3, (7,))),
        (at(18, "20:59"), (7,), Due(0, (3, 1))),
        (at(19), (7, 3, 1, 0), Due(-1, ())),
        (at(30), (), Due(-3, (7, 3, 1, 0, -1, -2))),
        (at(30), (7, 3, 1, 0, -1, -2, -3), None),
        # An overtaken step is not made up for, even where it was never recorded.
        (at(16), (3,), None),
        (at(18), (0,), None),
    ],
)
def test_the_latest_step_is_due_and_overtakes_the_earlier(
    now: datetime, had: tuple[int, ...], due: Due | None
) -> None:
    assert due_step(FRIDAY, OPENED, had, now, EVERY_DAY) == due


def test_steps_before_the_opening_are_nobodys() -> None:
    opened_late = at(14, "10:00")

    assert due_step(FRIDAY, opened_late, (), at(14, "17:00"), EVERY_DAY) is None
    assert due_step(FRIDAY, opened_late, (), at(15), EVERY_DAY) == Due(3, ())
    # Opened at eight sharp: that step is the announcement itself.
    assert due_step(FRIDAY, at(11), (), at(11, "12:00"), EVERY_DAY) is None


def test_a_clock_that_goes_back_takes_nothing_back() -> None:
    had = (7, 3)

    assert due_step(FRIDAY, OPENED, had, at(12), EVERY_DAY) is None
    assert due_step(FRIDAY, OPENED, had, OPENED - timedelta(days=9), EVERY_DAY) is None
    assert due_step(FRIDAY, OPENED, had, at(17), EVERY_DAY) == Due(1, ())


def test_a_moved_date_reminds_again() -> None:
    later = replace(FRIDAY, submit_on=date(2026, 9, 25))

    # What was recorded belongs to the old last day, so nothing of it counts.
    assert due_step(later, OPENED, (), at(18), EVERY_DAY) == Due(7, ())


# -- nights and days off


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (at(14, "06:59"), "14/09 07:00"),
        (at(14, "07:00"), "14/09 07:00"),
        (at(14, "12:34"), "14/09 12:34"),
        (at(14, "20:59"), "14/09 20:59"),
        (at(14, "21:00"), "15/09 07:00"),
        (at(14, "23:59"), "15/09 07:00"),
        (at(15, "00:00"), "15/09 07:00"),
        (at(1, "21:30"), "04/09 07:00"),
        (at(2, "00:30"), "04/09 07:00"),
        (at(2, "12:00"), "04/09 07:00"),
        (at(3, "23:00"), "04/09 07:00"),
    ],
)
def test_what_falls_into_the_night_or_on_days_off_waits(moment: datetime, allowed: str) -> None:
    calendar = off(date(2026, 9, 2), date(2026, 9, 3))

    found = calendar.next_allowed(moment)

    assert local(found) == allowed
    assert calendar.is_allowed(found)
    assert calendar.next_allowed(found) == found
    assert calendar.is_allowed(moment) is (found == moment)


def test_night_is_night_where_the_cell_is() -> None:
    assert EVERY_DAY.is_allowed(datetime(2026, 9, 14, 0, 0, tzinfo=UTC))
    assert not EVERY_DAY.is_allowed(datetime(2026, 9, 14, 14, 0, tzinfo=UTC))


TET = [date(2027, 2, 4) + timedelta(days=n) for n in range(7)]
NATIONAL_DAY = [date(2026, 9, 1), date(2026, 9, 2)]


@pytest.mark.parametrize(
    ("last_day", "days_off", "times"),
    [
        (date(2026, 9, 2), NATIONAL_DAY, "26/08 29/08 30/08 31/08 03/09 04/09 05/09"),
        (date(2027, 2, 8), TET, "31/01 01/02 02/02 03/02 11/02 12/02 13/02"),
        (date(2027, 2, 11), TET, "01/02 02/02 03/02 11/02 12/02 13/02 14/02"),
        (date(2026, 9, 18), [date(2026, 9, 15)], "11/09 14/09 17/09 18/09 19/09 20/09 21/09"),
        (date(2026, 9, 18), [date(2026, 9, 20)], "11/09 15/09 17/09 18/09 19/09 21/09 22/09"),
    ],
)
def test_a_step_on_days_off_goes_before_the_deadline_and_an_overdue_one_after(  # U12
    last_day: date, days_off: list[date], times: str
) -> None:
    found = step_times(Dates(last_day, inclusive=True), off(*days_off))

    assert [local(at).removesuffix(" 08:00") for at in found.values()] == times.split()


def test_nothing_is_due_at_night_whatever_was_missed() -> None:
    assert due_step(FRIDAY, OPENED, (), at(18, "21:00"), EVERY_DAY) is None
    assert due_step(FRIDAY, OPENED, (), at(19, "06:59"), EVERY_DAY) is None
    assert due_step(FRIDAY, OPENED, (), at(19, "07:00"), EVERY_DAY) == Due(0, (7, 3, 1))


# -- digests


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (at(24, "16:59", 8), None),
        (at(24, "17:00", 8), date(2026, 8, 24)),
        (at(24, "20:59", 8), date(2026, 8, 24)),
        (at(24, "21:00", 8), None),
        (at(25, "08:00", 8), None),
        (at(2, "17:00"), None),
        (at(18, "17:00"), date(2026, 9, 18)),
        (at(21, "17:00"), date(2026, 9, 21)),
        (at(22, "17:00"), date(2026, 9, 22)),
        (at(23, "17:00", 8), None),
    ],
)
def test_there_may_be_a_digest_every_day_from_the_opening_on(
    now: datetime, day: date | None
) -> None:
    assert digest_day(FRIDAY, OPENED, now, off(date(2026, 9, 2))) == day


def test_a_cycle_opened_in_the_evening_has_its_first_digest_the_next_day() -> None:
    opened = at(24, "18:00", 8)

    assert digest_day(FRIDAY, opened, at(24, "19:00", 8), EVERY_DAY) is None
    assert digest_day(FRIDAY, opened, at(25, "17:00", 8), EVERY_DAY) == date(2026, 8, 25)


# -- the next look


def test_what_is_said_daily_goes_out_at_its_hour_and_not_on_a_day_off() -> None:
    assert local(EVERY_DAY.daily(17, OPENED)) == "24/08 17:00"
    assert local(EVERY_DAY.daily(17, at(10, "17:00"))) == "11/09 17:00"
    weekend = off(date(2026, 9, 12), date(2026, 9, 13))
    assert local(weekend.daily(17, at(11, "17:00"))) == "14/09 17:00"
    assert local(weekend.daily(17, at(12, "18:00"))) == "14/09 17:00"


def test_the_earliest_of_the_later_moments() -> None:
    moments = [at(3), at(1), at(2)]

    assert first_after(moments, at(1)) == at(2)
    assert first_after(moments, at(3)) is None


# -- all of it, over random calendars


@dataclass
class Sweeper:
    """What the service does with one cycle and one person who never finishes."""

    dates: Dates
    calendar: Calendar
    opened: datetime
    had: set[int] = field(default_factory=set)
    sent: list[tuple[str, datetime]] = field(default_factory=list)

    def look(self, now: datetime) -> datetime | None:
        """One look; when to look again."""
        allowed = self.calendar.next_allowed(now)
        if allowed > now:
            return allowed
        due = due_step(self.dates, self.opened, self.had, now, self.calendar)
        if due:
            assert not {due.step, *due.superseded} & self.had
            self.had |= {due.step, *due.superseded}
            self.sent.append((str(due.step), now))
        day = digest_day(self.dates, self.opened, now, self.calendar)
        if day and str(day) not in [what for what, _ in self.sent]:
            self.sent.append((str(day), now))
        daily = self.calendar.daily(self.dates.digest_hour, now)
        step = next_step(self.dates, self.opened, now, self.calendar)
        after = min(step or daily, daily)
        assert after > now
        return after if after <= self.opened + timedelta(days=60) else None


DATES = st.builds(
    Dates,
    submit_on=st.dates(date(2026, 9, 1), date(2026, 9, 30)),
    inclusive=st.booleans(),
    steps=st.sets(st.sampled_from((7, 3, 1, 0)), min_size=1).map(tuple),
    digest_hour=st.integers(7, 20),
)
CALENDARS = st.sets(st.dates(date(2026, 8, 20), date(2026, 10, 5)), max_size=14).map(
    lambda days: off(*days)
)
HOURS = st.integers(0, 39 * 24).map(lambda hours: at(20, "00:00", 8) + timedelta(hours=hours))
"""Everything here happens at full hours."""


@given(DATES, CALENDARS)
def test_no_step_crosses_the_deadline_nor_meets_another(  # U12
    dates: Dates, calendar: Calendar
) -> None:
    times = step_times(dates, calendar)
    days = {step: calendar.local(at).date() for step, at in times.items()}

    assert list(times) == list(dates.all_steps)
    assert list(times.values()) == sorted(set(times.values()))
    assert all(calendar.is_allowed(at) for at in times.values())
    assert all((step >= 0) is (day <= dates.last_day) for step, day in days.items())
    for step, day in days.items():  # nothing moves that need not
        alone = day == dates.last_day - timedelta(days=step)
        assert alone or calendar.days_off


@settings(max_examples=40)
@given(DATES, CALENDARS, HOURS)
def test_looking_only_when_told_sends_the_same_as_looking_all_the_time(
    dates: Dates, calendar: Calendar, opened: datetime
) -> None:
    told, always = (Sweeper(dates, calendar, opened) for _ in range(2))
    last = datetime.combine(dates.last_day + timedelta(days=25), time(0), HANOI)
    end = min(last, opened + timedelta(days=60))

    due = told.look(opened)
    while due:
        due = told.look(due)
    now = opened
    while now < end:
        always.look(now)
        now += timedelta(hours=1)

    assert [each for each in told.sent if each[1] < end] == always.sent
    assert all(calendar.is_allowed(moment) for _, moment in told.sent)


@given(DATES, CALENDARS, HOURS, st.lists(st.integers(1, 20_000), max_size=12))
def test_however_late_and_often_it_looks_every_step_is_recorded_once(
    dates: Dates, calendar: Calendar, opened: datetime, waits: list[int]
) -> None:
    sweeper = Sweeper(dates, calendar, opened)
    now = opened
    for wait in waits:
        now += timedelta(minutes=wait)
        for _ in range(3):
            sweeper.look(now)
        sweeper.look(now - timedelta(hours=wait % 7))  # the clock goes back for a moment
    now = max(now, datetime.combine(dates.last_day + timedelta(days=25), time(12), HANOI))
    sweeper.look(now)

    possible = {s for s in dates.all_steps if step_time(dates, s, calendar) > opened}
    sent = [what for what, _ in sweeper.sent]
    assert sweeper.had <= possible
    assert OVERDUE_STEPS[-1] in sweeper.had or OVERDUE_STEPS[-1] not in possible
    assert len(sent) == len(set(sent))
    steps = [int(what) for what in sent if len(what) < 4]
    assert steps == sorted(steps, reverse=True)
