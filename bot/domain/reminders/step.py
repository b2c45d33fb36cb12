"""Which reminder it is: of what, for which day, which of several. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What somebody is reminded of. The first four ask a member to do something; the others inform
    those who lead, decide or stand in."""

    REVIEW = "review"
    BY_HAND = "by_hand"
    READ = "read"
    DO = "do"
    DIGEST = "digest"
    QUEUE = "queue"
    ESCALATION = "escalation"

    @property
    def asks(self) -> bool:
        """Whether it asks a member to do something."""
        return self in (Kind.REVIEW, Kind.BY_HAND, Kind.READ, Kind.DO)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one kind; the same step goes to a person once.

    `day`: the last day on which the thing is in time; of what goes out daily, that day.
    `days_before`: how long before the last day (negative: after it). `about`: id of the material or
    of the plan's item; of a digest the mark of what it said.
    """

    kind: Kind
    day: date
    days_before: int = 0
    about: str = ""
