"""Who is suspended: nothing but the own data, said in a sentence, and nothing is lost by it."""

from __future__ import annotations

import pytest

from tests.services.scene import (
    HOA,
    STRENGTH,
    Cell,
    answers,
    delivered,
    every,
    gathered,
    hands_in,
    one,
    payloads,
    phrase,
    reminded,
    said,
    watched,
)
from tests.shelf import made_once
from tests.world import World


@made_once
async def cell(running: World) -> Cell:
    made = await gathered(running, "hoa")
    await delivered(running)
    return made


async def becomes(cell: Cell, standing: str) -> None:
    """The secretary changes the standing on the card."""
    await cell.world.taps("lan", f"m:{cell.member(HOA)}:standing")
    assert not (await cell.world.says("lan", standing)).refused
    assert not (await cell.world.says("lan", "nộp")).refused


async def test_a_draft_rests_and_goes_on_afterwards(cell: Cell) -> None:
    world = cell.world
    await world.says("hoa", "/resume")
    await answers(world, "hoa", [STRENGTH])
    shown = payloads(await world.says("hoa", "/resume"), "i:.+")
    before = every(world, "SELECT id, answers, state FROM interviews WHERE cycle_id <> ''")
    await becomes(cell, "đình chỉ")
    suspended = phrase(world, "access.suspended")

    for words in ("/resume", "0", "nộp"):
        assert suspended in said(await world.says("hoa", words)), words
    for payload in (shown[0], f"r:{cell.member(HOA)}"):
        reply = await world.taps("hoa", payload)
        assert suspended in said(reply)
        assert STRENGTH not in said(reply)
        assert not payloads(reply, "i:.+")
    assert every(world, "SELECT id, answers, state FROM interviews WHERE cycle_id <> ''") == before
    assert reminded(await watched(world, "2026-09-19 12:00"), "hoa") == []

    await becomes(cell, "sinh hoạt bình thường")
    assert payloads(await world.says("hoa", "/resume"), "i:.+")
    assert not (await world.says("hoa", "0")).refused


async def test_what_was_handed_in_stays_and_the_own_data_are_there(cell: Cell) -> None:
    world = cell.world
    await hands_in(world, "hoa")
    review = one(world, "SELECT id FROM interviews WHERE member_id = ?", cell.member(HOA))
    await becomes(cell, "đình chỉ")

    back = await world.taps("hoa", f"v:{review}:back:yes")
    assert back.refused
    assert phrase(world, "access.suspended") in said(back)
    assert one(world, "SELECT state FROM interviews WHERE id = ?", review) == "submitted"
    mine = await world.says("hoa", "/mydata")
    assert not mine.refused
    for payload in payloads(mine, "d:.+:(export|read|ask)"):
        assert not (await world.taps("hoa", payload)).refused


@pytest.mark.parametrize("command", ["/status", "/summary", "/review"])
async def test_a_suspended_deputy_is_told_why(cell: Cell, command: str) -> None:
    world = cell.world
    await world.taps("lan", f"o:{cell.member(HOA)}:give:deputy")
    assert not (await world.says("hoa", command)).refused
    await becomes(cell, "đình chỉ")
    refused = await world.says("hoa", command)
    assert refused.refused
    assert phrase(world, "access.suspended") in said(refused)
    never = await world.says("hoa", "/members")
    assert phrase(world, "access.not_yours") in said(never)
