"""The styles of the Word form: every measure of the profile under a name that Word shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import (
    WD_ALIGN_PARAGRAPH,
    WD_LINE_SPACING,
    WD_TAB_ALIGNMENT,
    WD_TAB_LEADER,
)
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from bot.content.layout.shades import SHADES

_CENTRE, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT


class Styles:
    """Every measure of the profile as a style of the form, under a name that Word shows."""

    def __init__(self, document: Any, profile: Mapping[str, Any]) -> None:
        self._styles = document.styles
        self._profile = profile

    def define(self) -> None:
        profile = self._profile
        body, head, table = profile["body"], profile["header"], profile["table"]
        normal = self._styles["Normal"]
        self._font(normal, {"size": body["size"]})
        self._paragraph(normal, line=body["line"], after=body["after"], indent=body["first_line"])
        normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        headings = ({"bold": True}, {"bold": True}, {"italic": True})
        for level, look in enumerate(headings, 1):
            self._heading(level, look)
        self._add("Item", {"size": body["size"], "bold": True}, keep=True)
        self._add("Bullet", {"size": body["size"]})
        self._add("Line", {"size": body["size"]})
        self._rule(body)
        for name in ("party", "parent", "cell", "star", "number", "place_date"):
            self._add(f"Head {name}", head[name], line=head["line"], align=_CENTRE)
        self._add("Head rule", head["party"], line=head["rule"]["after"], align=_CENTRE)
        for name in ("type_name", "subject", "edition"):
            self._add(f"Title {name}", profile[name], line=head["line"], align=_CENTRE, keep=True)
        self._add(
            "Table caption", {**table, "bold": True}, line=table["line"], align=_CENTRE, keep=True
        )
        for name, align in (("Table words", _LEFT), ("Table figure", _CENTRE)):
            cell = self._add(name, table, line=table["line"], align=align, after=1.5)
            cell.paragraph_format.space_before = Pt(1.5)
        self._add("Bar label", table, line=table["line"], align=_LEFT, keep=True)
        self._add("Bar", table, line=table["line"], align=_LEFT, after=4)
        self._signature()
        for number, (fill, ink) in enumerate(SHADES, 1):
            self._level(f"Level {number}", fill, ink)
        lead = self._styles.add_style("Lead", WD_STYLE_TYPE.CHARACTER)
        lead.font.italic = True

    def _rule(self, body: Mapping[str, Any]) -> None:
        """The style of dots up to the right margin, to write on."""
        page = self._profile["page"]
        rule = self._add(
            "Rule", {"size": body["size"]}, line=body["line"], align=_LEFT, after=body["after"]
        )
        rule.paragraph_format.first_line_indent = Mm(body["first_line"])
        rule.paragraph_format.tab_stops.add_tab_stop(
            Mm(page["width"] - page["left"] - page["right"]),
            WD_TAB_ALIGNMENT.RIGHT,
            WD_TAB_LEADER.DOTS,
        )

    def _signature(self) -> None:
        sign, copies = self._profile["signature"], self._profile["recipients"]
        for name in ("body", "post", "name"):
            self._add(f"Sign {name}", sign[name], line=sign["line"], align=_CENTRE, keep=True)
        label = self._add(
            "Copies", {"size": copies["label"]}, line=copies["line"], align=_LEFT, keep=True
        )
        label.font.underline = True
        self._add("Copy", {"size": copies["item"]}, line=copies["line"], align=_LEFT, keep=True)

    def _heading(self, level: int, look: Mapping[str, Any]) -> None:
        measures = self._profile["heading"]
        style = self._styles[f"Heading {level}"]
        self._font(style, {**look, "size": measures["size"]})
        body = self._profile["body"]
        self._paragraph(style, line=body["line"], after=body["after"], indent=body["first_line"])
        style.paragraph_format.space_before = Pt(measures["before"] if level < 3 else 0)
        style.paragraph_format.keep_with_next = True

    def _add(
        self,
        name: str,
        look: Mapping[str, Any],
        *,
        line: float | None = None,
        align: Any = None,
        after: float = 0,
        keep: bool = False,
    ) -> Any:
        """Adds a paragraph style. Without `line` it keeps the body's lines, indent and gaps."""
        style = self._styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self._styles["Normal"]
        style.quick_style = True
        self._font(style, look)
        if line is not None:
            self._paragraph(style, line=line, after=after, indent=0)
        if align is not None:
            style.paragraph_format.alignment = align
        style.paragraph_format.keep_with_next = keep or None
        return style

    def _level(self, name: str, fill: str, ink: str) -> None:
        style = self._styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.font.bold = True
        style.font.color.rgb = RGBColor.from_string(ink)
        style.element.get_or_add_rPr().append(shaded(fill))

    def _font(self, style: Any, look: Mapping[str, Any]) -> None:
        name = self._profile["fonts"]["word"]
        style.font.name = name
        fonts = style.element.rPr.rFonts
        for key in list(fonts.attrib):
            del fonts.attrib[key]
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), name)
        style.font.size = Pt(look["size"])
        style.font.bold = bool(look.get("bold"))
        style.font.italic = bool(look.get("italic"))
        style.font.color.rgb = RGBColor(0, 0, 0)

    def _paragraph(self, style: Any, *, line: float, after: float, indent: float) -> None:
        layout = style.paragraph_format
        layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        layout.line_spacing = Pt(line)
        layout.space_before = Pt(0)
        layout.space_after = Pt(after)
        layout.first_line_indent = Mm(indent)


def shaded(fill: str) -> Any:
    """A background of this colour."""
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{key}"), value)
    return shade
