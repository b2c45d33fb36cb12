"""A server, a client and a person who has started."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from tests.botapi import BotApi, User
from tests.botapi.ptb import client


@pytest.fixture(autouse=True)
def durations_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading `RetryAfter.retry_after` warns otherwise, and warnings are errors."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with client(api) as connected:
        yield connected


@pytest.fixture
def hoa(api: BotApi) -> User:
    """Has written to the bot; the update is confirmed."""
    person = api.user(1001, first_name="Hoa", language_code="vi")
    api.world.confirm(person.start() + 1)
    return person
