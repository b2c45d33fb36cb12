"""Trouble on demand, as python-telegram-bot meets it."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from telegram import Bot
from telegram.error import ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from tests.botapi import BotApi, User
from tests.botapi.ptb import keys, refused


async def test_flood_strikes_the_kth_call_of_a_chat(api: BotApi, bot: Bot, hoa: User) -> None:
    lan = api.user(1002, first_name="Lan")
    lan.start()
    fault = api.fail("sendMessage", chat=hoa.id, nth=2, retry_after=3)
    await bot.send_message(hoa.id, "1")
    await bot.send_message(lan.id, "1")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(hoa.id, "2")
    assert caught.value.retry_after == dt.timedelta(seconds=3)
    await bot.send_message(hoa.id, "3")
    assert [seen.text for seen in hoa.unread] == ["1", "3"]
    assert fault.hits == 1
    outcomes = [call.outcome for call in api.called("sendMessage")]
    assert outcomes == ["ok", "ok", "Too Many Requests: retry after 3", "ok"]


async def test_other_faults(api: BotApi, bot: Bot, hoa: User) -> None:
    api.fail("sendMessage", error=500, times=2)
    assert await refused(bot.send_message(hoa.id, "x"), NetworkError) == "internal server error"
    api.heal()
    api.fail(error=403, description="Forbidden: bot was kicked from the group chat")
    assert "kicked" in await refused(bot.send_message(hoa.id, "x"), Forbidden)
    api.fail(migrate_to=-100123)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(hoa.id, "x")
    assert caught.value.new_chat_id == -100123
    api.fail("sendMessage", error="drop")
    assert "remoteprotocolerror" in await refused(bot.send_message(hoa.id, "x"), NetworkError)
    assert hoa.unread == []
    assert [call.applied for call in api.called("sendMessage")] == [False] * 4


async def test_an_answer_gets_lost(api: BotApi, bot: Bot, hoa: User) -> None:
    api.fail("sendMessage", error="drop", after=True)
    await refused(bot.send_message(hoa.id, "một lần"), NetworkError)
    assert (await hoa.receives()).text == "một lần"
    (call,) = api.called("sendMessage")
    assert (call.applied, call.outcome) == (True, "no answer")
    api.fail("sendMessage", error="hang")
    await refused(bot.send_message(hoa.id, "x", read_timeout=0.05), TimedOut)
    api.fail("sendMessage", delay=0.2)
    await refused(bot.send_message(hoa.id, "chậm", read_timeout=0.05), TimedOut)
    assert (await hoa.receives()).text == "chậm"


async def test_garbage_instead_of_json(
    api: BotApi, bot: Bot, hoa: User, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail("sendMessage", error="garbage")
    assert "bad gateway" in await refused(bot.send_message(hoa.id, "x"), NetworkError)


async def test_server_down_and_up_again(api: BotApi, bot: Bot, hoa: User) -> None:
    await bot.send_message(hoa.id, "trước")
    await api.stop()
    await refused(bot.send_message(hoa.id, "x"), NetworkError)
    await api.start()
    await bot.send_message(hoa.id, "sau")
    assert [seen.text for seen in hoa.unread] == ["trước", "sau"]


async def test_latency(api: BotApi, bot: Bot, hoa: User) -> None:
    api.latency(lambda method: 0.1 if method == "sendMessage" else 0.0)
    began = time.monotonic()
    await bot.send_message(hoa.id, "x")
    assert time.monotonic() - began >= 0.1


async def test_receives_complains_with_the_chat(bot: Bot, hoa: User) -> None:
    await bot.send_message(hoa.id, "Câu hỏi", reply_markup=keys("Có"))
    with pytest.raises(AssertionError, match=r"Bot: Câu hỏi\n    \[Có\]"):
        await hoa.receives(lambda seen: "khác" in seen.text, timeout=0.01)
    assert (await hoa.receives()).text == "Câu hỏi"
