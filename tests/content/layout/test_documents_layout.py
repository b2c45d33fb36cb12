"""How the papers look: the profile's measures in both layouts, letters, tables, the review."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from pypdf import PdfReader

from bot.content.documents import docx, pdf
from bot.content.layout.paper import Block
from bot.content.layout.pdf import pdf_file
from bot.content.layout.word_form import word_form
from bot.content.papers import paper_of
from bot.content.papers.report.paper import summary_paper
from bot.content.papers.sheet import sheet_paper
from bot.content.words.phrases import REPORTS, phrases
from bot.content.yaml_files import read_yaml
from bot.domain.report.summary import Summary
from bot.domain.review.sheet import Part, SheetLine
from tests.content import samples
from tests.content.written import pdf_text

PROFILES = sorted((REPORTS / "profiles").glob("*.yaml"))
BUILT_IN = "Libertinus Serif"


@pytest.fixture(scope="module")
def profile() -> dict[str, Any]:
    """The profile in use."""
    read: dict[str, Any] = read_yaml(REPORTS / "profiles" / "hd05.yaml")
    return read


@pytest.fixture(scope="module")
def word() -> Any:
    """The Word file of a school's report."""
    return Document(io.BytesIO(docx(samples.school(), "vi").body))


@pytest.fixture(scope="module")
def pages() -> list[Any]:
    """The pages of the PDF of a school's report."""
    return list(PdfReader(io.BytesIO(pdf(samples.school(), "vi").body)).pages)


@dataclass(frozen=True)
class Line:
    """What stands at one height: its left edge and its height above the foot, in points."""

    left: float
    height: float
    text: str


def lines(page: Any) -> list[Line]:
    """The page's lines from top to foot."""
    found: dict[float, list[tuple[float, str]]] = {}

    def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.setdefault(round(y, 1), []).append((x, text.strip()))

    page.extract_text(visitor_text=visit)
    return [
        Line(min(x for x, _ in pieces), y, " ".join(text for _, text in sorted(pieces)))
        for y, pieces in sorted(found.items(), reverse=True)
    ]


def millimetres(points: float) -> float:
    return points / 72 * 25.4


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_the_word_form_is_made_from_its_profile(path: Any) -> None:
    """After a change of measures: `python -m bot.content.layout.word_form`."""

    def parts(file: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    assert parts(word_form(read_yaml(path))) == parts(path.with_suffix(".docx").read_bytes())


def test_page_and_margins_of_the_word_file(word: Any, profile: dict[str, Any]) -> None:
    """A4, 20/20/30/15 mm."""
    section, page = word.sections[0], profile["page"]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = ("top_margin", "bottom_margin", "left_margin", "right_margin")
    assert [round(getattr(section, side).mm) for side in margins] == [20, 20, 30, 15]
    assert [page[side] for side in ("top", "bottom", "left", "right")] == [20, 20, 30, 15]


def test_body_text_of_the_word_file(word: Any) -> None:
    """Times New Roman 14, lines of exactly 19 pt, first line 10 mm in."""
    style = word.styles["Normal"]
    assert style.font.name == "Times New Roman"
    assert {style.element.rPr.rFonts.get(qn(f"w:{s}")) for s in ("cs", "eastAsia", "hAnsi")} == {
        "Times New Roman"
    }
    assert style.font.size.pt == 14
    assert style.paragraph_format.line_spacing_rule == WD_LINE_SPACING.EXACTLY
    assert style.paragraph_format.line_spacing.pt == 19
    assert round(style.paragraph_format.first_line_indent.mm, 1) == 10


@pytest.mark.parametrize(
    ("text", "size", "bold"),
    [
        ("ĐẢNG CỘNG SẢN VIỆT NAM", 15, True),
        ("ĐẢNG BỘ PHƯỜNG SÔNG TRĂNG", 14, False),
        ("CHI BỘ TRƯỜNG\nMẦM NON HOA SEN", 14, True),
        ("Số        -BC/CB", 14, False),
        ("BÁO CÁO", 15, True),
        ("tổng hợp kết quả tự soi, tự sửa năm 2026", 14, True),
        ("-----", 14, True),
        ("T/M CHI BỘ", 14, True),
        ("BÍ THƯ", 14, False),
        ("Phạm Thị Lan", 14, True),
        ("- Lưu Chi bộ.", 12, False),
    ],
)
def test_lines_of_the_header_and_the_signature(
    word: Any,
    text: str,
    size: int,
    bold: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    """As the default profile has them."""
    cells = [cell for table in word.tables for cell in table._cells]
    every = [p for place in (word, *cells) for p in place.paragraphs]
    style = next(p for p in every if p.text.replace("\xa0", " ") == text).style
    assert (style.font.size.pt, bool(style.font.bold)) == (size, bold)


def test_the_page_number_stands_at_the_top_from_the_second_page(
    word: Any, pages: list[Any]
) -> None:
    """A field in Word, a number in the PDF; none on the first page."""
    section = word.sections[0]
    assert section.different_first_page_header_footer
    assert [e.text for e in section.header._element.iter(qn("w:instrText"))] == ["PAGE"]
    assert "".join(p.text for p in section.first_page_header.paragraphs) == ""
    numbers = [lines(page)[0].text for page in pages]
    assert numbers[1:] == [str(n) for n in range(2, len(pages) + 1)]
    assert numbers[0] != "1"


def test_page_and_margins_of_the_pdf(pages: list[Any]) -> None:
    """A4; text between 30 mm and the foot; lines 19 pt apart, paragraphs 6 pt more."""
    box = pages[0].mediabox
    assert (round(millimetres(box.width)), round(millimetres(box.height))) == (210, 297)
    every = [line for page in pages for line in lines(page)]
    assert min(round(millimetres(line.left)) for line in every) == 30
    assert min(round(millimetres(line.height)) for line in every) >= 20
    method = next(n for n, line in enumerate(lines(pages[0])) if line.text.startswith("Mỗi đồng"))
    before, first, second = lines(pages[0])[method - 1 : method + 2]
    assert round(first.height - second.height) == 19
    assert round(before.height - first.height) == 19 + 6
    assert [round(millimetres(line.left)) for line in (first, second)] == [40, 30]


@pytest.mark.parametrize("make", [samples.school, samples.large])
def test_tables_repeat_their_header_and_keep_rows_whole(make: Any) -> None:
    """In Word by flags, and three rows at each end hold together."""
    document = Document(io.BytesIO(docx(make(), "vi").body))
    tables = [t for t in document.tables if t.style.name == "Table Grid"]
    assert len(tables) > 2
    for table in tables:
        head, *rows = table.rows
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in (head, *rows))
        held = [
            all(p.paragraph_format.keep_with_next for p in row.cells[0].paragraphs)
            for row in table.rows
        ]
        assert all(held[:2][: len(rows)])
        assert held[-1] is False


def test_columns_of_figures_keep_their_width(word: Any, profile: dict[str, Any]) -> None:
    """Grid and cells agree, and together they fill the text's width."""
    tables = [t for t in word.tables if t.style.name == "Table Grid"]
    for table in tables:
        widths = [round(column.width.mm) for column in table.columns]
        assert widths[1:] == [profile["table"]["level"]] * (len(widths) - 1)
        assert sum(widths) == 165
        assert [round(cell.width.mm) for cell in table.rows[1].cells] == widths


FIGURES = re.compile(r"^(?=.*%)(?:|.* )\d+(?: \(\d+(?:,\d)?%\))?(?: \d+(?: \(\d+(?:,\d)?%\))?){3}$")
HEADS = ("Biểu hiện", "Nhóm hiếm khi")


def pushed(summary: Summary, steps: range) -> Iterator[list[list[Line]]]:
    """The report's pages with ever more text before the tables, those of the annex too, so that
    breaks fall anywhere."""
    for count in steps:
        longer = replace(
            summary, theme=" ".join(["một hai ba bốn năm sáu bảy tám chín mười"] * count)
        )
        paper = paper_of(longer, "vi")
        tables = tuple(block for block in paper.annex if block.table)
        paper = replace(paper, blocks=(*paper.blocks, *tables), annex=())
        pages = PdfReader(io.BytesIO(pdf(paper, "vi").body)).pages
        yield [lines(page) for page in pages]


def test_the_header_row_of_a_table_stands_on_every_page_it_reaches() -> None:
    """In the PDF no figures stand above the first header of their page."""
    continued = 0
    for paper in pushed(samples.large(), range(0, 40, 3)):
        for page in paper:
            texts = [line.text for line in page]
            figures = [n for n, text in enumerate(texts) if FIGURES.match(text)]
            heads = [n for n, text in enumerate(texts) if text.startswith(HEADS)]
            continued += len(heads)
            assert not figures or heads[0] < figures[0]
        continued -= 4
    assert continued > 0


def test_no_heading_or_caption_stands_at_the_foot_of_a_page() -> None:
    """Whatever the length of the text before it; and a table shows three rows at least."""
    for paper in pushed(samples.large(), range(0, 40, 3)):
        for page in paper:
            last = page[-1].text
            assert not re.match(r"Bảng|Biểu hiện|Nhóm(?! [IV]+:)|\d\. |[ab]\) |[IV]+- ", last)
            texts = [line.text for line in page]
            heads = [n for n, text in enumerate(texts) if re.match("Bảng [123]\\.", text)]
            if heads:
                assert sum(bool(FIGURES.match(text)) for text in texts[heads[-1] :]) >= 3


def test_the_signature_never_stands_alone() -> None:
    """The closing sentence is on its page."""
    for paper in pushed(samples.small(), range(0, 40, 2)):
        assert any("Trên đây là kết quả" in line.text for line in paper[-1])


def test_all_vietnamese_letters_come_back_from_the_pdf(profile: dict[str, Any]) -> None:
    """134 letters in upright, bold and italic, with the built-in font alone; joined and apart."""
    letters = " ".join(samples.MARKED_LETTERS)
    assert len(samples.MARKED_LETTERS) == 134
    part = Part(f"B {letters}", (SheetLine(f"I {letters}", f"U {letters}"),))
    paper = sheet_paper(replace(samples.sheet(), parts=(part,)), phrases("vi"))
    only = {**profile, "fonts": {**profile["fonts"], "pdf": [BUILT_IN]}}
    body = pdf_file(paper, only)
    text = pdf_text(body)
    for style in "BIU":
        assert f"{style} {letters}" in text
    named: list[Any] = [
        font.get_object()
        for page in PdfReader(io.BytesIO(body)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]  # pypdf: a dict
    ]
    fonts = {font["/BaseFont"].split("+")[1].removesuffix("-Identity-H") for font in named}
    assert fonts == {f"LibertinusSerif-{style}" for style in ("Regular", "Bold", "Italic")}


@pytest.mark.parametrize("make", [samples.small, samples.school, samples.large])
def test_the_built_in_font_is_never_bold_and_italic(make: Any, profile: dict[str, Any]) -> None:
    """Its bold italic lacks ự, ờ, ứ and others: they come out as marks without a letter."""
    only = {**profile, "fonts": {**profile["fonts"], "pdf": [BUILT_IN]}}
    body = pdf_file(summary_paper(make(), phrases("vi")), only)
    assert b"BoldItalic" not in body


def test_the_review_has_every_answer_in_order() -> None:
    """Label and value, headings once, and who wrote it; empty parts are left out."""
    text = pdf_text(pdf(samples.sheet(), "vi").body)
    for sentence in (
        "BẢN TỰ SOI, TỰ SỬA CỦA ĐẢNG VIÊN năm 2026 -----",
        "Bản nộp lần 2, lúc 16 giờ 12, ngày 05/12/2026",
        "1. Thông tin người viết Họ và tên: Trần Thị Hoa",
        "3. Soi vào 27 biểu hiện Mục I.3. Coi nhẹ lý luận, ngại học nghị quyết (thỉnh thoảng)",
        "Việc cụ thể: Quý III vắng 2 buổi học nghị quyết.",
        "NGƯỜI VIẾT Trần Thị Hoa",
    ):
        assert sentence in text
    assert "Góp ý" not in text
    assert "BC/CB" not in text


def test_a_draft_says_that_it_is_one() -> None:
    """Without a date and without a version."""
    draft = replace(samples.sheet(), version=0, submitted_at=None)
    text = pdf_text(pdf(draft, "vi").body)
    assert "Bản nháp, chưa nộp" in text
    assert "Sông Trăng, ngày …… tháng …… năm ………" in text
    assert "Bản nộp" not in text


def test_an_answer_of_ten_thousand_characters_is_printed_whole() -> None:
    """Over as many pages as it needs, also as one word without a space."""
    long = "Sinh hoạt chi bộ. " * 556
    text = pdf_text(pdf(samples.sheet(long[:10_000]), "vi").body)
    assert text.count("Sinh") == 556
    unbroken = pdf_text(pdf(samples.sheet("ữ" * 10_000), "vi").body)
    assert unbroken.count("ữ") >= 10_000


def test_a_question_without_an_answer_is_left_out() -> None:
    """Also where only spaces were given."""
    paper = sheet_paper(samples.sheet(" \n "), phrases("vi"))
    assert [block for block in paper.blocks if block.lead == "Việc cụ thể:"] == [
        Block("line", "Đôi khi để đèn sáng sau giờ làm.", lead="Việc cụ thể:")
    ]


def test_lines_of_an_answer_are_kept() -> None:
    """Each becomes a paragraph; blank ones do not."""
    paper = sheet_paper(samples.sheet("Một.\n\n  \nHai."), phrases("vi"))
    texts = [block.text for block in paper.blocks]
    assert texts[texts.index("Một.") + 1] == "Hai."


def test_a_strange_review_is_still_a_review() -> None:
    """No text of a member can break the file."""
    text = pdf_text(pdf(samples.sheet(samples.NASTY * 3), "vi").body)
    assert text.count("{{ cell }} {% for %} {# #} #let *_`$\\ ]]") == 3
