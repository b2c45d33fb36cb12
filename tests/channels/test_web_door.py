"""Coming in: one-time links, the group link, typed codes; going out."""

from __future__ import annotations

import pytest

from handlers.channels.web import WebOptions
from tests.channels.conftest import Serve, Served
from tests.channels.web_fakes import MemoryStore, Script


async def test_looking_at_a_link_does_not_use_it(served: Served) -> None:
    """Chat apps fetch links to preview them."""
    served.store.links["k1"] = "hoa"
    async with await served.client() as client:
        for _ in range(3):
            page = await client.get("/i/k1")
            await client.head("/i/k1")
    assert "Chào đồng chí Trần Thị Hoa" in page.text
    assert "set-cookie" not in page.headers
    assert served.store.used == set()


async def test_the_button_opens_a_session_and_shows_the_greeting(served: Served) -> None:
    served.store.links["k1"] = "hoa"
    async with await served.client() as client:
        entered = await client.post("/i/k1")
        assert (entered.status_code, entered.headers["location"]) == (303, "../")
        cookie = entered.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "secure" not in cookie
        token = client.cookies["tusoi"]
        assert len(token) >= 43  # 256 bits in base64
        assert token not in served.store.sessions
        first, second = await client.get("/"), await client.get("/")
    assert "Chào đồng chí Trần Thị Hoa." in first.text
    assert "Đã nhận: /tieptuc" in second.text


async def test_behind_https_the_cookie_is_secure_and_bound_to_the_path(serve: Serve) -> None:
    store = MemoryStore(links={"k1": "hoa"})
    store.add("hoa", "Hoa")
    options = WebOptions(public_url="https://phuong.example/tusoi")
    served = await serve(store, Script(), options)
    async with await served.client() as client:
        headers = {"Host": "phuong.example", "Origin": "https://phuong.example"}
        entered = await client.post("/i/k1", headers=headers)
    cookie = entered.headers["set-cookie"]
    assert "Secure" in cookie
    assert "Path=/tusoi/" in cookie


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("code", "sentence"), [("wrong", "Mã này không đúng."), ("k1", "Mã này đã được dùng.")]
)
async def test_wrong_and_used_codes(served: Served, method: str, code: str, sentence: str) -> None:
    served.store.links["k1"] = "hoa"
    served.store.used.add("k1")
    async with await served.client() as client:
        page = await client.request(method, f"/i/{code}")
    assert page.status_code == 410
    assert sentence in page.text
    assert "Nhập mã khác" in page.text


async def test_a_used_link_leads_back_into_an_open_session(served: Served) -> None:
    """People keep the link they were sent, and tap it every time."""
    served.store.links["k1"] = "hoa"
    async with await served.client() as client:
        await client.post("/i/k1")
        page = await client.get("/i/k1")
    assert "Trần Thị Hoa đã vào từ trước" in page.text
    assert "Mở cuộc trò chuyện" in page.text


async def test_entering_as_somebody_else_ends_the_former_session(served: Served) -> None:
    served.store.links["k1"] = "minh"
    async with await served.client("hoa") as client:
        page = await client.get("/i/k1")
        assert "Máy này đang mở trang của đồng chí Trần Thị Hoa." in page.text
        await client.post("/i/k1")
    assert list(served.store.sessions.values()) == ["minh"]


async def test_the_group_link_asks_for_the_name(served: Served) -> None:
    served.store.links["g1"] = None
    async with await served.client() as client:
        assert 'name="name"' in (await client.get("/g/g1")).text
        empty = await client.post("/g/g1", data={"name": "  "})
        assert (empty.status_code, "ghi họ và tên" in empty.text) == (422, True)
        unknown = await client.post("/g/g1", data={"name": 'Ai "đó"'})
        assert unknown.status_code == 422
        assert 'value="Ai &#34;đó&#34;"' in unknown.text
        entered = await client.post("/g/g1", data={"name": " Lê  Văn Minh "})
        assert entered.status_code == 303
        assert "Lê Văn Minh" in (await client.get("/")).text


async def test_a_foreign_page_cannot_consume_a_link(served: Served) -> None:
    served.store.links["k1"] = "hoa"
    async with await served.client() as client:
        answer = await client.post("/i/k1", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert served.store.used == set()


@pytest.mark.parametrize(
    "typed", ["k1", " k1 ", "http://tusoi.example/i/k1", "/start k1", "tusoi.example/i/k1/"]
)
async def test_a_code_may_be_typed_or_pasted(served: Served, typed: str) -> None:
    async with await served.client() as client:
        answer = await client.get("/i/", params={"code": typed})
    assert (answer.status_code, answer.headers["location"]) == (303, "k1")


async def test_no_code_at_all_leads_back(served: Served) -> None:
    async with await served.client() as client:
        answer = await client.get("/i/", params={"code": "…"})
    assert answer.headers["location"] == "../"


async def test_the_door_speaks_english_when_asked(served: Served) -> None:
    served.store.links["k1"] = "hoa"
    async with await served.client() as client:
        assert "Hello, Trần Thị Hoa" in (await client.get("/i/k1?lang=en")).text
        assert "Chào đồng chí" in (await client.get("/i/k1?lang=xx")).text
