"""When reminders are due: derived from the cycle's dates, never from timers. Pure.

Local times are those of the cell's zone. A step is a number of days before the last day (7, 3, 1,
0) or after it (-1, -2, -3). On days off it moves away from the last day's end: what comes before it
goes out earlier, what is overdue later; no two steps meet on a day.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DEFAULT_STEPS = (7, 3, 1, 0)
OVERDUE_STEPS = (-1, -2, -3)
REMIND_AT = time(8, 0)
MOST_A_DAY = 2
"""The most automatic reminders that one member gets on one day, of all kinds together."""

SATURDAY = 5
QUIET_FROM, QUIET_UNTIL = time(21, 0), time(7, 0)


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates by which reminders of a cycle, or of anything with a date of its own, are due.
    `steps` are those up to the last day; those after it are `overdue`.

    `submit_on` with `inclusive` false means "before that day", so the last day is the one before.
    """

    submit_on: date
    inclusive: bool
    steps: tuple[int, ...] = DEFAULT_STEPS
    digest_hour: int = 17
    meeting_on: date | None = None
    overdue: tuple[int, ...] = OVERDUE_STEPS

    @property
    def last_day(self) -> date:
        """The last day on which a review is in time."""
        return self.submit_on if self.inclusive else self.submit_on - timedelta(days=1)

    @property
    def all_steps(self) -> tuple[int, ...]:
        """Every step, in order of time."""
        return (*sorted(self.steps, reverse=True), *self.overdue)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The cell's time zone and its days off."""

    zone: ZoneInfo
    days_off: Container[date]

    def local(self, moment: datetime) -> datetime:
        """The moment in the cell's local time."""
        return moment.astimezone(self.zone)

    def is_day_off(self, day: date) -> bool:
        """A holiday, a day that the operator listed, a Saturday or a Sunday: offices are closed."""
        return day in self.days_off or day.weekday() >= SATURDAY

    def is_allowed(self, moment: datetime) -> bool:
        """Whether a reminder may be sent now: not at night, not on a day off."""
        here = self.local(moment)
        return QUIET_UNTIL <= here.time() < QUIET_FROM and here.date() not in self.days_off

    def next_allowed(self, moment: datetime) -> datetime:
        """The moment itself, or the first later one at which a reminder may be sent."""
        if self.is_allowed(moment):
            return moment
        here = self.local(moment)
        day = here.date() + timedelta(days=here.time() >= QUIET_FROM)
        while day in self.days_off:
            day += timedelta(days=1)
        return max(moment, datetime.combine(day, QUIET_UNTIL, self.zone)).astimezone(moment.tzinfo)

    def at(self, day: date, clock: time) -> datetime:
        """This local time on the day, or on the first day after it that is not off."""
        while day in self.days_off:
            day += timedelta(days=1)
        return self.next_allowed(datetime.combine(day, clock, self.zone))

    def daily(self, hour: int, after: datetime) -> datetime:
        """The first moment later than `after` at which what is sent daily at this hour goes out."""
        day = self.local(after).date()
        today = self.at(day, time(hour))
        return today if today > after else self.at(day + timedelta(days=1), time(hour))


@dataclass(frozen=True, slots=True)
class Due:
    """The step to send now, and those it overtakes, which are recorded but not sent."""

    step: int
    superseded: tuple[int, ...]


def step_times(dates: Dates, calendar: Calendar) -> Mapping[int, datetime]:
    """When each step's reminder goes out, in the order of time: at eight on a day of its own.

    A step on or before the last day never goes out after it: from the last one backwards each
    takes its own day, or else the nearest one before it that is neither off nor taken. Overdue
    steps do the same forwards.
    """
    before = sorted(step for step in dates.all_steps if step >= 0)
    after = sorted((step for step in dates.all_steps if step < 0), reverse=True)
    days = _days_apart(before, -1, dates, calendar) | _days_apart(after, 1, dates, calendar)
    return {
        step: datetime.combine(days[step], REMIND_AT, calendar.zone) for step in dates.all_steps
    }


def _days_apart(
    steps: Iterable[int], way: int, dates: Dates, calendar: Calendar
) -> dict[int, date]:
    days: dict[int, date] = {}
    for step in steps:
        day = dates.last_day - timedelta(days=step)
        while day in calendar.days_off or day in days.values():
            day += timedelta(days=way)
        days[step] = day
    return days


def step_time(dates: Dates, step: int, calendar: Calendar) -> datetime:
    """When this one of the steps goes out."""
    return step_times(dates, calendar)[step]


def due_step(
    dates: Dates, opened_at: datetime, had: Container[int], now: datetime, calendar: Calendar
) -> Due | None:
    """The reminder that somebody who has not finished is due now, if any.

    `had` holds the steps recorded for this person and last day. Steps before the opening apply to
    nobody. Nothing is due while reminders may not be sent.
    """
    if not calendar.is_allowed(now):
        return None
    times = step_times(dates, calendar)
    open_steps = [step for step, at in times.items() if opened_at < at <= now and step not in had]
    later_sent = [step for step in dates.all_steps if step in had]
    latest = min(later_sent, default=None)
    if not open_steps or (latest is not None and open_steps[-1] > latest):
        return None
    return Due(open_steps[-1], tuple(open_steps[:-1]))


def digest_day(dates: Dates, opened_at: datetime, now: datetime, calendar: Calendar) -> date | None:
    """The day whose digest may be due, if any: every day from the opening on."""
    day = calendar.local(now).date()
    moment = datetime.combine(day, time(dates.digest_hour), calendar.zone)
    return day if opened_at < moment <= now and calendar.is_allowed(now) else None


def overdue_is_over(dates: Dates, now: datetime, calendar: Calendar) -> bool:
    """Whether the last reminder of all has gone out."""
    return step_time(dates, min(dates.overdue), calendar) <= now


def next_step(
    dates: Dates, opened_at: datetime, after: datetime, calendar: Calendar
) -> datetime | None:
    """The first moment later than `after` at which a step may be due."""
    return first_after(step_times(dates, calendar).values(), max(after, opened_at))


def next_slot(after: datetime, calendar: Calendar) -> datetime:
    """The first moment later than `after` at which a reminder that had to wait may go out: eight
    o'clock on this day, or on the next that is not off."""
    day = calendar.local(after).date()
    today = calendar.at(day, REMIND_AT)
    return today if today > after else calendar.at(day + timedelta(days=1), REMIND_AT)


def first_after(moments: Iterable[datetime], after: datetime) -> datetime | None:
    """The earliest of the moments that is later than `after`."""
    return min((moment for moment in moments if moment > after), default=None)
