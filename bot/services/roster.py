"""The roster and the ways into the cell: invitations, the group link, further channels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.messages import Button, Outgoing, Refusal, text
from bot.domain.people import Action, Member, Role
from bot.domain.words import fold, spoken
from bot.services import cycles as cycling
from bot.services.office import Office, code_of, hashed, millis, new_code, new_id
from bot.services.turns import Visit
from storage import accounts, cells, invitations, members
from storage.cells import Cell
from storage.database import Transaction
from storage.invitations import Code, JoinRequest

INVITATION = timedelta(days=30)
WEB_LINK = timedelta(hours=1)
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
    new = Cell(new_id(), _name(name), " ".join(parent.split()), "", 17, new_code())
    member = Member(new_id(), new.id, _name(secretary), Role.SECRETARY)
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
        if member.role is Role.SECRETARY and spoken(member.name) == spoken(name):
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
        member = Member(new_id(), secretary.cell_id, _name(stripped), Role.MEMBER)
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


async def waiting(visit: Visit) -> Sequence[JoinRequest]:
    """Those who came by the group link and are not decided on."""
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    return await invitations.waiting_requests(visit.tx, secretary.cell_id)


async def is_waiting(visit: Visit) -> bool:
    """Whether this person has asked to be let in and the secretary has not decided."""
    return await invitations.is_waiting(visit.tx, visit.person_id)


async def invite(visit: Visit, name: str) -> Invitation:
    """Add the member if new, and make a code that replaces an unused one."""
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    known = _named(_name(name), await members.roster(visit.tx, secretary.cell_id))
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
    member = await members.member(visit.tx, member_id)
    if member is None or not any(own.cell_id == member.cell_id for own in visit.memberships):
        visit.acting(Action.MANAGE_MEMBERS)
        raise Refusal("members.unknown")
    visit.enter(member.cell_id)
    visit.acting(Action.MANAGE_MEMBERS)
    return member


async def rename(visit: Visit, member_id: str, name: str) -> Member:
    """A new name for a member."""
    member = replace(await managed(visit, member_id), name=_name(name))
    await members.change_member(visit.tx, member)
    await visit.record("member_renamed", member.id, member.cell_id)
    return member


async def exempt(visit: Visit, member_id: str, reason: str) -> Member:
    """Excuse a member from submitting, with the reason; an empty reason takes it back."""
    member = replace(await managed(visit, member_id), exempt_reason=reason)
    await members.change_member(visit.tx, member)
    act = "member_exempted" if reason else "member_unexempted"
    await visit.record(act, member.id, member.cell_id)
    return member


async def remove(visit: Visit, member_id: str) -> Member:
    """Take a member off the roster; the secretary's own name stays.

    A review of the open cycle that was this member's alone to write, and is not handed in, becomes
    the secretary's.
    """
    member = await managed(visit, member_id)
    if member.role is Role.SECRETARY:
        raise Refusal("members.not_the_secretary")
    await cycling.pass_on(visit, member, visit.acting(Action.MANAGE_MEMBERS))
    await members.remove_member(visit.tx, member, now=visit.at)
    await visit.record("member_removed", member.id, member.cell_id)
    return member


async def claim(visit: Visit, typed: str) -> Member | None:
    """Use a one-time code. Returns the membership, or None for a link to a further channel.

    A used, expired, unknown or foreign code is refused, each with its own sentence; one's own used
    code is no mistake.
    """
    code = await invitations.code(visit.tx, hashed(code_of(typed)))
    if code is None:
        raise Refusal("code.unknown")
    if code.person_id:
        await _claim_person(visit, code)
        return None
    member = await members.member(visit.tx, code.member_id)
    if member is None:
        raise Refusal("code.unknown")
    if code.used_at is not None:
        if visit.account and member.person_id == visit.account.person_id:
            return member
        raise Refusal("code.used")
    if code.expires_at < visit.at:
        raise Refusal("code.expired")
    if any(m.cell_id == member.cell_id and m.id != member.id for m in visit.memberships):
        raise Refusal("code.foreign")
    await invitations.use_code(visit.tx, code.code, now=visit.at)
    await _bind_member(visit, member)
    return member


async def _claim_person(visit: Visit, code: Code) -> None:
    if visit.account and visit.account.person_id == code.person_id:
        return
    if code.used_at is not None:
        raise Refusal("code.used")
    if code.expires_at < visit.at:
        raise Refusal("code.expired")
    if visit.account and visit.memberships:
        raise Refusal("code.foreign")
    await invitations.use_code(visit.tx, code.code, now=visit.at)
    await bind(visit, code.person_id)


async def _bind_member(visit: Visit, member: Member) -> None:
    """The person at this address is this member, from any channel they use already.

    Somebody who was here before is told on the other devices: a code may be in wrong hands.
    """
    known = await accounts.accounts_of(visit.tx, member.person_id) if member.person_id else ()
    for device in known:
        visit.post_at(device, Outgoing(text("code.new_device")), cell_id=member.cell_id)
    if visit.account is None:
        await bind(visit, member.person_id or await _new_person(visit))
    elif member.person_id and not visit.memberships:
        await bind(visit, member.person_id)
    await members.change_member(visit.tx, replace(member, person_id=visit.person_id))
    await visit.record("joined", member.id, member.cell_id)
    await visit.refresh()
    visit.move(member_id=member.id, interview_id="", editing="", shown="")


async def newcomer(visit: Visit) -> None:
    """Somebody who is on no roster yet, but has to be answered and asked back."""
    await bind(visit, await _new_person(visit))


async def _new_person(visit: Visit) -> str:
    person = new_id()
    language = visit.incoming.language if visit.incoming.language == "en" else "vi"
    await accounts.add_person(visit.tx, person, language=language, now=visit.at)
    return person


async def bind(visit: Visit, person_id: str) -> None:
    """This address is this person from now on."""
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


async def group_cell(tx: Transaction, typed: str) -> Cell | None:
    """The cell to which a group link's code leads, if it is one."""
    return await cells.cell_by_group_code(tx, code_of(typed))


async def ask_to_join(visit: Visit, cell: Cell, name: str) -> None:
    """Ask the secretary to let this person in under the given name."""
    name = _name(name)
    if visit.account is None:
        await newcomer(visit)
    undecided = await invitations.waiting_requests(visit.tx, cell.id)
    if any(request.person_id == visit.person_id for request in undecided):
        raise Refusal("join.waiting")
    request = JoinRequest(new_id(), cell.id, visit.person_id, name)
    await invitations.add_join_request(visit.tx, request, now=visit.at)
    visit.move(shown="")
    for member in await members.roster(visit.tx, cell.id):
        if member.role is Role.SECRETARY and member.person_id:
            visit.post(join_question(request), to=member.person_id, cell_id=cell.id, awaited=True)


def join_question(request: JoinRequest) -> Outgoing:
    """What the secretary is asked about somebody who came by the group link."""
    yes = Button(text("join.accept"), f"j:{request.id}:y")
    no = Button(text("join.refuse"), f"j:{request.id}:n")
    return Outgoing(text("join.question", name=request.name), ((yes, no),))


async def decide(visit: Visit, request_id: str, *, accepted: bool) -> JoinRequest:
    """Let somebody in, under the roster's entry of that name or a new one, or do not."""
    request = await invitations.waiting_request(visit.tx, request_id)
    if request is None or not any(own.cell_id == request.cell_id for own in visit.memberships):
        visit.acting(Action.MANAGE_MEMBERS)
        raise Refusal("join.decided")
    visit.enter(request.cell_id)
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    await invitations.decide_request(visit.tx, request_id, accepted=accepted, now=visit.at)
    await visit.record(
        "join_accepted" if accepted else "join_refused", request_id, secretary.cell_id
    )
    if accepted:
        await _let_in(visit, request)
    key = "join.accepted" if accepted else "join.refused"
    button = ((Button(text("member.go_on"), "r:"),),) if accepted else ()
    visit.post(
        Outgoing(text(key), button),
        to=request.person_id,
        cell_id=secretary.cell_id,
        awaited=True,
    )
    return request


async def _let_in(visit: Visit, request: JoinRequest) -> None:
    roster = await members.roster(visit.tx, request.cell_id)
    if any(member.person_id == request.person_id for member in roster):
        return
    expected = _named(request.name, [member for member in roster if not member.person_id])
    if expected:
        await members.change_member(visit.tx, replace(expected, person_id=request.person_id))
        await invitations.drop_codes(visit.tx, expected.id)
        return
    new = Member(new_id(), request.cell_id, request.name, Role.MEMBER, person_id=request.person_id)
    await members.add_member(visit.tx, new, now=visit.at)


def _named(name: str, roster: Sequence[Member]) -> Member | None:
    """The entry of this name; one typed without any accents finds the only entry it can mean."""
    wanted = spoken(name)
    exact = next((member for member in roster if spoken(member.name) == wanted), None)
    if exact or fold(name) != " ".join(name.casefold().split()):
        return exact
    similar = [member for member in roster if fold(member.name) == fold(name)]
    return similar[0] if len(similar) == 1 else None


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not any(char.isalpha() for char in name):
        raise Refusal("members.no_name")
    if len(name) > LONGEST_NAME:
        raise Refusal("members.name_too_long", most=LONGEST_NAME)
    return name
