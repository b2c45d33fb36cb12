"""The operator's register of breaches, and the clock by which the Ministry has to know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.messages import Text, text
from bot.domain.privacy.rights import REPORT_BREACH_WITHIN
from bot.services.office import Office, millis, moment, new_id
from storage import breaches
from storage.breaches import Breach


async def add(office: Office, what: str, persons: int | None) -> Text:
    """Adds a breach that was noticed now; returns until when it has to be reported."""
    new = Breach(new_id(), millis(office.clock()), what, persons)
    await office.db.write(lambda tx: breaches.add(tx, new))
    by = office.calendar.local(office.clock() + timedelta(hours=REPORT_BREACH_WITHIN))
    return text("breach.added", id=new.id, by=by)


async def lines(office: Office) -> Sequence[Text]:
    """The register, with the hours left on each clock."""
    found = await office.db.read(breaches.every)
    return [_line(office, each) for each in found]


def _line(office: Office, breach: Breach) -> Text:
    noticed = moment(breach.noticed_at)
    passed = office.clock() - noticed
    return text(
        "breach.line",
        id=breach.id,
        at=office.calendar.local(noticed),
        what=breach.what,
        persons=breach.persons,
        hours=REPORT_BREACH_WITHIN - int(passed.total_seconds() // 3600),
        reported=breach.reported_at is not None,
        told=breach.told_at is not None,
        closed=breach.closed_at is not None,
        outcome=breach.outcome,
    )


async def mark(office: Office, breach_id: str, *, reported: bool, told: bool) -> Text:
    """Notes that the Ministry (`reported`) or the persons (`told`) have been informed."""
    now = millis(office.clock())
    known = await office.db.write(
        lambda tx: breaches.mark(tx, breach_id, reported=reported, told=told, now=now)
    )
    return text("breach.marked" if known else "breach.unknown", id=breach_id)


async def close(office: Office, breach_id: str, outcome: str) -> Text:
    """Notes that the breach is over, and its outcome."""
    now = millis(office.clock())
    known = await office.db.write(lambda tx: breaches.close(tx, breach_id, outcome, now=now))
    return text("breach.closed" if known else "breach.unknown", id=breach_id)
