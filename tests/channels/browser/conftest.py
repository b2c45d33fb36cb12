"""One browser for all tests of this folder, each with a context of its own.

Starting it took as long as most of these tests. It lives in the loop of the session, and so does
whatever a page of it talks to.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser

from tests.channels.web_rig import Desk, Served, desk, scripted
from tests.chromium import launched
from tests.shelf import Shelf


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with launched() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """Without what the test before left open."""
    yield chromium
    for context in chromium.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def served(shelf: Shelf, tmp_path: Path) -> AsyncIterator[Served]:
    async with scripted(shelf, tmp_path) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def at(shelf: Shelf, tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(shelf, tmp_path) as made:
        yield made
