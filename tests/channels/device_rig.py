"""The web channel over the real database, with the clock of the office, and clients for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from handlers.channels.web import WebChannel, WebOptions
from handlers.channels.web.keeping import OfficeStore
from tests.services.scene import Cell, gathered
from tests.shelf import Shelf
from tests.world import World

PIN = "2580"


@dataclass
class Desk:
    """A cell, whose member Hoa chats from Telegram and from browsers."""

    world: World
    cell: Cell
    channel: WebChannel

    @property
    def url(self) -> str:
        return self.channel.url

    def stranger(self, **more: str) -> httpx.AsyncClient:
        """A browser that nobody has entered from."""
        return httpx.AsyncClient(
            base_url=self.url,
            headers={"Origin": self.url.rstrip("/"), **more},
            trust_env=False,
            verify=False,  # all is http here, and reading the certificates takes long
        )

    async def code(self) -> str:
        """Hoa asks for a link on Telegram."""
        reply = await self.world.says("hoa", "/web")
        return reply.messages[0].buttons[0][0].url.rsplit("/", 1)[1]

    @asynccontextmanager
    async def enters(
        self, *, pin: bool = False, minutes: int = 0
    ) -> AsyncIterator[httpx.AsyncClient]:
        """Hoa opens a link in a new browser, and may set a PIN there."""
        async with self.stranger() as client:
            assert (await client.post(f"/i/{await self.code()}")).status_code == 303
            await client.get("/")
            if pin:
                done = await client.post("/device", data={"do": "set", "pin": PIN, "again": PIN})
                assert done.status_code == 303, done.text
            if minutes:
                await client.post("/device", data={"do": "minutes", "minutes": str(minutes)})
            yield client

    def token(self, client: httpx.AsyncClient) -> str:
        return client.cookies["tusoi"]


@asynccontextmanager
async def serving(made: World) -> AsyncIterator[WebChannel]:
    """The channel of a world, until the end of the block."""
    options = WebOptions(
        resume_text="/resume",
        heartbeat=0.02,
        clock=lambda: made.office.clock().timestamp(),
    )
    channel = WebChannel(OfficeStore(made.office), made.office.catalogue.render, options)
    task = asyncio.create_task(channel.run(made.router.handle))
    await channel.started.wait()
    try:
        yield channel
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def hoa_has_come(made: World) -> Cell:
    """A cell with an open cycle in which Hoa has consented."""
    cell = await gathered(made, "hoa")
    await made.deliver()
    return cell


@asynccontextmanager
async def desk(shelf: Shelf, folder: Path) -> AsyncIterator[Desk]:
    """Her cell, with the web channel on it."""
    async with shelf.copy(hoa_has_come, folder) as cell, serving(cell.world) as channel:
        yield Desk(cell.world, cell, channel)
