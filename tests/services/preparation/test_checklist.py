"""Preparation through the real router: documents, materials and their receipts, the plan."""

from __future__ import annotations

from pathlib import Path

from bot.content.papers.report import summary_paper
from bot.content.words.phrases import phrases
from bot.domain.messages import FileIn, FileOut, Incoming
from bot.services.office import new_id
from bot.services.report import summaries
from handlers.contract import Reply
from tests.services.scene import (
    BINH,
    HOA,
    Cell,
    answers,
    clock_to,
    delivered,
    every,
    founded,
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

PDF = b"%PDF-1.7\nNghi quyet"
NUDGE = "Nhắc việc: đồng chí còn tài liệu"
TASK = "Nhắc việc: một việc đồng chí được giao"


@made_once
async def cell(running: World) -> Cell:
    """A cell of three; the reviews are due on 18/9, which is also the day to have read by."""
    made = await gathered(running, "hoa", "binh")
    await delivered(running)
    return made


async def sends(world: World, address: str, name: str, body: bytes) -> Reply:
    file = FileIn(name, "application/octet-stream", body)
    return await world.router.handle(Incoming("telegram", address, new_id(), file=file))


async def sent_material(cell: Cell) -> str:
    """A PDF that was sent to the cell."""
    await cell.world.taps("lan", f"pm:file:{cell.id}")
    reply = await sends(cell.world, "lan", "Nghị quyết.pdf", PDF)
    (button,) = payloads(reply, "pm:.*:send")
    await cell.world.taps("lan", button)
    return button.split(":")[1]


async def added_item(cell: Cell, kind: str, subject: str, due_on: str) -> tuple[str, Reply]:
    """A new item, and the question who does it."""
    await cell.world.taps("lan", f"pi:add:{kind}:{cell.id}")
    await cell.world.says("lan", subject)
    await cell.world.says("lan", due_on)
    reply = await cell.world.says("lan", "nộp")
    return str(one(cell.world, "SELECT id FROM plan_items WHERE subject = ?", subject)), reply


def nudges(seen: list, address: str, words: str) -> list[str]:  # type: ignore[type-arg] # Seen
    return [
        f"{each.at:%d/%m %H:%M}"
        for each in seen
        if each.address == address and each.words.startswith(words)
    ]


# -- what the cell goes by


async def test_pasted_lines_are_read_apart_ordered_and_corrected(cell: Cell) -> None:
    lan = cell.world
    await lan.taps("lan", f"pb:add:{cell.id}")
    card = await lan.says(
        "lan", "Kế hoạch số 28-KH/ĐU, ngày 30/5/2022 của Đảng ủy xã Tân Hòa về tự soi, tự sửa"
    )
    assert "Số, ký hiệu: 28-KH/ĐU" in said(card)
    assert "Cơ quan ban hành: Đảng ủy xã Tân Hòa" in said(card)
    first = payloads(card, "pb:.*:edit")[0].split(":")[1]
    await lan.taps("lan", f"pb:add:{cell.id}")
    listed = await lan.says("lan", "KL 21-KL/TW 25/10/2021\nHD 22-HD/BTGThU 22/03/2022")
    assert "3. Hướng dẫn số 22-HD/BTGThU, ngày 22/03/2022" in said(listed)
    moved = await lan.taps("lan", f"pb:{first}:down")
    assert "2. Kế hoạch số 28-KH/ĐU, ngày 30/05/2022 của Đảng ủy xã Tân Hòa về" in said(moved)
    await lan.taps("lan", f"pb:{first}:edit")
    for typed in ("Chương trình", "giữ nguyên", "31/5/2022", "giữ nguyên", "giữ nguyên", "nộp"):
        corrected = await lan.says("lan", typed)
    assert "Chương trình số 28-KH/ĐU, ngày 31/05/2022 của Đảng ủy xã Tân Hòa" in said(corrected)
    left = await lan.taps("lan", f"pb:{first}:remove:yes")
    assert "28-KH/ĐU" not in said(left)


# -- materials


async def test_a_file_goes_to_everybody_and_is_read_by_a_hundred_percent(cell: Cell) -> None:
    material = await sent_material(cell)
    told = await delivered(cell.world)
    assert {each.address for each in told} == {"hoa", "binh"}
    assert all("Nghị quyết" not in each.words for each in told)
    early = await cell.world.taps("hoa", f"pm:{material}:read")
    assert "mở tài liệu rồi" in said(early)
    await cell.world.taps("hoa", f"pm:{material}:open")
    await cell.world.deliver()
    (file,) = [each for to, each in cell.world.outlet.sent if isinstance(each, FileOut)]
    assert (file.name, file.media_type, file.body) == ("Nghị quyết.pdf", "application/pdf", PDF)
    await cell.world.taps("hoa", f"pm:{material}:read")
    card = await cell.world.taps("lan", f"pm:{material}")
    assert "Đã đọc 1/3 (33%)" in said(card)
    assert f"Chưa mở: Trần Thị Mai Lan, {BINH}" in said(card)
    for address in ("binh", "lan"):
        await cell.world.taps(address, f"pm:{material}:open")
        await cell.world.taps(address, f"pm:{material}:read")
    assert "Đã đọc 3/3 (100%)" in said(await cell.world.taps("lan", f"pm:{material}"))
    assert "đã đọc 3/3 (100%)" in said(await cell.world.taps("lan", f"pm:list:{cell.id}"))


async def test_only_what_phones_can_show_is_taken_and_only_when_it_is_awaited(cell: Cell) -> None:
    await cell.world.taps("lan", f"pm:file:{cell.id}")
    for name, body in (("a.exe", PDF), ("a.pdf", b"MZ"), ("a.docx", PDF)):
        refused = await sends(cell.world, "lan", name, body)
        assert refused.refused, name
    taken = await sends(cell.world, "lan", "Ảnh.PNG", b"\x89PNG\r\n\x1a\n...")
    assert payloads(taken, "pm:.*:send")
    assert payloads(await sends(cell.world, "lan", "a.pdf", PDF), "pm:.*:send")  # of one album
    await cell.world.says("lan", "/status")
    assert (await sends(cell.world, "lan", "b.pdf", PDF)).refused
    assert one(cell.world, "SELECT count(*) FROM materials") == 2


async def test_a_member_sees_neither_the_unsent_nor_who_has_read(cell: Cell) -> None:
    await cell.world.taps("lan", f"pm:file:{cell.id}")
    await sends(cell.world, "lan", "Dự thảo.pdf", PDF)
    material = one(cell.world, "SELECT id FROM materials")
    assert "Dự thảo" not in said(await cell.world.says("hoa", "/tailieu"))
    assert (await cell.world.taps("hoa", f"pm:{material}:open")).refused
    assert (await cell.world.taps("hoa", f"pm:{material}")).refused
    assert (await cell.world.taps("hoa", f"pm:list:{cell.id}")).refused


async def test_c5_readers_are_reminded_until_they_have_read(cell: Cell) -> None:
    material = await sent_material(cell)
    await delivered(cell.world)
    seen = await watched(cell.world, "2026-09-16 12:00")
    await cell.world.taps("binh", f"pm:{material}:open")
    await cell.world.taps("binh", f"pm:{material}:read")
    await delivered(cell.world)
    seen += await watched(cell.world, "2026-09-25 12:00")
    first = [f"{day}/09 08:00" for day in (11, 15, 16)]
    assert nudges(seen, "hoa", NUDGE) == [*first, "17/09 08:00", "18/09 08:00"]
    assert nudges(seen, "binh", NUDGE) == first


async def test_after_downtime_and_a_restart_each_is_reminded_once(cell: Cell) -> None:
    await sent_material(cell)
    await delivered(cell.world)
    clock_to(cell.world, "2026-09-16 23:30")
    assert nudges(await swept(cell.world), "hoa", NUDGE) == []
    clock_to(cell.world, "2026-09-17 07:05")
    first = await swept(cell.world)
    await cell.world.restart()
    again = await swept(cell.world)
    again += await watched(cell.world, "2026-09-22 12:00")
    assert nudges([*first, *again], "hoa", NUDGE) == ["18/09 08:00"]
    recorded = every(
        cell.world,
        "SELECT days_before, outbox_id IS NULL FROM reminders WHERE member_id = ?"
        " AND kind = 'read' ORDER BY days_before",
        cell.member(HOA),
    )
    assert recorded == [(0, 0), (1, 1), (2, 1), (3, 1), (7, 1)]


# -- the plan


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


# -- what members write besides the review


CULTIVATION = ("Mỗi tuần đọc một bài báo Đảng", "Soạn bài trước thứ Sáu", "bỏ qua", "Đọc sách")


@made_once
async def writing(running: World) -> Cell:
    """A cell whose cycle has the plan of self-cultivation and the registration too."""
    made = await founded(running)
    await made.opens(forms="1 4 5")
    await made.joins(HOA, "hoa")
    await delivered(running)
    return made


async def test_a_plan_is_offered_beside_the_review_and_is_read_by_the_reviewer(
    writing: Cell,
) -> None:
    shown = await writing.world.says("hoa", "/tailieu")
    plan, registration = payloads(shown, "v:.*:write")
    first = await writing.world.taps("hoa", plan)
    assert "Người đọc: Bí thư" in said(first)
    await answers(writing.world, "hoa", (*CULTIVATION, "30/6/2027", "không"))
    done = await writing.world.says("hoa", "nộp")
    assert "Kế hoạch tự tu dưỡng" in said(done)
    queue = said(await writing.world.says("lan", "/duyet"))
    assert f"1. {HOA} · Kế hoạch tự tu dưỡng" in queue
    assert payloads(await writing.world.says("hoa", "/tailieu"), "v:.*:write") == [registration]


async def test_the_plan_changes_neither_figures_nor_status(writing: Cell) -> None:
    cycle = str(one(writing.world, "SELECT id FROM cycles"))
    plan = payloads(await writing.world.says("hoa", "/tailieu"), "v:.*:write")[0]
    before = (
        await summaries.summary(writing.world.office, cycle),
        said(await writing.world.says("lan", "/tinhhinh")),
    )
    await writing.world.taps("hoa", plan)
    await answers(writing.world, "hoa", (*CULTIVATION, "30/6/2027", "không"))
    await writing.world.says("hoa", "nộp")
    after = (
        await summaries.summary(writing.world.office, cycle),
        said(await writing.world.says("lan", "/tinhhinh")),
    )
    assert after == before
    assert before[0] is not None
    assert [form.id for form in before[0].forms] == ["member"]


async def test_with_the_review_handed_in_a_member_is_done_and_not_reminded(writing: Cell) -> None:
    done = await hands_in(writing.world, "hoa")
    assert len(payloads(done, "v:.*:write")) == 2
    seen = await watched(writing.world, "2026-09-25 12:00")
    assert reminded(seen, "hoa") == []
    assert len(payloads(await writing.world.says("hoa", "/tieptuc"), "v:.*:write")) == 2


async def test_nobody_is_asked_for_a_plan_unless_the_secretary_ticked_it(cell: Cell) -> None:
    assert every(cell.world, "SELECT form, purpose FROM cycle_forms") == [("member", "review")]
    assert payloads(await cell.world.says("hoa", "/tailieu"), "v:.*:write") == []


async def test_the_report_begins_with_what_the_cell_goes_by(cell: Cell) -> None:
    await cell.world.taps("lan", f"pb:add:{cell.id}")
    await cell.world.says(
        "lan",
        "Kế hoạch số 28-KH/ĐU, ngày 30/5/2022 của Đảng ủy xã Tân Hòa về tự soi\nLời Bác dạy",
    )
    cycle = str(one(cell.world, "SELECT id FROM cycles"))
    found = await summaries.summary(cell.world.office, cycle)
    assert found is not None
    first, *lines = [block.text for block in summary_paper(found, phrases("vi")).blocks][:3]
    assert first == "1. Tình hình chung"
    assert lines == [
        "Căn cứ Kế hoạch số 28-KH/ĐU, ngày 30/5/2022 của Đảng ủy xã Tân Hòa về tự soi;",
        "Căn cứ Lời Bác dạy;",
    ]


async def test_the_bytes_of_a_material_lie_sealed(cell: Cell) -> None:
    await sent_material(cell)
    database = Path(cell.world.settings.database_url.removeprefix("sqlite:///"))
    files = [each for each in database.parent.iterdir() if each.name.startswith(database.name)]
    written = b"".join(each.read_bytes() for each in files)
    assert b"materials" in written
    assert PDF not in written
    assert b"Nghi quyet" not in written
