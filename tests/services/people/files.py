"""Rosters that a secretary sends as files, and what is known of the members after."""

from __future__ import annotations

from bot.content.tables.spreadsheets import XLSX
from bot.domain.messages import FileIn
from handlers.contract import Reply
from tests.services.scene import (
    Cell,
    every,
    payloads,
    sends_roster,
)

HEADING = "Họ và tên;Ngày sinh;Loại"


async def sends(cell: Cell, body: bytes, name: str = "ds.xlsx") -> Reply:
    await cell.world.taps(cell.secretary, f"m:import:{cell.id}")
    return await cell.world.says(cell.secretary, file=FileIn(name, XLSX, body))


async def sends_lines(cell: Cell, *lines: str) -> Reply:
    return await sends_roster(cell.world, cell.secretary, cell.id, (HEADING, *lines))


async def agrees(cell: Cell, reply: Reply) -> Reply:
    ((yes),) = payloads(reply, r"mi:\w+:write")
    cell.world.clock.forward(seconds=1)
    return await cell.world.taps(cell.secretary, yes)


def known(cell: Cell) -> list[tuple[str, ...]]:
    return every(
        cell.world,
        "SELECT name, born_on, kind, party_group, party_post, government_post, strengths"
        " FROM members WHERE cell_id = ? AND removed_at IS NULL ORDER BY created_at, id",
        cell.id,
    )
