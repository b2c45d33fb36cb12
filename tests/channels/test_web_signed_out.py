"""A lost phone: what an old browser still gets once the new code was used."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot import app
from handlers.channels.web import WebChannel
from tests.channels.web_rig import Desk, opens
from tests.services.doors import answers_door, comes_in
from tests.services.scene import CELL, HOA, founded, payloads
from tests.world import World, world


@pytest.fixture
async def at(tmp_path: Path, migrated: Path) -> AsyncIterator[Desk]:
    """The channel as the program makes it, with its usual pause between two signs of life."""
    async with world(tmp_path, migrated, web_port=0) as made:
        cell = await founded(made)
        await cell.opens()
        await cell.joins(HOA, "hoa")
        await made.deliver()
        channel = _channel(made)
        task = asyncio.create_task(channel.run(made.router.handle))
        await channel.started.wait()
        yield Desk(made, cell, channel)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _channel(made: World) -> WebChannel:
    settings = made.settings.model_copy(update={"web_url": ""})
    return app.web(settings, made.office, on_started=lambda _url: None)


async def test_the_old_browser_sees_nothing_and_its_stream_ends_at_once(at: Desk) -> None:
    async with at.enters() as old, at.enters() as other:
        assert CELL in (await old.get("/")).text
        code = await at.cell.code_for(HOA, revokes=True)
        screen = payloads(await at.world.says("hoa", "/resume"))[0]
        async with old.stream("GET", "/events") as stream:
            lines = stream.aiter_lines()
            await anext(lines)

            assert not (await comes_in(at.world, "new phone", code, let_in_by="hoa")).refused

            async with asyncio.timeout(5):
                assert "event: ended" in [line async for line in lines]
        for browser in (old, other):
            page = await browser.get("/")
            assert not [word for word in (CELL, HOA, "composer") if word in page.text]
            answer = await browser.post(
                "/send", data={"payload": screen}, headers={"Accept": "application/json"}
            )
            assert answer.status_code == 401
            assert (await browser.get("/events")).status_code == 401


async def test_the_new_browser_stays_when_it_is_the_one_that_used_the_code(at: Desk) -> None:
    code = await at.cell.code_for(HOA, revokes=True)
    async with at.enters() as old, at.stranger() as new:
        assert (await opens(new, code)).status_code == 200
        await answers_door(at.world, "hoa")
        assert (await opens(new, code)).status_code == 303
        assert CELL in (await new.get("/")).text
        assert CELL not in (await old.get("/")).text
