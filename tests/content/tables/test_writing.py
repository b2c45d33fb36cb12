"""What is written into a spreadsheet, read back by another library."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from bot.content.tables.writing import Column, Table, written


@pytest.mark.parametrize("name", ["=1+1", "+84 90", "-2", "@SUM(A1)", "\t=1", "%3D1", "1/2"])
def test_what_is_written_is_text_and_no_formula(name: str) -> None:
    body = written([Table("A", [Column(name, 10, "", 50, "")], [[name, name]])], 2)
    (sheet,) = load_workbook(io.BytesIO(body)).worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {(cell.value, cell.data_type) for cell in cells} == {(name, "s")}
    assert len(cells) == 3
