"""A roster that somebody sent: from the file to the rows that may count and what they would do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.content.tables.old_fonts import in_unicode
from bot.content.tables.spreadsheets import Sheet, readings
from bot.domain.lexicon import Lexicon
from bot.domain.messages import Refusal
from bot.domain.people.roster_heading import on_one_line
from bot.domain.people.roster_rows import NamedTable, Note, RosterRead, Told, roster_of, weight
from bot.domain.people.table import MOST_LINES, RosterColumn, TableRow
from bot.domain.people.table_check import RosterState, check
from bot.domain.people.table_plan import Plan


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The file, the words by which its headings are known, and the roster it is compared with."""

    body: bytes
    lexicon: Lexicon
    state: RosterState


@dataclass(frozen=True, slots=True)
class RosterChecked:
    """What a file would do to the roster, its rows as they are kept until the yes, and what else is
    to be told of it."""

    plan: Plan
    kept: str
    notes: tuple[Note, ...] = ()


def roster_checked(file: RosterFile, language: str) -> RosterChecked:  # noqa: ARG001 -- as the other jobs
    """All that a file takes before anything of it is kept: over many rows it is long. Raises as
    `roster_lines`."""
    read = roster_lines(file.body, file.lexicon)
    plan = check(read.lines, file.state, file.lexicon)
    return RosterChecked(plan, packed(read.lines, plan), read.notes)


def packed(lines: Sequence[TableRow], plan: Plan) -> str:
    """The rows as they are kept, with what was shown of them."""
    rows = [[line.number, dict(line.cells)] for line in lines]
    return json.dumps({"lines": rows, "shown": digest(plan)}, ensure_ascii=False)


def unpacked(kept: str) -> tuple[tuple[TableRow, ...], str]:
    """The rows that were kept, and the digest of the plan that was shown."""
    contents = json.loads(kept)
    lines = (
        TableRow(number, {RosterColumn(name): cell for name, cell in cells.items()})
        for number, cells in contents["lines"]
    )
    return tuple(lines), contents["shown"]


def digest(plan: Plan) -> str:
    """Two plans with the same one do the same."""
    return hashlib.sha256(repr(plan).encode()).hexdigest()


def roster_lines(body: bytes, lexicon: Lexicon) -> RosterRead:
    """The rows below the heading, and what is to be told of the file. Raises Refusal `import.…`,
    and whatever the file makes fail."""
    tried = [_tables(sheets) for sheets in readings(body)]
    tables, fonts = max(tried, key=lambda each: weight(each[0], lexicon))
    read = roster_of(tables, lexicon)
    if read is None:
        raise Refusal("import.no_heading")
    if not read.lines:
        misplaced = any(note.told is Told.EXAMPLE for note in read.notes)
        raise Refusal("import.in_example" if misplaced else "import.no_rows")
    if len(read.lines) > MOST_LINES:
        raise Refusal("import.too_many_rows", most=MOST_LINES)
    told = [Note(Told.FONT, tuple(fonts))] if fonts else []
    return replace(read, notes=(*told, *read.notes))


def _tables(sheets: Sequence[Sheet]) -> tuple[list[NamedTable], list[str]]:
    """The sheets in Unicode, and the old fonts that some of them were in."""
    tidied = cache(on_one_line)  # most cells of a table say what another says
    fonts: list[str] = []
    tables = []
    for sheet in sheets:
        rows, old = in_unicode(sheet.rows)
        fonts += filter(None, [*old, sheet.font])
        lines = [[tidied(cell) for cell in row] for row in rows]
        tables.append(NamedTable(sheet.name, lines, sheet.hidden))
    return tables, sorted(set(fonts))
