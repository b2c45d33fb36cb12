"""The spreadsheet of figures: numbers that can be counted on, and nothing else."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.content.tables.figures import figures_file
from bot.domain.report.summary import Summary
from tests.content import samples
from tests.content.layout.test_documents import matrices


def book(summary: Summary, language: str = "vi") -> dict[str, list[tuple[Any, ...]]]:
    """Every sheet's rows as a spreadsheet program reads them."""
    _, body = figures_file(summary, language)
    read = load_workbook(io.BytesIO(body))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in read.worksheets}


@pytest.mark.parametrize("make", [samples.small, samples.school, samples.large])
def test_the_27_rows_are_those_of_the_summary(make: Any) -> None:
    summary = make()
    _, *rows = book(summary)["27 biểu hiện"]
    assert len(rows) == 27
    wanted = [
        (*row.levels, row.marked, row.marked / matrix.counted)
        for matrix in matrices(summary)
        for row in matrix.rows
    ]
    assert [row[1:] for row in rows] == [pytest.approx(each) for each in wanted]


def test_places_add_up_to_the_roster() -> None:
    rows = {row[0]: row[1] for row in book(samples.school())["Tiến độ"]}
    places = ("Đã duyệt", "Chờ duyệt", "Đang bổ sung", "Nộp bản giấy", "Không nộp", "Chưa nộp")
    assert sum(rows[place] for place in (*places, "Được miễn")) == rows["Tổng số đảng viên"] == 17
    assert rows["Đã nộp"] == 12


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
