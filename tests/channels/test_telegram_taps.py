"""Taps on Telegram: the button that turns while a turn takes its time, and what is said to one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from handlers.contract import Message, Reply
from tests.botapi import BotApi
from tests.channels.telegram_rig import QUICK, Rig, Script, keys, running


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
