"""Another program holds the write lock of the database for a minute: nothing is acknowledged that
is not stored, everybody is told, what only reads goes on, and so does everything afterwards."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from bot import app
from bot.domain.messages import Outgoing, text
from bot.services.office import millis
from bot.services.parcels import ALWAYS, Told, pack, parcel
from handlers.contract import Message
from storage import outbox
from storage.engine.database import GROUP
from storage.engine.sqlite_file import BUSY_TIMEOUT_MS
from storage.outbox import Lane
from tests.channels.web_rig import JSON, Desk, desk
from tests.services.scene import every, said
from tests.shelf import Shelf
from tests.storage.notes import commits_of, driver
from tests.world import Outlet

WAITS = 60_000 // BUSY_TIMEOUT_MS
"""Acts, one after the other, each of which waits for the lock, until the minute is over."""
QUICK = 20
"""Milliseconds of such a wait here."""
AGAIN = "Đồng chí thử lại sau ít phút"
ANSWER = "Tôi dạy đủ chương trình"


@pytest.fixture
async def at(shelf: Shelf, tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(shelf, tmp_path) as made:
        await made.world.deliver()
        writing = driver(made.world.office.db).writing
        await writing.call(lambda c: c.execute(f"PRAGMA busy_timeout={QUICK}"))
        yield made


@contextmanager
def locked(at: Desk) -> Iterator[None]:
    """As by somebody who has changed a row in a database browser, and not saved."""
    with closing(sqlite3.connect(driver(at.world.office.db).path, isolation_level=None)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        yield
        foreign.execute("ROLLBACK")


async def sends(page: httpx.AsyncClient, words: str) -> tuple[bool, str]:
    """The same act each time, as a page does that had no answer: whether it is refused, and what is
    said."""
    act = {"act": "act-00000001", "text": words}
    told = (await page.post("/send", data=act, headers=JSON)).raise_for_status().json()
    return told["refused"], " ".join(each["html"] for each in told["messages"])


def revision(at: Desk) -> int:
    """How many changes are recorded in Hoa's review."""
    ((found,),) = every(at.world, "SELECT revision FROM interviews")
    return int(found)


async def test_nothing_is_acknowledged_and_everybody_is_told(
    at: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async with await at.client("hoa") as page:
        await page.get("/")
        before = revision(at)
        with locked(at):
            for _ in range(WAITS):
                refused, told = await sends(page, ANSWER)
                assert refused
                assert AGAIN in told
                for path in ("/healthz", "/static/chat.css", "/"):
                    assert (await page.get(path)).status_code == 200
            assert AGAIN in said(await at.world.says("lan", "/help"))
            assert AGAIN in said(await at.world.says("stranger", "/start"))
        codes = set(re.findall(r"error (\w+) on \w+: (.+)", caplog.text))
        assert {why for _, why in codes} == {
            "TransactionFailed (SQLITE_BUSY: another program holds the database)"
        }
        assert revision(at) == before
        refused, _ = await sends(page, ANSWER)
        assert not refused
        await sends(page, ANSWER)
    assert revision(at) == before + 1


async def test_those_who_act_together_wait_once(at: Desk) -> None:
    """Not one behind the other, five seconds each."""
    tries = commits_of(at.world.office.db)
    with locked(at):
        said_to = await asyncio.gather(
            *(at.world.says(f"stranger {number}", "/start") for number in range(GROUP + 1))
        )
    assert all(AGAIN in said(reply) for reply in said_to)
    assert tries == ["BEGIN IMMEDIATE"] * 2


class Heard(logging.Handler):
    """Hears of the failures of what works by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.stumbled = {"post": asyncio.Event(), "sweep": asyncio.Event()}

    def emit(self, record: logging.LogRecord) -> None:
        if found := re.match(r"the (\w+) stumbled", record.msg):
            self.stumbled[found[1]].set()


@dataclass
class Bell(Outlet):
    """Rings at what is sent."""

    rung: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, address: str, message: Message) -> None:
        await super().send(address, message)
        self.rung.set()


async def test_what_is_due_meanwhile_comes_afterwards_and_once(at: Desk) -> None:
    world, outlet, bell, heard = at.world, Bell(), asyncio.Event(), Heard()
    world.post.channels["telegram"] = outlet  # type: ignore[index] # the world's own dict
    told = Told(pack(Outgoing(text("reviewing.returned_notice", count=1))), ALWAYS, ())
    new = parcel(at.person("hoa"), told, lane=Lane.AWAITED)
    now, later = millis(world.clock()), millis(world.clock()) + 60_000
    await world.office.db.write(lambda tx: outbox.put(tx, [new], not_before=later, now=now))
    works = (world.post.run(), app._sweep(world.office, bell))
    running = [asyncio.create_task(each) for each in works]
    await world.office.db.write(lambda tx: tx.all("SELECT 1"))  # behind the post's first look
    logging.getLogger().addHandler(heard)
    async with asyncio.timeout(5):
        with locked(at):
            world.clock.forward(minutes=2)
            world.office.wake.set()
            bell.set()
            await asyncio.gather(*(event.wait() for event in heard.stumbled.values()))
        assert outlet.sent == []
        world.office.wake.set()
        await outlet.rung.wait()
    logging.getLogger().removeHandler(heard)
    await world.deliver()
    assert len(outlet.sent) == 1
    assert not any(task.done() for task in running)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
