"""Running channels: Telegram over a server of its own, the web on a free port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.services.devices import locks
from tests.botapi import BotApi
from tests.channels.telegram_rig import Rig, running
from tests.channels.web_rig import Desk, Served, desk, scripted
from tests.shelf import Shelf

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


@pytest.fixture
async def at(shelf: Shelf, tmp_path: Path) -> AsyncIterator[Desk]:
    """Hoa's cell on Telegram and on the web."""
    async with desk(shelf, tmp_path) as made:
        yield made


@pytest.fixture
async def served(shelf: Shelf, tmp_path: Path) -> AsyncIterator[Served]:
    """Hoa and Minh on the web."""
    async with scripted(shelf, tmp_path) as made:
        yield made
