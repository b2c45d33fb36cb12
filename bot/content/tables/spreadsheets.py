"""Tables that people send, XLSX or CSV, and the tables that are sent to them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.messages import Refusal

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
"""Bytes of an XLSX once unpacked: beyond, the file is made to fill the memory."""

MOST_ROWS_READ, MOST_COLUMNS = 1000, 40
"""The most of one sheet. Formatted empty rows are many; those that count are limited elsewhere."""

_DELIMITERS = (";", ",", "\t")
_MACROS = "vbaproject.bin"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Rows: TypeAlias = list[list[str]]


def read_tables(body: bytes) -> list[Rows]:
    """The sheets of an XLSX file, or the readings of a CSV file with each delimiter.

    Nothing that the file claims about itself is trusted. Cells come as text: a date in ISO form, a
    whole number without a point. Raises Refusal `import.…` if it is neither.
    """
    if len(body) > MOST_BYTES:
        raise Refusal("import.too_large", most=MOST_BYTES >> 20)
    if body.startswith(_OLD_EXCEL):
        raise Refusal("import.old_excel")
    if body.startswith(b"PK"):
        return _sheets(body)
    return _separated(_decoded(body))


def _decoded(body: bytes) -> str:
    """The text, from UTF-8, UTF-16 (Excel's "Unicode text") or the old Vietnamese code page. Raises
    Refusal."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1258"]
    if encodings[0] != "utf-16" and b"\0" in body:
        raise Refusal("import.not_a_table")
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("import.not_a_table")


def _separated(words: str) -> list[Rows]:
    tables = []
    for delimiter in _DELIMITERS:
        reader = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter)
        try:
            tables.append([row[:MOST_COLUMNS] for row, _ in zip(reader, range(MOST_ROWS_READ))])  # noqa: B905 -- the shorter one ends it
        except csv.Error:
            continue  # with another delimiter it may be one
    if not tables:
        raise Refusal("import.not_a_table")
    return tables


def _sheets(body: bytes) -> list[Rows]:
    from openpyxl import load_workbook  # loads lxml, only where a file has come

    try:
        _check_parts(body)
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        try:
            return [_read(sheet) for sheet in book.worksheets]
        finally:
            book.close()
    except Refusal:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file makes it trip over
        raise Refusal("import.not_a_table") from error


def _check_parts(body: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = archive.infolist()
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refusal("import.too_large", most=MOST_BYTES >> 20)
    if any(part.filename.casefold().endswith(_MACROS) for part in parts):
        raise Refusal("import.macros")


def _read(sheet: Worksheet) -> Rows:
    sheet.reset_dimensions()  # type: ignore[attr-defined] # of a read-only sheet: what it says of its size may be wrong
    rows = sheet.iter_rows(max_row=MOST_ROWS_READ, max_col=MOST_COLUMNS, values_only=True)
    return [[_as_text(cell) for cell in row] for row in rows]


def _as_text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to write: its title, the heading, the rows below it, and what may be chosen in a
    column (by its place from zero)."""

    title: str
    heading: Sequence[str]
    rows: Sequence[Sequence[str]]
    choices: Mapping[int, Sequence[str]]
    widths: Sequence[int]


def written(sheets: Sequence[Table], rows_to_fill: int) -> bytes:
    """An XLSX file with these sheets. All cells are text, so that no program takes a day for a
    month or a name for a formula. `rows_to_fill`: how many rows offer the choices."""
    from openpyxl import Workbook  # loads lxml, only where a file is made

    book = Workbook()
    book.remove(book.worksheets[0])
    for each in sheets:
        _write(book.create_sheet(each.title), each, rows_to_fill)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write(sheet: Worksheet, contents: Table, rows_to_fill: int) -> None:
    from openpyxl.styles import Font  # loaded by `written`
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, cell, words in _texts(contents, rows_to_fill):
        written_ = sheet.cell(*place)
        written_.number_format = "@"
        if words:
            written_.value = words
            written_.data_type = "s"
        if cell:
            written_.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for column, width in enumerate(contents.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for column, options in contents.choices.items():
        listed = ",".join(options)
        rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
        letter = get_column_letter(column + 1)
        rule.add(f"{letter}2:{letter}{rows_to_fill + 1}")
        sheet.add_data_validation(rule)


def _texts(contents: Table, rows_to_fill: int) -> Iterator[tuple[tuple[int, int], bool, str]]:
    """Each cell's place, whether it is in the heading, and its words; empty ones to be filled."""
    empty = [[""] * len(contents.heading)] * (rows_to_fill - len(contents.rows))
    for number, row in enumerate([contents.heading, *contents.rows, *empty], 1):
        for column, words in enumerate(row, 1):
            yield (number, column), number == 1, words
