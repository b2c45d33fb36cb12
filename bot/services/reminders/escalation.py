"""When the leader does nothing, the deputy learns that something waits, but never whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.domain.messages import Outgoing, text
from bot.domain.people.member import Action, Member, Role, may
from bot.domain.reminders.step import Kind, Step
from bot.services.office import Office, millis
from bot.services.parcels import Job
from bot.services.reminders.source import Look, Notice, Source, daily
from storage import accounts, cells, cycles, invitations, members, outbox, reviews
from storage.cycles import Cycle
from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Escalation(Job):
    """Tells this member of the committee that reviews wait for a leader who does nothing."""

    cycle_id: str
    member_id: str


async def _due(look: Look) -> Sequence[Notice]:
    """A notice for the deputy, or else the committee, once a day at most."""
    if look.here.time() < time(look.cycle.dates.digest_hour):
        return ()
    told = await _told(look.tx, await members.known(look.tx, look.cycle.cell_id), millis(look.now))
    if not told or not sum(await waiting(look.tx, look.cycle, look.now)):
        return ()
    step = Step(Kind.ESCALATION, look.here.date())
    return [Notice(member, Escalation(look.cycle.id, member.id), (step,)) for member in told]


async def waiting(tx: Transaction, cycle: Cycle, now: datetime) -> tuple[int, int]:
    """How many reviews and requests to join wait for a leader who does nothing; none if one acts.

    A leader whom no message reaches does nothing from the first moment; any other after the days
    that the cell has set, counted from the last act and from when the thing began to wait.
    """
    roster = await members.roster(tx, cycle.cell_id)
    leaders = [member for member in roster if member.leads(millis(now))]
    reachable = [member for member in leaders if await _is_reachable(tx, member)]
    days = (await cells.cell(tx, cycle.cell_id)).escalate_days if reachable else 0
    since = millis(now - timedelta(days=days))
    for leader in reachable:
        if await _was_active(tx, leader, since):
            return 0, 0
    led = {member.id for member in leaders}
    undecided = await reviews.undecided(tx, cycle.cell_id, cycle.id)
    asked = await invitations.asked_at(tx, cycle.cell_id)
    return (
        # A leader's own review waits for the committee anyway.
        sum(author not in led and at <= since for author, at in undecided),
        sum(at <= since for at in asked),
    )


async def _is_reachable(tx: Transaction, member: Member) -> bool:
    return bool(member.person_id and await accounts.accounts_of(tx, member.person_id))


async def _was_active(tx: Transaction, leader: Member, since: int) -> bool:
    return await outbox.acted(
        tx, leader.cell_id, leader.person_id, since=since
    ) or await accounts.was_here(tx, leader.person_id, leader.id, since=since)


async def _told(tx: Transaction, known: Sequence[Member], now: int) -> list[Member]:
    """The deputies whom a message reaches, or else the committee."""
    for role in (Role.DEPUTY, Role.COMMITTEE):
        found = [
            member
            for member in known
            if member.role is role
            and not member.leads(now)
            and may(member, Action.SEE_STATUS, now)
            and await _is_reachable(tx, member)
        ]
        if found:
            return found
    return []


async def _words(office: Office, tx: Transaction, job: Escalation) -> Outgoing | None:
    """How much waits now; `None` if somebody has acted since."""
    cycle = await cycles.cycle(tx, job.cycle_id)
    if cycle is None or cycle.closed_at is not None:
        return None
    reviews, requests = await waiting(tx, cycle, office.clock())
    if not reviews + requests:
        return None
    cell = await cells.cell(tx, cycle.cell_id)
    return Outgoing(
        text(
            "escalation.notice",
            cell=cell.name,
            things=reviews + requests,
            days=cell.escalate_days,
        )
    )


SOURCE = Source(_due, daily, {Escalation: _words})
