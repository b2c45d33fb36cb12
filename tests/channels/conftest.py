"""Running channels: Telegram over a server of its own, the web on a free port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx
import pytest

from bot.content.words.catalogue import TEMPLATES, Catalogue
from bot.services.devices import locks
from handlers.channels.web import WebChannel, WebOptions
from tests.botapi import BotApi
from tests.channels.device_rig import Desk, desk
from tests.channels.telegram_rig import Rig, running
from tests.channels.web_fakes import MemoryStore, Script
from tests.shelf import Shelf


@dataclass
class Served:
    """A channel that serves, its store and its router."""

    channel: WebChannel
    store: MemoryStore
    script: Script
    task: asyncio.Task[None]

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.channel.url

    async def sign_in(self, person: str) -> str:
        """A session's token."""
        code = f"code-of-{person}-{len(self.store.links)}"
        self.store.links[code] = person
        entered = await self.store.enter(code, session=None, name=None)
        return str(getattr(entered, "token", ""))

    async def client(self, person: str | None = None) -> httpx.AsyncClient:
        """A browser-like client, signed in as this person."""
        client = httpx.AsyncClient(
            base_url=self.url,
            headers={"Origin": self.url.rstrip("/")},
            trust_env=False,
            verify=False,  # all is http here, and reading the certificates takes long
        )
        if person:
            client.cookies.set("tusoi", await self.sign_in(person), domain="127.0.0.1", path="/")
        return client


words = cache(Catalogue.load)

Serve = Callable[[MemoryStore, Script, WebOptions], Awaitable[Served]]


REAL_COST = locks._COST


@pytest.fixture(autouse=True)
def quick_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judging a PIN takes 50 ms by intention; here they are judged by the hundred."""
    monkeypatch.setattr(locks, "_COST", {**REAL_COST, "n": 2**4})


@pytest.fixture
def slow_pins(quick_pins: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the program."""
    monkeypatch.setattr(locks, "_COST", REAL_COST)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def rig(api: BotApi) -> AsyncIterator[Rig]:
    """The Telegram channel on it."""
    async with running(api) as started:
        yield started


@asynccontextmanager
async def channels() -> AsyncIterator[Serve]:
    """Starts channels; stops them at the end of the block."""
    running: list[asyncio.Task[None]] = []

    async def start(store: MemoryStore, script: Script, options: WebOptions) -> Served:
        channel = WebChannel(store, words(TEMPLATES).render, options)
        task = asyncio.create_task(channel.run(script.handle))
        running.append(task)
        await channel.started.wait()
        return Served(channel, store, script, task)

    yield start
    for task in running:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def two_members(serve: Serve) -> Served:
    """A channel for a cell with two members."""
    store = MemoryStore()
    store.add("hoa", "Trần Thị Hoa")
    store.add("minh", "Lê Văn Minh")
    return await serve(store, Script(), WebOptions())


@pytest.fixture
async def at(shelf: Shelf, tmp_path: Path) -> AsyncIterator[Desk]:
    """Hoa's cell on Telegram and on the web."""
    async with desk(shelf, tmp_path) as made:
        yield made


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts channels; stops them after the test."""
    async with channels() as start:
        yield start


@pytest.fixture
async def served(serve: Serve) -> Served:
    return await two_members(serve)
