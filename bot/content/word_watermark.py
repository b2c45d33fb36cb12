"""The word that lies behind the text of a draft, on every page of a Word file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

_VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
_WIDTH_OF_LETTER = 0.72
"""Of a bold capital on average, in em."""


def mark(document: Any, words: str, measures: Mapping[str, Any]) -> None:
    """Put these words behind the text, at an angle across the page."""
    section = document.sections[0]
    for number, header in enumerate((section.header, section.first_page_header), 1):
        run = header.paragraphs[0].add_run()
        run._r.append(_shape(words, measures, number))  # noqa: SLF001 -- python-docx draws no shapes


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
        f"<w:pict {nsdecls('w')} {_VML}>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
        ' path="m@7,l@8,m@5,21600l@6,21600e"><v:path textpathok="t"/>'
        '<v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="Watermark{number}" o:spid="_x0000_s20{number:02d}" type="#_x0000_t136"'
        f' style="{place}" o:allowincell="f" fillcolor="#{measures["colour"]}" stroked="f">'
        '<v:textpath style="font-family:&quot;Times New Roman&quot;;font-weight:bold"'
        f" string={quoteattr(words)}/></v:shape></w:pict>"
    )
