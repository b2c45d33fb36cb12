"""The cell's plan for a cycle, on paper. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.meeting.meeting import Task
from bot.domain.people.issuer import Issuer
from bot.domain.preparation.basis import Document

__all__ = ["CellPlan", "Stage", "Task"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the cycle with its last day; `name` is that of its sentence."""

    name: str
    day: date


@dataclass(frozen=True, slots=True)
class CellPlan:
    """How the cell goes about a cycle. `made_on` is the day of the paper."""

    issuer: Issuer
    year: int
    theme: str
    made_on: date
    basis: tuple[Document, ...]
    stages: tuple[Stage, ...]
    work: tuple[Task, ...]
    papers: tuple[Task, ...]
    logistics: tuple[Task, ...]
    materials: tuple[str, ...]
