"""Whether a hundred times as many people make the same work slower."""

from __future__ import annotations

import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks import samples
from benchmarks.measuring import Broken, Row, interleaved, row
from benchmarks.samples import MORNING, Made
from bot.services.office import Office, millis
from bot.services.reminders import sweep
from bot.services.report import summaries
from storage import cycles
from storage.engine.database import Transaction

CELL = 20
HANDED_IN = 10
DUE_CELLS = 5
SMALL, LARGE = 1_000, 100_000
DAYS = 3
"""Before the last day: on that morning a reminder is due."""


@dataclass(frozen=True, slots=True)
class Town:
    """A database with many cells; in the first few somebody has to be reminded."""

    office: Office
    cells: list[Made]

    async def sweep(self) -> float:
        """Milliseconds of one sweep that finds the people of the first cells due."""
        await self.office.db.write(self._make_due)
        began = time.perf_counter()
        queued = await sweep.sweep(self.office)
        took = time.perf_counter() - began
        if queued != DUE_CELLS * (CELL - HANDED_IN):
            raise Broken(f"{queued} people were reminded")
        return took * 1000

    async def _make_due(self, tx: Transaction) -> None:
        await tx.run("DELETE FROM reminders")
        await tx.run("DELETE FROM outbox")
        for each in self.cells:
            await cycles.look_by(tx, each.cycle.id, millis(MORNING - timedelta(hours=1)))

    async def summarise(self) -> float:
        """Milliseconds of what `/summary` reads and counts for one cell."""
        began = time.perf_counter()
        found = await summaries.summary(self.office, self.cells[0].cycle.id)
        took = time.perf_counter() - began
        if found is None or found.participation.submitted != HANDED_IN:
            raise Broken("the summary does not count everybody")
        return took * 1000


@asynccontextmanager
async def town(path: Path, people: int) -> AsyncIterator[Town]:
    """So many people in cells of twenty; half of each cell have handed in."""
    others = people // CELL - DUE_CELLS
    async with samples.office_of(path, MORNING) as office:
        made = [await office.db.write(lambda tx: _cell(office, tx)) for _ in range(DUE_CELLS + 1)]
    samples.multiply(path, made[-1].cycle.cell_id, others - 1)
    async with samples.office_of(path, MORNING) as office:
        yield Town(office, made[:DUE_CELLS])


async def _cell(office: Office, tx: Transaction) -> Made:
    made = await samples.add_cell(office, tx, CELL, now=MORNING, days=DAYS)
    await samples.hand_in(office, tx, made, HANDED_IN, MORNING)
    await cycles.look_by(tx, made.cycle.id, millis(MORNING + timedelta(days=1)))
    return made


@asynccontextmanager
async def _both() -> AsyncIterator[tuple[Town, Town]]:
    with tempfile.TemporaryDirectory() as folder:
        few = samples.copied(samples.empty(Path(folder)), Path(folder) / "few.sqlite3")
        many = samples.copied(few, Path(folder) / "many.sqlite3")
        async with town(few, SMALL) as small, town(many, LARGE) as large:
            yield large, small


async def growing() -> list[Row]:
    """The sweep and `/summary`, in turn in the large and the small database."""
    async with _both() as (large, small):
        await interleaved(large.sweep, small.sweep, 1)
        sweeps = await interleaved(large.sweep, small.sweep, 25)
        await interleaved(large.summarise, small.summarise, 1)
        counts = await interleaved(large.summarise, small.summarise, 101)
    beside = f"the same among {SMALL:,} people"
    among = f"among {LARGE:,} people"
    return [
        row(f"sweep, 50 due {among}", sweeps, beside, "ms", target="≤ 1.5"),
        row(f"/summary data, {among}", counts, beside, "ms", target="≤ 1.5"),
    ]
