"""The page of a Word file and its two tables without lines: turned, and the header fitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt


def turn(document: Any) -> None:
    """Turns the page on its long side; what reached the right margin reaches it again."""
    section = document.sections[0]
    wider = section.page_height - section.page_width
    section.page_width, section.page_height = section.page_height, section.page_width
    section.orientation = WD_ORIENT.LANDSCAPE
    for table in document.tables:
        if table._tbl.tblPr.style is None:  # noqa: SLF001 -- python-docx shows no missing style
            _set_width(table.columns[1], table.columns[1].width + wider)
    (stop,) = document.styles["Rule"].paragraph_format.tab_stops
    stop.position = stop.position + wider


def fit_header(document: Any, header: Mapping[str, Any]) -> None:
    """Gives the header its columns, the sizes of names and date, and the rule its length."""
    table = document.tables[0]
    left, right = table.columns
    whole = left.width + right.width
    _set_width(left, Mm(header["left"]))
    _set_width(right, whole - Mm(header["left"]))
    for name in ("parent", "cell", "place_date"):
        document.styles[f"Head {name}"].font.size = Pt(header[name]["size"])
    beside = right.width - Mm(2 * header["inset"] + header["rule"]["length"])
    for paragraph in right.cells[0].paragraphs:
        if paragraph.style.name == "Head rule":
            layout = paragraph.paragraph_format
            layout.left_indent = layout.right_indent = beside // 2


def _set_width(column: Any, width: int) -> None:
    column.width = width
    for cell in column.cells:
        cell.width = width
