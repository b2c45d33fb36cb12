"""A chat that sends much at once: it waits by itself, and beyond a bound it is told so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.messages import Manner
from bot.services.aside import Act
from tests.botapi import BotApi
from tests.channels.telegram_rig import QUICK, Script, Shelf
from tests.channels.telegram_rig import running as polling
from tests.services.scene import founded, said
from tests.world import World


async def test_a_flood_waits_behind_everybody_else() -> None:
    """A22: of one chat so many acts have their turn in a batch; the others keep their order."""
    script = Script(gates={"act 3": asyncio.Event()})
    async with BotApi() as api, polling(api, script, patience=replace(QUICK, at_once=2)) as rig:
        hoa, binh = rig.person(1), rig.person(2)
        for number in range(150):
            hoa.types(f"act {number}")
        binh.types("bình")
        await script.until(script.ended, "bình")
        assert [each for each in script.ended if each != "bình"] == ["act 0", "act 1", "act 2"]
        script.gates["act 3"].set()
        await script.until(script.ended, "act 149")
        await rig.settled()
    assert [each for each in script.ended if each != "bình"] == [f"act {n}" for n in range(150)]
    assert script.shelf.acts == {}


async def test_beyond_what_may_wait_nothing_is_taken_and_that_is_told_once() -> None:
    """A22: a flood of one chat fills neither the disk nor the hour after it; it is told from where
    on, and once all is answered the chat is served again. Others are as ever."""
    script = Script(gates={"act 2": asyncio.Event()})
    patience = replace(QUICK, at_once=2, most_aside=5)
    async with BotApi() as api, polling(api, script, patience=patience) as rig:
        hoa, binh = rig.person(1), rig.person(2)
        for number in range(250):  # three batches
            hoa.types(f"act {number}")
        for number in range(2):
            binh.types(f"bình {number}")
        await script.until(script.ended, "bình 1")
        await rig.caught_up()
        assert len(script.shelf.acts) == 5
        script.gates["act 2"].set()
        await script.until(script.ended, "act 6")
        await rig.settled()
        for number in range(5):
            hoa.types(f"lại {number}")
        await script.until(script.ended, "lại 4")
    told = [each.text for each in script.came if each.manner is Manner.CROWDED]
    assert told == ["act 7"]
    answered = [each.text for each in script.came if each.manner is Manner.TYPED]
    assert [each for each in answered if each and each.startswith("act")] == [
        f"act {number}" for number in range(7)
    ]


async def test_who_sends_too_much_is_told_in_words(running: World) -> None:
    """A22: nothing of it is taken, a command and an answer neither."""
    await founded(running)
    for words in ("/xoa", "một câu trả lời"):
        reply = await running.says("lan", words, manner=Manner.CROWDED)
        assert reply.refused
        assert f"còn từ tin “{words}” trở đi thì chưa nhận" in said(reply)
    assert "còn từ tin này trở đi" in said(await running.says("lan", "", manner=Manner.CROWDED))


async def test_what_cannot_be_put_aside_has_its_turn_at_once() -> None:
    """A22: a full disk loses nothing."""

    class Full(Shelf):
        async def put(self, _address: str, _acts: Sequence[Act], _most: int) -> Sequence[Act]:
            raise OSError("no room")

    script = Script(shelf=Full())
    async with BotApi() as api, polling(api, script, patience=replace(QUICK, at_once=2)) as rig:
        hoa = rig.person(1)
        for number in range(5):
            hoa.types(f"act {number}")
        await script.until(script.ended, "act 4")
        await rig.caught_up()
    assert script.ended == [f"act {n}" for n in range(5)]
