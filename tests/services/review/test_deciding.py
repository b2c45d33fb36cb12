"""Reviews are approved: what was read, by whoever may decide, once."""

from __future__ import annotations

import asyncio
import json

from bot.domain.people.member import Role
from tests.services.review.reviewed import (
    REASON,
    given,
    own_of_the_secretary,
    review_of,
    revises,
    sends_back,
    state_of,
)
from tests.services.scene import (
    BINH,
    HOA,
    STRENGTH,
    Cell,
    clock_to,
    every,
    hands_in,
    one,
    payloads,
    phrase,
    said,
)


async def test_what_was_read_is_what_is_approved(cell: Cell) -> None:
    """The author takes the review back and hands another one in while the secretary reads."""
    await cell.world.taps("lan", f"q:{review_of(cell)}:read:1")
    await cell.world.taps("hoa", f"v:{review_of(cell)}:back:yes")
    refused = await cell.world.taps("lan", f"q:{review_of(cell)}:approve:1")
    assert refused.refused
    await cell.world.says("hoa", "nộp")
    assert (await cell.world.taps("lan", f"q:{review_of(cell)}:approve:1")).refused
    assert not (await cell.world.taps("lan", f"q:{review_of(cell)}:approve:2")).refused
    assert state_of(cell) == ("approved", 2, 2)


async def test_of_two_acts_at_once_one_wins_and_the_other_is_told(cell: Cell) -> None:
    approval, taken = await asyncio.gather(
        cell.world.taps("lan", f"q:{review_of(cell)}:approve:1"),
        cell.world.taps("hoa", f"v:{review_of(cell)}:back:yes"),
    )
    assert approval.refused is not taken.refused
    assert state_of(cell)[0] == ("draft" if approval.refused else "approved")


async def test_an_approved_review_cannot_be_taken_back(cell: Cell) -> None:
    await cell.world.taps("lan", f"q:{review_of(cell)}:approve:1")
    assert (await cell.world.taps("hoa", f"v:{review_of(cell)}:back:yes")).refused
    assert state_of(cell) == ("approved", 1, 1)


async def test_the_approved_version_stands_while_a_revision_is_made(cell: Cell) -> None:
    review = review_of(cell)
    await cell.world.taps("lan", f"q:{review}:approve:1")
    clock_to(cell.world, "2026-09-25 09:00")  # after the last day
    await cell.world.taps("hoa", f"w:{review}:revise")
    await cell.world.says("hoa", "1")
    await cell.world.says("hoa", "1")
    await cell.world.says("hoa", "Tôi giúp hai đồng chí mới")
    await cell.world.says("hoa", "nộp")
    assert state_of(cell) == ("submitted", 2, 1)
    taken = await cell.world.taps("hoa", f"v:{review}:back:yes")
    assert not taken.refused
    assert state_of(cell) == ("revising", 2, 1)
    await cell.world.taps("hoa", f"w:{review}:give_up:yes")
    assert state_of(cell) == ("approved", 2, 1)
    kept = json.loads(one(cell.world, "SELECT answers FROM interviews WHERE id = ?", review))
    assert kept["strengths"][0] == STRENGTH


async def test_nobody_decides_on_the_own_review(cell: Cell) -> None:
    own = await cell.world.says("lan", "/resume")
    (consent,) = payloads(own, r"c:\w+:[\w.]+:y")
    await cell.world.taps("lan", consent)
    await hands_in(cell.world, "lan")
    review = review_of(cell, "Trần Thị Mai Lan")
    assert (await cell.world.taps("lan", f"q:{review}:read:1")).refused
    assert (await cell.world.taps("lan", f"q:{review}:approve:1")).refused
    await given(cell, BINH, Role.DEPUTY)
    assert not (await cell.world.taps("binh", f"q:{review}:approve:1")).refused
    assert (await cell.world.taps("binh", f"q:{review_of(cell)}:read:1")).refused


async def test_a_revision_taken_back_and_handed_in_again_is_not_approved_by_an_old_button(
    cell: Cell,
) -> None:
    review = review_of(cell)
    await cell.world.taps("lan", f"q:{review}:approve:1")
    await revises(cell, "Tôi giúp hai đồng chí mới")
    await cell.world.taps("lan", f"q:{review}:read:1")
    await cell.world.taps("hoa", f"v:{review}:back:yes")
    for typed in ("1", "1", "Tôi giúp ba đồng chí mới", "nộp"):
        await cell.world.says("hoa", typed)
    refused = await cell.world.taps("lan", f"q:{review}:approve:2")
    assert refused.refused
    assert phrase(cell.world, "reviewing.changed") in said(refused)
    assert state_of(cell) == ("submitted", 3, 1)


async def test_of_two_reviewers_at_once_one_decides_and_the_other_is_told(cell: Cell) -> None:
    review = await own_of_the_secretary(cell)
    await given(cell, HOA, Role.COMMITTEE)
    await given(cell, BINH, Role.DEPUTY)
    first, second = await asyncio.gather(
        cell.world.taps("hoa", f"q:{review}:approve:1"),
        cell.world.taps("binh", f"q:{review}:approve:1"),
    )
    assert first.refused is not second.refused
    told = said(first if first.refused else second)
    assert told.strip(), "the other is told"
    acts = every(cell.world, "SELECT act FROM decisions WHERE interview_id = ?", review)
    assert acts == [("approved",)]


async def test_the_secretary_edits_while_the_deputy_approves(cell: Cell) -> None:
    review = await own_of_the_secretary(cell)
    await given(cell, BINH, Role.DEPUTY)
    await cell.world.taps("lan", f"v:{review}:back:yes")
    edit, approval = await asyncio.gather(
        cell.world.says("lan", "1"), cell.world.taps("binh", f"q:{review}:approve:1")
    )
    assert not edit.refused
    assert approval.refused
    assert STRENGTH not in said(approval)


async def test_if_nobody_can_decide_the_author_and_the_status_say_so_and_how_to_help_it(
    cell: Cell,
) -> None:
    screen = await cell.world.says("lan", "/resume")
    await cell.world.taps("lan", payloads(screen, r"c:\w+:[\w.]+:y")[0])
    done = await hands_in(cell.world, "lan")
    for reply in (done, await cell.world.says("lan", "/status")):
        assert "/dangvien" in said(reply)
        assert f"o:outside:{cell.id}" in payloads(reply)
    assert f"q:list:{cell.id}" in payloads(reply), "one tap from the status"
    await given(cell, BINH, Role.SUPERIOR)
    assert f"o:outside:{cell.id}" not in payloads(await cell.world.says("lan", "/status"))
    review = review_of(cell, "Trần Thị Mai Lan")
    assert not (await cell.world.taps("binh", f"q:{review}:approve:1")).refused
    assert (await cell.world.taps("binh", f"q:{review_of(cell)}:read:1")).refused


async def test_what_is_approved_can_be_opened_and_reopened_by_its_reviewer(cell: Cell) -> None:
    review = review_of(cell)
    await cell.world.taps("lan", f"q:{review}:approve:1")
    listed = await cell.world.taps("lan", f"q:decided:{cell.id}")
    assert HOA in said(listed)
    assert f"q:{review}:read:1" in payloads(listed)
    opened = await cell.world.taps("lan", f"q:{review}:read:1")
    assert f"q:{review}:approve:1" not in payloads(opened)
    assert f"q:{review}:pick:1:1" in payloads(opened)
    await sends_back(cell, "Việc cụ thể")
    assert state_of(cell) == ("returned", 1, 1)
    page = said(await cell.world.taps("lan", f"q:{review}:read:1"))
    assert f"Việc cụ thể: {REASON}" in page
