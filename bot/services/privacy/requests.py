"""What people ask about their own data: kept with its legal clock, seen to by the secretary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.messages import Button, Outgoing, Refusal, Text, WrongState, text
from bot.domain.people.member import Action, Member
from bot.domain.privacy.rights import Right, clock
from bot.services.office import Office, millis, moment, new_id
from bot.services.parcels import ALWAYS
from bot.services.turns import Visit
from storage import data_requests, members
from storage.data_requests import Request, RequestState
from storage.engine.database import Transaction

__all__ = ["Request", "RequestState"]


def _new(visit: Visit, member: Member, right: Right, wish: str, standing: RequestState) -> Request:
    legal = clock(right, visit.today, visit.office.calendar.days_off)
    return Request(
        new_id(),
        member.cell_id,
        member.id,
        right,
        wish,
        visit.at,
        legal.answer_on,
        legal.done_on,
        standing,
        settled_at=None if standing is RequestState.OPEN else visit.at,
    )


async def ask(visit: Visit, member: Member, right: Right, wish: str) -> Request:
    """Keeps a request that the secretary has to see to, and sends those who lead a notice of it."""
    new = _new(visit, member, right, wish, RequestState.OPEN)
    await data_requests.add(visit.tx, new)
    await visit.record("data_requested", member.id, member.cell_id)
    button = Button(text("requests.see"), f"dq:list:{member.cell_id}")
    notice = text("requests.notice", answer_on=new.answer_on)
    asks = Outgoing(notice, ((button,),))
    await tell_leaders(visit, member, asks, rule="request_waits", about=(new.id,))
    return new


async def done_at_once(visit: Visit, member: Member, right: Right) -> None:
    """Keeps a request that the program has carried out itself."""
    new = _new(visit, member, right, "", RequestState.DONE)
    await data_requests.add(visit.tx, new, by=visit.person_id)


async def tell_leaders(
    visit: Visit, member: Member, notice: Outgoing, *, rule: str, about: Sequence[str] = ()
) -> None:
    """Sends a notice to those who lead the cell now, except the person who asks."""
    for leader in await members.leadership(visit.tx, member.cell_id):
        if leader.leads(visit.at) and leader.person_id not in ("", visit.person_id):
            visit.tell(notice, to=leader.person_id, cell_id=member.cell_id, rule=rule, about=about)


async def _waits(tx: Transaction, request_id: str) -> bool:
    found = await data_requests.get(tx, request_id)
    return found is not None and found.standing is RequestState.OPEN


RULES = {"request_waits": _waits}


@dataclass(frozen=True, slots=True)
class Case:
    """A request as the secretary sees it. `days`: until it has to be answered, negative if late."""

    request: Request
    name: str
    asked_on: date
    days: int


async def waiting(visit: Visit) -> Sequence[Case]:
    """The unanswered requests of the secretary's cell, the most urgent first."""
    secretary = visit.acting(Action.HANDLE_REQUESTS)
    found = await data_requests.waiting(visit.tx, secretary.cell_id)
    return [await _case(visit, each) for each in found]


async def case(visit: Visit, request_id: str) -> Case:
    """One request of the secretary's cell; raises Refusal for another cell's."""
    secretary = visit.acting(Action.HANDLE_REQUESTS)
    found = await data_requests.get(visit.tx, request_id)
    if found is None or found.cell_id != secretary.cell_id:
        raise Refusal("access.unknown")
    return await _case(visit, found)


async def _case(visit: Visit, request: Request) -> Case:
    member = await members.anybody(visit.tx, request.member_id)
    asked_on = visit.office.calendar.local(moment(request.asked_at)).date()
    days = (request.answer_on - visit.today).days
    return Case(request, member.shown if member else "", asked_on, days)


async def settle(visit: Visit, request_id: str, standing: RequestState, reply: str) -> Case:
    """Answers a request: carried out, or declined with the reason. The person gets a notice of
    it."""
    found = await case(visit, request_id)
    by = visit.person_id
    if not await data_requests.settle(visit.tx, request_id, standing, reply, by=by, now=visit.at):
        raise WrongState("requests.settled")
    await visit.record("data_answered", found.request.member_id, found.request.cell_id)
    member = await members.anybody(visit.tx, found.request.member_id)
    if member and member.person_id and member.person_id != by:
        button = Button(text("requests.see_answer"), f"d:{member.id}")
        answered = Outgoing(text("requests.answered_notice"), ((button,),))
        visit.tell(answered, to=member.person_id, cell_id=member.cell_id, rule=ALWAYS)
    return found


async def digest_line(office: Office, tx: Transaction, cell_id: str) -> Text | None:
    """How many requests wait and how many are late, for the daily digest; `None` if none wait."""
    found = await data_requests.waiting(tx, cell_id)
    if not found:
        return None
    today = office.calendar.local(moment(millis(office.clock()))).date()
    late = sum(each.answer_on < today for each in found)
    return text("requests.digest", waiting=len(found), late=late)
