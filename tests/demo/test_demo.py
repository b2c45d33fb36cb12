"""The demo as a newcomer uses it: a summary, a changed level, the summary again, a reminder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page, expect
from pypdf import PdfReader

from tests.demo import reports
from tests.demo.conftest import Demo, Side
from tests.demo.reports import Numbers

DEED = "Tháng 9 tôi bỏ lỡ một buổi học nghị quyết và chưa học bù."


@dataclass(frozen=True)
class Report:
    """The messages of one `/tonghop`, and the numbers of its three forms."""

    messages: list[str]
    chat: Numbers
    docx: Numbers
    pdf: Numbers


async def summary(secretary: Side, folder: Path, time: int) -> Report:
    """Ask for the summary; this is the n-th time."""
    notices = secretary.frame.locator(".message.notice .text")
    before = await notices.count()
    await secretary.say("/tonghop")
    await expect(secretary.frame.get_by_role("button", name="Lập lại")).to_have_count(time)
    await expect(notices.nth(before)).to_be_in_viewport()  # a long answer begins at its beginning
    messages = (await notices.all_inner_texts())[before:]
    assert await secretary.frame.get_by_role("img", name="Biểu đồ").count() == time
    files = secretary.frame.locator("a.file")
    kept = folder / str(time)
    docx = await secretary.download(files.filter(has_text=".docx").last, kept)
    pdf = await secretary.download(files.filter(has_text=".pdf").last, kept)
    chat = reports.of_chat(messages)
    return Report(messages, chat, reports.of_docx(docx), reports.of_pdf(pdf))


async def choose(page: Page, name: str) -> None:
    """Play this member in the right-hand chat."""
    chosen = page.locator("#member option").filter(has_text=name)
    value = await chosen.get_attribute("value")
    await page.get_by_label("Xem trang của").select_option(value)
    await expect(page.frame_locator("#member-frame").get_by_text(name, exact=True)).to_be_visible()


async def mark_the_third(member: Side) -> None:
    """Take the review back, mark I.3 from the check list, answer what that opens, hand in again."""
    await member.tap("Rút lại để sửa")
    await member.tap("Đúng, rút lại để sửa")
    await expect(member.last).to_contain_text("Đã rút lại bản đã nộp")
    await expect(member.last).to_contain_text("chưa thấy biểu hiện nào ở bản thân")
    await member.tap("Sửa phần 2")
    await expect(member.last).to_contain_text("1. Nhóm I: tư tưởng chính trị: chưa thấy mục nào")
    await member.tap("1")
    await expect(member.last).to_contain_text("Coi nhẹ lý luận")
    await member.tap("3")
    await expect(member.last.get_by_role("button", name="3 ●", exact=True)).to_be_visible()
    said = member.frame.get_by_role("status")  # the row stands above what the grid leaves in sight
    await expect(said).to_contain_text("3. Coi nhẹ lý luận")
    await expect(said).to_contain_text("– hiếm khi")
    await member.tap("Xong nhóm này")
    await expect(member.last).to_contain_text("Việc cụ thể là gì?")
    await member.say(DEED)
    await expect(member.last).to_contain_text("vì sao có việc ấy?")
    await member.tap("2. Chưa sắp xếp thời gian hợp lý")
    await expect(member.last.get_by_role("button", name="hợp lý ✓")).to_be_visible()
    await member.tap("Xong")
    await expect(member.last).to_contain_text("sửa bằng cách nào?")
    await member.tap("3. Lập lịch tuần, dành giờ cố định")
    await expect(member.last.get_by_role("button", name="cố định ✓")).to_be_visible()
    await member.tap("Xong")
    await expect(member.last).to_contain_text("tự nhận thấy 1 mục: I.3 hiếm khi")
    await member.tap("Đúng, nộp chi ủy")
    await expect(member.frame.get_by_text("Đã nộp:")).to_be_visible()


async def test_one_changed_level_changes_that_number_everywhere(
    page: Page, secretary: Side, member: Side, tmp_path: Path
) -> None:
    first = await summary(secretary, tmp_path, 1)
    assert set(first.chat.items) == reports.all_items()
    assert first.chat == first.docx == first.pdf
    assert {sum(levels) for levels in first.chat.items.values()} == {first.chat.totals[1]}

    await choose(page, "Đặng Thị Hạnh")
    await mark_the_third(member)
    copy = member.frame.locator("a.file").filter(has_text=".pdf")
    await expect(copy).to_have_count(1)
    printed = PdfReader(await member.download(copy, tmp_path)).pages
    words = " ".join(" ".join(each.extract_text() for each in printed).split())
    assert DEED in words
    assert "hiếm khi" in words

    second = await summary(secretary, tmp_path, 2)
    none, rare, *others = first.chat.items["I.3"]
    with_marks, counted, marks = first.chat.totals
    assert second.chat == Numbers(
        {**first.chat.items, "I.3": (none - 1, rare + 1, *others)},
        (with_marks + 1, counted, marks + 1),
    )
    assert second.chat == second.docx == second.pdf
    changed = [new for old, new in zip(first.messages, second.messages, strict=True) if old != new]
    assert len(changed) == 2
    assert "Bản trình hội nghị" in changed[0]
    assert "Nhóm I: tư tưởng chính trị" in changed[1]


async def test_the_next_reminder_leads_to_where_the_member_stopped(
    page: Page, secretary: Side, member: Side
) -> None:
    await choose(page, "Phan Thị Diệu")
    now = page.locator("#now")
    begun = await now.inner_text()
    assert begun.endswith("09:00")
    await page.get_by_role("button", name="Đến lần nhắc tới").click()
    await expect(member.last).to_contain_text("Nhắc việc: hạn ")
    await expect(now).not_to_have_text(begun)
    await member.tap("Làm tiếp, khoảng", exact=False)
    await expect(member.last).to_contain_text("Mục I.4")
    await expect(member.last).to_contain_text("Theo đồng chí, vì sao có việc ấy?")
    assert await secretary.frame.get_by_text("Nhắc việc:").count() == 0

    await choose(page, "Đặng Thị Hạnh")
    assert await member.frame.get_by_text("Nhắc việc:").count() == 0


async def test_it_ends_in_order_while_somebody_looks_at_it(page: Page, demo: Demo) -> None:
    """The open pages hold connections for what may come; they do not hold the process."""
    await expect(page.frame_locator("#member-frame").get_by_role("article")).to_have_count(1)
    assert len(demo.left()) == 1
    assert await demo.stop() == (0, "")
    assert demo.left() == []
