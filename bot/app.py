"""The composition root: settings -> database, content, channels, scheduler. Decides nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from starlette.routing import BaseRoute

from bot.content.catalogue import Catalogue
from bot.content.rendering import Renderer
from bot.content.questionnaires import load_questionnaires
from bot.domain.reading import Lexicon
from bot.domain.schedule import Calendar
from bot.services import delivery, reminders
from bot.services.office import Clock, Links, Office, millis
from bot.settings import Settings
from handlers.channels.web import Running, WebChannel, WebOptions
from handlers.channels.web.keeping import OfficeStore
from handlers.contract import Channel
from handlers.member import OF_MEMBERS
from handlers.post import Post
from handlers.router import Router, commands
from storage.database import Database

log = logging.getLogger(__name__)

SWEEP_EVERY = 60
"""Seconds between two looks at what is due."""

TIDY_AFTER_DAYS = 30


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


class DaysOff:
    """Public holidays of Vietnam, and the days that the operator lists besides."""

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
    """The cells' zone and days off."""
    return Calendar(settings.zone, DaysOff(settings.days_off))


def open_office(settings: Settings, database: Database, clock: Clock) -> Office:
    """Everything the services need. Raises what a broken template raises, naming the file."""
    catalogue = Catalogue.load(settings.templates)
    return Office(
        db=database,
        clock=clock,
        catalogue=catalogue,
        lexicon=Lexicon(catalogue.lexicon),
        forms=load_questionnaires(settings.templates),
        calendar=calendar(settings),
        renderer=Renderer(),
        links=Links(web=settings.web_url),
        operator=settings.operator,
    )


@asynccontextmanager
async def opened(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[Office]:
    """The office over the settings' database, closed in order afterwards."""
    database = await Database.open(settings.database_url)
    try:
        office = open_office(settings, database, clock)
        try:
            yield office
        finally:
            await office.renderer.close()
    finally:
        await database.close()


def telegram(settings: Settings, office: Office) -> Channel:
    """The Telegram channel; its name goes into invitations once Telegram has told it."""
    from handlers.channels.telegram import TelegramChannel

    def named(username: str) -> None:
        office.links.telegram_bot = username

    return TelegramChannel(
        settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        proxy=settings.telegram_proxy or None,
        on_ready=named,
        on_blocked=lambda address: delivery.blocked(office, "telegram", address),
        default_menus={
            language: commands(office, OF_MEMBERS, language)
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
    """The web chat; without a public address, links lead to where it listens."""

    def started(url: str) -> None:
        office.links.web = office.links.web or url
        on_started(url)

    return WebChannel(
        OfficeStore(office),
        office.catalogue.render,
        WebOptions(
            host=settings.web_host,
            port=settings.web_port,
            public_url=settings.web_url,
            resume_text="/resume",
            zone=settings.zone,
        ),
        extra_routes=extra_routes,
        on_started=started,
    )


async def serve(office: Office, channels: Sequence[Channel]) -> None:
    """Receive, sweep and send until cancelled."""
    router = Router(office)
    post = Post(office, {channel.name: channel for channel in channels})
    scheduler = AsyncIOScheduler(timezone="UTC")
    every = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    now = datetime.now(UTC)
    scheduler.add_job(sweep, "interval", [office], seconds=SWEEP_EVERY, next_run_time=now, **every)
    scheduler.add_job(tidy, "interval", [office], hours=12, **every)
    scheduler.start()
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(post.run(), name="post")
            for channel in channels:
                tasks.create_task(channel.run(router.handle), name=channel.name)
    finally:
        scheduler.shutdown(wait=False)


async def sweep(office: Office) -> None:
    """Queue what is due. An error is logged, and the next run tries again."""
    try:
        await reminders.sweep(office)
    except Exception as error:  # noqa: BLE001 -- the sweep must outlive any one failure
        log.error("the sweep stumbled: %s", type(error).__name__)


async def tidy(office: Office) -> None:
    """Forget what no platform can ask for again."""
    before = office.clock() - timedelta(days=TIDY_AFTER_DAYS)
    await delivery.forget(office, millis(before))
