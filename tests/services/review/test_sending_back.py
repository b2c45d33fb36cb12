"""Single wordings are sent back with a reason; questions about them are answered."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.domain.people.member import Role
from tests.services.review.reviewed import REASON, given, numbers, review_of, sends_back, state_of
from tests.services.scene import BINH, DEED, Cell, clock_to, every, one, payloads, said
from tests.world import World


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


@pytest.mark.parametrize("act", ["g0", "g1", "g2", "g3.1", "e1", "e3", "1"])
async def test_nothing_else_can_be_changed_meanwhile(cell: Cell, act: str) -> None:
    """Whatever is tapped on the list that is open, what is typed then changes nothing but the
    wording that was sent back."""
    await sends_back(cell, "Việc cụ thể")
    await cell.world.says("hoa", "/resume")
    listed = await cell.world.says("hoa", "Tháng 3 tôi vắng hai buổi học nghị quyết")
    before = answers_of(cell)
    (screen,) = {p.split(":")[2] for p in payloads(listed) if p.startswith(f"i:{review_of(cell)}:")}
    await cell.world.taps("hoa", f"i:{review_of(cell)}:{screen}:{act}")
    await cell.world.says("hoa", "Một câu khác hẳn, dài hơn trước.")
    after = answers_of(cell)
    assert {key for key in before | after if before.get(key) != after.get(key)} <= {"I_deed/I.3"}


def answers_of(cell: Cell) -> dict[str, Any]:
    """What is kept of the review."""
    answers: dict[str, Any] = json.loads(
        one(cell.world, "SELECT answers FROM interviews WHERE id = ?", review_of(cell))
    )
    return answers


async def test_what_one_collected_the_next_secretary_goes_on_with(cell: Cell) -> None:
    known = await numbers(cell)
    number = next(n for line, n in known.items() if "Việc cụ thể" in line)
    await cell.world.taps("lan", f"q:{review_of(cell)}:take:1:{number}")
    await cell.world.says("lan", REASON)
    await given(cell, "Trần Thị Mai Lan", Role.MEMBER)
    await given(cell, BINH, Role.SECRETARY)
    assert not (await cell.world.taps("binh", f"q:{review_of(cell)}:send:1")).refused
    assert REASON in said(await cell.world.says("hoa", "/resume"))


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
