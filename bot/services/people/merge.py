"""Two cells that become one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.messages import Refusal
from bot.domain.people.member import Member, Role
from bot.domain.words import spoken
from bot.services.office import Office, millis, new_id
from storage import cells, cycles, invitations, members, merging, outbox
from storage.cells import Cell
from storage.engine.database import Transaction
from storage.members import Leaving


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: how many members moved, and how many joined an entry that was there
    already."""

    source: Cell
    target: Cell
    moved: int
    joined: int


async def merge(office: Office, source: str, target: str) -> Merged:
    """Brings the members of one cell (id or name) into another, with their ids and reviews.

    A person in both has one entry afterwards. Closed cycles stay with the old cell, and their
    authors keep their reviews. Raises Refusal: unknown cells, an open cycle in either.
    """
    return await office.db.write(lambda tx: _merge(office, tx, source, target))


async def _merge(office: Office, tx: Transaction, source: str, target: str) -> Merged:
    old, into = await _cell(tx, source), await _cell(tx, target)
    if old.id == into.id:
        raise Refusal("moving.same_cell", cell=old.name)
    for cell in (old, into):
        if cell.merged_into:
            raise Refusal("moving.is_merged", cell=cell.name)
        if await cycles.open_cycle(tx, cell.id):
            raise Refusal("moving.cycle_open", cell=cell.name)
    now = millis(office.clock())
    there = list(await members.roster(tx, into.id))
    roster = await members.roster(tx, old.id)
    same = {member.id: _same(member, there) for member in roster}
    for member in roster:
        await _bring(tx, member, same[member.id], into.id, now=now)
    for outsider in await members.known(tx, old.id):
        await members.remove_member(tx, outsider, Leaving(), now=now)
    last = [other.id if (other := same[member.id]) else member.id for member in roster]
    await merging.keep(tx, old.id, last)
    await invitations.pass_requests_on(tx, old.id, into.id)
    await merging.close(tx, old.id, into.id)
    await outbox.record(
        tx, new_id(), cell_id=into.id, person_id="", act="cells_merged", about=old.id, now=now
    )
    joined = sum(1 for other in same.values() if other)
    return Merged(old, into, len(roster) - joined, joined)


def _same(member: Member, there: list[Member]) -> Member | None:
    """The entry in the other cell that is the same person, if any."""
    for other in there:
        if member.person_id and member.person_id == other.person_id:
            return other
        born = member.born_on and member.born_on == other.born_on
        if born and spoken(member.name) == spoken(other.name):
            return other
    return None


async def _bring(
    tx: Transaction, member: Member, same: Member | None, into: str, *, now: int
) -> None:
    if same is None:
        await members.change_member(
            tx,
            replace(
                member,
                role=Role.MEMBER,
                role_since=now,
                acting=None,
                records=False,
                heads_group=False,
            ),
        )
        await merging.move(tx, member.id, into)
        return
    await merging.join(tx, member.id, same.id)
    if member.person_id and not same.person_id:
        await members.change_member(tx, replace(same, person_id=member.person_id))
    await members.remove_member(tx, member, Leaving(), now=now)


async def _cell(tx: Transaction, wanted: str) -> Cell:
    found = await cells.find(tx, wanted)
    if not found:
        raise Refusal("moving.no_such_cell", cell=wanted)
    if len(found) > 1:
        several = tuple(f"{each.id} ({each.parent})" for each in found)
        raise Refusal("fault.several_cells", cell=wanted, several=several)
    return found[0]
