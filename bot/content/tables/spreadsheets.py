"""Tables that people send, as a spreadsheet or CSV."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from bot.content.archive import TooLarge, Unreadable, unpacked
from bot.content.tables import old_fonts
from bot.domain.messages import Refusal

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 2 * 1024 * 1024
"""Of a file that is sent; whoever asks for it sees to that before it is read."""

MOST_UNPACKED = 20 * 1024 * 1024
"""Bytes of an XLSX or ODS once unpacked: beyond, the file is made to fill the memory."""

MOST_SHEETS = 20
LONGEST_CELL = 500
"""Characters of a cell that are looked at: more than any column of the roster takes."""
MOST_ROWS_READ, MOST_COLUMNS = 1000, 40
"""The most of one sheet. Formatted empty rows are many; those that count are limited elsewhere."""

_DELIMITERS = (";", ",", "\t")
_MACROS = ("vbaproject.bin", "basic/script-lc.xml")
_MACROS_XLS = "_VBA_PROJECT_CUR".encode("utf-16-le")
_LOCKED_ODS = b"<manifest:encryption-data"
_ENTITIES = b"<!ENTITY"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an XLS begins, and an XLSX with a password."""

_ERROR = re.compile(rb'(<(?:\w{1,20}:)?c\s[^<>]{0,100}?\bt=)"e"')
"""A cell of an XLSX whose formula has failed."""

Rows: TypeAlias = list[list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as it was sent. A CSV file is a sheet without a name; `font`: what it was typed
    for, if that had to be changed into Unicode."""

    name: str
    rows: Rows
    hidden: bool = False
    font: str = ""


def readings(body: bytes) -> list[list[Sheet]]:
    """The sheets of an XLSX, XLS or ODS file; of a CSV file one reading with each delimiter.

    What the file says about itself is not believed. Cells come as text: a date in ISO form, a whole
    number without a point. Hidden sheets have no rows. Raises Refusal `import.…` where it is
    neither. A damaged file may end the process, or never end: this runs where both are expected.
    """
    if body.startswith(_OLE):
        if _MACROS_XLS in body:
            raise Refusal("import.macros")
        return [_sheets(body, "import.locked")]
    if body.startswith(b"PK"):
        return [_sheets(_repacked(body), "import.not_a_table")]
    words, font = _decoded(body)
    found = [_separated(words, delimiter) for delimiter in _DELIMITERS]
    if not any(found):
        raise Refusal("import.not_a_table")
    return [[Sheet("", rows, font=font)] for rows in found if rows is not None]


def _decoded(body: bytes) -> tuple[str, str]:
    """The text, from UTF-8, UTF-16 (Excel's "Unicode text") or an old Vietnamese Windows, and the
    old font it was typed for, if any. Raises Refusal."""
    marked = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not marked and b"\0" in body:
        raise Refusal("import.not_a_table")
    try:
        return body.decode("utf-16" if marked else "utf-8-sig"), ""
    except UnicodeDecodeError as error:
        if marked:
            raise Refusal("import.not_a_table") from error
    return old_fonts.decoded(body)


def _separated(words: str, delimiter: str) -> Rows | None:
    """The rows with this delimiter, if there can be any. A quotation mark that nobody closed, or
    that is closed in another row, is one sign among others."""
    lines = words.splitlines()
    try:
        rows = _first(csv.reader(io.StringIO(words, newline=""), delimiter=delimiter, strict=True))
        if not any("\n" in cell and delimiter in cell for row in rows for cell in row):
            return rows
    except csv.Error:
        pass  # a mark that nobody closed: each line is read by itself below
    try:
        return _first(_alone(line, delimiter) for line in lines)
    except csv.Error:
        return None  # with another delimiter it may be one


def _first(rows: Iterable[list[str]]) -> Rows:
    few = islice(rows, MOST_ROWS_READ)
    return [[cell[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]] for row in few]


def _alone(line: str, delimiter: str) -> list[str]:
    """A row by itself; marks that are not in pairs mean nothing."""
    if line.count('"') % 2:
        line = line.replace('"', "")
    return next(csv.reader([line], delimiter=delimiter), [])


def _repacked(body: bytes) -> bytes:
    """The same archive, unpacked within bounds: the library that reads it next would unpack without
    end."""
    try:
        parts = unpacked(body, MOST_UNPACKED)
    except TooLarge as error:
        raise Refusal("import.too_large", most=MOST_BYTES >> 20) from error
    except Unreadable as error:
        raise Refusal("import.not_a_table") from error
    if any(name.casefold().endswith(_MACROS) for name in parts):
        raise Refusal("import.macros")
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, contents in parts.items():
            archive.writestr(name, _readable(contents) if name.endswith(".xml") else contents)
    return whole.getvalue()


def _readable(part: bytes) -> bytes:
    """XML in which a failed formula is a text such as #REF!: it would be read as an empty cell,
    and what it should have said would be missed by nobody."""
    if _ENTITIES in part:
        raise Refusal("import.not_a_table")
    if _LOCKED_ODS in part:
        raise Refusal("import.locked")
    return _ERROR.sub(rb'\1"str"', part)


def _sheets(body: bytes, otherwise: str) -> list[Sheet]:
    from python_calamine import (  # only where a file has come
        CalamineError,
        SheetVisibleEnum,
        load_workbook,
    )

    try:
        with load_workbook(io.BytesIO(body)) as book:
            if len(book.sheets_metadata) > MOST_SHEETS:
                raise Refusal("import.too_many_sheets", most=MOST_SHEETS)
            return [
                Sheet(each.name[:LONGEST_CELL], _rows(book.get_sheet_by_name(each.name)))
                if each.visible is SheetVisibleEnum.Visible
                else Sheet(each.name[:LONGEST_CELL], [], hidden=True)
                for each in book.sheets_metadata
            ]
    except CalamineError as error:
        raise Refusal(otherwise) from error


def _rows(sheet: CalamineSheet) -> Rows:
    rows = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS_READ)
    return [[_as_text(cell) for cell in row[:MOST_COLUMNS]] for row in rows]


def _as_text(cell: object) -> str:
    match cell:
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell)[:LONGEST_CELL]
