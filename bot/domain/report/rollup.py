"""How far many cells are, on one paper: counts of people, no answers and no names of members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.style import STANDARD, Style


@dataclass(frozen=True, slots=True)
class CellLine:
    """One cell's newest cycle. `year` is 0 if it never had one."""

    name: str
    year: int
    roster: int
    required: int
    submitted: int
    approved: int


@dataclass(frozen=True, slots=True)
class Rollup:
    """The cells of one organisation, by name. `cell` is that organisation, in the place where a
    cell's own papers name the cell."""

    cell: str
    parent: str
    place: str
    made_at: datetime
    lines: tuple[CellLine, ...]
    style: Style = STANDARD

    def total(self, field: str) -> int:
        """The sum of one field over all cells."""
        return sum(getattr(line, field) for line in self.lines)
