"""What a form need not have and many have: links to touch, and the template that an office's files
are made from. They are dropped; what is printed needs neither."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from bot.content.archive import TooLarge, Unreadable, unpacked
from bot.content.own_form.parts import MOST_UNPACKED

_TYPES = frozenset({"hyperlink", "attachedTemplate"})
"""Relationships, by the last part of their type."""
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"


def without_links(body: bytes) -> bytes:
    """The file without these links; their words stay. A file that cannot be read is left to the
    check of its parts, which refuses it."""
    try:
        held = unpacked(body, MOST_UNPACKED)
        changed = {**held, **dict(_without_relations(held))}
        changed |= dict(_without_fields(changed))
    except (TooLarge, Unreadable, SyntaxError):  # lxml's errors are syntax errors
        return body
    if changed == held:
        return body
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in changed.items():
            new.writestr(name, part)
    return out.getvalue()


def _without_relations(held: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The parts that have such a link, without it and without what refers to it."""
    for name, part in held.items():
        if not name.casefold().endswith(".rels"):
            continue
        relations = _parsed(part)
        links = [
            each
            for each in relations.iterfind(".//{*}Relationship")
            if each.get("Type", "").strip().rpartition("/")[2] in _TYPES
        ]
        if not links:
            continue
        for link in links:
            link.getparent().remove(link)
        yield name, _written(relations)
        folder, file = posixpath.split(name)
        source = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        if source in held:
            yield source, _unlinked(held[source], {link.get("Id", "") for link in links})


def _unlinked(part: bytes, ids: set[str]) -> bytes:
    """The part without what refers to these links."""
    tree = _parsed(part)
    for each in list(tree.iterfind(".//{*}*")):
        if ids & {each.get(f"{_R}id"), each.get(f"{_STRICT}id")}:
            _drop(each, keeping=each.tag.endswith("}hyperlink"))
    return _written(tree)


def _without_fields(held: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The parts that have a link as a field, with nothing left of it but its words."""
    for name, part in held.items():
        if b"instrText" not in part and b"fldSimple" not in part:
            continue
        tree = _parsed(part)
        simple = [each for each in tree.iterfind(".//{*}fldSimple") if _links(_of(each, "instr"))]
        marks = list(_marks_of_links(tree))
        for each in simple:
            _drop(each, keeping=True)
        for each in marks:
            _drop(each, keeping=False)
        if simple or marks:
            yield name, _written(tree)


def _marks_of_links(tree: Any) -> Iterator[Any]:
    """The elements that make a field of a link's words; fields may be within one another."""
    fields: list[list[Any]] = []
    kinds = ("{*}fldChar", "{*}instrText", "{*}delInstrText")
    for each in tree.iter(*kinds):
        kind = _of(each, "fldCharType")
        if kind == "begin":
            fields.append([])
        if fields:
            fields[-1].append(each)
        if fields and kind == "end":
            field = fields.pop()
            if _links("".join(each.text or "" for each in field)):
                yield from field


def _links(code: str) -> bool:
    return code.split()[:1] == ["HYPERLINK"]


def _of(element: Any, name: str) -> str:
    """An attribute, whatever its namespace."""
    return next((str(value) for key, value in element.items() if key.endswith(f"}}{name}")), "")


def _drop(element: Any, *, keeping: bool) -> None:
    """Removes an element; `keeping` puts what it holds in its place."""
    above = element.getparent()
    if above is None:
        return
    at = above.index(element)
    above.remove(element)
    if keeping:
        above[at:at] = list(element)


def _parsed(part: bytes) -> Any:
    from lxml import etree  # type: ignore[import-untyped] # late: Word files load it anyway

    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def _written(tree: Any) -> bytes:
    from lxml import etree  # late: as above

    written: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
