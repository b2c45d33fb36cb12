"""Plans on paper: the cell's for a cycle, and a member's for what is to be remedied. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.meeting.meeting import Task
from bot.domain.preparation.basis import Document
from bot.domain.report.course import Signer
from bot.domain.style import STANDARD, Style

__all__ = ["CellPlan", "Progress", "Remediation", "Remedy", "Stage", "Task"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the cycle with its last day; `name` is that of its sentence."""

    name: str
    day: date


@dataclass(frozen=True, slots=True)
class CellPlan:
    """How the cell goes about a cycle. `made_on` is the day of the paper."""

    cell: str
    parent: str
    place: str
    year: int
    theme: str
    signer: Signer
    secretary: str
    made_on: date
    basis: tuple[Document, ...]
    stages: tuple[Stage, ...]
    work: tuple[Task, ...]
    papers: tuple[Task, ...]
    logistics: tuple[Task, ...]
    materials: tuple[str, ...]
    style: Style = STANDARD


@dataclass(frozen=True, slots=True)
class Remedy:
    """One shortcoming and what will be done about it: a task, a day and a product that can be
    counted."""

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

    cell: str
    parent: str
    place: str
    year: int
    writer: str
    person: tuple[tuple[str, str], ...]
    secretary: str
    made_on: date | None
    items: tuple[Remedy, ...]
    progress: tuple[Progress, ...] = ()
    opinion: str = ""
    style: Style = STANDARD
