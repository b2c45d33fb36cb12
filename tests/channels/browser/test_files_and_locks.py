"""Files and locked pages in a real browser, as people use them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from bot.domain.messages import MOST_FILE_BYTES, FileIn
from handlers.contract import Message
from tests.channels.browser.test_chat_page import PHONE, signed_in
from tests.channels.web_rig import PIN, Desk, Served
from tests.services.scene import CELL, one

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVIL: FilePayload = {
    "name": "<img src=x onerror=alert(1)>.csv",
    "mimeType": "text/csv",
    "buffer": b"a;b",
}


async def page_of(made: Desk, browser: Browser, **options: Any) -> Page:
    """Hoa's chat in a fresh browser."""
    context = await browser.new_context(viewport=PHONE, **options)
    page = await context.new_page()
    page.set_default_timeout(10_000)
    await page.goto(f"{made.url}i/{await made.code()}")
    await page.get_by_role("button", name="Vào trò chuyện").click()
    await page.get_by_label("Nội dung trả lời").wait_for()
    return page


async def sets_pin(page: Page) -> None:
    await page.get_by_text("Chọn việc").click()
    await page.get_by_role("link", name="Mã PIN, khóa trang").click()
    await page.get_by_label("Mã PIN mới").fill(PIN)
    await page.get_by_label("Nhập lại mã mới").fill(PIN)
    await page.get_by_role("button", name="Lưu mã PIN").click()
    await expect(page.get_by_role("status")).to_have_text("Đã đặt mã PIN.")
    await page.get_by_role("link", name="Về cuộc trò chuyện").click()


async def unlocks(page: Page, pin: str = PIN) -> None:
    await page.get_by_label("Mã PIN").fill(pin)
    await page.get_by_role("button", name="Mở khóa").click()


@pytest.mark.parametrize("script", [True, False])
async def test_a_file_is_attached_named_and_sent(
    served: Served, browser: Browser, *, script: bool
) -> None:
    page = await signed_in(served, browser, java_script_enabled=script)
    await page.goto(served.url)
    await page.locator("#file").set_input_files(EVIL)
    if script:
        await expect(page.locator("#chosen")).to_contain_text(
            "<img src=x onerror=alert(1)>.csv · 1 KB"
        )
    await page.get_by_label("Nội dung trả lời").fill("danh sách")
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.locator(".message.mine")).to_contain_text("<img src=x onerror=alert(1)>.csv")
    await expect(page.get_by_text("Đã nhận: danh sách")).to_be_visible()
    await expect(page.locator("#chosen")).to_be_hidden()
    incoming = next(each for each in served.script.came if each.file)
    assert incoming.file == FileIn("<img src=x onerror=alert(1)>.csv", "text/csv", b"a;b")
    assert incoming.text == "danh sách"
    await page.context.close()


async def test_a_file_alone_and_one_taken_back(served: Served, browser: Browser) -> None:
    page = await signed_in(served, browser)
    await page.goto(served.url)
    await page.locator("#file").set_input_files(EVIL)
    await page.get_by_role("button", name="Bỏ tệp này").click()
    await expect(page.locator("#chosen")).to_be_hidden()
    async with page.expect_file_chooser() as chooser:
        await page.locator("#attach").click()
    await (await chooser.value).set_files({**EVIL, "name": "b.csv"})
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.locator(".message.mine")).to_contain_text("Tệp: b.csv")
    await expect(page.locator(".message.reply")).to_have_count(2)
    files = [each.file for each in served.script.came if each.file]
    assert files == [FileIn("b.csv", "text/csv", b"a;b")]
    await page.context.close()


async def test_a_file_too_large_is_said_before_it_is_sent(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    page = await signed_in(served, browser)
    await page.goto(served.url)
    big = tmp_path / "big.pdf"
    big.write_bytes(b"x" * (MOST_FILE_BYTES + 1))
    await page.locator("#file").set_input_files(big)
    await expect(page.get_by_role("status")).to_contain_text("Tệp lớn quá 20 MB")
    await expect(page.locator("#chosen")).to_be_hidden()
    await page.context.close()


async def test_a_page_locks_by_itself_and_the_draft_outlives_it(at: Desk, browser: Browser) -> None:
    page = await page_of(at, browser)
    await sets_pin(page)
    await page.get_by_label("Nội dung trả lời").fill("mới viết được một nửa")
    at.world.clock.forward(minutes=5)
    await expect(page.get_by_role("heading", name="Trang đang khóa")).to_be_visible()
    html = await page.content()
    assert not [word for word in (CELL, "Hoa", "mới viết", "composer") if word in html]
    await unlocks(page)
    await expect(page.get_by_label("Nội dung trả lời")).to_have_value("mới viết được một nửa")
    await page.context.close()


async def test_the_back_button_brings_nothing_back(at: Desk, browser: Browser) -> None:
    page = await page_of(at, browser)
    await sets_pin(page)
    await page.get_by_role("button", name="Khóa trang này").click()
    await expect(page.get_by_role("heading", name="Trang đang khóa")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_label("Mã PIN", exact=True)).to_be_visible()
    assert CELL not in await page.content()
    await page.goto(at.url)
    await unlocks(page)
    await page.get_by_text("Chọn việc").click()
    await page.get_by_role("button", name="Thoát khỏi máy này").click()
    await expect(page.get_by_label("Mã mời")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_label("Mã mời")).to_be_visible()
    assert CELL not in await page.content()
    await page.context.close()


async def test_a_text_sent_into_a_lock_comes_back(at: Desk, browser: Browser) -> None:
    """The page has not noticed yet, as with a poor connection."""
    page = await page_of(at, browser)
    await sets_pin(page)
    await page.route("**/events**", lambda route: route.abort())
    await page.reload()
    await page.get_by_label("Nội dung trả lời").fill("câu trả lời dài")
    at.world.clock.forward(minutes=5)
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.get_by_role("heading", name="Trang đang khóa")).to_be_visible()
    await page.unroute_all()
    await unlocks(page)
    await expect(page.get_by_label("Nội dung trả lời")).to_have_value("câu trả lời dài")
    await page.context.close()


async def test_without_a_script_it_locks_and_keeps_the_text(at: Desk, browser: Browser) -> None:
    page = await page_of(at, browser, java_script_enabled=False)
    await sets_pin(page)
    await page.get_by_label("Nội dung trả lời").fill("câu trả lời dài")
    at.world.clock.forward(minutes=5)
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.get_by_role("heading", name="Trang đang khóa")).to_be_visible()
    await unlocks(page)
    await expect(page.get_by_label("Nội dung trả lời")).to_have_value("câu trả lời dài")
    await page.context.close()


async def test_five_wrong_pins(at: Desk, browser: Browser) -> None:
    page = await page_of(at, browser)
    await sets_pin(page)
    await page.get_by_role("button", name="Khóa trang này").click()
    for left in (4, 3, 2, 1):
        await unlocks(page, "1111")
        await expect(page.get_by_role("alert")).to_have_text(
            f"Mã PIN chưa đúng. Còn {left} lần thử."
        )
    await unlocks(page, "1111")
    await expect(page.get_by_role("heading", name="Trang đã tự thoát")).to_be_visible()
    await page.get_by_role("link", name="Vào lại").click()
    await expect(page.get_by_label("Mã mời")).to_be_visible()
    await page.context.close()


async def test_protected_words_are_not_selected_or_printed(at: Desk, browser: Browser) -> None:
    page = await page_of(at, browser)
    person = one(at.world, "SELECT person_id FROM sessions")
    await at.channel.send(person, Message("Bài của người khác", protected=True))
    message = page.locator(".protected .text")
    await expect(message).to_be_visible()
    assert await message.evaluate("(e) => getComputedStyle(e).userSelect") == "none"
    await page.emulate_media(media="print")
    await expect(message).to_be_hidden()
    await page.context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_nothing_is_cut_off_and_going_out_stays_in_sight(
    at: Desk, browser: Browser, width: int
) -> None:
    page = await page_of(at, browser)
    await sets_pin(page)
    await page.set_viewport_size({"width": width, "height": 600})
    await page.get_by_text("Chọn việc").click()
    await expect(page.get_by_role("button", name="Thoát khỏi máy này")).to_be_in_viewport(ratio=1)
    for path in ("", "device"):
        await page.goto(at.url + path)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        small = await page.evaluate(
            "[...document.querySelectorAll('button, summary, input:not(#file), select, #attach')]"
            ".filter((e) => e.checkVisibility() && e.type !== 'hidden'"
            " && e.getBoundingClientRect().height < 48).map((e) => e.outerHTML)"
        )
        assert small == []
    await page.context.close()
