"""The PDF layout and the chat's picture: by typst, which gets JSON and never markup made of
texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import typst

from bot.content.layout.fonts import machine_fonts, usable
from bot.content.layout.header import fitted
from bot.content.layout.long_words import breakable
from bot.content.layout.paper import (
    Chart,
    Paper,
    author_of,
    laid_out,
    measures_of,
    plain,
    title_of,
)
from bot.content.layout.shades import SHADES
from bot.content.words.phrases import REPORTS

PIXELS_PER_INCH = 144
"""Two pixels for each point: sharp on a phone, and small enough to send."""

_LAYOUT = REPORTS / "layout"


def pdf_file(paper: Paper, profile: Mapping[str, Any]) -> bytes:
    """The paper as PDF."""
    return _compiled("paper.typ", laid_data(paper, profile), "pdf")


def laid_data(paper: Paper, profile: Mapping[str, Any]) -> dict[str, Any]:
    """What typst is given of a paper: its words, and every measure."""
    names = {"title": title_of(paper), "author": author_of(paper)}
    paper, fitting = fitted(paper, measures_of(paper, profile))
    return {
        **plain(names, paper.style.tone_on),
        "paper": breakable(laid_out(paper), fitting),
        "profile": fitting,
        **_looks(profile),
    }


def png_file(chart: Chart, language: str, profile: Mapping[str, Any]) -> bytes:
    """The chart as a picture, as wide as a phone."""
    data = {"chart": plain(chart), "language": language, **_looks(profile)}
    return _compiled("picture.typ", data, "png")


def picture_file(layout: str, picture: Any, profile: Mapping[str, Any]) -> bytes:
    """A picture with a layout of its own, as wide as a phone."""
    return _compiled(layout, {"picture": plain(picture), **_looks(profile)}, "png")


def _looks(profile: Mapping[str, Any]) -> dict[str, Any]:
    return {"fonts": usable(profile["fonts"]["pdf"]), "shades": SHADES}


def _compiled(layout: str, data: Mapping[str, Any], form: Any) -> bytes:
    compiler = typst.Compiler(
        str(_LAYOUT / layout),
        root=str(_LAYOUT),
        font_paths=machine_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    body = compiler.compile(format=form, ppi=PIXELS_PER_INCH if form == "png" else None)
    if not isinstance(body, bytes):
        raise TypeError(f"{layout}: one file was expected")
    return body
