"""The secretary's list of members, and what is changed on a member's card."""

from __future__ import annotations

import re

import pytest

from tests.services.people.files import agrees, known, sends_lines
from tests.services.scene import (
    HOA,
    Cell,
    every,
    founded,
    payloads,
    phrase,
    said,
    sends_roster,
)
from tests.shelf import made_once
from tests.world import World


@made_once
async def cell(running: World) -> Cell:
    made = await founded(running)
    running.clock.forward(seconds=1)  # the roster is in the order of entry
    return made


async def test_the_card_edits_every_field(cell: Cell) -> None:
    await agrees(cell, await sends_lines(cell, "Lê Thị Hoa;1/2/1985;"))
    await cell.world.taps("lan", f"m:{cell.member(HOA)}:edit")
    for typed in ("dự bị", "Tổ 2", "Chi ủy viên", "Giáo viên", "Thơ"):
        reply = await cell.world.says("lan", typed)
        assert not reply.refused, said(reply)
    await cell.world.says("lan", "nộp")
    await cell.world.taps("lan", f"m:{cell.member(HOA)}:birth")
    assert (await cell.world.says("lan", "31/2/1985")).refused
    card = await cell.world.says("lan", "năm 1986")

    assert "Ngày sinh: 1986" in said(card)
    assert known(cell)[1] == (
        *(HOA, "1986", "probationary", "Tổ 2", "Chi ủy viên", "Giáo viên", "Thơ"),
    )


async def test_the_secretary_suspends_nobody_who_leads(cell: Cell) -> None:
    await cell.world.taps("lan", f"m:{cell.member('Trần Thị Mai Lan')}:standing")
    await cell.world.says("lan", "đình chỉ sinh hoạt")
    refused = await cell.world.says("lan", "nộp")

    assert refused.messages[0].text == phrase(cell.world, "import.not_leader")
    assert every(cell.world, "SELECT DISTINCT standing FROM members") == [("active",)]


async def test_the_list_stands_by_party_groups_and_numbers_open_whom_they_name(cell: Cell) -> None:
    lines = ("Vũ Mây;Tổ 2", "Lê Thị Hoa;Tổ 1", "Mai Đào;", "Đỗ Thu;Tổ 2")
    shown = await sends_roster(cell.world, "lan", cell.id, ("Họ và tên;Tổ đảng", *lines))
    await agrees(cell, shown)
    listed = await cell.world.says("lan", "/members")

    names = re.findall(r"\d+\. [\w ]+\w|(?:Tổ|Chưa)[\w ]+ \(\d\)", said(listed))
    assert names == [
        *("Tổ 2 (2)", "1. Vũ Mây", "2. Đỗ Thu", "Tổ 1 (1)", "3. Lê Thị Hoa"),
        *("Chưa ghi tổ đảng (2)", "4. Trần Thị Mai Lan", "5. Mai Đào"),
    ]
    assert "Đỗ Thu" in said(await cell.world.says("lan", "2"))


async def test_why_somebody_is_exempt_goes_with_the_standing(cell: Cell) -> None:
    world = cell.world
    await agrees(cell, await sends_lines(cell, "Lê Thị Hoa;1/2/1985;"))
    hoa = cell.member(HOA)
    await world.taps("lan", f"m:{hoa}:standing")
    for typed in ("miễn công tác và sinh hoạt", "tuổi cao"):
        assert not (await world.says("lan", typed)).refused
    card = await world.says("lan", "nộp")
    assert "Được miễn nộp: tuổi cao" in said(card)

    await world.taps("lan", f"m:{hoa}:standing")
    assert not (await world.says("lan", "sinh hoạt bình thường")).refused
    card = await world.says("lan", "nộp")
    assert "tuổi cao" not in said(card)
    assert payloads(card, ".+:exempt")


@pytest.mark.parametrize("told", ["sinh hoạt tạm thời", "vắng dài hạn"])
async def test_nobody_is_excused_twice(cell: Cell, told: str) -> None:
    await agrees(cell, await sends_lines(cell, f"Lê Thị Hoa;1/2/1985;{told}"))
    card = await cell.world.taps("lan", f"m:{cell.member(HOA)}")
    assert payloads(card, ".+exempt") == []
