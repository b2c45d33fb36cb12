"""What a Word file says about itself: its language, its origin and date, and which Word it is for.

python-docx begins every file as Word 2011 for the Mac left it: American, made in 2013, with a
picture of an empty page.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn

REGIONS = {"vi": "vi-VN", "en": "en-GB"}
"""The languages of papers as Word names them."""

_WORD = "15"
"""The version of Word whose way of laying out is meant: 2013 and all since."""
_LONGEST = 255
"""Letters that such a statement may have."""
_NEEDLESS = {
    RT.THUMBNAIL,
    RT.CUSTOM_XML,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
}
_PROGRAM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Tu Soi</Application></Properties>"
)


def set_up(document: Any) -> None:
    """Makes a fresh file of python-docx one of ours, in Vietnamese and without a date."""
    package = document.part.package
    needless = _NEEDLESS if "List Bullet" in document.styles else {*_NEEDLESS, RT.NUMBERING}
    for part in (package, document.part):
        for name, rel in list(part.rels.items()):
            if rel.reltype in needless:
                del part.rels[name]
    package.part_related_by(RT.EXTENDED_PROPERTIES)._blob = _PROGRAM  # noqa: SLF001 -- python-docx has no call for it
    _settings(document.settings.element)
    _unlink(document.styles.element)
    describe(document, "vi")


def describe(document: Any, language: str, *, day: str = "", **told: str) -> None:
    """Says in which language the file is written and of which day (ISO) it is; without one it tells
    no date. `told`, as far as there are any: `title`, `author`, `subject`, `about`."""
    region = REGIONS[language]
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), region)
        lang.set(qn("w:eastAsia"), region)
    document.settings.element.find(qn("w:themeFontLang")).set(qn("w:val"), region)
    said = {name: value[:_LONGEST] for name, value in told.items()}
    core = document.core_properties
    core.language = region
    core.title, core.subject = said.get("title", ""), said.get("subject", "")
    core.author = core.last_modified_by = said.get("author", "")
    core.comments = said.get("about", "")
    for name in ("created", "modified"):
        for old in core._element.findall(qn(f"dcterms:{name}")):  # noqa: SLF001 -- python-docx removes none
            core._element.remove(old)  # noqa: SLF001 -- as above
        if day:
            setattr(core, name, datetime.fromisoformat(day))


def _settings(settings: Any) -> None:
    zoom = settings.find(qn("w:zoom"))
    zoom.attrib.clear()
    zoom.set(qn("w:percent"), "100")
    for name in ("w:savePreviewPicture", "w:rsids", "w:proofState"):
        settings.remove(settings.find(qn(name)))
    compat = settings.find(qn("w:compat"))
    compat.remove(compat.find(qn("w:useFELayout")))
    for setting in compat:
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _WORD)
    fonts = settings.find(qn("w:themeFontLang"))
    fonts.attrib.clear()


def _unlink(styles: Any) -> None:
    """Takes away what points to a style that is not there."""
    there = {style.get(qn("w:styleId")) for style in styles.findall(qn("w:style"))}
    for style in styles.findall(qn("w:style")):
        for name in ("w:link", "w:next", "w:basedOn"):
            for pointer in style.findall(qn(name)):
                if pointer.get(qn("w:val")) not in there:
                    style.remove(pointer)
