"""What members write besides the review: a plan of self-cultivation, a registration."""

from __future__ import annotations

from bot.services.report import summaries
from tests.services.scene import (
    HOA,
    Cell,
    answers,
    delivered,
    every,
    founded,
    hands_in,
    one,
    payloads,
    reminded,
    said,
    watched,
)
from tests.shelf import made_once
from tests.world import World

CULTIVATION = ("Mỗi tuần đọc một bài báo Đảng", "Soạn bài trước thứ Sáu", "bỏ qua", "Đọc sách")


@made_once
async def writing(running: World) -> Cell:
    """A cell whose cycle has the plan of self-cultivation and the registration too."""
    made = await founded(running)
    await made.opens(forms="1 4 5")
    await made.joins(HOA, "hoa")
    await delivered(running)
    return made


async def test_a_plan_is_offered_beside_the_review_and_is_read_by_the_reviewer(
    writing: Cell,
) -> None:
    shown = await writing.world.says("hoa", "/tailieu")
    plan, registration = payloads(shown, "v:.*:write")
    first = await writing.world.taps("hoa", plan)
    assert "Người đọc: Bí thư" in said(first)
    await answers(writing.world, "hoa", (*CULTIVATION, "30/6/2027", "không"))
    done = await writing.world.says("hoa", "nộp")
    assert "Kế hoạch tự tu dưỡng" in said(done)
    queue = said(await writing.world.says("lan", "/duyet"))
    assert f"1. {HOA} · Kế hoạch tự tu dưỡng" in queue
    assert payloads(await writing.world.says("hoa", "/tailieu"), "v:.*:write") == [registration]


async def test_the_plan_changes_neither_figures_nor_status(writing: Cell) -> None:
    cycle = str(one(writing.world, "SELECT id FROM cycles"))
    plan = payloads(await writing.world.says("hoa", "/tailieu"), "v:.*:write")[0]
    before = (
        await summaries.summary(writing.world.office, cycle),
        said(await writing.world.says("lan", "/tinhhinh")),
    )
    await writing.world.taps("hoa", plan)
    await answers(writing.world, "hoa", (*CULTIVATION, "30/6/2027", "không"))
    await writing.world.says("hoa", "nộp")
    after = (
        await summaries.summary(writing.world.office, cycle),
        said(await writing.world.says("lan", "/tinhhinh")),
    )
    assert after == before
    assert before[0] is not None
    assert [form.id for form in before[0].forms] == ["member"]


async def test_with_the_review_handed_in_a_member_is_done_and_not_reminded(writing: Cell) -> None:
    done = await hands_in(writing.world, "hoa")
    assert len(payloads(done, "v:.*:write")) == 2
    seen = await watched(writing.world, "2026-09-25 12:00")
    assert reminded(seen, "hoa") == []
    assert len(payloads(await writing.world.says("hoa", "/tieptuc"), "v:.*:write")) == 2


async def test_nobody_is_asked_for_a_plan_unless_the_secretary_ticked_it(cell: Cell) -> None:
    assert every(cell.world, "SELECT form, purpose FROM cycle_forms") == [("member", "review")]
    assert payloads(await cell.world.says("hoa", "/tailieu"), "v:.*:write") == []
