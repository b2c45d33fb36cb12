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
