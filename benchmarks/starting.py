"""How long a start takes, and how much memory the program needs while nothing happens."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from benchmarks import samples
from benchmarks.measuring import Row, interleaved, row
from benchmarks.processes import running, tusoi

ROUNDS = 7
IDLE = 2.0
IMPORT = "import telegram.ext"
WAITING = "import sys, telegram.ext; print('{\"ready\": 1}', flush=True); sys.stdin.read()"


async def starting() -> list[Row]:
    """From the process to its first poll; and its memory two seconds later."""
    with tempfile.TemporaryDirectory() as folder:
        database = samples.empty(Path(folder))
        memory: list[tuple[float, float]] = []

        async def ours() -> float:
            took, megabytes = await _start(database)
            memory.append((megabytes, await _memory_of_import()))
            return took

        await interleaved(ours, _import, 1)
        memory.clear()
        times = await interleaved(ours, _import, ROUNDS)
    return [
        row("start until the first poll", times, f"python -c '{IMPORT}'", "ms", target="≤ 2.5"),
        row("memory while idle", memory, f"after {IMPORT}", "MB", target="≤ 2.5"),
    ]


async def _start(database: Path) -> tuple[float, float]:
    """Milliseconds and megabytes."""
    async with running("-m", "benchmarks.crowd") as crowd:
        await crowd.tell({"open": "ours"})
        opened = await crowd.told("opened")
        environment = tusoi(database, opened["url"], opened["token"])
        async with running("-m", "bot", "run", env=environment) as bot:
            polled = await crowd.told("polled")
            await asyncio.sleep(IDLE)
            return (polled - bot.began) * 1000, bot.resident()


async def _import() -> float:
    async with running("-c", IMPORT) as program:
        return (await program.ended() - program.began) * 1000


async def _memory_of_import() -> float:
    async with running("-c", WAITING) as program:
        await program.told("ready")
        return program.resident()
