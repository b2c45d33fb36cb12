"""A reminder that lies in the mailbox has reached nobody before a page has shown it. B1."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest_asyncio

from handlers.channels.base import Message
from handlers.post import Post
from tests.channels.web_rig import Desk, desk
from tests.services.scene import BINH, HOA, clock_to, one, said, swept
from tests.shelf import Shelf


@pytest_asyncio.fixture
async def here(shelf: Shelf, tmp_path: Path) -> AsyncIterator[Desk]:
    """Hoa came by Telegram; the post reaches the pages, too."""
    async with desk(shelf, tmp_path) as made:
        world = made.world
        world.post = Post(world.office, {"telegram": world.outlet, "web": made.channel})
        yield made


async def remind(here: Desk, *moments: str) -> None:
    for moment in moments:
        clock_to(here.world, moment)
        await swept(here.world)


def line_of(words: str, name: str) -> str:
    return next(line for line in words.splitlines() if f"{name} (" in line)


async def ledger(here: Desk) -> tuple[str, bool]:
    """Hoa's line, and whether she should be phoned."""
    words = said(await here.world.says("lan", "/ledger"))
    call, _, _ = words.partition("Đang chờ nộp")
    return line_of(words, HOA), HOA in call and "Nên gọi điện" in call


async def status(here: Desk) -> str:
    words = said(await here.world.says("lan", "/status"))
    return next((line for line in words.splitlines() if "chưa thấy xem" in line), "")


@asynccontextmanager
async def browser_of_hoa(here: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """She was last on the web."""
    async with await here.client("hoa") as client:
        here.world.clock.forward(minutes=1)
        await client.get("/")
        yield client


async def test_sent_is_not_seen_and_two_unseen_mean_phone(here: Desk) -> None:
    async with browser_of_hoa(here) as page:
        await remind(here, "2026-09-11 08:00")
        assert await ledger(here) == (
            "2. Lê Thị Hoa (chưa bắt đầu) – đã gửi 11/09, chưa xem; sẽ nhắc 15/09",
            False,
        )
        assert await status(here) == ""
        await remind(here, "2026-09-15 08:00")
        line, call = await ledger(here)
        assert call
        assert "nhắc 2 lần, chưa thấy xem" in line
        assert HOA in await status(here)
        history = said(await here.world.taps("lan", f"lg:{here.cell.member(HOA)}:one"))
        assert history.count("chưa xem") == 2

        await page.get("/")
        line, call = await ledger(here)
        assert "đã nhắc 15/09, đã xem" in line
        assert not call
        assert await status(here) == ""


async def test_an_open_page_says_what_it_has_shown(here: Desk) -> None:
    """What a stream was given proves nothing: only the page's own word does."""
    async with browser_of_hoa(here) as page:
        async with page.stream("GET", "/events") as stream:
            await remind(here, "2026-09-11 08:00")
            async for words in stream.aiter_lines():
                if words.startswith("data: "):
                    break
        assert "chưa xem" in (await ledger(here))[0]
        newest = one(here.world, "SELECT MAX(seq) FROM mailbox")
        for refused in (str(newest + 1), "-1", "x", "", "9" * 40):
            assert (await page.post("/seen", data={"last": refused})).status_code == 422
        assert "chưa xem" in (await ledger(here))[0]
        assert (await page.post("/seen", data={"last": str(newest)})).status_code == 204
        assert "đã nhắc 11/09, đã xem" in (await ledger(here))[0]
        # an older number takes nothing back
        await page.post("/seen", data={"last": "1"})
        assert "đã xem" in (await ledger(here))[0]


async def test_nobody_else_can_say_so(here: Desk) -> None:
    async with browser_of_hoa(here), here.stranger() as stranger:
        await remind(here, "2026-09-11 08:00")
        newest = one(here.world, "SELECT MAX(seq) FROM mailbox")
        assert (await stranger.post("/seen", data={"last": str(newest)})).status_code == 401
        async with await here.client("lan") as lan:
            await lan.get("/")
        assert "chưa xem" in (await ledger(here))[0]


async def test_a_locked_page_shows_nothing(here: Desk) -> None:
    async with here.enters(pin=True) as page:
        here.world.clock.forward(minutes=1)
        await page.get("/")
        await page.post("/lock")
        await remind(here, "2026-09-11 08:00")
        await page.get("/")
        newest = one(here.world, "SELECT MAX(seq) FROM mailbox")
        assert (await page.post("/seen", data={"last": str(newest)})).status_code == 423
        assert "chưa xem" in (await ledger(here))[0]


async def test_who_is_there_all_the_same_is_not_phoned(here: Desk) -> None:
    """Her page was dead for two reminders; then she writes from Telegram."""
    async with browser_of_hoa(here):
        await remind(here, "2026-09-11 08:00", "2026-09-15 08:00")
        await here.world.says("hoa", "/resume")
        line, call = await ledger(here)
        assert "đã gửi 15/09, chưa xem" in line
        assert not call


async def test_on_telegram_an_act_tells(here: Desk) -> None:
    """Telegram has delivered it; whether it was read the next act there tells."""
    await remind(here, "2026-09-11 08:00")
    assert "– đã nhắc 11/09;" in (await ledger(here))[0]
    await remind(here, "2026-09-15 08:00")
    assert (await ledger(here))[1]
    assert HOA in await status(here)
    await here.world.says("hoa", "/resume")
    line, call = await ledger(here)
    assert "đã nhắc 15/09, đã xem" in line
    assert not call


async def test_a_notice_of_the_same_moment_is_not_taken_for_the_reminder(here: Desk) -> None:
    """Two that were kept within one millisecond: the page has shown the first alone."""
    async with browser_of_hoa(here) as page:
        clock_to(here.world, "2026-09-11 08:00")
        person = here.person("hoa")
        await here.channel.send(person, Message("Một tin"))
        first = one(here.world, "SELECT MAX(seq) FROM mailbox")
        await page.post("/seen", data={"last": str(first)})
        await swept(here.world)
        assert "chưa xem" in (await ledger(here))[0]


async def test_after_a_call_nobody_is_phoned_again(here: Desk) -> None:
    async with browser_of_hoa(here):
        await remind(here, "2026-09-11 08:00", "2026-09-15 08:00")
        await here.world.taps("lan", f"lg:{here.cell.member(HOA)}:called")
        assert not (await ledger(here))[1]
        assert BINH not in await status(here)
