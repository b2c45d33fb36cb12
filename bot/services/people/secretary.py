"""The secretary's post: somebody acts for a time, or takes it over for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.messages import Outgoing, Refusal, WrongState, text
from bot.domain.people.member import Member, MemberStanding, Role, Span
from bot.services.office import Office, millis, moment
from bot.services.parcels import Job, Maker, parcel, worded
from bot.services.people.roles import midnight, on_roster, tell
from bot.services.people.roster import swap
from bot.services.turns import Visit
from storage import handovers, members
from storage.engine.database import Transaction
from storage.handovers import Handover

__all__ = ["Handover"]

STANDS_IN = (Role.DEPUTY, Role.COMMITTEE)
"""Roles of those who may act for the secretary."""


async def act(visit: Visit, member_id: str, begins: date | None, last_day: date) -> Member:
    """Lets the deputy or a committee member act from a day on, or from now, to the end of a day.

    It ends by itself, with a notice to both. No two act at the same time.
    """
    member = await on_roster(visit, member_id)
    if member.role not in STANDS_IN:
        raise Refusal("roles.who_acts")
    first = begins or visit.today
    if last_day < first or last_day < visit.today:
        raise Refusal("roles.ends_before")
    span = Span(
        visit.at if first <= visit.today else millis(midnight(visit.office, first)),
        millis(midnight(visit.office, last_day + timedelta(days=1))),
    )
    await _nobody_else(visit, member, span)
    after = replace(member, acting=span)
    await members.change_member(visit.tx, after)
    await visit.record("acting_set", member.id, member.cell_id)
    tell(visit, after)
    for person in dict.fromkeys((member.person_id, visit.person_id)):
        if person:
            await _tell_when_over(visit, person, after, span)
    return after


async def _nobody_else(visit: Visit, member: Member, span: Span) -> None:
    for other in await members.roster(visit.tx, member.cell_id):
        held = other.acting
        if held and other.id != member.id and _overlap(held, span):
            raise Refusal("roles.acts_already", name=other.shown)


def _overlap(one: Span, other: Span) -> bool:
    return one.begins < other.ends and other.begins < one.ends


async def _tell_when_over(visit: Visit, person_id: str, member: Member, span: Span) -> None:
    """Queues a notice for the morning after; nothing is sent if it ended otherwise by then."""
    when = millis(visit.office.calendar.next_allowed(moment(span.ends)))
    over = parcel(person_id, ActingOver(member.id, span.ends), cell_id=member.cell_id)
    await visit.queue([over], not_before=when)


async def over(_office: Office, tx: Transaction, job: ActingOver) -> Outgoing | None:
    """The notice that a time of acting has run out; `None` if it ended otherwise."""
    member = await members.member(tx, job.member_id)
    if member is None or member.acting is None or member.acting.ends != job.ends:
        return None
    return Outgoing(text("roles.acting_over"))


async def end_acting(visit: Visit, member_id: str) -> Member:
    """Gives the secretary the business back before the time."""
    return await _end(visit, await on_roster(visit, member_id))


async def stop_acting(visit: Visit, member_id: str) -> Member:
    """The acting secretary gives the business back before the time."""
    return await _end(visit, visit.own(member_id))


async def _end(visit: Visit, member: Member) -> Member:
    if member.acting is None or member.acting.ends <= visit.at:
        raise WrongState("roles.not_acting")
    after = replace(member, acting=None)
    await members.change_member(visit.tx, after)
    await visit.record("acting_ended", member.id, member.cell_id)
    tell(visit, after)
    for other in await members.roster(visit.tx, member.cell_id):
        if other.is_secretary:
            tell(visit, other)
    await visit.refresh()
    return after


async def offer(visit: Visit, member_id: str, becomes: Role) -> Member:
    """Offers the secretary's post to somebody on the roster. Nothing changes until it is
    accepted."""
    successor = await on_roster(visit, member_id)
    own = visit.member
    if becomes not in (Role.COMMITTEE, Role.MEMBER):
        raise Refusal("interview.forged")
    if successor.id == own.id:
        raise Refusal("roles.not_to_oneself")
    if not successor.person_id or successor.standing is MemberStanding.SUSPENDED:
        raise Refusal("roles.cannot_take_over", name=successor.shown)
    new = Handover(own.cell_id, own.id, successor.id, becomes)
    await handovers.offer(visit.tx, new, now=visit.at)
    await visit.record("handover_offered", successor.id, own.cell_id)
    tell(visit, successor)
    return successor


async def withdraw(visit: Visit, member_id: str) -> Member:
    """Takes the offer back."""
    member = await on_roster(visit, member_id)
    await _offer_to(visit, member)
    await handovers.end(visit.tx, member.cell_id)
    await visit.record("handover_withdrawn", member.id, member.cell_id)
    return member


async def offered_to(visit: Visit, member: Member) -> Handover | None:
    """The offer of the secretary's post to this member, if it is open and its giver still has
    it."""
    found = await handovers.offered(visit.tx, member.cell_id)
    if found is None or found.to_id != member.id:
        return None
    giver = await members.member(visit.tx, found.from_id)
    return found if giver and giver.is_secretary else None


async def _offer_to(visit: Visit, member: Member) -> Handover:
    found = await offered_to(visit, member)
    if found is None:
        raise WrongState("roles.no_offer")
    return found


async def decline(visit: Visit, member_id: str) -> Member:
    """Declines the post for the one who was chosen; the secretary gets a notice."""
    own = visit.own(member_id)
    giver = await _giver(visit, await _offer_to(visit, own))
    await handovers.end(visit.tx, own.cell_id)
    await visit.record("handover_declined", own.id, own.cell_id)
    tell(visit, giver)
    return own


async def take_over(visit: Visit, member_id: str) -> Member:
    """Makes the one who was chosen the secretary from now on; reviews, drafts and the queue
    stay."""
    own = visit.own(member_id)
    found = await _offer_to(visit, own)
    giver = await _giver(visit, found)
    if own.standing is MemberStanding.SUSPENDED:
        raise Refusal("roles.cannot_take_over", name=own.shown)
    await swap(visit.tx, giver, own, found.becomes, now=visit.at)
    await visit.record("handover_taken", own.id, own.cell_id)
    tell(visit, giver)
    await visit.refresh()
    return own


async def _giver(visit: Visit, found: Handover) -> Member:
    giver = await members.member(visit.tx, found.from_id)
    if giver is None:
        raise WrongState("roles.no_offer")
    return giver


def acting_now(office: Office, member: Member) -> tuple[date, date] | None:
    """First and last day of a time of acting that is not over, else `None`."""
    if member.acting is None or member.acting.ends <= millis(office.clock()):
        return None
    local = office.calendar.local
    first = local(moment(member.acting.begins)).date()
    return first, local(moment(member.acting.ends - 1)).date()


async def stand_in(visit: Visit, member: Member) -> tuple[Member, date, date] | None:
    """For the secretary: who acts now or next, with the first and the last day."""
    for other in await members.roster(visit.tx, member.cell_id) if member.is_secretary else ():
        if days := acting_now(visit.office, other):
            return other, *days
    return None


async def secretary_of(visit: Visit, member: Member) -> str:
    """The secretary's name; empty for a cell that has none."""
    roster = await members.roster(visit.tx, member.cell_id)
    return next((other.shown for other in roster if other.is_secretary), "")


@dataclass(frozen=True, slots=True)
class ActingOver(Job):
    """Says that this member's time of acting, which ends then (UTC milliseconds), is over; nothing
    if it ended before."""

    member_id: str
    ends: int


MAKERS: Mapping[type[Job], Maker] = {ActingOver: worded(over)}
