"""How a cell wants its papers to look."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ToneOn(StrEnum):
    """Which letter of "uy" carries the tone mark: two guides disagree, so each cell chooses."""

    U = "u"
    Y = "y"


@dataclass(frozen=True, slots=True)
class Style:
    """A cell's choices for its papers. `profile`: a layout under `templates/reports/profiles/`."""

    profile: str = "hd05"
    tone_on: ToneOn = ToneOn.U


STANDARD = Style()
"""The style of a cell that chose nothing."""
