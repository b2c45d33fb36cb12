"""Many thousand acts: what the program holds does not grow with them.

What Python holds is counted in blocks, which are exact where the memory of a process is not. Not
everything is warm after the first rounds: until nothing grows any more, for so long and no longer.
"""

from __future__ import annotations

import asyncio
import gc
import heapq
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path
from weakref import ReferenceType

import httpx
import pytest

from bot.domain.messages import Outgoing, text
from bot.services import clock
from bot.services.office import millis
from bot.services.parcels import ALWAYS, Told, pack, parcel
from bot.services.privacy import retention
from handlers.channels.telegram import screens
from handlers.contract import Message, Reply
from storage import outbox
from storage import webchat as kept
from storage.outbox import Lane
from tests.botapi import BotApi
from tests.channels.telegram_rig import Script, keys, running
from tests.channels.web_rig import JSON, Desk, desk
from tests.faults.answering import answer_to
from tests.services.scene import _tables, connection, said
from tests.shelf import Shelf
from tests.storage.notes import driver

STRETCHES = 16
ON_PAGE, IN_CHATS = 30, 60
"""Rounds in a stretch."""
STRANGERS = 1000
"""The number from which on people are nobody's."""
OPEN = ("files", "tasks", "threads")
TRACES = {"inbox", "audit", "outbox", "mailbox"}
"""Tables that get rows by what people do here."""
YEARS = {"audit", "clock"}
"""Of these the ones that are kept for years; of the others nothing is left after a month."""

Act = Callable[[], Awaitable[None]]


def held() -> Counter[str]:
    """What this process holds now; without what Python drops by the hundred: timers that were
    cancelled, and references of a database's connection to cursors that are gone."""
    timers = asyncio.get_running_loop()._scheduled  # type: ignore[attr-defined]  # no public way
    timers[:] = [each for each in timers if not each.cancelled()]
    heapq.heapify(timers)
    gc.collect()
    gone = sum(type(each) is ReferenceType and each() is None for each in gc.get_objects())
    return Counter(
        blocks=sys.getallocatedblocks() - gone,
        files=len(list(Path("/proc/self/fd").iterdir())),
        tasks=len(asyncio.all_tasks()),
        threads=threading.active_count(),
    )


async def growths(
    rounds: int, stretch: Act, forget: Callable[[], None] = lambda: None
) -> list[Counter[str]]:
    """By how much more was held after each stretch than before, until there is one in which nothing
    grew, or less than by one object in each of its `rounds`: then the list is empty. `forget`: what
    the test itself remembers."""
    found = []
    for _ in range(STRETCHES):
        forget()
        before = held()
        await stretch()
        forget()
        after = held()
        after.subtract(before)
        if after["blocks"] < rounds and all(after[name] <= 0 for name in OPEN):
            return []
        found.append(after)
    return found


def rows(at: Desk) -> Counter[str]:
    """How many rows each table has."""
    with closing(connection(at.world)) as database:
        counted = {
            name: database.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0]
            for name in _tables(database)
        }
    return Counter(counted)


@pytest.fixture
async def at(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(kept, "MOST_KEPT", 5)
    async with desk(shelf, tmp_path) as made:
        await made.world.deliver()
        writing = driver(made.world.office.db).writing
        await writing.call(lambda c: c.execute("PRAGMA synchronous=OFF"))  # no crash here
        yield made


class Day:
    """What people do in turn, in chats and on the page."""

    def __init__(self, at: Desk, token: str, screen: str) -> None:
        self.at, self.token, self.screen = at, token, screen
        self.number = 0

    async def passes(self) -> None:
        """So often around, with new connections, until the server has seen that they are closed."""
        tasks = asyncio.all_tasks()
        cookie = {"Cookie": f"tusoi={self.token}"}
        async with self.at.stranger(**cookie) as page, self.at.stranger() as nobody:
            for _ in range(ON_PAGE):
                self.number += 1
                await self._chats()
                await self._on_page(page, nobody)
        for _ in range(3):
            async with self.at.stranger(Connection="close") as last:
                await last.get("/healthz")
        if left := asyncio.all_tasks() - tasks:
            await asyncio.wait(left, timeout=2)

    async def _chats(self) -> None:
        world, office = self.at.world, self.at.world.office
        words, _ = answer_to(self.screen, f"Ưu điểm thứ {self.number} của Hoa")
        self.screen = said(await world.says("hoa", words))
        await world.says(f"stranger {self.number}", "/start")
        told = Told(pack(Outgoing(text("reviewing.returned_notice", count=1))), ALWAYS, ())
        new, now = parcel(self.at.person("hoa"), told), millis(world.clock())
        await office.db.write(lambda tx: outbox.put(tx, [new], not_before=now, now=now))
        await world.deliver(Lane.BULK)
        world.outlet.sent.clear()

    async def _on_page(self, page: httpx.AsyncClient, nobody: httpx.AsyncClient) -> None:
        act = {"act": f"act-{self.number:08}", "text": "/help"}
        assert (await page.post("/send", data=act, headers=JSON)).status_code == 200
        assert (await page.get("/")).status_code == 200
        await nobody.get(f"/i/wrong{self.number}")
        await nobody.post("/send", data={"text": "x"}, headers={"Origin": "https://e.example"})
        async with page.stream("GET", "/events") as stream:
            await anext(stream.aiter_lines())
            await self.at.channel.send(self.at.person("hoa"), Message(f"tin {self.number}"))


async def test_nothing_is_left_of_what_people_do(
    at: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    screen = said(await at.world.says("hoa", "/resume"))
    day = Day(at, await at.sign_in("hoa"), screen)
    before = rows(at)
    assert await growths(ON_PAGE, day.passes) == []
    assert len(caplog.records) == 1, caplog.text  # the foreign page, once
    grown = rows(at) - before
    assert set(grown) <= TRACES, grown
    assert grown["mailbox"] <= kept.MOST_KEPT
    assert grown["audit"] <= day.number <= grown["outbox"]
    at.world.clock.forward(days=31)
    await clock.believe(at.world.office)
    await retention.purge(at.world.office)
    left = rows(at) - before
    assert set(left) <= YEARS, left


async def test_nothing_is_left_of_chats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts, taps, floods and ever new strangers on Telegram, with little behind it."""
    monkeypatch.setattr(screens, "MOST_CHATS", 10)
    monkeypatch.setattr(screens, "MOST_MESSAGES", 5)
    script = Script(answers={"again": Reply((Message("menu", keys("again"), replaces=True),))})
    async with BotApi(keep_calls=10) as api, running(api, script) as rig:
        hoa, number = rig.person(1), 0

        async def passes() -> None:
            nonlocal number
            number += 1
            stranger = rig.person(STRANGERS + number)
            hoa.types(f"text {number}")
            stranger.types(f"chào {number}")
            await stranger.receives()
            hoa.types("again")
            await hoa.receives(lambda seen: bool(seen.buttons))
            hoa.taps("again")
            await rig.channel.send("1", Message(f"tin {number}"))
            if number % 10 == 0:
                for each in range(15):
                    hoa.types(f"flood {number} {each}")
            await rig.caught_up()

        def forget() -> None:  # what Telegram would remember
            for person in api.world.people.values():
                person.messages.clear()
                person.arrived.clear()
                person.notices.clear()
                person.consumed = person.notices_consumed = 0
            for number in [each for each in api.world.people if each >= STRANGERS]:
                del api.world.people[number]
            api.world.queries.clear()
            api.world.updates.clear()
            for each in (script.came, script.began, script.ended):
                each.clear()

        async def stretch() -> None:
            for _ in range(IN_CHATS):
                await passes()

        assert await growths(IN_CHATS, stretch, forget) == []
