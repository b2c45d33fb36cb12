"""One person in two cells with two roles, and one person on two channels."""

from __future__ import annotations

import asyncio

import pytest

from handlers.contract import Message
from storage.outbox import Lane
from tests.services.doors import goes_on_in_browser
from tests.services.scene import (
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
    hands_in,
    one,
    payloads,
    phrase,
    said,
    swept,
)
from tests.world import World

LAN_AT_HOME = "Mai Lan"


@pytest.fixture
async def school(running: World) -> Cell:
    """Lan is the secretary of the school's cell; its cycle is open."""
    made = await founded(running)
    await made.opens(theme="Đợt của trường")
    await made.joins(HOA, "hoa")
    return made


@pytest.fixture
async def quarter(school: Cell) -> Cell:
    """Lan is a plain member of the quarter's cell, where she went last."""
    made = await founded(school.world, "Chi bộ Khu phố Bốn", "Đinh Văn Khoa", "khoa")
    await made.opens("25/9", theme="Đợt của khu phố")
    await made.joins(LAN_AT_HOME, "lan")
    await delivered(school.world)
    return made


@pytest.fixture
async def second(school: Cell) -> Cell:
    """A second cell, of which Lan is the secretary as well, and where she went last."""
    made = await founded(school.world, "Chi bộ Hội khuyến học", LAN_AT_HOME, "lan")
    await made.opens("25/9", theme="Đợt của hội")
    await delivered(school.world)
    return made


def cycle_of(cell: Cell) -> str:
    return str(one(cell.world, "SELECT id FROM cycles WHERE cell_id = ?", cell.id))


async def test_each_role_counts_in_its_own_cell_only(school: Cell, quarter: Cell) -> None:
    world = school.world
    assert (await world.says("lan", "/status")).refused
    assert (await world.says("lan", "/members")).refused
    (there,) = payloads(await world.says("lan", "/cells"), f"k:{school.member('Trần Thị Mai Lan')}")
    await world.taps("lan", there)
    assert HOA in said(await world.says("lan", "/members"))
    assert "Đợt của trường" in said(await world.says("lan", "/status"))


async def test_the_menu_follows_the_cell(school: Cell, quarter: Cell) -> None:
    world = school.world
    (there,) = payloads(await world.says("lan", "/cells"), f"k:{school.member('Trần Thị Mai Lan')}")
    (back,) = payloads(await world.says("lan", "/cells"), f"k:{quarter.member(LAN_AT_HOME)}")
    as_secretary, as_member = await world.taps("lan", there), await world.taps("lan", back)
    assert as_secretary.menu
    assert as_member.menu
    assert {c.name for c in as_secretary.menu} - {c.name for c in as_member.menu} >= {"tinhhinh"}


async def test_answers_go_to_the_cell_that_is_spoken_of(school: Cell, quarter: Cell) -> None:
    world = school.world
    await world.says("lan", "/resume")
    await answers(world, "lan", ["Bên khu phố tôi họp đủ"])
    me = school.member("Trần Thị Mai Lan")
    reply = await world.taps("lan", f"k:{me}")
    await world.taps("lan", payloads(reply, "c:.+:y")[0])
    await answers(world, "lan", ["Ở trường tôi dạy đủ giờ"])
    kept = "SELECT answers FROM interviews WHERE member_id = ?"
    at_school, at_home = one(world, kept, me), one(world, kept, quarter.member(LAN_AT_HOME))
    assert "trường" in at_school
    assert "khu phố" not in at_school
    assert "khu phố" in at_home
    assert "trường" not in at_home


async def test_the_digests_buttons_act_in_the_cell_of_the_digest(
    school: Cell, quarter: Cell
) -> None:
    world = school.world
    clock_to(world, "17:00")
    (digest,) = [s.message for s in await swept(world) if s.address == "lan"]
    assert isinstance(digest, Message)
    remind = next(b.payload for row in digest.buttons for b in row if "remind" in b.payload)
    assert HOA in said(await world.taps("lan", remind))
    steps = every(world, "SELECT DISTINCT cycle_id FROM reminders WHERE kind = 'by_hand'")
    assert steps == [(cycle_of(school),)]


async def test_a_request_is_decided_in_its_cell(school: Cell, quarter: Cell) -> None:
    world = school.world
    code = one(world, "SELECT group_code FROM cells WHERE id = ?", school.id)
    await world.says("binh", f"/start {code}")
    await world.says("binh", "Nguyễn Văn Bình")
    (question,) = [s.message for s in await delivered(world) if s.address == "lan"]
    assert isinstance(question, Message)
    yes = question.buttons[0][0].payload
    assert not (await world.taps("lan", yes)).refused
    cells = every(world, "SELECT cell_id FROM members WHERE name = 'Nguyễn Văn Bình'")
    assert cells == [(school.id,)]


async def test_a_members_card_acts_in_its_cell(school: Cell, second: Cell) -> None:
    world = school.world
    await world.taps("lan", f"m:{school.member(HOA)}:exempt")
    await world.says("lan", "nghỉ phép")
    assert every(world, "SELECT name FROM members WHERE exempt_reason <> ''") == [(HOA,)]
    assert HOA in said(await world.says("lan", "/members"))


async def test_the_lists_buttons_act_in_the_cell_of_the_list(school: Cell, second: Cell) -> None:
    world = school.world
    await world.taps("lan", f"k:{school.member('Trần Thị Mai Lan')}")
    (add,) = payloads(await world.says("lan", "/members"), "m:add.*")
    await world.taps("lan", f"k:{second.member(LAN_AT_HOME)}")
    await world.taps("lan", add)
    asked = await world.says("lan", "Đỗ Thị Ngọc")
    await world.taps("lan", payloads(asked, "ma:.+:new")[0])
    rows = every(world, "SELECT cell_id FROM members WHERE name = 'Đỗ Thị Ngọc'")
    assert rows == [(school.id,)]


async def test_closing_closes_the_cycle_of_the_card(school: Cell, second: Cell) -> None:
    world = school.world
    question = await world.taps("lan", f"y:close:{cycle_of(school)}")
    (yes,) = payloads(question, "y:close:.+:yes")
    await world.taps("lan", yes)
    rows = every(world, "SELECT cell_id FROM cycles WHERE closed_at IS NOT NULL")
    assert rows == [(school.id,)]


async def test_moving_moves_the_cycle_of_the_card(school: Cell, second: Cell) -> None:
    world = school.world
    await world.taps("lan", f"y:move:{cycle_of(school)}")
    for typed in ("30/9", "Đến hết ngày này", "bỏ qua", "nộp"):
        await world.says("lan", typed)
    dates = dict(every(world, "SELECT cell_id, submit_on FROM cycles"))
    assert dates == {school.id: "2026-09-30", second.id: "2026-09-25"}


async def test_a_form_begun_in_one_cell_does_its_work_there(school: Cell, second: Cell) -> None:
    world = school.world
    await school.closes()
    await world.says("lan", "/cycle")
    for typed in ("Đợt mới", "Giữ nguyên", "1", "30/9", "Đến hết ngày này", "bỏ qua", "xong"):
        last = await world.says("lan", typed)
    (submit,) = payloads(last, "i:.+:u")
    await second.closes()
    await world.taps("lan", f"k:{second.member(LAN_AT_HOME)}")
    await world.taps("lan", submit)
    rows = every(world, "SELECT cell_id FROM cycles WHERE theme = 'Đợt mới'")
    assert rows == [(school.id,)]


async def test_an_old_button_of_the_other_cells_review_answers_there(
    school: Cell, quarter: Cell
) -> None:
    world = school.world
    await world.says("lan", "/resume")
    reply = await hands_in(world, "lan")
    (back,) = payloads(reply, "v:.+:back")
    await world.taps("lan", f"k:{school.member('Trần Thị Mai Lan')}")
    await world.taps("lan", back)
    shown = await world.taps("lan", f"{back}:yes")
    assert payloads(shown, "i:.+")
    states = every(world, "SELECT member_id, state FROM interviews WHERE version = 1")
    assert states == [(quarter.member(LAN_AT_HOME), "draft")]


async def test_a_review_begun_in_one_channel_goes_on_in_the_other(school: Cell) -> None:
    world = school.world
    await world.says("hoa", "/resume")
    await answers(world, "hoa", SHORTEST[:3])
    browser = await goes_on_in_browser(world, "hoa")
    await browser.says("/resume")
    for typed in SHORTEST[3:6]:
        assert not (await browser.says(typed)).refused
    await world.says("hoa", "/resume")
    await answers(world, "hoa", SHORTEST[6:])
    done = await world.says("hoa", "nộp")
    assert payloads(done, "v:.+:back")
    assert one(world, "SELECT COUNT(*) FROM versions") == 1


async def test_a_text_for_a_screen_that_was_answered_elsewhere_is_not_recorded(
    school: Cell,
) -> None:
    world = school.world
    await world.says("hoa", "/resume")
    browser = await goes_on_in_browser(world, "hoa")
    shown = await browser.says("/resume")
    await answers(world, "hoa", [STRENGTH])
    interview = "SELECT answers, revision FROM interviews WHERE member_id = ?"
    before = every(world, interview, school.member(HOA))
    reply = await browser.says("Một câu trả lời khác")
    assert reply.refused
    assert phrase(world, "interview.stale_text") in said(reply)
    assert every(world, interview, school.member(HOA)) == before
    tap = payloads(shown, "i:.+")[0]
    assert phrase(world, "interview.stale_tap") in said(await browser.says(payload=tap))
    assert every(world, interview, school.member(HOA)) == before


async def test_two_channels_at_once_record_one_answer_for_one_screen(school: Cell) -> None:
    world = school.world
    await world.says("hoa", "/resume")
    browser = await goes_on_in_browser(world, "hoa")
    await browser.says("/resume")
    replies = await asyncio.gather(world.says("hoa", "Từ điện thoại"), browser.says("Từ máy tính"))
    assert sorted(reply.refused for reply in replies) == [False, True]
    kept = one(world, "SELECT answers FROM interviews WHERE member_id = ?", school.member(HOA))
    assert ("điện thoại" in kept) != ("máy tính" in kept)


async def test_two_channels_that_hand_in_at_once_make_one_version(school: Cell) -> None:
    world = school.world
    await world.says("hoa", "/resume")
    await answers(world, "hoa", SHORTEST)
    browser = await goes_on_in_browser(world, "hoa")
    await browser.says("/resume")
    await world.says("hoa", "/resume")
    await asyncio.gather(world.says("hoa", "nộp"), browser.says("nộp"))
    assert every(world, "SELECT version FROM versions") == [(1,)]
    sent = every(world, "SELECT contents FROM outbox WHERE lane = ?", int(Lane.AWAITED))
    assert sum("SheetJob" in contents for (contents,) in sent) == 1


async def test_messages_go_to_the_channel_used_last(school: Cell) -> None:
    world = school.world
    browser = await goes_on_in_browser(world, "hoa")
    world.clock.forward(minutes=1)
    await browser.says("/resume")
    clock_to(world, "2026-09-11 08:00")
    assert [s.address for s in await swept(world) if s.is_reminder and s.address != "lan"] == [
        browser.person
    ]
    await world.says("hoa", "/resume")
    clock_to(world, "2026-09-15 08:00")
    assert "hoa" in [s.address for s in await swept(world)]


async def test_looking_at_ones_cells_changes_nothing_but_the_place(
    school: Cell, quarter: Cell
) -> None:
    world = school.world
    before = contents(world)
    await world.says("lan", "/cells")
    after = contents(world)
    changed = {table for table in after if after[table] != before[table]}
    assert changed <= {"accounts", "inbox"}
