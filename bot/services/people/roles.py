"""Roles in a cell: giving and taking them, guests and superiors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.domain.messages import Button, Outgoing, Refusal, text
from bot.domain.people.member import OUTSIDERS, Action, Member, Role
from bot.domain.people.names import tidied
from bot.services.cycle import changes
from bot.services.office import Office, millis, moment, new_id
from bot.services.parcels import ALWAYS
from bot.services.people.roster import proper_name
from bot.services.turns import Visit
from storage import departed, members
from storage.departed import Leaving
from storage.engine.database import Transaction

MAIN = (Role.DEPUTY, Role.COMMITTEE, Role.MEMBER)
"""Main roles to give: everybody on the roster except the secretary has one of them."""

BESIDE = (Role.RECORDER, Role.GROUP_HEAD)
"""Roles that somebody holds beside another one."""

LONGEST = 120
"""The most characters of a guest's post or organisation."""


@dataclass(frozen=True, slots=True)
class Outsider:
    """What the secretary gave of a guest, or of a superior, who has neither post nor last day."""

    name: str
    organisation: str
    post: str = ""
    last_day: date | None = None


async def target(visit: Visit, member_id: str) -> Member:
    """A member of the secretary's own cell, for those who may give roles there. Raises Refusal."""
    secretary = visit.acting(Action.MANAGE_ROLES)
    member = await members.member(visit.tx, member_id)
    if member is None or member.cell_id != secretary.cell_id:
        raise Refusal("members.unknown")
    return member


async def on_roster(visit: Visit, member_id: str) -> Member:
    """A member of the cell's roster; raises Refusal for outsiders too."""
    member = await target(visit, member_id)
    if member.role in OUTSIDERS:
        raise Refusal("roles.outsider")
    return member


async def give(visit: Visit, member_id: str, role: Role) -> Member:
    """Makes somebody a deputy, a committee member or a plain member, or gives a role beside that.

    The person gets a notice, unless nothing changed. The secretary's post is handed over, not
    given.
    """
    member = await on_roster(visit, member_id)
    if role in MAIN and member.is_secretary:
        raise Refusal("roles.not_the_secretary")
    if role not in (*MAIN, *BESIDE):
        raise Refusal("interview.forged")
    if role is Role.GROUP_HEAD and not member.party_group:
        raise Refusal("roles.no_group")
    return await change(visit, member, member.with_roles({role}))


async def take(visit: Visit, member_id: str, role: Role) -> Member:
    """Takes away a role that is held beside another one."""
    member = await on_roster(visit, member_id)
    if role is Role.RECORDER:
        return await change(visit, member, replace(member, records=False))
    if role is Role.GROUP_HEAD:
        return await change(visit, member, replace(member, heads_group=False))
    raise Refusal("interview.forged")


async def change(visit: Visit, before: Member, after: Member) -> Member:
    """Keeps the new state of somebody on the roster. If the roles differ, that is recorded and the
    person gets a notice; another main role gets its date; a plain member does not act for the
    secretary."""
    if after.role is not before.role:
        acting = None if after.role is Role.MEMBER else after.acting
        after = replace(after, role_since=visit.at, acting=acting)
    if after == before:
        return after
    await members.change_member(visit.tx, after)
    if after.is_exempt and not before.is_exempt:
        await changes.pass_on(visit, after)
    if after.given != before.given:
        await visit.record("role_changed", after.id, after.cell_id)
        tell(visit, after)
    return after


def tell(visit: Visit, member: Member) -> None:
    """Sends somebody else a notice of news about their own role; the button shows what it is, the
    notice does not: others see lock screens."""
    if member.person_id and member.person_id != visit.person_id:
        button = ((Button(text("roles.see"), f"o:mine:{member.id}"),),)
        notice = Outgoing(text("roles.notice"), button)
        visit.tell(
            notice,
            to=member.person_id,
            cell_id=member.cell_id,
            rule="still_here",
            about=(member.id,),
        )


async def _is_here(tx: Transaction, member_id: str) -> bool:
    """What somebody's role is can be seen as long as they are of the cell."""
    return await members.member(tx, member_id) is not None


RULES = {"still_here": _is_here}


async def outsiders(visit: Visit) -> Sequence[Member]:
    """The guests and superiors of the secretary's cell."""
    secretary = visit.acting(Action.MANAGE_ROLES)
    known = await members.known(visit.tx, secretary.cell_id)
    return [member for member in known if member.role in OUTSIDERS]


async def add_outsider(visit: Visit, role: Role, new: Outsider) -> Member:
    """Adds somebody from outside, who is on no roster. A guest is one until the end of the last
    day."""
    secretary = visit.acting(Action.MANAGE_ROLES)
    until = None
    if new.last_day is not None:
        until = millis(midnight(visit.office, new.last_day + timedelta(days=1)))
    member = Member(
        new_id(),
        secretary.cell_id,
        proper_name(tidied(new.name).name),
        role,
        government_post=_line(new.post),
        organisation=_line(new.organisation),
        role_since=visit.at,
        until=until,
    )
    await members.add_member(visit.tx, member, now=visit.at)
    await visit.record(f"{role.value}_added", member.id, member.cell_id)
    return member


def _line(typed: str) -> str:
    line = " ".join(typed.split())
    if len(line) > LONGEST:
        raise Refusal("roles.too_long", most=LONGEST)
    return line


async def drop_outsider(visit: Visit, member_id: str) -> Member:
    """Ends somebody's being a guest or superior."""
    member = await target(visit, member_id)
    if member.role not in OUTSIDERS:
        raise Refusal("roles.not_outsider")
    await departed.remove(visit.tx, member, Leaving(on=visit.today), now=visit.at)
    await visit.record(f"{member.role.value}_removed", member.id, member.cell_id)
    if member.person_id:
        told = Outgoing(text("roles.outsider_ended"))
        visit.tell(told, to=member.person_id, cell_id=member.cell_id, rule=ALWAYS)
    return member


def last_day(office: Office, member: Member) -> date | None:
    """A guest's last day; `None` for others."""
    if member.until is None:
        return None
    return office.calendar.local(moment(member.until - 1)).date()


def midnight(office: Office, day: date) -> datetime:
    """The moment at which this day begins in the cells' time zone."""
    return datetime.combine(day, time(), office.calendar.zone)
