"""The trial page: two chats of one origin, and a clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.content.words.catalogue import TEMPLATES
from handlers.channels.base import Message
from handlers.channels.web import WebChannel, WebPerson
from handlers.channels.web.demo import DemoPerson, demo_routes
from tests.channels.conftest import Served, words
from tests.channels.web_fakes import MemoryStore, Script


@dataclass
class Host:
    """Three people; each move of the clock sends Hoa a reminder."""

    store: MemoryStore
    channel: WebChannel | None = None
    time: datetime = field(default=datetime(2026, 12, 15, 2, tzinfo=UTC))

    async def people(self) -> Sequence[DemoPerson]:
        return [
            DemoPerson("lan", "Nguyễn Thị Lan", "Bí thư", "đang duyệt", is_secretary=True),
            DemoPerson("hoa", "Trần Thị Hoa", "đảng viên", "đang làm"),
            DemoPerson("minh", "Lê Văn Minh", "đảng viên", "đã nộp"),
        ]

    async def person(self, person_id: str) -> WebPerson | None:
        return self.store.people.get(person_id)

    def now(self) -> datetime:
        return self.time

    async def move_clock(self, by: timedelta) -> None:
        self.time += by
        assert self.channel
        await self.channel.send("hoa", Message("Nhắc việc"))

    async def move_to_next_reminder(self) -> bool:
        return False


@asynccontextmanager
async def trial() -> AsyncIterator[Served]:
    """The channel of a trial with these three."""
    store, script = MemoryStore(), Script()
    for person in await Host(store).people():
        store.add(person.id, person.name)
    host = Host(store)
    channel = WebChannel(store, words(TEMPLATES).render, extra_routes=demo_routes(host))
    host.channel = channel
    task = asyncio.create_task(channel.run(script.handle))
    await channel.started.wait()
    yield Served(channel, store, script, task)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture
async def demo() -> AsyncIterator[Served]:
    async with trial() as running:
        yield running


async def test_people_are_known_by_the_path_and_keep_apart(demo: Served) -> None:
    await demo.channel.send("hoa", Message("Chỉ cho Hoa"))
    async with await demo.client() as client:
        assert "Chỉ cho Hoa" in (await client.get("/as/hoa/")).text
        minh = (await client.get("/as/minh/")).text
        await client.post("/as/minh/send", data={"text": "của Minh"})
        missing = await client.get("/as/nobody/")
    assert "Chỉ cho Hoa" not in minh
    assert "Thoát khỏi máy này" not in minh
    assert demo.script.came[-2].address == "minh"
    assert missing.status_code == 404


async def test_the_clock_moves_without_a_script(demo: Served) -> None:
    async with await demo.client() as client:
        assert "thứ Ba 15/12/2026, 09:00" in (await client.get("/demo/")).text
        moved = await client.post("/demo/clock", data={"step": "day", "member": "minh"})
        assert moved.headers["location"] == "./?member=minh"
        page = (await client.get("/demo/?member=minh")).text
        assert "thứ Tư 16/12/2026, 09:00" in page
        assert 'src="../as/minh/"' in page
        none = await client.post("/demo/clock", data={"step": "reminder", "member": "x&y=1"})
        assert none.headers["location"] == "./?member=x%26y%3D1&none="


async def test_an_invitation_made_in_the_trial_can_be_claimed(demo: Served) -> None:
    demo.store.links["k1"] = "minh"
    async with await demo.client() as client:
        assert (await client.get("/")).headers["location"] == "demo/"
        await client.post("/i/k1")
        assert "Lê Văn Minh" in (await client.get("/")).text
