"""The real demo as a process of its own, and a browser that opens its page."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import FrameLocator, Locator, Page

from tests.chromium import launched

ROOT = Path(__file__).parents[2]


@dataclass
class Demo:
    """`python -m bot demo`, its address, and the folder for its temporary files."""

    process: asyncio.subprocess.Process
    url: str
    folder: Path

    def left(self) -> list[Path]:
        """Its temporary folders."""
        return list(self.folder.glob("tusoi-demo-*"))

    async def stop(self) -> tuple[int, str]:
        """SIGTERM: the exit status, and what it had to say."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        _, told = await asyncio.wait_for(self.process.communicate(), 20)
        return self.process.returncode or 0, told.decode()


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """A demo on a free port; it must end in order and leave nothing behind."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUSOI_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", "0", "--json"),
        cwd=ROOT,
        env=kept | {"TMPDIR": str(tmp_path)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    line = await asyncio.wait_for(process.stdout.readline(), 30)
    running = Demo(process, json.loads(line)["demo"] if line else "", tmp_path)
    yield running
    status, told = await running.stop()
    assert (status, told) == (0, "")
    assert running.left() == []


@pytest.fixture
async def page(demo: Demo) -> AsyncIterator[Page]:
    """The demo's page in headless Chromium; no error may reach it."""
    async with launched() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(15_000)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(demo.url)
        yield page
        assert errors == []


@dataclass
class Side:
    """One of the two chats on the page."""

    page: Page
    frame: FrameLocator

    @property
    def last(self) -> Locator:
        """The newest message."""
        return self.frame.get_by_role("article").last

    async def say(self, words: str) -> None:
        """Type and send."""
        await self.frame.get_by_label("Nội dung trả lời").fill(words)
        await self.frame.get_by_role("button", name="Gửi", exact=True).click()

    async def tap(self, label: str, *, exact: bool = True) -> None:
        """Tap the newest button of this name."""
        await self.frame.get_by_role("button", name=label, exact=exact).last.click()

    async def download(self, file: Locator, folder: Path) -> Path:
        """Save a file that stands in the chat."""
        async with self.page.expect_download() as begun:
            await file.click()
        saved = await begun.value
        target = folder / saved.suggested_filename
        await saved.save_as(target)
        return target


@pytest.fixture
def secretary(page: Page) -> Side:
    """The secretary's chat."""
    return Side(page, page.frame_locator(".secretary iframe"))


@pytest.fixture
def member(page: Page) -> Side:
    """The chat of the member that is chosen."""
    return Side(page, page.frame_locator("#member-frame"))
