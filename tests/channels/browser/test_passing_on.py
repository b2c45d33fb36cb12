"""The chat page: what is to be passed on is copied with one touch, or shared."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from handlers.channels.base import Message, Reply
from tests.channels.browser.test_chat_page import signed_in
from tests.channels.web_rig import Served

pytestmark = pytest.mark.asyncio(loop_scope="session")

HANDED = "Lời mời dành riêng\n\nMã: bcfg hjkm"
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"


async def handed(served: Served, page: Page) -> None:
    """An invitation and a screen lie open."""
    shown = Message(HANDED, shareable=True), Message("Đồng chí chuyển tin trên.")
    served.script.answers["/resume"] = Reply(shown)
    await page.goto(served.url)


async def test_what_is_to_be_passed_on_is_copied_with_one_touch(
    served: Served, browser: Browser
) -> None:
    """B1: all of it, as text; other messages have no such button."""
    page = await signed_in(served, browser, permissions=["clipboard-read", "clipboard-write"])
    await handed(served, page)
    await expect(page.get_by_role("button", name="Chép để dán vào Zalo")).to_have_count(1)
    await page.get_by_role("button", name="Chép để dán vào Zalo").click()
    await expect(page.get_by_role("status")).to_have_text("Đã chép. Đồng chí dán vào Zalo.")
    assert await page.evaluate("() => navigator.clipboard.readText()") == HANDED


async def test_where_there_is_no_clipboard_it_is_copied_all_the_same(
    served: Served, browser: Browser
) -> None:
    """B1: by http in the cell's own network a browser gives pages no clipboard."""
    page = await signed_in(served, browser)
    await page.add_init_script(
        f"{NO_CLIPBOARD}; document.addEventListener('copy', () =>"
        " (window.copied = getSelection().toString()))"
    )
    await handed(served, page)
    await page.get_by_role("button", name="Chép để dán vào Zalo").click()
    await expect(page.get_by_role("status")).to_have_text("Đã chép. Đồng chí dán vào Zalo.")
    assert "Mã: bcfg hjkm" in await page.evaluate("() => window.copied")


async def test_a_phone_offers_its_own_sheet(served: Served, browser: Browser) -> None:
    """B1: where there is one; otherwise there is no such button."""
    page = await signed_in(served, browser)
    await page.add_init_script(
        "Object.defineProperty(navigator, 'share',"
        " { value: async (what) => { window.shared = what.text; throw new Error('closed') } })"
    )
    await handed(served, page)
    await page.get_by_role("button", name="Chia sẻ").click()
    assert await page.evaluate("() => window.shared") == HANDED
    without = await signed_in(served, browser)
    await without.add_init_script("Object.defineProperty(navigator, 'share', { value: undefined })")
    await handed(served, without)
    await expect(without.get_by_role("button", name="Chia sẻ")).to_be_hidden()
