"""Whether a roster file at the limits holds up who answers meanwhile."""

from __future__ import annotations

import asyncio
import gc
import io
import itertools
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from benchmarks import samples
from benchmarks.measuring import Broken, Row, interleaved, row
from benchmarks.samples import MORNING
from bot.content.tables.spreadsheets import MOST_COLUMNS, MOST_ROWS_READ, XLSX
from bot.domain.messages import FileIn, Incoming
from bot.domain.people.table import MOST_LINES
from bot.services.office import new_id
from handlers.contract import Reply
from handlers.router import Router

SHEETS = 9
ROUNDS = 7
SIZE, MEMBER = 17, 1001
HEADING = ("Họ và tên", "Ngày sinh", "Tổ đảng", "Chức vụ chính quyền")


def roster_file() -> bytes:
    """As many sheets, rows, columns and people as a file may have, and about as many bytes."""
    book = Workbook(write_only=True)
    for number in range(SHEETS):
        sheet = book.create_sheet(f"Trang {number}")
        filler = [f"Mục {place:03}" for place in range(MOST_COLUMNS - len(HEADING))]
        sheet.append([*HEADING, *filler])
        for person in range(1, MOST_ROWS_READ):
            known = (f"Đảng viên Số {person}", "1/2/1985", f"Tổ {person % 5}", "Giáo viên")
            counts = number == 0 and person <= MOST_LINES
            sheet.append([*(known if counts else [""] * len(HEADING)), *filler])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@dataclass
class Chats:
    """A secretary who sends the file, and a member who answers, goes back and answers again, each
    time as soon as the reply is there."""

    router: Router
    secretary: str
    file: FileIn
    says: Iterator[str]
    answers: int = 0
    least: int = 10_000

    async def with_file(self) -> float:
        """Milliseconds of the slowest answer from the file's coming to its preview."""
        sending = asyncio.create_task(self._send())
        slowest, self.answers = 0.0, 0
        while not sending.done():
            slowest = max(slowest, await self._answer())
            self.answers += 1
        shown = await sending
        if shown.refused:
            raise Broken(f"the file was not read: {shown.messages[0].text}")
        self.least = min(self.least, self.answers)
        return slowest * 1000

    async def without(self) -> float:
        """The same of as many answers, while nothing else happens."""
        return max([await self._answer() for _ in range(self.answers)]) * 1000

    async def _send(self) -> Reply:
        return await self.act(self.secretary, file=self.file)

    async def _answer(self) -> float:
        began = time.perf_counter()
        reply = await self.act(str(MEMBER), text=next(self.says))
        took = time.perf_counter() - began
        if reply.refused:
            raise Broken(f"an answer was refused: {reply.messages[0].text}")
        return took

    async def act(self, address: str, **what: Any) -> Reply:
        """One act of the person at this address: fields of Incoming."""
        return await self.router.handle(Incoming("telegram", address, new_id(), **what))


@asynccontextmanager
async def chats() -> AsyncIterator[Chats]:
    """A cell of seventeen with an open cycle; a file is waited for."""
    with tempfile.TemporaryDirectory() as folder:
        async with samples.office_of(samples.empty(Path(folder)), MORNING) as office:
            add = partial(samples.add_cell, office, size=SIZE, now=MORNING, first_id=MEMBER)
            made = await office.db.write(add)
            secretary = made.people[0].person_id
            file = FileIn("ds.xlsx", XLSX, await asyncio.to_thread(roster_file))
            answer = samples.typed_review(office, MORNING.date())[0]
            says = itertools.chain(["/resume"], itertools.cycle([answer, "quay lại"]))
            found = Chats(Router(office), secretary, file, says)
            await found.act(secretary, payload=f"m:import:{made.cycle.cell_id}")
            yield found


async def roster() -> list[Row]:
    """The slowest answer with a file beside the slowest without."""
    async with chats() as made:
        await interleaved(made.with_file, made.without, 1)
        gc.freeze()  # as `app.serve` does before it serves
        turns = await interleaved(made.with_file, made.without, ROUNDS)
        gc.unfreeze()
    name = f"slowest answer beside a file of {SHEETS} × {MOST_ROWS_READ:,} × {MOST_COLUMNS}"
    note = f"at least {made.least} answers in the time of a file"
    return [row(name, turns, "the slowest of as many without", "ms", target="≤ 2", note=note)]
