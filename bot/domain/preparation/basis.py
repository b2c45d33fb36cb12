"""Takes a pasted line apart into the document that a cell refers to. Pure.

A line is cited as `Kế hoạch số 28-KH/ĐU, ngày 30/5/2022 của Đảng ủy xã Tân Hòa về …`. A line that
is not wholly of this form is not taken apart, since no word may be added to the title of a document
of a higher level, or lost from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.words import clean, fold


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a higher level, each part as it is printed."""

    type: str
    symbol: str = ""
    issued_on: date | None = None
    issuer: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """The words between the parts, and what a symbol's letters stand for (`KH` is a plan)."""

    number: tuple[str, ...]
    day: tuple[str, ...]
    of: tuple[str, ...]
    about: tuple[str, ...]
    types: Mapping[str, str]
    cited: tuple[str, ...] = ()
    """What a pasted line may begin with and every paper says itself."""


_LETTERS = r"[^\W\d_](?:[\w.-]*\w)?"
_SYMBOL = rf"\d+\w?(?:\s?-\s?|/(?:\d{{4}}/)?){_LETTERS}(?:\s?/\s?{_LETTERS})*"
_DATE = r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})"
_NUMBERED = re.compile(r"^(?:[-–•+*]\s*)+|^(?:\d{1,2}|[a-zđ])[.)]\s+", re.IGNORECASE)


def read(line: str, marks: Marks) -> Document:
    """The document that one pasted line names: in parts if every word has its place in the form
    above, else the line as it was typed, as the subject, so that it is printed so."""
    typed = " ".join(clean(line).split())
    typed = _NUMBERED.sub("", _NUMBERED.sub("", typed)).rstrip(" ;.")
    if marks.cited:
        typed = re.sub(rf"^(?:{_any(marks.cited)})\s+", "", typed, flags=re.IGNORECASE)
    as_typed = Document("", subject=typed)
    found = re.fullmatch(_form(marks), typed, re.IGNORECASE)
    if found is None:
        return as_typed
    symbol = re.sub(r"\s", "", found["symbol"])
    named, numbered = (found["type"] or "").strip(), found["number"]
    kind = marks.types.get((named or _letters(symbol)).upper(), named)
    dated = found["date"] or found["dated"]
    issued_on = _day(dated)
    known = fold(kind) in {fold(each) for each in marks.types.values()}
    twice = found["date"] and found["dated"]
    if not (known or (kind and numbered)) or twice or (dated and issued_on is None):
        return as_typed
    return Document(kind, symbol, issued_on, found["issuer"] or "", found["subject"] or "")


def _form(marks: Marks) -> str:
    """A citation of which every word is understood; nothing else may stand between the parts."""
    day = rf"(?:(?:{_any(marks.day)})\s+)?{_DATE.replace('(', '(?:')}"
    return (
        rf"(?P<type>[^\W\d_]+(?:\s+[^\W\d_]+)*?)??\s*(?P<number>\b(?:{_any(marks.number)})[.:]?\s*)?"
        rf"(?<!\w)(?P<symbol>{_SYMBOL})"
        rf"(?:\s*,\s*|\s+|$)(?P<date>{day}(?:\s*,\s*|\s+|$))?"
        rf"(?:(?:{_any(marks.of)})\s+(?P<issuer>\S.*?)(?:,?\s+(?P<dated>{day}))?(?:\s*,\s*|\s+|$))?"
        rf"(?:(?:{_any(marks.about)})\s+(?P<subject>\S.*))?"
    )


def _day(written: str | None) -> date | None:
    """The day in a date as it is written; `None` if there is no such day."""
    found = re.search(_DATE, written or "")
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _letters(symbol: str) -> str:
    """The type's letters in a symbol: `28-KH/ĐU` has `KH`."""
    found = re.match(r"\d+\w?[-/](\w+)", symbol)
    return found[1] if found else ""


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
