"""A roster that somebody sends as a table, checked against the present one before it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from bot.domain.people import Category, Member
from bot.domain.reading import Lexicon, read_birth
from bot.domain.words import clean, fold, spoken

HEADING_WITHIN = 15
"""The heading stands in one of the first rows: above it there may be the names of bodies."""

LONGEST_NAME, LONGEST_FIELD = 80, 200

Table: TypeAlias = Sequence[Sequence[str]]
"""The rows of a sheet from its first one on, empty ones too; a cell is text, a date is ISO."""


class Column(StrEnum):
    """What a roster's table has; the values are fields of `Member`, in the order of the file."""

    NAME = "name"
    BORN_ON = "born_on"
    CATEGORY = "category"
    PARTY_GROUP = "party_group"
    PARTY_POST = "party_post"
    GOVERNMENT_POST = "government_post"
    STRENGTHS = "strengths"


class Fault(StrEnum):
    """Why a row cannot be written; the values end the keys `import.fault_…`."""

    NO_NAME = "no_name"
    TOO_LONG = "too_long"
    BAD_DATE = "bad_date"
    UNKNOWN_CATEGORY = "unknown_category"
    DUPLICATE = "duplicate"
    SEVERAL = "several"
    """Several on the roster have this name, and the row does not say which is meant."""
    LEADER = "leader"
    """Whoever leads the cell cannot be suspended on the way."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table, by columns, as it is written. `number` counts as a spreadsheet does."""

    number: int
    cells: Mapping[Column, str]


@dataclass(frozen=True, slots=True)
class Faulty:
    """A row that is left out. `name` as far as there is one; `given` is what is wrong."""

    number: int
    name: str
    fault: Fault
    given: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be written. `values` holds what is filled in, the name always."""

    number: int
    values: Mapping[Column, str]

    @property
    def name(self) -> str:
        """Whose row it is."""
        return self.values[Column.NAME]

    @property
    def born_on(self) -> str:
        """The day or the year of birth; empty if not told."""
        return self.values.get(Column.BORN_ON, "")

    def on(self, member: Member) -> Member:
        """The member with what this row says; an empty cell says nothing."""
        told = {column.value: value for column, value in self.values.items()}
        category = Category(self.values.get(Column.CATEGORY, member.category))
        return replace(member, **{**told, "category": category})  # type: ignore[arg-type] # the others are texts


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that becomes another."""

    column: Column
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a row changes about somebody on the roster."""

    member_id: str
    name: str
    entry: Entry
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What writing a table would do. `namesakes`: rows of `added` whose name the roster has with
    another day of birth: they are taken for another person, and that has to be said."""

    added: tuple[Entry, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: int = 0
    namesakes: tuple[int, ...] = ()
    faults: tuple[Faulty, ...] = ()

    @property
    def writes(self) -> int:
        """How many rows would be written."""
        return len(self.added) + len(self.changed)


def lines_of(tables: Iterable[Table], lexicon: Lexicon) -> tuple[Line, ...] | None:
    """The rows below the heading, of the table with the most known headings; `None` without any.

    Rows in which no known column is filled are left out.
    """
    found = [
        (columns, row, table) for table in tables for row, columns in _headings(table, lexicon)
    ]
    if not found:
        return None
    columns, row, table = max(found, key=lambda each: len(each[0]))
    lines = (
        Line(number, _cells(cells, columns)) for number, cells in enumerate(table[row:], row + 1)
    )
    return tuple(line for line in lines if any(line.cells.values()))


def _headings(table: Table, lexicon: Lexicon) -> Iterator[tuple[int, Mapping[int, Column]]]:
    """Each row that may be the heading: its number, and which column means what."""
    for number, cells in enumerate(table[:HEADING_WITHIN], 1):
        columns: dict[int, Column] = {}
        for place, cell in enumerate(cells):
            column = column_of(cell, lexicon)
            if column and column not in columns.values():
                columns[place] = column
        if Column.NAME in columns.values():
            yield number, columns


def column_of(heading: str, lexicon: Lexicon) -> Column | None:
    """The column that has this heading; accents, signs and what stands in brackets aside."""
    wanted = _plain(heading)
    for column in Column:
        if wanted in {_plain(word) for word in lexicon.words[f"column_{column}"]}:
            return column
    return None


def category_of(typed: str, lexicon: Lexicon) -> Category | None:
    """The category that is meant, accents and signs aside."""
    wanted = _plain(typed)
    for category in Category:
        if wanted in {_plain(word) for word in lexicon.words[f"category_{category}"]}:
            return category
    return None


def _plain(words: str) -> str:
    without = re.sub(r"\([^()]*\)", " ", words)
    return " ".join(re.findall(r"[^\W_]+", fold(without)))


def _cells(cells: Sequence[str], columns: Mapping[int, Column]) -> dict[Column, str]:
    return {
        column: " ".join(clean(cells[place]).split())
        for place, column in columns.items()
        if place < len(cells)
    }


def tidy_name(name: str) -> str:
    """A name on one line; one all in capitals, or with none, gets them where they belong."""
    line = " ".join(clean(name).split())
    return line.title() if line in (line.upper(), line.lower()) else line


@dataclass
class _Check:
    """One pass over the rows."""

    roster: Sequence[Member]
    today: date
    lexicon: Lexicon
    leads: frozenset[str]
    seen: dict[str, list[str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def entry(self, line: Line) -> Entry | Faulty:
        """The row with its values read."""
        name = tidy_name(line.cells.get(Column.NAME, ""))

        def faulty(fault: Fault, given: str = "") -> Faulty:
            return Faulty(line.number, name[:LONGEST_NAME], fault, given[:LONGEST_NAME])

        if not any(char.isalpha() for char in name):
            return faulty(Fault.NO_NAME)
        values = {column: cell for column, cell in line.cells.items() if cell}
        values[Column.NAME] = name
        for column, cell in values.items():
            if len(cell) > (LONGEST_NAME if column is Column.NAME else LONGEST_FIELD):
                return faulty(Fault.TOO_LONG, cell)
        if born := values.get(Column.BORN_ON):
            read = read_birth(born, self.today, self.lexicon)
            if read is None:
                return faulty(Fault.BAD_DATE, born)
            values[Column.BORN_ON] = read
        if typed := values.get(Column.CATEGORY):
            category = category_of(typed, self.lexicon)
            if category is None:
                return faulty(Fault.UNKNOWN_CATEGORY, typed)
            values[Column.CATEGORY] = category.value
        return Entry(line.number, values)

    def repeats(self, entry: Entry) -> bool:
        """Whether an earlier row may be the same person."""
        earlier = self.seen.setdefault(spoken(entry.name), [])
        repeated = any(may_be_one(born, entry.born_on) for born in earlier)
        earlier.append(entry.born_on)
        return repeated

    def members(self, entry: Entry) -> list[Member]:
        """Those on the roster of whom the row can be; exactly one, if the birthday is theirs."""
        alike = [member for member in self.namesakes(entry) if member.id not in self.taken]
        exact = [m for m in alike if entry.born_on and m.born_on == entry.born_on]
        return exact or [m for m in alike if may_be_one(m.born_on, entry.born_on)]

    def namesakes(self, entry: Entry) -> list[Member]:
        """Those on the roster of this name."""
        return [m for m in self.roster if spoken(m.name) == spoken(entry.name)]


def shown_birth(born_on: str) -> str:
    """A day of birth as it is written in forms and files of every language, to be read again."""
    whole = len(born_on) > len("2000")
    return f"{date.fromisoformat(born_on):%d/%m/%Y}" if whole else born_on


def may_be_one(born: str, other: str) -> bool:
    """Whether two with the same name may be one person: nothing that is told contradicts it."""
    return not born or not other or born.startswith(other) or other.startswith(born)


def check(
    lines: Iterable[Line],
    roster: Sequence[Member],
    *,
    today: date,
    lexicon: Lexicon,
    leads: frozenset[str] = frozenset(),
) -> Plan:
    """What writing these rows would do to this roster. `leads`: who cannot be suspended."""
    work = _Check(roster, today, lexicon, leads)
    added: list[Entry] = []
    changed: list[Change] = []
    namesakes: list[int] = []
    faults: list[Faulty] = []
    unchanged = 0
    for line in lines:
        entry = work.entry(line)
        if isinstance(entry, Faulty):
            faults.append(entry)
            continue
        found = work.members(entry)
        fault = _fault(work, entry, found)
        if fault:
            faults.append(Faulty(entry.number, entry.name, fault))
        elif not found:
            added.append(entry)
            namesakes += [entry.number] if work.namesakes(entry) else []
        else:
            work.taken.add(found[0].id)
            change = _change(entry, found[0])
            changed += [change] if change.differences else []
            unchanged += not change.differences
    return Plan(tuple(added), tuple(changed), unchanged, tuple(namesakes), tuple(faults))


def _fault(work: _Check, entry: Entry, found: Sequence[Member]) -> Fault | None:
    if work.repeats(entry):
        return Fault.DUPLICATE
    if len(found) > 1:
        return Fault.SEVERAL
    suspends = entry.values.get(Column.CATEGORY) == Category.SUSPENDED
    if suspends and found and found[0].id in work.leads:
        return Fault.LEADER
    return None


def _change(entry: Entry, member: Member) -> Change:
    """The name stays as the roster spells it; the year alone takes nothing from a whole date."""
    values = {**entry.values, Column.NAME: member.name}
    if entry.born_on and member.born_on.startswith(entry.born_on):
        values[Column.BORN_ON] = member.born_on
    kept = replace(entry, values=values)
    differences = tuple(
        Difference(column, str(getattr(member, column)), values[column])
        for column in Column
        if column in values and values[column] != getattr(member, column)
    )
    return Change(member.id, member.name, kept, differences)
