"""What a PDF offers beside its pages, and that no word, legend or line to write on is lost."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader

from bot.content.documents import docx, pdf
from bot.content.layout.paper import Bar, BarGroup, Block, Chart, Column, Paper, Table, laid_out
from bot.content.layout.pdf import pdf_file
from bot.content.layout.shades import SHADES
from bot.content.layout.widths import width
from bot.content.layout.word import BAR
from bot.content.papers import paper_of
from bot.content.papers.report import charts
from bot.content.words.phrases import measures, phrases
from bot.domain.report.participation import Participation
from tests.content import samples
from tests.content.layout.test_documents_layout import lines, millimetres

LEVELS = {"part": 1, "form": 2, "section": 3, "annex": 1}


def opened(paper: Paper) -> PdfReader:
    return PdfReader(io.BytesIO(pdf(paper, "vi").body))


def titles(outline: list[Any], level: int = 1) -> Iterator[tuple[int, str]]:
    """The bookmarks, each with how deep it lies."""
    for each in outline:
        if isinstance(each, list):
            yield from titles(each, level + 1)
        else:
            yield level, each.title


def tags(element: Any) -> Iterator[Any]:
    """Every tagged element of a PDF."""
    element = element.get_object()
    if isinstance(element, list):
        for each in element:
            yield from tags(each)
    elif isinstance(element, dict):
        if "/S" in element:
            yield element
        if "/K" in element:
            yield from tags(element["/K"])


def test_the_bookmarks_are_the_headings() -> None:
    """Each as deep as it stands, an annex like a part."""
    paper = paper_of(samples.school(), "vi")
    blocks = (*paper.blocks, *paper.annex)
    headings = [(LEVELS[b.kind], b.text) for b in blocks if b.kind in LEVELS]
    assert list(titles(opened(paper).outline)) == headings
    assert len(headings) > 5


def test_a_screen_reader_is_told_title_headings_and_what_a_chart_shows() -> None:
    paper = paper_of(samples.school(), "vi")
    root: Any = opened(paper).trailer["/Root"]
    found = list(tags(root["/StructTreeRoot"]))
    names = [each["/S"] for each in found]
    assert names.count("/Title") == 1
    kinds = [block.kind for block in (*paper.blocks, *paper.annex)]
    assert names.count("/H1") == kinds.count("part") + kinds.count("annex")
    assert names.count("/H2") == kinds.count("form")
    assert names.count("/H3") == kinds.count("section")
    (chart,) = (each["/Alt"] for each in found if each["/S"] == "/Figure")
    assert chart.startswith("Biểu đồ. Số đồng chí tự nhận thấy từng biểu hiện")
    assert "I.3 Coi nhẹ lý luận, ngại học nghị quyết, chính sách, pháp luật: 4; I.4 " in chart
    assert chart.endswith("II.6 Lãng phí tiền, tài sản công, giờ làm việc: 2")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_file_has_the_whole_title_and_its_cell(language: str) -> None:
    paper = paper_of(samples.school(), language)
    told = PdfReader(io.BytesIO(pdf(paper, language).body)).metadata
    assert told
    assert told.title == f"{paper.head.type} {paper.head.subject}"
    assert told.author == "CHI BỘ TRƯỜNG MẦM NON HOA SEN"


def test_the_legend_of_a_chart_never_stands_alone() -> None:
    """Its caption and legend are on the page of the first bars, whatever comes before."""
    bars = tuple(Bar(f"Mục {n}", (n, 1, 0)) for n in range(1, 5))
    legend = ("ít thấy", "thỉnh thoảng", "nhiều")
    chart = Chart("", "Số người theo mức độ", legend, (BarGroup("Nhóm I", bars),))
    base = paper_of(samples.small(), "vi")
    for count in range(14, 34):
        text = tuple(Block("text", f"Dòng {n}.") for n in range(count))
        paper = replace(base, blocks=(*text, Block("chart", chart=chart)), annex=())
        feet = [lines(page)[-1].text for page in opened(paper).pages]
        assert not any(re.match("Số người|ít thấy|Nhóm I", foot) for foot in feet), count


def test_a_word_wider_than_the_page_goes_on_in_the_next_line() -> None:
    """In running text, in a heading, and in the signature."""
    long = "w" * 150
    base = paper_of(samples.small(), "vi")
    blocks = (Block("part", long), Block("text", long), Block("line", long, lead="Việc:"))
    paper = replace(base, blocks=blocks, signature=replace(base.signature, name=long[:60]))
    pages = opened(paper).pages
    whole = "".join(page.extract_text() for page in pages)
    assert whole.count("w") == 3 * 150 + 60
    for line in (each for page in pages for each in lines(page)):
        printed = re.sub("(?<=w)[ \u200b]+(?=w)|\u200b", "", line.text)
        assert "ww" not in printed or millimetres(line.left) + width(printed, 14) <= 210 - 15 + 1


@pytest.mark.parametrize(
    ("kind", "columns", "widths"),
    [
        ("table", (Column(12, centred=True), Column(), Column(25), Column(30)), (12, 98, 25, 30)),
        ("table", (), (119, 23, 23)),
        ("pair", (), (82.5, 82.5)),
    ],
)
def test_a_word_wider_than_its_column_stays_in_it(
    kind: str, columns: tuple[Column, ...], widths: tuple[float, ...]
) -> None:
    """Of words or figures, or two texts side by side: each column has all of its own letters."""
    words = tuple("w" * 40 for _ in widths)
    table = Table("", tuple("ABCD"[: len(widths)]), (words,), columns)
    base = paper_of(samples.small(), "vi")
    page = opened(replace(base, blocks=(Block(kind, table=table),), annex=())).pages[0]
    lefts = [30 + sum(widths[:n]) for n in range(len(widths))]
    seen = dict.fromkeys(lefts, 0)
    for drawn, left in runs(page):
        run = drawn.replace("\N{ZERO WIDTH SPACE}", "")
        if set(run) == {"w"}:
            column = max(each for each in lefts if each <= left)
            seen[column] += len(run)
            assert left + width(run, 12) <= column + widths[lefts.index(column)]
    assert set(seen.values()) == {40}


def runs(page: Any) -> list[tuple[str, float]]:
    """What is drawn at once, and where it begins, in mm from the left."""
    found: list[tuple[str, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        left = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        found.extend((part, millimetres(left)) for part in text.split("\n") if part.strip())

    page.extract_text(visitor_text=visit)
    return found


def test_ordinary_words_are_left_alone() -> None:
    """A break is put only where a word has no room: it would get into what is copied."""
    paper = paper_of(samples.large(), "vi")
    address = f"https://chi-bo.example/{'tai-lieu/' * 12}"
    body = pdf(replace(paper, blocks=(*paper.blocks, Block("text", address))), "vi").body
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    assert "\N{ZERO WIDTH SPACE}" not in text


@pytest.mark.parametrize(
    ("count", "held"),
    [(1, [0]), (2, [1, 0]), (3, [1, 1, 0]), (4, [1, 0, 1, 0]), (6, [1, 0, 0, 0, 1, 0])],
)
def test_the_first_and_the_last_two_lines_to_write_on_stay_together(
    count: int, held: list[int]
) -> None:
    """In both files: few lines are never broken 1 + 2 over the page."""
    base = paper_of(samples.small(), "vi")
    blocks = (Block("part", "Nhận xét"), *[Block("rule")] * count, *[Block("text", "Hết.")] * 3)
    paper = replace(base, blocks=blocks, annex=())
    assert [int(block["hold"]) for block in laid_out(paper)["blocks"][1:-3]] == held
    word = docx(paper, "vi").body
    ruled = [p for p in _paragraphs(word) if p.style.name == "Rule"]
    assert [int(bool(p.paragraph_format.keep_with_next)) for p in ruled] == held
    for before in range(18, 34):
        text = tuple(Block("text", f"Dòng {n}.") for n in range(before))
        three = replace(paper, blocks=(*text, *[Block("rule")] * 3, Block("text", "Hết.")))
        pages = opened(three).pages
        on_page = [sum(". ." in line.text for line in lines(page)) for page in pages]
        assert max(on_page) == sum(on_page) == 3, before


def _paragraphs(body: bytes) -> list[Any]:
    from docx import Document  # heavy, and only here

    return list(Document(io.BytesIO(body)).paragraphs)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_numbers_can_be_read_on_their_bars_and_bars_told_apart_in_grey() -> None:
    """Contrast of at least 4.5 : 1 for the ink, and fills of clearly different lightness."""
    for fill, ink in SHADES:
        dark, light = sorted((_luminance(fill), _luminance(ink)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, fill
    greys = [_luminance(fill) for fill, _ in SHADES]
    assert all(a / b > 2 for a, b in pairwise(greys))


def test_the_word_behind_a_draft_is_pale() -> None:
    """Twelve-point text on it stays readable, also on a phone."""
    for profile in ("hd05", "hd36"):
        assert _luminance(measures(profile)["watermark"]["colour"]) > 0.8
        assert b"DejaVu" not in pdf_file(paper_of(samples.small(), "vi"), measures(profile))


def test_a_bar_is_as_long_as_its_share_of_the_people() -> None:
    """Five of eleven do not fill the width, in neither file; without a number the longest does."""
    chart = Chart("", "", ("ít",), (BarGroup("I", (Bar("I.1", (5,)), Bar("I.2", (1,)))),), of=10)
    base = replace(paper_of(samples.small(), "vi"), annex=())
    for of, share in ((10, 0.5), (0, 1.0)):
        paper = replace(base, blocks=(Block("chart", chart=replace(chart, of=of)),))
        drawn = max(w for w in _rectangles(opened(paper).pages[0]) if w < 460)
        assert drawn / (165 / 25.4 * 72 - 24) == pytest.approx(share, abs=0.01)
        bars = [p for p in _paragraphs(docx(paper, "vi").body) if p.style.name == "Bar"]
        assert max(len(run.text) for run in bars[0].runs) == pytest.approx(BAR * share, abs=2)


def _rectangles(page: Any) -> list[float]:
    """How wide what is filled is, in points."""
    content = page.get_contents().get_data().decode("latin-1")
    return [float(width) for width in re.findall(r"0 0 m ([\d.]+) 0 l", content)]


def test_the_picture_for_the_chat_says_how_many_have_submitted() -> None:
    say = phrases("vi")
    chart = charts.chat_chart(samples.school(), say, 12)
    assert chart.subtitle == "12/16 đồng chí đã nộp. Số đồng chí tự nhận thấy từng biểu hiện:"
    assert chart.of == samples.school().totals.counted
    school = samples.school()
    nobody = replace(school, participation=Participation(roster=1, exempt=1, submitted=0))
    assert "0/0" not in charts.chat_chart(nobody, say, 12).subtitle
