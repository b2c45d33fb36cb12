"""The roster as a spreadsheet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.content.tables import spreadsheets
from bot.content.tables.spreadsheets import Table
from bot.domain.messages import FileOut, text
from bot.domain.people.member import Category, Member
from bot.domain.people.phones import shown_phone
from bot.domain.people.table import MOST_LINES, READ, RosterColumn, decoded, shown_birth, stored
from bot.services.office import Office
from bot.services.parcels import Job, Maker, Part
from storage import members


@dataclass(frozen=True, slots=True)
class RosterJob(Job):
    """Writes the cell's roster as a spreadsheet; `empty`: the same columns, to be filled in."""

    cell_id: str
    empty: bool


async def _parts(office: Office, job: RosterJob, language: str) -> AsyncIterator[Part]:
    """The cell's roster as a spreadsheet, or an empty one to fill in, with an example."""
    known = [] if job.empty else await office.db.read(lambda tx: members.roster(tx, job.cell_id))
    key = "template" if job.empty else "roster"

    def say(name: str) -> str:
        return office.catalogue.render(text(f"import.{name}"), language).strip()

    sheets = roster_sheets(known, say, example=job.empty)
    body = await asyncio.to_thread(spreadsheets.written, sheets, MOST_LINES)
    yield FileOut(f"{say(f'{key}_file')}.xlsx", spreadsheets.XLSX, body, say(f"{key}_caption"))


def roster_sheets(
    known: Sequence[Member], say: Callable[[str], str], *, example: bool
) -> Sequence[Table]:
    """The sheets of such a file; what is written here is read back unchanged."""
    heading = [say(f"column_{column}") for column in RosterColumn]
    choices = {
        list(RosterColumn).index(RosterColumn.CATEGORY): [say(f"category_{c}") for c in Category],
        list(RosterColumn).index(RosterColumn.ROLES): [say(f"role_{role}") for role in READ],
    }
    widths = [len(words) + 14 for words in heading]
    rows = [[_cell(member, column, say) for column in RosterColumn] for member in known]
    sheets = [Table(say("sheet_title"), heading, rows, choices, widths)]
    if example:
        shown = [
            [cell.strip() for cell in row.split("|")] for row in say("example_rows").splitlines()
        ]
        sheets.append(Table(say("example_title"), heading, shown, choices, widths))
    return sheets


def _cell(member: Member, column: RosterColumn, say: Callable[[str], str]) -> str:
    value = stored(member, column)
    if column is RosterColumn.CATEGORY:
        return say(f"category_{value}")
    if column is RosterColumn.ROLES:
        return ", ".join(say(f"role_{role}") for role in decoded(value))
    if column is RosterColumn.BORN_ON:
        return shown_birth(value)
    if column is RosterColumn.PHONE:
        return shown_phone(value)
    return value


MAKERS: Mapping[type[Job], Maker] = {RosterJob: _parts}
