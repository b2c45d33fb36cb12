"""A name is never a key: who is meant is found or asked, and nobody is added unasked."""

from __future__ import annotations

import re

import pytest

from handlers.contract import Reply
from handlers.menu import ROUTES
from tests.services.scene import BINH, HOA, Cell, every, gathered, one, payloads, phrase, said
from tests.shelf import made_once
from tests.world import World

AN = "Nguyễn Văn An"


@made_once
async def cell(running: World) -> Cell:
    """An open cycle; Hoa and Bình have come, and two of one name have not."""
    made = await gathered(running, "hoa", "binh")
    for year in ("1970", "1985"):
        asked = await running.says("lan", f"/invite {AN} {year}")
        await running.taps("lan", payloads(asked, "ma:.+:new")[0])
    return made


def roster(cell: Cell) -> list[tuple[object, ...]]:
    return every(cell.world, "SELECT id, name, born_on, person_id FROM members ORDER BY id")


def alike(cell: Cell) -> list[str]:
    rows = every(cell.world, "SELECT id FROM members WHERE name = ? ORDER BY born_on", AN)
    return [str(row[0]) for row in rows]


async def test_of_two_of_one_name_it_is_asked_who_is_invited(cell: Cell) -> None:
    """U3, B2."""
    asked = await cell.world.says("lan", f"/invite {AN}")
    assert sorted(payloads(asked)) == sorted(f"m:{each}:code" for each in alike(cell))
    assert {"1970", "1985"} <= set(re.findall(r"\d{4}", " ".join(labels(asked))))
    assert not every(cell.world, "SELECT 1 FROM codes WHERE used_at IS NULL AND member_id = ''")


async def test_the_year_beside_a_name_says_which_is_meant(cell: Cell) -> None:
    """U3."""
    given = await cell.world.says("lan", f"/invite {AN} (1985)")
    assert f"{AN} (1985)" in said(given)
    assert "start=" in said(given)


SLIPS = (
    *("Hoa", "nguyen van an 1971", "Lê Thị Hoà.", "Hoàng Thị Mây", "Lê Thị Hoan"),
    *("Lê Thị Hoa và Đặng Văn Đức", "Ngô B, Lê C", f"{AN}; {HOA}"),
)


@pytest.mark.parametrize("typed", SLIPS)
async def test_a_slip_in_a_name_adds_nobody(cell: Cell, typed: str) -> None:
    """U4, B2: nobody before a yes, and no code either."""
    before, codes = roster(cell), every(cell.world, "SELECT * FROM codes")
    asked = await cell.world.says("lan", f"/invite {typed}")
    assert roster(cell) == before
    assert every(cell.world, "SELECT * FROM codes") == codes
    for no in payloads(asked, "ma:.+:no"):
        await cell.world.taps("lan", no)
    assert roster(cell) == before


@pytest.mark.parametrize(
    "typed", ["đ/c {}", "{}.", "“{}”", "3/ Cô {}", "{} (Tổ trưởng)", "\u200b{}", "{} 0912345678"]
)
async def test_what_stands_beside_a_name_makes_nobody_new(cell: Cell, typed: str) -> None:
    """U4, U8, U19."""
    before = roster(cell)
    reply = await cell.world.says("lan", f"/invite {typed.format(HOA)}")
    assert payloads(reply, f"m:{cell.member(HOA)}:code:.+")
    assert roster(cell) == before


async def test_a_list_is_shown_as_it_will_be_before_it_is_added(cell: Cell) -> None:
    """U19, H4: also what is left out, and who is there already."""
    await cell.world.taps("lan", "m:add")
    typed = f"1. đ/c NGÔ THỊ BÉ – Tổ trưởng, 1980\n2) {HOA}\n3/ Ngô Thị Bé"
    before = roster(cell)
    asked = await cell.world.says("lan", typed)
    assert roster(cell) == before
    told = said(asked)
    assert all(each in told for each in ("Ngô Thị Bé", "1980", "đ/c", "Tổ trưởng", HOA))
    (yes,) = payloads(asked, "ma:.+:new")
    await cell.world.taps("lan", yes)
    new = {row[1:3] for row in roster(cell)} - {row[1:3] for row in before}
    assert new == {("Ngô Thị Bé", "1980")}
    assert (await cell.world.taps("lan", yes)).refused, "once"


async def test_another_of_the_name_can_be_added_by_a_choice(cell: Cell) -> None:
    """U3: it used to say that the name is there, and offered no way."""
    await cell.world.taps("lan", "m:add")
    asked = await cell.world.says("lan", HOA)
    assert not payloads(asked, "ma:.+:new")
    reply = await cell.world.taps("lan", payloads(asked, "ma:.+:all")[0])
    assert len(every(cell.world, "SELECT 1 FROM members WHERE name = ?", HOA)) == 2
    assert f"{HOA} (2)" in said(reply)


async def comes(cell: Cell, name: str) -> str:
    code = one(cell.world, "SELECT group_code FROM cells WHERE id = ?", cell.id)
    await cell.world.says("khach", f"/start {code}")
    await cell.world.says("khach", name)
    return str(one(cell.world, "SELECT id FROM join_requests WHERE decided_at IS NULL"))


@pytest.mark.parametrize("typed", [AN, "nguyen van an", f"ông {AN.upper()}"])
async def test_the_group_link_asks_which_of_two_it_is(cell: Cell, typed: str) -> None:
    """B2 (iii)."""
    request = await comes(cell, typed)
    before = roster(cell)
    asked = await cell.world.taps("lan", f"j:{request}:y")
    assert roster(cell) == before
    first, second = alike(cell)
    assert f"j:{request}:as:{second}" in payloads(asked)
    reply = await cell.world.taps("lan", f"j:{request}:as:{second}")
    assert "1985" in said(reply)
    assert not one(cell.world, "SELECT person_id FROM members WHERE id = ?", first)
    assert one(cell.world, "SELECT person_id FROM members WHERE id = ?", second)


async def test_the_group_link_adds_nobody_unasked(cell: Cell) -> None:
    """U4: an unknown name, or that of somebody who has come."""
    request = await comes(cell, BINH)
    before = roster(cell)
    asked = await cell.world.taps("lan", f"j:{request}:y")
    assert roster(cell) == before
    assert BINH in said(asked)
    assert (await cell.world.taps("lan", f"j:{request}:as:{cell.member(BINH)}")).refused
    assert roster(cell) == before


def labels(reply: Reply) -> list[str]:
    return [b.label for m in reply.messages for row in m.buttons for b in row]


async def test_no_two_of_one_name_look_alike_in_any_list(cell: Cell) -> None:
    """U3, B3: every line and button with the name, of every command and one tap further."""
    seen = 0
    commands = [c.command for c in ROUTES.all if c.command]
    for command in commands:
        reply = await cell.world.says("lan", f"/{command}")
        further = [p for p in payloads(reply) if not p.startswith(("i:", "d", "y:", "l:", "mn"))]
        replies = [reply, *[await cell.world.taps("lan", payload) for payload in further]]
        for each in replies:
            lines = [line for m in each.messages for line in m.text.splitlines()]
            for shown in (lines, labels(each)):
                named = [line for line in shown if AN in line]
                assert len(set(named)) == len(named), (command, named)
                bare = [line for line in named if not re.search(rf"{AN} \((1970|1985)\)", line)]
                assert not bare, (command, bare)
                seen += len(named)
    assert seen > 10


async def test_a_living_invitation_is_shown_again_and_another_one_is_asked_about(
    cell: Cell,
) -> None:
    """T4."""
    member = alike(cell)[0]
    first = code_in(said(await cell.world.taps("lan", f"m:{member}:code")))
    again = await cell.world.taps("lan", f"m:{member}:code")
    assert code_in(said(again)) == first
    (ask,) = payloads(again, "m:.+:code:add:ask")
    (anew, keep) = payloads(await cell.world.taps("lan", ask))
    assert code_in(said(await cell.world.taps("lan", keep))) == first
    second = code_in(said(await cell.world.taps("lan", anew)))
    assert second != first
    assert (await cell.world.says("khach", f"/start {first}")).refused
    assert not (await cell.world.says("khach", f"/start {second}")).refused
    assert one(cell.world, "SELECT MAX(shown) FROM codes WHERE used_at IS NOT NULL") == ""


def code_in(words: str) -> str:
    found = re.search(r"\?start=(\w+)", words)
    assert found, words
    return found[1]


async def test_an_entry_made_by_mistake_goes_without_a_trace(cell: Cell) -> None:
    """H3: but not somebody who came."""
    member = alike(cell)[0]
    await cell.world.taps("lan", f"m:{member}:code")
    (mistake,) = payloads(await cell.world.taps("lan", f"m:{member}:remove"), ".+:mistake")
    assert not (await cell.world.taps("lan", mistake)).refused
    assert not every(cell.world, "SELECT 1 FROM members WHERE id = ?", member)
    hoa = cell.member(HOA)
    assert not payloads(await cell.world.taps("lan", f"m:{hoa}:remove"), ".+:mistake")
    reply = await cell.world.taps("lan", f"m:{hoa}:remove:mistake")
    assert phrase(cell.world, "moving.no_mistake", name=HOA) in said(reply)
    assert every(cell.world, "SELECT 1 FROM members WHERE id = ? AND removed_at IS NULL", hoa)


async def test_renaming_tidies_as_well(cell: Cell) -> None:
    """U19."""
    await cell.world.taps("lan", f"m:{cell.member(HOA)}:rename")
    await cell.world.says("lan", "2) đ/c LÊ THỊ THANH HOA (1990)")
    row = every(cell.world, "SELECT born_on FROM members WHERE name = 'Lê Thị Thanh Hoa'")
    assert row == [("1990",)]
