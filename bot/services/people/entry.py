"""The ways into a cell: codes, further channels, and the group link with the secretary's
consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.messages import Button, Keyboard, Outgoing, Refusal, text
from bot.domain.people.finding import Found, find
from bot.domain.people.member import Action, Member, Role
from bot.domain.people.names import tidied
from bot.services.devices import devices, door
from bot.services.office import Office, code_of, codes_in, hashed, millis, new_code, new_id
from bot.services.parcels import ALWAYS
from bot.services.people.roster import admit, proper_name
from bot.services.turns import Visit
from storage import accounts, cells, invitations, members
from storage.cells import Cell
from storage.engine.database import Transaction
from storage.invitations import Code, JoinRequest

WEB_LINK = timedelta(hours=1)
HOUR = timedelta(hours=1)
MOST_WAITING = 50
"""Requests to be let into one cell that wait at a time."""
MOST_FROM_ONE = 5
"""Of the same person, or from the same network on the web, that wait and were made within an
hour."""
MOST_TOLD = 3
"""Requests that are told one by one while they wait; what comes beyond is told once."""


async def waiting(visit: Visit) -> Sequence[JoinRequest]:
    """People who came by the group link and are not decided on yet."""
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    return await invitations.waiting_requests(visit.tx, secretary.cell_id)


async def is_waiting(visit: Visit) -> bool:
    """Whether this person has asked to be let in and the secretary has not decided."""
    return await invitations.is_waiting(visit.tx, visit.person_id)


async def still_waiting(office: Office, persons: Sequence[str]) -> Sequence[str]:
    """Those of these people who have asked to be let in and wait for it."""
    return await office.db.read(lambda tx: _still_waiting(tx, persons))


async def _still_waiting(tx: Transaction, persons: Sequence[str]) -> Sequence[str]:
    return [each for each in persons if await invitations.is_waiting(tx, each)]


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


async def ask_to_join(visit: Visit, cell: Cell, name: str) -> None:
    """Asks the secretary to let this person in under the given name."""
    given = tidied(name)
    if given.several:
        raise Refusal("members.two_in_one", line=given.name)
    name = proper_name(given.name)
    if visit.account is None:
        await newcomer(visit)
    undecided = await invitations.waiting_requests(visit.tx, cell.id)
    if any(request.person_id == visit.person_id for request in undecided):
        raise Refusal("join.waiting")
    since = millis(visit.now - HOUR)
    mine = await invitations.waiting_of(visit.tx, visit.person_id, since=since)
    if len(undecided) >= MOST_WAITING or mine >= MOST_FROM_ONE:
        raise Refusal("join.too_many")
    request = JoinRequest(new_id(), cell.id, visit.person_id, name)
    await invitations.add_join_request(visit.tx, request, now=visit.at)
    visit.move(shown="")
    if len(undecided) <= MOST_TOLD:
        await _tell_leaders(visit, request, as_one=len(undecided) == MOST_TOLD)


async def _tell_leaders(visit: Visit, request: JoinRequest, *, as_one: bool) -> None:
    """Asks about this one; `as_one`: says that more wait, of whom none is told any more."""
    cell = request.cell_id
    button = Button(text("join.show"), f"m:requests:{cell}")
    question = (
        Outgoing(text("join.many", told=MOST_TOLD), ((button,),))
        if as_one
        else await join_question(visit, request)
    )
    for member in await members.roster(visit.tx, cell):
        if member.leads(visit.at) and member.person_id:
            visit.tell(
                question,
                to=member.person_id,
                cell_id=cell,
                rule="want_in" if as_one else "wants_in",
                about=(cell if as_one else request.id,),
                awaited=True,
            )


async def _wants_in(tx: Transaction, request_id: str) -> bool:
    return await invitations.waiting_request(tx, request_id) is not None


async def _want_in(tx: Transaction, cell_id: str) -> bool:
    return bool(await invitations.waiting_requests(tx, cell_id))


RULES = {"wants_in": _wants_in, "want_in": _want_in}


async def join_question(visit: Visit, request: JoinRequest) -> Outgoing:
    """The question to the secretary about somebody who came by the group link: whether they are the
    one member of that name who has not come yet, and else who of the roster they are."""
    found, here = await _expected(visit, request)
    base = f"j:{request.id}"
    yes: Keyboard = ((Button(text("join.accept"), f"{base}:y"),),)
    if found.only is None:
        alike = [
            (Button(text("join.is_member", name=each.shown), f"{base}:as:{each.id}"),)
            for each in (*found.exact, *found.near)
        ]
        yes = (*alike, (Button(text("join.add_new"), f"{base}:new"),))
    no = Button(text("join.refuse"), f"{base}:n")
    question = text(
        "join.question",
        name=request.name,
        member=found.only.shown if found.only else "",
        several=len(found.exact),
        here=tuple(each.shown for each in here),
    )
    return Outgoing(question, (*yes, (no,)))


async def _expected(visit: Visit, request: JoinRequest) -> tuple[Found, Sequence[Member]]:
    """Who of those that have not come yet may be this one; and who has that name, and has come."""
    roster = await members.roster(visit.tx, request.cell_id)
    awaited = [member for member in roster if member.owner in ("", request.person_id)]
    come = find(request.name, [member for member in roster if member.person_id])
    return find(request.name, awaited), come.exact


async def decide(
    visit: Visit, request_id: str, *, accepted: bool, chosen: str = ""
) -> tuple[JoinRequest, Member | None]:
    """Lets somebody in, or refuses. `chosen`: as which member of the roster; empty for a new one.
    Returns the request, and who they are now."""
    request = await request_of(visit, request_id)
    cell = request.cell_id
    await invitations.decide_request(visit.tx, request_id, accepted=accepted, now=visit.at)
    await visit.record("join_accepted" if accepted else "join_refused", request_id, cell)
    member = await _let_in(visit, request, chosen) if accepted else None
    key = "join.accepted" if accepted else "join.refused"
    button = ((Button(text("member.go_on"), "r:"),),) if accepted else ()
    decided = Outgoing(text(key), button)
    visit.tell(decided, to=request.person_id, cell_id=cell, rule=ALWAYS, awaited=True)
    return request, member


async def request_of(visit: Visit, request_id: str) -> JoinRequest:
    """A request of the secretary's cell that is not decided yet. Raises Refusal."""
    request = await invitations.waiting_request(visit.tx, request_id)
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    if request is None or request.cell_id != secretary.cell_id:
        raise Refusal("join.decided")
    return request


async def only_one(visit: Visit, request: JoinRequest) -> Member | None:
    """The one member who has not come yet and is meant by the name given."""
    found, _ = await _expected(visit, request)
    return found.only


async def _let_in(visit: Visit, request: JoinRequest, chosen: str) -> Member | None:
    roster = await members.roster(visit.tx, request.cell_id)
    here = next((each for each in roster if each.person_id == request.person_id), None)
    if here:
        return here
    if not chosen:
        new = new_id()
        member = Member(new, request.cell_id, request.name, Role.MEMBER, "", request.person_id)
        await admit(visit.tx, member, now=visit.at)
        return await members.member(visit.tx, new)
    expected = next((each for each in roster if each.id == chosen), None)
    if expected is None or expected.owner not in ("", request.person_id):
        raise Refusal("join.has_come")
    joined = replace(expected, person_id=request.person_id, came_before="")
    await members.change_member(visit.tx, joined)
    await invitations.drop_codes(visit.tx, expected.id)
    return expected
