"""The chat page as people use it, in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, ViewportSize, expect

from bot.domain.messages import FileOut
from handlers.channels.base import Message, Reply
from tests.channels.web_rig import Served, buttons

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE: ViewportSize = {"width": 390, "height": 700}


def matrix(level: int, *, replaces: bool = True) -> Message:
    """Three rows, the second of them at this level."""
    row = f"1=m:1:1|2 {'●' * level}=m:2:{level + 1}|3=m:3:1"
    return Message(f"Mục 2: mức {level}", buttons(row, "Xong=done"), replaces, "s2")


@pytest_asyncio.fixture(loop_scope="session")
async def page(served: Served, browser: Browser) -> AsyncIterator[Page]:
    """Hoa's chat on a phone; no error may reach the console."""
    answers = served.script.answers
    answers["/resume"] = Reply((matrix(0, replaces=False),))
    answers["m:2:1"] = Reply((matrix(1),), notice="Mục 2: hiếm khi")
    answers["m:2:2"] = Reply((matrix(2),), notice="Mục 2: thỉnh thoảng")
    answers["done"] = Reply((Message("Việc cụ thể là gì?", buttons("Tạm dừng=pause")),))
    answers["7x"] = Reply((Message('Tôi chưa hiểu "7x".'),), refused=True)
    page = await signed_in(served, browser)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(served.url)
    yield page
    await page.context.close()
    assert errors == []


async def signed_in(served: Served, browser: Browser, **options: Any) -> Page:
    """A page with Hoa's session."""
    context = await browser.new_context(viewport=PHONE, **options)
    token = await served.sign_in("hoa")
    await context.add_cookies([{"name": "tusoi", "value": token, "url": served.url}])
    page = await context.new_page()
    page.set_default_timeout(10_000)
    return page


async def test_a_tap_replaces_its_message_in_place(page: Page) -> None:
    """The screen stays one message, and the next tap is on the same spot."""
    await page.get_by_role("button", name="2", exact=True).click()
    await expect(page.get_by_role("button", name="2 ●", exact=True)).to_be_focused()
    await expect(page.get_by_role("status")).to_have_text("Mục 2: hiếm khi")
    await expect(page.get_by_role("article")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="2 ●●", exact=True)).to_be_focused()
    await expect(page.get_by_role("article")).to_have_count(1)


async def test_old_buttons_stay_and_are_muted(page: Page, served: Served) -> None:
    await page.get_by_role("button", name="Xong").click()
    await expect(page.get_by_text("Việc cụ thể là gì?")).to_be_visible()
    old = page.get_by_role("article").first
    await expect(old).to_have_class("message reply old")
    await old.get_by_role("button", name="3", exact=True).click()
    await expect(page.get_by_text("Đã nhận: m:3:1")).to_be_visible()
    assert served.script.acts() == ["done", "m:3:1"]


async def test_the_keyboard_alone_will_do(page: Page, served: Served) -> None:
    field = page.get_by_label("Nội dung trả lời")
    await expect(field).to_be_focused()
    await page.keyboard.type("dòng một")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("dòng hai")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Đã nhận: dòng một")).to_be_visible()
    await expect(field).to_have_value("")
    await page.get_by_text("Chọn việc").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Thoát khỏi máy này")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_text("Chọn việc")).to_be_focused()
    assert served.script.acts() == ["dòng một\ndòng hai"]


async def test_a_refused_text_goes_back_into_the_field(page: Page) -> None:
    field = page.get_by_label("Nội dung trả lời")
    await field.fill("7x")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_text('Tôi chưa hiểu "7x".')).to_be_visible()
    await expect(field).to_have_value("7x")
    await expect(field).to_be_focused()
    assert await page.locator(".message.mine").count() == 0
    # the screen above is still the current one
    await expect(page.get_by_role("article").first).to_have_class("message reply")


async def test_a_text_that_is_too_long_stays(page: Page, served: Served) -> None:
    field = page.get_by_label("Nội dung trả lời")
    await field.fill("a" * 70_000)
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_role("status")).to_contain_text("Nội dung quá dài")
    await expect(field).to_have_value("a" * 70_000)
    assert served.script.acts() == []


async def test_a_draft_survives_a_reload(page: Page) -> None:
    field = page.get_by_label("Nội dung trả lời")
    await field.fill("mới viết được một nửa")
    await page.reload()
    await expect(field).to_have_value("mới viết được một nửa")


async def test_a_lost_reply_is_asked_for_again_with_the_same_id(page: Page, served: Served) -> None:
    """The act arrives, the answer does not; the line says so, and nothing is recorded twice."""
    sent: list[str] = []

    async def lose_the_first_reply(route: Route) -> None:
        sent.append(route.request.post_data or "")
        if len(sent) == 1:
            await route.fetch()
            await route.abort()
        else:
            await expect(page.get_by_text("Mất kết nối")).to_be_visible()
            await route.continue_()

    await page.route("**/send", lose_the_first_reply)
    await page.get_by_label("Nội dung trả lời").fill("câu trả lời")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_text("Đã nhận: câu trả lời")).to_be_visible()
    await expect(page.get_by_text("Mất kết nối")).to_be_hidden()
    assert sent[0] == sent[1]
    assert served.script.acts() == ["câu trả lời"]


async def test_what_was_not_sent_is_sent_after_a_reload(page: Page, served: Served) -> None:
    await page.route("**/send", lambda route: route.abort())
    await page.get_by_label("Nội dung trả lời").fill("đừng để mất")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_text("Mất kết nối")).to_be_visible()
    await page.unroute_all()
    await page.reload()
    await expect(page.get_by_text("Đã nhận: đừng để mất")).to_be_visible()
    assert served.script.acts() == ["đừng để mất"]


async def test_notices_come_by_themselves_and_are_not_shown_twice(
    page: Page, served: Served
) -> None:
    await served.channel.send(served.hoa, Message("Nhắc việc", buttons("Làm tiếp=go")))
    await expect(page.get_by_text("Nhắc việc")).to_have_count(1)
    await page.get_by_role("button", name="Làm tiếp").click()
    await expect(page.get_by_text("Đã nhận: go")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("Nhắc việc")).to_have_count(1)


async def test_the_end_stays_in_sight_when_a_picture_arrives_late(
    page: Page, served: Served
) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="900"/>'
    picture = {"content_type": "image/svg+xml", "body": svg}
    await page.route("**/files/*", lambda route: route.fulfill(**picture))
    await served.channel.send_file(served.hoa, FileOut("a.png", "image/png", b"x", "Biểu đồ"))
    await expect(page.get_by_role("img", name="Biểu đồ")).to_be_visible()
    await expect(page.get_by_text("Biểu đồ", exact=True)).to_be_in_viewport()
    await page.wait_for_function(
        "(log) => log.scrollHeight - log.scrollTop - log.clientHeight < 2",
        arg=await page.query_selector("#log"),
    )


async def test_a_long_reply_is_shown_from_its_beginning(page: Page, served: Served) -> None:
    lines = "\n".join(f"dòng {number}" for number in range(80))
    served.script.answers["dài"] = Reply((Message(lines),))
    await page.get_by_label("Nội dung trả lời").fill("dài")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_text("dòng 0", exact=True)).to_be_in_viewport()
    await expect(page.get_by_text("dòng 79", exact=True)).not_to_be_in_viewport()


async def test_an_ended_session_is_said_and_the_text_stays(page: Page, served: Served) -> None:
    await served.ends_all()
    field = page.get_by_label("Nội dung trả lời")
    await field.fill("viết dở")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_role("link", name="Vào lại")).to_be_visible()
    await expect(field).to_have_value("viết dở")


async def test_another_person_in_the_same_tab_does_not_see_the_draft(
    page: Page, served: Served
) -> None:
    await page.get_by_label("Nội dung trả lời").fill("riêng của Hoa")
    token = await served.sign_in("minh")
    await page.context.add_cookies([{"name": "tusoi", "value": token, "url": served.url}])
    await page.goto(served.url)
    await expect(page.get_by_text("Lê Văn Minh")).to_be_visible()
    await expect(page.get_by_label("Nội dung trả lời")).to_have_value("")


async def test_everything_works_without_a_script(served: Served, browser: Browser) -> None:
    """Also proves that the browser lets our own forms through the Origin check."""
    served.script.answers["/resume"] = Reply((matrix(0, replaces=False),))
    served.script.answers["m:2:1"] = Reply((matrix(1),))
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = await context.new_page()
    page.set_default_timeout(10_000)
    code = await served.code()
    await page.goto(served.url)
    await page.get_by_label("Mã mời").fill(code)
    await page.get_by_role("button", name="Tiếp tục").click()
    await page.get_by_role("button", name="Vào trò chuyện").click()
    await page.goto(served.url)
    await page.get_by_role("button", name="2", exact=True).click()
    await expect(page.get_by_role("button", name="2 ●", exact=True)).to_be_visible()
    await page.get_by_label("Nội dung trả lời").fill("4 hiếm khi")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_text("Đã nhận: 4 hiếm khi")).to_be_visible()
    assert served.script.acts() == ["m:2:1", "4 hiếm khi"]
    await context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_nothing_is_cut_off_and_targets_are_large(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 700})
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await page.evaluate("document.scrollingElement.scrollHeight") <= 700
    small = await page.evaluate(
        "[...document.querySelectorAll('button, summary, textarea')].filter("
        "(e) => e.checkVisibility() && e.getBoundingClientRect().height < 48).length"
    )
    assert small == 0
    size = await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert size >= 18
