"""The trial page in a real browser: two chats side by side, one after the other on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from handlers.channels.base import Message, Reply
from tests.channels.test_web_demo import trial
from tests.channels.web_rig import buttons
from tests.shelf import Shelf


@pytest.mark.asyncio(loop_scope="session")
async def test_both_sides(browser: Browser, shelf: Shelf, tmp_path: Path) -> None:
    async with trial(shelf, tmp_path) as demo:
        demo.script.answers["/resume"] = Reply((Message("Bắt đầu?", buttons("Bắt đầu=go")),))
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        await page.goto(demo.url)
        secretary, member = (
            page.frame_locator(".secretary iframe"),
            page.frame_locator("#member-frame"),
        )
        await secretary.get_by_label("Nội dung trả lời").fill("/tinhhinh")
        await secretary.get_by_role("button", name="Gửi").click()
        await expect(secretary.get_by_text("Đã nhận: /tinhhinh")).to_be_visible()
        await member.get_by_role("button", name="Bắt đầu").click()
        await expect(member.get_by_text("Đã nhận: go")).to_be_visible()
        await page.get_by_role("button", name="+1 giờ").click()
        await expect(member.get_by_text("Nhắc việc")).to_be_visible()
        await expect(page.locator("#now")).to_have_text("thứ Ba 15/12/2026, 10:00")
        await expect(secretary.get_by_text("Đã nhận: /tinhhinh")).to_be_visible()
        await page.get_by_label("Xem trang của").select_option(demo.minh)
        await expect(member.get_by_text("Lê Văn Minh")).to_be_visible()
        await page.set_viewport_size({"width": 390, "height": 800})
        await expect(page.locator("#member-frame")).to_be_hidden()
        await page.get_by_text("Đảng viên", exact=True).click()
        await expect(page.locator("#member-frame")).to_be_visible()
        await page.close()
