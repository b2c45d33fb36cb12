"""Two cells that become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.messages import Refusal
from bot.domain.people.member import Member, MemberKind, MemberStanding, Role
from bot.domain.words import spoken
from bot.services.office import Office, millis, new_id
from bot.services.people.roster import room_for
from storage import cells, cycles, departed, invitations, members, merging, outbox
from storage.cells import Cell
from storage.departed import Leaving
from storage.engine.database import Transaction

_DECIDED = (MemberStanding.EXEMPT, MemberStanding.SUSPENDED)
"""What was decided of a person, wherever that person is on a list."""


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
    there = await members.roster(tx, into.id)
    roster = await members.roster(tx, old.id)
    same = _same(roster, there)
    for member in roster:
        await _bring(tx, member, same.get(member.id), into.id, now=now)
    for outsider in await members.known(tx, old.id):
        await departed.remove(tx, outsider, Leaving(), now=now)
    last = [same.get(member.id, member).id for member in roster]
    await merging.keep(tx, old.id, last)
    await invitations.pass_requests_on(tx, old.id, into.id)
    await merging.close(tx, old.id, into.id)
    await outbox.record(
        tx, new_id(), cell_id=into.id, person_id="", act="cells_merged", about=old.id, now=now
    )
    return Merged(old, into, len(roster) - len(same), len(same))


def _same(roster: Sequence[Member], there: Sequence[Member]) -> Mapping[str, Member]:
    """Who of the roster, by id, is the same person as which entry in the other cell. Two entries of
    one roster are two persons, so that only one of them is; the surest sign goes first."""
    found: dict[str, Member] = {}
    for alike in (_one_person, _one_birth):
        left = [other for other in there if other not in found.values()]
        for member in roster:
            other = next((other for other in left if alike(member, other)), None)
            if other and member.id not in found:
                found[member.id] = other
                left.remove(other)
    return found


def _one_person(member: Member, other: Member) -> bool:
    return bool(member.person_id) and member.person_id == other.person_id


def _one_birth(member: Member, other: Member) -> bool:
    born = bool(member.born_on) and member.born_on == other.born_on
    return born and spoken(member.name) == spoken(other.name)


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
        await room_for(tx, into)
        await merging.move(tx, member.id, into)
        return
    await merging.join(tx, member.id, same.id)
    told = _decided(member, same, now=now)
    excused = member.is_excused and not told.is_exempt
    joined = replace(
        told,
        person_id=same.person_id or member.person_id,
        came_before=same.came_before or member.came_before,
        phone=same.phone or member.phone,
        exempt_reason=member.exempt_reason if excused else told.exempt_reason,
    )
    await members.change_member(tx, joined)
    await departed.remove(tx, member, Leaving(), now=now)


def _decided(member: Member, same: Member, *, now: int) -> Member:
    """The entry in the other cell with what was decided of the person: whoever was there for a time
    is of the kind of the cell of origin; who is exempt or suspended stays so, unless that is the
    leader. Who was away from one of the two is in the other."""
    if same.kind is MemberKind.TEMPORARY:
        same = replace(same, kind=member.kind)
    holds = same.standing in _DECIDED or member.standing not in _DECIDED
    leads = same.is_secretary or same.leads(now)
    if holds or (leads and member.standing is MemberStanding.SUSPENDED):
        return same
    after = same.in_standing(member.standing)
    exempt = after.standing is MemberStanding.EXEMPT
    return replace(after, exempt_reason=member.exempt_reason) if exempt else after


async def _cell(tx: Transaction, wanted: str) -> Cell:
    found = await cells.find(tx, wanted)
    if not found:
        raise Refusal("moving.no_such_cell", cell=wanted)
    if len(found) > 1:
        several = tuple(f"{each.id} ({each.parent})" for each in found)
        raise Refusal("fault.several_cells", cell=wanted, several=several)
    return found[0]
