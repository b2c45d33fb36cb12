"""A4: connections and streams are bounded in number and time, so that whoever asks is answered."""

from __future__ import annotations

import asyncio
import errno
import logging
import resource
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from bot import app
from handlers.channels.base import Message
from handlers.channels.web import WebOptions
from handlers.channels.web.connections import Complaints, Limits
from handlers.channels.web.mail import MOST_PAGES
from handlers.channels.web.server import bind, serve
from tests.channels.web_rig import Served, scripted
from tests.shelf import Shelf

SOON = Limits(seconds=0.2, rate=1_000_000, connections=20)
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def hurried(shelf: Shelf, tmp_path: Path) -> AsyncIterator[Served]:
    async with scripted(shelf, tmp_path, WebOptions(limits=SOON)) as served:
        yield served


async def connected(served: Served, start: str = "") -> Streams:
    host, port = served.url.removeprefix("http://").rstrip("/").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(start.replace("HOST", f"{host}:{port}").encode())
    return reader, writer


HEAD = "POST /send HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\n"


@pytest.mark.parametrize(
    "start",
    [
        "",
        "GET / HTT",
        HEAD,
        f"{HEAD}Content-Length: 100\r\n\r\ntext=h",
        f"{HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\ntext=\r\n",
        "POST /nowhere HTTP/1.1\r\nHost: evil\r\nContent-Length: 9\r\n\r\na",
    ],
)
async def test_a_request_that_never_ends_is_ended(hurried: Served, start: str) -> None:
    reader, writer = await connected(hurried, start)
    async with asyncio.timeout(3):
        await reader.read()
    writer.close()


async def test_a_request_that_drips_is_ended_all_the_same(hurried: Served) -> None:
    reader, writer = await connected(hurried, f"{HEAD}Content-Length: 100000\r\n\r\n")
    ending = asyncio.create_task(reader.read())
    async with asyncio.timeout(3):
        while not ending.done():
            writer.write(b"a")
            await asyncio.wait([ending], timeout=0.05)
    writer.close()


async def test_what_comes_slowly_but_steadily_has_its_time(shelf: Shelf, tmp_path: Path) -> None:
    limits = Limits(seconds=0.2, rate=1000)
    async with scripted(shelf, tmp_path, WebOptions(limits=limits)) as served:
        token = await served.sign_in("hoa")
        head = f"{HEAD}Cookie: tusoi={token}\r\nAccept: application/json\r\n"
        reader, writer = await connected(served, f"{head}Content-Length: 2005\r\n\r\ntext=")
        writer.write(b"a" * 1000)
        await asyncio.sleep(0.6)
        writer.write(b"a" * 1000)
        assert b"200 OK" in await reader.readline()
        writer.close()
    assert [len(each) for each in served.script.acts()] == [2000]


async def test_a_used_connection_that_falls_silent_is_ended(hurried: Served) -> None:
    reader, writer = await connected(hurried, "GET /healthz HTTP/1.1\r\nHost: HOST\r\n\r\n")
    await reader.readuntil(b"ok")
    writer.write(b"GET /hea")
    async with asyncio.timeout(3):
        await reader.read()
    writer.close()


async def test_whoever_asks_at_once_is_let_in(shelf: Shelf, tmp_path: Path) -> None:
    """Of too many connections the ones give way that have asked for nothing for the longest."""
    limits = Limits(seconds=30, connections=20)
    async with scripted(shelf, tmp_path, WebOptions(limits=limits)) as served:
        silent = [await connected(served) for _ in range(60)]
        async with served.stranger() as nobody:
            assert (await nobody.get("/healthz", timeout=3)).text == "ok"
        async with asyncio.timeout(3):
            assert await silent[0][0].read() == b""
        for _, writer in silent:
            writer.close()


async def test_an_answer_that_nobody_takes_is_given_up() -> None:
    async def large(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        body = {"type": "http.response.body", "body": bytes(30_000_000), "more_body": True}
        await send(body)
        await send(body | {"more_body": False})
        ended.set()

    ended = asyncio.Event()
    bound = bind("127.0.0.1", 0)
    serving = asyncio.create_task(serve(large, bound, lambda: None, SOON))
    _, writer = await asyncio.open_connection(*bound.getsockname(), limit=1000)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    async with asyncio.timeout(3):
        await ended.wait()
    writer.close()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def test_of_too_many_streams_of_one_person_the_oldest_gives_way(served: Served) -> None:
    async with AsyncExitStack() as opened:
        hoa = await opened.enter_async_context(await served.client("hoa"))
        minh = await opened.enter_async_context(await served.client("minh"))
        others = await opened.enter_async_context(minh.stream("GET", "/events"))
        streams = []
        for _ in range(MOST_PAGES + 1):
            stream = await opened.enter_async_context(hoa.stream("GET", "/events"))
            lines = stream.aiter_lines()
            await anext(lines)
            streams.append(lines)
        async with asyncio.timeout(3):
            assert [line async for line in streams[0]][-3:] == ["event: crowded", "data:", ""]
        await served.channel.send(served.hoa, Message("tin mới"))
        for lines in streams[1:]:
            async with asyncio.timeout(3):
                while not (await anext(lines)).startswith("data: "):
                    pass  # signs of life come before
        assert (await anext(others.aiter_lines())) == "retry: 2000"


def test_connections_that_cannot_be_accepted_are_said_once_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = [0.0]
    complaints = Complaints(lambda: now[0])
    loop = asyncio.new_event_loop()
    full = {
        "message": "socket.accept() out of system resource",
        "exception": OSError(errno.EMFILE, "Too many open files"),
    }
    for second in range(120):
        now[0] = float(second)
        for _ in range(100):
            complaints(loop, full)
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 2
    assert "6000" in told[1]
    complaints(loop, {"message": "something else"})
    assert caplog.records[-1].name == "asyncio"
    assert caplog.records[-1].levelno == logging.ERROR
    loop.close()


def test_the_program_may_open_as_many_files_as_the_system_allows() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, before[1]), before[1]))
        app._all_files()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (before[1], before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
