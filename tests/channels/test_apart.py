"""A10: a channel that fails does not take the others along, and comes back by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest
import uvicorn

from bot import app
from bot.domain.messages import Incoming
from handlers.channels.telegram import BadToken
from handlers.channels.web import PortInUse, WebChannel, WebOptions
from handlers.contract import Channel, Handle
from tests.botapi import BotApi
from tests.channels.telegram_rig import channel_of
from tests.world import Outlet, World

AT_ONCE = 0.001


@dataclass
class Failing(Outlet):
    """Fails so often when it is run, and then asks for help without pause."""

    failures: list[Exception] = field(default_factory=list)
    served: asyncio.Event = field(default_factory=asyncio.Event)
    runs: int = 0

    async def run(self, handle: Handle) -> None:
        self.runs += 1
        if self.failures:
            raise self.failures.pop(0)
        await handle(Incoming(self.name, "somebody", f"{self.runs}", text="/help"))
        self.served.set()
        await asyncio.get_running_loop().create_future()


@asynccontextmanager
async def serving(world: World, channels: Sequence[Channel]) -> AsyncIterator[asyncio.Task[None]]:
    """The program serves these, and stops afterwards."""
    task = asyncio.create_task(app.serve(world.office, channels, pause=AT_ONCE))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_channel_that_fails_is_run_again_and_the_others_never_notice(
    running: World, caplog: pytest.LogCaptureFixture
) -> None:
    troubles: list[Exception] = [KeyError("chuyện riêng"), ExceptionGroup("x", [OSError()])]
    failing, steady = Failing("telegram", failures=troubles), Failing("web")
    async with serving(running, [failing, steady]) as task, asyncio.timeout(10):
        await failing.served.wait()
        await steady.served.wait()
        assert not task.done()
    assert (failing.runs, steady.runs) == (3, 1)
    told = [r.message for r in caplog.records if r.levelno == logging.ERROR]
    assert told == [
        f"telegram failed: {name}; it is run again" for name in ("KeyError", "ExceptionGroup")
    ]


async def test_a_token_that_is_refused_leaves_the_page_and_is_tried_again(
    running: World, caplog: pytest.LogCaptureFixture
) -> None:
    async with BotApi() as api:
        api.fail("getMe", error=401, times=3)
        telegram = channel_of(api)
        web = WebChannel(running.office, WebOptions())
        async with serving(running, [telegram, web]):
            await api.until(lambda: api.polling)
            async with httpx.AsyncClient(base_url=web.url, trust_env=False, verify=False) as client:
                assert (await client.get("/healthz")).text == "ok"
    assert caplog.text.count("does not accept the bot's token; the others go on") == 3
    assert api.token not in caplog.text


async def test_what_only_the_operator_can_mend_ends_the_program(running: World) -> None:
    taken = Failing("web", failures=[PortInUse("127.0.0.1", 8080)])
    alone = Failing("telegram", failures=[BadToken()])
    async with serving(running, [taken, Failing("telegram")]) as task:
        with pytest.raises(ExceptionGroup, match="unhandled"):
            await task
    async with serving(running, [alone]) as task:
        with pytest.raises(ExceptionGroup, match="unhandled"):
            await task
    assert (taken.runs, alone.runs) == (1, 1)


async def test_the_page_comes_back_with_its_streams(
    running: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server of the page fails once, after it has served."""
    serve = uvicorn.Server.serve
    times: list[int] = []

    async def failing(server: uvicorn.Server, sockets: object = None) -> None:
        times.append(1)
        if len(times) == 1:
            raise OSError("no room")
        await serve(server, sockets)  # type: ignore[arg-type] # as it was given

    monkeypatch.setattr(uvicorn.Server, "serve", failing)
    web = WebChannel(running.office, WebOptions())
    async with serving(running, [web, Failing("telegram")]), asyncio.timeout(10):
        while len(times) < 2:
            await web.started.wait()
            await asyncio.sleep(0)
        async with httpx.AsyncClient(base_url=web.url, trust_env=False, verify=False) as client:
            assert (await client.get("/healthz")).text == "ok"
        rings = web._bells.rings("somebody", 0.01)
        await anext(rings)
        await anext(rings)
