"""What the secretary is told each evening, and what "remind now" does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.contract import Message, Unreachable
from tests.services.reminders.storm import storm
from tests.services.scene import (
    BINH,
    HOA,
    Cell,
    Seen,
    clock_to,
    delivered,
    every,
    founded,
    gathered,
    hands_in,
    payloads,
    phrase,
    said,
    swept,
    watched,
)
from tests.shelf import made_once
from tests.world import World

NGOC = "Đỗ Thị Ngọc"


@made_once
async def cell(running: World) -> Cell:
    """Hoa and Bình have come, Ngọc was only invited; the secretary is exempt."""
    made = await gathered(running, "hoa", "binh")
    await made.code_for(NGOC)
    await made.exempts("Trần Thị Mai Lan")
    await delivered(running)
    return made


def digests(seen: list[Seen]) -> list[str]:
    """When the secretary got a digest."""
    return [f"{s.at:%d/%m %H:%M}" for s in seen if s.address == "lan" and "Tin cuối" in s.words]


async def test_c11_a_digest_comes_only_when_it_has_news(cell: Cell) -> None:
    """First, when two reminders were not seen, on the last day, and when it is over."""
    seen = await watched(cell.world, "2026-10-01 09:00")
    assert digests(seen) == ["24/08 17:00", "15/09 17:00", "18/09 17:00", "19/09 17:00"]
    assert {s.address for s in seen if not s.is_reminder} == {"lan"}


async def test_the_digest_says_who_is_missing_and_whom_nobody_can_reach(cell: Cell) -> None:
    channel = await storm(cell.world)
    channel.blocked.add("binh")
    await cell.world.says("hoa", "/resume")
    await cell.world.says("hoa", "Tôi dự đủ các kỳ sinh hoạt")
    clock_to(cell.world, "2026-09-11 08:00")
    await swept(cell.world)
    clock_to(cell.world, "2026-09-11 17:00")
    (digest,) = await swept(cell.world)
    assert isinstance(digest.message, Message)
    lines = digest.words.splitlines()
    assert [line for line in lines if line.endswith(f": {HOA}")]
    assert [line for line in lines if BINH in line and NGOC in line and HOA not in line]
    assert lines[-1].endswith(f"{BINH}, {NGOC}")
    assert "7 ngày" in lines[0]


async def test_the_hour_can_be_set_and_counts_from_then_on(cell: Cell) -> None:
    await cell.world.says("lan", "/settings")
    for typed in ("12", "giữ nguyên", "bỏ qua", "Giữ nguyên", "nộp"):
        await cell.world.says("lan", typed)
    seen = await watched(cell.world, "2026-08-26 20:00")
    assert digests(seen) == ["24/08 12:00"]
    await cell.world.says("hoa", "/resume")
    await cell.world.says("hoa", "Tôi dự đủ các kỳ sinh hoạt")
    assert digests(await watched(cell.world, "2026-08-28 20:00")) == ["27/08 12:00"]


async def test_c11_whatever_a_digest_says_is_news_when_it_changes(cell: Cell) -> None:
    """Also after the last overdue day, until the cycle is closed; for each leader by themselves."""
    world = cell.world
    assert digests(await watched(world, "2026-08-24 20:00")) == ["24/08 17:00"]
    await hands_in(world, "hoa")
    assert digests(await watched(world, "2026-08-27 20:00")) == ["25/08 17:00"]
    await watched(world, "2026-09-29 20:00")
    await hands_in(world, "binh")
    assert digests(await watched(world, "2026-10-04 20:00")) == ["30/09 17:00"]
    await cell.closes()
    assert digests(await watched(world, "2026-10-08 20:00")) == []


@pytest.mark.parametrize("hour", ["6", "21", "8,5", "tám"])
async def test_an_hour_of_the_night_is_refused(cell: Cell, hour: str) -> None:
    await cell.world.says("lan", "/settings")
    assert (await cell.world.says("lan", hour)).refused


@pytest.mark.parametrize("hour", [10, 12, 17, 20])
@pytest.mark.parametrize("moved", [True, False])
async def test_the_first_digest_comes_at_the_hour_that_was_set_before(
    running: World, hour: int, *, moved: bool
) -> None:
    """Of the first cycle as of the next one, and whether or not its dates are moved meanwhile."""
    made = await founded(running)
    await made.joins(HOA, "hoa")
    await running.says("lan", "/settings")
    for typed in (str(hour), "Giữ nguyên", "bỏ qua", "Giữ nguyên", "nộp"):
        assert not (await running.says("lan", typed)).refused
    for day in ("2026-08-24", "2026-10-05"):
        clock_to(running, f"{day} 09:00")
        await made.opens("20/11")
        if moved:
            await made.moves("25/11")
        await delivered(running)
        seen = await watched(running, f"{day} 20:30", timedelta(hours=1))
        assert digests(seen) == [f"{day[8:]}/{day[5:7]} {hour}:00"]
        await made.closes()


async def test_no_digest_once_everybody_has_finished_and_all_is_decided(cell: Cell) -> None:
    await cell.exempts(NGOC)
    await hands_in(cell.world, "hoa")
    await hands_in(cell.world, "binh")
    await delivered(cell.world)
    clock_to(cell.world, "17:00")
    (digest,) = await swept(cell.world)
    assert phrase(cell.world, "reviewing.waiting_notice", count=2) in digest.words
    for (review,) in every(cell.world, "SELECT id FROM interviews WHERE cycle_id <> ''"):
        await cell.world.taps("lan", f"q:{review}:approve:1")
    await delivered(cell.world)
    assert digests(await watched(cell.world, "2026-08-26 20:00")) == []


async def test_one_digest_a_day_however_often_the_program_starts(cell: Cell) -> None:
    clock_to(cell.world, "17:00")
    seen = await swept(cell.world)
    for _ in range(5):
        await cell.world.restart()
        cell.world.clock.forward(minutes=10)
        seen += await swept(cell.world)
    assert digests(seen) == ["24/08 17:00"]


async def test_remind_now_says_whom_and_does_it(cell: Cell) -> None:
    await hands_in(cell.world, "binh")
    reply = await cell.world.says("lan", "/remind")
    first, last = said(reply).strip().splitlines()
    assert HOA in first
    assert last == phrase(
        cell.world,
        "reminder.sent_now",
        names=(),
        already=(),
        unreachable=(NGOC,),
        at=cell.world.clock(),
        at_once=True,
    )
    assert BINH not in said(reply)
    seen = await delivered(cell.world)
    assert [s.address for s in seen if s.is_reminder] == ["hoa"]


async def test_the_second_time_on_one_day_says_already_and_sends_nothing(cell: Cell) -> None:
    await cell.world.says("lan", "/remind")
    await delivered(cell.world)
    cell.world.clock.forward(hours=3)
    again = said(await cell.world.says("lan", "/remind"))
    expected = phrase(
        cell.world,
        "reminder.sent_now",
        names=(),
        already=(HOA, BINH),
        unreachable=(NGOC,),
        at=cell.world.clock(),
        at_once=True,
    )
    assert again.strip() == expected
    assert await delivered(cell.world) == []
    cell.world.clock.forward(days=1)
    assert HOA in said(await cell.world.says("lan", "/remind")).splitlines()[0]


async def test_at_night_it_says_when_and_waits_until_then(cell: Cell) -> None:
    clock_to(cell.world, "22:30")
    reply = said(await cell.world.says("lan", "/remind"))
    assert "07:00" in reply
    assert "25/08" in reply
    assert await delivered(cell.world) == []
    clock_to(cell.world, "2026-08-25 06:59")
    assert await delivered(cell.world) == []
    clock_to(cell.world, "2026-08-25 07:00")
    assert {s.address for s in await delivered(cell.world)} == {"hoa", "binh"}
    assert "07:00" not in said(await cell.world.says("lan", "/remind"))
    assert await delivered(cell.world) == []


async def test_on_a_day_off_it_says_when(cell: Cell) -> None:
    clock_to(cell.world, "2026-09-01 10:00")
    assert "03/09" in said(await cell.world.says("lan", "/remind"))
    assert await delivered(cell.world) == []


async def test_when_all_have_finished_nobody_is_reminded(cell: Cell) -> None:
    await cell.exempts(NGOC)
    await hands_in(cell.world, "hoa")
    await hands_in(cell.world, "binh")
    reply = await cell.world.says("lan", "/remind")
    assert said(reply).strip() == phrase(
        cell.world,
        "reminder.sent_now",
        names=(),
        already=(),
        unreachable=(),
        at=cell.world.clock(),
        at_once=True,
    )


async def test_reminding_by_hand_does_not_stand_for_the_planned_steps(cell: Cell) -> None:
    clock_to(cell.world, "2026-09-11 07:30")
    await cell.world.says("lan", "/remind")
    seen = await delivered(cell.world)
    seen += await watched(cell.world, "2026-09-11 12:00")
    assert [f"{s.at:%H:%M}" for s in seen if s.address == "hoa"] == ["07:30", "08:00"]


async def test_the_buttons_of_the_digest_do_what_they_say(cell: Cell) -> None:
    clock_to(cell.world, "17:00")
    (digest,) = await swept(cell.world)
    assert isinstance(digest.message, Message)
    taps = [b.payload for row in digest.message.buttons for b in row]
    remind = next(tap for tap in taps if tap.startswith("s:remind"))
    assert HOA in said(await cell.world.taps("lan", remind))
    rows = every(cell.world, "SELECT day FROM reminders WHERE kind = 'by_hand'")
    assert len(rows) == 2
    screen = await cell.world.says("lan", "/status")
    assert payloads(screen, "s:remind.*")


async def test_somebody_who_blocked_us_is_listed_and_not_tried(cell: Cell) -> None:
    channel = await storm(cell.world)
    channel.trouble["hoa"] = [Unreachable("hoa")]
    await cell.world.says("lan", "/remind")
    await delivered(cell.world)
    cell.world.clock.forward(days=1)
    channel.tried.clear()
    reply = said(await cell.world.says("lan", "/remind"))
    await delivered(cell.world)
    assert channel.tried == ["binh"]
    assert HOA in reply.splitlines()[-2] + reply.splitlines()[-1]


async def test_a_waiting_request_keeps_the_digest_going(cell: Cell) -> None:
    """With everybody finished there is still something for the secretary: counts, no names."""
    await cell.exempts(NGOC)
    await hands_in(cell.world, "hoa")
    await hands_in(cell.world, "binh")
    await cell.world.taps("hoa", f"d:{cell.member(HOA)}:ask")
    for typed in ("1", "Tôi sinh ngày 12/5/1984", "nộp"):
        await cell.world.says("hoa", typed)
    seen = await watched(cell.world, "2026-08-27 20:00")
    words = [each.words for each in seen if "Tin cuối ngày" in each.words]
    assert "1 đang chờ trả lời. /yeucau" in words[0]
    assert "1 quá hạn" in words[-1]
    assert not [each for each in words if "1984" in each]
