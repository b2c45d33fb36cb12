"""Telephone numbers of members: how they come in, who sees them, and when they go."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from bot.content.tables.spreadsheets import XLSX
from bot.domain.messages import FileIn, FileOut
from handlers.contract import Reply
from tests.scenarios.sending import spreadsheet
from tests.services.scene import BINH, HOA, Cell, founded, payloads, said
from tests.shelf import made_once
from tests.world import World

NUMBER, SHOWN = "0912345678", "0912 345 678"
HEADING = ["Họ và tên", "Ngày sinh", "SĐT"]


@made_once
async def cell(running: World) -> Cell:
    """A cell of three with an open cycle: Hoa is invited and has not come, Binh has."""
    made = await founded(running)
    await made.code_for(HOA)
    await made.opens()
    await made.joins(BINH, "binh")
    await running.taps("lan", f"o:{made.member(BINH)}:give:deputy")
    return made


async def gives(cell: Cell, typed: str, name: str = HOA) -> Reply:
    """The secretary types a number on a member's card."""
    await cell.world.taps("lan", f"m:{cell.member(name)}:phone")
    return await cell.world.says("lan", typed)


async def sends(cell: Cell, *rows: list[str]) -> Reply:
    await cell.world.taps("lan", f"m:import:{cell.id}")
    body = spreadsheet([HEADING, *rows])
    return await cell.world.says("lan", file=FileIn("ds.xlsx", XLSX, body))


async def agrees(cell: Cell, reply: Reply) -> Reply:
    ((yes),) = payloads(reply, r"mi:\w+:write")
    return await cell.world.taps("lan", yes)


async def card(cell: Cell, name: str = HOA) -> str:
    return said(await cell.world.taps("lan", f"m:{cell.member(name)}"))


async def test_a_number_beside_a_typed_name_is_kept(cell: Cell) -> None:
    asked = await cell.world.says("lan", "/invite Vũ Mây, 0912.345.678")
    assert SHOWN in said(asked)
    await cell.world.taps("lan", payloads(asked, "ma:.+:new")[0])
    assert SHOWN in await card(cell, "Vũ Mây")


async def test_a_new_name_brings_a_number_and_replaces_none(cell: Cell) -> None:
    for typed, shown in (("Lê Thị Hoa (0912345678)", SHOWN), ("Lê Thị Hoa, 0987654321", SHOWN)):
        await cell.world.taps("lan", f"m:{cell.member(HOA)}:rename")
        assert shown in said(await cell.world.says("lan", typed))


async def test_a_file_s_numbers_are_kept_and_an_empty_cell_takes_none_away(cell: Cell) -> None:
    shown = await sends(cell, [HOA, "", "912345678.0"], [BINH, "", "không có"])
    assert "không có" not in said(shown)
    await agrees(cell, shown)
    assert SHOWN in await card(cell)
    again = await sends(cell, [HOA, "", ""], [BINH, "", "024 3825 1234; gọi buổi tối"])
    assert "Điện thoại: (trống) → 024 3825 1234" in said(again)
    assert "gọi buổi tối" in said(again)
    await agrees(cell, again)
    assert SHOWN in await card(cell)


async def test_a_name_with_a_number_in_one_cell_of_a_file(cell: Cell) -> None:
    shown = await sends(cell, ["Vũ Mây 0912 345 678", "1990", ""])
    assert f"Vũ Mây (1990; {SHOWN})" in said(shown)


@pytest.mark.parametrize(
    ("name", "number", "told"),
    [
        ("Vũ Mây 0987654321", "0912345678", "0987654321"),
        ("Vũ Mây 0112345678", "", "0112345678"),
        ("Vũ Mây 0112345678", "0912345678", "0112345678"),
    ],
    ids=["another in the column", "none", "none, and one in the column"],
)
async def test_a_number_beside_a_name_that_is_not_kept_is_told(
    cell: Cell, name: str, number: str, told: str
) -> None:
    shown = said(await sends(cell, [name, "1990", number]))
    assert f"chưa ghi – dòng 2: {told}" in shown


async def test_a_number_beside_a_name_of_the_roster_is_told_not_kept(cell: Cell) -> None:
    asked = said(await cell.world.says("lan", "/invite Lê Thị Hoa 0912345678"))
    assert f"chưa ghi: {HOA} {SHOWN}" in asked
    assert SHOWN not in await card(cell)
    await gives(cell, NUMBER)
    assert "chưa ghi" not in said(await cell.world.says("lan", "/invite Lê Thị Hoa 0912345678"))


async def test_of_a_list_the_numbers_that_are_not_kept_are_told(cell: Cell) -> None:
    await cell.world.taps("lan", f"m:add:{cell.id}")
    shown = said(await cell.world.says("lan", f"{HOA} 0912345678\nVũ Mây 0987654321"))
    assert f"chưa ghi: {HOA} {SHOWN}" in shown
    assert "Vũ Mây, điện thoại 0987 654 321" in shown


async def test_the_exported_roster_is_read_back_unchanged(cell: Cell) -> None:
    await gives(cell, "+84 912 345 678")
    await cell.world.taps("lan", f"m:export:{cell.id}")
    await cell.world.deliver()
    (file,) = [each for _, each in cell.world.outlet.sent if isinstance(each, FileOut)]
    (sheet,) = load_workbook(io.BytesIO(file.body)).worksheets
    values = [value for row in sheet.values for value in row]
    assert SHOWN in values
    await cell.world.taps("lan", f"m:import:{cell.id}")
    shown = await cell.world.says("lan", file=FileIn("ds.xlsx", XLSX, file.body))
    assert "Thêm 0 · sửa 0 · không đổi 3" in said(shown)


async def test_a_number_is_changed_and_taken_away_on_the_card(cell: Cell) -> None:
    assert SHOWN in said(await gives(cell, "0912345678"))
    assert (await gives(cell, "0912 34")).refused
    assert SHOWN in await card(cell)
    await cell.world.taps("lan", f"m:{cell.member(HOA)}:phone")
    assert SHOWN not in said(await cell.world.says("lan", "bỏ qua"))


async def test_it_stands_where_the_secretary_is_told_to_phone_and_nowhere_else(cell: Cell) -> None:
    await gives(cell, NUMBER)
    for command in ("/status", "/remind", "/ledger"):
        assert f"{HOA} ({SHOWN})" in said(await cell.world.says("lan", command)), command
    for command in ("/status", "/mydata", "/help"):
        assert "0912" not in said(await cell.world.says("binh", command)), command


async def test_members_see_their_own_number(cell: Cell) -> None:
    await gives(cell, NUMBER, BINH)
    assert SHOWN in said(await cell.world.says("binh", "/mydata"))
