"""The meeting on paper: its programme with the chair's script, and its minutes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.people.issuer import Issuer


class StepKind(StrEnum):
    """The steps of the meeting, in their usual order: the leader reflects first, then the deputy,
    the committee and the members (source: HD 42, the guidance for these sessions that cells
    follow)."""

    OPENING = "opening"
    PURPOSE = "purpose"
    RECORDER = "recorder"
    ROLL_CALL = "roll_call"
    COLLECTIVE = "collective"
    LEADER = "leader"
    DEPUTY = "deputy"
    COMMITTEE = "committee"
    MEMBERS = "members"
    PAPERS = "papers"
    OPINIONS = "opinions"
    GUESTS = "guests"
    CONCLUSION = "conclusion"
    VOTE = "vote"
    MINUTES = "minutes"
    QUALITY = "quality"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class ProgrammeStep:
    """One step: how many minutes it takes, and who speaks, in this order."""

    kind: StepKind
    minutes: int
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """The meeting as it is planned. `begins` is the cell's local time, `where` the room."""

    issuer: Issuer
    year: int
    theme: str
    chair: str
    begins: datetime
    where: str
    steps: tuple[ProgrammeStep, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody who was not there; without a `reason` the absence was not excused."""

    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AgendaPoint:
    """One point of the agenda as it went: who said what, and the conclusion."""

    title: str
    speeches: tuple[tuple[str, str], ...] = ()
    conclusion: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A task that the meeting gave."""

    what: str
    who: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote; the three counts add up to those present who may vote."""

    subject: str
    agreed: int
    against: int
    blank: int


@dataclass(frozen=True, slots=True)
class Minutes:
    """The meeting as it went. `kinds` and `standings`: how many members of each, as in a report;
    `there`: how many of each kind were present. `number` is empty until one is given."""

    issuer: Issuer
    year: int
    theme: str
    began: datetime
    ended: datetime
    where: str
    kinds: tuple[tuple[str, int], ...]
    there: tuple[tuple[str, int], ...]
    absent: tuple[Absent, ...]
    guests: tuple[str, ...]
    chair: str
    recorder: str
    points: tuple[AgendaPoint, ...]
    conclusions: tuple[str, ...]
    tasks: tuple[Task, ...]
    votes: tuple[Vote, ...]
    number: str = ""
    standings: tuple[tuple[str, int], ...] = ()

    @property
    def present(self) -> int:
        """All members who were there."""
        return sum(people for _, people in self.there)

    @property
    def roster(self) -> int:
        """All members of the cell."""
        return sum(people for _, people in self.kinds)
