"""The numbers of a consolidated report, read from each of its three forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from pypdf import PdfReader

LEVELS = ("chưa thấy ở bản thân", "hiếm khi", "thỉnh thoảng", "thường xuyên")
GROUPS = ("I", "II", "III")

_ITEM = r"(I{1,3}\.[1-9])\. "
_NUMBER = r"(\d+)(?: \([\d,]+%\))?"
_PRINTED = re.compile(_ITEM + r"[^:]*? " + " ".join([_NUMBER] * 4))
_SAID = re.compile(_ITEM + r"[^:]*? " + "; ".join(f"{level} {_NUMBER}" for level in LEVELS))
_UNTOUCHED = re.compile(r"Không ai tự nhận thấy: ([I\d., ]+)")
_TOTALS = re.compile(r"(\d+)/(\d+) đồng chí \([\d,]+%\).*?tổng cộng (\d+) lượt")
_FREE = re.compile(r"(\d+) biểu hiện còn lại: không đồng chí nào")
_PRINTED_TOTALS = re.compile(r"(\d+)/(\d+) đồng chí \([\d,]+%\) tự nhận thấy.*?cộng (\d+) lượt")

Levels = tuple[int, ...]


@dataclass(frozen=True)
class Numbers:
    """How many stand at each level of each of the 27 items; who marked any, of whom, how often."""

    items: Mapping[str, Levels]
    totals: tuple[int, ...]


def of_chat(messages: Sequence[str]) -> Numbers:
    """From the messages in chat, which name the items nobody marked in one line."""
    words = _flat("\n".join(messages))
    totals = _totals(_TOTALS, words)
    nobody = (totals[1], 0, 0, 0)
    untouched = [item for line in _UNTOUCHED.findall(words) for item in _names(line)]
    return Numbers(_items(_SAID, words) | dict.fromkeys(untouched, nobody), totals)


def of_docx(path: Path) -> Numbers:
    """From the Word document."""
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = [paragraph.text for paragraph in document.paragraphs]
    return _printed([*said, *cells])


def of_pdf(path: Path) -> Numbers:
    """From the PDF."""
    return _printed([page.extract_text() for page in PdfReader(path).pages])


def _printed(pieces: Sequence[str]) -> Numbers:
    """The annex has a row for each item that somebody marked, and says how many nobody did."""
    words = _flat("\n".join(pieces))
    totals = _totals(_PRINTED_TOTALS, words)
    marked = _items(_PRINTED, words)
    free = all_items() - marked.keys()
    (said,) = _FREE.findall(words)
    assert int(said) == len(free)
    return Numbers(marked | dict.fromkeys(free, (totals[1], 0, 0, 0)), totals)


def _items(pattern: re.Pattern[str], words: str) -> dict[str, Levels]:
    return {item: tuple(map(int, levels)) for item, *levels in pattern.findall(words)}


def _totals(pattern: re.Pattern[str], words: str) -> tuple[int, ...]:
    found = pattern.search(words)
    return tuple(map(int, found.groups())) if found else ()


def _names(line: str) -> list[str]:
    return re.findall(r"I{1,3}\.[1-9]", line)


def _flat(words: str) -> str:
    return " ".join(words.split())


def all_items() -> set[str]:
    """The short names of the 27."""
    return {f"{group}.{number}" for group in GROUPS for number in range(1, 10)}
