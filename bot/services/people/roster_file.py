"""The roster as a spreadsheet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.content.tables.spreadsheets import XLSX
from bot.content.tables.writing import Column, Table, written
from bot.domain.messages import FileOut, text
from bot.domain.people.member import Member, MemberKind, MemberStanding, Role
from bot.domain.people.phones import shown_phone
from bot.domain.people.table import (
    GIVEN,
    MOST_LINES,
    RosterColumn,
    decoded,
    longest,
    shown_birth,
    stored,
)
from bot.services.office import Office
from bot.services.parcels import Job, Maker, Part
from storage import members

_WIDTHS = {
    RosterColumn.NAME: 28,
    RosterColumn.BORN_ON: 13,
    RosterColumn.PHONE: 15,
    RosterColumn.PARTY_GROUP: 14,
    RosterColumn.STRENGTHS: 30,
}
"""In letters; of all others it is the same."""

_CODES = {RosterColumn.KIND: tuple(MemberKind), RosterColumn.STANDING: tuple(MemberStanding)}
"""Columns in which the roster has one of these."""


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
    body = await asyncio.to_thread(written, sheets, MOST_LINES)
    yield FileOut(f"{say(f'{key}_file')}.xlsx", XLSX, body, say(f"{key}_caption"))


def roster_sheets(
    known: Sequence[Member], say: Callable[[str], str], *, example: bool
) -> Sequence[Table]:
    """The sheets of such a file; what is written here is read back unchanged."""
    columns = [_column(column, say) for column in RosterColumn]
    rows = [[_cell(member, column, say) for column in RosterColumn] for member in known]
    sheets = [Table(say("sheet_title"), columns, rows)]
    if example:
        shown = [
            [cell.strip() for cell in row.split("|")] for row in say("example_rows").splitlines()
        ]
        sheets.append(Table(say("example_title"), columns, shown, example=True))
    return sheets


def _column(column: RosterColumn, say: Callable[[str], str]) -> Column:
    """How a column is filled in: it offers nothing that would be refused when it comes back."""
    choices = [say(f"{column}_{code}") for code in _CODES.get(column, ())]
    if column is RosterColumn.ROLES:
        choices = [_roles(roles, say) for roles in GIVEN]
    most = longest(column)
    return Column(
        say(f"column_{column}"),
        _WIDTHS.get(column, 20),
        say(f"hint_{column}"),
        most,
        say("refused_choice") if choices else say("refused_long").replace("…", str(most)),
        choices,
    )


def _roles(roles: Sequence[Role], say: Callable[[str], str]) -> str:
    """With a sign between them that may stand within one choice of a list."""
    return " + ".join(say(f"role_{role}") for role in roles)


def _cell(member: Member, column: RosterColumn, say: Callable[[str], str]) -> str:
    value = stored(member, column)
    if column in _CODES:
        return say(f"{column}_{value}")
    if column is RosterColumn.ROLES:
        return _roles(decoded(value), say)
    if column is RosterColumn.BORN_ON:
        return shown_birth(value)
    if column is RosterColumn.PHONE:
        return shown_phone(value)
    return value


MAKERS: Mapping[type[Job], Maker] = {RosterJob: _parts}
