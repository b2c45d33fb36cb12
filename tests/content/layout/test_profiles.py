"""Every number of a profile: the value that the Word file has, and that the PDF follows it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from pypdf import PdfReader

from bot.content.documents import docx, pdf
from bot.content.layout.paper import Paper
from bot.content.layout.pdf import pdf_file
from bot.content.papers import paper_of
from bot.content.words.phrases import measures, profile_names
from bot.domain.report.summary import Summary
from bot.domain.style import Style
from tests.content import own_samples, paper_samples, samples

Leaf = tuple[str, ...]
Reader = Callable[[Any], Any]


def leaves(value: Mapping[str, Any], path: Leaf = ()) -> Iterator[tuple[Leaf, Any]]:
    for name, each in value.items():
        if isinstance(each, Mapping):
            yield from leaves(each, (*path, name))
        elif name != "id":
            yield (*path, name), each


def _style(document: Any, name: str) -> Any:
    return document.styles[name]


def _mm(length: Any) -> float:
    millimetres: float = length.mm
    return round(millimetres, 1)


def _font(name: str, part: str) -> Reader:
    if part == "size":
        return lambda document: _style(document, name).font.size.pt
    return lambda document: bool(getattr(_style(document, name).font, part))


def _spacing(name: str, part: str) -> Reader:
    return lambda document: getattr(_style(document, name).paragraph_format, part).pt


def _page(name: str) -> Reader:
    return lambda document: _mm(getattr(document.sections[0], name))


def _plain_tables(document: Any) -> list[Any]:
    """The header's and the signature's: tables without lines."""
    return [table for table in document.tables if table._tbl.tblPr.style is None]


def _grid(document: Any) -> Any:
    return next(table for table in document.tables if table._tbl.tblPr.style is not None)


def _paragraphs(document: Any) -> list[Any]:
    cells = [cell for table in document.tables for cell in table._cells]
    return [p for place in (document, *cells) for p in place.paragraphs]


def _paragraph(document: Any, style: str) -> Any:
    return next(p for p in _paragraphs(document) if p.style.name == style)


def _ruled(document: Any) -> Any:
    """The empty paragraph whose top border is the rule under the Party's name."""
    return next(p for p in _paragraphs(document) if p._p.find(f".//{qn('w:pBdr')}") is not None)


def _border(element: Any) -> float:
    return int(element.get(qn("w:sz"))) / 8


def _table_rule(document: Any) -> float:
    borders = _style(document, "Table Grid").element.find(f".//{qn('w:tblBorders')}")
    (width,) = {_border(side) for side in borders}
    return width


def _inset(document: Any) -> float:
    return _inset_of(_grid(document))


def _inset_of(table: Any) -> float:
    left = table._tbl.tblPr.find(f"{qn('w:tblCellMar')}/{qn('w:left')}")
    return round(int(left.get(qn("w:w"))) / 1440 * 25.4, 1)


def _shade(document: Any) -> str:
    fill: str = _grid(document).rows[0].cells[0]._tc.tcPr.find(qn("w:shd")).get(qn("w:fill"))
    return fill


def _watermark(pattern: str) -> Reader:
    def read(document: Any) -> Any:
        found = re.search(pattern, document.sections[0].header._element.xml)
        assert found
        return found[1] if "[0-9A-F]" in pattern else int(found[1])

    return read


IN_WORD: dict[Leaf, Reader] = {
    ("page", "width"): _page("page_width"),
    ("page", "height"): _page("page_height"),
    **{("page", side): _page(f"{side}_margin") for side in ("top", "bottom", "left", "right")},
    ("fonts", "word"): lambda document: _style(document, "Normal").font.name,
    ("body", "size"): _font("Normal", "size"),
    ("body", "line"): _spacing("Normal", "line_spacing"),
    ("body", "first_line"): lambda d: _mm(_style(d, "Normal").paragraph_format.first_line_indent),
    ("body", "after"): _spacing("Normal", "space_after"),
    ("page_number", "size"): lambda d: d.sections[0].header.paragraphs[0].runs[0].font.size.pt,
    ("page_number", "top"): _page("header_distance"),
    ("header", "left"): lambda document: _mm(_plain_tables(document)[0].columns[0].width),
    ("header", "line"): _spacing("Head cell", "line_spacing"),
    ("header", "after"): lambda d: (
        _paragraph(d, "Title type_name").paragraph_format.space_before.pt
    ),
    **{
        ("header", name, part): _font(f"Head {name}", part)
        for name in ("party", "parent", "cell", "star", "number", "place_date")
        for part in ("size", "bold", "italic")
    },
    ("header", "inset"): lambda document: _inset_of(_plain_tables(document)[0]),
    ("header", "rule", "thickness"): lambda d: _border(_ruled(d)._p.find(f".//{qn('w:top')}")),
    ("header", "rule", "after"): _spacing("Head rule", "line_spacing"),
    **{
        (name, part): _font(f"Title {name}", part)
        for name in ("type_name", "subject", "edition")
        for part in ("size", "bold", "italic")
    },
    ("heading", "size"): _font("Heading 1", "size"),
    ("heading", "before"): _spacing("Heading 1", "space_before"),
    ("table", "size"): _font("Table words", "size"),
    ("table", "line"): _spacing("Table words", "line_spacing"),
    ("table", "level"): lambda document: round(_grid(document).columns[1].width.mm),
    ("table", "inset"): _inset,
    ("table", "rule"): _table_rule,
    ("table", "shade"): _shade,
    ("signature", "left"): lambda document: _mm(_plain_tables(document)[1].columns[0].width),
    ("signature", "line"): _spacing("Sign body", "line_spacing"),
    ("signature", "before"): lambda d: _paragraph(d, "Sign body").paragraph_format.space_before.pt,
    ("signature", "space"): lambda d: _paragraph(d, "Sign post").paragraph_format.space_after.pt,
    **{
        ("signature", name, part): _font(f"Sign {name}", part)
        for name in ("body", "post", "name")
        for part in ("size", "bold")
    },
    ("recipients", "label"): _font("Copies", "size"),
    ("recipients", "item"): _font("Copy", "size"),
    ("recipients", "line"): _spacing("Copy", "line_spacing"),
    ("watermark", "size"): _watermark(r"height:(\d+)pt"),
    ("watermark", "colour"): _watermark('fillcolor="#([0-9A-F]{6})"'),
    ("watermark", "angle"): lambda d: 360 - _watermark(r"rotation:(\d+)")(d),
}
ONLY_PDF = {
    ("fonts", "pdf"),  # Word has the one that Word brings along
    ("table", "foot"),  # Word holds the rows together by flags
}
ONLY_WORD = {
    ("fonts", "word"),
    ("fonts", "pdf"),  # which of them is there depends on the machine
}
"""What the other file has no use for, and why."""
APART = ("rules", "aloud", "form")
"""Not on a report: in sentences, on what is read aloud, on what is filled in by hand."""
BY_LENGTH = (("table", "tall"), ("header", "least"))
"""Have tests of their own, with long answers and long dates."""


@cache
def draft(profile: str, of: Callable[[], Summary] = samples.school) -> Paper:
    """A report that is not issued yet, with an edition, tables and recipients, and with names that
    fit into the header as the profile has it."""
    paper = paper_of(samples.issued(of(), style=Style(profile)), "vi")
    names = {"parent": "ĐẢNG BỘ XÃ SÔNG TRĂNG", "cell": "CHI BỘ MẦM NON HOA SEN"}
    return replace(paper, head=replace(paper.head, **names))


@pytest.mark.parametrize("profile", profile_names())
def test_word_has_every_measure_of_the_profile(profile: str) -> None:
    document = Document(io.BytesIO(docx(draft(profile), "vi").body))
    stated = {
        path: value
        for path, value in leaves(measures(profile))
        if path[0] not in APART and path not in ONLY_PDF and path not in BY_LENGTH
    }
    assert stated.keys() <= IN_WORD.keys()
    assert {path: IN_WORD[path](document) for path in stated} == stated


def altered(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return "101010"  # all texts beside names of fonts are colours
    return value + (100 if value > 50 else 12)


IN_PDF = [
    path
    for path, _ in leaves(measures(profile_names()[0]))
    if path[0] not in APART and path not in ONLY_WORD and path not in BY_LENGTH
]


@pytest.mark.parametrize("path", IN_PDF, ids=".".join)
def test_the_pdf_follows_every_measure_of_the_profile(path: Leaf) -> None:
    """Whatever is changed shows on the pages; nothing is written into the layout instead."""
    profile = deepcopy(dict(measures("hd05")))
    inner = profile
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = altered(inner[path[-1]])
    paper = draft("hd05", of=samples.large)
    assert drawn(pdf_file(paper, profile)) != drawn(pdf_file(paper, measures("hd05")))


def drawn(body: bytes) -> list[bytes]:
    """What each page shows, with its size."""
    pages = PdfReader(io.BytesIO(body)).pages
    return [
        f"{page.mediabox.width} {page.mediabox.height}".encode() + page.get_contents().get_data()  # type: ignore[union-attr] # no page is empty
        for page in pages
    ]


@pytest.mark.parametrize("profile", profile_names())
def test_what_is_read_aloud_is_in_larger_letters_in_both_files(profile: str) -> None:
    """A PDF's running text and Word's, and nothing but what is read aloud."""
    large = measures(profile)["aloud"]
    assert large["size"] == 16
    paper = samples.issued(own_samples.spoken(), style=Style(profile))
    sizes = {round(size, 1) for text, size in runs_of(pdf(paper, "vi").body) if "Kính" in text}
    assert sizes == {16.0}
    styles = Document(io.BytesIO(docx(paper, "vi").body)).styles
    for name in ("Normal", "Heading 1"):
        assert styles[name].font.size == Pt(16)
        assert styles[name].paragraph_format.line_spacing == Pt(large["line"])
    other = Document(io.BytesIO(docx(draft(profile), "vi").body)).styles
    assert other["Normal"].font.size == Pt(14)


@pytest.mark.parametrize("profile", profile_names())
def test_letters_on_the_page_have_the_sizes_of_the_profile(profile: str) -> None:
    """Header, title, body, signature and recipients, as the PDF draws them."""
    runs = runs_of(pdf_file(draft(profile), measures(profile)))
    says = measures(profile)
    for text, size in {
        "ĐẢNG CỘNG SẢN VIỆT NAM": says["header"]["party"]["size"],
        "ĐẢNG BỘ XÃ SÔNG TRĂNG": says["header"]["parent"]["size"],
        "CHI BỘ MẦM NON HOA SEN": says["header"]["cell"]["size"],
        "BÁO CÁO": says["type_name"]["size"],
        "tổng hợp kết quả": says["subject"]["size"],
        "Mỗi đồng chí tự soi": says["body"]["size"],
        "I- Tình hình": says["heading"]["size"],
        "T/M CHI BỘ": says["signature"]["body"]["size"],
        "BÍ THƯ": says["signature"]["post"]["size"],
        "- Lưu Chi bộ.": says["recipients"]["item"],
    }.items():
        assert size in {found for run, found in runs if run.startswith(text)}, text


def runs_of(body: bytes) -> list[tuple[str, float]]:
    """The runs of letters of all pages, each with its size in points."""
    runs: list[tuple[str, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        runs.append((" ".join(text.split()), round(size * abs(tm[3] * cm[3]), 1)))

    for page in PdfReader(io.BytesIO(body)).pages:
        page.extract_text(visitor_text=visit)
    return runs


@pytest.mark.parametrize("profile", profile_names())
def test_the_sentences_follow_the_rules_of_the_profile(profile: str) -> None:
    """Number and symbol, star, dashes, ending, and zeros before small days and months."""
    rules = measures(profile)["rules"]
    assert rules == {
        "number_digits": 2,
        "number_room": 7,
        "number_sign": "",
        "issuer": "CB",
        "star": "*",
        "dashes": "-----",
        "zero_before_day": 10,
        "zero_before_month": 3,
        "ending": ".",
    }
    head = draft(profile).head
    assert (head.star, head.rule) == ("*", "-----")
    assert head.number.replace("\xa0", " ") == "Số        -BC/CB"
    assert draft(profile).blocks[-1].text.endswith(".")
    plan = paper_of(samples.issued(paper_samples.cell_plan(17), style=Style(profile)), "vi")
    assert "./." not in " ".join(block.text for block in plan.blocks)
