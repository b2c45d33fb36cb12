"""When the leader does nothing the deputy learns that something waits: once a day, by day."""

from __future__ import annotations

from collections.abc import Sequence

from bot.services import delivery
from tests.services.scene import (
    BINH,
    HOA,
    STRENGTH,
    Cell,
    Seen,
    becomes,
    clock_to,
    every,
    gathered,
    hands_in,
    one,
    watched,
)
from tests.shelf import made_once
from tests.world import World

NGOC = "Đỗ Thị Ngọc"


@made_once
async def cell(running: World) -> Cell:
    """`hoa` is the deputy, `ngoc` of the committee, `binh` has submitted on a Monday at nine."""
    made = await gathered(running, "hoa")
    await made.joins(NGOC, "ngoc")
    await made.joins(BINH, "binh")
    await becomes(made, HOA, role="deputy")
    await becomes(made, NGOC, role="committee")
    await hands_in(running, "binh")
    await running.deliver()
    running.outlet.sent.clear()
    return made


def told(seen: Sequence[Seen], address: str) -> list[str]:
    return [
        f"{s.at:%d/%m %H:%M}" for s in seen if s.address == address and "việc đang chờ" in s.words
    ]


async def test_the_deputy_is_told_once_a_day_after_three_days_without_an_act(cell: Cell) -> None:
    seen = await watched(cell.world, "2026-08-30 23:00")
    assert told(seen, "hoa") == ["27/08 17:00", "28/08 17:00", "29/08 17:00", "30/08 17:00"]
    assert told(seen, "ngoc") == told(seen, "lan") == told(seen, "binh") == []
    words = next(s.words for s in seen if s.address == "hoa" and "việc đang chờ" in s.words)
    assert "1 việc đang chờ Bí thư" in words
    assert BINH not in words
    assert STRENGTH not in words


async def test_the_days_are_over_at_the_very_minute(cell: Cell) -> None:
    """A review and a request of 17:00, three days later at 17:00, are two things that wait."""
    world = cell.world
    own = one(world, "SELECT id FROM interviews WHERE state = 'submitted'")
    await world.taps("binh", f"v:{own}:back:yes")
    clock_to(world, "17:00")
    await world.says("binh", "nộp")
    await world.says("nam", f"/start {one(world, 'SELECT group_code FROM cells')}")
    await world.says("nam", "Phạm Văn Nam")
    seen = await watched(world, "2026-08-27 17:00")
    assert told(seen, "hoa") == ["27/08 17:00"]
    assert "2 việc đang chờ Bí thư" in next(s.words for s in seen if told([s], "hoa"))


async def test_an_act_of_the_leader_ends_it_and_the_days_count_anew(cell: Cell) -> None:
    assert told(await watched(cell.world, "2026-08-26 08:00"), "hoa") == []
    await cell.world.says("lan", "/status")
    assert told(await watched(cell.world, "2026-08-29 20:00"), "hoa") == ["29/08 17:00"]
    await cell.world.says("lan", "/status")
    assert told(await watched(cell.world, "2026-08-30 20:00"), "hoa") == []


async def test_it_ends_when_nothing_waits(cell: Cell) -> None:
    await watched(cell.world, "2026-08-27 20:00")
    own = one(cell.world, "SELECT id FROM interviews WHERE state = 'submitted'")
    await cell.world.taps("binh", f"v:{own}:back:yes")
    assert told(await watched(cell.world, "2026-08-30 20:00"), "hoa") == []


async def test_after_downtime_it_is_told_once_and_never_at_night(cell: Cell) -> None:
    clock_to(cell.world, "2026-08-29 23:30")
    seen = await watched(cell.world, "2026-08-30 16:00")
    assert told(seen, "hoa") == []
    await cell.world.restart()
    seen = await watched(cell.world, "2026-08-30 23:00")
    assert told(seen, "hoa") == ["30/08 17:00"]
    await cell.world.restart()
    assert told(await watched(cell.world, "2026-08-30 23:30"), "hoa") == []
    steps = every(cell.world, "SELECT day FROM reminders WHERE kind = 'escalation'")
    assert steps == [("2026-08-30",)]


async def test_a_leader_whom_nobody_reaches_is_not_waited_for(cell: Cell) -> None:
    await delivery.blocked(cell.world.office, "telegram", "lan")
    assert told(await watched(cell.world, "2026-08-24 20:00"), "hoa") == ["24/08 17:00"]


async def test_without_a_deputy_in_reach_the_committee_is_told(cell: Cell) -> None:
    await delivery.blocked(cell.world.office, "telegram", "hoa")
    seen = await watched(cell.world, "2026-08-27 20:00")
    assert told(seen, "ngoc") == ["27/08 17:00"]


async def test_a_deputy_who_acts_and_does_nothing_is_a_leader(cell: Cell) -> None:
    """So it is the committee that learns of it."""
    await becomes(cell, HOA, acting_from=1, acting_until=2**52)
    seen = await watched(cell.world, "2026-08-27 20:00")
    assert told(seen, "ngoc") == ["27/08 17:00"]
    assert told(seen, "hoa") == []


async def test_the_days_are_a_setting(cell: Cell) -> None:
    await cell.world.says("lan", "/settings")
    for typed in ("giữ nguyên", "1", "bỏ qua", "giữ nguyên", "nộp"):
        assert not (await cell.world.says("lan", typed)).refused
    assert told(await watched(cell.world, "2026-08-25 20:00"), "hoa") == ["25/08 17:00"]


async def test_it_goes_on_after_the_last_reminder_and_ends_with_the_cycle(cell: Cell) -> None:
    seen = await watched(cell.world, "2026-09-24 20:00")
    assert told(seen, "hoa")[-1] == "24/09 17:00"
    await cell.closes()
    assert told(await watched(cell.world, "2026-09-30 20:00"), "hoa") == []
