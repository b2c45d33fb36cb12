"""Notices and files on the web: they reach open pages once, and their owner alone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.domain.messages import FileOut
from handlers.channels.base import Message, Unreachable
from handlers.channels.web import WebChannel, WebOptions
from tests.channels.conftest import Serve, Served
from tests.channels.web_fakes import MemoryStore, Script


async def events(stream: httpx.Response) -> AsyncIterator[tuple[int, str]]:
    """Number and HTML of each notice."""
    number = 0
    async for line in stream.aiter_lines():
        if line.startswith("id: "):
            number = int(line[4:])
        if line.startswith("data: "):
            yield number, json.loads(line[6:])


async def test_a_notice_reaches_an_open_page(served: Served) -> None:
    async with await served.client("hoa") as client, client.stream("GET", "/events") as stream:
        await served.channel.send("minh", Message("Không phải cho Hoa"))
        await served.channel.send("hoa", Message("Nhắc việc <1>"))
        number, html = await anext(events(stream))
    assert number == 1
    assert "Nhắc việc &lt;1&gt;" in html


async def test_after_a_reconnect_only_newer_notices_come(served: Served) -> None:
    for word in ("một", "hai", "ba"):
        await served.channel.send("hoa", Message(word))
    async with await served.client("hoa") as client:
        headers = {"Last-Event-ID": "2"}
        async with client.stream("GET", "/events?after=0", headers=headers) as stream:
            number, html = await anext(events(stream))
        assert (number, "ba" in html) == (3, True)
        async with client.stream("GET", "/events?after=1") as stream:
            number, html = await anext(events(stream))
    assert (number, "hai" in html) == (2, True)


async def test_notices_kept_by_another_process_are_found(serve: Serve) -> None:
    store = MemoryStore()
    store.add("hoa", "Hoa")
    served = await serve(store, Script(), WebOptions(heartbeat=0.01))
    elsewhere = WebChannel(store, served.channel._pages._render)
    async with await served.client("hoa") as client, client.stream("GET", "/events") as stream:
        lines = stream.aiter_lines()
        while await anext(lines) != ":":
            pass  # until the first heartbeat: now the page listens
        await elsewhere.send("hoa", Message("từ xa"))
        while "từ xa" not in (line := await anext(lines)).encode().decode("unicode_escape"):
            assert not line.startswith("data")


async def test_notices_wait_for_the_next_page_and_then_count_as_seen(served: Served) -> None:
    await served.channel.send("hoa", Message("Nhắc việc: hạn 18/12."))
    async with await served.client("hoa") as client:
        first = (await client.get("/")).text
        second = (await client.get("/")).text
    assert "Nhắc việc: hạn 18/12." in first
    assert "Tin gửi lúc 07:30 15/12" in first
    assert "Tin đã nhận trước đây" not in first
    assert "Tin đã nhận trước đây (1)" in second


async def test_sending_to_nobody_is_unreachable(served: Served) -> None:
    with pytest.raises(Unreachable):
        await served.channel.send("nobody", Message("x"))


async def test_events_need_a_session(served: Served) -> None:
    async with await served.client() as client:
        assert (await client.get("/events")).status_code == 401


async def test_logging_out_ends_the_open_stream(served: Served) -> None:
    async with await served.client("hoa") as client, client.stream("GET", "/events") as stream:
        lines = stream.aiter_lines()
        await anext(lines)
        answer = await client.post("/logout")
        assert "event: ended" in [line async for line in lines]
        assert answer.status_code == 303
        assert "Mã mời" in (await client.get("/")).text
    assert served.store.sessions == {}


async def test_a_file_is_for_its_owner_alone(served: Served) -> None:
    file = FileOut("Báo cáo.docx", "application/msword", b"doc", "Báo cáo tổng hợp")
    await served.channel.send_file("hoa", file)
    ((_, file_id),) = served.store.files
    async with await served.client("hoa") as hoa, await served.client("minh") as minh:
        page = (await hoa.get("/")).text
        own = await hoa.get(f"/files/{file_id}")
        other = await minh.get(f"/files/{file_id}")
        missing = await hoa.get("/files/nothing")
    assert f'href="files/{file_id}?download"' in page
    assert "Báo cáo tổng hợp" in page
    assert own.content == b"doc"
    assert own.headers["content-disposition"].startswith("attachment; filename*=UTF-8''B%C3%A1o")
    assert (other.status_code, missing.status_code) == (404, 404)
    async with await served.client() as stranger:
        assert (await stranger.get(f"/files/{file_id}")).status_code == 404


@pytest.mark.parametrize(
    ("media_type", "way"),
    [("image/png", "inline"), ("image/svg+xml", "attachment"), ("text/html", "attachment")],
)
async def test_only_harmless_pictures_are_shown(served: Served, media_type: str, way: str) -> None:
    await served.channel.send_file("hoa", FileOut("x", media_type, b"x", "Biểu đồ"))
    ((_, file_id),) = served.store.files
    async with await served.client("hoa") as client:
        conversation = (await client.get("/")).text.split('id="messages"')[1]
        headers = (await client.get(f"/files/{file_id}")).headers
    assert ("<img" in conversation) == (way == "inline")
    assert headers["content-disposition"].startswith(way)
