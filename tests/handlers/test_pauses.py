"""Long work on the event loop keeps nobody waiting for the database."""

from __future__ import annotations

import asyncio
from time import monotonic

from handlers.pauses import Pauses
from tests.services.scene import Cell, founded
from tests.shelf import made_once
from tests.world import World

PIECE, PIECES = 0.00003, 10_000
"""Seconds of one piece, about a line put into words; and how many: far longer than an act takes."""


@made_once
async def cell(running: World) -> Cell:
    """A cell whose secretary has come."""
    return await founded(running)


async def test_an_act_does_not_wait_for_the_end_of_long_work(cell: Cell) -> None:
    """A bare yield after each piece lets the act's turn begin, and its commit wait to the end."""
    ended: list[str] = []

    async def works() -> None:
        pauses = Pauses()
        for _ in range(PIECES):
            began = monotonic()
            while monotonic() - began < PIECE:
                pass  # busy, as one who renders is
            await pauses.may_come()
        ended.append("work")

    async def acts() -> None:
        await cell.world.says("lan", "/help")
        ended.append("act")

    await asyncio.gather(works(), acts())
    assert ended == ["act", "work"]
