"""A real database, the real router and the real post, with a clock that the test moves."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import app
from bot.domain.messages import FileOut, Incoming
from bot.services.office import Office
from bot.services.reminders import sweep
from bot.settings import Settings
from handlers.contract import Channel, Handle, Message, Reply, Unreachable
from handlers.post import Post
from handlers.router import Router
from storage.engine.sealing import key_file
from storage.outbox import Lane
from tests.turns import WatchedDatabase

MORNING = datetime(2026, 8, 24, 2, 0, tzinfo=UTC)
"""Nine o'clock on a Monday in Hà Nội."""


@dataclass
class Clock:
    """Stands still until the test moves it."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Move on by this timedelta."""
        self.now += timedelta(**span)


@dataclass
class Outlet:
    """A channel that keeps what it was given, and can be told that somebody blocked it."""

    name: str = "telegram"
    sent: list[tuple[str, Message | FileOut]] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)

    async def send(self, address: str, message: Message) -> None:
        """Keep a message."""
        if address in self.blocked:
            raise Unreachable(address)
        self.sent.append((address, message))

    async def send_file(self, address: str, file: FileOut) -> None:
        """Keep a file."""
        if address in self.blocked:
            raise Unreachable(address)
        self.sent.append((address, file))

    async def run(self, handle: Handle) -> None:
        """Nothing comes in by itself."""

    def take(self, address: str) -> list[Message | FileOut]:
        """What was sent to this address since it was last asked."""
        found = [item for to, item in self.sent if to == address]
        self.sent = [(to, item) for to, item in self.sent if to != address]
        return found


def in_turn() -> bool:
    """Whether this runs within a writing turn, which may be undone or run again."""
    task = asyncio.current_task()
    return task is not None and task.get_name() == "database writer"


class Bell(asyncio.Event):
    """The office's `wake`, which no turn may ring."""

    def set(self) -> None:
        """Ring it."""
        assert not in_turn()
        super().set()


def told_of(_person: str) -> None:
    """Somebody is signed out, which is on disk by now."""
    assert not in_turn()


class World:
    """One process of the program, which can be restarted at any point."""

    def __init__(self, folder: Path, migrated: Path, **settings: Any) -> None:
        path = folder / "cell.sqlite3"
        if not path.exists():
            shutil.copy(migrated, path)
            if key_file(migrated).exists():
                shutil.copy(key_file(migrated), key_file(path))
        self.clock = Clock()
        self.settings = Settings(
            _env_file=None,
            database_url=f"sqlite:///{path}",
            web_url="https://tusoi.example",
            operator="Đảng ủy xã Tân Hòa Đông",
            **settings,
        )
        self.outlet = Outlet()
        self.web = Outlet("web")
        self.office: Office
        self.router: Router
        self.post: Post
        self._acts = 0

    async def start(self) -> None:
        """Open the database and put everything together."""
        database = await WatchedDatabase.open(self.settings.database_url)
        made = app.open_office(self.settings, database, self.clock)
        self.office = replace(made, wake=Bell(), signed_out=[told_of])
        self.office.links.telegram_bot = "tusoi_bot"
        self.router = Router(self.office)
        channels: dict[str, Channel] = {"telegram": self.outlet, "web": self.web}
        self.post = Post(self.office, channels)

    async def stop(self) -> None:
        """Close everything; nothing but the database file remains."""
        await self.office.renderer.close()
        await self.office.db.close()

    async def restart(self) -> None:
        """As after a new start of the program."""
        await self.stop()
        await self.start()

    async def says(
        self, address: str, text: str | None = None, *, payload: str | None = None, **more: object
    ) -> Reply:
        """One act of the person at this address."""
        self._acts += 1
        act_id = str(more.pop("external_id", self._acts))
        channel = str(more.pop("channel", "telegram"))
        incoming = Incoming(channel, address, act_id, text=text, payload=payload, **more)  # type: ignore[arg-type] # the named fields of Incoming
        return await self.router.handle(incoming)

    async def taps(self, address: str, payload: str) -> Reply:
        """A tap on a button with this payload."""
        return await self.says(address, payload=payload)

    async def deliver(self, *lanes: Lane) -> int:
        """Send everything that may be sent now."""
        sent = 0
        for lane in lanes or tuple(Lane):
            while count := await self.post.deliver(lane):
                sent += count
        return sent

    async def sweep(self) -> int:
        """Queue what is due and send it."""
        queued = await sweep.sweep(self.office)
        await self.deliver()
        return queued


@asynccontextmanager
async def world(folder: Path, migrated: Path, **settings: Any) -> AsyncIterator[World]:
    """A running world, stopped afterwards."""
    made = World(folder, migrated, **settings)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


def payload_of(reply: Reply | Sequence[Message], label: str) -> str:
    """The payload of the first button whose label begins so."""
    messages = reply.messages if isinstance(reply, Reply) else reply
    for message in messages:
        for row in message.buttons:
            for button in row:
                if button.label.startswith(label):
                    return button.payload
    raise LookupError(f"no button {label!r}")
