"""Takes a pasted line apart into the document that a cell refers to. Pure.

A line is cited as `Kế hoạch số 28-KH/ĐU, ngày 30/5/2022 của Đảng ủy xã Tân Hòa về …`. A line that
is not wholly of this form is not taken apart, since no word may be added to the title of a document
of a higher level, or lost from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
class KnownDocument:
    """What is heard of a document that many cells refer to, second hand: `replaced_by` another one,
    or in force where that is empty. Numbers begin anew with each term, so it is about the one that
    was issued `before` this day."""

    symbol: str
    before: date
    replaced_by: str


def known_of(document: Document, known: Iterable[KnownDocument]) -> KnownDocument | None:
    """What is heard of this document, also of one that is only kept as it was typed; `None` for an
    unknown one, and for one of the same number from a later term."""
    named = _SPACES_IN_SYMBOL.sub(r"\1", fold(document.symbol or document.subject))
    for each in known:
        whole = rf"(?<![\w-]){re.escape(fold(each.symbol))}(?![\w-])"
        if re.search(whole, named) and (document.issued_on or date.min) < each.before:
            return each
    return None


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


_SPACES_IN_SYMBOL = re.compile(r"\s{0,9}([-/])\s{0,9}")
_OF_A_CELL = re.compile(r"-kh/cb$")


def is_plan_of(document: Document, cell: str, year: int) -> bool:
    """Whether this is a plan that the cell itself made in this year for looking at itself: a report
    may cite it, and that plan must not cite itself."""
    is_own = not document.issuer or fold(document.issuer) in (fold(cell), "chi bo")
    is_now = document.issued_on is None or document.issued_on.year == year
    about = fold(document.subject)
    is_about = not about or "tu soi" in about or "tu phe binh" in about
    return bool(_OF_A_CELL.search(fold(document.symbol))) and is_own and is_now and is_about


_DATE = r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}"
_LETTERS = r"[^\W\d_](?:[\w.-]{0,40}\w)?"
_BEGINS = re.compile(
    rf"(?P<before>\D{{0,100}})(?<!\w)"
    rf"(?P<symbol>\d{{1,10}}\w?(?:\s?-\s?|/(?:\d{{4}}/)?){_LETTERS}"
    + rf"(?:\s?/\s?{_LETTERS})?" * 4
    + ")"
)
"""No type has a figure in its name: the symbol begins with the first one of the line."""
_BETWEEN = r"(?:\s?,\s?|\s|$)"
_NUMBERED = re.compile(r"^(?:[-–•+*][-–•+* ]*|(?:\d{1,2}|[a-zđ])[.)]\s)", re.IGNORECASE)


def read(line: str, marks: Marks) -> Document:
    """The document that one pasted line names: in parts if every word has its place in the form
    above, else the line as it was typed, as the subject, so that it is printed so."""
    typed = " ".join(clean(line).split())
    typed = _NUMBERED.sub("", _NUMBERED.sub("", typed)).rstrip(" ;.")
    if marks.cited:
        typed = re.sub(rf"^(?:{_any(marks.cited)})\s", "", typed, flags=re.IGNORECASE)
    return _apart(typed, marks) or Document("", subject=typed)


def _apart(typed: str, marks: Marks) -> Document | None:
    """A citation of which every word is understood; nothing else may stand between the parts."""
    begins = _BEGINS.match(typed)
    if begins is None:
        return None
    symbol, before = re.sub(r"\s", "", begins["symbol"]), begins["before"].rstrip()
    named = re.sub(rf"(?:^|\s)(?:{_any(marks.number)})[.:]?$", "", before, flags=re.IGNORECASE)
    numbered = named != before
    kind = marks.types.get((named or _letters(symbol)).upper(), named)
    known = fold(kind) in {fold(each) for each in marks.types.values()}
    rest = _rest(typed[begins.end() :], marks)
    if rest is None or not all(word.isalpha() for word in named.split()):
        return None
    written, issuer, subject = rest
    issued_on = _day(written)
    if not (known or (kind and numbered)) or (written and issued_on is None):
        return None
    return Document(kind, symbol, issued_on, issuer, subject)


def _rest(rest: str, marks: Marks) -> tuple[str, str, str] | None:
    """Date, issuer and subject as they follow a symbol; `None` if anything else does, or a second
    date."""
    day = rf"(?:(?:{_any(marks.day)})\s)?{_DATE}"
    dated = re.match(rf"{_BETWEEN}(?:({day}){_BETWEEN})?", rest, re.IGNORECASE)
    if dated is None:
        return None
    rest = rest[dated.end() :]
    about = rf"(?:{_any(marks.about)})\s(?P<subject>\S.*)"
    issued = re.match(rf"(?:{_any(marks.of)})\s(?=\S)", rest, re.IGNORECASE)
    if issued is None:
        ends = re.fullmatch(rf"(?:{about})?", rest, re.IGNORECASE)
        return (dated[1] or "", "", ends["subject"] or "") if ends else None
    after = rf"(?:,?\s(?P<dated>{day}))?(?:{_BETWEEN}{about}|(?:\s?,\s?)?$)"
    ends = re.compile(after, re.IGNORECASE).search(rest, issued.end() + 1)
    if ends is None or (dated[1] and ends["dated"]):
        return None
    issuer = rest[issued.end() : ends.start()]
    return dated[1] or ends["dated"] or "", issuer, ends["subject"] or ""


def _day(written: str) -> date | None:
    """The day in a date as it is written; `None` if there is no such day."""
    try:
        day, month, year = (int(part) for part in re.findall(r"\d+", written))
        return date(year, month, day)
    except ValueError:
        return None


def _letters(symbol: str) -> str:
    """The type's letters in a symbol: `28-KH/ĐU` has `KH`."""
    found = re.match(r"\d{1,10}\w?[-/](\w+)", symbol)
    return found[1] if found else ""


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
