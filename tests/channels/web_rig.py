"""The web channel over a real office, whose clock the test moves, and clients for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from starlette.routing import BaseRoute

from bot.domain.messages import Incoming
from bot.services.devices import locks, webchat
from handlers.channels.base import Handle, Message, MessageButton, Reply
from handlers.channels.web import Running, WebChannel, WebOptions
from handlers.channels.web.person import enter
from tests.services.scene import CELL, HOA, Cell, founded, gathered, one
from tests.shelf import Shelf
from tests.world import World

PIN = "2580"
JSON = {"Accept": "application/json"}
PRIVATE = (CELL, HOA, "message", "composer", "chat.js", "commands")
"""Of these a locked page has none."""
PATIENT = WebOptions()
"""As in the program: between two signs of life nothing happens in a test."""
BRISK = WebOptions(heartbeat=0.02)

Extra = Callable[[Running], Sequence[BaseRoute]]


@dataclass
class Desk:
    """A cell, whose members chat from Telegram and from browsers."""

    world: World
    cell: Cell
    channel: WebChannel

    @property
    def url(self) -> str:
        return self.channel.url

    def person(self, address: str) -> str:
        """The id of whoever has this address on Telegram."""
        found = one(self.world, "SELECT person_id FROM accounts WHERE address = ?", address)
        return str(found)

    def stranger(self, **more: str) -> httpx.AsyncClient:
        """A browser that nobody has entered from."""
        return httpx.AsyncClient(
            base_url=self.url,
            headers={"Origin": self.url.rstrip("/"), **more},
            trust_env=False,
            verify=False,  # all is http here, and reading the certificates takes long
        )

    async def code(self, address: str = "hoa") -> str:
        """Somebody asks for a link on Telegram."""
        reply = await self.world.says(address, "/web")
        return reply.messages[0].buttons[0][0].url.rsplit("/", 1)[1]

    async def sign_in(self, address: str) -> str:
        """The token of a new session."""
        return (await enter(self.world.office, await self.code(address))).token

    async def client(self, address: str) -> httpx.AsyncClient:
        """A browser with a session of this person."""
        client = self.stranger()
        client.cookies.set("tusoi", await self.sign_in(address), domain="127.0.0.1", path="/")
        return client

    @asynccontextmanager
    async def enters(
        self, *, pin: bool = False, minutes: int = 0
    ) -> AsyncIterator[httpx.AsyncClient]:
        """Hoa opens a link in a new browser, and may set a PIN there."""
        async with self.stranger() as client:
            assert (await opens(client, await self.code())).status_code == 303
            await client.get("/")
            if pin:
                done = await client.post("/device", data={"do": "set", "pin": PIN, "again": PIN})
                assert done.status_code == 303, done.text
            if minutes:
                await client.post("/device", data={"do": "minutes", "minutes": str(minutes)})
            yield client

    async def ends_all(self) -> None:
        """Hoa leaves everywhere."""
        session = await webchat.session(self.world.office, await self.sign_in("hoa"))
        assert session
        await locks.leave_everywhere(self.world.office, session)

    def token(self, client: httpx.AsyncClient) -> str:
        return client.cookies["tusoi"]


@dataclass
class Script:
    """A router that remembers what came, drops what came twice, and answers from a table."""

    answers: dict[str, Reply] = field(default_factory=dict)
    came: list[Incoming] = field(default_factory=list)
    before: Callable[[Incoming], Awaitable[None]] | None = None

    async def handle(self, incoming: Incoming) -> Reply:
        if self.before:
            await self.before(incoming)
        again = any(known.external_id == incoming.external_id for known in self.came)
        if not again:
            self.came.append(incoming)
        said = incoming.payload or incoming.text or ""
        return self.answers.get(said) or Reply((Message(f"Đã nhận: {said}"),))

    def acts(self) -> list[str]:
        """What came, but for loaded pages."""
        said = [incoming.payload or incoming.text or "" for incoming in self.came]
        return [word for word in said if word != "/resume"]


@dataclass
class Served(Desk):
    """Hoa and Minh of one cell, with a script in the place of the router."""

    script: Script
    task: asyncio.Task[None]

    @property
    def hoa(self) -> str:
        return self.person("hoa")

    @property
    def minh(self) -> str:
        return self.person("minh")


async def opens(client: httpx.AsyncClient, code: str, **form: str) -> httpx.Response:
    """The link is opened, and its button pressed."""
    await client.get(f"/i/{code}")
    return await client.post(f"/i/{code}", data=form)


async def unlocks(client: httpx.AsyncClient, pin: str = PIN) -> httpx.Response:
    return await client.post("/unlock", data={"pin": pin})


def is_locked(page: httpx.Response) -> bool:
    found = [word for word in PRIVATE if word in page.text]
    assert "Trang đang khóa" not in page.text or not found, found
    return "Trang đang khóa" in page.text


def buttons(*rows: str) -> tuple[tuple[MessageButton, ...], ...]:
    """Rows of `label=payload` pairs parted by `|`."""
    return tuple(
        tuple(MessageButton(*pair.split("=", 1)) for pair in row.split("|")) for row in rows
    )


@asynccontextmanager
async def running(channel: WebChannel, handle: Handle) -> AsyncIterator[asyncio.Task[None]]:
    """The channel receives until the end of the block."""
    task = asyncio.create_task(channel.run(handle))
    await channel.started.wait()
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def serving(made: World) -> AsyncIterator[WebChannel]:
    """The channel of a world with its router, until the end of the block."""
    channel = WebChannel(made.office, BRISK)
    async with running(channel, made.router.handle):
        yield channel


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


async def two_members(made: World) -> Cell:
    """A cell in which Hoa and Minh have come in."""
    cell = await founded(made, secretary="Nguyễn Thị Lan")
    await cell.joins("Trần Thị Hoa", "hoa")
    await cell.joins("Lê Văn Minh", "minh")
    return cell


@asynccontextmanager
async def scripted(
    shelf: Shelf, folder: Path, options: WebOptions = PATIENT, extra: Extra | None = None
) -> AsyncIterator[Served]:
    """Their cell, with the web channel on it and the script behind."""
    script = Script()
    async with shelf.copy(two_members, folder) as cell:
        channel = WebChannel(cell.world.office, options, extra_routes=extra)
        async with running(channel, script.handle) as task:
            yield Served(cell.world, cell, channel, script, task)
