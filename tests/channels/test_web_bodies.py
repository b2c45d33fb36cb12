"""Two hundred megabytes in one request: refused, and never in memory."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from pathlib import Path

import pytest

from bot.domain.messages import MOST_FILE_BYTES
from tests.channels.web_rig import Served

LARGE, PIECE = 200_000_000, bytes(1 << 20)
MOST = 2 * MOST_FILE_BYTES
"""Bytes of memory for all of it: a file that may be sent, and what is read meanwhile."""
FORM = "application/x-www-form-urlencoded"
UPLOAD = "multipart/form-data; boundary=x"
STARTS = {
    FORM: b"act=act-00000001&text=",
    UPLOAD: b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n',
}
FIELD = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n'


def peak() -> int:
    """The most memory that this process has had since `forget`, in bytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    assert found
    return int(found[1]) * 1024


def forget() -> int:
    """Begins anew with the memory of this moment."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    return peak()


async def status(
    served: Served, head: str, start: bytes, *, chunked: bool, path: str = "/send"
) -> int:
    """What a browser reads that sends so much, as far as it is let."""
    host = served.url.removeprefix("http://").rstrip("/")
    address, port = host.split(":")
    reader, writer = await asyncio.open_connection(address, int(port))
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {LARGE}"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n{head}{length}\r\n\r\n"
    )
    writer.write(head.encode())

    async def sends() -> None:
        for number in range(LARGE // len(PIECE)):
            piece = PIECE if number else start + PIECE
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
            await writer.drain()

    sending = asyncio.create_task(sends())
    async with asyncio.timeout(10):
        line = await reader.readline()
    sending.cancel()
    with suppress(OSError, asyncio.CancelledError):
        await sending
    writer.transport.abort()
    return int(line.split()[1])


@pytest.mark.parametrize("who", ["member", "stranger"])
async def test_a_body_without_measure_is_refused_and_not_kept(served: Served, who: str) -> None:
    """As a form, as a file and as a field beside one; its length announced or not."""
    cookie = f"Cookie: tusoi={await served.sign_in('hoa')}\r\n" if who == "member" else ""
    for kind, start in (*STARTS.items(), (UPLOAD, FIELD)):
        head = f"Content-Type: {kind}\r\nAccept: application/json\r\n{cookie}"
        for chunked in (False, True):
            before = forget()
            told = await status(served, head, start, chunked=chunked)
            assert peak() - before < MOST
            assert told == (413 if who == "member" else 401)
    assert served.script.acts() == []


@pytest.mark.parametrize("who", ["member", "stranger"])
async def test_nowhere_else_either_and_of_many_at_once(
    served: Served, caplog: pytest.LogCaptureFixture, who: str
) -> None:
    paths = ("/device", "/unlock", "/awake", "/seen", "/i/", "/i/x", "/g/x", "/nowhere")
    heads = [f"Content-Type: {kind}\r\n" for kind in STARTS]
    if who == "member":
        heads = [f"{each}Cookie: tusoi={await served.sign_in('hoa')}\r\n" for each in heads]
    before = forget()
    all_of_them = [
        status(served, head, start, chunked=False, path=path)
        for path in paths
        for head, start in zip(heads, STARTS.values(), strict=True)
    ]
    assert {answer // 100 for answer in await asyncio.gather(*all_of_them)} <= {2, 3, 4}
    assert peak() - before < MOST
    assert not caplog.records
