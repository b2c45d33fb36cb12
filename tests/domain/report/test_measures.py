"""A measure as people write it, with dashes or without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.report.measures import Measure, measure

WRITTEN = {
    "Gửi tài liệu trước ba ngày": ("Gửi tài liệu trước ba ngày", "", "", ""),
    "Mở lớp – hết 30/6/2027": ("Mở lớp", "", "hết 30/6/2027", ""),
    "- Mở lớp – đồng chí Lan – tháng 3": ("Mở lớp", "đồng chí Lan", "tháng 3", ""),
    "Mở lớp - đồng chí Lan - quý I/2027": ("Mở lớp", "đồng chí Lan", "quý I/2027", ""),
    "Mở lớp — cuối năm — 3 buổi": ("Mở lớp", "", "cuối năm", "3 buổi"),
    "Mở lớp – tổ 3 – 30/6 – 4 biên bản.": ("Mở lớp", "tổ 3", "30/6", "4 biên bản"),
    "Họp – đồng chí Quý – tháng 3": ("Họp", "đồng chí Quý", "tháng 3", ""),
    "Họp – đồng chí Năm – ngày 5": ("Họp", "đồng chí Năm", "ngày 5", ""),
    "Họp – đồng chí Hằng – hằng quý – sổ": ("Họp", "đồng chí Hằng", "hằng quý", "sổ"),
    "Run a course – May – by 30/6/2027": ("Run a course", "May", "by 30/6/2027", ""),
    "Run a course – Lan – May 2027": ("Run a course", "Lan", "May 2027", ""),
}
WHOLE = (
    "Tổ chức hai buổi – mỗi kỳ một chuyên đề",
    "Họp – đồng chí Quý – đồng chí Năm",
    "Họp – tháng 3 – tháng 4 – sổ",
    "Họp – Lan – tháng 3 – sổ – ảnh",
    "Rà soát quy chế 2025-2030 của trường",
)


@pytest.mark.parametrize("line", WRITTEN)
def test_a_line_with_a_date_in_its_place_is_taken_apart(line: str) -> None:
    task, who, due, product = WRITTEN[line]
    assert measure(line) == Measure(task, who, due, product)


@pytest.mark.parametrize("line", WHOLE)
def test_a_line_of_another_shape_stays_whole(line: str) -> None:
    assert measure(line) == Measure(line)


@given(st.text())
def test_no_word_is_lost(line: str) -> None:
    """Whatever is written stands in one of the four cells."""
    found = measure(line)
    cells = "".join((found.task, found.who, found.due, found.product))
    assert [c for c in line if c.isalnum()] == [c for c in cells if c.isalnum()]
