"""Polling: who gets which update, and when it is gone."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot
from telegram.error import Conflict

from tests.botapi import BotApi, User
from tests.botapi.ptb import refused


async def test_the_newest_poll_wins(api: BotApi, bot: Bot, hoa: User) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await api.until(lambda: api.polling)
    newer = asyncio.create_task(bot.get_updates(timeout=30))
    assert "terminated by other getupdates request" in await refused(older, Conflict)
    hoa.types("x")
    assert len(await newer) == 1


async def test_a_poll_whose_client_is_gone_takes_nothing(api: BotApi, bot: Bot, hoa: User) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await api.until(lambda: api.polling)
    poll.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll
    hoa.types("x")
    assert len(await bot.get_updates(timeout=5)) == 1


async def test_offset_limit_and_timeout(api: BotApi, bot: Bot, hoa: User) -> None:
    assert await bot.get_updates(timeout=0) == ()
    last = [hoa.types(str(number)) for number in range(150)][-1]
    first = last - 149
    assert len(await bot.get_updates()) == 100
    assert [update.update_id for update in await bot.get_updates(limit=2)] == [first, first + 1]
    assert [update.update_id for update in await bot.get_updates(offset=first + 149)] == [
        first + 149
    ]
    assert (api.pending_updates, api.confirmed_offset) == (1, first + 149)
    assert [update.update_id for update in await bot.get_updates(offset=1)] == [first + 149]
    assert await bot.get_updates(offset=first + 150) == ()


async def test_allowed_updates(bot: Bot, hoa: User) -> None:
    await bot.get_updates(allowed_updates=["message"])
    hoa.blocks_bot()
    hoa.start()
    assert [update.message is not None for update in await bot.get_updates()] == [True]


async def test_redelivery(api: BotApi, bot: Bot, hoa: User) -> None:
    first = hoa.types("một")
    hoa.types("hai")
    updates = await bot.get_updates()
    await bot.get_updates(offset=updates[-1].update_id + 1)
    api.redeliver(first)
    again = await bot.get_updates(offset=updates[-1].update_id + 1, timeout=5)
    assert [update.to_dict() for update in again] == [updates[0].to_dict()]
    assert await bot.get_updates(offset=updates[-1].update_id + 1) == ()


async def test_webhook_excludes_polling(bot: Bot, hoa: User) -> None:
    hoa.types("x")
    await bot.set_webhook("https://example.org/hook")
    assert "webhook is active" in await refused(bot.get_updates(), Conflict)
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
