"""A roster as a table that people made: where its heading is, and what its cells say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from itertools import product
from typing import TypeAlias

from bot.domain.lexicon import Lexicon
from bot.domain.people.member import MAIN_ROLES, Member, Role
from bot.domain.words import fold

LONGEST_NAME, LONGEST_FIELD = 80, 200
MOST_LINES = 300
"""People in one table."""

READ = (*MAIN_ROLES, Role.RECORDER, Role.GROUP_HEAD)
"""The roles that a table may name."""

GIVEN: tuple[tuple[Role, ...], ...] = (
    *((role,) for role in READ if role is not Role.SECRETARY),
    *product((Role.DEPUTY, Role.COMMITTEE), (Role.RECORDER, Role.GROUP_HEAD)),
)
"""What a cell for roles offers. The secretary's post is handed over, so it is not offered."""

FORMULA = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)")
"""What a cell says whose formula has failed."""

Table: TypeAlias = Sequence[Sequence[str]]
"""The rows of a sheet from its first one on, empty ones too; a cell is text, a date is ISO."""


class RosterColumn(StrEnum):
    """The columns of a roster's table, in the order of the file. The values are fields of `Member`,
    except that of the roles."""

    NAME = "name"
    BORN_ON = "born_on"
    PHONE = "phone"
    KIND = "kind"
    STANDING = "standing"
    PARTY_GROUP = "party_group"
    PARTY_POST = "party_post"
    GOVERNMENT_POST = "government_post"
    STRENGTHS = "strengths"
    ROLES = "roles"


def longest(column: RosterColumn) -> int:
    """How many letters the roster keeps in this column."""
    return LONGEST_NAME if column is RosterColumn.NAME else LONGEST_FIELD


def stored(member: Member, column: RosterColumn) -> str:
    """What the roster has in this column: codes for kind, standing and roles."""
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


RowNumber: TypeAlias = int | str
"""A row as people find it: counted as a spreadsheet does, `5`, and with its sheet, `5 (Tổ 2)`,
where the file has several."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table, by columns, as it is written."""

    number: RowNumber
    cells: Mapping[RosterColumn, str]


def column_of(heading: str, lexicon: Lexicon) -> RosterColumn | None:
    """The column with this heading, if any; accents, signs and words in brackets do not matter."""
    plain = _plain(heading)
    known = (c for c in RosterColumn if plain in _all_plain(lexicon.words[f"column_{c}"]))
    return next(known, None)


def is_one_of(meaning: str, cell: str, lexicon: Lexicon) -> bool:
    """Whether the whole cell is a word for this; accents and signs do not matter."""
    return _plain(cell) in _all_plain(lexicon.words[meaning])


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


@lru_cache
def _plain(words: str) -> str:
    """For comparison; a column says the same few words again and again."""
    without = re.sub(r"\([^()]{0,100}\)", " ", words)
    return " ".join(re.findall(r"[^\W_]+", fold(without)))


def shown_birth(born_on: str) -> str:
    """A date of birth as forms and files write it in every language, fit to be read again."""
    whole = len(born_on) > len("2000")
    return f"{date.fromisoformat(born_on):%d/%m/%Y}" if whole else born_on
