"""Everything kept about one person, as it is handed out: plain text in one language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One thing kept, with its name. A heading comes before its lines."""

    label: str
    value: str = ""
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """Things of one kind. `note` says what they are, or that there are none."""

    title: str
    note: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """The whole paper. `file` is its name without an ending, ASCII only; `cell` keeps the data,
    and `day` is when it was gathered, in ISO form."""

    file: str
    language: str
    title: str
    intro: str
    chapters: tuple[Chapter, ...]
    cell: str = ""
    day: str = ""
