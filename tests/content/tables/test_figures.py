"""The spreadsheet of figures: numbers that can be counted on, and nothing else."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from bot.content.tables.figures import HEADING, figures_file
from bot.domain.report.summary import Edition, Summary
from tests.content import samples


def book(summary: Summary, language: str = "vi") -> dict[str, list[tuple[Any, ...]]]:
    """Every sheet's rows, from its headings on, as a spreadsheet program reads them."""
    return {
        sheet.title: list(sheet.iter_rows(min_row=HEADING, values_only=True))
        for sheet in opened(summary, language).worksheets
    }


def opened(summary: Summary, language: str = "vi") -> Any:
    _, body = figures_file(summary, language)
    return load_workbook(io.BytesIO(body))


@pytest.mark.parametrize("make", [samples.small, samples.school, samples.large])
def test_the_27_rows_are_those_of_the_summary(make: Any) -> None:
    summary = make()
    _, *rows = book(summary)["27 biểu hiện"]
    assert len(rows) == 27
    wanted = [
        (*row.levels, row.marked, matrix.counted, row.marked / matrix.counted)
        for matrix in summary.member_matrices
        for row in matrix.rows
    ]
    assert [row[1:] for row in rows] == [pytest.approx(each) for each in wanted]


def test_places_add_up_to_the_roster() -> None:
    rows = {row[0]: row[1] for row in book(samples.school())["Tiến độ"]}
    places = ("Đã duyệt", "Chờ duyệt", "Đang bổ sung", "Nộp bản giấy", "Không nộp", "Chưa nộp")
    assert sum(rows[place] for place in (*places, "Được miễn")) == rows["Tổng số đảng viên"] == 17
    assert rows["Đã nộp"] == 12


@pytest.mark.parametrize("make", [samples.small, samples.school, samples.large])
def test_a_share_is_of_what_its_heading_or_the_column_before_says(make: Any) -> None:
    """No column has two denominators (P14)."""
    summary = make()
    there = summary.participation
    for title, (heading, *rows) in book(summary).items():
        for column, words in enumerate(heading):
            if not words.startswith("Tỷ lệ"):
                continue
            named = [int(digits) for digits in re.findall(r"\d+", words)]
            assert len(named) == (title == "Tiến độ"), words
            for row in rows:
                count = row[1] if named else row[column - 2]
                of = named[0] if named else row[column - 1]
                if row[column] is not None:
                    assert row[column] == pytest.approx(count / of), (title, row)
    told = book(summary)["Tiến độ"][0]
    assert str(there.roster) in told[2]
    assert str(there.required) in told[3]
    exempt = next(row for row in book(summary)["Tiến độ"] if row[0] == "Được miễn")
    assert exempt[3] is None, "who is exempt is none of those who have to"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_sheet_prints_one_page_wide_and_says_whose_it_is(language: str) -> None:
    school = samples.school()
    cell = "Chi bộ A&B " + "rất dài " * 20
    school = replace(school, issuer=replace(school.issuer, cell=cell), edition=Edition.OFFICIAL)
    for sheet in opened(school, language).worksheets:
        setup = sheet.page_setup
        assert (setup.orientation, setup.fitToWidth, setup.fitToHeight) == ("landscape", 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == f"${HEADING}:${HEADING}"
        assert sheet.freeze_panes == f"B{HEADING + 1}"
        assert sheet.auto_filter.ref == f"A{HEADING}:{last(sheet)}"
        assert sheet["A1"].value == cell.strip()
        edition = {"vi": "bản chính thức, tính đến 16 giờ 30", "en": "official edition, as of"}
        assert edition[language] in sheet["A2"].value
        assert sheet.oddHeader.left.text.startswith("Chi bộ A&&B rất dài")
        assert edition[language] in sheet.oddHeader.right.text
        assert len(str(sheet.oddHeader)) <= 255
        for cell_ in (sheet["A1"], *sheet[HEADING]):
            assert (cell_.font.name, cell_.font.sz) == (sheet["A5"].font.name, sheet["A5"].font.sz)
            assert cell_.font.b


def test_a_row_is_as_high_as_what_wraps_in_it() -> None:
    sheet = opened(samples.school())["27 biểu hiện"]
    lines = [sheet.row_dimensions[number].height for number in (HEADING, HEADING + 1)]
    assert lines[0] == 3 * 15, "“Tỷ lệ tự nhận thấy trên số bản được tính” in a narrow column"
    assert max(sheet.row_dimensions[n].height or 15 for n in range(5, 32)) > 15


def last(sheet: Any) -> str:
    return f"{get_column_letter(sheet.max_column)}{sheet.max_row}"


def test_words_that_look_like_a_formula_are_words() -> None:
    """And a member's own words are nowhere."""
    school = samples.school()
    form = replace(school.forms[-1], title={"vi": '=HYPERLINK("http://a")', "en": "=1+1"})
    _, body = figures_file(replace(school, forms=(*school.forms[:-1], form)), "vi")
    for sheet in load_workbook(io.BytesIO(body)).worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n") for cell in row)
    assert "Quý III" not in str(book(school))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_sheets_without_figures_are_left_out(language: str) -> None:
    school = samples.school()
    whole, first = book(school, language), book(replace(school, comparison=None), language)
    assert len(whole) - len(first) == 1
