"""Reminders of what is prepared keep their place among all the others: one message for all of it,
two a day, and none passed over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from bot.domain.messages import FileIn, Incoming
from bot.services.office import new_id
from bot.services.reminders import sweep
from handlers.contract import Reply
from tests.services.scene import (
    BINH,
    HOA,
    Cell,
    Seen,
    clock_to,
    delivered,
    every,
    gathered,
    one,
    payloads,
    reminded,
    said,
    swept,
    watched,
)
from tests.shelf import made_once
from tests.world import World


@made_once
async def cell(running: World) -> Cell:
    """A cell of three whose reviews are due on 18/9, by when everything is to be read too."""
    made = await gathered(running, "hoa", "binh")
    await delivered(running)
    return made


async def sends(cell: Cell, name: str) -> Reply:
    """The secretary adds a PDF of this name."""
    await cell.world.taps("lan", f"pm:file:{cell.id}")
    file = FileIn(name, "application/pdf", b"%PDF-1.7")
    return await cell.world.router.handle(Incoming("telegram", "lan", new_id(), file=file))


async def sent_material(cell: Cell) -> str:
    """A PDF that was sent to the cell."""
    (button,) = payloads(await sends(cell, "Nghị quyết.pdf"), "pm:.*:send")
    await cell.world.taps("lan", button)
    return button.split(":")[1]


async def given(cell: Cell, subject: str, due_on: str, name: str = HOA) -> str:
    """An item of the plan that this member has."""
    await cell.world.taps("lan", f"pi:add:work:{cell.id}")
    for typed in (subject, due_on, "nộp"):
        await cell.world.says("lan", typed)
    item = str(one(cell.world, "SELECT id FROM plan_items WHERE subject = ?", subject))
    await cell.world.taps("lan", f"pi:{item}:who:{cell.member(name)}")
    return item


def nudged(seen: Sequence[Seen], address: str = "hoa") -> list[tuple[str, str]]:
    """When and in what words this person was reminded of what is prepared."""
    return [
        (f"{each.at:%d/%m %H:%M}", each.words)
        for each in seen
        if each.address == address and each.is_reminder and "phần" not in each.words
    ]


async def busy(cell: Cell) -> None:
    """Three materials and three items for one member, all of the same days."""
    for _ in range(3):
        await sent_material(cell)
    for number in range(3):
        await given(cell, f"Việc {number}", "18/9")
    await delivered(cell.world)


async def test_all_that_one_person_has_open_is_one_reminder(cell: Cell) -> None:
    await busy(cell)
    clock_to(cell.world, "2026-09-15 08:00")
    (reminder,) = nudged(await swept(cell.world))
    words = (
        "Nhắc việc: đồng chí còn 3 tài liệu chưa xác nhận đã đọc, hạn 18/09/2026 (còn 3 ngày);"
        " 3 việc đồng chí được giao, gần nhất còn 3 ngày, hạn 18/09/2026."
    )
    assert reminder == ("15/09 08:00", words)


async def test_nobody_gets_more_than_two_reminders_on_a_day(cell: Cell) -> None:
    await busy(cell)
    seen = await watched(cell.world, "2026-09-25 12:00", timedelta(minutes=30))
    days = Counter(day[:5] for day in reminded(seen, "hoa"))
    assert max(days.values()) == 2
    assert [day for day, _ in nudged(seen)] == [
        "11/09 08:00",
        "15/09 08:00",
        "16/09 08:00",
        "17/09 08:00",
        "18/09 08:00",
        "19/09 08:00",
    ]


async def test_a_morning_after_downtime_has_two_too_and_the_rest_comes_the_next(
    cell: Cell,
) -> None:
    await busy(cell)
    clock_to(cell.world, "2026-09-17 23:30")
    seen = await watched(cell.world, "2026-09-23 12:00", timedelta(minutes=5))
    assert max(Counter(day[:5] for day in reminded(seen, "hoa")).values()) == 2
    assert reminded(seen, "hoa")[:2] == ["18/09 07:00", "18/09 08:00"]
    assert "3 việc đồng chí được giao" in nudged(seen)[0][1]
    steps = every(
        cell.world,
        "SELECT about, days_before, COUNT(*) FROM reminders WHERE member_id = ?"
        " AND kind IN ('read', 'do') GROUP BY about, days_before",
        cell.member(HOA),
    )
    assert {times for _, _, times in steps} == {1}


async def test_what_waits_for_the_hour_is_looked_at_then(cell: Cell) -> None:
    await given(cell, "Hồ sơ sau họp", "30/9")
    await watched(cell.world, "2026-09-26 22:00")
    clock_to(cell.world, "2026-09-28 07:05")
    seen = await watched(cell.world, "2026-09-28 12:00", timedelta(minutes=5))
    assert [day for day, _ in nudged(seen)] == ["28/09 08:00"]


async def test_what_was_read_meanwhile_is_not_named(cell: Cell) -> None:
    material = await sent_material(cell)
    item = await given(cell, "Kịch bản", "18/9")
    await delivered(cell.world)
    await cell.world.taps("hoa", f"pm:{material}:open")
    await cell.world.taps("hoa", f"pm:{material}:read")
    await delivered(cell.world)
    clock_to(cell.world, "2026-09-15 08:00")
    ((_, words),) = nudged(await swept(cell.world))
    assert "tài liệu" not in words
    await cell.world.taps("hoa", f"pt:{item}:done")
    assert nudged(await watched(cell.world, "2026-09-25 12:00")) == []


async def test_changing_the_plan_just_before_the_sweep_passes_no_reminder_over(
    cell: Cell,
) -> None:
    await sent_material(cell)
    await watched(cell.world, "2026-09-15 07:59")
    clock_to(cell.world, "2026-09-15 08:00")
    cell.world.clock.forward(milliseconds=30_000)
    await given(cell, "Báo cáo", "30/9", BINH)
    cell.world.clock.forward(milliseconds=30_000)
    seen = await swept(cell.world)
    assert len(reminded(seen, "hoa")) == 2
    assert len(nudged(seen)) == 1


async def test_changing_the_plan_at_night_leaves_what_waits_for_the_morning(cell: Cell) -> None:
    clock_to(cell.world, "2026-09-15 23:00")
    await swept(cell.world)
    await given(cell, "Báo cáo", "30/9", BINH)
    await delivered(cell.world)
    clock_to(cell.world, "2026-09-16 07:00")
    assert reminded(await swept(cell.world), "hoa") == ["16/09 07:00"]


async def test_of_a_closed_cycle_nothing_is_to_be_read(cell: Cell) -> None:
    """What was queued before the closing and not yet sent."""
    await sent_material(cell)
    await delivered(cell.world)
    clock_to(cell.world, "2026-09-15 08:00")
    await sweep.sweep(cell.world.office)
    await cell.closes()
    assert nudged(await delivered(cell.world)) == []


async def test_a_moved_date_reminds_again(cell: Cell) -> None:
    await sent_material(cell)
    seen = await watched(cell.world, "2026-09-15 12:00")
    await cell.moves("25/9")
    seen += await watched(cell.world, "2026-09-30 12:00")
    assert [day for day, _ in nudged(seen)] == [
        *("11/09 08:00", "15/09 08:00", "18/09 08:00"),
        *("22/09 08:00", "23/09 08:00", "24/09 08:00", "25/09 08:00"),
    ]


async def test_a_stamped_title_is_refused_wherever_it_is_written(cell: Cell) -> None:
    assert (await sends(cell, "TỐI MẬT - kế hoạch.pdf")).refused
    await cell.world.taps("lan", f"pm:link:{cell.id}")
    assert (await cell.world.says("lan", "Văn bản TỐI MẬT số 3")).refused
    await cell.world.taps("lan", f"pi:add:work:{cell.id}")
    assert (await cell.world.says("lan", "Văn bản TỐI MẬT số 3")).refused
    await cell.world.taps("lan", f"pb:add:{cell.id}")
    assert (await cell.world.says("lan", "Kế hoạch số 3-KH/ĐU (MẬT)")).refused
    assert not (await sends(cell, "Nội dung bí mật nhà nước.pdf")).refused
    assert one(cell.world, "SELECT count(*) FROM materials") == 1


async def test_everybody_of_the_largest_cell_can_be_chosen(cell: Cell) -> None:
    for number in range(47):
        await cell.code_for(f"Phạm Thị Hương {number}")
    await cell.world.taps("lan", f"pi:add:work:{cell.id}")
    for typed in ("Báo cáo", "17/9"):
        await cell.world.says("lan", typed)
    asked = await cell.world.says("lan", "nộp")
    assert len(payloads(asked, "pi:.*:who:.*")) == 50, said(asked)


# -- in the ledger


async def history(cell: Cell, name: str) -> str:
    return said(await cell.world.taps("lan", f"lg:{cell.member(name)}:one"))


async def test_several_things_of_one_message_are_one_line_of_the_ledger(cell: Cell) -> None:
    await busy(cell)
    clock_to(cell.world, "2026-09-15 08:00")
    await swept(cell.world)
    lines = (await history(cell, HOA)).splitlines()
    assert sum("đọc tài liệu, trước hạn 3 ngày" in line for line in lines) == 1
    assert sum("việc được giao, trước hạn 3 ngày" in line for line in lines) == 1


async def test_what_is_told_daily_is_in_the_ledger_with_its_last_time(cell: Cell) -> None:
    await watched(cell.world, "2026-08-26 18:00")
    await cell.world.says("hoa", "/resume")
    await cell.world.says("hoa", "Tôi dự đủ các kỳ sinh hoạt")
    await watched(cell.world, "2026-08-27 18:00")
    lines = [
        line
        for line in (await history(cell, "Trần Thị Mai Lan")).splitlines()
        if "tin cuối ngày" in line
    ]
    assert len(lines) == 1
    assert "27/08 lúc 17:00" in lines[0]


async def test_a_reminder_to_read_that_does_not_arrive_is_in_the_ledger(cell: Cell) -> None:
    await busy(cell)
    cell.world.outlet.blocked.add("hoa")
    clock_to(cell.world, "2026-09-15 08:00")
    await swept(cell.world)
    assert re.search(r"không gửi được \(đọc tài liệu, trước hạn 3 ngày\)", await history(cell, HOA))


async def reads(cell: Cell, address: str, material: str) -> None:
    """This member opens the material and confirms it."""
    await cell.world.taps(address, f"pm:{material}:open")
    await cell.world.taps(address, f"pm:{material}:read")


async def test_c5_who_has_not_read_is_reminded_until_everybody_has(cell: Cell) -> None:
    material = await sent_material(cell)
    await delivered(cell.world)
    await watched(cell.world, "2026-09-15 12:00")
    await reads(cell, "binh", material)
    seen = await watched(cell.world, "2026-09-30 12:00")
    days = ["16/09 08:00", "17/09 08:00", "18/09 08:00"]
    assert [at for at, _ in nudged(seen)] == days
    assert nudged(seen, "binh") == []


async def test_c5_those_who_have_not_read_are_reminded_by_hand_once_a_day(cell: Cell) -> None:
    material = await sent_material(cell)
    await reads(cell, "binh", material)
    await delivered(cell.world)
    card = await cell.world.taps("lan", f"pm:{material}")
    assert "Nhắc 2 đồng chí chưa đọc" in [b.label for row in card.messages[-1].buttons for b in row]
    clock_to(cell.world, "2026-09-03 10:00")
    (button,) = payloads(card, "pm:.*:remind")
    reply = await cell.world.taps("lan", button)
    assert "Đang nhắc 2 đồng chí" in said(reply)
    assert HOA in said(reply)
    assert BINH not in said(reply)
    ((at, words),) = nudged(await delivered(cell.world))
    assert at == "03/09 10:00"
    assert "tài liệu chưa xác nhận đã đọc, hạn 18/09/2026" in words
    again = said(await cell.world.taps("lan", button))
    assert "Hôm nay đã nhắc rồi" in again
    assert nudged(await delivered(cell.world)) == []
    clock_to(cell.world, "2026-09-15 08:00")  # the sweep's own reminder counts too
    assert len(nudged(await swept(cell.world))) == 1
    assert "Hôm nay đã nhắc rồi" in said(await cell.world.taps("lan", button))
    for address in ("hoa", "lan"):
        await reads(cell, address, material)
    assert payloads(await cell.world.taps("lan", f"pm:{material}"), "pm:.*:remind") == []


async def test_c5_after_the_day_nobody_is_reminded_to_read_and_that_is_said(cell: Cell) -> None:
    material = await sent_material(cell)
    await watched(cell.world, "2026-09-19 12:00")
    reply = await cell.world.taps("lan", f"pm:{material}:remind")
    assert "Đã qua ngày họp" in said(reply)
    assert nudged(await delivered(cell.world)) == []


async def test_c6_what_is_late_reaches_the_secretary_everywhere(cell: Cell) -> None:
    """In the digest (without its subject), in the ledger and in its list; also when nobody has it,
    and when the reviews are long handed in."""
    item = await given(cell, "Báo cáo tổng hợp", "28/8", BINH)
    await cell.world.taps("lan", f"pi:add:logistics:{cell.id}")
    for typed in ("Mượn loa", "25/9", "nộp"):
        await cell.world.says("lan", typed)
    seen = await watched(cell.world, "2026-09-10 12:00")
    (late,) = [each.words for each in seen if "Việc chuẩn bị quá hạn" in each.words]
    assert f"{BINH}, hạn 28/08" in late
    assert "Báo cáo tổng hợp" not in late
    ledger = said(await cell.world.says("lan", "/ledger"))
    assert f"Báo cáo tổng hợp – {BINH}, hạn 28/08" in ledger
    assert "Mượn loa" not in ledger
    listed = said(await cell.world.taps("lan", f"pi:list:work:{cell.id}"))
    assert "28/08/2026 (quá hạn 13 ngày)" in listed
    assert "quá hạn 1" in said(await cell.world.says("lan", "/prepare"))
    assert "quá hạn 13 ngày" in said(await cell.world.says("binh", "/materials"))
    seen = await watched(cell.world, "2026-09-30 12:00")
    (late,) = [each.words for each in seen if "chưa giao, hạn 25/09" in each.words]
    await cell.world.taps("lan", f"pi:{item}:tick")
    assert "Báo cáo tổng hợp" not in said(await cell.world.says("lan", "/ledger"))


async def test_c6_the_digest_says_how_many_have_read_when_reading_is_due(cell: Cell) -> None:
    material = await sent_material(cell)
    seen = await watched(cell.world, "2026-09-10 20:00")
    assert not [each for each in seen if "chưa đọc hết" in each.words]
    await reads(cell, "binh", material)
    seen = await watched(cell.world, "2026-09-18 20:00")
    said_ = [each.words for each in seen if each.address == "lan" and "chưa đọc hết" in each.words]
    assert "1/3 đồng chí đã đọc" in said_[0]
    for address in ("hoa", "lan"):
        await reads(cell, address, material)
    seen = await watched(cell.world, "2026-09-25 20:00")
    assert not [each for each in seen if "chưa đọc hết" in each.words]
