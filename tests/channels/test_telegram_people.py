"""Whom and what the Telegram channel hears: texts, languages, groups, and who has gone."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.messages import Manner
from tests.botapi import BotApi
from tests.channels.telegram_rig import Rig, running


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


async def test_service_messages_are_nothing_and_edits_say_so(rig: Rig) -> None:
    """An edit comes as such, U23; a pinned message does not come at all."""
    hoa = rig.person()
    hoa.types("a")
    await hoa.receives()
    hoa.edits(hoa.messages[0], "b")
    message = raw_message(hoa.id, "private") | {"pinned_message": raw_message(hoa.id, "private")}
    del message["text"]
    rig.api.world.add_update("message", message)
    hoa.types("c")
    await rig.script.until(rig.script.ended, "c")
    manners = [(each.text, each.manner) for each in rig.script.came]
    assert manners == [("a", Manner.TYPED), ("b", Manner.EDITED), ("c", Manner.TYPED)]


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
