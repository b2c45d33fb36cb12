"""The word behind the text of a draft, on every page of a Word file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

_VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
_WORD_ART = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
    ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
    '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
    '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
    '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
    '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
    '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom"'
    ' o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
    '<v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight"'
    ' xrange="6629,14971"/></v:handles><o:lock v:ext="edit" text="t" shapetype="t"/>'
    "</v:shapetype>"
)
"""Text along a path, which Word knows by the number 136."""
_WIDTH_OF_LETTER = 0.72
"""The average width of a bold capital, in em."""


def mark(document: Any, words: str, measures: Mapping[str, Any]) -> None:
    """Puts these words behind the text, at an angle across the page.

    docxtpl replaces the headers that python-docx knows by rendered ones, so they are looked up
    anew.
    """
    headers = [rel.target_part for rel in document.part.rels.values() if rel.reltype == RT.HEADER]
    for number, part in enumerate(headers, 1):
        part.element.xpath("w:p")[0].append(_shape(words, measures, number))


def _shape(words: str, measures: Mapping[str, Any], number: int) -> Any:
    height = measures["size"]
    width = round(height * _WIDTH_OF_LETTER * len(words))
    place = (
        f"position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;"
        f"rotation:{360 - measures['angle']};z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return parse_xml(
        f"<w:r {nsdecls('w')} {_VML}><w:pict>{_WORD_ART}"
        f'<v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}"'
        f' type="#_x0000_t136" style="{place}" o:allowincell="f" fillcolor="#{measures["colour"]}"'
        ' stroked="f"><v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt;'
        f'font-weight:bold" string={quoteattr(words)}/></v:shape></w:pict></w:r>'
    )
