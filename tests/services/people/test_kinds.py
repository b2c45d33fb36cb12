"""Kind and standing of a member: typed beside a name, in a file, on the card."""

from __future__ import annotations

import pytest

from tests.services.scene import Cell, every, founded, payloads, said, sends_roster
from tests.shelf import made_once
from tests.world import World

NGOC = "Đỗ Thị Ngọc"


@made_once
async def cell(running: World) -> Cell:
    """The secretary alone."""
    return await founded(running)


def known(cell: Cell) -> list[tuple[str, ...]]:
    """Name, kind and standing of everybody but the secretary."""
    leads = "Trần Thị Mai Lan"
    return every(cell.world, "SELECT name, kind, standing FROM members WHERE name <> ?", leads)


async def asked(cell: Cell, typed: str) -> str:
    """What the secretary is asked about typed names, and said yes to."""
    await cell.world.taps("lan", f"m:add:{cell.id}")
    reply = await cell.world.says("lan", typed)
    for yes in payloads(reply, "ma:.+:new"):
        await cell.world.taps("lan", yes)
    return said(reply)


@pytest.mark.parametrize(
    ("typed", "kind", "standing"),
    [
        (f"{NGOC}, dự bị", "probationary", "active"),
        (f"{NGOC} (đảng viên dự bị, được miễn sinh hoạt)", "probationary", "exempt"),
        (f"{NGOC} - đi làm ăn xa", "official", "away"),
        (f"{NGOC}; miễn công tác, sinh hoạt", "official", "exempt"),
        ("đỗ thị ngọc, sinh hoạt tạm thời, vắng dài ngày", "temporary", "away"),
        (f"{NGOC}, 1990, probationary, exempt", "probationary", "exempt"),
    ],
)
async def test_what_is_typed_beside_a_name_is_kept(
    cell: Cell, typed: str, kind: str, standing: str
) -> None:
    shown = await asked(cell, typed)
    assert known(cell) == [(NGOC, kind, standing)]
    assert "đã bỏ" not in shown


@pytest.mark.parametrize(
    ("typed", "left_out"),
    [
        (f"{NGOC}, chính thức, dự bị", "chính thức"),
        (f"{NGOC}, hết miễn sinh hoạt", "hết miễn sinh hoạt"),
        (f"{NGOC}, chưa chính thức", "chưa chính thức"),
    ],
)
async def test_what_is_not_clear_is_left_out_and_said(
    cell: Cell, typed: str, left_out: str
) -> None:
    shown = await asked(cell, typed)
    assert known(cell) == [(NGOC, "official", "active")]
    assert left_out in shown.split("đã bỏ:")[1]


@pytest.mark.parametrize("typed", [f"{NGOC}, đình chỉ", f"/invite {NGOC}, dự bị"])
async def test_beside_a_name_of_the_roster_it_is_told_and_not_kept(cell: Cell, typed: str) -> None:
    await asked(cell, NGOC)
    shown = await asked(cell, typed)
    assert "gõ kèm tên đã có trong danh sách thì chưa ghi" in shown
    assert known(cell) == [(NGOC, "official", "active")]


async def test_a_row_changes_one_and_leaves_the_other(cell: Cell) -> None:
    await asked(cell, f"{NGOC}, dự bị, vắng dài ngày")
    for told, after in (
        ("miễn sinh hoạt", ("probationary", "exempt")),
        ("chính thức", ("official", "exempt")),
        ("dự bị, đang sinh hoạt", ("probationary", "active")),
    ):
        sent = await sends_roster(cell.world, "lan", cell.id, ("Họ tên;Loại", f"{NGOC};{told}"))
        await cell.world.taps("lan", payloads(sent, "mi:.+:write")[0])
        assert known(cell) == [(NGOC, *after)]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (f"{NGOC};dự bị;;chính thức", 'ghi hai điều khác nhau "dự bị, chính thức"'),
        (f"{NGOC};;đang sinh hoạt;miễn sinh hoạt", "ghi hai điều khác nhau"),
        (f"{NGOC};;nghỉ hưu;", 'không rõ tình trạng "nghỉ hưu"'),
        ("Trần Thị Mai Lan;;;đình chỉ sinh hoạt", "không thể đình chỉ"),
    ],
)
async def test_a_row_that_contradicts_itself_is_not_written(cell: Cell, row: str, why: str) -> None:
    heading = "Họ và tên;Loại;Tình trạng;Ghi chú"
    sent = await sends_roster(cell.world, "lan", cell.id, (heading, row))
    assert why in said(sent)
    assert not payloads(sent, "mi:.+:write")


async def test_the_card_changes_the_standing_and_leaves_the_kind(cell: Cell) -> None:
    await asked(cell, f"{NGOC}, dự bị")
    await cell.world.taps("lan", f"m:{cell.member(NGOC)}:standing")
    for typed in ("miễn công tác và sinh hoạt", "tuổi cao"):
        await cell.world.says("lan", typed)
    card = said(await cell.world.says("lan", "nộp"))
    assert known(cell) == [(NGOC, "probationary", "exempt")]
    assert "Loại: Dự bị\nTình trạng: Miễn công tác và sinh hoạt" in card
    await cell.world.taps("lan", f"m:{cell.member(NGOC)}:edit")
    for typed in ("chính thức", *["bỏ qua"] * 4, "nộp"):
        await cell.world.says("lan", typed)
    assert known(cell) == [(NGOC, "official", "exempt")]
    assert every(cell.world, "SELECT 1 FROM members WHERE exempt_reason <> ''") == [(1,)]
