"""A clock that is wrong undoes nothing, and one that is right again is believed by itself."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.services import clock
from bot.services.office import millis
from bot.services.privacy import retention
from storage.clock import Seen
from tests.services.scene import Cell, contents, every, gathered, hands_in, one
from tests.shelf import made_once
from tests.world import World

DAY, HOUR = millis(datetime(1970, 1, 2, tzinfo=UTC)), millis(datetime(1970, 1, 1, 1, tzinfo=UTC))


@made_once
async def cell(running: World) -> Cell:
    """An open cycle of two, one review of which is handed in."""
    made = await gathered(running, "hoa", "binh")
    await hands_in(running, "hoa")
    return made


# -- what is believed


@pytest.mark.parametrize(
    ("looks", "believed"),
    [
        ([0, HOUR, 2 * DAY], True),  # switched off over a weekend
        ([0, 30 * DAY], False),
        ([0, 30 * DAY, 30 * DAY + 5 * HOUR], False),
        ([0, 30 * DAY, 30 * DAY + 6 * HOUR], True),  # off for a month, then it runs on
        ([0, 30 * DAY, 60 * DAY, 90 * DAY], False),  # jumps again and again
        ([0, 30 * DAY, HOUR], True),  # wrong for a minute
        ([0, 30 * DAY, 20 * DAY, 20 * DAY + 3 * HOUR], False),  # wrong, then wrong otherwise
        ([0, -9000 * DAY], False),  # an empty battery
        ([0, -9000 * DAY, HOUR], True),  # and then the network's time
        ([0, 30 * DAY, HOUR, 30 * DAY + 7 * HOUR], False),  # back meanwhile: it begins anew
    ],
)
def test_a_clock_is_believed_near_what_was_or_once_it_runs_on(  # U5
    looks: list[int],
    believed: bool,  # noqa: FBT001 -- a plain fact
) -> None:
    start = 20_000 * DAY
    seen = Seen(start, start)
    for look in looks:
        seen = clock.judged(seen, start + look)
    assert (seen.doubted_from is None) is believed
    assert believed is (seen.believed_at == start + looks[-1])


# -- what is removed


async def test_a_clock_ten_years_ahead_removes_nothing_and_tells_the_operator(  # U5
    cell: Cell, caplog: pytest.LogCaptureFixture
) -> None:
    world = cell.world
    await cell.closes()
    before = contents(world)
    world.clock.now += timedelta(days=3650)

    with caplog.at_level(logging.WARNING):
        assert await retention.purge(world.office) == []
        assert await retention.purge(world.office) == []

    assert contents(world)["versions"] == before["versions"]
    assert contents(world)["audit"] == before["audit"]
    assert caplog.text.count("--clock-is-right") == 1


async def test_after_years_of_pause_it_goes_on_by_itself(cell: Cell) -> None:  # U5
    world = cell.world
    await cell.closes()
    world.clock.now += timedelta(days=3650)
    for _ in range(6):
        assert await retention.purge(world.office) == []
        world.clock.forward(hours=1)
    assert len(await retention.purge(world.office)) == 1


async def test_an_open_cycle_is_never_removed(  # U5
    cell: Cell, caplog: pytest.LogCaptureFixture
) -> None:
    world = cell.world
    world.clock.now += timedelta(days=3650)
    await clock.believe(world.office)

    with caplog.at_level(logging.WARNING):
        assert await retention.purge(world.office) == []

    assert one(world, "SELECT COUNT(*) FROM versions") == 1
    assert "never closed" in caplog.text


async def test_codes_and_sessions_outlive_a_clock_that_jumps(cell: Cell) -> None:  # U5
    world = cell.world
    code = await cell.code_for("Trần Văn Minh")
    await world.sweep()
    world.clock.now += timedelta(days=400)
    await world.sweep()

    reply = await world.says("minh", f"/start {code}")

    assert not reply.refused


# -- what is reminded of


async def test_reminders_of_a_future_that_never_came_do_not_count(cell: Cell) -> None:  # U5
    world = cell.world
    true = world.clock.now
    await world.sweep()
    world.clock.now = true + timedelta(days=30)
    await world.sweep()

    world.clock.now = true
    world.outlet.take("binh")
    told: list[datetime] = []
    for _ in range(30 * 24):
        world.clock.forward(hours=1)
        await world.sweep()
        told += [world.clock.now for _ in world.outlet.take("binh")]

    assert len(told) == 7
    assert not every(world, "SELECT 1 FROM reminders WHERE state = 'overtaken'")


async def test_what_was_queued_in_that_future_is_sent_now(cell: Cell) -> None:  # U5
    world = cell.world
    await world.sweep()
    world.clock.now += timedelta(days=30)
    await world.says("lan", "/remind")
    world.clock.now -= timedelta(days=30)
    world.outlet.take("binh")

    await world.sweep()

    assert len(world.outlet.take("binh")) == 1
