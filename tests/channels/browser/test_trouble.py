"""The chat page where the way to the server is bad: refusals, silence, outages, no storage."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from handlers.channels.base import Message
from handlers.channels.web import WebOptions
from tests.channels.browser.test_chat_page import PHONE, signed_in
from tests.channels.web_rig import Served, scripted
from tests.services.scene import one
from tests.shelf import Shelf

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGE_OF_A_PROXY = "<html><body><h1>Request refused</h1></body></html>"
FIELD = "Nội dung trả lời"
LOST = "Mất kết nối, đang tự thử lại"


@pytest_asyncio.fixture(loop_scope="session")
async def page(served: Served, browser: Browser) -> AsyncIterator[Page]:
    """Hoa's chat; no error may reach the console."""
    page = await signed_in(served, browser)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(served.url)
    yield page
    assert errors == []


@dataclass
class Refusing:
    """Answers acts in the server's place as long as their text is among these."""

    texts: tuple[str, ...]
    status: int
    kind: str = "text/html"
    body: str = PAGE_OF_A_PROXY
    asked: list[str] = field(default_factory=list)

    async def __call__(self, route: Route) -> None:
        sent = route.request.post_data or ""
        if any(text in sent for text in self.texts):
            self.asked.append(sent)
            await route.fulfill(status=self.status, content_type=self.kind, body=self.body)
        else:
            await route.continue_()


async def says(page: Page, words: str) -> None:
    await page.get_by_label(FIELD).fill(words)
    await page.get_by_role("button", name="Gửi").click()


FINAL = [
    *((status, "text/html", PAGE_OF_A_PROXY) for status in (200, 400, 403, 404, 405, 413, 451)),
    (200, "application/json", '{"login": "first"}'),
    (200, "application/json", "null"),
    (204, "text/plain", ""),
    (403, "application/json", '{"error": "firewall"}'),
]


@pytest.mark.parametrize(("status", "kind", "body"), FINAL)
async def test_a_final_refusal_ends_the_act_and_the_rest_goes_on(
    page: Page, served: Served, status: int, kind: str, body: str
) -> None:
    """U7: said in one sentence, the text is back, and nothing is sent again by itself."""
    refusing = Refusing(("first",), status, kind, body)
    await page.route("**/send", refusing)
    await says(page, "first")
    await expect(page.get_by_role("alert")).to_contain_text("không nhận")
    await expect(page.get_by_label(FIELD)).to_have_value("first")
    await expect(page.get_by_text(LOST)).to_be_hidden()
    await says(page, "second")
    await expect(page.get_by_text("Đã nhận: second")).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_count(0)
    assert await page.locator(".sending").count() == 0
    assert len(refusing.asked) == 1
    assert served.script.acts() == ["second"]


async def test_several_refused_texts_come_back_in_their_order(page: Page, served: Served) -> None:
    """U7: what was written meanwhile stands below them."""
    await page.route("**/send", lambda route: route.abort())
    for words in ("one1", "two2", "three3"):
        await says(page, words)
    await page.get_by_label(FIELD).fill("half a")
    await page.unroute_all()
    await page.route("**/send", Refusing(("one1", "three3"), 403))
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.get_by_text("Đã nhận: two2")).to_be_visible()
    await expect(page.get_by_label(FIELD)).to_have_value("one1\nthree3\nhalf a")
    assert served.script.acts() == ["two2"]


async def test_a_refused_file_is_attached_again(page: Page) -> None:
    """U7: a photo that a proxy thinks too large is not sent for ever."""
    await page.route("**/send", lambda route: route.fulfill(status=413, body=PAGE_OF_A_PROXY))
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 3_000_000}
    await page.locator("#file").set_input_files(photo)  # type: ignore[arg-type] # a FilePayload
    await says(page, "ảnh lớp")
    await expect(page.get_by_role("alert")).to_contain_text("tệp lớn như vậy")
    await expect(page.get_by_label(FIELD)).to_have_value("ảnh lớp")
    await expect(page.get_by_text("a.jpg")).to_be_visible()


@pytest.mark.parametrize(("status", "said"), [(413, "tệp lớn như vậy"), (403, "không nhận")])
async def test_o1_a_file_that_a_proxy_refuses_is_sent_once_and_blocks_nothing(
    page: Page, served: Served, status: int, said: str
) -> None:
    refusing = Refusing(("bien-ban",), status)
    await page.route("**/send", refusing)
    paper = {"name": "bien-ban.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" * 500_000}
    await page.locator("#file").set_input_files(paper)  # type: ignore[arg-type] # a FilePayload
    await says(page, "bien-ban")
    await expect(page.get_by_role("alert")).to_contain_text(said)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await page.get_by_label("Bỏ tệp").click()
    await says(page, "tiếp")
    await expect(page.get_by_text("Đã nhận: tiếp")).to_be_visible()
    await expect(page.get_by_text(LOST)).to_be_hidden()
    assert len(refusing.asked) == 1
    assert served.script.acts() == ["tiếp"]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_what_passes_is_waited_for(page: Page, served: Served, status: int) -> None:
    """U7: the other way round; a proxy in front of a server that restarts gives no text back."""
    answers = iter([status])

    async def once(route: Route) -> None:
        code = next(answers, 0)
        await (route.fulfill(status=code, body=PAGE_OF_A_PROXY) if code else route.continue_())

    await page.route("**/send", once)
    await says(page, "kept")
    await expect(page.get_by_text(LOST)).to_be_visible()
    await expect(page.get_by_label(FIELD)).to_have_value("")
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.get_by_text("Đã nhận: kept")).to_be_visible()
    assert served.script.acts() == ["kept"]


async def test_all_that_waits_is_in_sight(page: Page, served: Served) -> None:
    """O12: during an outage the second text and the third are seen to wait, too."""
    await page.route("**/send", lambda route: route.abort())
    for words in ("một", "hai", "ba"):
        await says(page, words)
    await expect(page.locator(".message.mine.sending")).to_have_text(
        ["Đồng chí:một", "Đồng chí:hai", "Đồng chí:ba"]
    )
    await page.unroute_all()
    await page.reload()
    await expect(page.get_by_text("Đã nhận: ba")).to_be_visible()
    assert served.script.acts() == ["một", "hai", "ba"]
    said = await page.locator("#messages .message.mine, #messages .message.reply").all_inner_texts()
    order = [word for text in said for word in ("một", "hai", "ba") if word in text]
    assert order == ["một", "một", "hai", "hai", "ba", "ba"]


REFUSES = {
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full') }",
    "forbidden": "Object.defineProperty(window, 'sessionStorage',"
    " { get() { throw new DOMException('no', 'SecurityError') } })",
    "none": "Object.defineProperty(window, 'sessionStorage', { value: null })",
    "garbage": "sessionStorage.getItem = () => '{'; Storage.prototype.getItem = () => '{'",
}


@pytest.mark.parametrize("script", REFUSES.values(), ids=REFUSES)
async def test_a_browser_that_cannot_store_still_sends(
    served: Served, browser: Browser, script: str
) -> None:
    """U17"""
    page = await signed_in(served, browser)
    await page.add_init_script(script)
    await page.goto(served.url)
    await says(page, "không cần nhớ")
    await expect(page.get_by_text("Đã nhận: không cần nhớ")).to_be_visible()
    await expect(page.locator("html")).to_have_class("js")
    await page.get_by_role("button", name="Gửi").click()
    assert served.script.acts() == ["không cần nhớ"]


@dataclass
class Line:
    """A network between browser and server that can fall silent without closing anything."""

    port: int
    silent: asyncio.Event = field(default_factory=asyncio.Event)
    ways: list[asyncio.Task[None]] = field(default_factory=list)
    ends: list[asyncio.StreamWriter] = field(default_factory=list)

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A new connection is carried on to the server, and back."""
        mute = self.silent
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        self.ends += [writer, back]
        self.ways += [
            asyncio.create_task(self._carry(reader, back, mute)),
            asyncio.create_task(self._carry(there, writer, mute)),
        ]

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, mute: asyncio.Event
    ) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65536):
                if not mute.is_set():
                    target.write(data)
                    await target.drain()
        target.close()

    def falls_silent(self) -> None:
        """What is connected now hears nothing more; what connects later is served."""
        self.silent.set()
        self.silent = asyncio.Event()

    async def cut(self) -> None:
        """Everything ends."""
        for way in self.ways:
            way.cancel()
        for end in self.ends:
            end.close()
        for end in self.ends:
            with suppress(ConnectionError):
                await end.wait_closed()


@asynccontextmanager
async def line_to(served: Served) -> AsyncIterator[tuple[Line, str]]:
    line = Line(urlsplit(served.url).port or 0)
    server = await asyncio.start_server(line.accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield line, f"http://127.0.0.1:{port}/"
    finally:
        server.close()
        await line.cut()


async def test_a_stream_that_dies_silently_is_opened_anew(
    shelf: Shelf, tmp_path: Path, browser: Browser
) -> None:
    """U14: within two heartbeats, and nothing that came meanwhile is lost or shown twice."""
    async with (
        scripted(shelf, tmp_path, WebOptions(heartbeat=0.3)) as served,
        line_to(served) as (line, address),
    ):
        page = await signed_in(served, browser)
        async with page.expect_request("**/events*"):
            await page.goto(address)
        await served.channel.send(served.hoa, Message("trước"))
        await expect(page.get_by_text("trước")).to_be_visible()
        async with page.expect_request("**/events*"):
            line.falls_silent()
            await served.channel.send(served.hoa, Message("trong lúc im"))
        await expect(page.get_by_text("trong lúc im")).to_be_visible()
        await expect(page.get_by_text(LOST)).to_be_hidden()
        await served.channel.send(served.hoa, Message("sau"))
        await expect(page.get_by_text("sau")).to_be_visible()
        await expect(page.get_by_text("trước")).to_have_count(1)
        await page.context.close()


async def test_a_living_stream_is_left_alone(
    shelf: Shelf, tmp_path: Path, browser: Browser
) -> None:
    """U14: signs of life keep it; they are events, since a page sees no comments."""
    async with scripted(shelf, tmp_path, WebOptions(heartbeat=0.3)) as served:
        page = await signed_in(served, browser)
        opened: list[str] = []
        page.on("request", lambda r: opened.append(r.url) if "/events" in r.url else None)
        await page.add_init_script(
            "const Real = EventSource; window.beats = 0;"
            "window.EventSource = class extends Real { constructor(u) { super(u);"
            "this.addEventListener('beat', () => window.beats++) } }"
        )
        await page.goto(served.url)
        await page.wait_for_function("() => window.beats >= 6")  # longer than the watchdog waits
        assert len(opened) == 1
        await page.context.close()


async def test_a_page_tells_what_it_has_shown(page: Page, served: Served) -> None:
    """B1: kept is not seen; an open page that shows it says so."""
    query = "SELECT seen FROM accounts WHERE channel = 'web' AND person_id = ?"
    async with page.expect_response("**/seen") as told:
        await served.channel.send(served.hoa, Message("Nhắc việc"))
    assert (await told.value).status == 204
    newest = one(served.world, "SELECT MAX(seq) FROM mailbox WHERE person_id = ?", served.hoa)
    assert one(served.world, query, served.hoa) == newest


async def test_a_page_out_of_sight_has_shown_nothing(served: Served, browser: Browser) -> None:
    """B1: a tab in the background; it tells once somebody looks at it."""
    page = await signed_in(served, browser)
    await page.goto(served.url)
    await page.evaluate(
        "Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    await served.channel.send(served.hoa, Message("Nhắc việc"))
    assert await page.get_by_text("Nhắc việc").count() == 0
    async with page.expect_response("**/seen") as told:
        await page.evaluate(
            "delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))"
        )
    assert (await told.value).status == 204
    await expect(page.get_by_text("Nhắc việc")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
async def test_what_is_said_fits(page: Page, width: int) -> None:
    """U7: the sentence stands whole above the field."""
    await page.set_viewport_size({"width": width, "height": PHONE["height"]})
    await page.route("**/send", lambda route: route.fulfill(status=403, body=PAGE_OF_A_PROXY))
    await says(page, "một câu")
    await expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
