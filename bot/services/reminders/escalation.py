"""When the leader does nothing, the deputy learns that something waits; never whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.domain.messages import Outgoing, text
from bot.domain.people.member import Action, Member, Role, may
from bot.services.office import Office, millis
from bot.services.parcels import Escalation, parcel
from storage import accounts, cells, cycles, interviews, invitations, members, outbox
from storage.cycles import Cycle
from storage.engine.database import Transaction

STEP = "escalation"


async def queue(office: Office, tx: Transaction, cycle: Cycle, now: datetime) -> int:
    """Tell the deputy, or else the committee, once a day at most; how many messages that were."""
    here = office.calendar.local(now)
    if here.time() < time(cycle.dates.digest_hour):
        return 0
    known = await members.known(tx, cycle.cell_id)
    told = await _told(tx, known, millis(now))
    if not told or not sum(await waiting(tx, cycle, now)):
        return 0
    queued = 0
    for member in told:
        new = parcel(member.person_id, Escalation(cycle.id, member.id), cell_id=cycle.cell_id)
        if await cycles.record_step(
            tx,
            cycle.id,
            member.id,
            cycle.dates.last_day,
            f"{STEP} {here.date().isoformat()}",
            outbox_id=new.id,
            now=millis(now),
        ):
            await outbox.put(tx, [new], not_before=millis(now), now=millis(now))
            queued += 1
    return queued


async def waiting(tx: Transaction, cycle: Cycle, now: datetime) -> tuple[int, int]:
    """Reviews and requests to join that wait for a leader who does nothing; none if one acts.

    A leader whom nobody reaches does nothing from the first moment; any other after the days that
    the cell has set, counted from the last act and from when the thing began to wait.
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
    reviews = await interviews.undecided(tx, cycle.cell_id, cycle.id)
    asked = await invitations.asked_at(tx, cycle.cell_id)
    return (
        # A leader's own review waits for the committee anyway.
        sum(author not in led and at <= since for author, at in reviews),
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


async def message(office: Office, tx: Transaction, job: Escalation) -> Outgoing | None:
    """What waits now; `None` if somebody has acted since."""
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
