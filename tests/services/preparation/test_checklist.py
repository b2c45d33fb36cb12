"""Items of the plan through the real router: given, reminded of, ticked, and on the agenda."""

from __future__ import annotations

from handlers.contract import Reply
from tests.services.preparation.prepared import nudges, sent_material
from tests.services.scene import BINH, HOA, Cell, delivered, founded, one, said, watched

TASK = "Nhắc việc: một việc đồng chí được giao"


async def added_item(cell: Cell, kind: str, subject: str, due_on: str) -> tuple[str, Reply]:
    """A new item, and the question who does it."""
    await cell.world.taps("lan", f"pi:add:{kind}:{cell.id}")
    await cell.world.says("lan", subject)
    await cell.world.says("lan", due_on)
    reply = await cell.world.says("lan", "nộp")
    return str(one(cell.world, "SELECT id FROM plan_items WHERE subject = ?", subject)), reply


async def test_whoever_has_a_task_is_told_reminded_and_ticks_it(cell: Cell) -> None:
    item, asked = await added_item(cell, "work", "Kịch bản điều hành", "17/9")
    assert BINH in said(asked)
    for name in (HOA, BINH):
        await cell.world.taps("lan", f"pi:{item}:who:{cell.member(name)}")
    told = await delivered(cell.world)
    assert [each.address for each in told] == ["binh"], "whoever has it no more is not told"
    assert all("Kịch bản" not in each.words for each in told)
    seen = await watched(cell.world, "2026-09-25 12:00")
    assert nudges(seen, "hoa", TASK) == []
    assert nudges(seen, "binh", TASK) == [
        "14/09 08:00",
        "16/09 08:00",
        "17/09 08:00",
        "18/09 08:00",
    ]
    assert (await cell.world.taps("hoa", f"pt:{item}:done")).refused
    await cell.world.taps("binh", f"pt:{item}:done")
    listed = await cell.world.taps("lan", f"pi:list:work:{cell.id}")
    assert f"1. ✓ Kịch bản điều hành – {BINH} – 17/09/2026" in said(listed)


async def test_a_done_task_reminds_nobody(cell: Cell) -> None:
    item, _ = await added_item(cell, "work", "Báo cáo", "17/9")
    await cell.world.taps("lan", f"pi:{item}:who:{cell.member(HOA)}")
    await cell.world.taps("lan", f"pi:{item}:tick")
    seen = await watched(cell.world, "2026-09-20 12:00")
    assert nudges(seen, "hoa", TASK) == []


async def test_the_usual_items_are_added_once(cell: Cell) -> None:
    first = await cell.world.taps("lan", f"pi:usual:work:{cell.id}")
    again = await cell.world.taps("lan", f"pi:usual:work:{cell.id}")
    assert said(first) == said(again)
    assert "3. Kịch bản điều hành – chưa giao – 16/09/2026" in said(first)


async def test_for_a_paper_those_come_first_whose_strengths_fit(cell: Cell) -> None:
    await cell.world.office.db.write(
        lambda tx: tx.run(
            "UPDATE members SET strengths = :s WHERE id = :id",
            s="Ứng dụng công nghệ thông tin",
            id=cell.member(BINH),
        )
    )
    _, asked = await added_item(cell, "paper", "Công nghệ trong dạy học", "17/9")
    assert f"1. {BINH} ★ – Ứng dụng công nghệ thông tin" in said(asked)
    assert "2. Trần Thị Mai Lan\n" in said(asked)


async def test_a_person_of_another_cell_cannot_be_given_anything(cell: Cell) -> None:
    item, _ = await added_item(cell, "work", "Báo cáo", "17/9")
    other = await founded(cell.world, "Chi bộ Khu phố Bốn", "Đinh Văn Khoa", "khoa")
    reply = await cell.world.taps("lan", f"pi:{item}:who:{other.member('Đinh Văn Khoa')}")
    assert reply.refused
    assert one(cell.world, "SELECT member_id FROM plan_items") is None


async def test_the_agenda_names_presenters_and_leaves_logistics_out(cell: Cell) -> None:
    await added_item(cell, "work", "Dự thảo kết luận", "17/9")
    await added_item(cell, "logistics", "Máy chiếu", "17/9")
    paper, _ = await added_item(cell, "paper", "Dạy học số", "17/9")
    await cell.world.taps("lan", f"pi:{paper}:who:{cell.member(HOA)}")
    shown = said(await cell.world.says("binh", "/chuongtrinh"))
    assert f"• Dạy học số – {HOA}" in shown
    assert "• Dự thảo kết luận" in shown
    assert "Máy chiếu" not in shown


async def test_the_overview_counts(cell: Cell) -> None:
    await sent_material(cell)
    item, _ = await added_item(cell, "work", "Báo cáo", "17/9")
    await cell.world.taps("lan", f"pi:{item}:tick")
    shown = said(await cell.world.says("lan", "/chuanbi"))
    assert "Tài liệu: 1 (đã đọc 0%)" in shown
    assert "Việc: xong 1/1" in shown
    assert "Hậu cần: chưa có" in shown
