"""Who may post to the web chat: our own pages, under our own names; what every answer carries."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.channels.web import WebOptions
from tests.channels.web_rig import Served, scripted
from tests.shelf import Shelf


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


@pytest.mark.parametrize(
    "source", ["http://[", "http://[::1", "http://]/", "http://a]b", "//[", "[", "http://[v1.x]"]
)
@pytest.mark.parametrize("header", ["Origin", "Referer"])
async def test_a_malformed_page_is_a_foreign_one(served: Served, header: str, source: str) -> None:
    """A16: no error, and the headers that every answer carries."""
    async with await served.client("hoa") as client:
        headers = {"Origin": "", header: source}
        for path in ("/send", "/device", "/i/x", "/logout"):
            answer = await client.post(path, data={"text": "x"}, headers=headers)
            assert answer.status_code == 403
            assert "content-security-policy" in answer.headers
    assert served.script.came == []


@pytest.mark.parametrize("sent", ["9" * 5_000, "9" * 30, "9" * 19, "²", "١", "-1", "1e9", "9" * 20])
async def test_a_number_that_no_page_sends_is_none(
    served: Served, caplog: pytest.LogCaptureFixture, sent: str
) -> None:
    """A16: in the address, in a header, in a form and in the cookie."""
    async with await served.client("hoa") as client:
        person = served.person("hoa")
        assert (await client.post("/seen", data={"last": sent})).status_code == 422
        if sent.isascii():
            cookie = {"Cookie": f"tusoi={client.cookies['tusoi']}; tusoi_seen={person}.{sent}"}
            assert (await client.get("/", headers=cookie)).status_code == 200
        for more in ({"params": {"after": sent}}, {"headers": {"Last-Event-ID": sent.encode()}}):
            async with client.stream("GET", "/events", **more) as stream:
                assert stream.status_code == 200
                lines = stream.aiter_lines()
                first = [await anext(lines) for _ in range(3)]
                assert first[0] == "retry: 2000"
                assert first[2].startswith(("event: beat", "id: "))
    assert not caplog.records


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
async def test_only_our_own_names_are_answered(
    shelf: Shelf, tmp_path: Path, host: str, status: int
) -> None:
    options = WebOptions(public_url="https://tusoi.example/")
    async with scripted(shelf, tmp_path, options) as served, served.stranger() as client:
        assert (await client.get("/", headers={"Host": host})).status_code == status


async def test_every_answer_carries_the_headers(served: Served) -> None:
    async with served.stranger() as client:
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
    async with served.stranger() as client:
        page = await client.get("/a/b/c")
    assert page.status_code == 404
    assert "Không có trang này." in page.text
    assert 'href="../../static/chat.css' in page.text
