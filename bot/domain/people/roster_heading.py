"""The heading of a roster's table: which columns say what, alone or together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.lexicon import Lexicon
from bot.domain.people.table import RosterColumn, Table, column_of, is_one_of
from bot.domain.words import clean

HEADING_WITHIN = 15
"""The heading is in one of the first rows: above it there may be the names of bodies."""

_NAME_PARTS = ("part_family", "part_middle", "part_given")
_BIRTH_PARTS = ("part_day", "part_month", "part_year")
_SEXES = ("part_male", "part_female")
_PARTS = (*_NAME_PARTS, *_BIRTH_PARTS, *_SEXES, "part_number")
_HEADS = {RosterColumn.NAME: _NAME_PARTS, RosterColumn.BORN_ON: (*_BIRTH_PARTS, *_SEXES)}
_JOINED_BY = {RosterColumn.NAME: " ", RosterColumn.BORN_ON: "/"}


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the heading ends, counted from one, what its columns say, and the others that are
    headed: `unread`. `number`: the column in which people count. A value whose columns are several
    is what they say together, from the left."""

    below: int
    columns: Mapping[RosterColumn, tuple[int, ...]]
    unread: Mapping[int, str]
    number: int | None = None

    def cells(self, row: Sequence[str]) -> dict[RosterColumn, str]:
        """What a row says."""
        return {
            column: _JOINED_BY.get(column, ", ").join(filter(None, (at(row, p) for p in places)))
            for column, places in self.columns.items()
        }


def on_one_line(cell: str) -> str:
    """What a cell says, as all cells of a table are read."""
    return " ".join(clean(cell).split())


def at(row: Sequence[str], place: int) -> str:
    """A cell; empty beyond the end of the row."""
    return row[place] if place < len(row) else ""


def headings(table: Table, lexicon: Lexicon) -> Iterator[Heading]:
    """Each row that may be the heading, with the row below it if that divides what it heads."""
    for number, row in enumerate(table[:HEADING_WITHIN], 1):
        under = table[number] if number < min(len(table), HEADING_WITHIN) else ()
        divided = _divides(row, under, lexicon)
        found = _heading(table, number + divided, row, under if divided else (), lexicon)
        if RosterColumn.NAME in found.columns:
            yield found


def _divides(row: Sequence[str], under: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the second row names parts, and nothing in it is somebody."""
    named: list[int] = []
    head = ""
    for place in range(len(under)):
        part = at(under, place)
        head = at(row, place) or (head if part else "")
        if part and (_is_part(part, lexicon) or column_of(f"{head} {part}", lexicon)):
            named.append(place)
    names = [p for p in range(len(row)) if column_of(at(row, p), lexicon) is RosterColumn.NAME]
    return bool(named) and all(not at(under, place) or place in named for place in names)


def _is_part(cell: str, lexicon: Lexicon) -> bool:
    return bool(column_of(cell, lexicon)) or any(is_one_of(p, cell, lexicon) for p in _PARTS)


def _heading(
    table: Table, below: int, row: Sequence[str], under: Sequence[str], lexicon: Lexicon
) -> Heading:
    columns: dict[RosterColumn, tuple[int, ...]] = {}
    unread: dict[int, str] = {}
    number = last = None
    head = ""
    for place in range(max(len(row), len(under))):
        over, part = at(row, place), at(under, place)
        head = over or (head if part else "")
        meant = _meant(head, part, lexicon)
        if not over and not part:
            if last and any(at(each, place) for each in table[below:]):
                columns[last] = (*columns[last], place)
            continue
        if meant is None and is_one_of("part_number", over or part, lexicon) and number is None:
            number, last = place, None
        elif meant and (meant not in columns or (meant is last and not over)):
            columns[meant] = (*columns.get(meant, ()), place)
            last = meant
        else:
            unread[place] = " – ".join(filter(None, (head, part)))
            last = None
    return _with_parts(Heading(below, columns, unread, number), lexicon)


def _meant(head: str, part: str, lexicon: Lexicon) -> RosterColumn | None:
    """What a column says by its heading and the one below it."""
    over = column_of(head, lexicon)
    if not part:
        return over
    whole = column_of(f"{head} {part}", lexicon) or column_of(part, lexicon)
    parts = _HEADS.get(over, ()) if over else ()
    return over if any(is_one_of(each, part, lexicon) for each in parts) else whole or over


def _with_parts(heading: Heading, lexicon: Lexicon) -> Heading:
    """A name or a birthday that stands in neighbouring columns, each with a heading of its own."""
    columns, unread = dict(heading.columns), dict(heading.unread)
    for column, parts, enough in (
        (RosterColumn.NAME, _NAME_PARTS, 1),
        (RosterColumn.BORN_ON, _BIRTH_PARTS, len(_BIRTH_PARTS)),
    ):
        places = [
            place
            for part in parts
            for place, words in unread.items()
            if is_one_of(part, words, lexicon)
        ]
        given = any(is_one_of("part_given", unread[place], lexicon) for place in places)
        if column in columns or len(places) < enough or (enough == 1 and not given):
            continue
        columns[column] = tuple(places)
        for place in places:
            del unread[place]
    return Heading(heading.below, columns, unread, heading.number)
