"""Every kind of spreadsheet says the same; what is in it and does not count is not read."""

from __future__ import annotations

import io
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bot.content.tables.spreadsheets import (
    MOST_COLUMNS,
    MOST_ROWS_READ,
    Rows,
    readings,
)
from bot.domain.messages import Refusal
from tests.scenarios.sending import open_document, spreadsheet

XLS = Path(__file__).parents[2] / "fixtures" / "roster.xls"
COVER = [["CHI BỘ HOA PHƯỢNG"]]
LIST = [
    [],
    ["", "DANH SÁCH ĐẢNG VIÊN"],
    [],
    ["Stt", "Họ và tên", "Ngày sinh", "Loại"],
    ["1", "Lê Thị Hoa", "01/02/1985", "Chính thức"],
    ["2", "Vũ Mây", "1990", "Dự bị"],
    [],
    ["3", "Mai Đào", "03/09/1978", ""],
]


def read_tables(body: bytes) -> list[Rows]:
    return [sheet.rows for sheets in readings(body) for sheet in sheets]


def filled(rows: list[list[str]]) -> list[list[str]]:
    """Without the empty cells and rows at the end."""
    found = [row[: max((n for n, cell in enumerate(row, 1) if cell), default=0)] for row in rows]
    while found and not found[-1]:
        found.pop()
    return found


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_every_kind_of_spreadsheet_says_the_same(kind: str) -> None:
    """Days as days, numbers as numbers, empty rows counted, every sheet. In the old file the last
    day is a text, as half of all people type it."""
    bodies = {"xlsx": spreadsheet(COVER, LIST), "ods": open_document(COVER, LIST)}
    cover, listed = (filled(rows) for rows in read_tables(bodies.get(kind) or XLS.read_bytes()))

    assert cover == COVER
    last = "03/09/1978" if kind == "xls" else "1978-09-03"
    assert listed == [
        *([], ["", "DANH SÁCH ĐẢNG VIÊN"], [], ["Stt", "Họ và tên", "Ngày sinh", "Loại"]),
        ["1", "Lê Thị Hoa", "1985-02-01", "Chính thức"],
        ["2", "Vũ Mây", "1990", "Dự bị"],
        *([], ["3", "Mai Đào", last]),
    ]


def book(*cells: Any) -> bytes:
    made = Workbook()
    assert made.active
    made.active.append(cells)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (1985.0, "1985"),
        (3.5, "3.5"),
        (912345678, "912345678"),
        ("0912345678", "0912345678"),
        ("  Lê Thị\nHoa ", "  Lê Thị\nHoa "),
        ("Lê_x000D_Hoa", "Lê\rHoa"),
        (date(1985, 2, 1), "1985-02-01"),
        (datetime(1985, 2, 1, 7, 30), "1985-02-01"),  # noqa: DTZ001 -- a cell knows no zone
        (time(7, 30), "07:30:00"),
        (True, "True"),
        (None, ""),
    ],
)
def test_what_a_cell_says(cell: object, words: str) -> None:
    assert read_tables(book("x", cell, "x")) == [[["x", words, "x"]]]


def test_a_cell_with_an_error_is_not_an_empty_one() -> None:
    """What its formula should have said would be missed by nobody."""
    made = Workbook()
    assert made.active
    made.active["A1"], made.active["B1"] = "x", "#N/A"
    assert made.active["B1"].data_type == "e"
    stream = io.BytesIO()
    made.save(stream)
    assert read_tables(stream.getvalue()) == [[["x", "#N/A"]]]


@pytest.mark.parametrize("make", [spreadsheet, open_document])
def test_only_so_many_rows_and_columns_count(make: Callable[..., bytes]) -> None:
    wide = [["x"] * (MOST_COLUMNS + 5)] * (MOST_ROWS_READ + 5)
    (rows,) = read_tables(make(wide))
    assert (len(rows), {len(row) for row in rows}) == (MOST_ROWS_READ, {MOST_COLUMNS})


def test_a_cell_far_below_is_no_reason_to_refuse() -> None:
    """Somebody once pressed the space bar in the last row."""
    made = Workbook()
    assert made.active
    made.active["A1"], made.active["A1048576"] = "x", " "
    stream = io.BytesIO()
    made.save(stream)
    (rows,) = read_tables(stream.getvalue())
    assert rows[0] == ["x"]
    assert len(rows) == MOST_ROWS_READ


def test_a_file_that_is_locked_is_told_from_one_that_is_broken() -> None:
    locked = open_document(LIST, manifest="<manifest:encryption-data/>")
    for body, key in ((locked, "import.locked"), (locked[:-40], "import.not_a_table")):
        with pytest.raises(Refusal, match=key):
            read_tables(body)


def lying() -> bytes:
    """An archive that unpacks to more than its directory says."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (40 << 20))
    size = (40 << 20).to_bytes(4, "little")
    return packed.getvalue().replace(size, (1000).to_bytes(4, "little"))


def test_an_archive_that_lies_is_unpacked_no_further_than_it_says() -> None:
    body = lying()
    tracemalloc.start()
    with pytest.raises(Refusal, match="not_a_table"):
        read_tables(body)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10 << 20


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_every_way_in_which_programs_write_csv(encoding: str, sign: str) -> None:
    words = f'Họ và tên{sign}Sở trường\nLê Thị Hoa{sign}"thơ, nhạc; họa"'
    if encoding == "cp1258":  # its letters carry their tone marks apart
        words = "".join(map(_tone_apart, words))
    rows = read_tables(words.encode(encoding))[";,\t".index(sign)]
    composed = [[unicodedata.normalize("NFC", cell) for cell in row] for row in rows]
    assert composed == [["Họ và tên", "Sở trường"], ["Lê Thị Hoa", "thơ, nhạc; họa"]]


def _tone_apart(char: str) -> str:
    marks = unicodedata.normalize("NFD", char)
    tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
    return unicodedata.normalize("NFC", "".join(m for m in marks if m not in tones)) + "".join(
        tones
    )
