"""When reminders go out: the steps, the night, days off, and a program that was not running."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import holidays
import pytest

from bot.services.reminders import sweep
from tests.services.scene import (
    BINH,
    HOA,
    Cell,
    Seen,
    clock_to,
    every,
    founded,
    gathered,
    hands_in,
    reminded,
    swept,
    watched,
)
from tests.shelf import made_once
from tests.world import World, world

DAYS = ["11/09 08:00", "15/09 08:00", "17/09 08:00", "18/09 08:00"]
OVERDUE = ["19/09 08:00", "20/09 08:00", "21/09 08:00"]


@made_once
async def cell(running: World) -> Cell:
    """Hoa has come and a cycle is open until the end of 18 September."""
    return await gathered(running, "hoa")


async def test_seven_three_one_days_before_on_the_day_and_three_days_more(cell: Cell) -> None:
    seen = await watched(cell.world, "2026-10-10 08:00")
    assert reminded(seen, "hoa") == DAYS + OVERDUE


async def test_before_a_day_means_until_the_end_of_the_day_before(running: World) -> None:
    cell = await founded(running)
    await cell.opens(counts="Trước ngày này")
    await cell.joins(HOA, "hoa")
    seen = await watched(running, "2026-09-30 08:00")
    assert reminded(seen, "hoa") == [
        *("10/09 08:00", "14/09 08:00", "16/09 08:00", "17/09 08:00"),
        *("18/09 08:00", "19/09 08:00", "20/09 08:00"),
    ]


async def test_only_the_days_that_the_secretary_chose(running: World) -> None:
    cell = await founded(running)
    await cell.opens(steps="1, 4")
    await cell.joins(HOA, "hoa")
    seen = await watched(running, "2026-09-30 08:00")
    assert reminded(seen, "hoa") == [DAYS[0], DAYS[3], *OVERDUE]


async def test_not_those_who_have_finished_or_are_exempt_or_gone(cell: Cell) -> None:
    for name, address in (BINH, "binh"), ("Đỗ Thị Ngọc", "ngoc"), ("Vũ Đức Thắng", "thang"):
        await cell.joins(name, address)
    await hands_in(cell.world, "binh")
    await cell.exempts("Đỗ Thị Ngọc")
    await cell.world.taps("lan", f"m:{cell.member('Vũ Đức Thắng')}:remove:moved")
    seen = await watched(cell.world, "2026-09-22 08:00")
    assert {s.address for s in seen if s.is_reminder} == {"hoa", "lan"}


async def test_no_longer_exempt_gets_the_latest_step_at_the_next_look(cell: Cell) -> None:
    await cell.exempts(HOA)
    assert reminded(await watched(cell.world, "2026-09-16 10:00"), "hoa") == []
    await cell.world.taps("lan", f"m:{cell.member(HOA)}:unexempt")
    seen = await watched(cell.world, "2026-09-18 10:00")
    assert reminded(seen, "hoa") == ["16/09 17:00", "17/09 08:00", "18/09 08:00"]


@pytest.mark.parametrize(
    ("opened", "last_day", "expected"),
    [
        (  # National Day 2026: 31 August is off as well
            "2026-08-21 09:00",
            "1/9",
            [
                *("25/08 08:00", "28/08 08:00", "29/08 08:00", "30/08 08:00"),
                *("03/09 08:00", "04/09 08:00", "05/09 08:00"),
            ],
        ),
        (  # 30 April and 1 May 2027; the Sunday between is free of holidays, the Monday is not
            "2027-04-12 09:00",
            "30/4",
            [
                *("23/04 08:00", "27/04 08:00", "28/04 08:00", "29/04 08:00"),
                *("02/05 08:00", "04/05 08:00", "05/05 08:00"),
            ],
        ),
        (  # Tết 2027: 4 to 10 February
            "2027-01-20 09:00",
            "6/2",
            [
                *("30/01 08:00", "01/02 08:00", "02/02 08:00", "03/02 08:00"),
                *("11/02 08:00", "12/02 08:00", "13/02 08:00"),
            ],
        ),
    ],
)
async def test_never_on_public_holidays(
    running: World, opened: str, last_day: str, expected: list[str]
) -> None:
    clock_to(running, opened)
    cell = await founded(running)
    await cell.opens(last_day)
    await cell.joins(HOA, "hoa")
    end = running.office.calendar.local(running.clock()) + timedelta(days=35)
    seen = await watched(running, f"{end:%Y-%m-%d %H:%M}")
    times = reminded(seen, "hoa")
    assert times[: len(expected)] == expected
    off = holidays.country_holidays("VN")
    assert not [s for s in seen if s.at.date() in off or not 7 <= s.at.hour < 21]


@pytest.fixture
async def with_days_off(tmp_path: Path, migrated: Path) -> AsyncIterator[World]:
    async with world(tmp_path, migrated, days_off="2026-09-11, 2026-09-12") as made:
        yield made


async def test_days_off_that_the_operator_lists(with_days_off: World) -> None:
    cell = await founded(with_days_off)
    await cell.opens()
    await cell.joins(HOA, "hoa")
    seen = await watched(with_days_off, "2026-09-16 08:00")
    assert reminded(seen, "hoa") == ["10/09 08:00", "15/09 08:00"]


def recorded(cell: Cell, name: str) -> list[tuple[int, bool]]:
    """The steps recorded for a member, and whether each was sent."""
    rows = every(
        cell.world,
        "SELECT days_before, outbox_id IS NOT NULL FROM reminders WHERE member_id = ?"
        " AND kind = 'review' ORDER BY days_before DESC",
        cell.member(name),
    )
    return [(step, bool(was_sent)) for step, was_sent in rows]


async def test_after_a_time_down_only_the_latest_step_is_sent(cell: Cell) -> None:
    clock_to(cell.world, "2026-09-16 10:00")
    seen = await swept(cell.world)
    assert reminded(seen, "hoa") == ["16/09 10:00"]
    assert "2 ngày" in next(s.words for s in seen if s.address == "hoa" and s.is_reminder)
    assert recorded(cell, HOA) == [(7, False), (3, True)]


async def test_what_fell_due_while_down_until_the_night_comes_in_the_morning(cell: Cell) -> None:
    clock_to(cell.world, "2026-09-11 22:00")
    assert await swept(cell.world) == []
    seen = await watched(cell.world, "2026-09-13 08:00", timedelta(minutes=30))
    assert reminded(seen, "hoa") == ["12/09 07:00"]


async def test_the_last_step_of_all_is_not_lost_in_a_night(cell: Cell) -> None:
    await watched(cell.world, "2026-09-20 20:00")
    clock_to(cell.world, "2026-09-21 22:00")
    seen = await watched(cell.world, "2026-09-24 08:00")
    assert reminded(seen, "hoa") == ["22/09 07:00"]


@pytest.mark.parametrize("hours", [0.5, 7, 25])
async def test_however_slow_the_sweep_each_step_is_once_or_overtaken(
    cell: Cell, hours: float
) -> None:
    seen = await watched(cell.world, "2026-09-26 09:00", timedelta(hours=hours))
    times = reminded(seen, "hoa")
    assert len(times) == len(set(times))
    assert [step for step, _ in recorded(cell, HOA)] == [7, 3, 1, 0, -1, -2, -3]
    assert sum(was_sent for _, was_sent in recorded(cell, HOA)) == len(times)


async def test_restarted_five_times_nothing_comes_twice(cell: Cell) -> None:
    clock_to(cell.world, "2026-09-11 08:00")
    await sweep.sweep(cell.world.office)
    seen: list[Seen] = []
    for _ in range(5):
        await cell.world.restart()
        seen += await swept(cell.world)
    assert reminded(seen, "hoa") == ["11/09 08:00"]


async def test_sweeps_side_by_side_send_once(cell: Cell) -> None:
    clock_to(cell.world, "2026-09-11 08:00")
    await asyncio.gather(*(sweep.sweep(cell.world.office) for _ in range(5)))
    assert reminded(await swept(cell.world), "hoa") == ["11/09 08:00"]


async def test_a_clock_that_jumps_sends_nothing_twice_and_goes_on(cell: Cell) -> None:
    seen: list[Seen] = []
    for moment in (
        *("2026-09-11 08:01", "2026-09-01 09:00", "2026-09-11 12:00", "2026-09-16 09:00"),
        *("2026-09-12 09:00", "2026-09-15 08:00", "2026-09-17 08:00", "2026-09-15 09:00"),
        *("2026-09-17 09:00", "2026-09-18 08:00"),
    ):
        clock_to(cell.world, moment)
        seen += await swept(cell.world)
    assert reminded(seen, "hoa") == [
        *("11/09 08:01", "16/09 09:00", "15/09 08:00", "17/09 08:00", "18/09 08:00"),
    ]
