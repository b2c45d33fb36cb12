"""Other processes: one that holds the database, and one that is killed while it writes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.engine.errors import DatabaseBusy
from tests.storage.notes import add, ids

WRITES = """
import asyncio, itertools, sys
from pathlib import Path
from storage.engine.database import Database
from tests.storage.notes import add

async def main():
    database = await Database.open(sys.argv[1], versions=Path(sys.argv[2]))
    numbers = itertools.count()
    async def person():
        for number in numbers:
            await database.write(add(number, "x" * 500))
            print(number, flush=True)
    await asyncio.gather(*(person() for _ in range(8)))

asyncio.run(main())
"""


@contextmanager
def writing_process(url: str, versions: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that adds notes until it is killed, and prints each once it was told of it."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITES, url, str(versions)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("after", [1, 40, 150])
async def test_what_was_told_survives_kill_9(
    bare: Database, url: str, no_versions: Path, after: int
) -> None:
    await bare.close()

    def run_and_kill() -> set[int]:
        with writing_process(url, no_versions) as process:
            assert process.stdout is not None
            told = [int(process.stdout.readline()) for _ in range(after)]
            process.kill()
            return {*told, *map(int, process.stdout.read().split())}

    told = await asyncio.to_thread(run_and_kill)
    database = await Database.open(url, versions=no_versions)
    try:
        stored = set(await ids(database))  # and the tally agrees: no half turn
        assert told <= stored
        await database.write(add(10**6))
    finally:
        await database.close()


async def test_a_second_process_is_refused_until_the_first_is_dead(
    bare: Database, url: str, no_versions: Path
) -> None:
    await bare.close()

    def refused_while_it_runs() -> None:
        with writing_process(url, no_versions) as process:
            assert process.stdout is not None
            process.stdout.readline()
            with pytest.raises(DatabaseBusy) as busy:
                asyncio.run(Database.open(url, versions=no_versions))
            assert busy.value.process == process.pid

    await asyncio.to_thread(refused_while_it_runs)
    database = await Database.open(url, versions=no_versions)
    await database.close()
