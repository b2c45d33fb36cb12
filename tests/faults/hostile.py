"""A hostile stranger, member and secretary against one process, beside somebody who only asks.

Real process, real HTTP, loopback only; every attack is bounded in count and time.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot import app
from tests.botapi import BotApi, User
from tests.faults import crash_cell

SILENT = 1200
"""Connections of a stranger: more than the usual limit of open files."""
TOOK = 120.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What an attack cost whom. Seconds; `sent`: what the attacker had to send."""

    attack: str
    sent: str
    attacker: float
    innocent: float
    megabytes: float

    def __str__(self) -> str:
        return (
            f"{self.attack:34} {self.sent:24} attacker {self.attacker:6.2f} s"
            f"  innocent's slowest {self.innocent:6.3f} s  {self.megabytes:5.0f} MB"
        )


class Field:
    """One process, the people around it, and who asks all the time."""

    def __init__(self, api: BotApi, pid: int, port: int) -> None:
        self.api = api
        self.pid = pid
        self.port = port
        self.secretary, self.innocent, self.member = (
            api.user(number, first_name=f"P{number}") for number in (1001, 1002, 1003)
        )
        self.stranger = api.user(9999, first_name="X")
        for user in (self.secretary, self.innocent, self.member, self.stranger):
            api.world.people[user.id].started = True

    def memory(self) -> float:
        """Megabytes."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    async def asks(self) -> float:
        """How long the innocent waits for an answer."""
        began = time.monotonic()
        self.innocent.types("/help")
        await self.innocent.receives(timeout=TOOK)
        return time.monotonic() - began

    async def quiet(self) -> float:
        """The slowest of several answers while nobody else is there, in the calmest of three
        rounds."""
        await self.asks()
        return min([max([await self.asks() for _ in range(5)]) for _ in range(3)])

    async def under(self, attack: Attack) -> Cost:
        """What this attack costs, and who waits how long meanwhile."""
        spent = asyncio.create_task(_timed(attack.run(self)))
        slowest, memory = 0.0, 0.0
        while not spent.done():
            slowest = max(slowest, await self.asks())
            memory = max(memory, self.memory())
        for _ in range(3):
            slowest = max(slowest, await self.asks())
        return Cost(attack.name, attack.sent, await spent, slowest, max(memory, self.memory()))


@dataclass(frozen=True, slots=True)
class Attack:
    """What somebody does, and what it makes them send."""

    name: str
    sent: str
    run: Callable[[Field], Awaitable[None]]


async def _timed(doing: Awaitable[None]) -> float:
    began = time.monotonic()
    await doing
    return time.monotonic() - began


async def _forwards(user: User, name: str, count: int) -> None:
    for _ in range(count):
        user.sends_document(name, b"x")
        await asyncio.sleep(0)
    await asyncio.sleep(1)


async def _files_of_a_stranger(field: Field) -> None:
    field.api.fail("download", error="hang", times=None)
    await _forwards(field.stranger, "a.pdf", 60)


async def _files_of_a_secretary(field: Field) -> None:
    """Spreadsheets, which are awaited of a secretary at any time, and hang on their way."""
    await _forwards(field.secretary, "danh-sach.xlsx", 12)
    await asyncio.sleep(2)


async def _flood_of_a_member(field: Field) -> None:
    for number in range(400):
        field.member.types(f"/help {number}")
    await asyncio.sleep(2)


async def _silent_connections(field: Field) -> None:
    await _connections(field, b"")


async def _bodies_without_an_end(field: Field) -> None:
    head = f"POST /send HTTP/1.1\r\nHost: 127.0.0.1:{field.port}\r\n"
    origin = f"Origin: http://127.0.0.1:{field.port}\r\n"
    await _connections(field, f"{head}{origin}Content-Length: 1000\r\n\r\na".encode())


async def _connections(field: Field, start: bytes) -> None:
    writers = []
    for number in range(SILENT):
        if number % 50 == 0:  # or this process itself would be what the innocent waits for
            await asyncio.sleep(0.05)
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", field.port)
            writer.write(start)
            writers.append(writer)
    answer = await _get(field.port)
    assert b"200 OK" in answer, answer
    for writer in writers:
        writer.close()


async def _get(port: int) -> bytes:
    async with asyncio.timeout(8):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        line = await reader.readline()
        writer.close()
        return line


ATTACKS: Sequence[Attack] = (
    Attack("stranger: files that hang", "60 forwarded files", _files_of_a_stranger),
    Attack("secretary: files that hang", "12 spreadsheets", _files_of_a_secretary),
    Attack("member: a flood", "400 messages", _flood_of_a_member),
    Attack("stranger: silent connections", f"{SILENT} connections", _silent_connections),
    Attack("stranger: bodies without an end", f"{SILENT} posts", _bodies_without_an_end),
)


@asynccontextmanager
async def field(folder: Path, port: int) -> AsyncIterator[Field]:
    """A cell of seventeen, served on Telegram and the web."""
    database = folder / "t.db"
    await crash_cell.make(database)
    with sqlite3.connect(database) as changing:
        changing.execute(
            "UPDATE members SET role = 'secretary' WHERE person_id ="
            " (SELECT person_id FROM accounts WHERE address = '1001')"
        )
    async with BotApi() as api:
        environment = os.environ | {
            "TUSOI_DATABASE_URL": f"sqlite:///{database}",
            "TUSOI_TELEGRAM_TOKEN": api.token,
            "TUSOI_TELEGRAM_API_URL": api.url,
            "TUSOI_WEB": "true",
            "TUSOI_WEB_PORT": str(port),
        }
        with (folder / "log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=environment, stdout=log, stderr=log
            )
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (min(1024, most), most))  # as usual
        app._all_files()
        try:
            await api.until(lambda: api.polling)
            yield Field(api, process.pid, port)
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
