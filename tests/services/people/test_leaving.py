"""Members who lose their phone, leave and come back; cells that are renamed and merged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.services.people.roster import found_cell
from bot.services.report.summaries import summary
from bot.services.review.sheets import SheetJob
from bot.services.review.sheets import sheet as sheet_of
from handlers.channels.web.person import enter
from storage import cells
from tests.services.doors import Browser, answers_door, comes_in, goes_on_in_browser
from tests.services.scene import (
    CELL,
    HOA,
    STRENGTH,
    Cell,
    answers,
    clock_to,
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

LAN = "Trần Thị Mai Lan"
PARENT = "Đảng bộ xã Tân Hòa"


@made_once
async def cell(running: World) -> Cell:
    """An open cycle; Hoa and Bình have come."""
    made = await gathered(running, "hoa", "binh")
    await delivered(running)
    return made


async def test_a_code_for_somebody_who_came_asks_what_it_is_for(cell: Cell) -> None:
    reply = await cell.world.taps("lan", f"m:{cell.member(HOA)}:code")
    revoke, add = payloads(reply, ".+:code:.+")
    assert (revoke.rpartition(":")[2], add.rpartition(":")[2]) == ("revoke", "add")
    assert one(cell.world, "SELECT COUNT(*) FROM codes WHERE used_at IS NULL") == 0
    assert (await cell.world.taps("lan", f"m:{cell.member(HOA)}:code:king")).refused


async def test_the_old_phone_sees_nothing_after_the_new_code_was_used(cell: Cell) -> None:
    world = cell.world
    first = await world.says("hoa", "/resume")
    await answers(world, "hoa", [STRENGTH])
    old_buttons = payloads(first)
    browser = await goes_on_in_browser(world, "hoa")
    link = said(await world.says("hoa", "/web"))
    await delivered(world)
    code = await cell.code_for(HOA, revokes=True)

    reply = await comes_in(world, "new phone", code, let_in_by="hoa")
    world.outlet.sent, world.web.sent = [], []  # the question

    assert not reply.refused
    assert payloads(await world.says("new phone", "/resume"), "i:.+")
    assert one(world, "SELECT COUNT(*) FROM sessions") == 0
    told = await delivered(world)
    assert [each.address for each in told] == ["hoa"]
    assert "đã được thoát" in told[0].words
    assert await delivered(world) == [], "once"
    before = every(world, "SELECT id, answers FROM interviews")
    for tapped in (*old_buttons, f"r:{cell.member(HOA)}", f"o:mine:{cell.member(HOA)}"):
        gone = await world.taps("hoa", tapped)
        assert gone.refused
        assert STRENGTH not in said(gone)
    for typed in ("/resume", "/help", "/status", "/web", STRENGTH):
        assert CELL not in said(await world.says("hoa", typed))
    assert CELL not in said(await browser.says("/resume"))
    assert every(world, "SELECT id, answers FROM interviews") == before
    unused = link.split("/i/")[1].split()[0]
    assert (await world.says("thief", f"/start {unused}")).refused


async def test_the_old_browser_s_address_is_bound_to_nothing(cell: Cell) -> None:
    world = cell.world
    await goes_on_in_browser(world, "hoa")
    code = await cell.code_for(HOA, revokes=True)
    await comes_in(world, "new phone", code, let_in_by="hoa")
    person = one(world, "SELECT person_id FROM members WHERE name = ?", HOA)
    bound = every(world, "SELECT channel, address FROM accounts WHERE person_id = ?", person)
    assert bound == [("telegram", "new phone")]


async def test_adding_a_device_leaves_the_old_one(cell: Cell) -> None:
    world = cell.world
    code = await cell.code_for(HOA)
    await comes_in(world, "tablet", code, let_in_by="hoa")
    for device in ("hoa", "tablet"):
        assert payloads(await world.says(device, "/resume"), "i:.+")


async def test_typed_into_an_open_page_the_code_is_not_used_up(cell: Cell) -> None:
    world = cell.world
    browser = await goes_on_in_browser(world, "hoa")
    code = await cell.code_for(HOA, revokes=True)
    assert phrase(world, "roles.open_the_link") in said(await browser.says(f"/start {code}"))
    assert not (await enter(world.office, code, device="this one")).person
    await answers_door(world, "hoa")
    new = await enter(world.office, code, device="this one")
    entered = Browser(world, new.person, new.token)
    assert payloads(await entered.says("/resume"), "i:.+")
    assert one(world, "SELECT COUNT(*) FROM sessions") == 1


async def test_of_two_cells_one_opens_nothing_of_the_other(cell: Cell) -> None:
    """The code of the one cell's secretary is no key to what was written in the other."""
    world = cell.world
    second = await founded(world, "Chi bộ Hai", "Đinh Văn Khoa", "khoa")
    await second.opens()
    await second.joins(HOA, "hoa")
    browser = await goes_on_in_browser(world, "hoa")
    mine = second.member(HOA)

    add = await cell.code_for(HOA)
    assert phrase(world, "roles.add_by_link") in said(await world.says("new", f"/start {add}"))
    revoke = await cell.code_for(HOA, revokes=True)
    reply = await comes_in(world, "new", revoke, let_in_by="hoa")

    assert CELL in said(reply)
    assert (await world.taps("new", f"r:{mine}")).refused
    assert (await world.taps("hoa", f"r:{cell.member(HOA)}")).refused
    assert not (await world.taps("hoa", f"r:{mine}")).refused
    assert CELL not in said(await world.says("hoa", "/help"))
    assert one(world, "SELECT COUNT(*) FROM sessions") == 0
    assert one(world, "SELECT COUNT(*) FROM mailbox") == 0
    assert CELL not in said(await browser.says("/help"))
    assert any("đã được thoát" in each.words for each in await delivered(world))


async def test_what_was_on_its_way_goes_to_the_new_device(cell: Cell) -> None:
    world = cell.world
    second = await founded(world, "Chi bộ Hai", "Đinh Văn Khoa", "khoa")
    await second.joins(HOA, "hoa")
    await delivered(world)
    clock_to(world, "2026-08-24 22:00")
    await world.taps("lan", f"o:{cell.member(HOA)}:give:recorder")
    revoke = await cell.code_for(HOA, revokes=True)
    await comes_in(world, "new", revoke, let_in_by="hoa")
    clock_to(world, "2026-08-25 08:00")
    to = {each.address for each in await delivered(world) if "Nhiệm vụ" in each.words}
    assert to == {"new"}


async def test_the_operator_s_code_for_a_secretary_revokes(running: World) -> None:
    await founded(running)
    _, code = await found_cell(running.office, CELL, PARENT, LAN)
    await comes_in(running, "new", code, let_in_by="lan")
    assert not (await running.says("new", "/members")).refused
    assert (await running.says("lan", "/members")).refused


@pytest.mark.parametrize("how", ["moved", "left_party", "died"])
async def test_leaving_keeps_reason_and_day(cell: Cell, how: str) -> None:
    world, hoa = cell.world, cell.member(HOA)
    await world.taps("lan", f"m:{hoa}:remove:{how}")
    kept = every(world, "SELECT left_how, left_note, left_on FROM members WHERE id = ?", hoa)
    assert kept == [(how, "", "2026-08-24")]


async def test_another_reason_is_asked_for_and_sealed(cell: Cell) -> None:
    world, hoa = cell.world, cell.member(HOA)
    await world.taps("lan", f"m:{hoa}:remove:other")
    assert one(world, "SELECT removed_at FROM members WHERE id = ?", hoa) is None
    reply = await world.says("lan", "Đi lao động nước ngoài")
    assert not reply.refused
    kept = every(world, "SELECT left_how, left_note, left_on FROM members WHERE id = ?", hoa)
    assert kept == [("other", "Đi lao động nước ngoài", "2026-08-24")]
    path = world.settings.database_url.removeprefix("sqlite:///")
    raw = b"".join(p.read_bytes() for p in _files(path))
    assert "lao động nước ngoài".encode() not in raw


def _files(path: str) -> list[Path]:
    return [p for p in (Path(path), Path(f"{path}-wal")) if p.exists()]


@pytest.mark.parametrize("how", ["yes", "king", ""])
async def test_a_forged_reason_removes_nobody(cell: Cell, how: str) -> None:
    assert (await cell.world.taps("lan", f"m:{cell.member(HOA)}:remove:{how}")).refused
    assert one(cell.world, "SELECT COUNT(*) FROM members WHERE removed_at IS NOT NULL") == 0


@pytest.mark.parametrize("way", ["/invite", "list"])
async def test_somebody_who_returns_has_the_old_history(cell: Cell, way: str) -> None:
    world, hoa = cell.world, cell.member(HOA)
    await world.says("hoa", "/resume")
    await answers(world, "hoa", [STRENGTH])
    await world.taps("lan", f"o:{hoa}:give:deputy")
    await world.taps("lan", f"m:{hoa}:remove:moved")
    if way == "list":
        await world.taps("lan", f"m:add:{cell.id}")
    typed = "lê thị hoa, Đỗ Thị Ngọc" if way == "list" else f"/invite {HOA}"
    asked = await world.says("lan", typed)
    assert "chuyển sinh hoạt đi, ngày 24/08/2026" in said(asked)
    for yes in payloads(asked, "ma:.+:new"):
        await world.taps("lan", yes)
    assert one(world, "SELECT COUNT(*) FROM members WHERE name = 'Đỗ Thị Ngọc'") == (way == "list")
    (back,) = payloads(asked, "o:.+:back")

    reply = await world.taps("lan", back)

    code = said(reply).split("?start=")[1].split()[0]
    assert cell.member(HOA) == hoa
    assert every(world, "SELECT role, left_how, removed_at FROM members WHERE id = ?", hoa) == [
        ("member", "", None)
    ]
    assert (await world.taps("hoa", f"r:{hoa}")).refused, "not before the new code"
    await world.says("hoa", f"/start {code}")
    assert payloads(await world.says("hoa", "/resume"), "i:.+")
    assert STRENGTH in one(world, "SELECT answers FROM interviews WHERE member_id = ?", hoa)
    assert (await world.taps("lan", back)).refused


@pytest.mark.parametrize(
    ("there", "returns"), [("3/4/1990", True), ("1970", False), ("", False), ("1/5/1970", False)]
)
async def test_another_birth_date_is_somebody_else(
    cell: Cell, there: str, *, returns: bool
) -> None:
    """Somebody of the name is on the roster: who left returns beside, if those are two persons."""
    world, hoa = cell.world, cell.member(HOA)
    await born(cell, hoa, "1/5/1970")
    await world.taps("lan", f"m:{hoa}:remove:moved")
    await world.taps("lan", f"o:{hoa}:anew")
    other = one(world, "SELECT id FROM members WHERE name = ? AND removed_at IS NULL", HOA)
    await born(cell, other, there)

    reply = await world.taps("lan", f"o:{hoa}:back")

    assert reply.refused is not returns
    on_roster = "SELECT COUNT(*) FROM members WHERE name = ? AND removed_at IS NULL"
    assert one(world, on_roster, HOA) == 1 + returns


async def born(cell: Cell, member: str, on: str) -> None:
    await cell.world.taps("lan", f"m:{member}:birth")
    assert not (await cell.world.says("lan", on or "bỏ qua")).refused


async def renames(cell: Cell, name: str, since: str, parent: str = "Giữ nguyên") -> str:
    world = cell.world
    await world.says("lan", "/rename")
    for typed in (name, parent, "Tân Hòa Đông", since):
        await world.says("lan", typed)
    return said(await world.says("lan", "nộp"))


async def test_papers_bear_the_names_of_their_day(cell: Cell) -> None:
    world = cell.world
    await hands_in(world, "hoa")
    cycle = one(world, "SELECT id FROM cycles")
    interview = one(world, "SELECT id FROM interviews WHERE state = 'submitted'")
    await cell.closes()
    clock_to(world, "2026-10-05 09:00")

    assert "Chi bộ Trường Hoa Sen 1" in await renames(cell, "Chi bộ Trường Hoa Sen 1", "1/10/2026")

    async def named() -> tuple[str, str]:
        found = await summary(world.office, cycle)
        printed = await world.office.db.read(
            lambda tx: sheet_of(world.office, tx, SheetJob(interview, 1), "vi")
        )
        assert found
        assert printed
        return found.issuer.cell, printed.issuer.cell

    assert await named() == (CELL, CELL)
    assert "Hoa Sen 1" in said(await world.says("hoa", "/help"))
    await renames(cell, "Chi bộ Mầm non", "24/8/2026")
    assert await named() == ("Chi bộ Mầm non", "Chi bộ Mầm non")
    assert "Hoa Sen 1" in said(await world.says("hoa", "/help")), "the later name still holds"

    async def on(day: date) -> str:
        return (await world.office.db.read(lambda tx: cells.names_on(tx, cell.id, day))).name

    assert await on(date(2026, 8, 23)) == CELL
    assert await on(date(2026, 9, 30)) == "Chi bộ Mầm non"


async def test_names_that_cannot_be_given(cell: Cell) -> None:
    world = cell.world
    await founded(world, "Chi bộ Hai", "Đinh Văn Khoa", "khoa")
    assert phrase(world, "moving.day_to_come") in await renames(cell, "Chi bộ Ba", "25/8/2026")
    (drop,) = payloads(await world.says("lan", "/huy"), "f:.+:drop")
    await world.taps("lan", drop)
    taken = phrase(world, "moving.name_taken", name="Chi bộ Hai")
    assert taken in await renames(cell, "Chi bộ Hai", "24/8/2026")
    assert one(world, "SELECT name FROM cells WHERE id = ?", cell.id) == CELL


async def test_the_place_given_in_the_settings_is_not_lost(cell: Cell) -> None:
    world = cell.world
    await world.says("lan", "/settings")
    for typed in ("17", "Giữ nguyên", "Tân Hòa", "Giữ nguyên"):
        await world.says("lan", typed)
    await world.says("lan", "nộp")
    day = world.office.calendar.local(world.clock()).date()
    found = await world.office.db.read(lambda tx: cells.names_on(tx, cell.id, day))
    assert found.place == "Tân Hòa"
