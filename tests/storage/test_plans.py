"""What every statement of a cycle's life does in the database: it searches, it never scans."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.services.report.summaries import summary
from storage.outbox import Lane
from tests.services.doors import goes_on_in_browser
from tests.services.scene import (
    BINH,
    CELL,
    HOA,
    answers,
    clock_to,
    founded,
    hands_in,
    one,
    payloads,
    swept,
)
from tests.storage.notes import driver
from tests.world import World

GROWING = ("members", "interviews", "cycles", "outbox", "inbox", "accounts", "reminders", "codes")
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")


@pytest.fixture
async def traced(running: World) -> AsyncIterator[set[str]]:
    """The statements that run in this test, their values filled in."""
    seen: set[str] = set()
    driven = driver(running.office.db)

    def watch(connection: sqlite3.Connection) -> None:
        connection.set_trace_callback(seen.add)

    for connection in (driven.writing, driven.reading):
        await connection.call(watch)
    yield seen
    for connection in (driven.writing, driven.reading):
        await connection.call(lambda c: c.set_trace_callback(None))


async def lives(world: World) -> None:
    """A cell from its founding to its report."""
    cell = await founded(world)
    await cell.opens()
    await cell.joins(HOA, "hoa")
    await cell.joins(BINH, "binh")
    await cell.exempts("Trần Thị Mai Lan")
    code = one(world, "SELECT group_code FROM cells")
    await world.says("ngoc", f"/start {code}")
    await world.says("ngoc", "Đỗ Thị Ngọc")
    (requests,) = payloads(await world.says("lan", "/members"), "m:requests.*")
    (yes, _) = payloads(await world.taps("lan", requests), "j:.+")
    await world.taps("lan", yes)
    done = await hands_in(world, "hoa")
    await world.taps("hoa", payloads(done, "v:.+:back")[0])
    await world.says("hoa", "nộp")
    await world.says("binh", "/resume")
    await answers(world, "binh", ["Tôi dự đủ các kỳ sinh hoạt", "3 hiếm khi"])
    await (await goes_on_in_browser(world, "binh")).says("/resume")
    world.outlet.blocked.add("ngoc")
    for moment in ("2026-09-11 08:00", "2026-09-11 17:00", "2026-09-15 08:00"):
        clock_to(world, moment)
        await swept(world)
    for command in ("/status", "/remind", "/summary", "/cells", "/help", "/cycle"):
        await world.says("lan", command)
    await summary(world.office, one(world, "SELECT id FROM cycles"))
    await world.post.deliver(Lane.BULK)
    await cell.moves("30/9")
    await cell.closes()


def plan(database: sqlite3.Connection, statement: str) -> list[str]:
    """How SQLite would run it. Values stand in the text already: it was traced."""
    return [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}")]


def scans(steps: list[str]) -> list[str]:
    """The steps that read a whole table that grows with the cells."""
    return [
        step
        for step in steps
        if step.startswith("SCAN ") and "CONSTANT" not in step and "SCAN DUAL" not in step
    ]


async def test_every_statement_of_a_cycle_uses_an_index(running: World, traced: set[str]) -> None:
    await lives(running)
    statements = sorted(s for s in traced if s.lstrip().upper().startswith(VERBS))
    tables = {table for table in GROWING if any(f" {table} " in s + " " for s in statements)}
    assert tables == set(GROWING)
    assert len(statements) > 100
    path = running.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        found = {s: bad for s in statements if (bad := scans(plan(database, s)))}
    assert found == {}


def test_the_check_itself_sees_a_scan(migrated: Path) -> None:
    with closing(sqlite3.connect(migrated)) as database:
        by_name = plan(database, f"SELECT * FROM members WHERE name = '{CELL}'")
        by_state = plan(database, "SELECT * FROM outbox WHERE attempts = 3")
        by_key = plan(database, "SELECT * FROM members WHERE id = 'x'")
    assert scans(by_name)
    assert scans(by_state)
    assert not scans(by_key)
