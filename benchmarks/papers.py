"""The papers of a cell of fifty, and what making them does to the chats meanwhile."""

from __future__ import annotations

import asyncio
import gc
import json
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks import samples
from benchmarks.measuring import Broken, Row, interleaved, row
from benchmarks.processes import running
from benchmarks.rollup_worker import rollup_of
from benchmarks.samples import MORNING
from bot.content.layout.paper import Paper
from bot.content.layout.pdf import laid_data
from bot.content.papers.report.paper import summary_paper
from bot.content.papers.rollup import rollup_paper
from bot.content.papers.sheet import sheet_paper
from bot.content.rendering import Renderer
from bot.content.words.phrases import REPORTS, measures, phrases
from bot.domain.messages import Outgoing
from bot.domain.people.issuer import Issuer, Signer
from bot.domain.report.summary import Summary
from bot.domain.review.sheet import Sheet
from bot.domain.review.voice import Voice
from bot.domain.style import STANDARD
from bot.services.office import Office
from bot.services.report import summaries
from bot.services.report.papers import SummaryJob, summary
from handlers.router import message
from storage.engine.database import Transaction

MEMBERS = 50
ROUNDS = 11
SMALLEST = 10_000
CELLS = 5_000
FILES = 3
FEW = 5
TICK, PAUSE = 0.005, 0.1


class Ticker:
    """Wakes every few milliseconds, and knows by how much it was ever late, and how much of that
    the loop's own work was: the rest is the machine's, which had something else to do."""

    def __init__(self) -> None:
        self.longest = 0.0
        self.own = 0.0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            slept, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(TICK)
            self.longest = max(self.longest, time.perf_counter() - slept - TICK)
            self.own = max(self.own, time.thread_time() - worked)


@asynccontextmanager
async def ticking() -> AsyncIterator[Ticker]:
    """Watches the event loop until the end of the block."""
    ticker = Ticker()
    task = asyncio.create_task(ticker.run())
    await asyncio.sleep(TICK * 2)
    yield ticker
    await asyncio.sleep(TICK * 2)
    task.cancel()


async def print_summary(office: Office, cycle_id: str) -> None:
    """All that `/summary` sends, as the post makes it."""
    files = 0
    async for part in summary(office, SummaryJob(cycle_id), "vi"):
        if isinstance(part, Outgoing):
            message(office, part, "vi")
        else:
            files += 1
    if files != FILES:
        raise Broken(f"/summary printed {files} files")


def typst_job(made: Paper) -> dict[str, str]:
    """What the baseline is given: the same data and layout, prepared."""
    layout = REPORTS / "layout"
    packed = json.dumps(laid_data(made, measures("hd05")), ensure_ascii=False)
    return {"layout": str(layout / "paper.typ"), "root": str(layout), "data": packed}


ISSUER = Issuer("Chi bộ", "", "", STANDARD, Signer.SECRETARY, "")
SOMETHING_ELSE = Sheet(ISSUER, Voice.MEMBER, "Bản tự soi", 2026, "An", (), (), 0, None)
"""A paper that loads libraries and fonts, and of which nothing helps the next one."""


@dataclass
class Office50:
    """Cells of fifty in which everybody has handed in; the next measurement takes the next cell.

    typst remembers parts of what a process has laid out before. So each turn of both sides has
    fresh processes, which have loaded their libraries and fonts by making another paper.
    """

    office: Office
    cycles: Sequence[str]
    printed: int = 0
    compiled: int = 0
    own_work: float = 0.0

    async def both_papers(self) -> float:
        """Milliseconds until PDF and Word file are there, side by side."""
        summary = await self._summary(self.printed)
        self.printed += 1
        renderer = Renderer()
        try:
            tiny = replace(summary, forms=())
            await asyncio.gather(renderer.pdf(SOMETHING_ELSE, "vi"), renderer.docx(tiny, "vi"))
            began = time.perf_counter()
            files = await renderer.both(summary, "vi")
            took = time.perf_counter() - began
        finally:
            await renderer.close()
        if any(len(file.body) < SMALLEST for file in files):
            raise Broken("a paper is empty")
        return took * 1000

    async def bare_pdf(self) -> float:
        """Milliseconds until typst alone has made the same PDF from prepared data."""
        summary = await self._summary(self.compiled)
        self.compiled += 1
        async with running("-m", "benchmarks.typst_worker") as worker:
            await worker.tell(typst_job(sheet_paper(SOMETHING_ELSE, phrases("vi"))))
            await worker.told("size")
            job = typst_job(summary_paper(summary, phrases("vi")))
            began = time.perf_counter()
            await worker.tell(job)
            size = await worker.told("size")
            took = time.perf_counter() - began
        if size < SMALLEST:
            raise Broken("the baseline's PDF is empty")
        return took * 1000

    async def first_after_start(self) -> float:
        """Milliseconds of the first report of a renderer that was made ready at the start."""
        renderer = Renderer()
        try:
            await renderer.warm()
            return await self._timed(renderer)
        finally:
            await renderer.close()

    async def a_later_one(self) -> float:
        """Milliseconds of a report of another cell by a renderer that has made some."""
        renderer = Renderer()
        try:
            await self._timed(renderer)
            return await self._timed(renderer)
        finally:
            await renderer.close()

    async def _timed(self, renderer: Renderer) -> float:
        summary = await self._summary(self.printed % len(self.cycles))
        self.printed += 1
        began = time.perf_counter()
        await renderer.both(summary, "vi")
        return (time.perf_counter() - began) * 1000

    async def _summary(self, number: int) -> Summary:
        found = await summaries.summary(self.office, self.cycles[number])
        if found is None or found.participation.submitted != MEMBERS:
            raise Broken("the summary does not count everybody")
        return found

    async def gap(self) -> float:
        """The longest of the event loop while a whole `/summary` is made, in milliseconds."""
        self.printed += 1
        async with ticking() as ticker:
            await print_summary(self.office, self.cycles[self.printed - 1])
        self.own_work = max(self.own_work, ticker.own * 1000)
        return ticker.longest * 1000

    async def idle_gap(self) -> float:
        """The same while this process does nothing: what the machine is to blame for."""
        async with ticking() as ticker:
            await asyncio.sleep(PAUSE)
        return ticker.longest * 1000


@asynccontextmanager
async def cells_of_fifty(count: int) -> AsyncIterator[Office50]:
    """So many cells."""
    with tempfile.TemporaryDirectory() as folder:
        async with samples.office_of(samples.empty(Path(folder)), MORNING) as office:
            cycles = [await office.db.write(partial(_cell, office, f"({n})")) for n in range(count)]
            yield Office50(office, cycles)


async def _cell(office: Office, mark: str, tx: Transaction) -> str:
    made = await samples.add_cell(office, tx, MEMBERS, now=MORNING)
    await samples.hand_in(office, tx, made, MEMBERS, MORNING, mark=mark)
    return made.cycle.id


ROLLUPS = 3


async def _rollup() -> list[Row]:
    """A table of 5,000 cells in a child process that has made a paper before, beside typst alone
    with the same table: time and memory."""
    turns = [(await _rollup_ours(), await _rollup_bare()) for _ in range(ROLLUPS)]
    name = f"roll-up table of {CELLS} cells"
    beside = "typst alone, the same table"
    times = [(ours[0], bare[0]) for ours, bare in turns]
    memory = [(ours[1], bare[1]) for ours, bare in turns]
    return [
        row(f"{name}, time", times, beside, "s", target="≤ 1.5"),
        row(f"{name}, memory", memory, beside, "MB", target="≤ 1.5"),
    ]


async def _rollup_ours() -> tuple[float, float]:
    """Seconds and megabytes."""
    async with running("-m", "benchmarks.rollup_worker", str(CELLS)) as worker:
        told = await worker.told("made")
    if told["size"] < SMALLEST:
        raise Broken("the roll-up is empty")
    return told["seconds"], told["megabytes"]


async def _rollup_bare() -> tuple[float, float]:
    job = typst_job(rollup_paper(rollup_of(CELLS), phrases("vi")))
    async with running("-m", "benchmarks.typst_worker") as worker:
        await worker.tell(typst_job(sheet_paper(SOMETHING_ELSE, phrases("vi"))))
        await worker.told("size")
        began = time.perf_counter()
        await worker.tell(job)
        size = await worker.told("size")
        took = time.perf_counter() - began
        megabytes = await worker.told("megabytes")
    if size < SMALLEST:
        raise Broken("the baseline's roll-up is empty")
    return took, megabytes


async def papers() -> list[Row]:
    """PDF and Word file beside typst alone; the first one beside later ones; and how the loop fares
    meanwhile."""
    async with cells_of_fifty(ROUNDS * 2) as cells:
        times = await interleaved(cells.both_papers, cells.bare_pdf, ROUNDS)
        gc.freeze()  # as `app.serve` does before it serves
        gaps = await interleaved(cells.gap, cells.idle_gap, ROUNDS)
        gc.unfreeze()
        firsts = await interleaved(cells.first_after_start, cells.a_later_one, FEW)
    working, idle = zip(*gaps, strict=True)
    bare = [baseline for _, baseline in times]
    note = (
        f"at most {max(working):.0f} ms, own work at most {cells.own_work:.0f} ms;"
        f" idle loop at most {max(idle):.0f} ms"
    )
    return [
        *await _rollup(),
        row(
            "PDF and Word file for 50 members", times, "typst alone, the PDF", "ms", target="≤ 1.5"
        ),
        row("the first report after the start", firsts, "a later one", "ms", target="≤ 2"),
        row(
            "longest gap of the event loop in /summary",
            list(zip(working, bare, strict=True)),
            "typst alone, the PDF",
            "ms",
            target="≤ 1",
            note=note,
        ),
    ]
