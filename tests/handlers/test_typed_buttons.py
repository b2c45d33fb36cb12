"""A button of the last message can be typed: its words, or its number."""

from __future__ import annotations

import pytest

from handlers.contract import Reply
from tests.services.scene import HOA, Cell, founded, payloads, said
from tests.shelf import made_once
from tests.world import World, payload_of


@made_once
async def cell(running: World) -> Cell:
    """Lan is the secretary; Hoa has come in; a cycle is open."""
    made = await founded(running)
    await made.opens()
    await made.joins(HOA, "hoa")
    return made


async def same_as_tapped(cell: Cell, offer: str, typed: str, payload: str) -> Reply:
    """What is typed after `offer` does what the button does."""
    await cell.world.says("lan", offer)
    reply = await cell.world.says("lan", typed)
    tapped = await cell.world.taps("lan", payload)
    assert not reply.refused
    assert said(reply) == said(tapped)
    assert payloads(reply) == payloads(tapped)
    return reply


async def test_a_number_chooses_the_button_by_its_place(cell: Cell) -> None:
    """Two taps by two numbers, from the menu to the roster."""
    world = cell.world
    menu = payloads(await world.says("lan", "/menu"))
    people = menu.index("mn:people") + 1
    group = await same_as_tapped(cell, "/menu", str(people), "mn:people")
    members = payloads(group).index("mn:go:members") + 1
    await world.says("lan", "/menu")
    await world.says("lan", str(people))
    roster = await world.says("lan", str(members))
    assert HOA in said(roster)
    assert f"m:{cell.member(HOA)}" in payloads(roster)


async def test_first_and_last_place(cell: Cell) -> None:
    menu = payloads(await cell.world.says("lan", "/menu"))
    await same_as_tapped(cell, "/menu", "1", menu[0])
    await same_as_tapped(cell, "/menu", str(len(menu)), menu[-1])


async def test_a_button_with_this_number_on_it_comes_before_the_place(cell: Cell) -> None:
    """In the roster “2” is the second member, not the second button."""
    roster = await cell.world.says("lan", "/members")
    hoa = payload_of(roster, "2")
    assert hoa == f"m:{cell.member(HOA)}"
    assert payloads(roster).index(hoa) != 1
    await same_as_tapped(cell, "/members", "2", hoa)


@pytest.mark.parametrize("typed", ["0", "99", "1" * 5_000, "²", "٢", "-1"])
async def test_a_number_that_no_button_has_chooses_none(cell: Cell, typed: str) -> None:
    await cell.world.says("lan", "/menu")
    reply = await cell.world.says("lan", typed)
    assert said(reply) == said(await cell.world.says("lan", "/help"))


async def test_words_choose_a_button_without_accents_and_signs(cell: Cell) -> None:
    add = payload_of(await cell.world.says("lan", "/members"), "+ Thêm tên")
    typed = await cell.world.says("lan", "them ten")
    assert not typed.refused
    assert said(typed) == said(await cell.world.taps("lan", add))
