"""A cell whose secretary has something to review."""

from __future__ import annotations

from tests.services.scene import DEED, SHORTEST, STRENGTH, Cell, answers, gathered
from tests.shelf import made_once
from tests.world import World

MARKED = (
    *(STRENGTH, "3 hiếm khi", DEED, "1", "Đọc tài liệu hằng tuần", "0", "0", "không"),
    *SHORTEST[5:],
)
"""A review with one manifestation marked."""


@made_once
async def cell(running: World) -> Cell:
    """`hoa` has handed in a review with one manifestation; `binh` is half-way."""
    made = await gathered(running, "hoa", "binh")
    await running.says("hoa", "/resume")
    await answers(running, "hoa", MARKED)
    await running.says("hoa", "nộp")
    await running.says("binh", "/resume")
    await answers(running, "binh", [STRENGTH])
    await running.deliver()
    return made
