"""Signing out the old devices of a member who comes in from a new one."""

from __future__ import annotations

from bot.domain.messages import Outgoing
from bot.domain.people.member import Member
from bot.services.office import new_id
from bot.services.turns import Visit
from storage import accounts, invitations, members, outbox, sessions, webchat
from storage.accounts import Account


async def is_elsewhere(visit: Visit, member: Member) -> bool:
    """Whether the member's person belongs to other cells too."""
    if not member.person_id:
        return False
    held = await members.memberships(visit.tx, member.person_id)
    return any(each.cell_id != member.cell_id for each in held)


async def sign_out(visit: Visit, member: Member, notice: Outgoing) -> None:
    """The old devices of this member (as before the code was claimed) no longer see anything of the
    cell, and get one notice saying so; this very chat stays.

    They no longer belong to anybody. If the person belongs to other cells they remain that person's
    there, since this cell's secretary has no say in it; the member is then another person.
    """
    before = member.person_id
    if before == visit.person_id or not await is_elsewhere(visit, member):
        await _forget_all(visit, before, member.cell_id, notice)
    else:
        await _leave_cell(visit, before, notice)
    await outbox.redirect(visit.tx, member.cell_id, before, visit.person_id)
    await sessions.end_all(visit.tx, before)
    visit.signed_out.append(before)
    await visit.record("devices_signed_out", member.id, member.cell_id)


async def _forget_all(visit: Visit, person_id: str, cell_id: str, notice: Outgoing) -> None:
    here = (visit.incoming.channel, visit.incoming.address)
    for device in await accounts.all_accounts_of(visit.tx, person_id):
        if (device.channel, device.address) == here:
            continue
        if device.channel == "web":  # the address of all browsers is the person's id
            await accounts.forget(visit.tx, device.channel, device.address)
        else:
            await _make_nobodys(visit, device, cell_id, notice)
    await invitations.drop_links(visit.tx, person_id)


async def _make_nobodys(visit: Visit, device: Account, cell_id: str, notice: Outgoing) -> None:
    """Gives the address to a new person of no cell, so that it can still be written to."""
    nobody = new_id()
    await accounts.add_person(visit.tx, nobody, language=device.language, now=visit.at)
    await accounts.bind(visit.tx, device.channel, device.address, nobody, now=visit.at)
    if not device.reachable:
        await accounts.mark_unreachable(visit.tx, device.channel, device.address)
        return
    known = await accounts.account(visit.tx, device.channel, device.address)
    if known:
        visit.post_at(known, notice, cell_id=cell_id)


async def _leave_cell(visit: Visit, person_id: str, notice: Outgoing) -> None:
    """Leaves nothing of this cell there; what the mailbox held can be asked for again."""
    for device in await accounts.accounts_of(visit.tx, person_id):
        if device.channel != "web":  # its pages end, and say so
            visit.post_at(device, notice, cell_id="")
    await accounts.leave_place(visit.tx, person_id)
    await webchat.empty(visit.tx, person_id)
