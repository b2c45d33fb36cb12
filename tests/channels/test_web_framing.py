"""Requests that are no requests: nothing of them reaches the router, whatever hides in them."""

from __future__ import annotations

import asyncio

import pytest

from tests.channels.web_rig import Served

BODY = "text=l%E1%BA%BBn"
ACT = "POST /send HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nCookie: tusoi=TOKEN\r\n"
KIND = "Content-Type: application/x-www-form-urlencoded\r\n"
LENGTH = f"Content-Length: {len(BODY)}\r\n"

BROKEN = {
    "two lengths": f"{ACT}{KIND}{LENGTH}Content-Length: 3\r\n\r\n{BODY}",
    "a length with a sign": f"{ACT}{KIND}Content-Length: +{len(BODY)}\r\n\r\n{BODY}",
    "a length below nothing": f"{ACT}{KIND}Content-Length: -1\r\n\r\n{BODY}",
    "a length in hexadecimal": f"{ACT}{KIND}Content-Length: 0x10\r\n\r\n{BODY}",
    "a blank before the colon": f"{ACT}{KIND}Content-Length : {len(BODY)}\r\n\r\n{BODY}",
    "another coding": f"{ACT}{KIND}Transfer-Encoding: gzip\r\n\r\n{BODY}",
    "a coding twice": f"{ACT}{KIND}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "a chunk that is no number": f"{ACT}{KIND}Transfer-Encoding: chunked\r\n\r\nxyz\r\n{BODY}\r\n",
    "a chunk longer than said": f"{ACT}{KIND}Transfer-Encoding: chunked\r\n\r\n3\r\n{BODY}\r\n",
    "a nothing in a name": f"{ACT}{KIND}X\0Y: 1\r\n{LENGTH}\r\n{BODY}",
    "a nothing in a value": f"{ACT}{KIND}X: 1\0\r\n{LENGTH}\r\n{BODY}",
    "no host": ACT.replace("Host: HOST\r\n", "") + f"{KIND}{LENGTH}\r\n{BODY}",
    "two hosts": f"{ACT}Host: evil.example\r\n{KIND}{LENGTH}\r\n{BODY}",
    "no version": ACT.replace(" HTTP/1.1", "") + f"{KIND}{LENGTH}\r\n{BODY}",
    "a head without an end": f"{ACT}X: {'x' * 70_000}",
}


async def answered(served: Served, request: str, *, whole: bool = False) -> bytes:
    """The status line of what comes back, or nothing; or all until the connection ends."""
    host = served.url.removeprefix("http://").rstrip("/")
    token = await served.sign_in("hoa")
    address, port = host.split(":")
    reader, writer = await asyncio.open_connection(address, int(port))
    writer.write(request.replace("HOST", host).replace("TOKEN", token).encode())
    async with asyncio.timeout(5):
        line = await (reader.read() if whole else reader.readline())
    writer.close()
    return line


async def test_a_whole_request_is_taken(served: Served) -> None:
    assert b"200" in await answered(served, f"{ACT}{KIND}{LENGTH}\r\n{BODY}")
    assert served.script.acts() == ["lẻn"]


@pytest.mark.parametrize("request_", BROKEN.values(), ids=BROKEN)
async def test_a_broken_one_reaches_nobody(served: Served, request_: str) -> None:
    line = await answered(served, request_)
    assert served.script.acts() == []
    assert not line or line.split()[1] in {b"400", b"421", b"501"}, line


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "CONNECT"]
)
async def test_only_a_post_is_an_act(served: Served, method: str) -> None:
    request = f"{ACT}{KIND}{LENGTH}\r\n{BODY}".replace("POST", method, 1)
    line = await answered(served, request)
    assert served.script.acts() == []
    assert line.split()[1] in ({b"303", b"405"} if method in {"GET", "HEAD"} else {b"405"}), line


async def test_what_hides_behind_a_body_is_no_request(served: Served) -> None:
    """With both a length and chunks the chunks count, and the connection ends with them."""
    hidden = f"{ACT}{KIND}{LENGTH}\r\n{BODY}"
    chunked = "Content-Length: 400\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    found = await answered(served, f"{ACT}{KIND}{chunked}{hidden}", whole=True)
    assert found.count(b"HTTP/1.1 ") == 1
    assert served.script.acts() == []


@pytest.mark.parametrize(
    "token", ["", "x", "x" * 43, "../../t.db", "' OR 1=1 --", "%00", "a=b", "x" * 5000]
)
async def test_a_token_that_was_never_given_opens_nothing(served: Served, token: str) -> None:
    await served.sign_in("hoa")  # there is one that it could open
    async with served.stranger(Cookie=f"tusoi={token}") as nobody:
        page = await nobody.get("/")
        sent = await nobody.post("/send", data={"text": "lẻn"})
        stream = await nobody.get("/events")
    assert 'name="code"' in page.text
    assert (sent.status_code, stream.status_code) == (401, 401)
    assert served.script.came == []
