"""Whether the clock is believed: the one place that decides, before anything that cannot be undone.

A clock that is wrong (an empty battery, a start before the network, a copied machine) and a server
that was off for weeks look the same at first: it stands far from the newest time in the database.
What tells them apart is what comes next: a wrong clock is put right within minutes, or by whoever
reads the log; after a pause it just runs on.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.services.office import BELIEVED_FOR, Office, millis, moment
from storage import clock
from storage.clock import Seen

log = logging.getLogger(__name__)

RUNS_ON = timedelta(hours=6)
"""A clock that runs on for so long without a jump is believed again: longer than a machine waits
for the network's time, and short against the years after which anything is removed."""

KEPT_EVERY = timedelta(hours=1)


def judged(seen: Seen, now: int) -> Seen:
    """What this look at the clock makes of the looks before. Pure; UTC milliseconds."""
    far = millis_of(BELIEVED_FOR)
    if abs(now - seen.believed_at) <= far:
        return Seen(now, now)
    since = seen.doubted_from
    if since is None or now < since or now - seen.rung_at > far:
        return Seen(seen.believed_at, now, now)
    if now - since >= millis_of(RUNS_ON):
        return Seen(now, now)
    return Seen(seen.believed_at, now, since)


async def is_believed(office: Office) -> bool:
    """Look at the clock; what cannot be undone waits for a `True`. The log says when it begins to
    be doubted, and when it no longer is. Where it went back, what was put off to a future that has
    not come is due now."""
    now = millis(office.clock())
    before = await office.db.read(clock.seen) or Seen(now, now)
    after = judged(before, now)
    if await office.db.read(lambda tx: clock.is_ahead(tx, now)):
        await office.db.write(lambda tx: clock.bring_back(tx, now))
    if _tells_more(before, after):
        await office.db.write(lambda tx: clock.keep(tx, after))
    office.trust.believed = moment(after.believed_at)
    if after.doubted_from not in (None, before.doubted_from):
        log.warning(
            "the clock stands at %s, %d days from the newest time in the database: nothing is"
            " removed and nothing runs out until it has gone on for %d hours; if it is right,"
            " `tusoi purge --clock-is-right` says so at once",
            f"{office.calendar.local(moment(now)):%d/%m/%Y %H:%M}",
            (now - after.believed_at) // millis_of(timedelta(days=1)),
            RUNS_ON // timedelta(hours=1),
        )
    elif before.doubted_from is not None and after.doubted_from is None:
        log.warning("the clock is believed again")
    return after.doubted_from is None


async def believe(office: Office) -> None:
    """The operator says that the clock is right."""
    now = millis(office.clock())
    await office.db.write(lambda tx: clock.keep(tx, Seen(now, now)))
    office.trust.believed = moment(now)


def millis_of(span: timedelta) -> int:
    """As the database keeps times."""
    return span // timedelta(milliseconds=1)


def _tells_more(before: Seen, after: Seen) -> bool:
    """Whether it is worth a write: not every look of a clock that just runs."""
    if after.doubted_from is not None or before.doubted_from is not None:
        return True
    old = after.believed_at - before.believed_at
    return not 0 < old < millis_of(KEPT_EVERY)
