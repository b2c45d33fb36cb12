"""A10 and A7: a channel that is away keeps neither the post's hands nor the other channels; faults
are counted apart from a way that fails; and nothing stays half sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.messages import Outgoing, text
from bot.services import delivery
from bot.services.office import millis
from bot.services.parcels import parcel
from handlers.contract import Message, TryLater
from handlers.ways import ENOUGH, PAUSE, Ways
from storage import outbox
from storage.engine.errors import TransactionFailed
from storage.outbox import Lane
from tests.services.doors import goes_on_in_browser
from tests.services.scene import Cell, every, gathered, one, phrase
from tests.shelf import Shelf
from tests.world import Outlet, World

NOTICE = "reviewing.approved_notice"
NOW = datetime(2026, 8, 24, 2, 0, tzinfo=UTC)


@dataclass
class Hanging(Outlet):
    """Lets every message hang until it is told otherwise, and then fails."""

    hang: bool = True
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    change: asyncio.Event = field(default_factory=asyncio.Event)
    begun: int = 0

    async def until(self, count: int) -> None:
        """Until so many have begun."""
        async with asyncio.timeout(10):
            while self.begun < count:
                self.change.clear()
                await self.change.wait()

    async def send(self, address: str, message: Message) -> None:
        if self.hang:
            self.begun += 1
            self.change.set()
            await self.gate.wait()
            raise TryLater("timeout")
        await super().send(address, message)


async def _cell(world: World) -> Cell:
    cell = await gathered(world, "hoa", "binh")
    await world.deliver()
    return cell


@pytest.fixture
async def world(tmp_path: Path, shelf: Shelf) -> AsyncIterator[World]:
    async with shelf.copy(_cell, tmp_path) as cell:
        cell.world.outlet.sent.clear()
        yield cell.world


def words(channel: Outlet) -> list[str]:
    """What came, whatever it was."""
    return [item.text for _, item in channel.sent if isinstance(item, Message)]


async def queue(world: World, address: str) -> str:
    """A notice that this person waits for."""
    person = str(one(world, "SELECT person_id FROM accounts WHERE address = ?", address))
    new = parcel(person, Outgoing(text(NOTICE)), lane=Lane.AWAITED)
    now = millis(world.clock())
    await world.office.db.write(lambda tx: outbox.put(tx, [new], not_before=now, now=now))
    return new.id


def tries(ways: Ways, now: datetime, failure: Exception | None) -> bool:
    """One attempt with this outcome; whether it was made."""
    made = False
    try:
        with ways.trying("telegram", now):
            made = True
            if failure:
                raise failure
    except TryLater:
        pass  # either it was not the time, or it was the failure: `made` tells which
    return made


def test_a_channel_that_is_away_is_tried_by_one_at_a_time() -> None:
    ways = Ways()
    for _ in range(ENOUGH):
        assert tries(ways, NOW, TryLater("timeout"))
    assert tries(ways, NOW, TryLater("timeout"))
    assert not tries(ways, NOW, None)
    with ways.trying("web", NOW):
        pass  # another channel is free, and gets through
    assert tries(ways, NOW + PAUSE, TryLater("timeout"))
    assert not tries(ways, NOW + PAUSE + timedelta(seconds=59), None)
    assert tries(ways, NOW - timedelta(days=1), TryLater("timeout"))  # the clock was put back
    assert tries(ways, NOW + 2 * PAUSE, None)
    assert all(tries(ways, NOW + 2 * PAUSE, None) for _ in range(9))


def test_a_platform_that_asks_for_a_pause_is_there() -> None:
    ways = Ways()
    assert all(tries(ways, NOW, TryLater("flood", 30.0)) for _ in range(9))


async def test_who_uses_the_page_does_not_wait_for_a_telegram_that_hangs(world: World) -> None:
    """A whole queue for Telegram, each of which would hang, and then one for the page."""
    hanging = Hanging()
    world.post.channels["telegram"] = hanging  # type: ignore[index] # the world's own dict
    browser = await goes_on_in_browser(world, "binh")
    world.clock.forward(seconds=1)
    await browser.says("/help")
    for _ in range(20):
        await queue(world, "hoa")
    first = [asyncio.create_task(world.post.deliver(Lane.AWAITED)) for _ in range(ENOUGH)]
    await hanging.until(ENOUGH)
    hanging.gate.set()
    await asyncio.gather(*first)
    hanging.gate.clear()
    world.clock.forward(milliseconds=1)  # behind the others: what is due at once goes by its id
    for_page = await queue(world, "binh")
    held = asyncio.create_task(world.post.deliver(Lane.AWAITED))
    await hanging.until(ENOUGH + 1)
    while await world.post.deliver(Lane.AWAITED):
        continue
    assert hanging.begun == ENOUGH + 1
    assert one(world, "SELECT state FROM outbox WHERE id = ?", for_page) == "sent"
    hanging.gate.set()
    await held
    hanging.hang = False
    world.clock.forward(minutes=6)
    await world.deliver()
    assert len(hanging.sent) == 20


async def test_failures_of_the_way_leave_all_attempts_to_faults(world: World) -> None:
    """After hours without a way, one fault of ours is not the last."""
    trouble: list[Exception] = [TryLater("timeout")] * 30 + [ValueError("ours")] * 3

    class Troubled(Outlet):
        async def send(self, address: str, message: Message) -> None:
            if trouble:
                raise trouble.pop(0)
            await super().send(address, message)

    channel = Troubled()
    world.post.channels["telegram"] = channel  # type: ignore[index] # the world's own dict
    await queue(world, "hoa")
    for _ in range(60):
        world.clock.forward(minutes=5)
        await world.deliver()
    assert trouble == []
    assert words(channel) == [phrase(world, NOTICE)]


@pytest.mark.parametrize("asked", [10.0**9, 1e300, -5.0, 0.0])
async def test_no_platform_makes_a_parcel_wait_for_ever(world: World, asked: float) -> None:
    trouble = [TryLater("flood", asked)]

    class Flooded(Outlet):
        async def send(self, address: str, message: Message) -> None:
            if trouble:
                raise trouble.pop()
            await super().send(address, message)

    channel = Flooded()
    world.post.channels["telegram"] = channel  # type: ignore[index] # the world's own dict
    await queue(world, "hoa")
    await world.deliver()
    world.clock.forward(hours=1)
    await world.deliver()
    assert words(channel) == [phrase(world, NOTICE)]


async def test_after_days_of_rest_one_bad_minute_gives_nothing_up(world: World) -> None:
    """The program was off for a week, as over Tết; then Telegram fails twice."""
    trouble = [TryLater("timeout"), TryLater("timeout")]

    class Troubled(Outlet):
        async def send(self, address: str, message: Message) -> None:
            if trouble:
                raise trouble.pop()
            await super().send(address, message)

    channel = Troubled()
    world.post.channels["telegram"] = channel  # type: ignore[index] # the world's own dict
    await queue(world, "hoa")
    world.clock.forward(days=7)
    for _ in range(3):
        await world.deliver()
        world.clock.forward(minutes=1)
    assert words(channel) == [phrase(world, NOTICE)]


async def test_what_could_not_be_kept_is_sent_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, say: the end of one sending is lost, and without a new start it goes on."""
    sent, failing = delivery.sent, [True]

    async def lost(*given: Any) -> None:
        if failing.pop() if failing else False:
            raise TransactionFailed("SQLITE_FULL", "")
        await sent(*given)

    monkeypatch.setattr(delivery, "sent", lost)
    await queue(world, "hoa")
    with pytest.raises(TransactionFailed):
        await world.deliver()
    await world.deliver()
    assert every(world, "SELECT DISTINCT state FROM outbox") == [("sent",)]
