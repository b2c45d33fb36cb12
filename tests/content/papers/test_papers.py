"""Every kind of paper, for small and large cells, in both layouts and languages."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from pypdf import PdfReader

from bot.content.documents import docx, pdf
from bot.content.layout.pdf import pdf_file
from bot.content.papers import Printable, paper_of
from bot.content.words.phrases import measures, profile_names
from bot.domain.style import Style, ToneOn
from tests.content import own_samples, paper_samples, samples
from tests.content.written import docx_text, pdf_text

SIZES = (3, 17, 50)
PROFILES = ("hd05", "hd36")
PAPERS: dict[str, Callable[[], Any]] = {
    **{f"programme {n}": partial(paper_samples.programme, n) for n in SIZES},
    **{f"minutes {n}": partial(paper_samples.minutes, n) for n in SIZES},
    **{f"plan {n}": partial(paper_samples.cell_plan, n) for n in SIZES},
    "remediation": paper_samples.remediation,
    "report 3": samples.small,
    "report 17": samples.school,
    "report 50": samples.large,
    "review": samples.sheet,
    "compared": own_samples.compared,
    "read out": own_samples.spoken,
    "facts": own_samples.facts,
    "registration": own_samples.registration,
}
ANY_PAPER = pytest.mark.parametrize("make", PAPERS.values(), ids=PAPERS.keys())


def plain(text: str) -> str:
    """With ordinary spaces only."""
    return " ".join(text.split())


def words_of(paper: Printable, language: str) -> list[str]:
    """Every text of a paper, head and signatures too."""
    made = paper_of(paper, language)
    head, sign = made.head, made.signature
    blocks = [*made.blocks, *made.annex]
    tables = [block.table for block in blocks if block.table]
    found = [
        *(head.parent, head.cell, head.number, head.party, head.type, head.subject),
        *(sign.body, sign.post, sign.name, *sign.copies),
        *([sign.left.body, sign.left.name] if sign.left else []),
        *(block.text for block in blocks),
        *(cell for table in tables for row in (table.head, *table.rows) for cell in row),
    ]
    return [plain(text) for text in found if text]


def without_page_numbers(body: bytes) -> str:
    """The text of a PDF without any white space and watermark, running on from page to page."""
    found = ""
    for number, page in enumerate(PdfReader(io.BytesIO(body)).pages, 1):
        text = "".join(page.extract_text().split())
        text = text.removeprefix("DỰTHẢO").removeprefix("DRAFT")
        found += text.removeprefix(str(number)).removesuffix(str(number)) if number > 1 else text
    return found


@ANY_PAPER
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_both_files_have_every_word(make: Callable[[], Any], profile: str, language: str) -> None:
    """One content, two layouts: nothing is lost on the way to either."""
    paper = samples.issued(make(), style=Style(profile))
    word, page = docx(paper, language).body, pdf(paper, language).body
    tables = Document(io.BytesIO(word)).tables
    cells = " ".join(cell.text for table in tables for cell in table._cells)
    in_word, on_page = plain(f"{docx_text(word)} {cells}"), without_page_numbers(page)
    for text in words_of(paper, language):
        assert text in in_word
        assert text.replace(" ", "") in on_page


def test_the_profiles_are_of_one_form() -> None:
    """Each states every measure and rule; the standard one comes first."""

    def keys(value: Any) -> Any:
        return {k: keys(v) for k, v in value.items()} if isinstance(value, dict) else None

    assert profile_names() == PROFILES
    first, second = (measures(name) for name in PROFILES)
    assert keys(first) == keys(second)


EXPECTED = {
    # profile: body line, type name, subject, post in bold; sizes in points
    "hd05": (19, 15, 14, False),
    "hd36": (18, 16, 15, True),
}


@pytest.mark.parametrize("profile", PROFILES)
def test_what_a_profile_says_is_what_word_shows(profile: str) -> None:
    line, type_name, subject, post = EXPECTED[profile]
    document = Document(io.BytesIO(docx(_styled(profile), "vi").body))
    styles: Any = document.styles
    assert styles["Normal"].paragraph_format.line_spacing.pt == line
    assert styles["Title type_name"].font.size.pt == type_name
    assert styles["Title subject"].font.size.pt == subject
    assert bool(styles["Sign post"].font.bold) is post
    section = document.sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides if side is not None] == [20, 20, 30, 15]


@pytest.mark.parametrize("profile", PROFILES)
def test_lines_of_the_pdf_are_as_far_apart_as_the_profile_says(profile: str) -> None:
    line, *_ = EXPECTED[profile]
    page = PdfReader(io.BytesIO(pdf(_styled(profile), "vi").body)).pages[0]
    heights: list[float] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if text.strip():
            heights.append(round(tm[5] + cm[5], 1))

    page.extract_text(visitor_text=visit)
    lines = sorted(set(heights), reverse=True)
    gaps = [round(a - b, 1) for a, b in pairwise(lines)]
    assert line in gaps  # within a paragraph
    assert line + 6 in gaps  # between paragraphs


def _styled(profile: str) -> Any:
    return samples.issued(samples.school(), style=Style(profile))


def test_the_chosen_spelling_is_in_both_files() -> None:
    paper = samples.issued(paper_samples.cell_plan(17), style=Style("hd05", ToneOn.Y))
    for text in (docx_text(docx(paper, "vi").body), pdf_text(pdf(paper, "vi").body)):
        assert "tập thể chi uỷ" in text
        assert "ủy" not in text


@pytest.mark.parametrize("size", SIZES)
def test_both_who_wrote_and_who_chaired_sign_the_minutes(size: int) -> None:
    """The writer on the left, the chair on the right."""
    people = paper_samples.names(size)
    text = pdf_text(pdf(paper_samples.minutes(size), "vi").body)
    posts, signers = "NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ HỘI NGHỊ"
    by_row = f"{posts} {signers} {people[1]} {people[0]}"
    by_column = f"{posts} {people[1]} {signers} {people[0]}"
    assert text.endswith((by_row, by_column))
    table = Document(io.BytesIO(docx(paper_samples.minutes(size), "vi").body)).tables[-1]
    left, right = (cell.text for cell in table.rows[0].cells)
    assert (left.split("\n")[0], left.split("\n")[-1]) == ("NGƯỜI GHI BIÊN BẢN", people[1])
    assert (right.split("\n")[0], right.split("\n")[-1]) == ("CHỦ TRÌ HỘI NGHỊ", people[0])


def test_the_minutes_count_by_kind_who_belongs_and_who_is_there() -> None:
    """P10: the kinds add up; who is exempt or away is one of them, and stands beside."""
    minutes = replace(
        paper_samples.minutes(17),
        kinds=(("official", 15), ("probationary", 2)),
        standings=(("active", 15), ("exempt", 1), ("away", 1)),
        there=(("official", 14), ("probationary", 1)),
        absent=(),
    )
    text = docx_text(docx(minutes, "vi").body)
    assert (
        "Tổng số đảng viên: 17 (15 chính thức, 02 dự bị); 01 đồng chí được miễn công tác và sinh"
        " hoạt, 01 đồng chí vắng dài ngày." in text
    )
    assert "Có mặt: 15/15 đồng chí (14 chính thức, 01 dự bị), đạt 100%." in text


def test_a_remediation_plan_lies_on_its_long_side() -> None:
    """Eight columns, none of them narrower than its widest heading word."""
    body = docx(paper_samples.remediation(), "vi").body
    document = Document(io.BytesIO(body))
    section = document.sections[0]
    assert section.orientation is WD_ORIENT.LANDSCAPE
    assert section.page_width is not None
    assert round(section.page_width.mm) == 297
    table = next(table for table in document.tables if len(table.columns) == 8)
    widths = [int(column.get(qn("w:w"))) / 1440 * 25.4 for column in table._tbl.tblGrid]
    assert round(sum(widths)) == 297 - 30 - 15
    assert min(widths) >= 11
    page = PdfReader(io.BytesIO(pdf(paper_samples.remediation(), "vi").body)).pages[0]
    assert page.mediabox.width > page.mediabox.height


def test_a_draft_has_its_mark_on_every_page_and_a_final_paper_has_none() -> None:
    draft = paper_of(paper_samples.cell_plan(17), "vi")
    final = replace(draft, watermark="")
    for paper, marked in ((draft, True), (final, False)):
        pages = PdfReader(io.BytesIO(pdf(paper, "vi").body)).pages
        assert all(("DỰ THẢO" in page.extract_text()) is marked for page in pages)
        section = Document(io.BytesIO(docx(paper, "vi").body)).sections[0]
        for header in (section.header, section.first_page_header):
            assert ('string="DỰ THẢO"' in header._element.xml) is marked


@pytest.mark.parametrize(
    "make",
    [
        lambda words: paper_samples.minutes(3, words),
        paper_samples.remediation,
        own_samples.compared,
        own_samples.spoken,
        own_samples.facts,
        own_samples.registration,
    ],
    ids=["minutes", "remediation", "compared", "read out", "facts", "registration"],
)
@pytest.mark.parametrize(
    "words",
    [
        samples.NASTY,
        " ".join(samples.MARKED_LETTERS),
        "Sinh hoạt chi bộ. " * 556,
        "\u202eabc\u0007",
    ],
    ids=["nasty", "letters", "ten thousand characters", "directions and controls"],
)
def test_no_text_breaks_a_paper(make: Callable[[str], Any], words: str) -> None:
    """Whatever was said is printed or visibly replaced."""
    paper = make(words)
    word, page = docx(paper, "vi").body, pdf(paper, "vi").body
    first = plain(words.split("\u202e", maxsplit=1)[0])[:8] or "abc"
    cells = " ".join(c.text for t in Document(io.BytesIO(word)).tables for c in t._cells)
    assert first in plain(f"{docx_text(word)} {cells}")
    assert first.replace(" ", "") in pdf_text(page).replace(" ", "")


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_opens_each_word_file_and_counts_its_pages_as_the_pdf(tmp_path: Path) -> None:
    """Within one page, over all kinds of papers; one start of LibreOffice for all. Both use the
    font that this machine has for the profile's, for a wider one fills more pages."""
    fonts = {"word": "Times New Roman", "pdf": [_font_instead_of("Times New Roman")]}
    profile = {**measures("hd05"), "fonts": fonts}
    pages = {}
    for number, make in enumerate(PAPERS.values()):
        (tmp_path / f"{number}.docx").write_bytes(docx(make(), "vi").body)
        body = pdf_file(paper_of(make(), "vi"), profile)
        pages[number] = len(PdfReader(io.BytesIO(body)).pages)
    done = subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"),
            *("--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)),
            *(str(path) for path in sorted(tmp_path.glob("*.docx"))),
        ],
        capture_output=True,
        timeout=180,
        check=True,
    )
    assert b"Error" not in done.stderr
    for number, count in pages.items():
        converted = len(PdfReader(tmp_path / f"{number}.pdf").pages)
        assert abs(converted - count) <= 1, (
            list(PAPERS)[number],
            count,
            converted,
        )


def _font_instead_of(name: str) -> str:
    found = subprocess.run(
        ["fc-match", "-f", "%{family[0]}", name], capture_output=True, text=True, check=True
    )
    return found.stdout
