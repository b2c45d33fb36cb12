"""The web channel over HTTP: acts, notices, files, and what is refused."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
import pytest

from bot.domain.messages import Incoming
from handlers.channels.base import Channel, Command, File, Message, Reply, Unreachable
from handlers.channels.web import PortInUse, WebChannel, WebOptions
from handlers.channels.web.server import bind
from tests.channels.conftest import Serve, Served
from tests.channels.web_fakes import MemoryStore, Script, buttons

JSON = {"Accept": "application/json"}


async def test_a_page_without_a_session_asks_for_a_code(served: Served) -> None:
    async with await served.client() as client:
        page = await client.get("/")
    assert page.status_code == 200
    assert "Mã mời" in page.text
    assert served.script.came == []


async def test_a_loaded_page_shows_the_current_screen(served: Served) -> None:
    served.script.answers["/tieptuc"] = Reply((Message("Câu 3/27"),))
    async with await served.client("hoa") as client:
        page = await client.get("/")
    assert "Câu 3/27" in page.text
    (incoming,) = served.script.came
    assert (incoming.channel, incoming.address, incoming.text) == ("web", "hoa", "/tieptuc")


async def test_the_text_that_resumes_is_a_setting(serve: Serve) -> None:
    store = MemoryStore()
    store.add("hoa", "Hoa")
    served = await serve(store, Script(), WebOptions(resume_text="/continue"))
    async with await served.client("hoa") as client:
        await client.get("/")
    assert served.script.came[0].text == "/continue"


async def test_a_typed_text_reaches_the_router_and_the_reply_comes_back(served: Served) -> None:
    async with await served.client("hoa") as client:
        answer = await client.post(
            "/send", data={"act": "act-00000001", "text": "một\nhai <b>"}, headers=JSON
        )
    assert served.script.came[0].text == "một\nhai <b>"
    assert served.script.came[0].external_id == "hoa/act-00000001"
    (message,) = answer.json()["messages"]
    assert "hai &lt;b&gt;" in message["html"]


async def test_a_tap_carries_payload_and_screen(served: Served) -> None:
    async with await served.client("hoa") as client:
        await client.post("/send", data={"payload": "q:4:2", "shown": "s2"}, headers=JSON)
    (incoming,) = served.script.came
    assert (incoming.text, incoming.payload, incoming.shown) == (None, "q:4:2", "s2")
    assert len(incoming.external_id) > len("hoa/")


async def test_an_act_sent_again_keeps_its_id(served: Served) -> None:
    async with await served.client("hoa") as client:
        for _ in range(3):
            await client.post("/send", data={"act": "act-00000001", "text": "x"}, headers=JSON)
    assert served.script.acts() == ["x"]


async def test_the_same_id_from_two_people_is_two_acts(served: Served) -> None:
    for person in ("hoa", "minh"):
        async with await served.client(person) as client:
            await client.post("/send", data={"act": "act-00000001", "text": person}, headers=JSON)
    assert served.script.acts() == ["hoa", "minh"]


async def test_acts_of_one_person_never_overlap(served: Served) -> None:
    """The second act waits for the first; another person's does not."""
    entered, go_on = asyncio.Event(), asyncio.Event()

    async def slow(incoming: Incoming) -> None:
        if incoming.text == "first":
            entered.set()
            await go_on.wait()

    served.script.before = slow
    async with await served.client("hoa") as hoa, await served.client("minh") as minh:
        first = asyncio.create_task(hoa.post("/send", data={"text": "first"}, headers=JSON))
        await entered.wait()
        second = asyncio.create_task(hoa.post("/send", data={"text": "second"}, headers=JSON))
        await minh.post("/send", data={"text": "other"}, headers=JSON)
        assert served.script.acts() == ["other"]
        go_on.set()
        await asyncio.gather(first, second)
    assert served.script.acts() == ["other", "first", "second"]


async def test_a_reply_says_what_to_do_with_it(served: Served) -> None:
    served.script.answers["m"] = Reply(
        (Message("Mục 4", buttons=buttons("4 ●=m:4:1"), replaces=True),),
        notice="Mục 4: hiếm khi",
        menu=(Command("nhac", "Giờ nhắc"),),
    )
    async with await served.client("hoa") as client:
        answer = (await client.post("/send", data={"payload": "m"}, headers=JSON)).json()
    assert answer["messages"][0]["replaces"]
    assert answer["notice"] == "Mục 4: hiếm khi"
    assert 'value="/nhac"' in answer["menu"]


async def test_without_a_script_the_whole_flow_is_pages(served: Served) -> None:
    served.script.answers["ok"] = Reply((Message("Bắt đầu nhé", buttons=buttons("Bắt đầu=go")),))
    served.script.answers["7x"] = Reply((Message("Tôi chưa hiểu."),), refused=True)
    async with await served.client("hoa") as client:
        page = await client.post("/send", data={"payload": "ok"})
        assert 'value="go"' in page.text
        page = await client.post("/send", data={"text": "chào"})
        assert 'class="message mine"' in page.text
        page = await client.post("/send", data={"text": "7x"})
        assert "Tôi chưa hiểu." in page.text
        assert ">7x</textarea>" in page.text
        assert 'class="message mine"' not in page.text
        again = await client.get("/send")
    assert (again.status_code, again.headers["location"]) == (303, "./")


async def test_nothing_typed_is_said_and_not_handed_on(served: Served) -> None:
    async with await served.client("hoa") as client:
        answer = await client.post("/send", data={"text": " \n"}, headers=JSON)
    assert (answer.status_code, answer.json()["notice"]) == (422, "Đồng chí chưa nhập gì.")
    assert served.script.came == []


@pytest.mark.parametrize("length", [70_000, 400_000])
async def test_too_long_a_text_is_refused_in_the_persons_language(
    served: Served, length: int
) -> None:
    served.store.add("an", "An", language="en")
    async with await served.client("an") as client:
        answer = await client.post("/send", data={"text": "a" * length}, headers=JSON)
    assert answer.status_code == 413
    assert answer.json()["notice"].startswith("This text is too long")
    assert answer.json()["refused"]
    assert served.script.came == []


async def test_ten_thousand_vietnamese_letters_pass(served: Served) -> None:
    async with await served.client("hoa") as client:
        answer = await client.post("/send", data={"text": "ễ" * 10_000}, headers=JSON)
    assert answer.status_code == 200
    assert served.script.came[0].text == "ễ" * 10_000


async def test_a_text_that_is_too_long_stays_in_the_field_without_a_script(served: Served) -> None:
    async with await served.client("hoa") as client:
        page = await client.post("/send", data={"text": "b" * 66_000})
    assert page.status_code == 413
    assert "b" * 66_000 in page.text


async def test_an_ended_session_gives_the_text_back(served: Served) -> None:
    async with await served.client() as client:
        answer = await client.post("/send", data={"text": "câu dài"}, headers=JSON)
        page = await client.post("/send", data={"text": "câu dài"})
    assert (answer.status_code, answer.json()["ended"]) == (401, True)
    assert page.status_code == 401
    assert "câu dài</textarea>" in page.text
    assert served.script.came == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "", "Referer": "https://elsewhere.example/"},
    ],
)
async def test_posts_from_foreign_pages_are_refused(
    served: Served, headers: dict[str, str]
) -> None:
    async with await served.client("hoa") as client:
        answer = await client.post("/send", data={"text": "x"}, headers=headers)
    assert answer.status_code == 403
    assert served.script.came == []


async def test_an_old_browser_names_its_page_instead_of_its_origin(served: Served) -> None:
    async with await served.client("hoa") as client:
        headers = {"Origin": "", "Referer": served.url + "send"}
        answer = await client.post("/send", data={"text": "x"}, headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("tusoi.example:80", 200),
        ("localhost", 200),
        ("evil.example", 421),
        ("[::1", 421),
        ("", 421),
    ],
)
async def test_only_our_own_names_are_answered(serve: Serve, host: str, status: int) -> None:
    options = WebOptions(public_url="https://tusoi.example/")
    served = await serve(MemoryStore(), Script(), options)
    async with await served.client() as client:
        assert (await client.get("/", headers={"Host": host})).status_code == status


async def test_every_answer_carries_the_headers(served: Served) -> None:
    async with await served.client() as client:
        for path in ("/", "/nowhere", "/i/x", "/healthz"):
            headers = (await client.get(path)).headers
            assert headers["cache-control"] == "no-store"
            assert "unsafe-inline" not in headers["content-security-policy"]
            assert "frame-ancestors 'self'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
        static = await client.get("/static/chat.css")
    assert "immutable" in static.headers["cache-control"]


async def test_a_page_that_is_not_there(served: Served) -> None:
    async with await served.client() as client:
        page = await client.get("/a/b/c")
    assert page.status_code == 404
    assert "Không có trang này." in page.text
    assert 'href="../../static/chat.css' in page.text


# Notices


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
            pass
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


# Files


async def test_a_file_is_for_its_owner_alone(served: Served) -> None:
    file = File("Báo cáo.docx", "application/msword", b"doc", "Báo cáo tổng hợp")
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
    await served.channel.send_file("hoa", File("x", media_type, b"x", "Biểu đồ"))
    ((_, file_id),) = served.store.files
    async with await served.client("hoa") as client:
        conversation = (await client.get("/")).text.split('id="messages"')[1]
        headers = (await client.get(f"/files/{file_id}")).headers
    assert ("<img" in conversation) == (way == "inline")
    assert headers["content-disposition"].startswith(way)


# The server


async def test_a_port_in_use_is_said(served: Served) -> None:
    port = int(served.url.rstrip("/").rsplit(":", 1)[1])
    channel = WebChannel(
        served.store, served.channel._pages._render, WebOptions(port=port), on_started=None
    )
    with pytest.raises(PortInUse) as error:
        await channel.run(served.script.handle)
    assert (error.value.host, error.value.port) == ("127.0.0.1", port)


async def test_stopping_ends_open_streams_quietly(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    async with await served.client("hoa") as client, client.stream("GET", "/events") as stream:
        lines = stream.aiter_lines()
        await anext(lines)
        served.task.cancel()
        assert [line async for line in lines][-1] == ""
    with suppress(asyncio.CancelledError):
        await served.task
    assert served.task.cancelled()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_logs_carry_no_content(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="uvicorn")
    caplog.set_level(logging.INFO, logger="handlers")
    async with await served.client("hoa") as client:
        await client.post("/send", data={"text": "chuyện-riêng"})
        await client.get("/files/bi-mat")
    ours = [record for record in caplog.records if not record.name.startswith("httpx")]
    assert not [r for r in ours if "riêng" in r.getMessage() or "bi-mat" in r.getMessage()]


async def test_a_connection_that_breaks_inside_an_act_is_no_error(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    token = await served.sign_in("hoa")
    host, port = served.url.removeprefix("http://").rstrip("/").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /send HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
    writer.write(f"{head}Cookie: tusoi={token}\r\nContent-Length: 100\r\n\r\ntext=h".encode())
    writer.write_eof()
    await reader.read()
    writer.close()
    await writer.wait_closed()
    async with await served.client() as client:
        await client.get("/healthz")
    assert served.script.came == []
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_it_is_a_channel(served: Served) -> None:
    channel: Channel = served.channel
    assert channel.name == "web"


async def test_healthz(served: Served) -> None:
    async with await served.client() as client:
        assert (await client.get("/healthz")).text == "ok"


def test_answers_do_not_wait_for_the_other_side() -> None:
    """asyncio sends small packets at once only where the socket names its protocol."""
    with bind("127.0.0.1", 0) as bound:
        assert bound.proto == socket.IPPROTO_TCP
