"""A roster that somebody sent, from the file to the rows that may count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.tables.spreadsheets import read_tables
from bot.domain.lexicon import Lexicon
from bot.domain.messages import Refusal
from bot.domain.people.table import MOST_LINES, TableRow, lines_of


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The file, and the words by which its headings are known."""

    body: bytes
    lexicon: Lexicon


def roster_lines(file: RosterFile, language: str) -> Sequence[TableRow]:  # noqa: ARG001 -- as the other jobs
    """The rows below the heading. Raises Refusal `import.…`, and whatever the file makes fail."""
    lines = lines_of(read_tables(file.body), file.lexicon)
    if lines is None:
        raise Refusal("import.no_heading")
    if not lines:
        raise Refusal("import.no_rows")
    if len(lines) > MOST_LINES:
        raise Refusal("import.too_many_rows", most=MOST_LINES)
    return lines
