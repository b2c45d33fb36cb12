"""The demo: the web chat on loopback with an invented cell, whose clock the visitor moves.

The database is made anew at each start in a folder that goes with the process. Only here can one
switch between persons, and move the clock.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import monotonic

from bot import app, sample
from bot.domain.cycle.schedule import Calendar
from bot.domain.messages import text
from bot.domain.reminders.step import Kind
from bot.services.cycle import status
from bot.services.office import Office, millis, moment
from bot.services.reminders import sweep
from bot.settings import Settings
from handlers.channels.web.demo import DemoPerson, demo_routes
from handlers.post import Post
from storage import cycles, reminders
from storage.engine import migrate
from storage.engine.database import Database, Transaction
from storage.outbox import Lane

MOST_AHEAD = timedelta(days=60)
"""How far the clock is put forward in search of a reminder: an open cycle is looked at daily."""

OPENED_AGO = timedelta(days=10)


class DemoClock:
    """Begins at nine on a working day, runs by itself, and can be put forward."""

    def __init__(self, calendar: Calendar) -> None:
        self._begun = monotonic()
        self._base = first_morning(calendar)

    def __call__(self) -> datetime:
        return self._base + timedelta(seconds=monotonic() - self._begun)

    def put_to(self, when: datetime) -> None:
        """Puts the clock to this moment, but never back."""
        now = self()
        if when > now:
            self._base += when - now


def first_morning(calendar: Calendar) -> datetime:
    """Nine o'clock today or on the next working day in the cell's time zone, as UTC."""
    day = calendar.local(datetime.now(UTC)).date()
    while day.weekday() >= 5 or day in calendar.days_off:
        day += timedelta(days=1)
    return datetime.combine(day, time(9), calendar.zone).astimezone(UTC)


class SampleHost:
    """The sample cell and its clock, for the trial page."""

    def __init__(self, office: Office, clock: DemoClock, made: sample.Sample) -> None:
        self._office = office
        self._clock = clock
        self._made = made
        self.post: Post | None = None

    async def people(self) -> Sequence[DemoPerson]:
        """Everybody on the roster with a person, and how far they are now."""
        places = await self._office.db.read(lambda tx: status.places(tx, self._made.cell.id))
        say = self._office.catalogue.render
        return [
            DemoPerson(
                id=member.person_id,
                name=member.name,
                role=say(text(f"demo.role_{member.role}"), "vi"),
                state=say(text(f"demo.state_{state}"), "vi"),
                is_secretary=member.is_secretary,
            )
            for member, state in places
            if member.person_id
        ]

    def now(self) -> datetime:
        """The time on the demo's clock, in the cell's time zone."""
        return self._office.calendar.local(self._clock())

    async def move_clock(self, by: timedelta) -> None:
        """Puts the clock forward, stopping wherever something falls due on the way."""
        target = self._clock() + by
        while (due := await self._next_due()) and due <= target:
            await self._sweep_at(due)
        await self._sweep_at(target)

    async def move_to_next_reminder(self) -> bool:
        """Puts the clock forward to a member's next reminder; the secretary's digests do not count.
        False if there will be none."""
        until = self._clock() + MOST_AHEAD
        while (due := await self._next_due()) and due <= until:
            before = await self._office.db.read(self._reminders)
            await self._sweep_at(due)
            if await self._office.db.read(self._reminders) > before:
                return True
        return False

    async def _reminders(self, tx: Transaction) -> int:
        """How many reminders of reviews are recorded for the open cycle."""
        cycle = await cycles.open_cycle(tx, self._made.cell.id)
        entries = await reminders.entries(tx, cycle.id, now=millis(self._clock())) if cycle else ()
        return sum(each.step.kind is Kind.REVIEW for each in entries)

    async def _next_due(self) -> datetime | None:
        at = await self._office.db.read(cycles.next_due)
        return moment(at) if at is not None else None

    async def _sweep_at(self, when: datetime) -> None:
        self._clock.put_to(when)
        await sweep.sweep(self._office)
        if self.post:
            for lane in Lane:
                while await self.post.deliver(lane):
                    continue


async def run(port: int, told: Callable[..., None]) -> None:
    """Serves the demo until cancelled."""
    with tempfile.TemporaryDirectory(prefix="tusoi-demo-") as folder:
        settings = Settings(
            database_url=f"sqlite:///{Path(folder) / 'demo.sqlite3'}",
            web_host="127.0.0.1",
            web_port=port,
            web_url="",
            operator=str(sample.script()["operator"]),
        )
        await asyncio.to_thread(migrate.migrate, settings.database_url)
        await _serve(settings, told)


async def _serve(settings: Settings, told: Callable[..., None]) -> None:
    database = await Database.open(settings.database_url)
    try:
        clock = DemoClock(app.calendar(settings))
        office = app.open_office(settings, database, clock)
        made = await database.write(
            lambda tx: sample.make(office, tx, clock(), opened=OPENED_AGO), brief=False
        )
        host = SampleHost(office, clock, made)
        channel = app.web(
            settings,
            office,
            on_started=lambda url: told(demo=url),
            extra_routes=demo_routes(host),
        )
        host.post = Post(office, {channel.name: channel})
        try:
            await app.serve(office, [channel])
        finally:
            await office.renderer.close()
    finally:
        await database.close()
