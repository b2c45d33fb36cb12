"""What a Word form may be made of: text, how it looks, pictures, and page numbers.

An allow-list, asked of the form and again of every report that it makes, since a form's marks may
write anything. Whatever is not on it could fetch from outside, run, or carry another file to those
who get the report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from xml.parsers import expat

from bot.content.archive import TooLarge, Unreadable, unpacked

MOST_BYTES = 2_000_000
MOST_UNPACKED = 20_000_000
"""The same for a report that a form makes."""
_LONGEST_RUN = 1_000_000
"""Characters of one run of text; the library that writes a report cuts it off at ten times that."""

_TYPES_PART = "[Content_Types].xml"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_WORD = f"{_OFFICE}wordprocessingml."
_MAIN = f"{_WORD}document.main+xml"
_TEXTS = (
    *("document.main", "styles", "settings", "webSettings", "fontTable", "numbering", "header"),
    *("footer", "footnotes", "endnotes", "comments", "commentsExtended", "commentsIds"),
    *("commentsExtensible", "people"),
)
_XML = frozenset(
    {
        *(f"{_WORD}{text}+xml" for text in _TEXTS),
        *(f"{_OFFICE}{each}+xml" for each in ("theme", "extended-properties", "custom-properties")),
        f"{_OFFICE}customXmlProperties+xml",
        "application/vnd.ms-word.stylesWithEffects+xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
        "application/vnd.openxmlformats-package.relationships+xml",
        *("application/xml", "text/xml"),
    }
)
_OTHER = frozenset(
    {
        *(f"image/{kind}" for kind in ("png", "jpeg", "jpg", "gif", "bmp", "tiff")),
        *("image/x-emf", "image/x-wmf", f"{_OFFICE}obfuscatedFont", "application/x-font-ttf"),
    }
)
_PARTS = frozenset(
    {
        *("officeDocument", "core-properties", "extended-properties", "custom-properties"),
        *("thumbnail", "styles", "stylesWithEffects", "settings", "webSettings", "fontTable"),
        *("font", "theme", "numbering", "header", "footer", "footnotes", "endnotes", "image"),
        *("customXml", "customXmlProps", "comments", "commentsExtended", "commentsIds"),
        *("commentsExtensible", "people"),
    }
)
"""Relationships, by the last part of their type."""
_SCHEMAS = (
    "http://schemas.openxmlformats.org/",
    "http://purl.oclc.org/ooxml/",
    "http://schemas.microsoft.com/office/",
)
_FIELDS = frozenset(
    {
        *("PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "DATE", "TIME", "CREATEDATE", "SAVEDATE"),
        *("PRINTDATE", "SEQ", "PAGEREF", "STYLEREF", "TOC", "MERGEFIELD"),
    }
)
"""A merge field fetches nothing by itself; that it would not be filled in is another finding."""
_ELEMENTS = frozenset(
    {
        *("altchunk", "object", "oleobject", "control", "subdoc", "attachedtemplate", "mailmerge"),
        *("frameset", "externaldata", "script", "movie", "contentpart", "sourcefilename"),
    }
)
_ADDRESSES = frozenset({"src", "href", "althref"})
"""Attributes of old drawings that may name a file anywhere."""


class Problem(StrEnum):
    """Why a form cannot be used, or what else there is to say about it."""

    NOT_A_FORM = "not_a_form"
    TOO_LARGE = "too_large"
    MACROS = "macros"
    EXTERNAL = "external"
    EMBEDDED = "embedded"
    FIELD = "field"
    SYNTAX = "syntax"
    LITERAL = "literal"
    DELETED = "deleted"
    UNKNOWN = "unknown"
    FAILED = "failed"
    TOO_SLOW = "too_slow"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` is the name or mark concerned, `place` the text that it is in, as people see it in the
    document."""

    problem: Problem
    what: str = ""
    place: str = ""

    @property
    def forbids(self) -> bool:
        """Whether the form cannot be used because of this."""
        return self.problem is not Problem.UNUSED


def unsafe(body: bytes) -> Finding | None:
    """What is in a Word file that may not be there, if anything."""
    try:
        parts = unpacked(body, MOST_UNPACKED)
    except TooLarge:
        return Finding(Problem.TOO_LARGE)
    except Unreadable:
        return Finding(Problem.NOT_A_FORM)
    if _TYPES_PART not in parts:
        return Finding(Problem.NOT_A_FORM)
    try:
        return next(_findings(parts), None)
    except (expat.ExpatError, ValueError):
        return Finding(Problem.NOT_A_FORM)


def _findings(parts: Mapping[str, bytes]) -> Iterator[Finding]:
    types = _Types()
    types.read(parts[_TYPES_PART])
    yield from types.found
    if _MAIN not in types.named.values():
        yield Finding(Problem.NOT_A_FORM)
    for name, contents in parts.items():
        kind = types.of(name)
        if "vba" in name.casefold() or "macro" in kind:
            yield Finding(Problem.MACROS)
        if kind in _XML or name.casefold().endswith((".xml", ".rels")):
            part = _Links() if name.casefold().endswith(".rels") else _Text()
            part.read(contents)
            yield from part.found
        elif kind not in _OTHER and not name.endswith("/"):
            yield Finding(Problem.EMBEDDED, name[-60:])


@dataclass
class _Part:
    """One part, element by element; names are without their namespace."""

    found: list[Finding] = field(default_factory=list)

    def read(self, contents: bytes) -> None:
        """Goes through the part. Raises ExpatError, and ValueError where it has a document type."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = lambda name, given: self.begins(
            _bare(name), {_bare(each): value for each, value in given.items()}
        )
        parser.EndElementHandler = lambda name: self.ends(_bare(name))
        parser.CharacterDataHandler = self.says
        parser.Parse(contents, True)  # noqa: FBT003 -- it is whole

    def begins(self, name: str, given: Mapping[str, str]) -> None:
        """An element with its attributes."""

    def ends(self, name: str) -> None:
        """Its end."""

    def says(self, words: str) -> None:
        """Text in it."""


def _refuse(*_: object) -> None:
    raise ValueError("a document type")


def _bare(name: str) -> str:
    return name.rpartition(" ")[2]


@dataclass
class _Types(_Part):
    """What each part is said to be."""

    named: dict[str, str] = field(default_factory=dict)
    by_ending: dict[str, str] = field(default_factory=dict)

    def begins(self, name: str, given: Mapping[str, str]) -> None:
        kind = given.get("ContentType", "").strip()
        if name == "Override":
            self.named[given.get("PartName", "").lstrip("/").casefold()] = kind
        elif name == "Default":
            self.by_ending[given.get("Extension", "").casefold()] = kind
        if name in ("Override", "Default") and kind not in _XML | _OTHER:
            problem = Problem.MACROS if _is_macro(kind) else Problem.EMBEDDED
            self.found.append(Finding(problem, kind.rpartition(".")[2][-60:]))

    def of(self, name: str) -> str:
        """The type of a part; empty if it has none."""
        if name == _TYPES_PART:
            return "application/xml"
        ending = name.rpartition(".")[2].casefold()
        return self.named.get(name.casefold(), self.by_ending.get(ending, ""))


def _is_macro(kind: str) -> bool:
    return "macro" in kind.casefold() or "vba" in kind.casefold()


class _Links(_Part):
    """What one part refers to."""

    def begins(self, name: str, given: Mapping[str, str]) -> None:
        if name != "Relationship":
            return
        kind = given.get("Type", "").strip()
        last = kind.rpartition("/")[2]
        target = given.get("Target", "").strip()
        inside = given.get("TargetMode", "Internal").strip() == "Internal"
        if _is_macro(last):
            self.found.append(Finding(Problem.MACROS))
        elif not inside or ":" in target or target.startswith(("//", "\\")):
            self.found.append(Finding(Problem.EXTERNAL, target[:120]))
        elif last not in _PARTS or not kind.startswith(_SCHEMAS):
            self.found.append(Finding(Problem.EMBEDDED, last[:60]))


@dataclass
class _Text(_Part):
    """A text with its fields, which may be within one another."""

    fields: list[list[str]] = field(default_factory=list)
    in_code: bool = False
    length: int = 0

    def read(self, contents: bytes) -> None:
        super().read(contents)
        while self.fields:
            self._close(ends=True)

    def begins(self, name: str, given: Mapping[str, str]) -> None:
        self.length = 0
        if name.casefold() in _ELEMENTS:
            self.found.append(Finding(Problem.EMBEDDED, name))
        for each, value in given.items():
            if each.casefold() in _ADDRESSES and value:
                self.found.append(Finding(Problem.EXTERNAL, value[:120]))
        match name, given.get("fldCharType"):
            case ("fldSimple", _):
                self._field(given.get("instr", ""))
            case ("instrText" | "delInstrText", _):
                self.in_code = True
                if not self.fields:
                    self._field("")
            case ("fldChar", "begin"):
                self.fields.append([])
            case ("fldChar", "end" | "separate"):
                self._close(ends=given["fldCharType"] == "end")

    def ends(self, name: str) -> None:
        if name in ("instrText", "delInstrText"):
            self.in_code = False

    def says(self, words: str) -> None:
        self.length += len(words)
        if self.length > _LONGEST_RUN:
            self.found.append(Finding(Problem.TOO_LARGE))
            self.length = 0
        if self.in_code and self.fields:
            self.fields[-1].append(words)

    def _close(self, *, ends: bool) -> None:
        """The code of a field is whole; after its result it is not looked at again."""
        if not self.fields:
            return
        code = "".join(self.fields[-1])
        if code:
            self._field(code)
        self.fields[-1].clear()
        if ends:
            self.fields.pop()

    def _field(self, code: str) -> None:
        word = next(iter(code.split()), "").partition("\\")[0]
        if word.upper() not in _FIELDS:
            self.found.append(Finding(Problem.FIELD, word[:60]))
