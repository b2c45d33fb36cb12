"""Fifty recipients and a channel that fails for one of them; crashes while sending."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.domain.cycle.place import Place
from bot.services import delivery
from bot.services.cycle.status import Status, status
from bot.services.reminders import sweep
from handlers.contract import Moved, TryLater, Unreachable
from storage import accounts, cycles
from storage.engine.database import Transaction
from storage.outbox import Lane
from tests.services.reminders.storm import Stormy, storm
from tests.services.scene import (
    CELL,
    Cell,
    clock_to,
    delivered,
    every,
    founded,
    hands_in,
    one,
    reminded,
    said,
    swept,
)
from tests.world import World, world

PEOPLE = 50
NAMES = [f"Đảng viên {number:02}" for number in range(1, PEOPLE + 1)]
SEVEN_DAYS_BEFORE = "2026-09-11 08:00"


@dataclass(frozen=True)
class Fifty:
    """A cell of fifty who have not begun, and the channel that they all use."""

    cell: Cell
    channel: Stormy

    @property
    def world(self) -> World:
        return self.cell.world

    async def remind(self) -> set[str]:
        """The reminders of seven days before: whom they reached so far."""
        clock_to(self.world, SEVEN_DAYS_BEFORE)
        return {s.address for s in await swept(self.world)} - {"lan"}

    async def status(self) -> Status:
        async def work(tx: Transaction) -> Status:
            cycle = await cycles.open_cycle(tx, self.cell.id)
            assert cycle
            return await status(self.world.office, tx, cycle)

        return await self.world.office.db.read(work)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> tuple[Path, str]:
    """The database of the cell, and its id: fifty people take a second to come in."""
    folder = tmp_path_factory.mktemp("fifty")

    async def make() -> str:
        async with world(folder, migrated) as made:
            cell = await founded(made)
            await cell.opens()
            for number, name in enumerate(NAMES, 1):
                made.clock.forward(milliseconds=1)
                await cell.joins(name, f"a{number}", agreed=False)
            await delivered(made)
            return cell.id

    cell_id = asyncio.run(make())
    return folder / "cell.sqlite3", cell_id


@pytest.fixture
async def fifty(tmp_path: Path, made_once: tuple[Path, str]) -> AsyncIterator[Fifty]:
    path, cell_id = made_once
    async with world(tmp_path, path) as running:
        running.clock.forward(minutes=1)
        running._acts = 10_000  # the platform goes on counting
        yield Fifty(Cell(running, cell_id, CELL, "lan"), await storm(running))


@pytest.mark.parametrize("who", [1, 20, 21, 50])
async def test_one_who_blocked_does_not_stop_the_others(fifty: Fifty, who: int) -> None:
    fifty.channel.trouble[f"a{who}"] = [Unreachable(f"a{who}")] * 9
    reached = await fifty.remind()
    assert reached == {f"a{n}" for n in range(1, PEOPLE + 1)} - {f"a{who}"}
    assert (await fifty.status()).unreachable == (NAMES[who - 1],)
    assert fifty.channel.tried.count(f"a{who}") == 1
    screen = await fifty.world.says("lan", "/status")
    assert said(screen).rstrip().endswith(NAMES[who - 1])


async def test_who_blocked_and_comes_back_is_reminded_of_the_next_step(fifty: Fifty) -> None:
    fifty.channel.trouble["a7"] = [Unreachable("a7")]
    await fifty.remind()
    await fifty.world.says("a7", "/start")
    assert (await fifty.status()).unreachable == ()
    clock_to(fifty.world, "2026-09-15 08:00")
    assert reminded(await swept(fifty.world), "a7") == ["15/09 08:00"]


async def test_whatever_somebody_does_shows_that_they_can_be_reached(fifty: Fifty) -> None:
    await fifty.cell.closes()
    await delivery.blocked(fifty.world.office, "telegram", "a7")
    await fifty.world.says("a7", "/start")
    assert one(fifty.world, "SELECT reachable FROM accounts WHERE address = 'a7'")


@pytest.mark.parametrize(
    ("trouble", "later"),
    [
        (lambda: TryLater("flood", 40.0), 40),
        (lambda: TryLater("timeout"), 2),
        (lambda: TryLater("bad gateway", 0.0), 2),
        (lambda: ValueError("a defect of ours"), 2),
    ],
)
async def test_one_who_has_to_wait_does_not_hold_up_the_others(
    fifty: Fifty, trouble: Callable[[], Exception], later: int
) -> None:
    fifty.channel.trouble["a20"] = [trouble()]
    assert len(await fifty.remind()) == PEOPLE - 1
    fifty.world.clock.forward(seconds=later - 1)
    assert await delivered(fifty.world) == []
    fifty.world.clock.forward(seconds=1)
    assert [s.address for s in await delivered(fifty.world)] == ["a20"]
    assert (await fifty.status()).unreachable == ()


async def test_a_chat_that_moved_gets_it_at_the_new_address(fifty: Fifty) -> None:
    fifty.channel.trouble["a20"] = [Moved("a20b")]
    reached = await fifty.remind()
    assert reached == {f"a{n}" for n in range(1, PEOPLE + 1)} - {"a20"} | {"a20b"}
    assert (await fifty.status()).unreachable == ()


async def test_a_chat_that_moved_to_an_address_that_is_known_already(fifty: Fifty) -> None:
    fifty.channel.trouble["a20"] = [Moved("a21")]
    reached = await fifty.remind()
    assert reached == {f"a{n}" for n in range(1, PEOPLE + 1)} - {"a20"}
    states = every(fifty.world, "SELECT DISTINCT state FROM outbox")
    assert ("sending",) not in states
    assert (await fifty.status()).unreachable == (NAMES[19],)


async def test_who_could_not_be_written_to_for_days_is_named(fifty: Fifty) -> None:
    fifty.channel.trouble["a20"] = [TryLater("timeout") for _ in range(999)]
    await fifty.remind()
    for _ in range(7 * 24):
        fifty.world.clock.forward(minutes=30)
        await delivered(fifty.world)
    assert (await fifty.status()).unreachable == (NAMES[19],)
    fifty.channel.trouble.clear()
    clock_to(fifty.world, "2026-09-15 08:00")
    assert reminded(await swept(fifty.world), "a20") == ["15/09 08:00"]
    assert (await fifty.status()).unreachable == ()


async def test_the_place_to_go_on_is_not_touched_by_trouble(fifty: Fifty) -> None:
    world = fifty.world
    reply = await world.says("a7", "/start")
    await world.taps("a7", reply.messages[-1].buttons[0][0].payload)
    await world.says("a7", "Tôi dự đủ các kỳ sinh hoạt")
    place = "SELECT member_id, interview_id, shown FROM accounts WHERE address = 'a7'"
    before = every(world, place)
    fifty.channel.trouble["a7"] = [TryLater("timeout"), Unreachable("a7")]
    await fifty.remind()
    world.clock.forward(minutes=1)
    await delivered(world)
    assert every(world, place) == before
    await world.says("a7", "3 hiếm khi")
    assert "rare" in one(
        world, "SELECT answers FROM interviews WHERE member_id = ?", fifty.cell.member(NAMES[6])
    )


async def test_what_was_being_sent_at_a_crash_is_sent_again(fifty: Fifty) -> None:
    clock_to(fifty.world, SEVEN_DAYS_BEFORE)
    await sweep.sweep(fifty.world.office)
    claimed = await delivery.claim(fifty.world.office, Lane.BULK)
    assert len(claimed) == delivery.AT_ONCE[Lane.BULK]
    await fifty.world.restart()
    await delivery.recover(fifty.world.office)
    seen = await delivered(fifty.world)
    reached = [s.address for s in seen]
    assert len(reached) == len(set(reached)) == PEOPLE + 1
    await fifty.world.restart()
    await delivery.recover(fifty.world.office)
    assert await delivered(fifty.world) == []


async def test_all_numbers_of_the_status_add_up_to_the_roster(fifty: Fifty) -> None:
    for address in ("a1", "a2"):
        reply = await fifty.world.says(address, "/start")
        await fifty.world.taps(address, reply.messages[-1].buttons[0][0].payload)
    await hands_in(fifty.world, "a1")
    await fifty.world.says("a2", "Tôi dự đủ các kỳ sinh hoạt")
    await fifty.cell.exempts(NAMES[2])
    await fifty.cell.exempts(NAMES[3])
    found = await fifty.status()
    assert found.places[Place.SUBMITTED] == (NAMES[0],)
    assert found.places[Place.UNDER_WAY] == (NAMES[1],)
    assert found.places[Place.EXEMPT] == (NAMES[2], NAMES[3])
    assert found.roster == PEOPLE + 1
    assert "Trần Thị Mai Lan" in found.places[Place.NOT_BEGUN]


async def test_a_person_of_two_channels_is_written_to_on_the_other(fifty: Fifty) -> None:
    world = fifty.world
    person = one(world, "SELECT person_id FROM accounts WHERE address = 'a7'")
    await world.office.db.write(lambda tx: accounts.bind(tx, "web", person, person, now=1))
    fifty.channel.trouble["a7"] = [Unreachable("a7")]
    reached = await fifty.remind()
    assert person in reached
    assert (await fifty.status()).unreachable == ()
