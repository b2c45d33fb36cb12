"""What is sent without being asked for: its pace, and failures that the post has to know."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest
from telegram.error import BadRequest

from bot.domain.messages import FileOut
from handlers.contract import Message, Moved, TryLater, Unreachable
from tests.botapi import BotApi
from tests.channels.telegram_rig import PNG, QUICK, Rig, running


@pytest.mark.parametrize(
    "error", ["bot was blocked by the user", "user is deactivated", "chat not found"]
)
async def test_unreachable(rig: Rig, error: str) -> None:
    person = rig.person()
    person._person.blocked = error.startswith("bot")
    person._person.deactivated = error.startswith("user")
    person._person.started = not error.startswith("chat")
    with pytest.raises(Unreachable):
        await rig.channel.send("1", Message("x"))
    with pytest.raises(Unreachable):
        await rig.channel.send_file("1", FileOut("a.txt", "text/plain", b"x"))
    with pytest.raises(Unreachable):
        await rig.channel.send_file("1", FileOut("a.png", "image/png", PNG))


async def test_moved(rig: Rig) -> None:
    rig.person()
    rig.api.fail("sendMessage", migrate_to=-1009)
    with pytest.raises(Moved) as caught:
        await rig.channel.send("1", Message("x"))
    assert caught.value.address == "-1009"


async def test_later_when_telegram_says_so(rig: Rig) -> None:
    rig.person()
    rig.api.fail("sendMessage", retry_after=17)
    with pytest.raises(TryLater) as caught:
        await rig.channel.send("1", Message("x"))
    assert caught.value.seconds == 17


@pytest.mark.parametrize("error", [500, 401, "drop", "garbage"])
async def test_later_without_a_time(rig: Rig, error: int) -> None:
    rig.person()
    rig.api.fail("sendMessage", error=error)
    with pytest.raises(TryLater) as caught:
        await rig.channel.send("1", Message("x"))
    assert caught.value.seconds is None
    assert len(rig.api.called("sendMessage")) == 1


async def test_a_refusal_for_good_is_told_as_it_is(rig: Rig) -> None:
    rig.person()
    rig.api.fail("sendMessage", error=400, description="Bad Request: something new")
    with pytest.raises(BadRequest):
        await rig.channel.send("1", Message("x"))


async def test_a_piece_after_the_first_is_tried_again_at_once(rig: Rig) -> None:
    """The outbox would send those before it twice."""
    hoa = rig.person()
    rig.api.fail("sendMessage", nth=2, error=500)
    await rig.channel.send("1", Message("x" * 4000 + "y"))
    assert [seen.text for seen in hoa.arrivals] == ["x" * 4000, "y"]


async def test_bulk_keeps_its_pace_and_replies_overtake_it(api: BotApi) -> None:
    patience = replace(QUICK, bulk_per_second=20.0)
    async with running(api, patience=patience) as rig:
        for number in range(1, 21):
            rig.person(number)
        hoa = rig.person(99)
        began = time.monotonic()
        bulk = asyncio.gather(
            *(rig.channel.send(str(number), Message("x")) for number in range(1, 21))
        )
        await asyncio.sleep(0.1)
        hoa.types("a")
        await hoa.receives()
        assert not bulk.done()
        await bulk
        assert 19 / 20 - 0.05 <= time.monotonic() - began < 2


async def test_a_chat_that_has_to_wait_holds_up_nobody(api: BotApi) -> None:
    async with running(api, patience=replace(QUICK, chat_pause=0.5)) as rig:
        hoa, minh = rig.person(1), rig.person(2)
        began = time.monotonic()
        twice = asyncio.gather(*(rig.channel.send("1", Message(text)) for text in "ab"))
        await asyncio.sleep(0.05)
        await rig.channel.send("2", Message("c"))
        assert time.monotonic() - began < 0.4
        await twice
        assert time.monotonic() - began > 0.45
        assert [seen.text for seen in hoa.arrivals] == ["a", "b"]
        assert len(minh.arrivals) == 1


async def test_sending_after_the_end(api: BotApi) -> None:
    async with running(api) as rig:
        hoa = rig.person()
        await rig.caught_up()
        await rig.stop()
        with pytest.raises(TryLater):
            await rig.channel.send("1", Message("x"))
    assert not hoa.arrivals
