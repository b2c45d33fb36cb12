"""The reviewer's side through the real router: reading, approving, sending single wordings back."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from bot.content.papers.sheet import sheet_paper
from bot.content.words.phrases import phrases
from bot.domain.people.member import Role
from bot.domain.review.sheet import Sheet
from bot.services.office import millis
from bot.services.review import sheets
from bot.services.review.sheets import SheetJob
from handlers.contract import Reply
from tests.services.scene import (
    BINH,
    DEED,
    HOA,
    SHORTEST,
    STRENGTH,
    Cell,
    answers,
    becomes,
    clock_to,
    delivered,
    every,
    gathered,
    hands_in,
    one,
    payloads,
    phrase,
    said,
)
from tests.shelf import made_once
from tests.world import World

SECRET = "Tôi vắng hai buổi học nghị quyết"
REASON = "Xin nêu rõ tháng nào"
MARKED = (
    *(STRENGTH, "3 hiếm khi", DEED, "1", "Đọc tài liệu hằng tuần", "0", "0", "không"),
    *SHORTEST[5:],
)
"""A review with one manifestation marked."""


@made_once
async def cell(running: World) -> Cell:
    """`hoa` has handed in a review with one manifestation; `binh` is half-way."""
    made = await gathered(running, "hoa", "binh")
    await running.says("hoa", "/resume")
    await answers(running, "hoa", MARKED)
    await running.says("hoa", "nộp")
    await running.says("binh", "/resume")
    await answers(running, "binh", [STRENGTH])
    await running.deliver()
    return made


def review_of(cell: Cell, name: str = HOA) -> str:
    found = one(
        cell.world,
        "SELECT id FROM interviews WHERE cycle_id <> '' AND member_id = ?",
        cell.member(name),
    )
    assert isinstance(found, str)
    return found


def state_of(cell: Cell) -> tuple[str, int, int]:
    (found,) = every(
        cell.world,
        "SELECT state, version, approved_version FROM interviews WHERE id = ?",
        review_of(cell),
    )
    return found


async def numbers(cell: Cell, version: int = 1) -> dict[str, str]:
    """The label in the list of what may be sent back -> its number."""
    reply = await cell.world.taps("lan", f"q:{review_of(cell)}:pick:{version}")
    lines = [line for line in said(reply).splitlines() if line[:1].isdigit()]
    return {line.partition(". ")[2]: line.partition(".")[0] for line in lines}


async def sends_back(cell: Cell, *labels: str, version: int = 1) -> Reply:
    """Send the wordings back whose line has this label."""
    known = await numbers(cell, version)
    for label in labels:
        number = next(n for line, n in known.items() if label in line)
        await cell.world.taps("lan", f"q:{review_of(cell)}:take:{version}:{number}")
        await cell.world.says("lan", REASON)
    return await cell.world.taps("lan", f"q:{review_of(cell)}:send:{version}")


async def test_the_queue_lists_what_was_handed_in_and_no_draft(cell: Cell) -> None:
    reply = await cell.world.says("lan", "/review")
    assert HOA in said(reply)
    assert BINH not in said(reply)
    draft = await cell.world.taps("lan", f"q:{review_of(cell, BINH)}:read:1")
    assert draft.refused
    assert STRENGTH not in said(draft)


async def test_every_page_that_is_read_is_recorded_and_protected(cell: Cell) -> None:
    reply = await cell.world.taps("lan", f"q:{review_of(cell)}:read:1")
    assert SECRET in said(reply)
    assert all(message.protected for message in reply.messages)
    read = "SELECT object FROM audit WHERE act = 'review_read'"
    assert every(cell.world, read) == [(review_of(cell),)]


async def test_only_wordings_can_be_sent_back_and_never_a_level(cell: Cell) -> None:
    known = " ".join(await numbers(cell))
    assert DEED in known
    assert "Nhóm I:" not in known
    assert "Có hạn chế khác" not in known
    forged = await cell.world.taps("lan", f"q:{review_of(cell)}:take:1:99")
    assert forged.refused


async def test_nothing_is_sent_back_without_a_reason(cell: Cell) -> None:
    known = await numbers(cell)
    await cell.world.taps("lan", f"q:{review_of(cell)}:take:1:{next(iter(known.values()))}")
    reply = await cell.world.taps("lan", f"q:{review_of(cell)}:send:1")
    assert reply.refused
    assert state_of(cell) == ("submitted", 1, 0)


async def test_the_author_gets_only_those_back_with_the_reason(cell: Cell) -> None:
    await sends_back(cell, "Việc cụ thể")
    assert state_of(cell)[0] == "returned"
    reply = await cell.world.says("hoa", "/resume")
    assert REASON in said(reply)
    assert DEED in said(reply)
    done = await cell.world.says("hoa", "Tháng 3 tôi vắng hai buổi học nghị quyết")
    assert not [p for p in payloads(done) if p.endswith((":e1", ":e3", ":e4", ":e5"))]
    assert any(p.endswith(":e2") for p in payloads(done))


@pytest.mark.parametrize("act", ["0", "1", "2", "g0", "e1", "3.1"])
async def test_nothing_else_can_be_changed_meanwhile(cell: Cell, act: str) -> None:
    await sends_back(cell, "Việc cụ thể")
    await cell.world.says("hoa", "/resume")
    before = one(cell.world, "SELECT answers FROM interviews WHERE id = ?", review_of(cell))
    for screen in ("0", "1", "c0", "c20", "s1r20"):
        await cell.world.taps("hoa", f"i:{review_of(cell)}:{screen}:{act}")
    after = one(cell.world, "SELECT answers FROM interviews WHERE id = ?", review_of(cell))
    assert json.loads(after) == json.loads(before)


async def test_old_and_new_stand_side_by_side_and_rounds_are_counted(cell: Cell) -> None:
    await sends_back(cell, "Việc cụ thể")
    await cell.world.says("hoa", "/resume")
    await cell.world.says("hoa", "Tháng 3 tôi vắng hai buổi")
    await cell.world.says("hoa", "nộp")
    assert state_of(cell) == ("submitted", 2, 0)
    page = said(await cell.world.taps("lan", f"q:{review_of(cell)}:read:1"))
    assert f"Trước: {DEED}" in page
    assert "Nay: Tháng 3 tôi vắng hai buổi" in page
    assert "nộp lần 2" in page
    versions = "SELECT version FROM versions WHERE interview_id = ? ORDER BY version"
    assert every(cell.world, versions, review_of(cell)) == [(1,), (2,)]


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


async def given(cell: Cell, name: str, role: Role) -> None:
    """This role from now on."""
    await becomes(cell, name, role=role.value, role_since=millis(cell.world.clock()))


async def test_a_new_secretary_does_not_read_an_earlier_cycle(cell: Cell) -> None:
    await cell.closes()
    cell.world.clock.forward(days=1)
    await given(cell, BINH, Role.SECRETARY)
    refused = await cell.world.taps("binh", f"q:{review_of(cell)}:read:1")
    assert refused.refused
    assert SECRET not in said(refused)
    assert not (await cell.world.taps("lan", f"q:{review_of(cell)}:read:1")).refused


async def test_who_acts_does_not_read_a_cycle_closed_before(cell: Cell) -> None:
    await cell.closes()
    now, day = millis(cell.world.clock()), 86_400_000
    span = {"acting_from": now + day, "acting_until": now + 3 * day}
    await becomes(cell, BINH, **span)
    cell.world.clock.forward(days=2)
    refused = await cell.world.taps("binh", f"q:{review_of(cell)}:read:1")
    assert phrase(cell.world, "reviewing.before_your_time") in said(refused)
    assert SECRET not in said(refused)
    await becomes(cell, BINH, **{**span, "acting_from": now})
    assert SECRET in said(await cell.world.taps("binh", f"q:{review_of(cell)}:read:1"))


async def test_what_one_collected_the_next_secretary_goes_on_with(cell: Cell) -> None:
    known = await numbers(cell)
    number = next(n for line, n in known.items() if "Việc cụ thể" in line)
    await cell.world.taps("lan", f"q:{review_of(cell)}:take:1:{number}")
    await cell.world.says("lan", REASON)
    await given(cell, "Trần Thị Mai Lan", Role.MEMBER)
    await given(cell, BINH, Role.SECRETARY)
    assert not (await cell.world.taps("binh", f"q:{review_of(cell)}:send:1")).refused
    assert REASON in said(await cell.world.says("hoa", "/resume"))


async def test_notices_outbox_and_audit_tell_nothing_of_the_review(cell: Cell) -> None:
    await cell.world.taps("lan", f"q:{review_of(cell)}:read:1")
    await sends_back(cell, "Việc cụ thể", "Biện pháp")
    seen = await delivered(cell.world)
    assert {s.address for s in seen} >= {"hoa"}
    stored = [
        *every(cell.world, "SELECT contents FROM outbox"),
        *every(cell.world, "SELECT act, object FROM audit"),
    ]
    for secret in (DEED, REASON, "I.3", "I_deed", "hiếm khi"):
        assert not any(secret in s.words for s in seen)
        assert not any(secret in str(row) for row in stored)


async def test_a_question_reaches_the_reviewer_and_the_answer_comes_back(cell: Cell) -> None:
    await sends_back(cell, "Việc cụ thể")
    await cell.world.taps("hoa", f"w:{review_of(cell)}:ask")
    await cell.world.says("hoa", "Ghi theo tháng hay theo quý ạ?")
    asked = await cell.world.taps("lan", f"q:{review_of(cell)}:asked")
    assert "Ghi theo tháng hay theo quý ạ?" in said(asked)
    await cell.world.taps("lan", f"q:{review_of(cell)}:reply")
    await cell.world.says("lan", "Theo tháng.")
    answered = await cell.world.taps("hoa", f"w:{review_of(cell)}:answered")
    assert "Theo tháng." in said(answered)


async def test_the_reviewer_sees_texts_that_are_nearly_the_same(cell: Cell) -> None:
    alike = DEED + ", chỉ đọc lướt tài liệu được gửi về sau đó"
    for who in ("hoa", "binh"):
        if who == "hoa":
            await cell.world.taps("hoa", f"v:{review_of(cell)}:back:yes")
            await cell.world.says("hoa", "4")
            await cell.world.says("hoa", "1")
            await cell.world.says("hoa", alike)
        else:
            await answers(cell.world, "binh", ["0", "0", "0", "không", alike + "."])
            await answers(cell.world, "binh", SHORTEST[6:])
        await cell.world.says(who, "nộp")
    page = await cell.world.taps("lan", f"q:{review_of(cell)}:read:1")
    assert "gần giống" in said(page)
    assert BINH not in said(page)
    shown = await cell.world.taps("lan", f"q:{review_of(cell)}:alike")
    assert BINH in said(shown)


async def test_the_notice_counts_what_waits_as_it_is_sent_and_comes_once_a_day(
    cell: Cell,
) -> None:
    assert [seen.words.strip() for seen in await delivered(cell.world)][-1:] == [
        "Có 1 bản chờ đồng chí duyệt."
    ]
    await answers(cell.world, "binh", SHORTEST[1:])
    await cell.world.says("binh", "nộp")
    assert await delivered(cell.world) == [], "this morning's notice was the one of the day"
    cell.world.clock.forward(days=1)
    await cell.world.taps("hoa", f"v:{review_of(cell)}:back:yes")
    await cell.world.says("hoa", "nộp")
    (notice,) = await delivered(cell.world)
    assert notice.words.strip() == "Có 2 bản chờ đồng chí duyệt."


async def test_no_notice_of_what_was_taken_back_before_it_went_out(cell: Cell) -> None:
    await delivered(cell.world)
    clock_to(cell.world, "2026-08-25 22:00")
    await cell.world.taps("hoa", f"v:{review_of(cell)}:back:yes")
    await cell.world.says("hoa", "nộp")
    await cell.world.taps("hoa", f"v:{review_of(cell)}:back:yes")
    clock_to(cell.world, "2026-08-26 08:00")
    assert await delivered(cell.world) == []


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


async def revises(cell: Cell, words: str) -> None:
    await cell.world.taps("hoa", f"w:{review_of(cell)}:revise")
    for typed in ("1", "1", words, "nộp"):
        reply = await cell.world.says("hoa", typed)
        assert not reply.refused, said(reply)


async def test_after_the_meeting_the_reviewer_sees_what_the_revision_changed(cell: Cell) -> None:
    await sends_back(cell, "Việc cụ thể")
    for typed in ("/resume", "Tháng 3 tôi vắng hai buổi", "nộp"):
        await cell.world.says("hoa", typed)
    await cell.world.taps("lan", f"q:{review_of(cell)}:approve:2")
    await revises(cell, "Tôi giúp hai đồng chí mới")
    page = said(await cell.world.taps("lan", f"q:{review_of(cell)}:read:1"))
    changed = page.partition("Thay đổi so với bản đã xem trước")[2]
    assert f"Trước: {STRENGTH}" in changed
    assert "Nay: Tôi giúp hai đồng chí mới" in changed
    assert REASON not in changed, "what was settled in an earlier round is not shown again"
    assert DEED not in changed


async def test_what_was_asked_for_stays_so_when_the_author_takes_it_back(cell: Cell) -> None:
    """Nobody changes unseen what the reviewer had settled, and the date does not matter."""
    await sends_back(cell, "Việc cụ thể")
    for typed in ("/resume", "Tháng 3 tôi vắng hai buổi", "nộp"):
        await cell.world.says("hoa", typed)
    clock_to(cell.world, "2026-09-25 09:00")  # after the last day
    screen = await cell.world.taps("hoa", f"v:{review_of(cell)}:back:yes")
    assert state_of(cell)[0] == "returned"
    assert not [p for p in payloads(screen) if p.endswith((":e1", ":e5"))]
    assert [p for p in payloads(screen) if p.endswith(":e2")]
    page = said(await cell.world.taps("lan", f"q:{review_of(cell)}:read:2"))
    assert DEED in page, "the version that was sent back can be read, the draft after it not"
    assert "Tháng 3" not in page


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


async def own_of_the_secretary(cell: Cell) -> str:
    """The secretary hands in the own review."""
    screen = await cell.world.says("lan", "/resume")
    if consent := payloads(screen, r"c:\w+:[\w.]+:y"):
        await cell.world.taps("lan", consent[0])
    await hands_in(cell.world, "lan")
    return review_of(cell, "Trần Thị Mai Lan")


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


async def test_choosing_what_to_send_back_is_a_reading_and_bound_to_what_was_read(
    cell: Cell,
) -> None:
    await cell.world.taps("lan", f"q:{review_of(cell)}:pick:1:1")
    read = "SELECT object FROM audit WHERE act = 'review_read'"
    assert every(cell.world, read) == [(review_of(cell),)]
    assert (await cell.world.taps("lan", f"q:{review_of(cell)}:pick:7:1")).refused


async def test_many_wordings_are_chosen_from_on_pages_that_fit(cell: Cell) -> None:
    review = review_of(cell)
    await cell.world.taps("hoa", f"v:{review}:back:yes")
    await marks_everything(cell.world)
    pages = []
    for page in range(1, 10):
        reply = await cell.world.taps("lan", f"q:{review}:pick:2:{page}")
        assert len(said(reply)) < 3_000
        assert len(payloads(reply)) < 20
        pages.append([p.rpartition(":")[2] for p in payloads(reply, r"q:\w+:take:2:\d+")])
        if f"q:{review}:pick:2:{page + 1}" not in payloads(reply):
            break
    assert [n for page in pages for n in page] == [
        str(n) for n in range(1, sum(map(len, pages)) + 1)
    ]
    last = pages[-1][-1]
    await cell.world.taps("lan", f"q:{review}:take:2:{last}")
    back = await cell.world.says("lan", REASON)
    assert f"q:{review}:drop:2:{last}" in payloads(back), "the page on which it stands"


async def marks_everything(world: World) -> None:
    """All nine rows of the first group, each with all that is asked about it."""
    screen = await world.says("hoa", "/resume")
    (part,) = payloads(screen, r"i:.+:e2")
    await world.taps("hoa", part)
    await world.says("hoa", "1")
    await world.says("hoa", ", ".join(f"{row} hiếm khi" for row in range(1, 10)))
    for _ in range(8):
        for typed in (f"{DEED}, chỉ đọc lướt", "1", "Đọc tài liệu hằng tuần, xong trong quý I"):
            reply = await world.says("hoa", typed)
            assert not reply.refused, said(reply)
    done = await world.says("hoa", "nộp")
    assert not done.refused, said(done)


async def test_a_reason_that_is_too_long_is_not_kept(cell: Cell) -> None:
    known = await numbers(cell)
    await cell.world.taps("lan", f"q:{review_of(cell)}:take:1:{next(iter(known.values()))}")
    reply = await cell.world.says("lan", "dài " * 300)
    assert reply.refused
    assert not (await cell.world.says("lan", REASON)).refused
    sent = await cell.world.taps("lan", f"q:{review_of(cell)}:send:1")
    assert not sent.refused


async def test_one_question_at_a_time_and_one_answer_to_it(cell: Cell) -> None:
    review = review_of(cell)
    await sends_back(cell, "Việc cụ thể")
    await cell.world.taps("hoa", f"w:{review}:ask")
    await cell.world.says("hoa", "Ghi theo tháng hay theo quý ạ?")
    assert (await cell.world.taps("hoa", f"w:{review}:ask")).refused
    waiting = await cell.world.taps("lan", f"q:decided:{cell.id}")
    assert "có câu hỏi" in said(waiting)
    assert f"q:{review}:asked" in payloads(await cell.world.taps("lan", f"q:{review}:read:1"))
    await cell.world.taps("lan", f"q:{review}:reply")
    await cell.world.says("lan", "Theo tháng.")
    assert (await cell.world.taps("lan", f"q:{review}:reply")).refused
    assert f"q:{review}:reply" not in payloads(await cell.world.taps("lan", f"q:{review}:asked"))
    assert not (await cell.world.taps("hoa", f"w:{review}:ask")).refused


async def test_the_pdf_for_the_reviewer_has_old_and_new_side_by_side(cell: Cell) -> None:
    await sends_back(cell, "Việc cụ thể")
    for typed in ("/resume", "Tháng 3 tôi vắng hai buổi", "nộp"):
        await cell.world.says("hoa", typed)
    job = SheetJob(review_of(cell), 2, for_reviewer=True)
    for_reviewer, own = (
        await printed(cell, job),
        await printed(cell, replace(job, for_reviewer=False)),
    )
    assert for_reviewer
    assert own
    (change,) = for_reviewer.changes
    assert (change.reason, change.before) == (REASON, DEED)
    assert change.now == "Tháng 3 tôi vắng hai buổi"
    assert own.changes == ()
    (pair,) = [block for block in sheet_paper(for_reviewer, phrases("vi")).annex if block.table]
    assert pair.table
    assert pair.table.head == ("Trước", "Nay")
    assert pair.table.rows == ((DEED, "Tháng 3 tôi vắng hai buổi"),)


async def printed(cell: Cell, job: SheetJob) -> Sheet | None:
    office = cell.world.office
    return await office.db.read(lambda tx: sheets.sheet(office, tx, job, "vi"))


async def test_the_wording_stays_on_the_screen_while_it_is_judged(cell: Cell) -> None:
    """T5: after a tick, and when the reviewer comes back to it; protected each time."""
    picking = await cell.world.taps("lan", f"q:{review_of(cell)}:pick:1:1")
    asked = await cell.world.taps("lan", payloads(picking, r"q:\w+:take:1:\d+")[0])
    wording = said(asked).split("\n\n")[0]
    ticked = await cell.world.taps("lan", payloads(asked, r"i:.+:\+?1")[0])
    again = await cell.world.says("lan", "/resume")
    for reply in (ticked, again):
        assert wording in said(reply)
        assert reply.messages[-1].protected
