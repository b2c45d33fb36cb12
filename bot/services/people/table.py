"""A roster that comes as a file: shown first, kept sealed, and written once the sender says yes."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.content.rendering import RenderingFailed
from bot.content.tables.spreadsheets import MOST_BYTES
from bot.domain.messages import FileIn, NotAllowed, Refusal
from bot.domain.people.member import Action, Category, Member, Role
from bot.domain.people.roster_rows import Note, RosterRead
from bot.domain.people.table import RosterColumn, TableRow
from bot.domain.people.table_check import NewRow, Plan, back, check
from bot.services import scope
from bot.services.office import Office, new_id
from bot.services.people import leaving, roles
from bot.services.people.roster import admit
from bot.services.turns import Visit
from storage import imports, members
from storage.imports import Pending

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do. `pending_id` is empty if there is nothing to write. `again`: the roster
    has changed since it was shown, and this is what the file would do now. `roles_left`: the file
    names roles, but its sender may give none. `notes`: what else is to be told of the file."""

    pending_id: str
    plan: Plan
    again: bool = False
    roles_left: bool = False
    notes: tuple[Note, ...] = ()


async def read(office: Office, file: FileIn) -> RosterRead:
    """The rows of a roster that was sent, before the turn: it may take seconds. Raises Refusal."""
    if len(file.body) > MOST_BYTES:
        raise Refusal("import.too_large", most=MOST_BYTES >> 20)
    try:
        return await office.renderer.roster(file.body, office.lexicon)
    except RenderingFailed as failed:
        log.warning("roster: %s", failed)
        raise Refusal("import.gave_up") from failed


async def receive(visit: Visit, cell_id: str, file: RosterRead) -> Preview:
    """Keep the rows of a file for this member and this cell; nothing is written yet."""
    await scope.enter(visit, "cell", cell_id)
    leader = visit.acting(Action.MANAGE_MEMBERS)
    preview = await _previewed(visit, leader, file.lines)
    await visit.record("roster_file_received", str(len(file.lines)), cell_id)
    return replace(preview, notes=file.notes)


async def write(visit: Visit, pending_id: str) -> Preview:
    """Writes what was shown. If the roster has changed since in a way that matters, nothing is
    written, and what the file would do now is returned, to be shown."""
    found, leader = await _own(visit, pending_id)
    contents = json.loads(found.contents)
    lines = tuple(
        TableRow(number, {RosterColumn(name): cell for name, cell in cells.items()})
        for number, cells in contents["lines"]
    )
    roster = await members.roster(visit.tx, found.cell_id)
    plan = await _checked(visit, lines, roster)
    if _digest(plan) != contents["shown"]:
        return await _previewed(visit, leader, lines, again=True)
    await _write(visit, found.cell_id, plan, roster)
    await imports.drop(visit.tx, found.id)
    await visit.record("roster_imported", str(plan.writes), found.cell_id)
    return Preview("", plan)


async def _write(visit: Visit, cell_id: str, plan: Plan, roster: Sequence[Member]) -> None:
    former = [member for member, _ in await members.former(visit.tx, cell_id)]
    for place, entry in enumerate(plan.added):
        gone = back(entry, former) if entry.number in plan.returning else None
        # A millisecond each keeps the order of the file.
        before = (
            await leaving.restore(visit, gone.id)
            if gone
            else await _new(visit, entry, cell_id, visit.at + place)
        )
        await roles.change(visit, before, entry.on(before))
    known = {member.id: member for member in roster}
    for change in plan.changed:
        before = known[change.member_id]
        await roles.change(visit, before, change.entry.on(before))


async def _new(visit: Visit, entry: NewRow, cell_id: str, now: int) -> Member:
    new = Member(new_id(), cell_id, entry.name, Role.MEMBER, category=Category.OFFICIAL)
    await admit(visit.tx, new, now=now)
    return new


async def drop(visit: Visit, pending_id: str) -> None:
    """Throws away what was sent."""
    found, _ = await _own(visit, pending_id)
    await imports.drop(visit.tx, found.id)
    await visit.record("roster_file_dropped", found.id, found.cell_id)


async def _own(visit: Visit, pending_id: str) -> tuple[Pending, Member]:
    """What this very member sent; another leader of the cell has to send the file anew."""
    leader = visit.acting(Action.MANAGE_MEMBERS)
    found = await imports.pending(visit.tx, pending_id)
    if found is None:
        raise NotAllowed("access.unknown")
    if found.member_id != leader.id or found.cell_id != leader.cell_id:
        raise NotAllowed("access.not_yours")
    if not found.contents:
        raise Refusal("import.gone")
    return found, leader


async def _previewed(
    visit: Visit, leader: Member, lines: Sequence[TableRow], *, again: bool = False
) -> Preview:
    plan = await _checked(visit, lines, await members.roster(visit.tx, leader.cell_id))
    contents = _packed(lines, plan) if plan.writes else ""
    pending = Pending(new_id(), leader.cell_id, leader.id, contents, visit.at)
    await imports.keep(visit.tx, pending)
    left = any(line.cells.get(RosterColumn.ROLES) for line in lines) and not gives_roles(visit)
    return Preview(pending.id if plan.writes else "", plan, again, left)


def gives_roles(visit: Visit) -> bool:
    """Whether the roles in this person's file count."""
    return visit.may(Action.MANAGE_ROLES)


async def _checked(visit: Visit, lines: Sequence[TableRow], roster: Sequence[Member]) -> Plan:
    if not gives_roles(visit):
        lines = [_without_roles(line) for line in lines]
    cell_id = visit.member.cell_id
    former = [member for member, _ in await members.former(visit.tx, cell_id)]
    leads = frozenset(
        member.id for member in roster if member.is_secretary or member.leads(visit.at)
    )
    return check(
        lines,
        roster,
        today=visit.today,
        lexicon=visit.office.lexicon,
        former=former,
        leads=leads,
    )


def _without_roles(line: TableRow) -> TableRow:
    return replace(line, cells={**line.cells, RosterColumn.ROLES: ""})


def _packed(lines: Sequence[TableRow], plan: Plan) -> str:
    rows = [[line.number, dict(line.cells)] for line in lines]
    return json.dumps({"lines": rows, "shown": _digest(plan)}, ensure_ascii=False)


def _digest(plan: Plan) -> str:
    """Two plans with the same one do the same."""
    return hashlib.sha256(repr(plan).encode()).hexdigest()
