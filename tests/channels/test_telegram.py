"""The Telegram channel against a Bot API server: turns, their order, and what comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from handlers.contract import Message, Reply
from tests.botapi import BotApi
from tests.channels.telegram_rig import Rig, keys, running


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with BotApi() as api, running(api) as started:
        yield started


async def test_from_a_text_to_a_tap_and_back(rig: Rig) -> None:
    hoa = rig.person(1001)
    rig.script.answers["/start CODE"] = Reply((Message("Choose", keys("a", "b")),))
    rig.script.answers["b"] = Reply((Message("Chosen", replaces=True),), notice="Kept")

    hoa.types("/start CODE")
    shown = await hoa.receives()
    hoa.taps("b")
    changed = await hoa.receives()

    assert (shown.text, shown.labels) == ("Choose", ["a", "b"])
    assert (changed.text, changed.edited) == ("Chosen", True)
    assert changed.message_id == shown.message_id
    assert (await hoa.notified()).text == "Kept"
    assert rig.ready == ["tu_soi_test_bot"]
    first, second = rig.script.came
    assert (first.text, first.payload, first.language, first.name) == (
        "/start CODE",
        None,
        "vi",
        "P1001",
    )
    assert (second.text, second.payload, second.shown) == (None, "b", str(shown.message_id))
    await rig.caught_up()
