"""Who is missing, sent each day to those who lead the cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.cycle.schedule import digest_day
from bot.domain.messages import Outgoing, text
from bot.domain.reminders.step import Kind, Step
from bot.services.cycle import status
from bot.services.office import Office, millis, moment
from bot.services.parcels import Job
from bot.services.privacy import requests
from bot.services.reminders.source import Look, Notice, Source, daily
from bot.services.review import queue
from storage import cycles, members
from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Digest(Job):
    """Tells a leader of the cell who is missing."""

    cycle_id: str
    member_id: str


async def _due(look: Look) -> Sequence[Notice]:
    """A digest for everybody who leads, once a day, if anybody is awaited or anything waits."""
    cycle, now = look.cycle, millis(look.now)
    day = digest_day(cycle.dates, moment(cycle.opened_at), look.now, look.office.calendar)
    if day is None:
        return ()
    everybody = await look.everybody()
    wanted = any(standing.awaited for standing in everybody)
    wanted = wanted or bool(await requests.digest_line(look.office, look.tx, cycle.cell_id))
    return [
        Notice(member, Digest(cycle.id, member.id), (Step(Kind.DIGEST, day),))
        for member in (standing.member for standing in everybody)
        if member.leads(now) and member.person_id
        if wanted or await queue.count(look.tx, member, now)
    ]


async def _words(office: Office, tx: Transaction, job: Digest) -> Outgoing | None:
    """Who is missing and whom the program cannot reach; `None` for a member who no longer leads the
    cell."""
    cycle = await cycles.cycle(tx, job.cycle_id)
    member = await members.member(tx, job.member_id)
    if cycle is None or cycle.closed_at is not None:
        return None
    if member is None or not member.leads(millis(office.clock())):
        return None
    found = status.screen(await status.status(office, tx, cycle), key="status.digest")
    lines = (
        await requests.digest_line(office, tx, cycle.cell_id),
        await queue.digest_line(office, tx, member),
    )
    for line in filter(None, lines):
        found = replace(found, text=text("interview.above", above=found.text, below=line))
    return found


SOURCE = Source(_due, daily, {Digest: _words})
