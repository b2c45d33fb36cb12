"""A person's own data as a Word file: headings, and one line for each thing."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from bot.content.layout.word_setup import describe, set_up
from bot.domain.privacy.dossier import Chapter, Dossier
from bot.domain.words import clean

_FONT = "Times New Roman"


def dossier_file(dossier: Dossier) -> bytes:
    """The paper as a Word file."""
    document = Document()
    _styles(document)
    set_up(document)
    describe(
        document,
        dossier.language,
        title=clean(dossier.title),
        author=clean(dossier.cell),
        about=clean(dossier.intro),
        day=dossier.day,
    )
    document.add_heading(clean(dossier.title), level=0)
    document.add_paragraph(clean(dossier.intro))
    for chapter in dossier.chapters:
        _chapter(document, chapter)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _chapter(document: Any, chapter: Chapter) -> None:
    document.add_heading(clean(chapter.title), level=1)
    if chapter.note:
        document.add_paragraph(clean(chapter.note)).runs[0].italic = True
    for line in chapter.lines:
        if line.heading:
            document.add_heading(clean(line.label), level=2)
            if line.value:
                document.add_paragraph(clean(line.value))
            continue
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{clean(line.label)}: " if line.value else clean(line.label)).bold = True
        paragraph.add_run(clean(line.value))


def _styles(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    sizes = {"Normal": 12, "Title": 18, "Heading 1": 14, "Heading 2": 12}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), _FONT)
        style.paragraph_format.space_after = Pt(4)
