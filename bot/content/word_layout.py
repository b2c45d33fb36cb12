"""The Word layout: a paper's blocks put into the form by docxtpl."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from typing import Any

from docx.oxml.ns import qn
from docxtpl import DocxTemplate, RichText
from jinja2 import Environment, StrictUndefined, Template

from bot.content.paper import Paper, plain
from bot.content.phrases import REPORTS

BAR = 120
"""Width of the longest bar in spaces, which are a quarter of an em wide in the form's font."""

HELD = 3
"""Rows of a table that stay together at its beginning, header included, and at its end."""

_LEVELS = 3
_TWIPS = 1440 / 25.4


class _Strict(Environment):
    """Escapes every value once, and knows the form's parts from the last time."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self._known: dict[str, Template] = {}

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Template:
        """Compiled once: docxtpl asks for the same parts with every paper."""
        if source not in self._known:
            self._known[source] = super().from_string(source, *args, **kwargs)
        return self._known[source]


@cache
def _environment() -> _Strict:
    return _Strict()


_PARAGRAPH, _KEEP_NEXT, _STYLE = qn("w:p"), qn("w:keepNext"), qn("w:pStyle")


@cache
def _form(profile_id: str) -> bytes:
    return (REPORTS / "profiles" / f"{profile_id}.docx").read_bytes()


def word_file(paper: Paper, profile_id: str, profile: Mapping[str, Any]) -> bytes:
    """The paper as a Word file."""
    template = DocxTemplate(io.BytesIO(_form(profile_id)))
    context = plain(paper)
    for block in context["blocks"]:
        if block["chart"]:
            block["chart"] = _bars(block["chart"])
    template.render(context, _environment())
    _set_widths(template.docx, profile)
    _hold_signature(template.docx)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _bars(chart: Mapping[str, Any]) -> dict[str, Any]:
    """Bars as runs of shaded spaces: they stay sharp, need no picture, and can be edited."""
    sums = [sum(bar["counts"]) for group in chart["groups"] for bar in group["bars"]]
    legend = RichText()
    for level, name in enumerate(chart["legend"]):
        legend.add("    ", style=_level(level))
        legend.add(f" {name}    ")
    groups = [
        {
            "title": group["title"],
            "bars": [
                {"label": bar["label"], "runs": _runs(bar["counts"], max(sums))}
                for bar in group["bars"]
            ],
        }
        for group in chart["groups"]
    ]
    return {"subtitle": chart["subtitle"], "legend": legend, "groups": groups}


def _runs(counts: list[int], most: int) -> RichText:
    runs = RichText()
    for level, people in enumerate(counts):
        if people:
            number = str(people)
            # A digit is as wide as two spaces.
            free = max(2, round(BAR * people / most) - 2 * len(number))
            text = " " * (free // 2) + number + " " * (free - free // 2)
            runs.add(text, style=_level(level))
    runs.add(f"  {sum(counts)}", bold=True)
    return runs


def _level(level: int) -> str:
    return f"Level{min(level + 1, _LEVELS)}"


def _set_widths(document: Any, profile: Mapping[str, Any]) -> None:
    """The first column takes what the figures leave: docxtpl shares the width out evenly."""
    page, figure = profile["page"], profile["table"]["level"]
    whole = page["width"] - page["left"] - page["right"]
    for table in document.element.body.iter(qn("w:tbl")):
        if table.tblPr.find(qn("w:tblStyle")) is None:
            continue
        columns = table.tblGrid.findall(qn("w:gridCol"))
        first = whole - figure * (len(columns) - 1)
        widths = [str(round(mm * _TWIPS)) for mm in (first, *[figure] * (len(columns) - 1))]
        for column, width in zip(columns, widths, strict=True):
            column.set(qn("w:w"), width)
        rows = table.findall(qn("w:tr"))
        for number, row in enumerate(rows):
            for cell, width in zip(row.iter(qn("w:tc")), widths, strict=True):
                cell.tcPr.find(qn("w:tcW")).set(qn("w:w"), width)
            if number < HELD or len(rows) - HELD <= number < len(rows) - 1:
                _hold(row)


def _hold(row: Any) -> None:
    """Word keeps a row on the page of the next one where all its paragraphs ask for it.

    By hand: python-docx looks for the right place among all elements there may be, which took a
    fifth of the whole file's time. It is right behind the style, which stands first.
    """
    for paragraph in row.iter(_PARAGRAPH):
        properties = paragraph.get_or_add_pPr()
        if properties.find(_KEEP_NEXT) is None:
            place = 0 if properties.find(_STYLE) is None else 1
            properties.insert(place, properties.makeelement(_KEEP_NEXT))


def _hold_signature(document: Any) -> None:
    """The signature must not stand alone on a page: what leads to it stays with it."""
    plain_tables = [table for table in document.tables if table._tbl.tblPr.style is None]  # noqa: SLF001 -- python-docx shows no missing style
    paragraph = plain_tables[-1]._tbl.getprevious()  # noqa: SLF001 -- no call for neighbours
    for _ in range(2):
        if paragraph is not None and paragraph.tag == qn("w:p"):
            paragraph.get_or_add_pPr().get_or_add_keepNext()
            paragraph = paragraph.getprevious()
