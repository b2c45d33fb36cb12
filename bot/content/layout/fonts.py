"""Which of the machine's fonts papers are set in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import typst

_MARKED = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
LETTERS = f"{_MARKED}{_MARKED.upper()}"
"""The 134 letters of Vietnamese that are more than ASCII."""

_STYLES = (("regular", "normal"), ("bold", "normal"), ("regular", "italic"))
"""Weights and slants that papers use."""


@cache
def machine_fonts() -> typst.Fonts:
    """The fonts on this machine, looked up once: that takes longer than a report."""
    return typst.Fonts(include_system_fonts=True)


def usable(wanted: Sequence[str]) -> list[str]:
    """The first of these fonts that this machine has with all its letters, and the last one, which
    typst brings along. A font that lacks some would be mixed with another within a word."""
    *others, last = wanted
    first = next((name for name in others if _is_whole(name)), last)
    return list(dict.fromkeys((first, last)))


@cache
def _is_whole(family: str) -> bool:
    """Whether the machine has this font, and no Vietnamese letter of it is taken from another."""
    if family not in machine_fonts().families():
        return False
    return all(_embedded(family, weight, slant) == 1 for weight, slant in _STYLES)


def _embedded(family: str, weight: str, slant: str) -> int:
    """How many fonts it takes to set all letters."""
    source = (
        "#set text(font: sys.inputs.family, weight: sys.inputs.weight, style: sys.inputs.slant)\n"
        "#sys.inputs.letters"
    )
    inputs = {"family": family, "weight": weight, "slant": slant, "letters": LETTERS}
    body = typst.compile(source.encode(), font_paths=machine_fonts(), sys_inputs=inputs)
    if not isinstance(body, bytes):
        raise TypeError("one file was expected")
    return len(re.findall(rb"/FontFile\d? ", body))
