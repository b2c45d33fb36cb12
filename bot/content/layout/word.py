"""The Word layout: docxtpl puts a paper's blocks into the Word form of its profile."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate, RichText
from jinja2 import Environment, StrictUndefined, Template

from bot.content.layout.header import fitted
from bot.content.layout.long_words import shared
from bot.content.layout.paper import (
    Block,
    Column,
    Paper,
    Table,
    author_of,
    laid_out,
    measures_of,
    plain,
    title_of,
)
from bot.content.layout.shades import SHADES
from bot.content.layout.word_boxes import (
    as_rows,
    draw_boxes,
    enlarge,
    set_choices,
    set_close,
)
from bot.content.layout.word_page import fit_header, turn
from bot.content.layout.word_setup import describe
from bot.content.layout.word_watermark import mark
from bot.content.words.phrases import PROFILES

BAR = 120
"""Width of a bar of everybody in spaces, which are a quarter of an em wide in the form's font."""

TABLES, HALVES = ("table", "pair", "boxes"), ("pair", "boxes")
"""Blocks that are made of tables, and those whose tables have two halves."""

HELD = 3
"""Rows that stay together at the beginning of a table, header included, and at its end."""

_TWIPS = 1440 / 25.4
_MM = 36000
"""English metric units in a millimetre."""


class _Strict(Environment):
    """Escapes every value once, and keeps the form's compiled parts from one paper to the next."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self._known: dict[str, Template] = {}

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Template:
        """Compiles each part once: docxtpl asks for the same parts with every paper."""
        if source not in self._known:
            self._known[source] = super().from_string(source, *args, **kwargs)
        return self._known[source]


class _Form(DocxTemplate):  # type: ignore[misc] # the library has no types
    """docxtpl without the work that achieves nothing, a third of a file's time."""

    def patch_xml(self, src_xml: str) -> str:
        """Makes the form's marks readable for Jinja; the result is the same for all papers of one
        form."""
        if src_xml not in _PATCHED:
            _PATCHED[src_xml] = super().patch_xml(src_xml)
        return _PATCHED[src_xml]

    def resolve_listing(self, xml: str) -> str:
        """Turns line breaks in texts into breaks of the paragraph, in paragraphs that have any."""
        resolve = super().resolve_listing
        parts = _PARAGRAPH_ENDS.split(xml)
        return "".join(resolve(part) if _BREAK.search(part) else part for part in parts)


_PATCHED: dict[str, str] = {}
_PARAGRAPH_ENDS = re.compile("(?=<w:p[ >])|(?<=</w:p>)")
_BREAK = re.compile("[\t\a\n\f]")


@cache
def _environment() -> _Strict:
    return _Strict()


_PARAGRAPH, _KEEP_NEXT, _STYLE = qn("w:p"), qn("w:keepNext"), qn("w:pStyle")


@cache
def _form(profile_id: str) -> bytes:
    return (PROFILES / f"{profile_id}.docx").read_bytes()


def word_file(paper: Paper, profile: Mapping[str, Any]) -> bytes:
    """The paper as a Word file."""
    names = {"title": title_of(paper), "author": author_of(paper)}
    profile = measures_of(paper, profile)
    paper, fitting = fitted(paper, profile)
    template = _Form(io.BytesIO(_form(profile["id"])))
    context = laid_out(paper) | plain(names, paper.style.tone_on)
    for block in (*context["blocks"], *context["annex"]):
        _prepare(block)
    template.render(context, _environment())
    if paper.landscape:
        turn(template.docx)
    if paper.by_hand:
        set_close(template.docx, profile)
    if paper.head.party:
        fit_header(template.docx, fitting["header"])
    if paper.aloud:
        _enlarge(template.docx, profile["body"])
    _set_widths(template.docx, paper, profile)
    if paper.by_hand:
        draw_boxes(template.docx)
    _drop_unused(template.docx, paper)
    describe(
        template.docx,
        paper.language,
        title=context["title"],
        author=context["author"],
        subject=context["head"]["subject"],
        about=" ".join(context["head"]["edition"].split()),
        day=paper.head.day,
    )
    if context["watermark"]:
        mark(template.docx, context["watermark"], profile["watermark"])
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _prepare(block: dict[str, Any]) -> None:
    """Makes of a block what Word's form can repeat."""
    if block["chart"]:
        block["chart"] = _bars(block["chart"])
    if block["kind"] == "pair":
        block["kind"] = "table"
    if block["kind"] == "boxes":
        as_rows(block)


def _bars(chart: Mapping[str, Any]) -> dict[str, Any]:
    """Bars as runs of shaded spaces: they stay sharp, need no picture, and can be edited."""
    sums = [sum(bar["counts"]) for group in chart["groups"] for bar in group["bars"]]
    full = max(chart["of"], *sums, 1)
    legend = RichText()
    for level, name in enumerate(chart["legend"]):
        legend.add("    ", style=_level(level))
        legend.add(f" {name}    ")
    groups = [
        {
            "title": group["title"],
            "bars": [
                {"label": bar["label"], "runs": _runs(bar["counts"], full)} for bar in group["bars"]
            ],
        }
        for group in chart["groups"]
    ]
    return {"subtitle": chart["subtitle"], "legend": legend, "groups": groups}


def _runs(counts: list[int], full: int) -> RichText:
    runs = RichText()
    for level, people in enumerate(counts):
        if people:
            number = str(people)
            # A digit is as wide as two spaces.
            free = max(2, round(BAR * people / full) - 2 * len(number))
            text = " " * (free // 2) + number + " " * (free - free // 2)
            runs.add(text, style=_level(level))
    runs.add(f"  {sum(counts)}", bold=True)
    return runs


def _level(level: int) -> str:
    return f"Level{min(level + 1, len(SHADES))}"


def _enlarge(document: Any, body: Mapping[str, Any]) -> None:
    """The running text in larger letters than the form has."""
    for name in ("Normal", "Heading 1", "Bullet", "Line", "Item"):
        style = document.styles[name]
        style.font.size = Pt(body["size"])
        if style.paragraph_format.line_spacing is not None:
            style.paragraph_format.line_spacing = Pt(body["line"])


def _set_widths(document: Any, paper: Paper, profile: Mapping[str, Any]) -> None:
    """Sets the columns as the layout says: docxtpl shares the width out evenly."""
    section = document.sections[0]
    whole = (section.page_width - section.left_margin - section.right_margin) / _MM
    blocks = [each for each in (*paper.blocks, *paper.annex) if each.kind in TABLES and each.table]
    tables = [
        table
        for table in document.element.body.iter(qn("w:tbl"))
        if table.tblPr.find(qn("w:tblStyle")) is not None
    ]
    for table, block in zip(tables, blocks, strict=True):
        _drop_gap(table, profile["body"]["after"])
        data = _in_columns(block)
        columns = table.tblGrid.findall(qn("w:gridCol"))
        laid = columns_of(data, profile)
        widths = [
            str(round(mm * _TWIPS)) for mm in shared([column.width for column in laid], whole)
        ]
        for column, width in zip(columns, widths, strict=True):
            column.set(qn("w:w"), width)
        rows = table.findall(qn("w:tr"))
        foot = len(rows) if data.by_hand or block.kind == "boxes" else HELD
        for number, row in enumerate(rows):
            for cell, width in zip(row.iter(qn("w:tc")), widths, strict=True):
                cell.tcPr.find(qn("w:tcW")).set(qn("w:w"), width)
            if number and data.columns:
                _set_words(row, laid)
            if number and max(map(len, data.rows[number - 1])) > profile["table"]["tall"]:
                _let_split(row)
            elif number < len(rows) - 1 and not HELD <= number < len(rows) - foot:
                _hold(row)
        if block.kind == "boxes":
            set_choices(table, data.caption, profile)
        elif data.by_hand:
            enlarge(table, data.caption, profile)


def _drop_gap(table: Any, points: float) -> None:
    """Removes the empty paragraph after a table, which only has to be between two tables: without
    it Word joins them. What follows keeps its distance."""
    gap = table.getnext()
    after = gap.getnext()
    if after is None or after.tag == qn("w:tbl"):
        return
    gap.getparent().remove(gap)
    if after.tag == _PARAGRAPH:
        layout = Paragraph(after, None).paragraph_format
        layout.space_before = Pt(max(points, layout.space_before.pt if layout.space_before else 0))


def _in_columns(block: Block) -> Table:
    """The table of a block; two texts beside each other are words, each in half of the width."""
    table = block.table
    assert table is not None  # noqa: S101 -- asked for by the caller
    return replace(table, columns=(Column(),) * len(table.head)) if block.kind in HALVES else table


def columns_of(table: Table, profile: Mapping[str, Any]) -> tuple[Column, ...]:
    """The table's own columns; without any, one of words and the others of figures."""
    figure = Column(profile["table"]["level"], centred=True)
    return table.columns or (Column(), *[figure] * (len(table.head) - 1))


def _set_words(row: Any, columns: Sequence[Column]) -> None:
    """Sets a row of words from the top, and from the left unless its column is centred."""
    for cell, column in zip(row.iter(qn("w:tc")), columns, strict=True):
        for align in cell.tcPr.findall(qn("w:vAlign")):
            align.set(qn("w:val"), "top")
        style = "Tablefigure" if column.centred else "Tablewords"
        for named in cell.iter(_STYLE):
            named.set(qn("w:val"), style)


def _hold(row: Any) -> None:
    """Keeps a row on the same page as the next: Word does so if all its paragraphs ask for it.

    By hand: python-docx looks for the right place among all possible elements, which took a fifth
    of the whole file's time. That place is right after the style, which comes first.
    """
    for paragraph in row.iter(_PARAGRAPH):
        properties = paragraph.get_or_add_pPr()
        if properties.find(_KEEP_NEXT) is None:
            place = 0 if properties.find(_STYLE) is None else 1
            properties.insert(place, properties.makeelement(_KEEP_NEXT))


def _drop_unused(document: Any, paper: Paper) -> None:
    """Removes the table of a head or signature that the paper does not have."""
    head, sign = (t._tbl for t in document.tables if t._tbl.tblPr.style is None)  # noqa: SLF001 -- python-docx shows no missing style
    for table, is_there in ((head, paper.head.party), (sign, paper.signature.body)):
        if not is_there:
            table.getparent().remove(table)
    if paper.signature.body:
        _hold_signature(sign)


def _let_split(row: Any) -> None:
    """Lets a row with much text go on over the page, as in the PDF."""
    for flag in row.findall(f"{qn('w:trPr')}/{qn('w:cantSplit')}"):
        flag.getparent().remove(flag)


def _hold_signature(table: Any) -> None:
    """Keeps the signature with what comes before it: it must not be alone on a page."""
    paragraph = table.getprevious()
    for _ in range(2):
        if paragraph is not None and paragraph.tag == qn("w:p"):
            paragraph.get_or_add_pPr().get_or_add_keepNext()
            paragraph = paragraph.getprevious()
