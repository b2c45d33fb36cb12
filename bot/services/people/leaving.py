"""Members who leave, come back, or lose their phone."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.messages import Button, Outgoing, Refusal, text
from bot.domain.people.finding import may_be_one
from bot.domain.people.member import Action, Member, Role
from bot.domain.words import spoken
from bot.services.people.roster import LEAVING, MISTAKE, room_for
from bot.services.turns import Visit
from storage import departed, members
from storage.departed import Leaving

__all__ = ["Leaving"]


async def why(visit: Visit, member: Member) -> Outgoing:
    """Asks why somebody is taken off the roster; choosing a reason takes them off."""
    base = f"m:{member.id}:remove"
    idle = not member.person_id and not await departed.has_traces(visit.tx, member.id)
    ways = (*((MISTAKE,) if idle else ()), *LEAVING)
    reasons = tuple((Button(text(f"moving.left_{how}"), f"{base}:{how}"),) for how in ways)
    back = Button(text("members.back"), f"m:list:{member.cell_id}")
    return Outgoing(text("moving.why", name=member.shown), (*reasons, (back,)))


def which_code(member: Member) -> Outgoing:
    """Asks what a code for somebody who has come in already is for."""
    base = f"m:{member.id}:code"
    revoke = Button(text("moving.revoke"), f"{base}:revoke")
    add = Button(text("moving.add_device"), f"{base}:add")
    back = Button(text("members.back"), f"m:list:{member.cell_id}")
    return Outgoing(text("moving.which_code", name=member.shown), ((revoke,), (add,), (back,)))


def is_it(member: Member, leaving: Leaving) -> Outgoing:
    """Asks whether somebody who left, and had this name, is back."""
    how = text(f"moving.left_{leaving.how}") if leaving.how else None
    asked = text(
        "moving.returning", name=member.shown, how=how, note=leaving.note, left_on=leaving.on
    )
    yes = Button(text("moving.restore"), f"o:{member.id}:back")
    no = Button(text("moving.anew"), f"o:{member.id}:anew")
    return Outgoing(asked, ((yes,), (no,)))


async def restore(visit: Visit, member_id: str) -> Member:
    """Puts a former member back on the roster under the same id, with the old reviews, as a plain
    member.

    That alone lets nobody in: it takes a new code, since the old phone may be in other hands. Nor
    is that code a first one, by which anybody would come to what was written before.
    """
    before = await former(visit, member_id)
    for each in await members.roster(visit.tx, before.cell_id):
        if spoken(each.name) == spoken(before.name) and may_be_one(each.born_on, before.born_on):
            raise Refusal("moving.is_here", name=before.shown)
    after = replace(
        before,
        role=Role.MEMBER,
        exempt_reason="",
        person_id="",
        came_before=before.owner,
        role_since=visit.at,
        acting=None,
        records=False,
        heads_group=False,
    )
    await room_for(visit.tx, after.cell_id)
    await departed.restore(visit.tx, after)
    await visit.record("member_returned", after.id, after.cell_id)
    return after


async def former(visit: Visit, member_id: str) -> Member:
    """Somebody who left the secretary's cell. Raises Refusal."""
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    for member, _ in await departed.everybody(visit.tx, secretary.cell_id):
        if member.id == member_id:
            return member
    raise Refusal("members.unknown")
