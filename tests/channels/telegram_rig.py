"""A Telegram channel that polls a fake Bot API server, with a script instead of the router."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from bot.domain.messages import Incoming
from bot.services.aside import Act
from handlers.channels.telegram import BadToken, Patience, TelegramChannel
from handlers.contract import Command, Message, MessageButton, Reply
from tests.botapi import BotApi, User

QUICK = Patience(
    poll=20,
    request=5.0,
    slow_turn=5.0,
    hold=0.3,
    first_wait=0.02,
    longest_wait=0.1,
    farewell=0.3,
    bulk_per_second=10_000,
    chat_pause=0.0,
    glance=0.0,
)
"""Waits that a test can afford."""

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x02\0\0\0"
"""Of a picture, as much as is read of it: 640 by 480."""


@dataclass
class Shelf:
    """What a channel put aside, kept over its restarts."""

    acts: dict[str, Act] = field(default_factory=dict)
    empty: asyncio.Event = field(default_factory=asyncio.Event)

    async def put(self, address: str, acts: Sequence[Act], most: int) -> Sequence[Act]:
        waiting = sum(act.address == address for act in self.acts.values())
        new = [act for act in acts if act.id not in self.acts]
        room = max(most - waiting, 0)
        self.acts |= {act.id: act for act in new[:room]}
        self.empty.clear()
        return new[room:]

    async def addresses(self) -> Sequence[str]:
        return list(dict.fromkeys(act.address for act in self.acts.values()))

    async def first(self, address: str) -> Act | None:
        return next((act for act in self.acts.values() if act.address == address), None)

    async def done(self, act_id: str) -> None:
        del self.acts[act_id]
        if not self.acts:
            self.empty.set()


@dataclass
class Script:
    """Remembers what came and echoes it, unless `answers` knows better or `gates` are closed.

    `began` and `ended` hold what was said, in the order in which its turns began and ended.
    """

    answers: dict[str, Reply] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    came: list[Incoming] = field(default_factory=list)
    began: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    shelf: Shelf = field(default_factory=Shelf)
    strangers: set[str] = field(default_factory=set)
    change: asyncio.Event = field(default_factory=asyncio.Event)

    async def awaits(self, incoming: Incoming, _name: str) -> bool:
        """From everybody but strangers a file is awaited."""
        return incoming.address not in self.strangers

    async def handle(self, incoming: Incoming) -> Reply:
        said = incoming.payload or incoming.text or ""
        self.came.append(incoming)
        self._note(self.began, said)
        if gate := self.gates.get(said):
            await gate.wait()
        self._note(self.ended, said)
        return self.answers.get(said) or Reply((Message(f"echo {said}"),))

    def _note(self, where: list[str], said: str) -> None:
        where.append(said)
        self.change.set()

    async def until(self, where: list[str], said: str) -> None:
        """Until that turn has begun or ended."""
        async with asyncio.timeout(10):
            while said not in where:
                self.change.clear()
                await self.change.wait()


def channel_of(api: BotApi, patience: Patience = QUICK) -> TelegramChannel:
    """A channel of this server without a script, for what it sends."""
    return TelegramChannel(
        api.token, aside=Shelf(), awaits=Script().awaits, api_url=api.url, patience=patience
    )


@dataclass
class Rig:
    """A server, a channel that polls it, and what the channel told its owner."""

    api: BotApi
    channel: TelegramChannel
    script: Script
    ready: list[str]
    blocked: list[str]
    task: asyncio.Task[None]

    def person(self, number: int = 1, *, started: bool = True, language: str = "vi") -> User:
        """Someone who, unless told otherwise, has opened the chat; the bot need not know."""
        user = self.api.user(number, first_name=f"P{number}", language_code=language)
        if started:
            self.api.world.people[number].started = True
        return user

    async def caught_up(self) -> None:
        """Until every update is confirmed and the channel polls again."""
        await self.api.until(lambda: not self.api.pending_updates and self.api.polling)

    async def settled(self) -> None:
        """Until nothing waits any more that was put aside."""
        async with asyncio.timeout(10):
            await self.script.shelf.empty.wait()

    async def stop(self) -> None:
        """As a signal would."""
        self.task.cancel()
        with suppress(asyncio.CancelledError, BadToken):
            await self.task
        await self.channel.close()


@asynccontextmanager
async def running(
    api: BotApi,
    script: Script | None = None,
    *,
    patience: Patience = QUICK,
    menus: Mapping[str, Sequence[Command]] | None = None,
    token: str = "",
) -> AsyncIterator[Rig]:
    """A channel that receives until the end of the block."""
    script = script or Script()
    ready: list[str] = []
    blocked: list[str] = []

    async def on_blocked(address: str) -> None:
        blocked.append(address)

    channel = TelegramChannel(
        token or api.token,
        aside=script.shelf,
        awaits=script.awaits,
        api_url=api.url,
        on_ready=ready.append,
        on_blocked=on_blocked,
        default_menus=menus,
        patience=patience,
    )
    task = asyncio.create_task(channel.run(script.handle))
    rig = Rig(api, channel, script, ready, blocked, task)
    try:
        yield rig
    finally:
        await rig.stop()


def keys(*payloads: str) -> tuple[tuple[MessageButton, ...], ...]:
    """One row of buttons, each with its payload as label."""
    return (tuple(MessageButton(each, each) for each in payloads),)
