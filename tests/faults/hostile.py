"""One process, the hostile around it, and two people who answer their questionnaires meanwhile: one
in the chat, one on the page.

Real process, real HTTP, loopback only. The clients share the machine with the program, and one
process: what they need themselves counts against the program.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.botapi import BotApi, User
from tests.faults import crash_cell
from tests.faults.answering import answer_to, asked
from tests.faults.page import Page

FILES = 1024
"""That the program may have open: on some machines that is all, and fewer than the attackers."""
TOOK = 120.0
"""Seconds after which a reply is given up."""


@dataclass(frozen=True, slots=True)
class Load:
    """What it is like for the others. `chat` and `page`: the slowest reply of the two who answer,
    in seconds; megabytes of the program, and of the workers it has started."""

    chat: float
    page: float
    program: float
    workers: float

    def __str__(self) -> str:
        return (
            f"slowest reply in the chat {self.chat:6.3f} s, on the page {self.page:6.3f} s"
            f"  {self.program:4.0f} MB, workers {self.workers:4.0f} MB"
        )


@dataclass(frozen=True, slots=True)
class Cost:
    """What an attack cost whom. `seconds` and `sent` are the attacker's."""

    attack: str
    sent: str
    seconds: float
    load: Load

    def __str__(self) -> str:
        return f"{self.attack:32} {self.sent:27} attacker {self.seconds:5.2f} s  {self.load}"


class Answerer:
    """Answers one question after the other, each as soon as it is there."""

    def __init__(self, name: str, says: Callable[[str], Awaitable[str]]) -> None:
        self.screen = ""
        self._name = name
        self._says = says
        self._answered = 0

    async def comes(self) -> None:
        """To the first question."""
        self.screen = await self._says("/resume")

    async def answers(self) -> float:
        """Answers the present question; the seconds until the next one is there."""
        self._answered += 1
        words, _ = answer_to(self.screen, f"Ưu điểm thứ {self._answered} của {self._name}")
        began = time.monotonic()
        self.screen = await self._says(words)
        return time.monotonic() - began

    async def until(self, asks: str) -> None:
        """Answers until this is asked."""
        while asks not in self.screen:
            await self.answers()


def by_chat(user: User) -> Callable[[str], Awaitable[str]]:
    """What somebody reads after having typed something on Telegram."""
    last = ""

    async def says(words: str) -> str:
        nonlocal last
        user.types(words)
        seen = await user.receives(lambda seen: asked(seen.text) != last, timeout=TOOK)
        last = asked(seen.text)
        return seen.text

    return says


def by_page(page: Page) -> Callable[[str], Awaitable[str]]:
    """What somebody reads on the page, each time over a connection of its own: people think for
    longer than a silent connection is kept."""

    async def says(words: str) -> str:
        page.close()
        return await page.says(words)

    return says


class Field:
    """One process, the people around it, and the two who answer all the time. `page`: the
    member's."""

    def __init__(
        self, api: BotApi, pid: int, port: int, database: Path, tokens: Sequence[str]
    ) -> None:
        self.api = api
        self.pid = pid
        self.port = port
        self._database = database
        self.secretary, self.second, innocent, self.member, self.stranger = (
            self.person(number) for number in (1001, 1005, 1002, 1003, 9999)
        )
        self.pages = [Page(port, token=token) for token in tokens]
        self.page, of_innocent = self.pages
        self._chat = Answerer("Hoa", by_chat(innocent))
        self._page = Answerer("Minh", by_page(of_innocent))

    async def opens(self) -> None:
        """The two come to their questions."""
        for each in (self._chat, self._page):
            await each.comes()
            for _ in range(20):
                await each.answers()

    def person(self, number: int) -> User:
        """Somebody on Telegram who has opened the chat; the program need not know them."""
        user = self.api.user(number, first_name=f"P{number}")
        self.api.world.people[number].started = True
        return user

    def one(self, query: str) -> str:
        """A value from the database that the program is working on."""
        with closing(sqlite3.connect(self._database)) as reading:
            return str(reading.execute(query).fetchone()[0])

    async def quiet(self, seconds: float) -> Load:
        """What it is like while nobody else is there."""
        return await self._beside(asyncio.sleep(seconds))

    async def settles(self) -> None:
        """Until the program has taken all that was sent to it, or what an attack has left behind
        would pass for quiet."""
        await self.api.until(
            lambda: not self.api.pending_updates and self.api.polling, timeout=TOOK
        )

    async def under(self, attack: Attack) -> Cost:
        """What this attack costs, and what it is like meanwhile and a moment later."""
        took: list[float] = []

        async def run() -> None:
            began = time.monotonic()
            await attack.run(self)
            took.append(time.monotonic() - began)
            await asyncio.sleep(0.1)

        load = await self._beside(run())
        return Cost(attack.name, attack.sent, took[0], load)

    async def _beside(self, doing: Awaitable[None]) -> Load:
        over = asyncio.ensure_future(doing)
        memory = [(0.0, 0.0)]

        async def goes_on(person: Answerer) -> float:
            slowest = 0.0
            while not over.done():
                slowest = max(slowest, await person.answers())
                memory.append((_megabytes(self.pid), sum(map(_megabytes, _workers(self.pid)))))
            return slowest

        chat, page, _ = await asyncio.gather(goes_on(self._chat), goes_on(self._page), over)
        programs, workers = zip(*memory, strict=True)
        return Load(chat, page, max(programs), max(workers))


@dataclass(frozen=True, slots=True)
class Attack:
    """What somebody does, and what it makes them send."""

    name: str
    sent: str
    run: Callable[[Field], Awaitable[None]]


def _megabytes(pid: int) -> float:
    with suppress(OSError, IndexError):
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return 0.0


def _workers(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


@contextmanager
def _without_pauses() -> Iterator[None]:
    """Looking through all that the people here remember takes half a second after a while, which
    is nobody's reply."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@asynccontextmanager
async def field(folder: Path, port: int) -> AsyncIterator[Field]:
    """A cell of seventeen, served on Telegram and the web."""
    database = folder / "t.db"
    await crash_cell.make(database)
    with closing(sqlite3.connect(database)) as changing, changing:
        changing.execute(
            "UPDATE members SET role = 'secretary' WHERE person_id IN"
            " (SELECT person_id FROM accounts WHERE address IN ('1001', '1005'))"
        )
    tokens = await crash_cell.browsers(database, ["1003", "1004"])
    async with BotApi(keep_calls=1000) as api:
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
        few = min(FILES, most)
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (few, few))
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # of the attackers
        try:
            await api.until(lambda: api.polling)
            made = Field(api, process.pid, port, database, tokens)
            await made.opens()
            with _without_pauses():
                yield made
            for page in made.pages:
                page.close()
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
