"""The composition root: settings -> database, content, channels, scheduler. Decides nothing."""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from starlette.routing import BaseRoute

from bot.content.questionnaires.files import load_questionnaires
from bot.content.rendering import Renderer
from bot.content.usual import load_usual
from bot.content.words.catalogue import Catalogue
from bot.domain.cycle.schedule import Calendar
from bot.domain.lexicon import Lexicon
from bot.domain.messages import Incoming
from bot.domain.people.member import Role
from bot.services import delivery, ground
from bot.services.aside import Aside
from bot.services.office import Clock, Links, Office, cause_of
from bot.services.privacy import retention
from bot.services.reminders import sweep
from bot.settings import Settings
from handlers.channels.web import CannotListen, PortInUse, Running, WebChannel, WebOptions
from handlers.contract import Channel, Handle, NotLetIn
from handlers.menu import commands_of_role
from handlers.post import Post
from handlers.router import Router, commands, wanted
from storage.engine.database import Database

log = logging.getLogger(__name__)

SWEEP_EVERY = 60
"""Seconds between two looks at what is due."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds until a channel that has failed is run again; doubled each time."""


def utc_now() -> datetime:
    """The real clock, in UTC."""
    return datetime.now(UTC)


class DaysOff:
    """Public holidays of Vietnam, and further days that the operator lists."""

    def __init__(self, listed: str) -> None:
        self._listed = frozenset(
            date.fromisoformat(day) for day in listed.replace(",", " ").split()
        )
        self._holidays: object = None

    def __contains__(self, day: object) -> bool:
        if self._holidays is None:
            import holidays

            self._holidays = holidays.country_holidays("VN")
        return day in self._listed or day in self._holidays  # type: ignore[operator] # a mapping of days


def calendar(settings: Settings) -> Calendar:
    """The cells' time zone and days off."""
    return Calendar(settings.zone, DaysOff(settings.days_off))


def open_office(settings: Settings, database: Database, clock: Clock) -> Office:
    """Everything the services need. A broken template raises its own error, which names the
    file."""
    catalogue = Catalogue.load(settings.templates)
    return Office(
        db=database,
        clock=clock,
        catalogue=catalogue,
        lexicon=Lexicon(catalogue.lexicon),
        forms=load_questionnaires(settings.templates),
        usual=load_usual(settings.templates),
        calendar=calendar(settings),
        renderer=Renderer(),
        links=Links(web=settings.web_url),
        operator=settings.operator,
    )


@asynccontextmanager
async def opened(
    settings: Settings, clock: Clock = utc_now, *, beside: bool = False
) -> AsyncIterator[Office]:
    """The office over the settings' database, if need be `beside` the running service; everything
    is closed in order afterwards."""
    database = await Database.open(settings.database_url, keys=settings.key_file, beside=beside)
    try:
        office = open_office(settings, database, clock)
        try:
            yield office
        finally:
            await office.renderer.close()
    finally:
        await database.close()


def telegram(settings: Settings, office: Office) -> Channel:
    """The Telegram channel; the bot's name goes into invitations as soon as it is known."""
    from handlers.channels.telegram import TelegramChannel

    def named(username: str) -> None:
        office.links.telegram_bot = username

    async def awaits(incoming: Incoming, name: str) -> bool:
        return await wanted(office, incoming, name) != ("", "")

    return TelegramChannel(
        settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        proxy=settings.telegram_proxy or None,
        on_ready=named,
        on_blocked=lambda address: delivery.blocked(office, "telegram", address),
        aside=Aside(office, "telegram"),
        awaits=awaits,
        default_menus={
            language: commands(office, commands_of_role(Role.MEMBER), language)
            for language in office.catalogue.languages
        },
    )


def web(
    settings: Settings,
    office: Office,
    *,
    on_started: Callable[[str], None],
    extra_routes: Callable[[Running], Sequence[BaseRoute]] | None = None,
) -> WebChannel:
    """The web chat; without a public address, links lead to the address it listens at."""

    def started(url: str) -> None:
        office.links.web = office.links.web or url
        on_started(url)

    channel = WebChannel(
        office,
        WebOptions(settings.web_host, settings.web_port, settings.web_url),
        extra_routes=extra_routes,
        on_started=started,
    )
    office.signed_out.append(channel.wake)
    return channel


def _all_files() -> None:
    """Lets this process open as many files as the system allows it to: each connection is one, and
    the usual limit of 1,024 is a single person's to exhaust."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def serve(office: Office, channels: Sequence[Channel], *, pause: float = FIRST_PAUSE) -> None:
    """Receives, sweeps and sends until cancelled. A channel that fails is run again, first after so
    many seconds `pause`; the others go on. Raises PortInUse, CannotListen, and NotLetIn if there is
    no other."""
    gc.freeze()  # what the start made stays: searching it for garbage held up every chat for 80 ms
    gc.enable()
    _all_files()
    router = Router(office)
    post = Post(office, {channel.name: channel for channel in channels})
    bell = asyncio.Event()
    bell.set()
    scheduler = AsyncIOScheduler(timezone="UTC")
    every = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler.add_job(_ring, "interval", [bell], seconds=SWEEP_EVERY, **every)
    scheduler.start()
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(post.run(), name="post")
            tasks.create_task(_sweep(office, bell), name="sweep")
            for channel in channels:
                upheld = _upheld(channel, router.handle, pause, alone=len(channels) == 1)
                tasks.create_task(upheld, name=channel.name)
    finally:
        scheduler.shutdown(wait=False)


async def _upheld(channel: Channel, handle: Handle, pause: float, *, alone: bool) -> None:
    """Runs a channel until it ends or is cancelled, and again whenever it fails."""
    failed = 0
    while True:
        began = time.monotonic()
        try:
            await channel.run(handle)
        except (PortInUse, CannotListen):
            raise
        except NotLetIn as error:
            if alone:
                raise
            log.error("%s: %s; the others go on", channel.name, error)
        except Exception as error:
            log.error("%s failed: %s; it is run again", channel.name, type(error).__name__)
            log.debug("%s failed", channel.name, exc_info=error)
        else:
            return
        failed = 0 if time.monotonic() - began > LONGEST_PAUSE else failed
        await asyncio.sleep(min(pause * 2.0**failed, LONGEST_PAUSE))
        failed = min(failed + 1, 16)


async def _ring(bell: asyncio.Event) -> None:
    """Rings for a sweep. The scheduler only rings, so that what it cancels at the end is never half
    done."""
    bell.set()


async def _sweep(office: Office, bell: asyncio.Event) -> None:
    """Queues what is due, at the start and at every ring; once a day, forgets what is old and
    removes what may no longer be kept.

    An error is logged, and the next ring tries again. Raises DatabaseGone, which ends the program.
    """
    tidied = office.clock() - timedelta(days=1)
    while True:
        await bell.wait()
        bell.clear()
        await ground.stand(office)
        try:
            await sweep.sweep(office)
            if _is_another_day(office.clock(), tidied):
                tidied = office.clock()
                await ground.examine(office)
                await retention.purge(office)
        except Exception as error:  # noqa: BLE001 -- the sweep must outlive any one failure
            log.error("the sweep stumbled: %s", cause_of(error))


def _is_another_day(now: datetime, last: datetime) -> bool:
    """Whether a day has passed, or the clock was put back."""
    return not timedelta() <= now - last < timedelta(days=1)
