"""Turns on Telegram: their order, when they are confirmed, and what comes back after a crash."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from handlers.contract import Message, Reply
from tests.botapi import BotApi
from tests.channels.telegram_rig import QUICK, Rig, Script, keys, running


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
    assert (first.channel, first.address, first.text) == ("telegram", "1001", "/start CODE")
    assert (first.payload, first.language) == (None, "vi")
    assert (second.text, second.payload, second.shown) == (None, "b", str(shown.message_id))
    await rig.caught_up()


async def test_one_chat_in_order_the_others_beside_it(api: BotApi) -> None:
    script = Script(gates={"first": asyncio.Event()})
    async with running(api, script) as rig:
        hoa, minh = rig.person(1), rig.person(2)
        with api.world.lock:  # all in one batch
            hoa.types("first")
            hoa.types("second")
            minh.types("other")
        assert (await minh.receives()).text == "echo other"
        assert script.began == ["first", "other"]

        script.gates["first"].set()
        await script.until(script.ended, "second")
        assert script.ended == ["other", "first", "second"]
        assert [(await hoa.receives()).text for _ in range(2)] == ["echo first", "echo second"]


async def test_messages_of_a_reply_keep_their_order(rig: Rig) -> None:
    hoa = rig.person()
    rig.script.answers["go"] = Reply(tuple(Message(str(number)) for number in range(5)))
    hoa.types("go")
    hoa.types("next")
    texts = [(await hoa.receives()).text for _ in range(6)]
    assert texts == ["0", "1", "2", "3", "4", "echo next"]


async def test_nothing_is_confirmed_before_it_is_handled(api: BotApi) -> None:
    script = Script(gates={"slow": asyncio.Event()})
    async with running(api, script) as rig:
        hoa = rig.person()
        update = hoa.types("slow")
        await script.until(script.began, "slow")
        assert (api.pending_updates, api.polling) == (1, False)
        script.gates["slow"].set()
        await rig.caught_up()
        assert api.confirmed_offset == update + 1


async def test_nothing_is_confirmed_before_it_is_answered(api: BotApi) -> None:
    """But a reply that takes long holds it up for a moment only."""
    patience = replace(QUICK, hold=0.4)
    async with running(api, patience=patience) as rig:
        hoa, minh = rig.person(1), rig.person(2)
        api.fail("sendMessage", chat=1, delay=0.2)
        hoa.types("a")
        await rig.caught_up()
        assert [seen.text for seen in hoa.arrivals] == ["echo a"]

        api.fail("sendMessage", chat=1, delay=3.0)
        hoa.types("b")
        await rig.script.until(rig.script.ended, "b")
        minh.types("c")
        assert (await minh.receives(timeout=2)).text == "echo c"
        assert len(hoa.arrivals) == 1


async def test_a_chat_that_is_behind_already_holds_up_nothing(api: BotApi) -> None:
    async with running(api, patience=replace(QUICK, hold=1.0)) as rig:
        hoa, minh = rig.person(1), rig.person(2)
        api.fail("sendMessage", chat=1, delay=6.0)
        hoa.types("a")
        await rig.caught_up()
        assert not hoa.arrivals
        hoa.types("b")
        await rig.script.until(rig.script.ended, "b")
        minh.types("c")
        assert (await minh.receives(timeout=0.6)).text == "echo c"


async def test_a_crash_brings_back_the_whole_batch(api: BotApi) -> None:
    script = Script(gates={"b": asyncio.Event()})
    async with running(api, script) as rig:
        hoa = rig.person()
        with api.world.lock:
            for text in "abc":
                hoa.types(text)
        await script.until(script.began, "b")
        await rig.stop()
    assert script.began == ["a", "b"]

    async with running(api) as again:
        await again.script.until(again.script.ended, "c")
        assert again.script.began == ["a", "b", "c"]
        first, second = script.came, again.script.came
        assert [each.external_id for each in first] == [each.external_id for each in second[:2]]


async def test_leaving_in_order_finishes_and_confirms(api: BotApi) -> None:
    script = Script(gates={"a": asyncio.Event()})
    async with running(api, script, patience=replace(QUICK, farewell=5.0)) as rig:
        hoa = rig.person()
        hoa.types("a")
        await script.until(script.began, "a")
        leaving = asyncio.create_task(rig.stop())
        await asyncio.sleep(0)
        script.gates["a"].set()
        await leaving
    assert [seen.text for seen in hoa.arrivals] == ["echo a"]
    assert api.pending_updates == 0


async def test_a_delayed_reply_is_still_sent_when_leaving(api: BotApi) -> None:
    patience = replace(QUICK, hold=0.05, first_wait=0.4, longest_wait=0.4, farewell=5.0)
    async with running(api, patience=patience) as rig:
        hoa = rig.person()
        api.fail("sendMessage", error=500)
        hoa.types("a")
        await rig.caught_up()
        assert not hoa.arrivals
        await rig.stop()
        assert [seen.text for seen in hoa.arrivals] == ["echo a"]


async def test_a_redelivered_update_has_the_same_id(rig: Rig) -> None:
    hoa = rig.person()
    update = hoa.types("a")
    await hoa.receives()
    rig.api.redeliver(update)
    await hoa.receives()
    assert [each.external_id for each in rig.script.came] == [str(update)] * 2


async def test_an_error_in_the_handler_stops_nothing(api: BotApi) -> None:
    """The router never raises; if it does, the update must not come back for ever."""

    class Clumsy(Script):
        async def handle(self, incoming: Any) -> Reply:
            if incoming.text == "bad":
                raise LookupError
            return await super().handle(incoming)

    async with running(api, Clumsy()) as rig:
        hoa = rig.person()
        hoa.types("bad")
        hoa.types("good")
        assert (await hoa.receives()).text == "echo good"
        await rig.caught_up()
