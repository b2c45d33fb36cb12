"""The figures about members that may leave the committee: what `masking` makes of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Shown: TypeAlias = int | None
"""A count of people, or `None` where it is hidden."""


@dataclass(frozen=True, slots=True)
class ShownOption:
    """How many people chose this option."""

    question: str
    option: str
    people: int


@dataclass(frozen=True, slots=True)
class ShownRow:
    """How many people marked this row; with it the causes and measures that may be shown."""

    row: str
    people: int
    options: tuple[ShownOption, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A matrix: how many people marked something in it, and how many have each level as highest,
    the first being "not seen"; rows that are not among `rows` are hidden."""

    question: str
    people: Shown
    levels: tuple[int, ...] | None
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True, slots=True)
class Circulated:
    """All figures about members in the official report: whole numbers, and codes of the frozen
    questionnaire.

    `people`: how many marked anything at all.
    """

    form: str
    counted: int
    people: Shown
    groups: tuple[ShownGroup, ...]
    options: tuple[ShownOption, ...]

    @property
    def is_empty(self) -> bool:
        """Whether everything is hidden."""
        groups = any(g.people is not None or g.levels or g.rows for g in self.groups)
        return self.people is None and not groups and not self.options
