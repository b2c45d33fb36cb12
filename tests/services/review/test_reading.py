"""What a reviewer sees: the queue, the pages, what changed, texts alike; who may not see it."""

from __future__ import annotations

from dataclasses import replace

from bot.content.papers.sheet import sheet_paper
from bot.content.words.phrases import phrases
from bot.domain.people.member import Role
from bot.domain.review.sheet import Sheet
from bot.services.office import millis
from bot.services.review import sheets
from bot.services.review.sheets import SheetJob
from tests.services.review.reviewed import REASON, given, review_of, revises, sends_back, state_of
from tests.services.scene import (
    BINH,
    DEED,
    HOA,
    SHORTEST,
    STRENGTH,
    Cell,
    answers,
    becomes,
    clock_to,
    delivered,
    every,
    phrase,
    said,
)

SECRET = "Tôi vắng hai buổi học nghị quyết"


async def test_the_queue_lists_what_was_handed_in_and_no_draft(cell: Cell) -> None:
    reply = await cell.world.says("lan", "/review")
    assert HOA in said(reply)
    assert BINH not in said(reply)
    draft = await cell.world.taps("lan", f"q:{review_of(cell, BINH)}:read:1")
    assert draft.refused
    assert STRENGTH not in said(draft)


async def test_every_page_that_is_read_is_recorded_and_protected(cell: Cell) -> None:
    reply = await cell.world.taps("lan", f"q:{review_of(cell)}:read:1")
    assert SECRET in said(reply)
    assert all(message.protected for message in reply.messages)
    read = "SELECT object FROM audit WHERE act = 'review_read'"
    assert every(cell.world, read) == [(review_of(cell),)]


async def test_old_and_new_stand_side_by_side_and_rounds_are_counted(cell: Cell) -> None:
    await sends_back(cell, "Việc cụ thể")
    await cell.world.says("hoa", "/resume")
    await cell.world.says("hoa", "Tháng 3 tôi vắng hai buổi")
    await cell.world.says("hoa", "nộp")
    assert state_of(cell) == ("submitted", 2, 0)
    page = said(await cell.world.taps("lan", f"q:{review_of(cell)}:read:1"))
    assert f"Trước: {DEED}" in page
    assert "Nay: Tháng 3 tôi vắng hai buổi" in page
    assert "nộp lần 2" in page
    versions = "SELECT version FROM versions WHERE interview_id = ? ORDER BY version"
    assert every(cell.world, versions, review_of(cell)) == [(1,), (2,)]


async def test_a_new_secretary_does_not_read_an_earlier_cycle(cell: Cell) -> None:
    await cell.closes()
    cell.world.clock.forward(days=1)
    await given(cell, BINH, Role.SECRETARY)
    refused = await cell.world.taps("binh", f"q:{review_of(cell)}:read:1")
    assert refused.refused
    assert SECRET not in said(refused)
    assert not (await cell.world.taps("lan", f"q:{review_of(cell)}:read:1")).refused


async def test_who_acts_does_not_read_a_cycle_closed_before(cell: Cell) -> None:
    await cell.closes()
    now, day = millis(cell.world.clock()), 86_400_000
    span = {"acting_from": now + day, "acting_until": now + 3 * day}
    await becomes(cell, BINH, **span)
    cell.world.clock.forward(days=2)
    refused = await cell.world.taps("binh", f"q:{review_of(cell)}:read:1")
    assert phrase(cell.world, "reviewing.before_your_time") in said(refused)
    assert SECRET not in said(refused)
    await becomes(cell, BINH, **{**span, "acting_from": now})
    assert SECRET in said(await cell.world.taps("binh", f"q:{review_of(cell)}:read:1"))


async def test_notices_outbox_and_audit_tell_nothing_of_the_review(cell: Cell) -> None:
    await cell.world.taps("lan", f"q:{review_of(cell)}:read:1")
    await sends_back(cell, "Việc cụ thể", "Biện pháp")
    seen = await delivered(cell.world)
    assert {s.address for s in seen} >= {"hoa"}
    stored = [
        *every(cell.world, "SELECT contents FROM outbox"),
        *every(cell.world, "SELECT act, object FROM audit"),
    ]
    for secret in (DEED, REASON, "I.3", "I_deed", "hiếm khi"):
        assert not any(secret in s.words for s in seen)
        assert not any(secret in str(row) for row in stored)


async def test_the_reviewer_sees_texts_that_are_nearly_the_same(cell: Cell) -> None:
    alike = DEED + ", chỉ đọc lướt tài liệu được gửi về sau đó"
    for who in ("hoa", "binh"):
        if who == "hoa":
            await cell.world.taps("hoa", f"v:{review_of(cell)}:back:yes")
            await cell.world.says("hoa", "4")
            await cell.world.says("hoa", "1")
            await cell.world.says("hoa", alike)
        else:
            await answers(cell.world, "binh", ["0", "0", "0", "không", alike + "."])
            await answers(cell.world, "binh", SHORTEST[6:])
        await cell.world.says(who, "nộp")
    page = await cell.world.taps("lan", f"q:{review_of(cell)}:read:1")
    assert "gần giống" in said(page)
    assert BINH not in said(page)
    shown = await cell.world.taps("lan", f"q:{review_of(cell)}:alike")
    assert BINH in said(shown)


async def test_the_notice_counts_what_waits_as_it_is_sent_and_comes_once_a_day(
    cell: Cell,
) -> None:
    assert [seen.words.strip() for seen in await delivered(cell.world)][-1:] == [
        "Có 1 bản chờ đồng chí duyệt."
    ]
    await answers(cell.world, "binh", SHORTEST[1:])
    await cell.world.says("binh", "nộp")
    assert await delivered(cell.world) == [], "this morning's notice was the one of the day"
    cell.world.clock.forward(days=1)
    await cell.world.taps("hoa", f"v:{review_of(cell)}:back:yes")
    await cell.world.says("hoa", "nộp")
    (notice,) = await delivered(cell.world)
    assert notice.words.strip() == "Có 2 bản chờ đồng chí duyệt."


async def test_no_notice_of_what_was_taken_back_before_it_went_out(cell: Cell) -> None:
    await delivered(cell.world)
    clock_to(cell.world, "2026-08-25 22:00")
    await cell.world.taps("hoa", f"v:{review_of(cell)}:back:yes")
    await cell.world.says("hoa", "nộp")
    await cell.world.taps("hoa", f"v:{review_of(cell)}:back:yes")
    clock_to(cell.world, "2026-08-26 08:00")
    assert await delivered(cell.world) == []


async def test_after_the_meeting_the_reviewer_sees_what_the_revision_changed(cell: Cell) -> None:
    await sends_back(cell, "Việc cụ thể")
    for typed in ("/resume", "Tháng 3 tôi vắng hai buổi", "nộp"):
        await cell.world.says("hoa", typed)
    await cell.world.taps("lan", f"q:{review_of(cell)}:approve:2")
    await revises(cell, "Tôi giúp hai đồng chí mới")
    page = said(await cell.world.taps("lan", f"q:{review_of(cell)}:read:1"))
    changed = page.partition("Thay đổi so với bản đã xem trước")[2]
    assert f"Trước: {STRENGTH}" in changed
    assert "Nay: Tôi giúp hai đồng chí mới" in changed
    assert REASON not in changed, "what was settled in an earlier round is not shown again"
    assert DEED not in changed


async def test_the_pdf_for_the_reviewer_has_old_and_new_side_by_side(cell: Cell) -> None:
    await sends_back(cell, "Việc cụ thể")
    for typed in ("/resume", "Tháng 3 tôi vắng hai buổi", "nộp"):
        await cell.world.says("hoa", typed)
    job = SheetJob(review_of(cell), 2, for_reviewer=True)
    for_reviewer, own = (
        await printed(cell, job),
        await printed(cell, replace(job, for_reviewer=False)),
    )
    assert for_reviewer
    assert own
    (change,) = for_reviewer.changes
    assert (change.reason, change.before) == (REASON, DEED)
    assert change.now == "Tháng 3 tôi vắng hai buổi"
    assert own.changes == ()
    (pair,) = [block for block in sheet_paper(for_reviewer, phrases("vi")).annex if block.table]
    assert pair.table
    assert pair.table.head == ("Trước", "Nay")
    assert pair.table.rows == ((DEED, "Tháng 3 tôi vắng hai buổi"),)


async def printed(cell: Cell, job: SheetJob) -> Sheet | None:
    office = cell.world.office
    return await office.db.read(lambda tx: sheets.sheet(office, tx, job, "vi"))
