"""The roster: founding a cell, adding, inviting, renaming, exempting, removing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.messages import Refusal
from bot.domain.people import Action, Member, Role
from bot.domain.words import fold, spoken
from bot.services import cycles as cycling
from bot.services.office import Office, hashed, millis, new_code, new_id
from bot.services.turns import Visit
from storage import cells, invitations, members
from storage.cells import Cell
from storage.database import Transaction

INVITATION = timedelta(days=30)
LONGEST_NAME = 80
MOST_MEMBERS = 300


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the secretary hands to a member: one code, in three forms. `only_here`: the web address
    opens on the server's own machine alone."""

    member: Member
    code: str
    telegram: str
    web: str
    only_here: bool


async def found_cell(office: Office, name: str, parent: str, secretary: str) -> tuple[Cell, str]:
    """The first step of all: a cell, its secretary on the roster, and the secretary's code.

    Where the cell exists already, its secretary gets a fresh code: the way back for somebody who
    lost the phone. Another secretary's name is refused.
    """
    now = office.clock()
    new = Cell(new_id(), proper_name(name), " ".join(parent.split()), "", 17, new_code())
    member = Member(
        new_id(), new.id, proper_name(secretary), Role.SECRETARY, role_since=millis(now)
    )
    code = new_code()

    async def work(tx: Transaction) -> Cell:
        found = await cells.named(tx, new.name, new.parent)
        if found is None:
            await cells.add_cell(tx, new, now=millis(now))
            await members.add_member(tx, member, now=millis(now))
        known = member if found is None else await _secretary(tx, found, member.name)
        await invitations.drop_codes(tx, known.id)
        await invitations.add_code(
            tx, hashed(code), member_id=known.id, expires_at=millis(now + INVITATION)
        )
        return found or new

    return await office.db.write(work), code


async def _secretary(tx: Transaction, cell: Cell, name: str) -> Member:
    for member in await members.roster(tx, cell.id):
        if member.is_secretary and spoken(member.name) == spoken(name):
            return member
    raise Refusal("init.other_secretary", cell=cell.name)


async def add_members(visit: Visit, names: str) -> list[Member]:
    """Add a name a line, or with commas between; those already on the roster are left alone.

    Returns the new ones.
    """
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    roster = await members.roster(visit.tx, secretary.cell_id)
    known = {spoken(member.name) for member in roster}
    added: list[Member] = []
    for line in re.split(r"[\n,;]+", names):
        stripped = line.strip().lstrip("-•*0123456789.) ").strip()
        if not stripped or spoken(stripped) in known:
            continue
        member = Member(new_id(), secretary.cell_id, proper_name(stripped), Role.MEMBER)
        # A millisecond each keeps the order in which they were typed.
        await members.add_member(visit.tx, member, now=visit.at + len(added))
        known.add(spoken(stripped))
        added.append(member)
    if len(roster) + len(added) > MOST_MEMBERS:
        raise Refusal("members.too_many", most=MOST_MEMBERS)
    await visit.record("members_added", str(len(added)), secretary.cell_id)
    return added


async def everybody(visit: Visit) -> Sequence[Member]:
    """The roster of the secretary's cell."""
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    return await members.roster(visit.tx, secretary.cell_id)


async def invite(visit: Visit, name: str) -> Invitation:
    """Add the member if new, and make a code that replaces an unused one."""
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    known = named(proper_name(name), await members.roster(visit.tx, secretary.cell_id))
    if known:
        return await renew_code(visit, known.id)
    added = await add_members(visit, name)
    if not added:
        raise Refusal("members.no_name")
    return await renew_code(visit, added[0].id)


async def renew_code(visit: Visit, member_id: str) -> Invitation:
    """A fresh invitation; an earlier one that nobody used dies."""
    member = await managed(visit, member_id)
    code = new_code()
    await invitations.drop_codes(visit.tx, member.id)
    await invitations.add_code(
        visit.tx,
        hashed(code),
        member_id=member.id,
        expires_at=millis(visit.now + INVITATION),
    )
    await visit.record("invited", member.id, member.cell_id)
    links = visit.office.links
    return Invitation(member, code, links.telegram(code), links.page(f"i/{code}"), links.only_here)


async def managed(visit: Visit, member_id: str) -> Member:
    """A member of the secretary's own cell; another cell's is as unknown as one that never was."""
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    member = await members.member(visit.tx, member_id)
    if member is None or member.cell_id != secretary.cell_id:
        raise Refusal("members.unknown")
    return member


async def rename(visit: Visit, member_id: str, name: str) -> Member:
    """A new name for a member."""
    member = replace(await managed(visit, member_id), name=proper_name(name))
    await members.change_member(visit.tx, member)
    await visit.record("member_renamed", member.id, member.cell_id)
    return member


async def exempt(visit: Visit, member_id: str, reason: str) -> Member:
    """Excuse a member from the open cycle, or else the next, with the reason; an empty reason takes
    it back."""
    member = replace(await managed(visit, member_id), exempt_reason=reason)
    await members.change_member(visit.tx, member)
    await cycling.note_excuse(visit, member)
    act = "member_exempted" if reason else "member_unexempted"
    await visit.record(act, member.id, member.cell_id)
    return member


async def remove(visit: Visit, member_id: str) -> Member:
    """Take a member off the roster; the secretary's own name stays.

    A review of the open cycle that was this member's alone to write, and is not handed in, becomes
    the secretary's.
    """
    member = await managed(visit, member_id)
    if member.is_secretary:
        raise Refusal("members.not_the_secretary")
    await cycling.pass_on(visit, member, visit.acting(Action.MANAGE_MEMBERS))
    await members.remove_member(visit.tx, member, now=visit.at)
    await visit.record("member_removed", member.id, member.cell_id)
    return member


def named(name: str, roster: Sequence[Member]) -> Member | None:
    """The entry of this name; one typed without any accents finds the only entry it can mean."""
    wanted = spoken(name)
    exact = next((member for member in roster if spoken(member.name) == wanted), None)
    if exact or fold(name) != " ".join(name.casefold().split()):
        return exact
    similar = [member for member in roster if fold(member.name) == fold(name)]
    return similar[0] if len(similar) == 1 else None


def proper_name(typed: str) -> str:
    """A typed name on one line; a refusal for what is none, or too long."""
    name = " ".join(typed.split())
    if not any(char.isalpha() for char in name):
        raise Refusal("members.no_name")
    if len(name) > LONGEST_NAME:
        raise Refusal("members.name_too_long", most=LONGEST_NAME)
    return name
