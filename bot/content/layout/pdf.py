"""The PDF layout and the chat's picture: by typst, which gets JSON and never markup made of
texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import typst

from bot.content.layout.paper import Chart, Paper, measures_of, plain
from bot.content.words.phrases import REPORTS

PIXELS_PER_INCH = 144
"""Two pixels for each point: sharp on a phone, and small enough to send."""

_LAYOUT = REPORTS / "layout"


@cache
def _fonts() -> typst.Fonts:
    """The fonts on this machine, looked up once: that takes longer than a report."""
    return typst.Fonts(include_system_fonts=True)


@cache
def _families() -> frozenset[str]:
    return frozenset(_fonts().families())


def pdf_file(paper: Paper, profile: Mapping[str, Any]) -> bytes:
    """The paper as PDF."""
    data = {
        "paper": plain(paper, paper.style.tone_on),
        "profile": measures_of(paper, profile),
        "fonts": _available(profile),
    }
    return _compiled("paper.typ", data, "pdf")


def png_file(chart: Chart, language: str, profile: Mapping[str, Any]) -> bytes:
    """The chart as a picture, as wide as a phone."""
    data = {"chart": plain(chart), "language": language, "fonts": _available(profile)}
    return _compiled("picture.typ", data, "png")


def picture_file(layout: str, picture: Any, profile: Mapping[str, Any]) -> bytes:
    """A picture with a layout of its own, as wide as a phone."""
    data = {"picture": plain(picture), "fonts": _available(profile)}
    return _compiled(layout, data, "png")


def _available(profile: Mapping[str, Any]) -> list[str]:
    """The profile's fonts that this machine has; typst itself brings the last one."""
    return [name for name in profile["fonts"]["pdf"] if name in _families()]


def _compiled(layout: str, data: Mapping[str, Any], form: Any) -> bytes:
    compiler = typst.Compiler(
        str(_LAYOUT / layout),
        root=str(_LAYOUT),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    body = compiler.compile(format=form, ppi=PIXELS_PER_INCH if form == "png" else None)
    if not isinstance(body, bytes):
        raise TypeError(f"{layout}: one file was expected")
    return body
