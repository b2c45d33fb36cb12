"""Coming in: one-time links, the group link, typed codes; going out."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.services.people.joining import MOST_FROM_ONE
from handlers.channels.web import WebOptions
from tests.channels.web_rig import Served, opens, scripted
from tests.services.scene import contents, every, one
from tests.shelf import Shelf


async def test_looking_at_a_link_does_not_use_it(served: Served) -> None:
    """Chat apps fetch links to preview them."""
    code = await served.code()
    before = contents(served.world)
    async with served.stranger() as client:
        for _ in range(3):
            page = await client.get(f"/i/{code}")
            await client.head(f"/i/{code}")
    assert "Chào đồng chí Trần Thị Hoa" in page.text
    assert page.headers["set-cookie"].startswith("tusoi_probe=")
    assert contents(served.world) == before


async def test_the_button_opens_a_session_and_shows_the_greeting(served: Served) -> None:
    async with served.stranger() as client:
        entered = await opens(client, await served.code())
        assert (entered.status_code, entered.headers["location"]) == (303, "../")
        cookie = entered.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "secure" not in cookie
        token = client.cookies["tusoi"]
        assert len(token) >= 43  # 256 bits in base64
        assert token not in str(contents(served.world))
        first, second = await client.get("/"), await client.get("/")
    assert "chưa mở đợt" in first.text
    assert "Đã nhận: /resume" not in first.text
    assert "Đã nhận: /resume" in second.text


async def test_behind_https_the_cookie_is_secure_and_bound_to_the_path(
    shelf: Shelf, tmp_path: Path
) -> None:
    options = WebOptions(public_url="https://phuong.example/tusoi")
    async with scripted(shelf, tmp_path, options) as served, served.stranger() as client:
        headers = {"Host": "phuong.example", "Origin": "https://phuong.example"}
        headers["Cookie"] = "__Secure-tusoi_probe=1"
        entered = await client.post(f"/i/{await served.code()}", headers=headers)
    cookie = entered.headers["set-cookie"]
    assert "Secure" in cookie
    assert "Path=/tusoi/" in cookie


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("used", "sentence"),
    [
        (False, "Mã hoặc lời mời này không dùng được"),
        (True, "đã vào trong Zalo hay Facebook"),
    ],
)
async def test_wrong_and_used_codes(
    served: Served, method: str, *, used: bool, sentence: str
) -> None:
    code = await served.code() if used else "wrong"
    async with served.stranger() as client, served.stranger() as other:
        await opens(other, code)
        page = await client.request(method, f"/i/{code}")
    assert page.status_code == 410
    assert sentence in page.text
    assert "Nhập mã khác" in page.text


async def test_ones_own_used_link_leads_into_the_open_session(served: Served) -> None:
    """U16: people keep the link they were sent, and tap it every time."""
    code = await served.code()
    async with served.stranger() as client:
        await opens(client, code)
        for answer in (await client.get(f"/i/{code}"), await client.post(f"/i/{code}")):
            assert (answer.status_code, answer.headers["location"]) == (303, "../")
        served.world.clock.forward(days=31)
        assert (await client.get(f"/i/{code}")).status_code == 303


async def test_somebody_elses_used_link_offers_the_session_that_is_open(served: Served) -> None:
    """U16: the browser is Hoa's; the link has let Minh in."""
    code = await served.code("minh")
    async with served.stranger() as other:
        await opens(other, code)
    async with await served.client("hoa") as client:
        page = await client.get(f"/i/{code}")
    assert page.status_code == 410
    assert "gõ /web" in page.text
    assert "Trần Thị Hoa đã vào từ trước" in page.text


@pytest.mark.parametrize("kind", ["i", "g"])
async def test_without_cookies_nothing_is_consumed(served: Served, kind: str) -> None:
    """U16: it is said that cookies are off, and the same link works where they are kept."""
    group = one(served.world, "SELECT group_code FROM cells")
    path = f"/i/{await served.code()}" if kind == "i" else f"/g/{group}"
    form = {"name": "Đỗ Thị Ngọc"}
    before = contents(served.world)
    async with served.stranger() as client:
        await client.get(path)
        client.cookies.clear()
        refused = await client.post(path, data=form)
        assert refused.status_code == 422
        assert "đang chặn cookie" in refused.text
        assert contents(served.world) == before
        assert (await client.post(path, data=form)).status_code == 303


async def test_entering_as_somebody_else_ends_the_former_session(served: Served) -> None:
    code = await served.code("minh")
    async with await served.client("hoa") as client:
        page = await client.get(f"/i/{code}")
        assert "Máy này đang mở trang của đồng chí Trần Thị Hoa." in page.text
        await client.post(f"/i/{code}")
    assert every(served.world, "SELECT person_id FROM sessions") == [(served.minh,)]


async def test_the_group_link_asks_for_the_name(served: Served) -> None:
    path = f"/g/{one(served.world, 'SELECT group_code FROM cells')}"
    async with served.stranger() as client:
        assert 'name="name"' in (await client.get(path)).text
        empty = await client.post(path, data={"name": "  "})
        assert (empty.status_code, "ghi họ và tên" in empty.text) == (422, True)
        none = await client.post(path, data={"name": '1 "2"'})
        assert none.status_code == 422
        assert 'value="1 &#34;2&#34;"' in none.text
        entered = await client.post(path, data={"name": " Đỗ  Thị Ngọc "})
        assert entered.status_code == 303
        assert "Bí thư" in (await client.get("/")).text
    assert every(served.world, "SELECT name FROM join_requests") == [("Đỗ Thị Ngọc",)]


async def test_a_foreign_page_cannot_consume_a_link(served: Served) -> None:
    code = await served.code()
    before = contents(served.world)
    async with served.stranger() as client:
        headers = {"Origin": "https://elsewhere.example", "Cookie": "tusoi_probe=1"}
        answer = await client.post(f"/i/{code}", headers=headers)
    assert answer.status_code == 403
    assert contents(served.world) == before


@pytest.mark.parametrize(
    "typed", ["k1", " k1 ", "http://tusoi.example/i/k1", "/start k1", "tusoi.example/i/k1/"]
)
async def test_a_code_may_be_typed_or_pasted(served: Served, typed: str) -> None:
    async with served.stranger() as client:
        answer = await client.get("/i/", params={"code": typed})
    assert (answer.status_code, answer.headers["location"]) == (303, "k1")


async def test_no_code_at_all_leads_back(served: Served) -> None:
    async with served.stranger() as client:
        answer = await client.get("/i/", params={"code": "…"})
    assert answer.headers["location"] == "../"


async def test_the_door_speaks_english_when_asked(served: Served) -> None:
    code = await served.code()
    async with served.stranger() as client:
        assert "Hello, Trần Thị Hoa" in (await client.get(f"/i/{code}?lang=en")).text
        assert "Chào đồng chí" in (await client.get(f"/i/{code}?lang=xx")).text


async def test_one_network_asks_few_times_at_once(served: Served) -> None:
    """A13: each with a browser of its own, at the same time; whoever was decided on counts no
    more."""
    path = f"/g/{one(served.world, 'SELECT group_code FROM cells')}"

    async def asks(number: int) -> int:
        async with served.stranger() as nobody:
            await nobody.get(path)
            form = {"name": f"Lê Văn {chr(65 + number)}ong"}
            return int((await nobody.post(path, data=form)).status_code)

    codes = await asyncio.gather(*(asks(number) for number in range(12)))
    assert sorted(codes) == [303] * MOST_FROM_ONE + [422] * (12 - MOST_FROM_ONE)
    assert one(served.world, "SELECT COUNT(*) FROM join_requests") == MOST_FROM_ONE
    request = one(served.world, "SELECT id FROM join_requests LIMIT 1")
    await served.world.taps("lan", f"j:{request}:n")
    assert await asks(20) == 303


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("a" * 15_000 + "!", "../"),
        ("a" * 15_000, "../"),
        ("a" + "\u0301" * 3_500 + "\u0316" * 3_500, "../"),
        ("bcfghjkmnpqr " * 1_000 + "k1", "k1"),
    ],
    ids=["letters", "a word", "marks", "codes"],
)
async def test_a_long_text_for_a_code_is_none(served: Served, typed: str, leads_to: str) -> None:
    """A1: a stranger's; of what looks like codes only a few are asked about."""
    async with served.stranger() as client:
        answer = await client.get("/i/", params={"code": typed})
        assert (answer.status_code, answer.headers["location"]) == (303, leads_to)
        assert (await client.get("/i/" + typed[:5_000])).status_code == 410
