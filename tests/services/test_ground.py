"""What the operator is told of the database's file and of the disk."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import pytest

from bot import app
from bot.services import ground
from storage.engine.errors import DatabaseGone
from tests.services.scene import gathered, one
from tests.storage.notes import driver
from tests.world import MORNING, World


def _path(world: World) -> Path:
    return world.office.db._driver.path


async def test_the_program_ends_when_its_file_is_gone(
    running: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A12: told at the next look, with the place where what it held is kept."""
    bell = asyncio.Event()
    bell.set()
    _path(running).unlink()
    with pytest.raises(DatabaseGone):
        await app._sweep(running.office, bell)
    (line,) = [each.getMessage() for each in caplog.records if each.levelno == logging.CRITICAL]
    assert str(_path(running)) in line
    assert "rescued" in line


async def test_damage_is_told_with_what_to_do(
    running: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A14: a page in the middle that no start reads."""
    await ground.examine(running.office)
    assert "damaged" not in caplog.text
    await running.office.db.fold()
    with _path(running).open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096)
    await ground.examine(running.office)
    assert "damaged" in caplog.text
    assert "tusoi restore" in caplog.text


@pytest.mark.parametrize(
    ("passed", "is_another"),
    [
        (timedelta(0), False),
        (timedelta(hours=23), False),
        (timedelta(days=1), True),
        (timedelta(days=-300), True),  # a clock that was put right
    ],
)
def test_the_look_is_daily(passed: timedelta, *, is_another: bool) -> None:
    """A14: also where the clock goes back, which would put the next look off by as much."""
    assert app._is_another_day(MORNING + passed, MORNING) is is_another


@pytest.mark.parametrize(("free", "is_told"), [(499_000_000, True), (501_000_000, False)])
async def test_a_disk_that_fills_is_told_in_time(
    running: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    free: int,
    *,
    is_told: bool,
) -> None:
    """O5."""
    monkeypatch.setattr(running.office.db, "free_bytes", lambda: free)
    await ground.examine(running.office)
    assert ("nearly full" in caplog.text) is is_told


async def test_a_full_disk_stands_in_the_log_by_name(
    running: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A14, O5: the number that the member reads leads to the cause."""
    await gathered(running, "hoa", "binh")
    writing = driver(running.office.db).writing
    pages = await writing.call(lambda c: c.execute("PRAGMA page_count").fetchone()[0])
    await writing.call(lambda c: c.execute(f"PRAGMA max_page_count={pages}").fetchone())
    for _ in range(500):
        if (await running.says("hoa", "/help")).refused:
            break
    assert "SQLITE_FULL: the disk is full" in caplog.text
    assert one(running, "SELECT 1") == 1
