"""Polling: what goes wrong between Telegram and us, and what is never written down."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest

from bot.domain.messages import FileOut
from handlers.channels.telegram import BadToken, TelegramChannel
from handlers.contract import Message, Reply, TryLater
from tests.botapi import BotApi
from tests.channels.telegram_rig import QUICK, Script, Shelf, keys, running


@pytest.mark.parametrize("fault", [409, 500, 401, 429, "drop", "garbage"])
async def test_failing_polls_are_survived_and_told_once(
    api: BotApi, fault: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    api.fail("getUpdates", error=fault, times=4)
    async with running(api) as rig:
        hoa = rig.person()
        hoa.types("a")
        assert (await hoa.receives()).text == "echo a"
    told = [record.levelname for record in caplog.records if "telegram" in record.name]
    assert told == ["WARNING", "INFO"]


async def test_another_poller_is_named(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    api.fail("getUpdates", error=409)
    async with running(api) as rig:
        await rig.caught_up()
    assert "another program uses the same bot" in caplog.text


async def test_a_flood_of_polls_is_waited_out(api: BotApi) -> None:
    api.fail("getUpdates", retry_after=1)
    async with running(api) as rig:
        await api.until(lambda: len(api.called("getUpdates")) == 1)
        await asyncio.sleep(0.5)
        assert len(api.called("getUpdates")) == 1
        await rig.caught_up()


async def test_a_webhook_is_left_without_losing_its_updates(api: BotApi) -> None:
    hoa = api.user(1, first_name="Hoa")
    hoa.types("while the webhook was set")
    api.world.webhook_url = "https://example.org/hook"
    async with running(api) as rig:
        await rig.script.until(rig.script.ended, "while the webhook was set")


async def test_a_server_that_goes_and_comes_back(api: BotApi) -> None:
    async with running(api) as rig:
        hoa = rig.person()
        hoa.types("a")
        await hoa.receives()
        await rig.caught_up()
        await api.stop()
        await asyncio.sleep(0.1)
        hoa.types("b")
        await api.start()
        assert (await hoa.receives()).text == "echo b"


async def test_telegram_out_of_reach_at_the_start(api: BotApi) -> None:
    api.fail("getMe", error="drop", times=3)
    async with running(api) as rig:
        hoa = rig.person()
        hoa.types("a")
        await hoa.receives()
        assert rig.ready == ["tu_soi_test_bot"]


@pytest.mark.parametrize("token", ["1:" + "x" * 35, "nonsense"])
async def test_a_token_that_is_refused(api: BotApi, token: str) -> None:
    async with running(api, token=token) as rig:
        with pytest.raises(BadToken) as caught:
            await rig.task
    assert token not in f"{caught.value!r} {caught.value.__cause__!r}"
    assert caught.value.__suppress_context__


async def test_no_token_at_all() -> None:
    with pytest.raises(BadToken):
        TelegramChannel("", aside=Shelf(), awaits=Script().awaits)


async def test_more_updates_than_one_batch(api: BotApi) -> None:
    people = [api.user(number, first_name="P") for number in range(1, 6)]
    for number in range(150):
        people[number % 5].types(str(number))
    async with running(api) as rig:
        await rig.script.until(rig.script.ended, "149")
        await rig.caught_up()
    assert sorted(map(int, rig.script.ended)) == list(range(150))
    for person in people:
        numbers = [int(seen.text.split()[1]) for seen in person.arrivals]
        assert numbers == sorted(numbers)


async def test_what_is_asked_of_telegram(api: BotApi) -> None:
    async with running(api) as rig:
        await rig.caught_up()
    params = api.called("getUpdates")[0].params
    wanted = ["message", "edited_message", "callback_query", "my_chat_member"]
    assert json.loads(params["allowed_updates"]) == wanted
    assert (int(params["timeout"]), int(params["limit"])) == (20, 100)
    assert not api.called("deleteWebhook")


async def test_logs_hold_neither_the_token_nor_what_people_write(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    script = Script(answers={"secret 1": Reply((Message("secret 2", keys("x" * 65)),))})
    api.fail("getUpdates", error="drop")
    api.fail("sendMessage", error="garbage")
    api.fail("sendMessage", nth=2, error=400, description="Bad Request: url 'secret 3' is bad")
    async with running(api, script) as rig:
        hoa = rig.person()
        hoa.types("secret 1")
        hoa.types("secret 4")
        hoa.types("end")
        await hoa.receives(lambda seen: seen.text == "echo end")
    assert "a message was refused" in caplog.text
    assert "secret" not in caplog.text
    assert api.token not in caplog.text


async def test_the_proxy_is_used() -> None:
    lines: list[str] = []
    asked = asyncio.Event()

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines.extend(head.decode().splitlines())
        asked.set()
        writer.close()

    server = await asyncio.start_server(proxy, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    channel = TelegramChannel(
        "1:x",
        aside=Shelf(),
        awaits=Script().awaits,
        api_url="http://telegram.invalid",
        proxy=f"http://hoa:word@127.0.0.1:{port}",
        patience=QUICK,
    )
    running_channel = asyncio.create_task(channel.run(Script().handle))
    async with asyncio.timeout(5):
        await asked.wait()
    running_channel.cancel()
    await asyncio.gather(running_channel, return_exceptions=True)
    server.close()
    await server.wait_closed()
    assert lines[0] == "POST http://telegram.invalid/bot1:x/getMe HTTP/1.1"
    assert "Proxy-Authorization: Basic aG9hOndvcmQ=" in lines


async def test_names_of_files_go_out_as_telegram_reads_them() -> None:
    """In UTF-8 and quotes: the percent-coded form of the standard is not in its documentation."""
    heard = asyncio.get_running_loop().create_future()

    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.set_result(await reader.readuntil(b"PK\x05\x06"))
        writer.close()

    listening = await asyncio.start_server(server, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    channel = TelegramChannel(
        "1:x",
        aside=Shelf(),
        awaits=Script().awaits,
        api_url=f"http://127.0.0.1:{port}",
        patience=QUICK,
    )
    with pytest.raises(TryLater):
        await channel.send_file("1", FileOut("Báo cáo.docx", "application/msword", b"PK\x05\x06"))
    await channel.close()
    listening.close()
    await listening.wait_closed()
    assert 'filename="Báo cáo.docx"'.encode() in await heard


def test_a_proxy_of_another_kind_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="proxy"):
        TelegramChannel(
            "1:x", aside=Shelf(), awaits=Script().awaits, proxy="socks5://127.0.0.1:1080"
        )


async def test_a_channel_that_never_ran_can_be_closed(api: BotApi) -> None:
    hoa = api.user(1, first_name="Hoa")
    hoa.start()
    channel = TelegramChannel(api.token, aside=Shelf(), awaits=Script().awaits, api_url=api.url)
    await channel.send("1", Message("x"))
    await channel.close()
    assert hoa.screen.text == "x"

    unused = TelegramChannel(api.token, aside=Shelf(), awaits=Script().awaits, api_url=api.url)
    await unused.close()
    with pytest.raises(TryLater):
        await unused.send("1", Message("y"))
