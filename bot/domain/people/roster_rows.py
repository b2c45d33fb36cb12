"""The rows of a roster's table: who is a member, what is a section, and what is neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from bot.domain.lexicon import Lexicon
from bot.domain.people.names import tidied
from bot.domain.people.phones import phone_in
from bot.domain.people.roster_heading import Heading, at, headings
from bot.domain.people.stated import stated
from bot.domain.people.table import (
    FORMULA,
    LONGEST_FIELD,
    RosterColumn,
    RowNumber,
    Table,
    TableRow,
    column_of,
    is_one_of,
)
from bot.domain.words import fold

LONGEST_PERSON = 7
"""Words: a longer line in the column of names is a remark."""
LONGEST_TOLD = 40
"""Letters of a row that is left out, as it is told."""

_BIRTH = re.compile(r"(?:19|20)\d\d|\d{1,2}\s?[/.\-–⁄]\s?\d{1,2}\s?[/.\-–⁄]\s?\d{2}")
_COUNTED = re.compile(r"\W{0,9}\d{1,3}\W*")
_NUMBERING = re.compile(r"\W{0,9}(?:\d{1,2}|[A-Za-z])\W*")
_SECTION = re.compile(r"\s{0,9}(?:[IVXivx]{1,6}|[A-Z]|\d{1,2})\s{0,9}[.)/\-–:]")


class Told(StrEnum):
    """What is told of a file before the yes: the values are the ends of keys `import.told_…`."""

    SHEETS = "sheets"
    EXAMPLE = "example"
    UNREAD_SHEETS = "unread_sheets"
    HIDDEN_SHEETS = "hidden_sheets"
    FONT = "font"
    GROUPS = "groups"
    COUNTED = "counted"
    OFF_NAMES = "off_names"
    PHONES = "phones"
    REMARKS = "remarks"
    COLUMNS = "columns"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was chosen among several, or left out."""

    told: Told
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterRead:
    """What a file says: its members, and what else is to be told of it."""

    lines: tuple[TableRow, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A sheet by its name, which is empty where a file has no sheets; each cell is on one line.
    `hidden`: nobody sees it."""

    name: str
    rows: Table
    hidden: bool = False


@dataclass
class _Reading:
    """One sheet, row by row. `several`: rows are told with their sheet. `remarks`: what was not
    understood of kinds and standings, with the column if it is one that is not read otherwise;
    `remarked`: such columns of which something was."""

    sheet: NamedTable
    heading: Heading
    lexicon: Lexicon
    several: bool
    lines: list[TableRow] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    off_names: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    remarks: list[tuple[int | None, str]] = field(default_factory=list)
    remarked: set[int] = field(default_factory=set)
    groups: list[str] = field(default_factory=list)
    section: dict[RosterColumn, str] = field(default_factory=dict)
    ended: bool = False

    def read(self) -> None:
        """Goes through the rows below the heading."""
        rows = self.sheet.rows[self.heading.below :]
        numbers = [at(row, self.heading.number) for row in rows if self.heading.number is not None]
        self.counts = any(map(_COUNTED.fullmatch, numbers))
        self.section = (self.several and self._section_of(self.sheet.name)) or {}
        for place, row in enumerate(rows, self.heading.below + 1):
            self._row(place, row)

    def _row(self, place: int, row: Sequence[str]) -> None:
        cells = self.heading.cells(row)
        name = cells[RosterColumn.NAME]
        number: RowNumber = f"{place} ({self.sheet.name})" if self.several else place
        words = _words(row)
        if not any(cells.values()) and not words:
            return
        if is_one_of("example_names", name, self.lexicon):
            return  # our own template's
        if self._is_member(row, cells, words):
            self._member(number, row, cells)
            return
        section = None if self.ended else self._section_of(words)
        if section is None or len(list(filter(None, row))) > 2:
            self.ended = self.ended or self._is_end(words)
            self.left.append(f"{number}: {_short(words)}")
        else:
            self.section = section
            self.groups += filter(None, [section.get(RosterColumn.PARTY_GROUP)])
            if not section:
                self.left.append(f"{number}: {_short(words)}")

    def _is_member(self, row: Sequence[str], cells: Mapping[RosterColumn, str], words: str) -> bool:
        """Where rows are counted, one with a number or with a birthday; else one that looks like
        it."""
        name = cells[RosterColumn.NAME]
        if all(map(_NUMBERING.fullmatch, filter(None, row))) or column_of(name, self.lexicon):
            return False
        born = bool(_BIRTH.search(cells.get(RosterColumn.BORN_ON, "")))
        if self.counts and _COUNTED.fullmatch(at(row, self.heading.number or 0)):
            return not self._is_end(name)
        if self.counts or self.ended:
            return born and bool(name) and not self._is_end(name)
        alone = sum(map(bool, cells.values())) == 1
        if name and alone and (self._section_of(name) or len(name.split()) > LONGEST_PERSON):
            return False
        return not self._is_end(words) and any(cells.values())

    def _member(
        self, number: RowNumber, row: Sequence[str], cells: dict[RosterColumn, str]
    ) -> None:
        beside, dropped = "", tuple[str, ...]()
        if not FORMULA.search(cells[RosterColumn.NAME]):
            found = tidied(cells[RosterColumn.NAME])
            beside, dropped = found.phone, found.dropped
        self._state(number, row, cells, dropped)
        for column, value in self.section.items():
            cells[column] = cells.get(column) or value
        self._phone(number, cells, beside)
        self.lines.append(TableRow(number, cells))

    def _state(
        self,
        number: RowNumber,
        row: Sequence[str],
        cells: dict[RosterColumn, str],
        dropped: Sequence[str],
    ) -> None:
        """Keeps kind and standing, in whichever of their two columns they stand, in a remark or
        beside the name. A column of theirs that says neither stays as it is, a fault."""
        said = []
        for column in (RosterColumn.KIND, RosterColumn.STANDING):
            found = stated(cells.get(column, ""), self.lexicon)
            if found:
                del cells[column]
                said.append(found)
                self.remarks += [(None, f"{number}: {_short(words)}") for words in found.rest]
        found = stated("; ".join(dropped), self.lexicon)
        said.append(found)
        self.off_names += found.rest if found else dropped
        for place, heading in self.heading.unread.items():
            found = stated(self._remark(at(row, place), heading), self.lexicon)
            said.append(found)
            self.remarked |= {place} if found else set()
            self.remarks += [(place, f"{number}: {_short(words)}") for words in found.rest]
        for column, told in (
            (RosterColumn.KIND, [found.kind for found in said if found.kind]),
            (RosterColumn.STANDING, [found.standing for found in said if found.standing]),
        ):
            if told and not cells.get(column):
                cells[column] = ", ".join(told)

    def _remark(self, cell: str, heading: str) -> str:
        """What a cell says in a column of remarks; a mark says what the column is called."""
        if is_one_of("column_remarks", heading, self.lexicon):
            return cell
        return heading if cell and is_one_of("ticked", cell, self.lexicon) else ""

    def _phone(self, number: RowNumber, cells: dict[RosterColumn, str], beside: str) -> None:
        """Keeps the first number of the cell, or else the one that stood beside the name; what else
        they say is told, but not that there is none."""
        cell = cells.pop(RosterColumn.PHONE, "")
        phone, rest = phone_in(cell)
        named, unread = phone_in(beside)
        left = [] if is_one_of("no_phone", cell, self.lexicon) else [rest]
        left += [unread or (beside if phone not in ("", named) else "")]
        if phone or named:
            cells[RosterColumn.PHONE] = phone or named
        self.phones += [f"{number}: {_short(each)}" for each in left if any(map(str.isalnum, each))]

    def _is_end(self, words: str) -> bool:
        """Whether a row sums up, remarks or signs."""
        plain = fold(words).lstrip(" *-–(").removeprefix("/")
        return bool(_one_of(self.lexicon.words["row_end"]).match(plain))

    def _section_of(self, words: str) -> dict[RosterColumn, str] | None:
        """What a row over others says of them all; `None` if it is none of that kind."""
        numbered = _SECTION.match(words)
        title = _titled(words[numbered.end() :] if numbered else words)
        said = stated(title, self.lexicon) if len(title) <= LONGEST_FIELD else None
        if said and not said.rest:
            told = {RosterColumn.KIND: said.kind, RosterColumn.STANDING: said.standing}
            return {column: words for column, words in told.items() if words}
        if _one_of(self.lexicon.words["row_group"]).match(fold(title)):
            return {RosterColumn.PARTY_GROUP: title.title() if title.isupper() else title}
        return {} if numbered and title else None


def _words(row: Sequence[str]) -> str:
    """What a row says that is no member: without its number, if there is more."""
    said = [cell for cell in row if any(map(str.isalpha, cell))]
    longer = [cell for cell in said if len(cell) > len("VIII")]
    return " ".join(longer or said)


@cache
def _one_of(words: frozenset[str]) -> re.Pattern[str]:
    """What begins with one of these, folded."""
    return re.compile(rf"(?:{'|'.join(re.escape(fold(each)) for each in words)})\b")


def _titled(words: str) -> str:
    """A title without the remark in brackets and the signs after it."""
    title = words.rstrip(" \n:.")
    before, bracket, remark = title.rpartition("(")
    if bracket and remark.endswith(")") and ")" not in remark[:-1]:
        title = before
    return title.strip()


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_TOLD else f"{words[: LONGEST_TOLD - 1].rstrip()}…"


def roster_of(sheets: Sequence[NamedTable], lexicon: Lexicon) -> RosterRead | None:
    """The members in all sheets that have a heading, in the order of the file; `None` if none
    has. The sheet of our template's example is never read, but who else stands there is told."""
    found = [(sheet, _best(sheet.rows, lexicon)) for sheet in sheets if not sheet.hidden]
    examples = [pair for pair in found if is_one_of("example_sheet", pair[0].name, lexicon)]
    listed = [pair for pair in found if pair not in examples]
    read = _read(listed, lexicon)
    skipped = [sheet.name for sheet, heading in listed if not heading and _is_filled(sheet)]
    if not read and (skipped or not examples):
        return None
    beside = [line for one in _read(examples, lexicon) for line in one.lines]
    hidden = [sheet.name for sheet in sheets if sheet.hidden]
    lines = tuple(line for one in read for line in one.lines)
    return RosterRead(lines, tuple(_notes(read, skipped, hidden, beside)))


def _read(found: Sequence[tuple[NamedTable, Heading | None]], lexicon: Lexicon) -> list[_Reading]:
    """The sheets that have a heading, gone through."""
    several = sum(heading is not None for _, heading in found) > 1
    read = [_Reading(sheet, heading, lexicon, several) for sheet, heading in found if heading]
    for one in read:
        one.read()
    return read


def weight(sheets: Sequence[NamedTable], lexicon: Lexicon) -> int:
    """How many columns are known: of several readings of a file the one with the most counts."""
    found = (_best(sheet.rows, lexicon) for sheet in sheets)
    return max((len(heading.columns) for heading in found if heading), default=0)


def _best(table: Table, lexicon: Lexicon) -> Heading | None:
    """The heading that says most; else a title above it would be a part of each."""
    return max(
        headings(table, lexicon),
        key=lambda found: (
            len(found.columns),
            -len(found.unread),
            -sum(map(len, found.unread.values())),
        ),
        default=None,
    )


def _is_filled(sheet: NamedTable) -> bool:
    return any(cell for row in sheet.rows for cell in row)


def _notes(
    read: Sequence[_Reading],
    skipped: Sequence[str],
    hidden: Sequence[str],
    beside: Sequence[TableRow],
) -> Iterator[Note]:
    named = [f"{one.sheet.name} ({len(one.lines)})" for one in read if one.lines]
    notes = (
        Note(Told.SHEETS, tuple(named if len(read) > 1 else ())),
        Note(Told.EXAMPLE, tuple(line.cells[RosterColumn.NAME] for line in beside)),
        Note(Told.UNREAD_SHEETS, tuple(skipped)),
        Note(Told.HIDDEN_SHEETS, tuple(hidden)),
        Note(Told.GROUPS, _each(group for one in read for group in one.groups)),
        Note(Told.OFF_NAMES, _each(words for one in read for words in one.off_names)),
        Note(Told.PHONES, tuple(words for one in read for words in one.phones)),
        Note(Told.REMARKS, tuple(words for one in read for words in _remarks(one))),
        Note(Told.COLUMNS, _each(words for one in read for words in _unread(one))),
        Note(Told.ROWS, tuple(row for one in read for row in one.left)),
    )
    yield from (note for note in notes if note.items)
    if any(one.counts and one.left for one in read):
        yield Note(Told.COUNTED)


def _remarks(one: _Reading) -> Iterator[str]:
    """What was not understood; of a column of remarks only where some of it was."""
    yield from (words for place, words in one.remarks if place is None or place in one.remarked)


def _unread(one: _Reading) -> Iterator[str]:
    """The headings of columns that hold something and say nothing that the roster keeps."""
    for place, words in one.heading.unread.items():
        below = one.sheet.rows[one.heading.below :]
        if place not in one.remarked and any(at(row, place) for row in below):
            yield _short(words)


def _each(words: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
