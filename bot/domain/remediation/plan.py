"""What a member puts right, by when, and how far that has come. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.people.issuer import Issuer


@dataclass(frozen=True, slots=True)
class Remedy:
    """One shortcoming and what will be done about it: a task, a day and a countable product."""

    about: str
    cause: str
    task: str
    begins: date | None
    due: date | None
    expected: str
    product: str
    helper: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """What was done in one period. `percent` of the whole plan; `remark` is the secretary's."""

    period: str
    done: str
    product: str
    percent: int
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Remediation:
    """A member's plan. `agreed_on`: when the secretary signed it off, if that was done."""

    issuer: Issuer
    year: int
    writer: str
    person: tuple[tuple[str, str], ...]
    made_on: date | None
    items: tuple[Remedy, ...]
    progress: tuple[Progress, ...] = ()
    opinion: str = ""
