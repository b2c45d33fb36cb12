"""What has changed in the cell, sent at most once a day to those who lead it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.cycle.schedule import digest_day
from bot.domain.messages import Outgoing, Text, text
from bot.domain.reminders.step import Kind, Step
from bot.services.cycle import status
from bot.services.cycle.status import Status
from bot.services.office import Office, hashed, millis, moment
from bot.services.parcels import Job
from bot.services.preparation import behind
from bot.services.privacy import requests
from bot.services.reminders.source import Look, Notice, Source, daily
from bot.services.review import queue
from storage import cycles, members, reminders
from storage.cycles import Cycle
from storage.engine.database import Transaction

_MARK = 16
"""Characters of a digest's mark: enough to tell two apart."""


@dataclass(frozen=True, slots=True)
class Digest(Job):
    """Tells a leader of the cell who is missing."""

    cycle_id: str
    member_id: str


@dataclass(frozen=True, slots=True)
class _News:
    """What a digest says of a cell, but for how many days are left: that alone is no news."""

    status: Status
    lines: Sequence[Text]

    def mark(self, waiting: Text | None) -> str:
        """The same as long as nothing changes; `waiting`: what waits for this leader."""
        now = self.status
        phase = (now.days > 0) - (now.days < 0)
        said = (phase, sorted(now.places.items()), now.beside, now.unreachable, now.silent)
        return hashed(repr((said, self.lines, waiting)))[:_MARK]


async def _due(look: Look) -> Sequence[Notice]:
    """A digest for everybody who leads, at most one a day: if anybody is awaited or anything waits,
    and something has changed since this leader's last one."""
    office, tx, cycle, now = look.office, look.tx, look.cycle, millis(look.now)
    day = digest_day(cycle.dates, moment(cycle.opened_at), look.now, office.calendar)
    if day is None:
        return ()
    everybody = await look.everybody()
    news = await _news(office, tx, cycle)
    wanted = any(standing.awaited for standing in everybody) or bool(news.lines)
    last = await reminders.last_of(tx, cycle.id, Kind.DIGEST, now=now)
    found = []
    for member in (standing.member for standing in everybody):
        if not member.leads(now) or not member.person_id:
            continue
        waiting = await queue.digest_line(office, tx, member)
        mark = news.mark(waiting)
        heard = last.get(member.id)
        if heard and (heard.day == day or heard.about == mark):
            continue
        if wanted or waiting:
            job, step = Digest(cycle.id, member.id), Step(Kind.DIGEST, day, about=mark)
            found.append(Notice(member, job, (step,)))
    return found


async def _news(office: Office, tx: Transaction, cycle: Cycle) -> _News:
    asked = await requests.digest_line(office, tx, cycle.cell_id)
    late = await behind.digest_lines(office, tx, cycle)
    return _News(await status.status(office, tx, cycle), [*([asked] if asked else []), *late])


async def _words(office: Office, tx: Transaction, job: Digest) -> Outgoing | None:
    """Who is missing, whom the program cannot reach and what is late; `None` for a member who no
    longer leads the cell."""
    cycle = await cycles.cycle(tx, job.cycle_id)
    member = await members.member(tx, job.member_id)
    if cycle is None or cycle.closed_at is not None:
        return None
    if member is None or not member.leads(millis(office.clock())):
        return None
    news = await _news(office, tx, cycle)
    found = status.screen(news.status, key="status.digest")
    for line in filter(None, (*news.lines, await queue.digest_line(office, tx, member))):
        found = replace(found, text=text("interview.above", above=found.text, below=line))
    return found


SOURCE = Source(_due, daily, {Digest: _words})
