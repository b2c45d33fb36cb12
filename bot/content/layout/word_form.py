"""Makes the Word form of the consolidated report from its profile.

`python -m bot.content.layout.word_form` writes `templates/reports/profiles/<profile>.docx` anew.
The form is an ordinary file that can be edited in Word: styles carry the layout, `{{ … }}` and
`{%p … %}` are docxtpl's marks, and all words come from the report. After a change of the profile's
measures it is made again; a test compares the two.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from bot.content.layout.word_setup import set_up
from bot.content.layout.word_styles import Styles, shaded
from bot.content.words.phrases import PROFILES, measures, profile_names

_KEPT = {
    "Normal",
    "Default Paragraph Font",
    "Normal Table",
    "No List",
    "Table Grid",
    "Heading 1",
    "Heading 2",
    "Heading 3",
}
_ZIP_DATE = (2026, 1, 1, 0, 0, 0)
_CENTRE, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT


def word_form(profile: Mapping[str, Any]) -> bytes:
    """The form as a file, the same bytes for the same measures."""
    document = Document()
    for style in list(document.styles):
        if style.name not in _KEPT:
            style.delete()
    _page(document, profile)
    Styles(document, profile).define()
    _Body(document, profile).write()
    set_up(document)
    return _repacked(document)


def _page(document: Any, profile: Mapping[str, Any]) -> None:
    page = profile["page"]
    section = document.sections[0]
    section.page_width, section.page_height = Mm(page["width"]), Mm(page["height"])
    section.top_margin, section.bottom_margin = Mm(page["top"]), Mm(page["bottom"])
    section.left_margin, section.right_margin = Mm(page["left"]), Mm(page["right"])
    section.header_distance = Mm(profile["page_number"]["top"])
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    for header in (section.first_page_header, section.header):
        header.paragraphs[0].style = document.styles["Normal"]
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = _CENTRE
    paragraph.paragraph_format.first_line_indent = Mm(0)
    run = paragraph.add_run()
    run.font.size = Pt(profile["page_number"]["size"])
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text
        run._r.append(part)  # noqa: SLF001 -- python-docx has no call for fields


class _Body:
    """The body of the form: docxtpl's marks in styled paragraphs."""

    def __init__(self, document: Any, profile: Mapping[str, Any]) -> None:
        self._document = document
        self._profile = profile
        page = profile["page"]
        self._width = page["width"] - page["left"] - page["right"]

    def write(self) -> None:
        self._header()
        self._title()
        self._blocks("blocks")
        self._sign()
        self._blocks("annex")

    def _title(self) -> None:
        """The title; its last line keeps what follows at a distance."""
        gap = Pt(self._profile["header"]["after"])
        top = self._say(self._document, "{{ head.type }}", "Title type_name")
        top.paragraph_format.space_before = gap
        self._say_if(self._document, "head.subject", "Title subject")
        self._mark(self._document, "{%p if head.edition %}")
        self._say(self._document, "{{ head.rule }}", "Title subject")
        edition = self._say(self._document, "{{ head.edition }}", "Title edition")
        self._mark(self._document, "{%p else %}")
        rule = self._say(self._document, "{{ head.rule }}", "Title subject")
        edition.paragraph_format.space_after = rule.paragraph_format.space_after = gap
        self._mark(self._document, "{%p endif %}")

    def _header(self) -> None:
        head = self._profile["header"]
        left, right = self._columns(head["left"])
        for name in ("parent", "cell", "star", "number"):
            self._say_if(left, f"head.{name}", f"Head {name}")
        self._say(right, "{{ head.party }}", "Head party")
        self._rule(right)
        self._say_if(right, "head.place_date", "Head place_date")

    def _rule(self, cell: Any) -> None:
        """The line under the Party's name: the top border of a paragraph without words, which is
        indented as each paper's header needs it."""
        rule = self._profile["header"]["rule"]
        layout = self._say(cell, "", "Head rule").paragraph_format
        border = OxmlElement("w:pBdr")
        top = OxmlElement("w:top")
        measures = {
            "val": "single",
            "sz": round(rule["thickness"] * 8),
            "space": 0,
            "color": "auto",
        }
        for key, value in measures.items():
            top.set(qn(f"w:{key}"), str(value))
        border.append(top)
        layout.element.get_or_add_pPr().insert_element_before(
            border, "w:shd", "w:spacing", "w:ind", "w:jc"
        )

    def _sign(self) -> None:
        sign = self._profile["signature"]
        left, right = self._columns(sign["left"])
        row = self._document.tables[-1].rows[0]
        row_flag(row, "w:cantSplit")
        self._mark(left, "{%p if signature.left %}")
        tops = self._signer(left, "signature.left")
        self._mark(left, "{%p else %}")
        tops.append(self._say(left, "{{ signature.recipients }}", "Copies"))
        self._mark(left, "{%p for item in signature.copies %}")
        self._say(left, "{{ item }}", "Copy")
        self._mark(left, "{%p endfor %}")
        self._mark(left, "{%p endif %}")
        tops += self._signer(right, "signature")
        for top in tops:
            top.paragraph_format.space_before = Pt(sign["before"])

    def _signer(self, cell: Any, name: str) -> list[Any]:
        """Writes who signs, with room for the hand; returns what may be the first paragraph. One of
        two has a post: the other's line for it is left free, so that the names stand level."""
        space = Pt(self._profile["signature"]["space"])
        self._mark(cell, "{%p if signature.post or (signature.left and signature.left.post) %}")
        tops = [self._say(cell, f"{{{{ {name}.body }}}}", "Sign body")]
        post = self._say(cell, f"{{{{ {name}.post or '\N{NO-BREAK SPACE}' }}}}", "Sign post")
        self._mark(cell, "{%p else %}")
        tops.append(self._say(cell, f"{{{{ {name}.body }}}}", "Sign body"))
        post.paragraph_format.space_after = tops[-1].paragraph_format.space_after = space
        self._mark(cell, "{%p endif %}")
        self._say_if(cell, f"{name}.name", "Sign name")
        return tops

    def _columns(self, left: float) -> tuple[Any, Any]:
        """Adds a table without borders: two columns of the page."""
        table = self._document.add_table(1, 2)
        table.autofit = False
        for cell, width in zip(table.rows[0].cells, (left, self._width - left), strict=True):
            cell.width = Mm(width)
        for column, width in zip(table.columns, (left, self._width - left), strict=True):
            column.width = Mm(width)
        _margins(table, self._profile["header"]["inset"])
        cells = table.rows[0].cells
        return cells[0], cells[1]

    def _blocks(self, name: str) -> None:
        self._mark(self._document, f"{{%p for block in {name} %}}")
        word = "if"
        for kind, text, style in (
            ("part", "{{ block.text }}", "Heading 1"),
            ("form", "{{ block.text }}", "Heading 2"),
            ("section", "{{ block.text }}", "Heading 3"),
            ("item", "{{ block.text }}", "Item"),
            ("bullet", "- {{ block.text }}", "Bullet"),
            ("text", "{{ block.text }}", "Normal"),
        ):
            self._mark(self._document, f"{{%p {word} block.kind == '{kind}' %}}")
            self._say(self._document, text, style)
            word = "elif"
        self._mark(self._document, "{%p elif block.kind == 'line' %}")
        paragraph = self._say(self._document, "", "Line")
        paragraph.add_run("{{ block.lead }}", style="Lead")
        paragraph.add_run("{{ ' ' if block.lead else '' }}{{ block.text }}")
        for hold in ("block.hold", "not block.hold"):
            self._mark(self._document, f"{{%p elif block.kind == 'rule' and {hold} %}}")
            paragraph = self._say(self._document, "", "Rule")
            paragraph.paragraph_format.keep_with_next = hold == "block.hold" or None
            paragraph.add_run("{{ block.lead }}", style="Lead")
            paragraph.add_run("{{ ' ' if block.lead else '' }}")
            paragraph.add_run("\t")
        self._mark(self._document, "{%p elif block.kind == 'table' %}")
        self._table()
        self._mark(self._document, "{%p elif block.kind == 'chart' %}")
        self._chart()
        self._mark(self._document, "{%p elif block.kind == 'annex' %}")
        heading = self._say(self._document, "{{ block.text }}", "Title type_name")
        heading.paragraph_format.page_break_before = True
        subject = self._say_if(self._document, "block.lead", "Title subject")
        subject.paragraph_format.space_after = Pt(self._profile["header"]["after"])
        self._mark(self._document, "{%p endif %}")
        self._mark(self._document, "{%p endfor %}")

    def _table(self) -> None:
        """Adds one column of words and a loop of columns of figures; widths are set after
        rendering."""
        caption = self._say_if(self._document, "block.table.caption", "Table caption")
        caption.paragraph_format.space_before = caption.paragraph_format.space_after = Pt(4)
        table = self._document.add_table(4, 4, style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _margins(table, self._profile["table"]["inset"])
        head, start, row, end = table.rows
        self._cells(head, "block.table.head", "Table figure")
        for run in (p.runs[0] for cell in head.cells for p in cell.paragraphs):
            run.bold = True
        for cell in head.cells:
            properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 -- python-docx has no call for shading
            shade = shaded(self._profile["table"]["shade"])
            properties.insert_element_before(shade, "w:noWrap", "w:tcMar", "w:vAlign")
        row_flag(head, "w:cantSplit")
        row_flag(head, "w:tblHeader")
        self._mark(start.cells[0], "{%tr for row in block.table.rows %}")
        self._cells(row, "row", "Table words")
        row_flag(row, "w:cantSplit")
        self._mark(end.cells[0], "{%tr endfor %}")
        after = self._say(self._document, "", "Bar")
        after.paragraph_format.space_after = Pt(0)

    def _cells(self, row: Any, name: str, first_style: str) -> None:
        texts = (
            f"{{{{ {name}[0] }}}}",
            f"{{%tc for cell in {name}[1:] %}}",
            "{{ cell }}",
            "{%tc endfor %}",
        )
        styles = (first_style, *["Table figure"] * (len(texts) - 1))
        for cell, text, style in zip(row.cells, texts, styles, strict=True):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            self._say(cell, text, style)

    def _chart(self) -> None:
        self._say(
            self._document, "{{ block.chart.subtitle }}", "Normal"
        ).paragraph_format.keep_with_next = True
        self._say(self._document, "{{r block.chart.legend }}", "Bar label")
        self._mark(self._document, "{%p for group in block.chart.groups %}")
        title = self._say(self._document, "{{ group.title }}", "Table caption")
        title.alignment = _LEFT
        title.paragraph_format.space_before = Pt(6)
        self._mark(self._document, "{%p for bar in group.bars %}")
        self._say(self._document, "{{ bar.label }}", "Bar label")
        row = self._say(self._document, "{{r bar.runs }}", "Bar")
        row.paragraph_format.space_before = Pt(3)
        self._mark(self._document, "{%p endfor %}")
        self._mark(self._document, "{%p endfor %}")

    def _say(self, place: Any, text: str, style: str) -> Any:
        """Adds a paragraph at the end of the document or cell; a cell's first one is used."""
        fresh = place is not self._document and not place.paragraphs[-1].text
        paragraph = (
            place.paragraphs[-1] if fresh and len(place.paragraphs) == 1 else place.add_paragraph()
        )
        paragraph.style = self._document.styles[style]
        if text:
            paragraph.add_run(text)
        return paragraph

    def _say_if(self, place: Any, name: str, style: str) -> Any:
        """Adds a paragraph that is only there if it has words."""
        self._mark(place, f"{{%p if {name} %}}")
        paragraph = self._say(place, f"{{{{ {name} }}}}", style)
        self._mark(place, "{%p endif %}")
        return paragraph

    def _mark(self, place: Any, text: str) -> None:
        self._say(place, text, "Normal")


def row_flag(row: Any, name: str) -> None:
    """Sets a flag such as `w:cantSplit` on a table row."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 -- python-docx has no call for it


def _margins(table: Any, millimetres: float) -> None:
    """Space inside the cells, left and right."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        part = OxmlElement(f"w:{side}")
        part.set(qn("w:w"), str(Mm(millimetres).twips))
        part.set(qn("w:type"), "dxa")
        margins.append(part)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")  # noqa: SLF001 -- python-docx has no call for it


def _repacked(document: Any) -> bytes:
    """The file with fixed dates, so that the same form has the same bytes."""
    first, last = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            entry = zipfile.ZipInfo(item.filename, _ZIP_DATE)
            new.writestr(entry, old.read(item.filename), zipfile.ZIP_DEFLATED)
    return last.getvalue()


if __name__ == "__main__":
    for name in profile_names():
        (PROFILES / f"{name}.docx").write_bytes(word_form(measures(name)))
