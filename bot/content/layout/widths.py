"""How wide a text is in Times New Roman, whatever fonts this machine has."""

from __future__ import annotations

from functools import cache

from bot.content.words.phrases import REPORTS
from bot.content.yaml_files import read_yaml

_UNITS = 2048
"""Parts of an em in the table of widths."""
_MILLIMETRES = 25.4 / 72
"""In a point."""


def width(text: str, size: float, weight: str = "regular") -> float:
    """The width in mm of a line of this size in points; `weight`: regular, bold or italic."""
    known = _widths()[weight]
    return sum(known.get(letter, _UNITS) for letter in text) * size / _UNITS * _MILLIMETRES


@cache
def _widths() -> dict[str, dict[str, int]]:
    """The width of each letter of each weight."""
    told = read_yaml(REPORTS / "layout" / "widths.yaml")
    return {
        weight: {letter: units for units, letters in by_width.items() for letter in letters}
        for weight, by_width in told.items()
    }
