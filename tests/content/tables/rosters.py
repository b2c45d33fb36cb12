"""What is read from a roster's file, in a form that tests compare; and such files."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import cache

from openpyxl import Workbook

from bot.content.tables.roster import roster_lines
from bot.content.words.catalogue import Catalogue
from bot.domain.lexicon import Lexicon
from bot.domain.people.roster_rows import RosterRead, Told
from bot.settings import Settings

Rows = Sequence[Sequence[str]]


@cache
def lexicon() -> Lexicon:
    return Lexicon(Catalogue.load(Settings(_env_file=None).templates).lexicon)


def read(body: bytes) -> RosterRead:
    return roster_lines(body, lexicon())


def people(found: RosterRead) -> list[str]:
    """What is filled in, in the order of the columns."""
    order = ("name", "born_on", "party_group", "party_post", "government_post", "kind", "standing")
    told: list[Mapping[str, str]] = [
        {str(column): cell for column, cell in line.cells.items()} for line in found.lines
    ]
    return ["; ".join(filter(None, (cells.get(each) for each in order))) for cells in told]


def notes(found: RosterRead) -> dict[Told, tuple[str, ...]]:
    return {note.told: note.items for note in found.notes}


def workbook(sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "veryHidden" if name in hidden else "visible"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
