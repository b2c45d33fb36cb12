"""The roster: founding a cell, adding, inviting, renaming, exempting, removing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.lexicon import read_birth
from bot.domain.messages import Refusal
from bot.domain.people.member import OUTSIDERS, Action, Member, MemberKind, MemberStanding, Role
from bot.domain.people.names import tidied
from bot.domain.people.phones import phone_in
from bot.domain.people.table import LONGEST_NAME, RosterColumn
from bot.domain.words import spoken
from bot.services.cycle import changes, excuses
from bot.services.cycle.standing import standings
from bot.services.office import Office, hashed, millis, new_code, new_id
from bot.services.turns import Visit
from storage import cells, cycles, departed, handovers, invitations, members, outbox
from storage.cells import Cell
from storage.departed import Leaving
from storage.engine.database import Transaction

INVITATION = timedelta(days=30)
MOST_MEMBERS = 300
"""On a roster, whichever way they came onto it: `room_for`."""

LEAVING = ("moved", "left_party", "died", "other")
"""Why somebody leaves; for `other` the secretary says it in words."""
MISTAKE = "mistake"
"""Somebody was entered who is no member: the entry goes, as if it had never been."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the secretary hands to a member: one code, in three forms. `only_here`: the web address
    works only on the server's own machine."""

    member: Member
    code: str
    telegram: str
    web: str
    only_here: bool
    revokes: bool = False


async def absent(visit: Visit) -> Sequence[Member]:
    """Who is still to answer in the open cycle, and has never come in."""
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    cycle = await cycles.open_cycle(visit.tx, secretary.cell_id)
    everybody = await standings(visit.tx, cycle) if cycle else ()
    return [each.member for each in everybody if each.awaited and not each.member.person_id]


async def found_cell(
    office: Office, name: str, parent: str, secretary: str, *, replacing: bool = False
) -> tuple[Cell, str]:
    """Takes the first step of all: makes a cell, its secretary on the roster, and the secretary's
    code.

    If the cell exists already, its secretary gets a fresh code: the way back after losing the
    phone, which the code signs out. Another secretary's name is refused, unless `replacing`: then
    that one becomes the secretary, and the former one a member.
    """
    now = office.clock()
    new = Cell(new_id(), proper_name(name), " ".join(parent.split()), "", 17, new_code())
    member = Member(
        new_id(),
        new.id,
        proper_name(tidied(secretary).name),
        Role.SECRETARY,
        role_since=millis(now),
    )
    code = new_code()

    async def work(tx: Transaction) -> Cell:
        found = await cells.named(tx, new.name, new.parent)
        if found is None and replacing:
            raise Refusal("init.nothing_to_replace", cell=new.name)
        if found is None:
            await cells.add_cell(tx, new, now=millis(now))
            await admit(tx, member, now=millis(now))
        known = member if found is None else await _secretary(tx, found, member, replacing)
        await invitations.drop_codes(tx, known.id)
        await invitations.add_code(
            tx,
            hashed(code),
            member_id=known.id,
            expires_at=millis(now + INVITATION),
            revokes=bool(known.person_id),
        )
        return found or new

    return await office.db.write(work), code


async def _secretary(tx: Transaction, cell: Cell, wanted: Member, replacing: bool) -> Member:  # noqa: FBT001 -- a plain fact
    roster = await members.roster(tx, cell.id)
    former = next((member for member in roster if member.is_secretary), None)
    if former is None:
        raise Refusal("moving.is_merged", cell=cell.name)
    if spoken(former.name) == spoken(wanted.name):
        return former
    if not replacing:
        raise Refusal("init.other_secretary", cell=cell.name)
    known = next((m for m in roster if spoken(m.name) == spoken(wanted.name)), None)
    successor = known or replace(wanted, cell_id=cell.id, role=Role.MEMBER)
    now = wanted.role_since
    if known is None:
        await admit(tx, successor, now=now)
    await swap(tx, former, successor, Role.MEMBER, now=now)
    await outbox.record(
        tx,
        new_id(),
        cell_id=cell.id,
        person_id="",
        act="secretary_replaced",
        about=successor.id,
        now=now,
    )
    return successor


async def swap(
    tx: Transaction, giver: Member, successor: Member, becomes: Role, *, now: int
) -> None:
    """Gives the post to the successor and this role to the giver, and ends any offer of the
    post."""
    await members.change_member(
        tx, replace(successor, role=Role.SECRETARY, role_since=now, acting=None)
    )
    await members.change_member(tx, replace(giver, role=becomes, role_since=now, acting=None))
    await handovers.end(tx, giver.cell_id)


async def admit(tx: Transaction, member: Member, *, now: int) -> None:
    """Put a new entry on the roster of its cell. Raises Refusal where that is full."""
    await room_for(tx, member.cell_id)
    await members.add_member(tx, member, now=now)


async def room_for(tx: Transaction, cell_id: str, count: int = 1) -> None:
    """Before anybody comes onto this roster, or back to it. Raises Refusal where there is no room
    for so many."""
    if count and await members.on_roster(tx, cell_id) + count > MOST_MEMBERS:
        raise Refusal("members.too_many", most=MOST_MEMBERS)


async def everybody(visit: Visit) -> Sequence[Member]:
    """The roster of the secretary's cell."""
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    return await members.roster(visit.tx, secretary.cell_id)


async def renew_code(visit: Visit, member_id: str, *, revokes: bool = False) -> Invitation:
    """Makes a fresh invitation; an earlier unused one no longer works. `revokes`: using it signs
    the member's old devices out. It says who made it.

    """
    member = await invited(visit, member_id)
    code = new_code()
    await invitations.drop_codes(visit.tx, member.id)
    await invitations.add_code(
        visit.tx,
        hashed(code),
        member_id=member.id,
        expires_at=millis(visit.now + INVITATION),
        revokes=revokes,
        shown=code,
        made_by=visit.member.id,
    )
    await visit.record("invited", member.id, member.cell_id)
    return _invitation(visit, member, code, revokes=revokes)


async def alive(visit: Visit, member_id: str) -> Invitation | None:
    """The member's invitation that was made and not used, as long as it works."""
    member = await invited(visit, member_id)
    found = await invitations.alive(visit.tx, member.id, now=visit.at)
    return _invitation(visit, member, found[1], revokes=found[0].revokes) if found else None


def _invitation(visit: Visit, member: Member, code: str, *, revokes: bool) -> Invitation:
    links = visit.office.links
    telegram, web = links.telegram(code), links.page(f"i/{code}")
    return Invitation(member, code, telegram, web, links.only_here, revokes)


async def invited(visit: Visit, member_id: str) -> Member:
    """A member of whom this leader may make a code: of the secretary's own entry an acting one may
    not."""
    member = await managed(visit, member_id)
    if member.is_secretary:
        visit.acting(Action.MANAGE_ROLES)
    return member


async def managed(visit: Visit, member_id: str) -> Member:
    """A member of the secretary's own cell; another cell's is as unknown as one that never was."""
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    member = await members.member(visit.tx, member_id)
    if member is None or member.cell_id != secretary.cell_id:
        raise Refusal("members.unknown")
    if member.role in OUTSIDERS:
        visit.acting(Action.MANAGE_ROLES)
    return member


async def rename(visit: Visit, member_id: str, name: str) -> Member:
    """Gives a member a new name. A date of birth or a telephone number
    beside it is kept if there was none."""
    before = await managed(visit, member_id)
    new = tidied(name)
    if new.several:
        raise Refusal("members.two_in_one", line=new.name)
    born = before.born_on or (
        read_birth(new.born, visit.today, visit.office.lexicon) if new.born else ""
    )
    phone = before.phone or phone_in(new.phone)[0]
    after = replace(before, name=proper_name(new.name), born_on=born or "", phone=phone)
    await members.change_member(visit.tx, after)
    await visit.record("member_renamed", after.id, after.cell_id)
    return await managed(visit, member_id)


async def edit(visit: Visit, member_id: str, told: Mapping[RosterColumn, str]) -> Member:
    """Sets the kind and these fields of a member, empty ones too."""
    before = await managed(visit, member_id)
    values = {column.value: value for column, value in told.items()}
    kind = MemberKind(values.pop(RosterColumn.KIND))
    return await _edited(visit, replace(before, kind=kind, **values))  # type: ignore[arg-type] # all are texts


async def set_standing(
    visit: Visit, member_id: str, standing: MemberStanding, reason: str = ""
) -> Member:
    """Sets the standing. `reason`: why somebody is exempt; it goes when the standing does."""
    before = await managed(visit, member_id)
    leads = before.is_secretary or before.leads(visit.at)
    if standing is MemberStanding.SUSPENDED and leads:
        raise Refusal("import.not_leader")
    member = before.in_standing(standing)
    if standing is MemberStanding.EXEMPT:
        member = replace(member, exempt_reason=reason)
    return await _edited(visit, member)


async def _edited(visit: Visit, member: Member) -> Member:
    await members.change_member(visit.tx, member)
    if member.is_exempt:
        await changes.pass_on(visit, member)
    await visit.record("member_edited", member.id, member.cell_id)
    return member


async def set_birth(visit: Visit, member_id: str, typed: str) -> Member:
    """Sets the date of birth, as people write it, or only the year; empty if nothing is typed."""
    born = read_birth(typed, visit.today, visit.office.lexicon) if typed else ""
    if born is None:
        raise Refusal("import.bad_birth")
    member = replace(await managed(visit, member_id), born_on=born)
    await members.change_member(visit.tx, member)
    await visit.record("member_edited", member.id, member.cell_id)
    return member


async def set_phone(visit: Visit, member_id: str, typed: str) -> Member:
    """Sets the telephone number; nothing typed takes it away."""
    number, beside = phone_in(typed)
    if beside:
        raise Refusal("import.bad_phone")
    member = replace(await managed(visit, member_id), phone=number)
    await members.change_member(visit.tx, member)
    await visit.record("member_edited", member.id, member.cell_id)
    return member


async def exempt(visit: Visit, member_id: str, reason: str) -> Member:
    """Excuses a member from the open cycle, or else the next, with the reason; an empty reason
    takes the excuse back."""
    member = replace(await managed(visit, member_id), exempt_reason=reason)
    await members.change_member(visit.tx, member)
    await excuses.note(visit, member)
    if member.is_exempt:
        await changes.pass_on(visit, member)
    act = "member_exempted" if reason else "member_unexempted"
    await visit.record(act, member.id, member.cell_id)
    return member


async def remove(visit: Visit, member_id: str, how: str, note: str = "") -> Member:
    """Takes a member off the roster, with the reason; the secretary cannot be taken off.

    What this member alone was to write in the open cycle, and has not handed in, passes on.
    """
    member = await managed(visit, member_id)
    if member.is_secretary:
        raise Refusal("members.not_the_secretary")
    if how == MISTAKE:
        return await _forget(visit, member)
    if how not in LEAVING or bool(note) is not (how == "other"):
        raise Refusal("interview.forged")
    await changes.pass_on(visit, member)
    await departed.remove(visit.tx, member, Leaving(how, note, visit.today), now=visit.at)
    await visit.record("member_removed", member.id, member.cell_id)
    return member


async def _forget(visit: Visit, member: Member) -> Member:
    """Takes an entry away that was a mistake; not one of somebody who did, or was given,
    anything."""
    if member.person_id or await departed.has_traces(visit.tx, member.id):
        raise Refusal("moving.no_mistake", name=member.shown)
    await departed.forget(visit.tx, member.id)
    await visit.record("member_removed", member.id, member.cell_id)
    return member


def proper_name(typed: str) -> str:
    """A typed name on one line; raises Refusal if it is none, or too long."""
    name = " ".join(typed.split())
    if not any(char.isalpha() for char in name):
        raise Refusal("members.no_name")
    if len(name) > LONGEST_NAME:
        raise Refusal("members.name_too_long", most=LONGEST_NAME)
    return name
