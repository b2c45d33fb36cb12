"""An open cycle can be mended, and one that was a mistake leaves no trace."""

from __future__ import annotations

from functools import partial
from unittest.mock import Mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.cycle.place import HANDED_IN, WAITED_FOR, Place
from bot.domain.people.member import Member, MemberKind, MemberStanding, Role
from bot.domain.review.workflow import State
from bot.services.cycle import status
from bot.services.cycle.standing import Standing, duties
from bot.services.report.summaries import place_of
from storage import cycles
from storage.cycles import CycleForm
from tests.services.scene import (
    BINH,
    DEED,
    HOA,
    SHORTEST,
    STRENGTH,
    Cell,
    answers,
    every,
    founded,
    hands_in,
    one,
    payloads,
    said,
)
from tests.shelf import made_once
from tests.world import World

ONE_ROW = (STRENGTH, "3 hiếm khi", DEED, "1", "2", "0", "0", "không", *SHORTEST[5:])
"""A review with an item that the next one begins with."""


@made_once
async def cell(running: World) -> Cell:
    """Two members; the collective's review is Bình's to write."""
    made = await founded(running)
    await made.joins(HOA, "hoa")
    await made.joins(BINH, "binh")
    return made


async def opens(cell: Cell, author: str = "") -> str:
    """A cycle, with a collective's review if somebody is named for it; its id."""
    await cell.world.says("lan", "/cycle")
    forms = "1, 2" if author else "1"
    for typed in ("Giữ nguyên", "Giữ nguyên", forms, *([author] if author else ())):
        reply = await cell.world.says("lan", typed)
        assert not reply.refused, said(reply)
    for typed in ("18/9", "Đến hết ngày này", "bỏ qua", "xong", "nộp"):
        reply = await cell.world.says("lan", typed)
        assert not reply.refused, said(reply)
    await cell.world.deliver()
    cell.world.outlet.sent.clear()
    found = one(cell.world, "SELECT id FROM cycles WHERE closed_at IS NULL")
    assert isinstance(found, str)
    return found


async def consents(cell: Cell, address: str) -> None:
    reply = await cell.world.says(address, "/resume")
    for yes in payloads(reply, r"c:\w+:[\w.]+:y"):
        await cell.world.taps(address, yes)


async def told(cell: Cell, address: str) -> str:
    """Everything that was sent there by itself."""
    await cell.world.deliver()
    return "\n".join(getattr(each, "text", "") for each in cell.world.outlet.take(address))


# -- taking it back


async def test_a_cycle_opened_by_mistake_leaves_no_trace(cell: Cell) -> None:  # C1
    first = await opens(cell)
    await consents(cell, "hoa")
    await answers(cell.world, "hoa", [STRENGTH])

    asked = await cell.world.taps("lan", f"y:withdraw:{first}")
    assert HOA in said(asked)
    assert one(cell.world, "SELECT COUNT(*) FROM cycles") == 1
    await cell.world.taps("lan", f"y:withdraw:{first}:yes")

    assert "không còn" in await told(cell, "hoa")
    assert "rút lại" in await told(cell, "binh")
    for table in ("cycles", "cycle_forms", "reminders"):
        assert one(cell.world, f"SELECT COUNT(*) FROM {table}") == 0
    assert not every(cell.world, "SELECT 1 FROM interviews WHERE cycle_id > ''")
    assert "chưa có đợt nào" in said(await cell.world.says("lan", "/status"))
    assert not (await cell.world.says("hoa", "/resume")).notice
    assert await opens(cell) != first


async def test_nothing_is_taken_back_once_somebody_has_handed_in(cell: Cell) -> None:  # C1
    cycle = await opens(cell)
    await consents(cell, "hoa")
    await hands_in(cell.world, "hoa")
    for payload in (f"y:withdraw:{cycle}", f"y:withdraw:{cycle}:yes"):
        assert (await cell.world.taps("lan", payload)).refused

    taken = one(cell.world, "SELECT id FROM interviews WHERE version > 0")
    await cell.world.taps("hoa", f"v:{taken}:back:yes")
    assert (await cell.world.taps("lan", f"y:withdraw:{cycle}:yes")).refused
    assert one(cell.world, "SELECT COUNT(*) FROM cycles") == 1


async def test_who_is_excused_from_it_is_excused_from_the_next(cell: Cell) -> None:  # C1
    await opens(cell)
    await cell.exempts(HOA)
    await cell.closes()
    cell.world.clock.forward(hours=1)
    cycle = await opens(cell)  # the excuse of the first one is over
    await cell.exempts(HOA)
    await cell.world.taps("lan", f"y:withdraw:{cycle}:yes")
    cell.world.clock.forward(hours=1)
    await opens(cell)
    assert one(cell.world, "SELECT exempt_reason > '' FROM members WHERE name = ?", HOA) == 1


# -- last time


async def test_last_time_is_the_last_cycle_in_which_this_member_handed_in(  # C1
    cell: Cell,
) -> None:
    world = cell.world
    await opens(cell)
    for address in ("hoa", "binh"):
        await consents(cell, address)
    await answers(world, "hoa", ONE_ROW)
    assert not (await world.says("hoa", "nộp")).refused
    await cell.closes()
    world.clock.forward(hours=1)
    await opens(cell)
    await world.says("hoa", "/resume")  # begun, and never handed in
    await hands_in(world, "binh")
    await closes_open(cell)
    world.clock.forward(hours=1)
    newest = await opens(cell)

    assert "1/6" in said(await world.says("hoa", "/resume"))
    assert "1/5" in said(await world.says("binh", "/resume"))
    now = await world.office.db.read(lambda tx: cycles.cycle(tx, newest))
    assert now
    for name, which in ((HOA, "MIN"), (BINH, "MAX")):
        read = partial(cycles.cycle_before, cycle=now, member_id=cell.member(name))
        found = await world.office.db.read(read)
        assert found
        opened = f"SELECT {which}(opened_at) FROM cycles WHERE closed_at IS NOT NULL"
        assert found.opened_at == one(world, opened)


async def closes_open(cell: Cell) -> None:
    """The cycle that is open now is closed."""
    cycle = one(cell.world, "SELECT id FROM cycles WHERE closed_at IS NULL")
    await cell.world.taps("lan", f"y:close:{cycle}:yes")


# -- who writes what


async def edits(cell: Cell, *typed: str) -> str:
    """The secretary changes the open cycle; what the last screen says."""
    cycle = one(cell.world, "SELECT id FROM cycles WHERE closed_at IS NULL")
    await cell.world.taps("lan", f"y:edit:{cycle}")
    for each in (*typed, "nộp"):
        reply = await cell.world.says("lan", each)
    return said(reply)


async def test_theme_reviews_and_authors_change_after_opening(cell: Cell) -> None:  # C1, C4
    await opens(cell, BINH)
    await edits(cell, "Soi lại giữa năm", "1, 2, 4", HOA)

    assert one(cell.world, "SELECT theme FROM cycles") == "Soi lại giữa năm"
    assert every(
        cell.world,
        "SELECT f.form, m.name FROM cycle_forms f LEFT JOIN members m ON m.id = f.member_id"
        " ORDER BY f.position",
    ) == [("member", None), ("collective", HOA), ("cultivation", None)]
    assert f"nay do {HOA}" in await told(cell, "binh")
    assert "được giao viết" in await told(cell, "hoa")

    await edits(cell, "Giữ nguyên", "1")
    assert every(cell.world, "SELECT form FROM cycle_forms") == [("member",)]


async def test_what_somebody_has_begun_stays(cell: Cell) -> None:  # C1
    await opens(cell, BINH)
    await consents(cell, "binh")
    collective = one(cell.world, "SELECT id FROM interviews WHERE form = 'collective'")
    await cell.world.taps("binh", f"v:{collective}:write")
    assert not (await cell.world.says("binh", "1")).refused
    assert "đã có người làm" in await edits(cell, "Giữ nguyên", "1")
    assert one(cell.world, "SELECT COUNT(*) FROM cycle_forms") == 2


async def test_who_is_excused_writes_nothing_and_passes_it_on(cell: Cell) -> None:  # C4
    await opens(cell, BINH)
    await cell.exempts(BINH)

    assert "không phải viết nữa" in await told(cell, "binh")
    assert "được giao viết" in await told(cell, "lan")
    named = "SELECT m.name FROM cycle_forms f JOIN members m ON m.id = f.member_id"
    assert one(cell.world, named) == "Trần Thị Mai Lan"
    counts = said(await cell.world.says("lan", "/status"))
    assert "được miễn 1 (= 3)" in counts


async def test_nobody_excused_is_named_to_write(cell: Cell) -> None:  # C4
    await cell.exempts(HOA)
    await opens(cell, BINH)
    assert "đang được miễn" in await edits(cell, "Giữ nguyên", "1, 2", HOA)


async def test_a_moved_meeting_is_told_to_those_excused_too(cell: Cell) -> None:  # C2
    await cell.exempts(HOA)
    cycle = await opens(cell)
    await cell.world.taps("lan", f"y:move:{cycle}")
    for typed in ("Giữ nguyên", "Đến hết ngày này", "25/9", "nộp"):
        await cell.world.says("lan", typed)

    assert "Họp: thứ Sáu, 25/09/2026, còn 32 ngày" in await told(cell, "binh")
    heard = await told(cell, "hoa")
    assert "25/09/2026" in heard
    assert "Hạn nộp" not in heard


async def test_the_opening_notice_has_theme_and_dates(cell: Cell) -> None:  # C2
    await cell.world.says("lan", "/cycle")
    for typed in ("Soi lại giữa năm", "Giữ nguyên", "1", "18/9", "Đến hết ngày này", "12/9"):
        await cell.world.says("lan", typed)
    for typed in ("xong", "nộp"):
        await cell.world.says("lan", typed)

    heard = await told(cell, "hoa")
    assert "Soi lại giữa năm" in heard
    assert "thứ Sáu, 18/09/2026" in heard
    assert "thứ Bảy, 12/09/2026" in heard


async def test_a_notice_that_waited_for_the_morning_says_what_is_true_then(  # C1, C2
    cell: Cell,
) -> None:
    cell.world.clock.forward(hours=13)
    cycle = await opens(cell)
    await cell.world.taps("lan", f"y:withdraw:{cycle}:yes")
    cell.world.clock.forward(hours=12)
    heard = await told(cell, "hoa")
    assert "Hạn nộp" not in heard
    assert "rút lại" in heard


# -- days that are said back


@pytest.mark.parametrize(
    ("typed", "counts_as", "words"),
    [
        ("2/9", "Đến hết ngày này", "hết thứ Tư, 02/09/2026, còn 9 ngày. Hôm ấy là ngày nghỉ"),
        ("13/9", "Đến hết ngày này", "hết Chủ nhật, 13/09/2026, còn 20 ngày. Hôm ấy là ngày nghỉ"),
        ("14/9", "Trước ngày này", "hết Chủ nhật, 13/09/2026, còn 20 ngày. Hôm ấy là ngày nghỉ"),
        ("14/9", "Đến hết ngày này", "hết thứ Hai, 14/09/2026, còn 21 ngày."),
    ],
)
async def test_a_deadline_on_a_day_off_is_said_before_it_counts(  # U12
    cell: Cell, typed: str, counts_as: str, words: str
) -> None:
    await cell.world.says("lan", "/cycle")
    for each in ("Giữ nguyên", "Giữ nguyên", "1", typed):
        await cell.world.says("lan", each)
    shown = said(await cell.world.says("lan", counts_as))
    assert words in shown
    assert ("ngày nghỉ" in shown) is ("nghỉ" in words)
    assert every(cell.world, "SELECT 1 FROM cycles") == []


async def test_a_month_of_a_commitment_is_said_back_in_full(cell: Cell) -> None:  # H11
    await opens(cell)
    await consents(cell, "hoa")
    *before, _due, product, more = SHORTEST
    await answers(cell.world, "hoa", before)
    shown = said(await cell.world.says("hoa", "quý I/2027"))
    assert "thứ Tư, 31/03/2027, còn 219 ngày" in shown
    await answers(cell.world, "hoa", [product, more])
    assert not (await cell.world.says("hoa", "nộp")).refused


async def test_a_slip_in_the_year_is_asked_again(cell: Cell) -> None:  # U25
    await opens(cell)
    await consents(cell, "hoa")
    await answers(cell.world, "hoa", SHORTEST[:-3])
    for far in ("30/6/2072", "30/9/2029", "tháng 6/2072"):
        assert (await cell.world.says("hoa", far)).refused
    assert "Hơn một năm nữa" in said(await cell.world.says("hoa", "30/6/2028"))


# -- one function says who counts


FORMS = (CycleForm("y", "member", 0, ""), CycleForm("y", "collective", 1, "m0"))


@st.composite
def standings(draw: st.DrawFn) -> list[Standing]:
    """A cell of any roster, with reviews in any states."""
    found = []
    for n in range(draw(st.integers(1, 8))):
        member = Member(
            f"m{n}",
            "c",
            f"Đảng viên {n}",
            draw(st.sampled_from((Role.SECRETARY, Role.MEMBER, Role.COMMITTEE))),
            kind=draw(st.sampled_from(MemberKind)),
            standing=draw(st.sampled_from(MemberStanding)),
            exempt_reason=draw(st.sampled_from(("", "", "nghỉ"))),
        )
        asked = duties(member, FORMS)
        states = {each.form: draw(st.sampled_from(State)) for each in asked if draw(st.booleans())}
        found.append(Standing(member, asked, states, *(draw(st.booleans()) for _ in range(3))))
    return found


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(standings())
def test_status_report_and_reminders_wait_for_the_same_people(  # C4
    everybody: list[Standing],
) -> None:
    for each in everybody:
        place = status.place(each)
        beside = place in HANDED_IN and not each.finished
        # What was sent back from a paper review is waited for, and its author never reminded here.
        if not beside:
            assert each.awaited is (place in WAITED_FOR and not each.on_paper)
            assert each.finished is (place in HANDED_IN or place is Place.EXEMPT)
        else:
            assert any(duty.member_id for duty in each.duties)
        assert (place is Place.EXEMPT) is each.member.is_exempt
        found = Mock(places={each.member.id: place})
        assert (place_of(each.member, found) == "exempt") is (place is Place.EXEMPT)
