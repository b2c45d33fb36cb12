"""Notices and files on the web: they reach open pages once, and their owner alone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.domain.messages import FileOut
from handlers.channels.base import Message, Unreachable
from handlers.channels.web import WebChannel
from tests.channels.web_rig import BRISK, Served, scripted
from tests.services.scene import every, one
from tests.shelf import Shelf


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
        await served.channel.send(served.minh, Message("Không phải cho Hoa"))
        await served.channel.send(served.hoa, Message("Nhắc việc <1>"))
        number, html = await anext(events(stream))
    assert number == one(served.world, "SELECT seq FROM mailbox WHERE person_id = ?", served.hoa)
    assert "Nhắc việc &lt;1&gt;" in html


async def test_after_a_reconnect_only_newer_notices_come(served: Served) -> None:
    for word in ("một", "hai", "ba"):
        await served.channel.send(served.hoa, Message(word))
    first, second, third = (
        seq for (seq,) in every(served.world, "SELECT seq FROM mailbox ORDER BY seq")
    )
    async with await served.client("hoa") as client:
        headers = {"Last-Event-ID": str(second)}
        async with client.stream("GET", "/events?after=0", headers=headers) as stream:
            number, html = await anext(events(stream))
        assert (number, "ba" in html) == (third, True)
        async with client.stream("GET", f"/events?after={first}") as stream:
            number, html = await anext(events(stream))
    assert (number, "hai" in html) == (second, True)


async def test_notices_kept_by_another_process_are_found(shelf: Shelf, tmp_path: Path) -> None:
    async with (
        scripted(shelf, tmp_path, BRISK) as served,
        await served.client("hoa") as client,
        client.stream("GET", "/events") as stream,
    ):
        elsewhere = WebChannel(served.world.office)
        lines = stream.aiter_lines()
        while await anext(lines) != "event: beat":
            pass  # until the first heartbeat: now the page listens
        await elsewhere.send(served.hoa, Message("từ xa"))
        while "từ xa" not in (line := await anext(lines)).encode().decode("unicode_escape"):
            assert not line.startswith("data: ")


async def test_notices_wait_for_the_next_page_and_then_count_as_seen(served: Served) -> None:
    served.world.clock.now = datetime(2026, 12, 15, 0, 30, tzinfo=UTC)
    await served.channel.send(served.hoa, Message("Nhắc việc: hạn 18/12."))
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
    async with served.stranger() as client:
        assert (await client.get("/events")).status_code == 401


async def test_logging_out_ends_the_open_stream(served: Served) -> None:
    async with await served.client("hoa") as client, client.stream("GET", "/events") as stream:
        lines = stream.aiter_lines()
        await anext(lines)
        answer = await client.post("/logout")
        assert "event: ended" in [line async for line in lines]
        assert answer.status_code == 303
        assert "Mã mời" in (await client.get("/")).text
    assert every(served.world, "SELECT * FROM sessions") == []


async def test_a_file_is_for_its_owner_alone(served: Served) -> None:
    file = FileOut("Báo cáo.docx", "application/msword", b"doc", "Báo cáo tổng hợp")
    await served.channel.send_file(served.hoa, file)
    file_id = one(served.world, "SELECT id FROM files")
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
    async with served.stranger() as stranger:
        assert (await stranger.get(f"/files/{file_id}")).status_code == 404


@pytest.mark.parametrize(
    ("media_type", "way"),
    [("image/png", "inline"), ("image/svg+xml", "attachment"), ("text/html", "attachment")],
)
async def test_only_harmless_pictures_are_shown(served: Served, media_type: str, way: str) -> None:
    await served.channel.send_file(served.hoa, FileOut("x", media_type, b"x", "Biểu đồ"))
    file_id = one(served.world, "SELECT id FROM files")
    async with await served.client("hoa") as client:
        conversation = (await client.get("/")).text.split('id="messages"')[1]
        headers = (await client.get(f"/files/{file_id}")).headers
    assert ("<img" in conversation) == (way == "inline")
    assert headers["content-disposition"].startswith(way)
