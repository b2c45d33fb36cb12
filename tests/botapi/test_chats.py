"""Edits, taps and chats that Telegram refuses."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest
from telegram import Bot
from telegram.error import Forbidden, InvalidToken

from tests.botapi import BotApi, User
from tests.botapi.ptb import client, keys, refused


async def test_edits(bot: Bot, hoa: User) -> None:
    sent = await bot.send_message(hoa.id, "một", reply_markup=keys("A"))
    assert "message is not modified" in await refused(sent.edit_text("một", reply_markup=keys("A")))
    assert "message is not modified" in await refused(sent.edit_reply_markup(keys("A")))
    await sent.edit_reply_markup(None)
    assert hoa.screen.buttons == []
    await sent.edit_text("hai", reply_markup=keys("B"))
    assert hoa.screen.labels == ["B"]

    nowhere = bot.edit_message_text("x", hoa.id, 999_999)
    assert await refused(nowhere) == "message to edit not found"
    theirs = bot.edit_message_text("x", hoa.id, hoa.messages[0].message_id)
    assert await refused(theirs) == "message can't be edited"
    document = await bot.send_document(hoa.id, b"x", filename="a.txt", caption="x")
    assert "there is no text" in await refused(document.edit_text("x"))
    await document.edit_caption("y")
    assert hoa.screen.text == "y"

    await sent.delete()
    assert "to edit not found" in await refused(sent.edit_text("ba"))
    assert "to delete not found" in await refused(sent.delete())


async def test_a_tap_has_one_answer(api: BotApi, bot: Bot, hoa: User) -> None:
    await bot.send_message(hoa.id, "?", reply_markup=keys("A"))
    hoa.taps("A")
    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    assert "too_long" in await refused(update.callback_query.answer("đ" * 201))
    await update.callback_query.answer("đ" * 200, show_alert=True)
    assert hoa.notices[-1].alert
    assert "query is too old" in await refused(update.callback_query.answer())
    assert "query is too old" in await refused(bot.answer_callback_query("12345"))
    assert [call.update_id for call in api.called("answerCallbackQuery")][:3] == [
        update.update_id
    ] * 3


async def test_a_tap_grows_old() -> None:
    now = [1_800_000_000.0]
    async with BotApi(clock=lambda: now[0], query_lifetime=15) as api, client(api) as bot:
        hoa = api.user(1, first_name="Hoa")
        hoa.start()
        await bot.send_message(1, "?", reply_markup=keys("A"))
        hoa.taps("A")
        update = (await bot.get_updates())[-1]
        now[0] += 16
        assert update.callback_query is not None
        assert "query is too old" in await refused(update.callback_query.answer())


async def test_old_buttons(bot: Bot, hoa: User) -> None:
    first = await bot.send_message(hoa.id, "1", reply_markup=keys("A"))
    seen = await hoa.receives()
    second = await bot.send_message(hoa.id, "2", reply_markup=keys("A"))
    hoa.taps("A")
    hoa.taps("A", message=first.message_id)
    await first.edit_text("1, rồi", reply_markup=keys("B"))
    hoa.taps("A", message=seen)
    await first.delete()
    hoa.taps("A", message=seen)
    with pytest.raises(LookupError, match="no button"):
        hoa.taps("C")
    taps = [update.callback_query for update in await bot.get_updates(timeout=5)]
    ids = [tap.message.message_id for tap in taps if tap and tap.message]
    assert ids == [second.message_id, *[first.message_id] * 3]
    gone = taps[-1]
    assert gone is not None
    assert gone.message is not None
    assert not gone.message.is_accessible


async def test_chats_that_cannot_be_written_to(api: BotApi, bot: Bot, hoa: User) -> None:
    api.user(2, first_name="Chưa bắt đầu")
    assert await refused(bot.send_message(2, "x")) == "chat not found"
    assert await refused(bot.send_message(3, "x")) == "chat not found"
    hoa.blocks_bot()
    blocked = await refused(bot.send_message(hoa.id, "x"), Forbidden)
    assert blocked == "forbidden: bot was blocked by the user"
    with pytest.raises(RuntimeError, match="blocked"):
        hoa.types("x")
    hoa.start()
    await bot.send_message(hoa.id, "x")
    kinds = [update.my_chat_member for update in await bot.get_updates(timeout=5)]
    assert [k.new_chat_member.status for k in kinds if k] == ["kicked", "member"]
    hoa.deactivates_account()
    gone = await refused(bot.send_message(hoa.id, "x"), Forbidden)
    assert gone == "forbidden: user is deactivated"


async def test_tokens_and_methods(api: BotApi, bot: Bot) -> None:
    for token in ("123456:" + "x" * 35, "123456:short"):
        with pytest.raises(InvalidToken):
            async with client(api, token):
                pass  # entering asks who the bot is, and is refused
    assert "knows no method" in await refused(bot.do_api_request("dance"))


def test_the_raw_form_of_a_refusal() -> None:
    with BotApi() as api:
        body = json.dumps({"chat_id": 5, "text": "x"}).encode()
        head = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{api.url}/bot{api.token}/sendMessage", body, head)
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request)
        with caught.value as error:
            answer = json.load(error)
        assert answer == {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: chat not found",
        }
