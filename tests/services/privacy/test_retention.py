"""What is past its last day goes for good, and only counts stay."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from bot.services import clock
from bot.services.privacy import retention
from bot.services.report.summaries import summary
from tests.services.scene import (
    DEED,
    STRENGTH,
    Cell,
    answers,
    clock_to,
    connection,
    contents,
    every,
    gathered,
    hands_in,
    one,
    said,
)
from tests.shelf import made_once
from tests.world import World


@made_once
async def cell(running: World) -> Cell:
    """One review handed in, one half-way, in a cycle of 2026 that is closed."""
    made = await gathered(running, "hoa", "binh")
    await hands_in(running, "hoa")
    await running.says("binh", "/resume")
    await answers(running, "binh", [STRENGTH, "3 hiếm khi", DEED])
    await made.closes()
    return made


async def test_nothing_goes_before_its_day(cell: Cell) -> None:
    clock_to(cell.world, "2031-12-31 23:59")
    before = contents(cell.world)
    await clock.believe(cell.world.office)
    assert await retention.purge(cell.world.office) == []
    assert contents(cell.world)["interviews"] == before["interviews"]


async def test_what_is_past_goes_with_file_and_log(cell: Cell) -> None:
    world = cell.world
    path = Path(world.settings.database_url.removeprefix("sqlite:///"))
    with closing(connection(world)) as database:
        sealed = [
            row[0]
            for table in ("interviews", "versions")
            for row in database.execute(f"SELECT answers FROM {table}")
        ]
    clock_to(world, "2032-01-01 00:01")

    await clock.believe(world.office)

    (purged,) = await retention.purge(world.office)

    assert (purged.year, purged.keep_until.isoformat()) == (2026, "2031-12-31")
    left = contents(world)
    assert left["interviews"] == left["versions"] == left["reminders"] == []
    counts = json.loads(one(world, "SELECT counts FROM tombstones"))
    assert counts == {"member": {"draft": 1, "submitted": 1}}
    assert len(sealed) == 3
    for file in (path, path.with_name(f"{path.name}-wal")):
        body = file.read_bytes() if file.exists() else b""
        assert not [each for each in sealed if each.encode()[-80:] in body]
    await clock.believe(world.office)
    assert await retention.purge(world.office) == []


async def test_the_audit_goes_after_as_many_years(cell: Cell) -> None:
    world = cell.world
    clock_to(world, "2031-12-31 23:00")
    await clock.believe(world.office)
    await retention.purge(world.office)
    assert one(world, "SELECT COUNT(*) FROM audit WHERE act = 'submitted'") == 1
    clock_to(world, "2032-01-01 00:01")
    await clock.believe(world.office)
    await retention.purge(world.office)
    assert every(world, "SELECT act FROM audit") == [("cycle_purged",)]


async def test_the_setting_is_for_cycles_to_come(cell: Cell) -> None:
    world = cell.world
    await world.says("lan", "/settings")
    for typed in ("Giữ nguyên", "Giữ nguyên", "bỏ qua", "2", "nộp"):
        reply = await world.says("lan", typed)
        assert not reply.refused, said(reply)
    await cell.opens()
    assert every(world, "SELECT keep_until FROM cycles ORDER BY opened_at") == [
        ("2031-12-31",),
        ("2028-12-31",),
    ]


@pytest.mark.parametrize("years", ["0", "21", "1,5"])
async def test_a_time_of_keeping_that_is_none(cell: Cell, years: str) -> None:
    await cell.world.says("lan", "/settings")
    await cell.world.says("lan", "Giữ nguyên")
    await cell.world.says("lan", "Giữ nguyên")
    await cell.world.says("lan", "bỏ qua")
    assert (await cell.world.says("lan", years)).refused


async def test_the_next_report_compares_with_nothing(cell: Cell) -> None:
    world = cell.world
    clock_to(world, "2032-01-02 09:00")
    await clock.believe(world.office)
    await retention.purge(world.office)
    await cell.opens("18/9/2032")
    cycle = one(world, "SELECT id FROM cycles ORDER BY opened_at DESC")
    found = await summary(world.office, cycle)
    assert found
    assert found.comparison is None


async def test_the_person_sees_what_is_left(cell: Cell) -> None:
    world = cell.world
    clock_to(world, "2032-01-02 09:00")
    await clock.believe(world.office)
    await retention.purge(world.office)
    screen = said(await world.says("hoa", "/mydata"))
    assert "Không có bản tự soi nào." in screen
