"""Codes and links: who gets into a cell, and who does not."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.services.turns import Refused
from tests.services.doors import enters
from tests.services.scene import BINH, HOA, Cell, contents, every, founded, one, refused, said
from tests.shelf import made_once
from tests.world import World


@made_once
async def cell(running: World) -> Cell:
    """A cell whose secretary has come; no cycle is open."""
    return await founded(running)


async def test_the_first_code_makes_the_secretary_and_works_once(cell: Cell) -> None:
    world = cell.world
    second = await founded(world, "Chi bộ Hai", "Đinh Văn Khoa", "khoa")
    roles = every(world, "SELECT cell_id, role FROM members WHERE person_id IS NOT NULL")
    assert sorted(roles) == sorted([(cell.id, "secretary"), (second.id, "secretary")])


async def test_a_used_code_is_refused_to_others_and_no_mistake_for_its_owner(cell: Cell) -> None:
    world = cell.world
    code = await cell.code_for(HOA)
    await world.says("hoa", f"/start {code}")
    before = contents(world)
    assert refused(await world.says("stranger", f"/start {code}"), world, "code.used")
    assert contents(world) == before
    assert not (await world.says("hoa", f"/start {code}")).refused


async def test_two_who_claim_one_code_at_once_one_gets_it(cell: Cell) -> None:
    world = cell.world
    code = await cell.code_for(HOA)
    replies = await asyncio.gather(*(world.says(f"x{n}", f"/start {code}") for n in range(6)))
    assert sorted(reply.refused for reply in replies) == [False, *([True] * 5)]
    assert one(world, "SELECT COUNT(*) FROM accounts") == 2


async def test_an_unknown_code(cell: Cell) -> None:
    reply = await cell.world.says("stranger", "/start abcdefghjkmn")
    assert refused(reply, cell.world, "code.unknown")
    english = await cell.world.says("stranger", "/start abcdefghjkmn", language="en")
    assert refused(english, cell.world, "code.unknown", "en")


async def test_a_code_lives_thirty_days(cell: Cell) -> None:
    world = cell.world
    code, late = await cell.code_for(HOA), await cell.code_for(BINH)
    world.clock.forward(days=30, milliseconds=-1)  # the second code is a millisecond younger
    assert not (await world.says("hoa", f"/start {code}")).refused
    world.clock.forward(seconds=1)
    assert refused(await world.says("binh", f"/start {late}"), world, "code.expired")


async def test_somebody_elses_code_of_the_same_cell_is_refused_and_stays_good(cell: Cell) -> None:
    world = cell.world
    await cell.joins(HOA, "hoa")
    code = await cell.code_for(BINH)
    assert refused(await world.says("hoa", f"/start {code}"), world, "code.foreign")
    assert not (await world.says("binh", f"/start {code}")).refused


@pytest.mark.parametrize("before", ["/start ", ""])
@pytest.mark.parametrize(
    "typed",
    ["{0}{1}{2}", "{0}-{1}-{2}", "{0} {1} {2}", " {0} - {1}-{2}. "],
    ids=["whole", "hyphens", "spaces", "both"],
)
async def test_a_code_may_be_typed_in_capitals_with_spaces_and_hyphens(
    cell: Cell, typed: str, before: str
) -> None:
    code = (await cell.code_for(HOA)).upper()
    words = typed.format(code[:4], code[4:8], code[8:])
    reply = await cell.world.says("hoa", f"{before}{words}")
    assert "Hoa" in said(reply)
    assert not reply.refused


async def test_a_new_invitation_replaces_the_unused_one(cell: Cell) -> None:
    world = cell.world
    old = await cell.code_for(HOA)
    reply = await world.taps("lan", f"m:{cell.member(HOA)}:code:add:anew")
    new = said(reply).split("?start=")[1].split()[0]
    assert refused(await world.says("hoa", f"/start {old}"), world, "code.unknown")
    assert not (await world.says("hoa", f"/start {new}")).refused
    assert one(world, "SELECT COUNT(*) FROM members WHERE name = ?", HOA) == 1


async def test_codes_are_not_kept_so_that_somebody_could_use_them(cell: Cell) -> None:
    code = await cell.code_for(HOA)
    database = Path(cell.world.settings.database_url.removeprefix("sqlite:///"))
    for file in database.parent.glob(f"{database.name}*"):
        assert code.encode() not in file.read_bytes(), file.name


async def test_the_codes_of_somebody_removed_die(cell: Cell) -> None:
    code = await cell.code_for(HOA)
    await cell.world.taps("lan", f"m:{cell.member(HOA)}:remove:moved")
    reply = await cell.world.says("hoa", f"/start {code}")
    assert refused(reply, cell.world, "code.unknown")


async def stays_out(world: World, code: str) -> str:
    """Why a browser does not come in with this code."""
    with pytest.raises(Refused) as why:
        await enters(world, code)
    return why.value.text.key


async def test_in_a_browser_the_same_codes_count(cell: Cell) -> None:
    world = cell.world
    code = await cell.code_for(HOA)
    assert (await enters(world, code)).person
    assert await stays_out(world, code) == "code.used"
    assert await stays_out(world, "abcdefghjkmn") == "code.unknown"


async def test_a_link_to_the_web_works_once_within_an_hour(cell: Cell) -> None:
    world = cell.world
    reply = said(await world.says("lan", "/web"))
    code = reply.split("/i/")[1].split()[0]
    later = said(await world.says("lan", "/web")).split("/i/")[1].split()[0]
    browser = await enters(world, code)
    assert browser.person == one(world, "SELECT person_id FROM accounts WHERE address = 'lan'")
    assert await stays_out(world, code) == "code.used"
    world.clock.forward(hours=1, seconds=1)
    assert await stays_out(world, later) == "code.expired"
