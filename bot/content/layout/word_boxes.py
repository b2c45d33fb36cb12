"""Boxes to tick in a Word file, and the closer setting of a form that is filled in by hand."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from bot.content.layout.paper import BOX
from bot.content.words.phrases import REPORTS

PICTURE = REPORTS / "layout" / "box.png"
SIZE = 4.5
"""Of a box, in mm."""

FIRST_ID = 1000
"""The pictures of boxes are counted from here: other drawings of a paper are few."""

LEADING = 3
"""Points between the small lines that head the columns to tick."""

HANGING = 7
"""Of a choice's second line, in mm: it begins below the words of the first."""


def as_rows(block: dict[str, Any]) -> None:
    """Makes a table with a box in each cell of a block of choices, before it is rendered."""
    table = block["table"]
    rows = [[cell and f"{BOX}\N{NO-BREAK SPACE}{cell}" for cell in row] for row in table["rows"]]
    block["kind"], block["table"] = "table", table | {"rows": rows}


def set_choices(table: Any, caption: str, profile: Mapping[str, Any]) -> None:
    """Sets a rendered block of choices: no lines and no head, what is asked above them."""
    table.remove(table.find(qn("w:tr")))
    _drop_lines(table.tblPr)
    before = Paragraph(table.getprevious(), None)
    if caption:
        before.paragraph_format.alignment = 0
        for run in before.runs:
            run.bold, run.italic = False, True
    elif not before.text:
        before._p.getparent().remove(before._p)  # noqa: SLF001 -- python-docx cannot remove
    for paragraph in map(_paragraph, table.iter(qn("w:p"))):
        layout = paragraph.paragraph_format
        layout.left_indent, layout.first_line_indent = Mm(HANGING), -Mm(HANGING)
    enlarge(table, caption, profile)


def _drop_lines(properties: Any) -> None:
    lines = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "nil")
        lines.append(line)
    later = [qn(f"w:{name}") for name in ("shd", "tblLayout", "tblCellMar", "tblLook")]
    next(child for child in properties if child.tag in later).addprevious(lines)


def enlarge(table: Any, caption: str, profile: Mapping[str, Any]) -> None:
    """Sets what is filled in by hand as large as the text; the head of columns to tick is small."""
    body, head = profile["body"], profile["form"]["head"]
    if caption:
        for run in Paragraph(table.getprevious(), None).runs:
            run.font.size = Pt(body["size"])
    for row in table.findall(qn("w:tr")):
        is_head = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        for paragraph in map(_paragraph, row.iter(qn("w:p"))):
            layout = paragraph.paragraph_format
            layout.line_spacing = Pt(head + LEADING if is_head else body["line"])
            layout.space_before = layout.space_after = Pt(0)
            for run in paragraph.runs:
                run.font.size = Pt(head if is_head else body["size"])
                run.bold = None if is_head else run.bold


def _paragraph(element: Any) -> Paragraph:
    return Paragraph(element, None)


def draw_boxes(document: Any) -> None:
    """Puts a picture of a square in the place of each sign that stands for a box. It is never
    parted from the words that a no-break space joins it with."""
    drawn: Any = None
    texts = [each for each in document.element.body.iter(qn("w:t")) if BOX in (each.text or "")]
    for number, text in enumerate(texts, 1):
        run = text.getparent()
        for part in _parts(text.text):
            copied = deepcopy(run)
            if part == BOX:
                drawn = deepcopy(drawn) if drawn is not None else _drawn(document)
                drawn.find(f".//{qn('wp:docPr')}").set("id", str(FIRST_ID + number))
                copied.replace(copied.find(qn("w:t")), drawn)
            else:
                copied.find(qn("w:t")).text = part
                copied.find(qn("w:t")).set(qn("xml:space"), "preserve")
            run.addprevious(copied)
        run.getparent().remove(run)


def _parts(text: str) -> list[str]:
    """The text with each box apart."""
    found = [each for part in text.split(BOX) for each in (part, BOX)][:-1]
    return [each for each in found if each]


def _drawn(document: Any) -> Any:
    """The picture of a box; its file is in the document once."""
    paragraph = document.add_paragraph()
    drawn = paragraph.add_run().add_picture(str(PICTURE), Mm(SIZE))._inline.getparent()  # noqa: SLF001 -- python-docx has no call for a copy
    paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001 -- nor to remove
    drawn.find(f".//{qn('wp:docPr')}").set("descr", BOX)
    for side in ("distT", "distB", "distL", "distR"):
        drawn[0].set(side, "0")
    return drawn


def set_close(document: Any, profile: Mapping[str, Any]) -> None:
    """Sets a form as these measures say; what reached the right margin reaches it again."""
    page, body, section = profile["page"], profile["body"], document.sections[0]
    before = section.page_width - section.left_margin - section.right_margin
    section.left_margin, section.right_margin = Mm(page["left"]), Mm(page["right"])
    section.top_margin, section.bottom_margin = Mm(page["top"]), Mm(page["bottom"])
    wider = section.page_width - section.left_margin - section.right_margin - before
    for name in ("Normal", "Rule", "Heading 1", "Heading 2", "Heading 3"):
        layout = document.styles[name].paragraph_format
        layout.line_spacing, layout.space_after = Pt(body["line"]), Pt(body["after"])
    document.styles["Sign post"].paragraph_format.space_after = Pt(profile["signature"]["space"])
    (stop,) = document.styles["Rule"].paragraph_format.tab_stops
    stop.position = stop.position + wider
    for table in document.tables:
        if table._tbl.tblPr.style is None:  # noqa: SLF001 -- python-docx shows no missing style
            _widen(table, wider)


def _widen(table: Table, wider: int) -> None:
    right = table.columns[1]
    right.width = right.width + wider
    for cell in right.cells:
        cell.width = right.width
        for paragraph in cell.paragraphs:
            layout = paragraph.paragraph_format
            if layout.left_indent:  # the rule under the Party's name keeps its length
                layout.left_indent = layout.right_indent = layout.left_indent + wider // 2
