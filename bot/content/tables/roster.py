"""A roster that somebody sent, from the file to the rows that may count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.content.tables.old_fonts import in_unicode
from bot.content.tables.spreadsheets import Sheet, readings
from bot.domain.lexicon import Lexicon
from bot.domain.messages import Refusal
from bot.domain.people.roster_heading import on_one_line
from bot.domain.people.roster_rows import NamedTable, Note, RosterRead, Told, roster_of, weight
from bot.domain.people.table import MOST_LINES


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The file, and the words by which its headings are known."""

    body: bytes
    lexicon: Lexicon


def roster_lines(file: RosterFile, language: str) -> RosterRead:  # noqa: ARG001 -- as the other jobs
    """The rows below the heading, and what is to be told of the file. Raises Refusal `import.…`,
    and whatever the file makes fail."""
    tried = [_tables(sheets) for sheets in readings(file.body)]
    tables, fonts = max(tried, key=lambda each: weight(each[0], file.lexicon))
    read = roster_of(tables, file.lexicon)
    if read is None:
        raise Refusal("import.no_heading")
    if not read.lines:
        raise Refusal("import.no_rows")
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
