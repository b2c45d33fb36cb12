"""Answers a second on the page, of one real process over loopback.

Beside it: the page for strangers, from the same process and the same clients. That takes the same
way (server, checks of host and origin, templates, headers) and touches no database, so what is left
is what an answer itself costs: a session, a turn that is committed to disk, the next screen. The
clients share two cores with the program, which needs one of them; they are cheap, and what they
need lies on both sides.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import statistics
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import samples
from benchmarks.measuring import Broken, Row, row
from benchmarks.processes import Program, running
from bot.services.office import hashed, millis
from storage import accounts, sessions
from storage.engine.database import Transaction

PEOPLE, AT_ONCE, EVERY = 500, 100, 5.0
SIZE = 17
ROUNDS, SECONDS = 5, 3.0
STRANGERS = "the page for strangers, which needs no database"


@dataclass
class Served:
    """The program, and the browsers in front of it."""

    program: Program
    browsers: Program

    async def play(self, what: str, people: int, seconds: float, every: float = 0.0) -> list[float]:
        """What each answer took."""
        plan = {"play": what, "people": people, "seconds": seconds, "every": every}
        await self.browsers.tell(plan)
        took: list[float] = await self.browsers.told("took")
        return took

    async def rate(self, what: str) -> tuple[float, float]:
        """Answers a second with everybody waiting for the next, and how many a second of the
        processor: those do not depend on what else the machine has to do."""
        before = _processor(self.program.pid)
        took = await self.play(what, AT_ONCE, SECONDS)
        busy = _processor(self.program.pid) - before
        return len(took) / SECONDS, len(took) / busy


def _processor(pid: int) -> float:
    """Seconds that the process has had of a processor."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def served() -> AsyncIterator[Served]:
    """Cells of seventeen with an open cycle, and everybody's browser at a question."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        database, tokens = await prepared(Path(folder))
        environment = {
            "TUSOI_DATABASE_URL": f"sqlite:///{database}",
            "TUSOI_TELEGRAM_TOKEN": "",
            "TUSOI_WEB": "true",
            "TUSOI_WEB_PORT": str(port),
        }
        async with (
            running("-m", "bot", "run", env=environment) as program,
            running("-m", "benchmarks.browsers") as browsers,
        ):
            await _listens(port)
            await browsers.tell({"come": tokens, "port": port})
            await browsers.told("came")
            yield Served(program, browsers)


async def _listens(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


async def prepared(folder: Path) -> tuple[Path, Sequence[str]]:
    """The database, and the tokens of everybody who has come in by a browser."""
    database = samples.empty(folder)
    now = datetime.now(UTC)
    tokens: list[str] = []

    async def enter(tx: Transaction) -> None:
        made = await samples.add_cell(office, tx, SIZE + 1, now=now)
        for member in made.people[1:]:  # the secretary sees other words
            tokens.append(secrets.token_urlsafe(32))
            await accounts.bind(tx, "web", member.person_id, member.person_id, now=millis(now))
            await sessions.add(tx, hashed(tokens[-1]), member.person_id, now=millis(now))

    async with samples.office_of(database) as office:
        while len(tokens) < PEOPLE:
            await office.db.write(enter)
    return database, tokens[:PEOPLE]


async def page() -> list[Row]:
    """The ceiling, and how long the slowest hundredth waits when five hundred answer at leisure: as
    many answers at the ceiling as at first at most. On a busy machine that one says nothing, which
    the same figure of the page for strangers shows."""
    async with served() as made:
        turns, processor = [], []
        for _ in range(ROUNDS):
            ours, each = await made.rate("answers")
            strangers, plain = await made.rate("strangers")
            turns.append((ours, strangers))
            processor.append((each, plain))
        took = sorted(await made.play("answers", PEOPLE, 4 * EVERY, EVERY))
        beside = sorted(await made.play("strangers", PEOPLE, 2 * EVERY, EVERY))
    if len(took) < 3 * PEOPLE:
        raise Broken(f"only {len(took)} answers came")
    ceiling = statistics.median(ours for ours, _ in turns)
    middle, late, last = (took[int(len(took) * part)] for part in (0.5, 0.95, 0.99))
    return [
        row(
            f"answers on the page, {AT_ONCE} waiting",
            turns,
            STRANGERS,
            "answers/s",
            target="≥ 0.1",
        ),
        row(
            "answers on the page for a second of processor",
            processor,
            STRANGERS,
            "answers/s",
            target="≥ 0.1",
        ),
        Row(
            f"p99 on the page, {PEOPLE} people, one each {EVERY:.0f} s",
            last * 1000,
            1000 / ceiling,
            "one answer at that ceiling",
            "ms",
            "≤ 147",
            note=f"{len(took)} answers, p50 {middle * 1000:.0f} ms, p95 {late * 1000:.0f} ms;"
            f" p99 of {STRANGERS}: {beside[int(len(beside) * 0.99)] * 1000:.0f} ms",
        ),
    ]
