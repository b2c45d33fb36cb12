"""The reminder ledger outlives the outbox; calls and "không nộp" are kept with who and when."""

from __future__ import annotations

from bot.services import delivery
from bot.services.office import millis
from handlers.contract import Unreachable
from tests.services.reminders.storm import storm
from tests.services.scene import (
    BINH,
    HOA,
    Cell,
    clock_to,
    every,
    gathered,
    hands_in,
    one,
    payloads,
    reminded,
    said,
    swept,
    watched,
)
from tests.shelf import made_once
from tests.world import World

NAM = "Phạm Văn Nam"


@made_once
async def cell(running: World) -> Cell:
    made = await gathered(running, "hoa", "binh")
    await made.code_for(NAM)
    await running.deliver()
    return made


def line_of(words: str, name: str) -> str:
    return next(line for line in words.splitlines() if name in line)


async def test_what_became_of_a_reminder_outlives_the_outbox(cell: Cell) -> None:
    channel = await storm(cell.world)
    channel.trouble["binh"] = [Unreachable("binh")] * 3
    clock_to(cell.world, "2026-09-11 08:00")
    await swept(cell.world)
    before = said(await cell.world.says("lan", "/ledger"))
    cell.world.clock.forward(days=1)
    await delivery.forget(cell.world.office, millis(cell.world.clock()))
    assert one(cell.world, "SELECT COUNT(*) FROM outbox WHERE finished_at IS NOT NULL") == 0

    words = said(await cell.world.says("lan", "/ledger"))
    assert "đã nhắc 11/09" in line_of(words, HOA)
    assert "đã chặn trợ lý" in line_of(words, BINH)
    assert "chưa vào trợ lý lần nào" in line_of(words, NAM)
    assert [line_of(words, n) for n in (HOA, BINH, NAM)] == [
        line_of(before, n) for n in (HOA, BINH, NAM)
    ]
    history = said(await cell.world.taps("lan", f"lg:{cell.member(BINH)}:one"))
    assert "11/09 lúc 08:00 không gửi được (trước hạn 7 ngày): đã chặn trợ lý" in history
    assert BINH in said(await cell.world.says("lan", "/status"))


async def test_steps_that_were_overtaken_and_not_needed_are_told(cell: Cell) -> None:
    clock_to(cell.world, "2026-09-15 12:00")
    await swept(cell.world)
    await cell.world.says("lan", "/remind")
    consent = payloads(await cell.world.says("hoa", "/resume"), r"c:\w+:\d+:y")
    if consent:
        await cell.world.taps("hoa", consent[0])
    history = said(await cell.world.taps("lan", f"lg:{cell.member(BINH)}:one"))
    assert "bỏ qua, vì đã có tin mới hơn (trước hạn 7 ngày)" in history
    assert "đã nhắc 15/09 lúc 12:00 qua Telegram (trước hạn 3 ngày)" in history
    assert "đang chờ gửi (đồng chí cho nhắc)" in history
    await hands_in(cell.world, "hoa")
    await cell.world.deliver()
    fates = dict(
        every(
            cell.world,
            "SELECT m.name, r.state FROM reminders r JOIN members m ON m.id = r.member_id"
            " WHERE r.kind = 'by_hand'",
        )
    )
    assert fates[HOA] == "needless"
    assert fates[BINH] == "sent"


async def test_a_call_is_kept_with_time_and_by_whom(cell: Cell) -> None:
    assert "Đã gọi: " + NAM in [
        b.label
        for m in (await cell.world.says("lan", "/ledger")).messages
        for row in m.buttons
        for b in row
    ]
    reply = await cell.world.taps("lan", f"lg:{cell.member(NAM)}:called")
    assert "đã gọi 24/08 lúc 09:00 (Trần Thị Mai Lan)" in line_of(said(reply), f"{NAM} (")
    assert not payloads(reply, f"lg:{cell.member(NAM)}:called")
    kept = every(cell.world, "SELECT member_id, called_by FROM calls")
    assert kept == [(cell.member(NAM), cell.member("Trần Thị Mai Lan"))]


async def test_a_long_ledger_has_pages(cell: Cell) -> None:
    for number in range(25):
        await cell.code_for(f"Đảng viên {number:02}")
    reply = await cell.world.says("lan", "/ledger")
    assert "trang 1/3" in said(reply)
    (later,) = payloads(reply, r"lg:\w+:p:1")
    second = await cell.world.taps("lan", later)
    assert "trang 2/3" in said(second)
    first_names = set(said(reply).splitlines())
    assert not first_names & {line for line in said(second).splitlines() if "Đảng viên" in line}


async def test_not_submitting_only_after_the_last_reminder(cell: Cell) -> None:
    clock_to(cell.world, "2026-09-21 07:59")
    assert (await cell.world.says("lan", "/missing")).refused
    assert (await cell.world.taps("lan", f"ns:{cell.member(NAM)}:yes")).refused
    clock_to(cell.world, "2026-09-21 08:00")
    assert not (await cell.world.says("lan", "/missing")).refused


async def test_who_is_noted_is_not_reminded_and_nobody_is_told(cell: Cell) -> None:
    clock_to(cell.world, "2026-09-21 09:00")
    await swept(cell.world)
    binh = cell.member(BINH)
    assert "sure" not in said(await cell.world.taps("lan", f"ns:{binh}:ask"))
    await cell.world.taps("lan", f"ns:{binh}:yes")
    seen = await watched(cell.world, "2026-09-21 16:00")
    assert seen == []
    await cell.world.says("lan", "/remind")
    seen = await swept(cell.world)
    assert reminded(seen, "binh") == []
    assert reminded(seen, "hoa")
    assert "không nộp 1" in said(await cell.world.says("lan", "/status"))


async def test_it_is_taken_back_as_long_as_the_cycle_is_open(cell: Cell) -> None:
    clock_to(cell.world, "2026-09-22 09:00")
    binh = cell.member(BINH)
    await cell.world.taps("lan", f"ns:{binh}:yes")
    await cell.world.taps("lan", f"ns:{binh}:undo")
    assert "không nộp" not in said(await cell.world.says("lan", "/status"))
    await cell.world.taps("lan", f"ns:{binh}:yes")
    await cell.closes()
    assert (await cell.world.taps("lan", f"ns:{binh}:undo")).refused
    assert "không nộp 1" in said(await cell.world.says("lan", "/status"))


async def test_who_submits_all_the_same_is_counted_as_everybody(cell: Cell) -> None:
    clock_to(cell.world, "2026-09-22 09:00")
    await cell.world.taps("lan", f"ns:{cell.member(BINH)}:yes")
    consent = payloads(await cell.world.says("binh", "/resume"), r"c:\w+:\d+:y")
    if consent:
        await cell.world.taps("binh", consent[0])
    assert "0/5" in said(await cell.world.says("binh", "/help"))
    await hands_in(cell.world, "binh")
    words = said(await cell.world.says("lan", "/status"))
    assert "không nộp" not in words
    assert "Chờ duyệt 1" in words
    assert (await cell.world.taps("lan", f"ns:{cell.member(BINH)}:yes")).refused
