"""A review from consent to the closed cycle: handed in, taken back, handed in again."""

from __future__ import annotations

import asyncio
import json

from bot.domain.messages import FileOut
from bot.services.consent import consent
from bot.services.report.summaries import summary
from storage.outbox import Lane
from tests.services.doors import goes_on_in_browser
from tests.services.scene import (
    BINH,
    DEED,
    HOA,
    SHORTEST,
    STRENGTH,
    Cell,
    answers,
    clock_to,
    contents,
    delivered,
    every,
    founded,
    gathered,
    hands_in,
    one,
    payloads,
    phrase,
    said,
)
from tests.shelf import made_once
from tests.world import World


@made_once
async def cell(running: World) -> Cell:
    """A cycle until the end of 18 September; Hoa has come and consented."""
    made = await gathered(running, "hoa")
    await delivered(running)
    return made


def review(cell: Cell, name: str = HOA) -> tuple[str, str, int]:
    """Id, state and version of a member's review."""
    rows = every(
        cell.world,
        "SELECT id, state, version FROM interviews WHERE member_id = ? AND cycle_id <> ''",
        cell.member(name),
    )
    ((interview, state, version),) = rows
    return interview, state, version


def versions(cell: Cell) -> list[tuple[int, str]]:
    return every(cell.world, "SELECT version, answers FROM versions ORDER BY version")


async def counted(cell: Cell) -> int:
    """How many reviews the report counts now."""
    found = await summary(cell.world.office, one(cell.world, "SELECT id FROM cycles"))
    assert found
    return found.participation.submitted


async def test_handing_in_keeps_a_version_and_sends_a_copy(cell: Cell) -> None:
    await hands_in(cell.world, "hoa")
    _, state, version = review(cell)
    assert (state, version) == ("submitted", 1)
    ((number, kept),) = versions(cell)
    assert number == 1
    assert STRENGTH in kept
    assert await counted(cell) == 1
    await cell.world.deliver(Lane.AWAITED)
    pdf, docx = cell.world.outlet.take("hoa")
    assert isinstance(pdf, FileOut)
    assert isinstance(docx, FileOut)
    assert pdf.body.startswith(b"%PDF")
    assert docx.name == "ban-tu-soi-le-thi-hoa-2026.docx"
    assert not cell.world.outlet.sent


async def test_an_unfinished_review_cannot_be_handed_in(cell: Cell) -> None:
    world = cell.world
    await world.says("hoa", "/resume")
    await answers(world, "hoa", SHORTEST[:5])
    interview, _, _ = review(cell)
    for typed in ("nộp", "gửi"):
        await world.says("hoa", typed)
    for screen in ("c5", "c4", "10"):
        await world.taps("hoa", f"i:{interview}:{screen}:u")
    assert review(cell)[1:] == ("draft", 0)
    assert versions(cell) == []


async def test_taken_back_it_is_gone_and_handed_in_again_it_is_a_new_version(cell: Cell) -> None:
    world = cell.world
    await hands_in(world, "hoa")
    interview, _, _ = review(cell)
    await world.taps("hoa", f"v:{interview}:back:yes")
    assert review(cell)[1:] == ("draft", 1)
    assert versions(cell) == []
    assert await counted(cell) == 0
    screen = await world.says("hoa", "/resume")
    (first_part,) = payloads(screen, "i:.+:e1")
    (strengths,) = payloads(await world.taps("hoa", first_part), r"i:.+:g\d+")
    await world.taps("hoa", strengths)
    await answers(world, "hoa", ["Tôi giúp hai giáo viên mới"])
    await world.says("hoa", "nộp")
    assert review(cell)[1:] == ("submitted", 2)
    ((number, kept),) = versions(cell)
    assert number == 2
    assert "giáo viên mới" in kept
    assert STRENGTH not in kept


async def test_a_copy_of_a_version_that_was_taken_back_is_not_sent(cell: Cell) -> None:
    world = cell.world
    await hands_in(world, "hoa")
    await world.taps("hoa", f"v:{review(cell)[0]}:back:yes")
    await world.deliver(Lane.AWAITED)
    assert world.outlet.sent == []


async def test_taking_back_is_possible_until_the_end_of_the_last_day(cell: Cell) -> None:
    world = cell.world
    await hands_in(world, "hoa")
    interview, _, _ = review(cell)
    clock_to(world, "2026-09-19 00:00")
    screen = await world.says("hoa", "/resume")
    assert not payloads(screen, "v:.+:back")
    late = await world.taps("hoa", f"v:{interview}:back:yes")
    assert late.refused
    assert phrase(world, "review.too_late_to_take_back") in said(late)
    clock_to(world, "2026-09-18 23:59")
    assert payloads(await world.says("hoa", "/resume"), "v:.+:back")
    assert not (await world.taps("hoa", f"v:{interview}:back:yes")).refused


async def test_before_a_day_the_day_itself_is_too_late(running: World) -> None:
    cell = await founded(running)
    await cell.opens(counts="Trước ngày này")
    await cell.joins(HOA, "hoa")
    await hands_in(running, "hoa")
    clock_to(running, "2026-09-18 00:00")
    assert (await running.taps("hoa", f"v:{review(cell)[0]}:back:yes")).refused


async def test_late_is_better_than_never(cell: Cell) -> None:
    clock_to(cell.world, "2026-09-25 10:00")
    await hands_in(cell.world, "hoa")
    assert review(cell)[1:] == ("submitted", 1)


async def test_what_is_handed_in_is_not_changed_by_old_buttons_and_texts(cell: Cell) -> None:
    world = cell.world
    shown = await world.says("hoa", "/resume")
    await hands_in(world, "hoa")
    before = contents(world)["versions"]
    interview, _, _ = review(cell)
    for payload in (*payloads(shown, "i:.+"), f"i:{interview}:c13:u", f"i:{interview}:1:0"):
        reply = await world.taps("hoa", payload)
        assert reply.refused
        assert phrase(world, "interview.handed_in") in said(reply)
    await world.says("hoa", "Thêm một câu")
    assert contents(world)["versions"] == before
    assert review(cell)[1:] == ("submitted", 1)


async def test_after_closing_nothing_is_accepted_and_what_was_handed_in_stays(cell: Cell) -> None:
    world = cell.world
    await cell.joins(BINH, "binh")
    await hands_in(world, "hoa")
    await world.says("binh", "/resume")
    await answers(world, "binh", SHORTEST[:-1])
    last = await world.says("binh", "/resume")
    handed_in = review(cell)[0]
    await cell.closes()
    before = {t: r for t, r in contents(world).items() if t in ("interviews", "versions")}
    typed = await world.says("binh", "không")
    assert phrase(world, "cycle.closed") in said(typed)
    for payload in (*payloads(last, "i:.+"), f"i:{review(cell, BINH)[0]}:c13:u"):
        reply = await world.taps("binh", payload)
        assert reply.refused
        assert phrase(world, "cycle.closed") in said(reply)
    assert (await world.taps("hoa", f"v:{handed_in}:back:yes")).refused
    after = {t: r for t, r in contents(world).items() if t in ("interviews", "versions")}
    assert after == before
    assert await counted(cell) == 1


async def test_a_closed_cycle_is_closed_once(cell: Cell) -> None:
    await cell.closes()
    cycle = one(cell.world, "SELECT id FROM cycles")
    reply = await cell.world.taps("lan", f"y:close:{cycle}:yes")
    assert reply.refused
    assert phrase(cell.world, "cycle.none_open") in said(reply)


async def test_the_review_taken_back_in_one_channel_is_open_in_the_other(cell: Cell) -> None:
    world = cell.world
    browser = await goes_on_in_browser(world, "hoa")
    await hands_in(world, "hoa")
    interview, _, _ = review(cell)
    first, second = await asyncio.gather(
        world.taps("hoa", f"v:{interview}:back:yes"),
        browser.says(payload=f"v:{interview}:back:yes"),
    )
    assert sorted([first.refused, second.refused]) == [False, True]
    assert phrase(world, "workflow.not_while_draft") in said(first) + said(second)
    assert review(cell)[1] == "draft"


async def test_handing_in_and_taking_back_at_once_end_in_one_clear_state(cell: Cell) -> None:
    world = cell.world
    browser = await goes_on_in_browser(world, "hoa")
    await hands_in(world, "hoa")
    interview, _, _ = review(cell)
    await world.taps("hoa", f"v:{interview}:back:yes")
    await browser.says("/resume")
    await asyncio.gather(browser.says("nộp"), world.taps("hoa", f"v:{interview}:back:yes"))
    _, state, version = review(cell)
    assert [number for number, _ in versions(cell)] == ([version] if state == "submitted" else [])


async def test_a_draft_is_seen_by_nobody(cell: Cell) -> None:
    world = cell.world
    await world.says("hoa", "/resume")
    await answers(world, "hoa", [STRENGTH, "3 hiếm khi", DEED])
    world.outlet.sent.clear()
    for command in ("/status", "/summary", "/members", "/remind", "/cycle"):
        reply = await world.says("lan", command)
        assert STRENGTH not in said(reply)
        assert DEED not in said(reply)
    found = await summary(world.office, one(world, "SELECT id FROM cycles"))
    assert STRENGTH not in repr(found)
    assert DEED not in repr(found)
    shared = {t: r for t, r in contents(world).items() if t != "interviews"}
    assert STRENGTH not in str(shared)
    assert DEED not in str(shared)


async def test_a_draft_is_overwritten_and_leaves_no_trace(cell: Cell) -> None:
    world = cell.world
    await world.says("hoa", "/resume")
    await answers(world, "hoa", [STRENGTH, "3 thường xuyên", "quay lại", "3 chưa thấy"])
    database = str({t: r for t, r in contents(world).items() if t != "cycle_forms"})
    assert "often" not in json.loads(one(world, "SELECT answers FROM interviews"))["I"]
    assert '"often"' not in database


async def test_consent_is_kept_with_version_time_and_channel(running: World) -> None:
    cell = await founded(running)
    await cell.opens()
    running.clock.forward(minutes=7)
    await cell.joins(HOA, "hoa")
    rows = every(running, "SELECT member_id, version, agreed, channel, given_at FROM consents")
    now = int(running.clock().timestamp() * 1000)
    assert rows == [(cell.member(HOA), consent.VERSION, 1, "telegram", now)]


async def test_who_refuses_consent_leaves_no_answer_and_may_think_again(running: World) -> None:
    cell = await founded(running)
    await cell.opens()
    await cell.joins(HOA, "hoa", agreed=False)
    screen = await running.says("hoa", "/resume")
    (no,) = payloads(screen, "c:.+:n")
    await running.taps("hoa", no)
    for typed in (STRENGTH, "0", "nộp", "/resume"):
        await running.says("hoa", typed)
    assert every(running, "SELECT * FROM interviews WHERE cycle_id <> ''") == []
    assert STRENGTH not in str(contents(running))
    running.clock.forward(minutes=1)
    (yes,) = payloads(await running.says("hoa", "/resume"), "c:.+:y")
    reply = await running.taps("hoa", yes)
    assert payloads(reply, "i:.+")


async def test_before_any_consent_no_answer_is_kept(running: World) -> None:
    cell = await founded(running)
    await cell.opens()
    await cell.joins(HOA, "hoa", agreed=False)
    for typed in (STRENGTH, "0", "/resume", STRENGTH):
        await running.says("hoa", typed)
    assert STRENGTH not in str(contents(running))


async def test_consent_once_given_is_not_undone_by_an_old_button(cell: Cell) -> None:
    other = await founded(cell.world, "Chi bộ Khu phố Bốn", "Đinh Văn Khoa", "khoa")
    await other.opens("25/9")
    await other.joins("Hoa Lê", "hoa", agreed=False)
    (no,) = payloads(await cell.world.says("hoa", "/resume"), "c:.+:n")
    await cell.world.taps("hoa", no.removesuffix("n") + "y")
    reply = await cell.world.taps("hoa", no)
    assert reply.refused
    assert phrase(cell.world, "consent.already") in said(reply)
    assert every(cell.world, "SELECT agreed FROM consents") == [(1,), (1,)]


async def test_consent_of_one_cell_is_not_consent_of_another(cell: Cell) -> None:
    other = await founded(cell.world, "Chi bộ Khu phố Bốn", "Đinh Văn Khoa", "khoa")
    await other.opens("25/9")
    await other.joins("Hoa Lê", "hoa", agreed=False)
    assert payloads(await cell.world.says("hoa", "/resume"), "c:.+:y")
