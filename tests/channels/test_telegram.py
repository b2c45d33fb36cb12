"""Turns on Telegram: their order, when they are confirmed, and what comes back after a crash."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from handlers.contract import Message, Reply
from tests.botapi import BotApi
from tests.channels.telegram_rig import QUICK, Rig, Script, keys, running


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def rig(api: BotApi) -> AsyncIterator[Rig]:
    async with running(api) as started:
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
    assert (first.channel, first.address, first.text) == ("telegram", "1001", "/start CODE")
    assert (first.payload, first.language, first.name) == (None, "vi", "P1001")
    assert (second.text, second.payload, second.shown) == (None, "b", str(shown.message_id))
    await rig.caught_up()


# Order


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


# Confirming


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


# Taps


async def shown_keys(rig: Rig, number: int = 1) -> Any:
    """A person before whom lie the buttons a and b."""
    hoa = rig.person(number)
    rig.script.answers["keys"] = Reply((Message("Choose", keys("a", "b")),))
    hoa.types("keys")
    await hoa.receives()
    return hoa


async def test_a_tap_is_answered_once_and_after_the_turn(api: BotApi) -> None:
    script = Script(gates={"a": asyncio.Event()})
    async with running(api, script) as rig:
        hoa = await shown_keys(rig)
        script.answers["a"] = Reply(notice="Old screen")
        hoa.taps("a")
        await script.until(script.began, "a")
        assert not api.called("answerCallbackQuery")
        script.gates["a"].set()
        notice = await hoa.notified()
        assert (notice.text, notice.alert) == ("Old screen", False)
        await rig.caught_up()
        assert len(api.called("answerCallbackQuery")) == 1


async def test_a_slow_turn_does_not_keep_the_button_turning(api: BotApi) -> None:
    script = Script(gates={"a": asyncio.Event()})
    async with running(api, script, patience=replace(QUICK, slow_turn=0.05)) as rig:
        hoa = await shown_keys(rig)
        script.answers["a"] = Reply((Message("Done", replaces=True),), notice="Too late for this")
        hoa.taps("a")
        assert (await hoa.notified()).text == ""
        assert script.ended == ["keys"]
        script.gates["a"].set()
        assert [(await hoa.receives()).text for _ in range(2)] == ["Too late for this", "Done"]
        await rig.caught_up()
        assert len(api.called("answerCallbackQuery")) == 1


async def test_a_tap_that_waits_behind_a_slow_one_is_answered_too(api: BotApi) -> None:
    script = Script(gates={"a": asyncio.Event()})
    async with running(api, script, patience=replace(QUICK, slow_turn=0.05)) as rig:
        hoa = await shown_keys(rig)
        with api.world.lock:
            hoa.taps("a")
            hoa.taps("b")
        assert [(await hoa.notified()).text for _ in range(2)] == ["", ""]
        assert script.began == ["keys", "a"]
        script.gates["a"].set()
        await rig.caught_up()


async def test_long_complaints_are_shown_in_a_box(rig: Rig) -> None:
    hoa = await shown_keys(rig)
    rig.script.answers["a"] = Reply(notice="x" * 250, refused=True)
    rig.script.answers["b"] = Reply(notice="x" * 250)
    hoa.taps("a")
    hoa.taps("b")
    box, line = [await hoa.notified() for _ in range(2)]
    assert (box.alert, line.alert) == (True, False)
    assert box.text == "x" * 199 + "…"


async def test_old_taps_are_of_no_concern(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    async with running(api) as rig:
        hoa = await shown_keys(rig)
        api.fail(
            "answerCallbackQuery",
            error=400,
            description="Bad Request: query is too old and response timeout expired",
        )
        hoa.taps("a")
        assert (await hoa.receives()).text == "echo a"
        await rig.caught_up()
    assert not caplog.records


async def test_a_complaint_about_a_text_is_a_message(rig: Rig) -> None:
    """There is no button at which it could be shown."""
    hoa = rig.person()
    rig.script.answers["x"] = Reply((Message("Question"),), notice="Not a number")
    rig.script.answers["y"] = Reply((Message("Only \ue000text\ue001."),), notice="Only text.")
    hoa.types("x")
    hoa.types("y")
    texts = [(await hoa.receives()).text for _ in range(3)]
    assert texts == ["Not a number", "Question", "Only text."]
    await rig.caught_up()
    assert len(hoa.arrivals) == 3


# Who and what


async def test_what_cannot_be_read_is_said_to_be_so(rig: Rig) -> None:
    hoa = rig.person()
    hoa.sends_sticker()
    hoa.sends_voice()
    hoa.types("/help")
    await rig.script.until(rig.script.ended, "/help")
    came = rig.script.came
    assert [(each.text, each.payload) for each in came[:-1]] == [(None, None)] * 2


async def test_only_the_language_matters_not_the_country(rig: Rig) -> None:
    rig.person(5)
    rig.api.world.add_update("message", raw_message(5, "private"))
    await rig.script.until(rig.script.ended, "/start")
    assert rig.script.came[0].language == "vi"


async def test_edits_and_service_messages_are_nothing(rig: Rig) -> None:
    hoa = rig.person()
    hoa.types("a")
    await hoa.receives()
    hoa.edits(hoa.messages[0], "b")
    message = raw_message(hoa.id, "private") | {"pinned_message": raw_message(hoa.id, "private")}
    del message["text"]
    rig.api.world.add_update("message", message)
    hoa.types("c")
    await rig.script.until(rig.script.ended, "c")
    assert rig.script.began == ["a", "c"]


@pytest.mark.parametrize(("length", "partial"), [(3999, False), (4000, True)])
async def test_a_text_that_may_go_on(rig: Rig, length: int, partial: bool) -> None:  # noqa: FBT001 # a parameter of the table
    hoa = rig.person()
    hoa.types("😀" + "x" * (length - 2))
    await hoa.receives()
    assert [each.partial for each in rig.script.came] == [partial]


async def test_silence_in_groups(api: BotApi) -> None:
    async with running(api) as rig:
        hoa = rig.person()
        for kind in ("group", "supergroup", "channel"):
            api.world.add_update("message", raw_message(-100, kind))
            tap = {"id": "1", "from": raw_person(), "chat_instance": "1", "data": "a"}
            api.world.add_query(
                api.world.people[hoa.id], tap | {"message": raw_message(-100, kind)}
            )
        bot_writes = raw_message(7, "private") | {"from": raw_person(is_bot=True)}
        api.world.add_update("message", bot_writes)
        hoa.types("end")
        await rig.script.until(rig.script.ended, "end")
        await rig.caught_up()
    assert rig.script.began == ["end"]
    called = {call.method for call in api.calls}
    assert called <= {"getMe", "getUpdates", "sendMessage"}
    assert [call.chat_id for call in api.called("sendMessage")] == [hoa.id]


async def test_an_update_that_nobody_understands_is_passed_over(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(api) as rig:
        hoa = rig.person()
        odd = raw_message(hoa.id, "private") | {"date": "the other day", "text": "secret"}
        number = api.world.add_update("message", odd)
        hoa.types("next")
        assert (await hoa.receives()).text == "echo next"
        await rig.caught_up()
    assert rig.script.began == ["next"]
    assert f"update {number} cannot be read" in caplog.text
    assert "secret" not in caplog.text


async def test_who_blocks_the_bot_is_noted(rig: Rig) -> None:
    hoa = rig.person(5)
    hoa.blocks_bot()
    await rig.caught_up()
    assert rig.blocked == ["5"]
    hoa.unblocks_bot()
    hoa.types("back")
    assert (await hoa.receives()).text == "echo back"
    assert rig.blocked == ["5"]


async def test_a_reply_to_someone_who_has_just_gone(rig: Rig) -> None:
    hoa, minh = rig.person(5), rig.person(6)
    rig.api.world.people[5].blocked = True
    rig.api.world.add_update("message", raw_message(5, "private"))
    rig.api.world.people[6].started = False
    rig.api.world.add_update("message", raw_message(6, "private"))
    lan = rig.person(7)
    lan.types("hello")
    await lan.receives()
    await rig.caught_up()
    assert sorted(rig.blocked) == ["5", "6"]
    assert not hoa.arrivals
    assert not minh.arrivals


def raw_person(number: int = 5, *, is_bot: bool = False) -> dict[str, Any]:
    return {"id": number, "is_bot": is_bot, "first_name": "P", "language_code": "vi-VN"}


def raw_message(chat: int, kind: str) -> dict[str, Any]:
    """A text, as Telegram sends it."""
    return {
        "message_id": 1,
        "from": raw_person(chat if chat > 0 else 5),
        "chat": {"id": chat, "type": kind, "title": "G"},
        "date": 1_800_000_000,
        "text": "/start",
    }
