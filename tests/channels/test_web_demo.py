"""The trial page: two chats of one origin, and a clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handlers.channels.base import Message
from handlers.channels.web.demo import DemoPerson, demo_routes
from tests.channels.web_rig import Served, opens, scripted
from tests.shelf import Shelf


@dataclass
class Host:
    """The secretary, Hoa and Minh; each move of the clock sends Hoa a reminder."""

    served: Served | None = None
    time: datetime = field(default=datetime(2026, 12, 15, 2, tzinfo=UTC))

    async def people(self) -> Sequence[DemoPerson]:
        assert self.served
        lan, hoa, minh = (self.served.person(address) for address in ("lan", "hoa", "minh"))
        return [
            DemoPerson(lan, "Nguyễn Thị Lan", "Bí thư", "đang duyệt", is_secretary=True),
            DemoPerson(hoa, "Trần Thị Hoa", "đảng viên", "đang làm"),
            DemoPerson(minh, "Lê Văn Minh", "đảng viên", "đã nộp"),
        ]

    def now(self) -> datetime:
        return self.time

    async def move_clock(self, by: timedelta) -> None:
        self.time += by
        assert self.served
        await self.served.channel.send(self.served.hoa, Message("Nhắc việc"))

    async def move_to_next_reminder(self) -> bool:
        return False


@asynccontextmanager
async def trial(shelf: Shelf, folder: Path) -> AsyncIterator[Served]:
    """The channel of a trial with these three, each of whom has been on the web."""
    host = Host()
    async with scripted(shelf, folder, extra=demo_routes(host)) as served:
        host.served = served
        for address in ("lan", "hoa", "minh"):
            await served.sign_in(address)
        yield served


@pytest.fixture
async def demo(shelf: Shelf, tmp_path: Path) -> AsyncIterator[Served]:
    async with trial(shelf, tmp_path) as running:
        yield running


async def test_people_are_known_by_the_path_and_keep_apart(demo: Served) -> None:
    await demo.channel.send(demo.hoa, Message("Chỉ cho Hoa"))
    async with demo.stranger() as client:
        assert "Chỉ cho Hoa" in (await client.get(f"/as/{demo.hoa}/")).text
        minh = (await client.get(f"/as/{demo.minh}/")).text
        await client.post(f"/as/{demo.minh}/send", data={"text": "của Minh"})
        missing = await client.get("/as/nobody/")
    assert "Chỉ cho Hoa" not in minh
    assert "Thoát khỏi máy này" not in minh
    assert demo.script.came[-2].address == demo.minh
    assert missing.status_code == 404


async def test_the_clock_moves_without_a_script(demo: Served) -> None:
    async with demo.stranger() as client:
        assert "thứ Ba 15/12/2026, 09:00" in (await client.get("/demo/")).text
        moved = await client.post("/demo/clock", data={"step": "day", "member": demo.minh})
        assert moved.headers["location"] == f"./?member={demo.minh}"
        page = (await client.get(f"/demo/?member={demo.minh}")).text
        assert "thứ Tư 16/12/2026, 09:00" in page
        assert f'src="../as/{demo.minh}/"' in page
        none = await client.post("/demo/clock", data={"step": "reminder", "member": "x&y=1"})
        assert none.headers["location"] == "./?member=x%26y%3D1&none="


async def test_an_invitation_made_in_the_trial_can_be_claimed(demo: Served) -> None:
    code = await demo.code("minh")
    async with demo.stranger() as client:
        assert (await client.get("/")).headers["location"] == "demo/"
        await opens(client, code)
        assert "Lê Văn Minh" in (await client.get("/")).text
