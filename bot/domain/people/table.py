"""A roster as a table that people made: where its heading is, and what its cells say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TypeAlias

from bot.domain.lexicon import Lexicon
from bot.domain.people.member import MAIN_ROLES, Category, Member, Role
from bot.domain.words import clean, fold

HEADING_WITHIN = 15
"""The heading is in one of the first rows: above it there may be the names of bodies."""

LONGEST_NAME, LONGEST_FIELD = 80, 200
MOST_LINES = 300
"""People in one table."""

READ = (*MAIN_ROLES, Role.RECORDER, Role.GROUP_HEAD)
"""The roles that a table may name."""

Table: TypeAlias = Sequence[Sequence[str]]
"""The rows of a sheet from its first one on, empty ones too; a cell is text, a date is ISO."""


class RosterColumn(StrEnum):
    """The columns of a roster's table, in the order of the file. The values are fields of `Member`,
    except that of the roles."""

    NAME = "name"
    BORN_ON = "born_on"
    CATEGORY = "category"
    PARTY_GROUP = "party_group"
    PARTY_POST = "party_post"
    GOVERNMENT_POST = "government_post"
    STRENGTHS = "strengths"
    ROLES = "roles"


def stored(member: Member, column: RosterColumn) -> str:
    """What the roster has in this column: codes for a category and for roles."""
    if column is RosterColumn.ROLES:
        return coded(member.given)
    return str(getattr(member, column))


def coded(roles: Iterable[Role]) -> str:
    """Roles as one value of a column, always in the same order."""
    told = frozenset(roles)
    return " ".join(role for role in Role if role in told)


def decoded(value: str) -> tuple[Role, ...]:
    """The roles in a value made by `coded`."""
    return tuple(Role(code) for code in value.split())


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table, by columns, as it is written. `number` counts as a spreadsheet does."""

    number: int
    cells: Mapping[RosterColumn, str]


def lines_of(tables: Iterable[Table], lexicon: Lexicon) -> tuple[TableRow, ...] | None:
    """The rows below the heading of the table with the most known headings; `None` if none has any.

    Rows in which no known column is filled are left out.
    """
    found = [
        (columns, row, table) for table in tables for row, columns in _headings(table, lexicon)
    ]
    if not found:
        return None
    columns, row, table = max(found, key=lambda each: len(each[0]))
    lines = (
        TableRow(number, _cells(cells, columns))
        for number, cells in enumerate(table[row:], row + 1)
    )
    return tuple(line for line in lines if any(line.cells.values()))


def _headings(table: Table, lexicon: Lexicon) -> Iterator[tuple[int, Mapping[int, RosterColumn]]]:
    """Each row that may be the heading: its number, and what each of its columns means."""
    for number, cells in enumerate(table[:HEADING_WITHIN], 1):
        columns: dict[int, RosterColumn] = {}
        for place, cell in enumerate(cells):
            column = column_of(cell, lexicon)
            if column and column not in columns.values():
                columns[place] = column
        if RosterColumn.NAME in columns.values():
            yield number, columns


def column_of(heading: str, lexicon: Lexicon) -> RosterColumn | None:
    """The column with this heading, if any; accents, signs and words in brackets do not matter."""
    wanted = _plain(heading)
    for column in RosterColumn:
        if wanted in _all_plain(lexicon.words[f"column_{column}"]):
            return column
    return None


def category_of(typed: str, lexicon: Lexicon) -> Category | None:
    """The category that is meant, if any; accents and signs do not matter."""
    wanted = _plain(typed)
    for category in Category:
        if wanted in _all_plain(lexicon.words[f"category_{category}"]):
            return category
    return None


def roles_of(typed: str, lexicon: Lexicon) -> frozenset[Role] | None:
    """The roles that are listed, with signs between them; `None` if any of them is unknown."""
    found = set()
    for each in re.split(r"[,;/+\n]", typed):
        wanted = _plain(each)
        meant = (r for r in READ if wanted in _all_plain(lexicon.words[f"role_{r}"]))
        role = next(meant, None)
        if role is None and wanted:
            return None
        found |= {role} if role else set()
    return frozenset(found) or None


@cache
def _all_plain(words: frozenset[str]) -> frozenset[str]:
    """The lexicon's words for one thing: few, and compared with every cell of a table."""
    return frozenset(map(_plain, words))


def _plain(words: str) -> str:
    without = re.sub(r"\([^()]*\)", " ", words)
    return " ".join(re.findall(r"[^\W_]+", fold(without)))


def _cells(cells: Sequence[str], columns: Mapping[int, RosterColumn]) -> dict[RosterColumn, str]:
    return {
        column: " ".join(clean(cells[place]).split())
        for place, column in columns.items()
        if place < len(cells)
    }


def tidy_name(name: str) -> str:
    """A name on one line; all in capitals, or with none, it is put into title case."""
    line = " ".join(clean(name).split())
    return line.title() if line in (line.upper(), line.lower()) else line


def shown_birth(born_on: str) -> str:
    """A date of birth as forms and files write it in every language, fit to be read again."""
    whole = len(born_on) > len("2000")
    return f"{date.fromisoformat(born_on):%d/%m/%Y}" if whole else born_on
