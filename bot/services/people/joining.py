"""Requests to be let into a cell: by the group link, and with the secretary's consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.messages import Button, Keyboard, Outgoing, Refusal, text
from bot.domain.people.finding import Found, find
from bot.domain.people.member import Action, Member, Role
from bot.domain.people.names import tidied
from bot.services.office import Office, millis, new_id
from bot.services.parcels import ALWAYS
from bot.services.people import entry
from bot.services.people.roster import admit, proper_name
from bot.services.turns import Visit
from storage import invitations, members
from storage.cells import Cell
from storage.engine.database import Transaction
from storage.invitations import JoinRequest

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


async def ask(visit: Visit, cell: Cell, name: str) -> None:
    """Asks the secretary to let this person in under the given name."""
    given = tidied(name)
    if given.several:
        raise Refusal("members.two_in_one", line=given.name)
    name = proper_name(given.name)
    if visit.account is None:
        await entry.newcomer(visit)
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
