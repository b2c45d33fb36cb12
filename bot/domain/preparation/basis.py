"""Takes a pasted line apart into the document that a cell refers to. Pure.

A line is cited as `Kế hoạch số 28-KH/ĐU, ngày 30/5/2022 của Đảng ủy xã Tân Hòa về …`; whatever is
not found stays empty, and what fits nowhere is the subject: nothing that was pasted is lost.
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


_SYMBOL = r"\d{1,10}\w?\s?[-/](?=\s?[\d./-]{0,20}[^\W\d_])\s?[\w./-]{0,60}\w"
_DATE = r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})"
_EDGES = " ,;.()–-"


def read(line: str, marks: Marks) -> Document:
    """The document that one pasted line names."""
    whole = " ".join(clean(line).split()).lstrip("-–•+* ").rstrip(" ;.")
    issued_on, day = _dated(whole, marks)
    blank = whole[: day[0]] + " " * (day[1] - day[0]) + whole[day[1] :]
    found = re.search(rf"(?:\b(?:{_any(marks.number)})\.?\s?)?({_SYMBOL})", blank, re.IGNORECASE)
    symbol = found[1].replace(" ", "") if found else ""
    spans = sorted(span for span in (day, found.span() if found else (0, 0)) if span[1])
    kind, rest = _cut(whole, spans) if spans else _typed(whole, marks)
    issuer, subject = _issued(rest, marks)
    named = kind.strip(_EDGES) or _letters(symbol)
    return Document(marks.types.get(named.upper(), named), symbol, issued_on, issuer, subject)


def _dated(line: str, marks: Marks) -> tuple[date | None, tuple[int, int]]:
    """The first date in the line, and its span; `(0, 0)` if there is none."""
    for found in re.finditer(rf"(?:\b(?:{_any(marks.day)})\s)?{_DATE}", line, re.IGNORECASE):
        day, month, year = (int(part) for part in found.groups())
        try:
            return date(year, month, day), found.span()
        except ValueError:
            continue
    return None, (0, 0)


def _cut(line: str, spans: list[tuple[int, int]]) -> tuple[str, str]:
    """What comes before the first of these spans, and what is left after it without them."""
    pieces, at = [], spans[0][0]
    for begins, ends in spans:
        pieces.append(line[at:begins].strip(_EDGES))
        at = ends
    pieces.append(line[at:].strip(_EDGES))
    return line[: spans[0][0]], " ".join(piece for piece in pieces if piece)


def _typed(line: str, marks: Marks) -> tuple[str, str]:
    """The type at the beginning of a line that has neither symbol nor date, and the rest."""
    for name in sorted(marks.types.values(), key=len, reverse=True):
        if fold(line).startswith(fold(name)):
            return line[: len(name)], line[len(name) :]
    return "", line


def _issued(rest: str, marks: Marks) -> tuple[str, str]:
    """Who issued it, and what it is about."""
    about = re.search(rf"(?:^|\s|,)(?:{_any(marks.about)})\s+", rest, re.IGNORECASE)
    head, subject = (rest[: about.start()], rest[about.end() :]) if about else (rest, "")
    of = re.search(rf"(?:^|\s|,)(?:{_any(marks.of)})\s+", head, re.IGNORECASE)
    issuer = head[of.end() :] if of else ""
    before = head[: of.start()] if of else head
    return issuer.strip(_EDGES), f"{before.strip(_EDGES)} {subject.strip(_EDGES)}".strip()


def _letters(symbol: str) -> str:
    """The type's letters in a symbol: `28-KH/ĐU` has `KH`."""
    found = re.match(r"\d{1,10}\w?[-/](\w+)", symbol)
    return found[1] if found else ""


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
