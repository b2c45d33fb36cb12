"""Requests by the group link, and what the secretary decides."""

from __future__ import annotations

import asyncio
from itertools import product

import pytest

from bot.domain.people.names import tidied
from bot.services.people import joining
from handlers.contract import Reply
from tests.services.scene import (
    BINH,
    HOA,
    Cell,
    contents,
    delivered,
    every,
    founded,
    one,
    payloads,
    phrase,
    refused,
    said,
)
from tests.shelf import made_once
from tests.world import World


@made_once
async def cell(running: World) -> Cell:
    """A cell whose secretary has come; no cycle is open."""
    return await founded(running)


async def group_code(cell: Cell) -> str:
    reply = await cell.world.taps("lan", f"m:group:{cell.id}")
    code = one(cell.world, "SELECT group_code FROM cells WHERE id = ?", cell.id)
    assert code in said(reply)
    return str(code)


async def asks(cell: Cell, address: str, name: str) -> str:
    """Somebody comes by the group link with this name; the secretary's payload to decide."""
    await cell.world.says(address, f"/start {await group_code(cell)}")
    reply = await cell.world.says(address, name)
    assert not reply.refused, said(reply)
    seen = await delivered(cell.world)
    (question,) = [s for s in seen if s.address == "lan"]
    assert name.casefold() in question.words.casefold()
    kept = tidied(name).name
    return str(one(cell.world, "SELECT MAX(id) FROM join_requests WHERE name = ?", kept))


async def test_by_the_group_link_the_secretary_lets_somebody_in(cell: Cell) -> None:
    world = cell.world
    request = await asks(cell, "hoa", HOA)
    assert refused(await world.says("hoa", "/status"), world, "access.stranger")
    await world.taps("lan", f"j:{request}:new")
    (told,) = await delivered(world)
    assert told.address == "hoa"
    await cell.opens()
    assert payloads(await world.says("hoa", "/start"), r"c:.+:y")


async def test_the_name_on_the_roster_is_found_for_who_comes_by_the_group_link(cell: Cell) -> None:
    await cell.code_for(HOA)
    request = await asks(cell, "hoa", "lê thị hoa")
    await cell.world.taps("lan", f"j:{request}:y")
    rows = every(cell.world, "SELECT name, person_id IS NOT NULL FROM members ORDER BY name")
    assert rows == [(HOA, 1), ("Trần Thị Mai Lan", 1)]


async def test_a_refused_request_lets_nobody_in(cell: Cell) -> None:
    world = cell.world
    request = await asks(cell, "hoa", HOA)
    await world.taps("lan", f"j:{request}:n")
    (told,) = await delivered(world)
    assert told.words == phrase(world, "join.refused")
    assert one(world, "SELECT COUNT(*) FROM members") == 1
    assert (await world.says("hoa", "/members")).refused


@pytest.mark.parametrize(("first", "second"), [*product(("new", "n"), repeat=2)])
async def test_a_request_is_decided_once(cell: Cell, first: str, second: str) -> None:
    world = cell.world
    request = await asks(cell, "hoa", HOA)
    await world.taps("lan", f"j:{request}:{first}")
    before = contents(world)
    reply = await world.taps("lan", f"j:{request}:{second}")
    assert refused(reply, world, "join.decided")
    assert contents(world) == before


async def test_two_taps_at_once_decide_once(cell: Cell) -> None:
    world = cell.world
    request = await asks(cell, "hoa", HOA)
    replies = await asyncio.gather(
        world.taps("lan", f"j:{request}:new"), world.taps("lan", f"j:{request}:n")
    )
    assert sorted(reply.refused for reply in replies) == [False, True]
    assert len(await delivered(world)) == 1


async def test_who_asked_already_is_told_so(cell: Cell) -> None:
    world = cell.world
    await asks(cell, "hoa", HOA)
    await world.says("hoa", f"/start {await group_code(cell)}")
    assert refused(await world.says("hoa", HOA), world, "join.waiting")


@pytest.mark.parametrize("name", ["…", "12", "x" * 81])
async def test_a_name_that_is_none_is_asked_again(cell: Cell, name: str) -> None:
    world = cell.world
    await world.says("hoa", f"/start {await group_code(cell)}")
    assert (await world.says("hoa", name)).refused
    assert not (await world.says("hoa", HOA)).refused


async def test_waiting_requests_stand_in_the_list(cell: Cell) -> None:
    await asks(cell, "hoa", HOA)
    await asks(cell, "binh", BINH)
    reply = await cell.world.says("lan", "/members")
    (button,) = payloads(reply, "m:requests.*")
    questions = await cell.world.taps("lan", button)
    assert len(payloads(questions, "j:.+")) == 4


async def test_of_many_who_ask_to_be_let_in_the_secretary_hears_once(cell: Cell) -> None:
    """A13: three are told one by one, the rest in one notice; no more wait than the cell bears."""
    world = cell.world
    link = one(world, "SELECT group_code FROM cells")
    replies = []
    for number in range(joining.MOST_WAITING + 10):
        await world.says(f"x{number}", f"/start {link}")
        replies.append(await world.says(f"x{number}", f"Lê Văn {chr(65 + number % 26)}ong"))
    late = [reply for reply in replies if refused(reply, world, "join.too_many")]
    assert len(late) == 10
    assert late == replies[-10:]
    told = [each.words for each in await delivered(world) if each.address == "lan"]
    assert len(told) == joining.MOST_TOLD + 1
    assert told.count(phrase(world, "join.many", told=joining.MOST_TOLD)) == 1
    shown = await world.taps("lan", f"m:requests:{cell.id}")
    assert len(shown.messages) == joining.MOST_WAITING


async def test_one_person_asks_few_cells_at_a_time(cell: Cell) -> None:
    """A13: what was asked an hour ago, or is decided, counts no more."""
    world = cell.world
    for number in range(joining.MOST_FROM_ONE):
        await founded(world, f"Chi bộ {number}", f"Đinh Văn {chr(65 + number)}inh", f"s{number}")

    async def asks(code: str) -> Reply:
        await world.says("x", f"/start {code}")
        return await world.says("x", "Lê Văn Tám")

    links = [code for (code,) in every(world, "SELECT group_code FROM cells ORDER BY created_at")]
    for code in links[1:]:
        assert not (await asks(code)).refused
    assert refused(await asks(links[0]), world, "join.too_many")
    world.clock.forward(hours=1, seconds=1)
    assert not (await asks(links[0])).refused
