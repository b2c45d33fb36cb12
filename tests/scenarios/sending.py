"""Files that people of a transcript send: `(tệp: danh-sach.csv)`, the same as a spreadsheet, or a
text as a Word file."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from docx import Document
from openpyxl import Workbook

from bot.content.documents import DOCX
from bot.content.tables.spreadsheets import XLSX
from bot.domain.messages import FileIn

FOLDER = Path(__file__).parent
_FILE = re.compile(r"\(tệp: ([\w-]+\.(?:csv|xlsx|docx))\)")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def file_of(words: str) -> FileIn | None:
    """The file that these words of a transcript stand for; a spreadsheet is made of the CSV file
    of the same name, a Word file of the text."""
    found = _FILE.fullmatch(words)
    if not found:
        return None
    path = FOLDER / found[1]
    if path.suffix == ".docx":
        return FileIn(path.name, DOCX, word(path.with_suffix(".txt").read_text("utf-8")))
    lines = path.with_suffix(".csv").read_text("utf-8")
    if path.suffix == ".csv":
        return FileIn(path.name, "text/csv", lines.encode())
    rows = list(csv.reader(io.StringIO(lines), delimiter=";"))
    return FileIn(path.name, XLSX, spreadsheet(rows))


def word(text: str) -> bytes:
    """A Word file with a paragraph for each line."""
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def spreadsheet(*sheets: Sequence[Sequence[str]]) -> bytes:
    """An XLSX file as somebody fills it in: days become Excel's days, numbers its numbers."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append([_typed(cell) for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def open_document(*sheets: Sequence[Sequence[str]], manifest: str = "") -> bytes:
    """The same as an ODS file, with the empty rows and columns that LibreOffice counts at the end.
    `manifest`: what it says of its parts besides."""
    tables = "".join(
        f'<table:table table:name="S{number}">{"".join(map(_row, rows))}'
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row></table:table>'
        for number, rows in enumerate(sheets)
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "manifest")
    )
    contents = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml", f"<office:document-content {spaces}>{contents}</office:document-content>"
        )
        archive.writestr(
            "META-INF/manifest.xml", f"<manifest:manifest {spaces}>{manifest}</manifest:manifest>"
        )
    return stream.getvalue()


def _row(cells: Sequence[str]) -> str:
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"


def _cell(words: str) -> str:
    value, shown = _typed(words), f"<text:p>{escape(words)}</text:p>"
    kind = {
        date: f'office:value-type="date" office:date-value="{value}"',
        int: f'office:value-type="float" office:value="{value}"',
        str: 'office:value-type="string"',
    }.get(type(value), "")
    return f"<table:table-cell {kind}>{shown if kind else ''}</table:table-cell>"


def _typed(cell: str) -> str | int | date | None:
    if day := _DAY.fullmatch(cell):
        return date(int(day[3]), int(day[2]), int(day[1]))
    return int(cell) if cell.isdecimal() else cell or None
