"""What a Word file takes from outside: harmless links are dropped, others are named."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable
from typing import Any

_TYPES = ("/hyperlink", "/attachedTemplate")
"""A link that is opened only if somebody touches it, and the template that an office's documents
are made from: what is printed needs neither."""
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"


def foreign(body: bytes) -> list[str]:
    """Where the file takes its contents from outside: linked pictures, objects, other documents."""
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return [
            link.get("Target", "")
            for name in parts.namelist()
            if name.endswith(".rels")
            for link in _outside(_parsed(parts.read(name)))
            if not link.get("Type", "").endswith(_TYPES)
        ]


def without_links(body: bytes) -> bytes:
    """The file without its harmless links; their words stay."""
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    for name in [name for name in held if name.endswith(".rels")]:
        links = _parsed(held[name])
        harmless = [each for each in _outside(links) if each.get("Type", "").endswith(_TYPES)]
        if not harmless:
            continue
        for link in harmless:
            links.remove(link)
        folder, file = posixpath.split(name)
        source = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        held[name] = _written(links)
        if source in held:
            held[source] = _unlinked(held[source], {link.get("Id", "") for link in harmless})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in held.items():
            new.writestr(name, part)
    return out.getvalue()


def _outside(links: Any) -> list[Any]:
    return [each for each in links if each.get("TargetMode", "") == "External"]


def _unlinked(part: bytes, ids: Iterable[str]) -> bytes:
    """The part without what refers to these links."""
    tree = _parsed(part)
    for each in list(tree.iter()):
        for attribute in (f"{_R}id", f"{_STRICT}id"):
            if each.get(attribute) in ids:
                _drop(each)
    return _written(tree)


def _drop(element: Any) -> None:
    """Removes an element; what a link in the text holds takes its place."""
    above, at = element.getparent(), element.getparent().index(element)
    above.remove(element)
    if element.tag.endswith("}hyperlink"):
        above[at:at] = list(element)


def _parsed(part: bytes) -> Any:
    from lxml import etree  # type: ignore[import-untyped] # late: Word files load it anyway

    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def _written(tree: Any) -> bytes:
    from lxml import etree  # late: as above

    written: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
