"""What the hostile do, each a strangers', a member's or a secretary's; all bounded in count and
time. Some of it would stop the program if one protection were missing."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache
from urllib.parse import quote, urlencode
from zipfile import ZIP_DEFLATED

from tests.botapi import User
from tests.faults.hostile import Answerer, Attack, Field
from tests.faults.page import FORM, Wire
from tests.services.people.test_table_files import endless, of_sheets, packed, wide_row

SILENT = 1200
"""Connections of a stranger: more than the program may have files open."""
MARKS = "a" + "\u0301" * 15_000 + "\u0316" * 15_000
PAIRS = "a," * 2_047
SIGNS = "a" + "!" * 4_094 + "a"
LETTERS = "a" * 15_000 + "!"


# Texts


async def _codes_of_a_stranger(field: Field) -> None:
    wire = Wire(field.port)
    for _ in range(3):
        await wire.ask(f"GET /i/?code={LETTERS}")
        await wire.ask(f"GET /i/{quote(MARKS[:10_000])}")
        await wire.ask(f"GET /i/?code={quote(MARKS[:10_000])}")
    wire.close()


async def _answers_of_a_member(field: Field) -> None:
    """To the question at which commas part the choices, in the chat and on the page."""
    page = field.page
    answering = Answerer("Lan", page.says)
    await answering.comes()
    await answering.until("vì sao có việc ấy")
    for typed in (PAIRS, SIGNS):
        field.member.types(typed)
    for typed in (PAIRS * 3, SIGNS * 3, MARKS):
        await page.says(typed)


async def _invitations_of_a_secretary(field: Field) -> None:
    for typed in (f"/invite {'Nguyễn ' * 500}", f"/invite {PAIRS}", SIGNS):
        field.secretary.types(typed)
    await asyncio.sleep(0.3)


# Files


async def _forwards(user: User, name: str, bodies: Iterable[bytes], wait: float) -> None:
    for body in bodies:
        user.sends_document(name, body)
        await asyncio.sleep(0)
    await asyncio.sleep(wait)


async def _files_of_a_stranger(field: Field) -> None:
    hanging = field.api.fail("download", error="hang", times=None)
    await _forwards(field.stranger, "a.pdf", [b"x"] * 60, 0.8)
    hanging.cancel()


async def _files_of_a_secretary(field: Field) -> None:
    """Spreadsheets, which are awaited of a secretary at any time, and hang on their way."""
    hanging = field.api.fail("download", error="hang", times=None)
    await _forwards(field.second, "danh-sach.xlsx", [b"x"] * 12, 0.8)
    hanging.cancel()


@cache
def bombs() -> Sequence[bytes]:
    """Rosters of a few kilobytes that unpack into much: a row of empty cells, one part read as
    many sheets, a cell at the far end, and a file that lies about its sizes."""
    wide, wider = (packed(ZIP_DEFLATED, wide_row(cells)) for cells in (4_900_000, 10_000_000))
    return (wide, of_sheets(300), endless(), lying(wider))


def lying(body: bytes) -> bytes:
    """An archive whose sizes are said to be a thousand bytes wherever they are larger."""
    made = bytearray(body)
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = -1
        while (at := made.find(mark, at + 1)) >= 0:
            if struct.unpack_from("<I", made, at + place)[0] > 1_000_000:
                struct.pack_into("<I", made, at + place, 1_000)
    return bytes(made)


async def _rosters_of_a_secretary(field: Field) -> None:
    await _forwards(field.secretary, "danh-sach.xlsx", bombs(), 1.5)


async def _unfinished_uploads(field: Field) -> None:
    """Nineteen megabytes are announced, eight come, and the rest never."""
    page = field.page
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    writers = []
    for _ in range(20):
        wire = Wire(field.port)
        _, writer = await wire.opened()
        kind = "multipart/form-data; boundary=x"
        writer.write(wire.head("POST /send", 19_000_000, **page.known, Content_Type=kind) + part)
        for _ in range(32):
            writer.write(bytes(1 << 18))
            await asyncio.sleep(0)
        writers.append(writer)
    await asyncio.sleep(0.8)
    for writer in writers:
        writer.transport.abort()


# Many of one kind


async def _flood_of_a_member(field: Field) -> None:
    for number in range(1000):
        field.member.types(f"/help {number}")
        if number % 50 == 0:
            await asyncio.sleep(0)
    await asyncio.sleep(1)


async def _requests_to_join(field: Field) -> None:
    code = field.one("SELECT group_code FROM cells")
    for number in range(60):
        stranger = field.person(5_000 + number)
        stranger.start(code)
        stranger.types(f"Người Lạ Số {number}")
        await asyncio.sleep(0)
    wire = Wire(field.port)
    for number in range(30):
        shown = await wire.ask(f"GET /g/{code}")
        cookie = shown.head.partition(b"set-cookie: ")[2].partition(b";")[0].decode()
        name = urlencode({"name": f"Người Lạ Số {number}"}).encode()
        await wire.ask(f"POST /g/{code}", name, Cookie=cookie, Content_Type=FORM)
    wire.close()


async def _equal_jobs(field: Field) -> None:
    member = "SELECT m.id FROM members m JOIN accounts a ON a.person_id = m.person_id"
    own = field.one(f"{member} WHERE a.address = '1003'")
    page = field.page
    for _ in range(100):
        await page.taps(f"d:{own}:export")
    for _ in range(40):
        field.secretary.types("/summary")
    await asyncio.sleep(0.5)


# Connections


async def _silent_connections(field: Field) -> None:
    await _connections(field, b"", SILENT)


async def _bodies_without_an_end(field: Field) -> None:
    await _connections(field, Wire(field.port).head("POST /send", 1000) + b"a", SILENT)


async def _streams_of_a_member(field: Field) -> None:
    known = field.page.known
    await _connections(field, Wire(field.port).head("GET /events?after=0", None, **known), 400)


async def _connections(field: Field, start: bytes, count: int) -> None:
    writers = []
    for number in range(count):
        if number % 50 == 0:  # or this process itself would be what the innocent waits for
            await asyncio.sleep(0.02)
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", field.port)
            writer.write(start)
            writers.append(writer)
    wire = Wire(field.port)
    async with asyncio.timeout(8):
        assert (await wire.ask("GET /healthz")).status == 200
    for number, writer in enumerate(writers):
        if number % 50 == 0:
            await asyncio.sleep(0)
        writer.transport.abort()
    wire.close()


Does = Callable[[Field], Awaitable[None]]

_ALL: Sequence[tuple[str, str, Does]] = (
    ("stranger: long codes", "9 addresses of 15 KB", _codes_of_a_stranger),
    ("member: long answers", "5 texts of up to 60 KB", _answers_of_a_member),
    ("secretary: long names", "3 commands of 4 KB", _invitations_of_a_secretary),
    ("stranger: files that hang", "60 forwarded files", _files_of_a_stranger),
    ("secretary: files that hang", "12 spreadsheets", _files_of_a_secretary),
    ("secretary: files that grow", "4 spreadsheets of 2-40 KB", _rosters_of_a_secretary),
    ("member: files that never end", "20 uploads, 8 MB each", _unfinished_uploads),
    ("member: a flood", "1000 messages", _flood_of_a_member),
    ("stranger: asks to be let in", "120 messages, 60 requests", _requests_to_join),
    ("member, secretary: the same again", "100 exports, 40 reports", _equal_jobs),
    ("stranger: silent connections", f"{SILENT} connections", _silent_connections),
    ("stranger: bodies without an end", f"{SILENT} posts", _bodies_without_an_end),
    ("member: streams", "400 streams", _streams_of_a_member),
)
ATTACKS = tuple(Attack(*each) for each in _ALL)
