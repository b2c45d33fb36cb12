"""What a cell prepares before it meets: when it is due, whom it suits, how far it has come.
Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.cycle.schedule import Dates
from bot.domain.people.member import Action, Member, may
from bot.domain.words import fold

READ_STEPS = (7, 3, 2, 1, 0)
"""Whoever has not read is reminded until the day itself, and by hand in between."""
DO_STEPS = (3, 1, 0)
LATE_STEPS = (-1,)
_SHORTEST_WORD = 3


class PlanList(StrEnum):
    """The lists of the cell's plan."""

    WORK = "work"
    PAPER = "paper"
    LOGISTICS = "logistics"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the plan. `planned_at`, UTC milliseconds: since when this person has it for this
    day; reminders of earlier steps do not apply."""

    id: str
    cell_id: str
    cycle_id: str
    kind: PlanList
    subject: str
    created_at: int
    planned_at: int
    member_id: str = ""
    due_on: date | None = None
    done_at: int | None = None

    def days_late(self, today: date) -> int:
        """How many days ago it should have been done; 0 if it is not late."""
        if self.done_at is not None or self.due_on is None:
            return 0
        return max((today - self.due_on).days, 0)


def to_read_by(dates: Dates) -> Dates:
    """The dates for reading the materials: by the meeting, or else by the day the reviews are
    due."""
    return Dates(dates.meeting_on or dates.last_day, inclusive=True, steps=READ_STEPS, overdue=())


def to_do_by(day: date) -> Dates:
    """The dates for doing an item by this day, with one reminder after it."""
    return Dates(day, inclusive=True, steps=DO_STEPS, overdue=LATE_STEPS)


def must_read(roster: Iterable[Member], now: int) -> list[Member]:
    """The members who have to read the materials."""
    return [member for member in roster if may(member, Action.SEE_MATERIALS, now)]


def percent(done: int, of: int) -> int:
    """`done` in per cent of `of`, rounded down, so that a hundred means everybody; 0 of 0 is 0."""
    return 100 * done // of if of else 0


def suited(members: Sequence[Member], subject: str) -> tuple[list[Member], list[Member]]:
    """Members whose strengths share words with the subject, the most first; then all the others."""
    wanted = _words(subject)
    shared = {member.id: len(wanted & _words(member.strengths)) for member in members}
    fit = sorted((m for m in members if shared[m.id]), key=lambda m: -shared[m.id])
    return fit, [member for member in members if not shared[member.id]]


def _words(written: str) -> frozenset[str]:
    bare = "".join(sign if sign.isalnum() else " " for sign in fold(written))
    return frozenset(word for word in bare.split() if len(word) >= _SHORTEST_WORD)
