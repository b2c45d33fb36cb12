"""A cell that prepares its meeting."""

from __future__ import annotations

from tests.services.scene import Cell, delivered, gathered
from tests.shelf import made_once
from tests.world import World


@made_once
async def cell(running: World) -> Cell:
    """A cell of three; the reviews are due on 18/9, which is also the day to have read by."""
    made = await gathered(running, "hoa", "binh")
    await delivered(running)
    return made
