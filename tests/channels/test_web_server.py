"""The server of the web chat: its port, its end, and what it logs."""

from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import suppress

import pytest

from handlers.channels.base import Channel
from handlers.channels.web import PortInUse, WebChannel, WebOptions
from handlers.channels.web.server import bind
from tests.channels.web_rig import Served


async def test_a_port_in_use_is_said(served: Served) -> None:
    port = int(served.url.rstrip("/").rsplit(":", 1)[1])
    channel = WebChannel(served.world.office, WebOptions(port=port))
    with pytest.raises(PortInUse) as error:
        await channel.run(served.script.handle)
    assert (error.value.host, error.value.port) == ("127.0.0.1", port)


async def test_stopping_ends_open_streams_quietly(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    async with await served.client("hoa") as client, client.stream("GET", "/events") as stream:
        lines = stream.aiter_lines()
        await anext(lines)
        served.task.cancel()
        assert [line async for line in lines][-1] == ""
    with suppress(asyncio.CancelledError):
        await served.task
    assert served.task.cancelled()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_logs_carry_no_content(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="uvicorn")
    caplog.set_level(logging.INFO, logger="handlers")
    async with await served.client("hoa") as client:
        await client.post("/send", data={"text": "chuyện-riêng"})
        await client.get("/files/bi-mat")
    ours = [record for record in caplog.records if not record.name.startswith("httpx")]
    assert not [r for r in ours if "riêng" in r.getMessage() or "bi-mat" in r.getMessage()]


async def test_a_connection_that_breaks_inside_an_act_is_no_error(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    token = await served.sign_in("hoa")
    host, port = served.url.removeprefix("http://").rstrip("/").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /send HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
    writer.write(f"{head}Cookie: tusoi={token}\r\nContent-Length: 100\r\n\r\ntext=h".encode())
    writer.write_eof()
    await reader.read()
    writer.close()
    await writer.wait_closed()
    async with served.stranger() as client:
        await client.get("/healthz")
    assert served.script.came == []
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_it_is_a_channel(served: Served) -> None:
    channel: Channel = served.channel
    assert channel.name == "web"


async def test_healthz(served: Served) -> None:
    async with served.stranger() as client:
        assert (await client.get("/healthz")).text == "ok"


def test_answers_do_not_wait_for_the_other_side() -> None:
    """asyncio sends small packets at once only where the socket names its protocol."""
    with bind("127.0.0.1", 0) as bound:
        assert bound.proto == socket.IPPROTO_TCP
