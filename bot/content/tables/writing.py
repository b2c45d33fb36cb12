"""Spreadsheets that are sent to people: how each prints, and tables to fill in."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

SHADE = "E8E8E8"
LAST_COLUMN = 16384
LINE = 15
"""Height of a line in points."""
LETTERS_OF_WIDTH = 0.9
"""How many letters fit into one unit of a column's width, which is that of a digit."""
MOST_HEADER = 120
"""Letters of a text at the top of each page: a sheet takes 255 for the whole of it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column to fill in: its heading, its width in letters, what is shown beside the cell that is
    filled in, and what a cell takes: one of the `choices`, or so many letters. `refused`: what is
    said of anything else."""

    heading: str
    width: int
    hint: str
    longest: int
    refused: str
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its title, its columns, and the rows below their headings. `example`: it is only
    looked at."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    example: bool = False


def written(sheets: Sequence[Table], rows_to_fill: int) -> bytes:
    """An XLSX file with these sheets. All cells are text, so that no program takes a day for a
    month or a name for a formula. `rows_to_fill`: how many rows keep to what their column takes."""
    from openpyxl import Workbook  # loads lxml, only where a file is made

    book = Workbook()
    book.remove(book.worksheets[0])
    for each in sheets:
        _write(book.create_sheet(each.title), each, rows_to_fill)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def set_up(sheet: Worksheet, heading: int, left: str = "", right: str = "") -> None:
    """Prints across, one page wide, with the row of headings on each page, and these two texts and
    the page's number above."""
    from openpyxl.worksheet.header_footer import HeaderFooterItem  # loaded by whoever made it
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = int(sheet.PAPERSIZE_A4)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{heading}:{heading}"
    above, below = HeaderFooterItem(), HeaderFooterItem()
    above.left.text, above.right.text = _as_header(left), _as_header(right)
    below.center.text = "&P/&N"
    sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter = above, below


def _as_header(words: str) -> str:
    """Words for the top of a page, where an ampersand begins a field."""
    return words.replace("&", "&&")[:MOST_HEADER].rstrip("&")


def head(cell: Cell | MergedCell, words: str) -> None:
    """Writes the heading of a column."""
    from openpyxl.styles import Alignment, PatternFill  # loaded by whoever made the cell

    cell.value, cell.data_type = words, "s"
    cell.font = bold(cell)
    cell.fill = PatternFill("solid", start_color=SHADE)
    cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")


def bold(cell: Cell | MergedCell) -> Any:
    """The font of the other cells, bold: one without a name would be another typeface."""
    font = copy(cell.font)
    font.b = True
    return font


def set_height(sheet: Worksheet, number: int) -> None:
    """Makes room in this row for what wraps, for programs that do not do so by themselves."""
    lines = [
        len(wrap(cell.value, int(sheet.column_dimensions[_letter(place)].width * LETTERS_OF_WIDTH)))
        for place, cell in enumerate(sheet[number], 1)
        if isinstance(cell.value, str)
    ]
    if max(lines, default=1) > 1:
        sheet.row_dimensions[number].height = LINE * max(lines)


def _write(sheet: Worksheet, contents: Table, rows_to_fill: int) -> None:
    from openpyxl.styles import Alignment, Protection  # loaded by `written`

    for number, column in enumerate(contents.columns, 1):
        head(sheet.cell(1, number), column.heading)
    for place, words in _texts(contents, rows_to_fill):
        cell = sheet.cell(*place)
        cell.number_format = "@"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.protection = Protection(locked=contents.example)
        if words:
            cell.value, cell.data_type = words, "s"
    sheet.freeze_panes = "A2"
    set_up(sheet, 1)
    _protect(sheet, contents)
    for number in range(1, len(contents.rows) + 2):
        set_height(sheet, number)
    for number, column in enumerate(contents.columns, 1):
        rule = _rule(column)
        rule.add(f"{_letter(number)}2:{_letter(number)}{rows_to_fill + 1}")
        sheet.add_data_validation(rule)


def _texts(contents: Table, rows_to_fill: int) -> Iterator[tuple[tuple[int, int], str]]:
    """Each cell's place and its words; empty ones to be filled."""
    empty = [[""] * len(contents.columns)] * (rows_to_fill - len(contents.rows))
    for number, row in enumerate([*contents.rows, *empty], 2):
        for column, words in enumerate(row, 1):
            yield (number, column), words


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter  # loaded by `written`

    return str(get_column_letter(number))


def _protect(sheet: Worksheet, contents: Table) -> None:
    """Only the headings stay as they are, so that what is filled in is understood: rows, widths and
    the order are free. Of an example everything stays. There is no password."""
    from openpyxl.styles import Protection  # loaded by `written`

    beyond = len(contents.columns) + 1
    for number in range(1, beyond + 1):
        column = sheet.column_dimensions[_letter(number)]
        column.protection = Protection(locked=contents.example)
        if number < beyond:
            column.width = contents.columns[number - 1].width
        else:
            column.min, column.max = beyond, LAST_COLUMN
    allowed = ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort")
    for act in allowed:
        setattr(sheet.protection, act, contents.example)  # what is set is what is forbidden
    sheet.protection.enable()


def _rule(column: Column) -> DataValidation:
    """What a cell of this column takes, and what is said before and after it is filled in."""
    from openpyxl.worksheet.datavalidation import DataValidation  # loads with `written`

    if column.choices:
        listed = ",".join(column.choices)
        rule = DataValidation(type="list", formula1=f'"{listed}"')
    else:
        longest = str(column.longest)
        rule = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=longest)
    rule.allow_blank = rule.showInputMessage = rule.showErrorMessage = True
    rule.promptTitle = rule.errorTitle = column.heading
    rule.prompt, rule.error = column.hint, column.refused
    return rule
