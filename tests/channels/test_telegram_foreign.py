"""A10: whoever answers in Telegram's place, whatever they answer means that Telegram cannot be
reached; it ends nothing, marks nobody, and nothing of it is logged."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.messages import FileOut, FileTrouble
from handlers.channels.telegram import BadToken, Patience, TelegramChannel
from handlers.contract import Command, Message, Reply, TryLater
from tests.botapi import BotApi
from tests.channels.telegram_rig import QUICK, Rig, Script, channel_of, keys, running

HASTY = replace(QUICK, first_wait=0.001, longest_wait=0.001)
SECRET = "chuyện riêng"


Json = object
"""Whatever JSON can hold."""


def result(value: object) -> bytes:
    """A body that claims success."""
    return json.dumps({"ok": True, "result": value, "x": SECRET}).encode()


def refusal(**fields: object) -> bytes:
    """A refusal that lacks something, or has too much of it."""
    whole = {"ok": False, "error_code": 403, "description": f"Forbidden: {SECRET}"}
    return json.dumps(whole | fields).encode()


NO_OBJECTS = (
    *(b"", b"[]", b"null", b'"x"', b"5", b"true", b"1e999", b"NaN", b"\xff\xfe", b"{"),
    *(b"[" * 100_000, b"9" * 5_000, b"<html>chat not found</html>", b"<html>user_deactivated"),
)
NO_ANSWERS = (b"{}", b'{"ok":true}', b'{"ok":1,"result":true}', b'{"result":null,"ok":true}')
VALUES: tuple[Json, ...] = (
    *(None, False, 0, "x", [5], [[]], [None], ["x"], [{}], {}, {"a": 1}, 1.5),
)
IDS: tuple[Json, ...] = (None, "5", 1.5, True, -1, [], {}, 10**25, float("nan"))
PAUSES: tuple[Json, ...] = ("5", -5, 10**12, 1.5, [], True)
NO_RESULTS = tuple(result(value) for value in VALUES)
NO_UPDATES = tuple(result([{"update_id": value}]) for value in IDS)
BOT: dict[str, Json] = {"id": 1, "is_bot": True, "first_name": "x", "username": "y"}
NO_BOTS = (
    *(result(BOT | {"id": value}) for value in ("1", None, True, 1.5)),
    *(result(BOT | {"username": value}) for value in (5, "", None)),
    result(BOT | {"is_bot": False}),
)
NO_MESSAGES = (
    *(result({"message_id": value, "date": 1}) for value in ("1", True, None)),
    *(result({"message_id": 1, "date": value}) for value in ("1", 1.5, None)),
)
FILE: dict[str, Json] = {"file_id": "a", "file_unique_id": "b", "file_path": "c"}
NO_FILES = tuple(
    result(FILE | {name: value}) for name in ("file_id", "file_path") for value in VALUES[:3]
)
NO_REFUSALS = (
    *(b"{}", b'{"ok":false}', b'{"error":"forbidden"}', b'{"ok":true,"result":true}'),
    refusal(ok=True),
    refusal(error_code="403"),
    refusal(description=None),
    refusal(description={"text": "chat not found"}),
    *(refusal(parameters=value) for value in (VALUES[4], "x", 5)),
    *(refusal(parameters={"retry_after": value}) for value in PAUSES),
    *(refusal(parameters={"migrate_to_chat_id": value}) for value in ("5", 1.5, 10**30)),
)
REFUSED = (302, 307, 400, 401, 403, 404, 409, 418, 429, 500, 502, 999)

FOREIGN: Sequence[tuple[int, bytes]] = (
    *((200, body) for body in (*NO_OBJECTS, *NO_ANSWERS, *NO_RESULTS)),
    *((status, body) for status in REFUSED for body in (*NO_OBJECTS[:4], *NO_REFUSALS)),
)
OF_METHOD = {
    "getMe": NO_BOTS,
    "getUpdates": NO_UPDATES,
    "getFile": NO_FILES,
    "sendMessage": NO_MESSAGES,
    "editMessageText": NO_MESSAGES,
    "sendPhoto": NO_MESSAGES,
    "sendDocument": NO_MESSAGES,
}


def answers_of(method: str) -> Sequence[tuple[int, bytes]]:
    """What this method of the Bot API never answers; an empty list of updates it may."""
    return [*FOREIGN, *((200, body) for body in OF_METHOD.get(method, (result([]),)))]


def foreign(api: BotApi, method: str) -> int:
    """One after the other is answered to this method, and then what is right; how many."""
    every = answers_of(method)
    for number, answer in enumerate(every, 1):
        api.fail(method, nth=number, answer=answer)
    return len(every)


@pytest.mark.parametrize("method", ["getMe", "getUpdates"])
async def test_receiving_goes_on_after_any_answer(
    api: BotApi, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    count = foreign(api, method)
    async with running(api, patience=HASTY) as rig:
        hoa = rig.person()
        await api.until(lambda: len(api.called(method)) > count)
        hoa.types("a")
        assert (await hoa.receives()).text == "echo a"
        assert not rig.task.done()
        assert rig.ready == ["tu_soi_test_bot"]
    assert SECRET not in caplog.text
    told = [r.message for r in caplog.records if r.levelno >= logging.WARNING]
    assert sum("cannot be reached" in each or "another program" in each for each in told) == 1


SENT: dict[str, Message | FileOut] = {
    "sendMessage": Message("a"),
    "sendPhoto": FileOut("a.png", "image/png", b"\x89PNG\r\n\x1a\n"),
    "sendDocument": FileOut("a.pdf", "application/pdf", b"%PDF"),
}


@pytest.mark.parametrize("method", SENT)
async def test_sending_is_put_off_by_any_answer(api: BotApi, method: str) -> None:
    """Nobody is taken for one who blocked the bot or moved, and no message for a bad one."""
    hoa = api.user(1, first_name="Hoa")
    hoa.start()
    channel = channel_of(api, HASTY)
    count = foreign(api, method)
    for _ in range(count):
        with pytest.raises(TryLater):
            await send(channel, SENT[method])
    await send(channel, SENT[method])
    await channel.close()
    assert len(hoa.arrivals) == 1


async def send(channel: TelegramChannel, what: Message | FileOut) -> None:
    await (channel.send("1", what) if isinstance(what, Message) else channel.send_file("1", what))


async def test_replies_taps_menus_and_webhooks_survive_any_answer(api: BotApi) -> None:
    """Each act after the other: what its answers come to is lost, and the next one is answered."""
    api.world.webhook_url = "https://example.org/hook"
    methods = ("editMessageText", "answerCallbackQuery", "setMyCommands", "deleteWebhook")
    count = max(foreign(api, method) for method in methods)
    once = replace(HASTY, retries=0)
    menu = (Command("help", "x"),)
    script = Script(answers={"go": Reply((Message("over", keys("go"), replaces=True),), menu=menu)})
    async with running(api, script, patience=once, menus={"vi": menu, "en": menu}) as rig:
        hoa = rig.person()
        await api.until(lambda: not api.world.webhook_url)
        script.answers["begin"] = Reply((Message("begin", keys("go")),))
        hoa.types("begin")
        await hoa.receives()
        for number in range(count):
            hoa.taps("go")
            await asyncio.wait_for(until_done(rig, number), 10)
        hoa.types("end")
        await hoa.receives(lambda seen: seen.text == "echo end")
        assert not rig.task.done()
        assert rig.blocked == []


async def until_done(rig: Rig, number: int) -> None:
    """That tap is over."""
    await rig.api.until(lambda: rig.script.ended.count("go") > number)
    await rig.caught_up()


@pytest.mark.parametrize("method", ["getFile", "download"])
async def test_a_file_that_is_not_to_be_had_is_said(api: BotApi, method: str) -> None:
    """A download has no shape of its own: what comes with 200 is taken for the file."""
    every = [each for each in answers_of(method) if method == "getFile" or each[0] != 200]
    for number, answer in enumerate(every, 1):
        api.fail(method, nth=number, answer=answer)
    async with running(api, patience=replace(HASTY, retries=0)) as rig:
        hoa = rig.person()
        for number in range(len(every) + 1):
            hoa.sends_document("a.pdf", b"%PDF", caption=f"{number}")
            await rig.script.until(rig.script.ended, f"{number}")
    came = [each.file for each in rig.script.came]
    assert set(came[:-1]) == {FileTrouble.LOST}
    assert came[-1]
    assert came[-1] is not FileTrouble.LOST


def update(number: int, **message: object) -> dict[str, object]:
    """An update with a message of Hoa's, or with something else in its place."""
    person = {"id": 1, "is_bot": False, "first_name": "P1"}
    usual = {"message_id": number, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}
    return {"update_id": number, "message": usual | {"from": person} | message}


ODD: Sequence[object] = (
    *(5, None, "x", [], {}, {"update_id": None}, {"update_id": "7"}),
    {"update_id": 10, "message": 5},
    {"update_id": 11, "message": {"text": SECRET}},
    {"update_id": 12, "callback_query": []},
    {"update_id": 13, "my_chat_member": {"chat": 5}},
    update(14, message_id="14"),
    update(15, text=5),
    update(16, text=[SECRET]),
    update(17, date="now"),
    update(18, date=10**30),
    update(19, chat={"id": {}, "type": "private"}, text=SECRET),
    update(20, text="\ud800"),
    update(21, reply_to_message={"message_id": []}),
    {"update_id": 22, "edited_message": update(22, message_id=None)["message"]},
)


@pytest.mark.parametrize("place", [0, len(ODD)])
async def test_an_update_of_another_shape_is_left_out_and_the_others_are_handled(
    api: BotApi, place: int, caplog: pytest.LogCaptureFixture
) -> None:
    script = Script()
    good = [update(8, text="before"), update(30, text="after")]
    batch = [*good[:1], *ODD, *good[1:]] if place else [*good, *ODD]
    api.fail("getUpdates", nth=2, answer=(200, result(batch)))
    async with running(api, script, patience=HASTY) as rig:
        hoa = rig.person()
        hoa.types("first")
        await script.until(script.ended, "after")
        hoa.types("last")
        await hoa.receives(lambda seen: seen.text == "echo last")
        assert not rig.task.done()
        await api.until(lambda: int(api.called("getUpdates")[2].params["offset"]) > 30)
    assert "before" in script.ended
    assert "7 updates of another shape" in caplog.text
    assert SECRET not in caplog.text


async def test_a_longer_pause_than_anybody_waits_for(
    api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    sleep = asyncio.sleep

    async def slept(seconds: float) -> None:
        asked.append(seconds)
        await sleep(0)

    monkeypatch.setattr("handlers.channels.telegram.patience.asyncio.sleep", slept)
    api.fail("getUpdates", retry_after=6 * 24 * 3600)
    async with running(api) as rig:
        await rig.caught_up()
    assert asked == [Patience().longest_flood]


async def test_a_refused_token_is_still_known(api: BotApi) -> None:
    api.fail("getMe", error=401)
    async with running(api) as rig:
        with pytest.raises(BadToken):
            await rig.task


async def test_a_channel_that_failed_runs_again(api: BotApi) -> None:
    """Its connections were closed, and are opened again; what was confirmed does not come again."""
    async with running(api) as rig:
        hoa = rig.person()
        hoa.types("a")
        await hoa.receives()
        await rig.caught_up()
        await rig.stop()
        again = asyncio.create_task(rig.channel.run(rig.script.handle))
        hoa.types("b")
        assert (await hoa.receives()).text == "echo b"
        await rig.channel.send("1", Message("c"))
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)
    assert rig.script.ended == ["a", "b"]
