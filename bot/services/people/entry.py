"""The ways into a cell by a code, and onto further channels."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.messages import Outgoing, Refusal
from bot.domain.people.member import Member
from bot.services.devices import devices, door
from bot.services.office import code_of, codes_in, hashed, millis, new_code, new_id
from bot.services.turns import Visit
from storage import accounts, cells, invitations, members
from storage.cells import Cell
from storage.engine.database import Transaction
from storage.invitations import Code

WEB_LINK = timedelta(hours=1)


async def claim(
    visit: Visit, typed: str, *, device: str = "", by_pin: bool = False
) -> Member | Outgoing | None:
    """Uses a one-time code. Returns the membership, what somebody is told who has to wait, or None
    for a link to a further channel. `device`: what tells this device from others, if its address
    does not; `by_pin`: the member's PIN was given at the door.

    Raises Refusal for a used, expired, unknown or foreign code, each with its own sentence; one's
    own used code is no mistake.
    """
    code = await invitations.code(visit.tx, hashed(code_of(typed)))
    if code is None:
        raise Refusal("code.unknown")
    if code.person_id:
        await _claim_person(visit, code)
        return None
    return await _claim_member(visit, code, _asker(visit, device), by_pin=by_pin)


async def claim_again(visit: Visit) -> Member | Outgoing:
    """Tries once more to come in from a device that has to wait."""
    asker = _asker(visit)
    return await _claim_member(visit, await door.waiting_here(visit, asker), asker, by_pin=False)


def _asker(visit: Visit, device: str = "") -> str:
    return door.asker_of(visit.incoming.channel, device or visit.incoming.address)


async def is_own_code(visit: Visit, typed: str) -> bool:
    """Whether whoever comes in by this code made it themselves."""
    code = await invitations.code(visit.tx, hashed(code_of(typed)))
    if code is None or code.person_id:
        return code is not None
    member = await members.member(visit.tx, code.member_id)
    return member is not None and await door.is_own(visit.tx, code, member)


async def _claim_member(visit: Visit, code: Code, asker: str, *, by_pin: bool) -> Member | Outgoing:
    member = await members.member(visit.tx, code.member_id)
    if member is None:
        raise Refusal("code.unknown")
    if code.used_at is not None:
        if visit.account and member.person_id == visit.account.person_id:
            return member
        raise Refusal("code.used" if code.agreed is not False else "door.not_let_in")
    is_over = code.expires_at < millis(visit.office.trust.expiry(visit.now))
    if is_over and code.asked_at is None:
        raise Refusal("code.expired")
    if any(m.cell_id == member.cell_id and m.id != member.id for m in visit.memberships):
        raise Refusal("code.foreign")
    if code.revokes and visit.account and visit.incoming.channel == "web":
        raise Refusal("roles.open_the_link")  # nothing says which of the browsers this is
    await _one_cell_alone(visit, code, member)
    if by_pin:
        await visit.record("device_by_pin", member.id, member.cell_id, by=member.owner)
    elif waiting := await door.held(visit, code, member, asker):
        return waiting
    await invitations.use_code(visit.tx, code.code, now=visit.at)
    await _bind_member(visit, member, code)
    return member


async def _claim_person(visit: Visit, code: Code) -> None:
    if visit.account and visit.account.person_id == code.person_id:
        return
    if code.used_at is not None:
        raise Refusal("code.used")
    if code.expires_at < millis(visit.office.trust.expiry(visit.now)):
        raise Refusal("code.expired")
    if visit.account and visit.memberships:
        raise Refusal("code.foreign")
    await invitations.use_code(visit.tx, code.code, now=visit.at)
    await bind(visit, code.person_id)


async def _one_cell_alone(visit: Visit, code: Code, member: Member) -> None:
    """One cell's code opens nothing of another: a person of several cells adds devices by their own
    link."""
    comes_in = visit.account is None or not visit.memberships
    if comes_in and not code.revokes and await devices.is_elsewhere(visit, member):
        raise Refusal("roles.add_by_link")


async def _bind_member(visit: Visit, member: Member, code: Code) -> None:
    """Makes the person at this address the member, on every channel they use already.

    A person who was here before gets a message on the other devices: a code may be in wrong hands.
    With a code that revokes, those are signed out.
    """
    known = await accounts.accounts_of(visit.tx, member.person_id) if member.person_id else ()
    if visit.account is None or not visit.memberships:
        await _come_in(visit, member)
    joined = replace(member, person_id=visit.person_id, came_before="")
    await members.change_member(visit.tx, joined)
    if await door.guarded(visit.tx, code, member):
        await door.added(visit, code, member)
    else:
        await visit.record("joined", member.id, member.cell_id)
    key = "door.signed_out" if code.revokes else "door.new_device"
    notice = Outgoing(await door.told(visit, code, member, key))
    if member.person_id and code.revokes:
        await devices.sign_out(visit, member, notice)
    else:
        for device in known:
            visit.post_at(device, notice, cell_id=member.cell_id)
    await visit.refresh()
    visit.move(member_id=member.id, interview_id="", editing="", shown="")


async def _come_in(visit: Visit, member: Member) -> None:
    """Makes somebody of no cell the member's person, or a new one if that person is in other cells
    too."""
    mine = member.person_id
    if mine and await devices.is_elsewhere(visit, member):
        mine = ""
    if mine or visit.account is None:
        await bind(visit, mine or await _new_person(visit))


async def newcomer(visit: Visit) -> None:
    """Makes a person of somebody who is on no roster yet, but has to be answered and asked back."""
    await bind(visit, await _new_person(visit))


async def _new_person(visit: Visit) -> str:
    person = new_id()
    language = visit.incoming.language if visit.incoming.language == "en" else "vi"
    await accounts.add_person(visit.tx, person, language=language, now=visit.at)
    return person


async def bind(visit: Visit, person_id: str) -> None:
    """Makes this address the person's from now on."""
    address = visit.incoming.address or person_id
    visit.incoming = replace(visit.incoming, address=address)
    await accounts.bind(visit.tx, visit.incoming.channel, address, person_id, now=visit.at)
    await visit.refresh()


async def web_link(visit: Visit) -> str:
    """A fresh one-time link to the web chat for this person; empty if there is no web address."""
    code = new_code()
    page = visit.office.links.page(f"i/{code}")
    if page:
        await invitations.add_code(
            visit.tx,
            hashed(code),
            person_id=visit.person_id,
            expires_at=millis(visit.now + WEB_LINK),
        )
    return page


async def code_in(visit: Visit, typed: str) -> str:
    """The code in a text that was ever issued; empty if there is none."""
    for code in codes_in(typed):
        known = await invitations.code(visit.tx, hashed(code))
        if known or await cells.cell_by_group_code(visit.tx, code):
            return code
    return ""


async def group_cell(tx: Transaction, typed: str) -> Cell | None:
    """The cell that a group link's code leads to, if it is one."""
    return await cells.cell_by_group_code(tx, code_of(typed))
