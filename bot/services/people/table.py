"""A roster that comes as a file: shown first, kept sealed, and written once the sender says yes."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.content.rendering import RenderingFailed
from bot.content.tables.roster import RosterChecked, digest, packed, unpacked
from bot.content.tables.spreadsheets import MOST_BYTES
from bot.domain.messages import FileIn, Incoming, NotAllowed, Refusal
from bot.domain.people.member import Action, Member, Role
from bot.domain.people.roster_rows import Note
from bot.domain.people.table_check import RosterState, back, check
from bot.domain.people.table_plan import NewRow, Plan
from bot.services import scope
from bot.services.office import Office, new_id
from bot.services.people import leaving, roles
from bot.services.people.roster import room_for
from bot.services.turns import Visit, look
from storage import departed, imports, members
from storage.imports import Pending

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do. `pending_id` is empty if there is nothing to write. `again`: the roster
    has changed since it was shown, and this is what the file would do now. `notes`: what else is to
    be told of the file."""

    pending_id: str
    plan: Plan
    again: bool = False
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterCame:
    """A file with what it would do to the roster as it was just before the turn."""

    state: RosterState
    file: RosterChecked


async def read(office: Office, file: FileIn, incoming: Incoming, cell_id: str) -> RosterCame:
    """What a file would do, before the turn: it may take seconds. `cell_id`: empty for the cell
    that its sender's chat is about. Raises Refusal."""

    async def seen(visit: Visit) -> RosterState:
        if cell_id:
            await scope.enter(visit, "cell", cell_id)
        visit.acting(Action.MANAGE_MEMBERS)
        return await _state(visit)

    state = await look(office, incoming.channel, incoming.address, seen)
    if len(file.body) > MOST_BYTES:
        raise Refusal("import.too_large", most=MOST_BYTES >> 20)
    try:
        return RosterCame(state, await office.renderer.roster(file.body, office.lexicon, state))
    except RenderingFailed as failed:
        log.warning("roster: %s", failed)
        raise Refusal("import.gave_up") from failed


async def receive(visit: Visit, cell_id: str, came: RosterCame) -> Preview:
    """Keep the rows of a file for this member and this cell; nothing is written yet."""
    await scope.enter(visit, "cell", cell_id)
    leader = visit.acting(Action.MANAGE_MEMBERS)
    state, plan, kept = await _state(visit), came.file.plan, came.file.kept
    if state != came.state:
        lines, _ = unpacked(kept)
        plan = check(lines, state, visit.office.lexicon)
        kept = packed(lines, plan)
    pending_id = await _keep(visit, leader, plan, kept)
    await visit.record("roster_file_received", str(plan.rows), cell_id)
    return Preview(pending_id, plan, notes=came.file.notes)


async def write(visit: Visit, pending_id: str) -> Preview:
    """Writes what was shown. If the roster has changed since in a way that matters, nothing is
    written, and what the file would do now is returned, to be shown."""
    found, leader = await _own(visit, pending_id)
    lines, shown = unpacked(found.contents)
    state = await _state(visit)
    plan = check(lines, state, visit.office.lexicon)
    if digest(plan) != shown:
        again = await _keep(visit, leader, plan, packed(lines, plan))
        return Preview(again, plan, again=True)
    await _write(visit, found.cell_id, plan, state)
    await imports.drop(visit.tx, found.id)
    await visit.record("roster_imported", str(plan.writes), found.cell_id)
    return Preview("", plan)


async def _write(visit: Visit, cell_id: str, plan: Plan, state: RosterState) -> None:
    await room_for(visit.tx, cell_id, len(plan.added))
    for place, entry in enumerate(plan.added):
        gone = back(entry, state.former) if entry.number in plan.returning else None
        # A millisecond each keeps the order of the file.
        if gone:
            before = await leaving.restore(visit, gone.id)
            await roles.change(visit, before, entry.on(before))
        else:
            await _add(visit, entry, cell_id, visit.at + place)
    known = {member.id: member for member in state.roster}
    for change in plan.changed:
        before = known[change.member_id]
        await roles.change(visit, before, change.entry.on(before))


async def _add(visit: Visit, entry: NewRow, cell_id: str, now: int) -> None:
    """In one statement, except where a role is given, which is a step of its own."""
    plain = Member(new_id(), cell_id, entry.name, Role.MEMBER)
    whole = entry.on(plain)
    given = whole.given != plain.given
    await members.add_member(visit.tx, plain if given else whole, now=now)
    if given:
        await roles.change(visit, plain, whole)


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


async def _keep(visit: Visit, leader: Member, plan: Plan, kept: str) -> str:
    """Keeps a file until the yes; the id, or nothing if it would write nothing."""
    contents = kept if plan.writes else ""
    pending = Pending(new_id(), leader.cell_id, leader.id, contents, visit.at)
    await imports.keep(visit.tx, pending)
    return pending.id if plan.writes else ""


async def _state(visit: Visit) -> RosterState:
    """The roster of the cell that the chat is about, as far as a file is checked against it."""
    cell_id = visit.member.cell_id
    roster = await members.roster(visit.tx, cell_id)
    former = await departed.everybody(visit.tx, cell_id)
    return RosterState(
        tuple(roster),
        visit.today,
        tuple(member for member, _ in former),
        frozenset(each.id for each in roster if each.is_secretary or each.leads(visit.at)),
        visit.may(Action.MANAGE_ROLES),
    )
