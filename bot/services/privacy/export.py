"""Everything kept about one person, gathered once for machines and once for reading.

The keys of the machine's form are documented in docs/privacy.md.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.messages import FileOut, text
from bot.domain.privacy.dossier import Chapter, Dossier
from bot.services.office import Office
from bot.services.parcels import Job, Maker, Part, captioned
from bot.services.privacy import export_person, export_work
from bot.services.privacy.export_desk import Desk, ExportItem, Gather
from storage import cells, members
from storage.engine.database import Transaction

FORMAT = "tusoi-own-data/1"

SECTIONS: Mapping[str, Gather] = {
    "person": export_person.about,
    "accounts": export_person.accounts,
    "consents": export_person.agreed,
    "reviews": export_work.reviews,
    "preparation": export_work.prepared,
    "erased": export_work.erased,
    "requests": export_person.asked,
    "acts": export_person.acts,
    "files": export_person.files,
    "traces": export_person.traces,
}
"""By the key of the machine's form. Whatever else is kept about people gets a line here, and the
words `export.title_<key>` and `export.none_<key>`."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The same things in both forms."""

    machine: bytes
    paper: Dossier


async def gather(office: Office, tx: Transaction, member_id: str, language: str) -> Gathered | None:
    """All about one membership; `None` if there is no such member."""
    member = await members.anybody(tx, member_id)
    if member is None:
        return None
    desk = Desk(office, tx, member, language)
    found = {name: await section(desk) for name, section in SECTIONS.items()}
    made_at = office.calendar.local(office.clock())
    cell = await cells.cell(tx, member.cell_id)
    machine = {"format": FORMAT, "made_at": made_at.isoformat(timespec="seconds")} | {
        name: [item.data for item in items if item.data is not None]
        for name, items in found.items()
    }
    chapters = tuple(_chapter(desk, name, items) for name, items in found.items())
    paper = Dossier(
        desk.say(text("export.file")),
        language,
        desk.say(text("export.title", name=member.name)),
        desk.say(text("export.intro", cell=cell.name, at=made_at)),
        chapters,
        cell.name,
        made_at.date().isoformat(),
    )
    return Gathered(json.dumps(machine, ensure_ascii=False, indent=2).encode(), paper)


def _chapter(desk: Desk, name: str, items: Sequence[ExportItem]) -> Chapter:
    lines = tuple(item.line for item in items if item.line.label)
    note = "" if lines else desk.say(text(f"export.none_{name}"))
    return Chapter(desk.say(text(f"export.title_{name}")), note, lines)


@dataclass(frozen=True, slots=True)
class DataExport(Job):
    """Hands a member everything kept about them, as JSON and as a Word file."""

    member_id: str


async def _parts(office: Office, job: DataExport, language: str) -> AsyncIterator[Part]:
    """Everything kept about a member: to be read, and for a machine."""
    found = await office.db.read(lambda tx: gather(office, tx, job.member_id, language))
    if found is None:
        return
    rendered = await office.renderer.own_data(found.paper, language)
    yield captioned(office, rendered, text("export.caption"), language)
    machine = FileOut(f"{found.paper.file}.json", "application/json", found.machine)
    yield captioned(office, machine, text("export.machine"), language)


MAKERS: Mapping[type[Job], Maker] = {DataExport: _parts}
