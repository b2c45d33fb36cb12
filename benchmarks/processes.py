"""Programs that are measured from outside, each in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
LONGEST_LINE = 1 << 26


class Program:
    """A running process that is told JSON, a line each, and tells JSON, a line each."""

    def __init__(self, process: asyncio.subprocess.Process, began: float) -> None:
        self._process = process
        self.began = began
        """By the clock that all processes of the machine share."""

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    async def tell(self, fact: object) -> None:
        """Write one line to it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(fact).encode() + b"\n")
        await self._process.stdin.drain()

    async def told(self, name: str) -> Any:
        """The value of the next line that has this name. Raises RuntimeError if it ends instead."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while line := await self._process.stdout.readline():
                fact = json.loads(line)
                if name in fact:
                    return fact[name]
        raise RuntimeError(f"a process ended before it said {name!r}")

    async def ended(self) -> float:
        """When it has ended by itself, by the clock of `began`."""
        async with asyncio.timeout(PATIENCE):
            await self._process.wait()
        now = time.monotonic()
        if self._process.returncode:
            raise RuntimeError(f"a process ended with status {self._process.returncode}")
        return now

    def resident(self) -> float:
        """Megabytes of memory that it occupies now."""
        with Path(f"/proc/{self.pid}/statm").open(encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def kill(self) -> None:
        """As a crash would."""
        self._process.kill()

    async def stop(self) -> None:
        """As a service manager would: SIGTERM, and SIGKILL to what does not hear."""
        with suppress(ProcessLookupError):
            self._process.terminate()
        try:
            async with asyncio.timeout(10):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def running(*arguments: str, env: Mapping[str, str] | None = None) -> AsyncIterator[Program]:
    """`python ARGUMENTS`, stopped at the end of the block. What it logs is kept back."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=None if os.environ.get("BENCHMARKS_LOG") else asyncio.subprocess.DEVNULL,
        limit=LONGEST_LINE,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
    )
    program = Program(process, began)
    try:
        yield program
    finally:
        await program.stop()


def tusoi(database: Path, url: str, token: str) -> dict[str, str]:
    """The environment in which `tusoi run` serves the fake server's people."""
    return {
        "TUSOI_DATABASE_URL": f"sqlite:///{database}",
        "TUSOI_TELEGRAM_API_URL": url,
        "TUSOI_TELEGRAM_TOKEN": token,
        "TUSOI_WEB": "false",
    }
