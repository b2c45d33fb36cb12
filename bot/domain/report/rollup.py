"""How far many cells are, on one paper: counts of people, no answers and no names of members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people.issuer import Issuer


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
    """The cells of one organisation, in the order of their names. The `issuer` is that
    organisation: it stands where a cell's own papers name the cell, and nobody signs."""

    issuer: Issuer
    made_at: datetime
    lines: tuple[CellLine, ...]

    def total(self, field: str) -> int:
        """The sum of one field over all cells."""
        return sum(getattr(line, field) for line in self.lines)
