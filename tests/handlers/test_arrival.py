"""H22, TH12: whoever arrives ends at a button for what they came for."""

from __future__ import annotations

import pytest

from bot.domain.people.member import Member, MemberStanding, Role
from bot.services.office import millis, new_id
from storage import accounts, members
from storage.engine.database import Transaction
from tests.services.scene import HOA, Cell, delivered, founded, hands_in, one, payloads, said
from tests.world import World

CAME_FOR = {
    "guest": r"pa:\w+",
    "superior": r"fc:\w+",
    "exempt": r"pm:own:\w+|d:\w+",
    "suspended": r"d:\w+",
    "gone guest": r"d:\w+",
    "deputy": r"c:.+:y|d:\w+",
    "committee": r"c:.+:y|d:\w+",
    "member": r"c:.+:y|d:\w+",
    "secretary": r"c:.+:y|y:open|r:\w+",
}
"""By who arrives: the buttons of which there is at least one. Every role has a line."""


async def arrives(cell: Cell, who: str) -> None:
    """Somebody who is this comes in, at the address of that name."""
    running, now = cell.world, millis(cell.world.clock())

    async def work(tx: Transaction) -> None:
        person = new_id()
        await accounts.add_person(tx, person, language="vi", now=now)
        await accounts.bind(tx, "telegram", who, person, now=now)
        role = {"exempt": Role.MEMBER, "suspended": Role.MEMBER, "gone guest": Role.GUEST}
        new = Member(
            new_id(),
            cell.id,
            f"Người {who}",
            role.get(who) or Role(who),
            person_id=person,
            standing=MemberStanding.SUSPENDED if who == "suspended" else MemberStanding.ACTIVE,
            exempt_reason="nghỉ ốm" if who == "exempt" else "",
            until={"guest": now + 10**9, "gone guest": now}.get(who),
        )
        await members.add_member(tx, new, now=now)

    if who != "secretary":
        await running.office.db.write(work)


@pytest.mark.parametrize("state", ["no cycle", "open", "closed"])
@pytest.mark.parametrize("who", CAME_FOR)
async def test_h22_every_arrival_ends_at_a_button(running: World, who: str, state: str) -> None:
    cell = await founded(running, address="secretary")
    if state != "no cycle":
        await cell.opens()
    if state == "closed":
        await cell.closes()
    await arrives(cell, who)
    for typed in ("/tieptuc", "/start"):
        reply = await running.says(who, typed)
        found = payloads(reply, CAME_FOR[who])
        assert found, (typed, said(reply))
    for payload in found:
        assert not (await running.taps(who, payload)).refused, payload


def test_h22_every_main_role_has_a_line() -> None:
    beside = {Role.ACTING, Role.RECORDER, Role.GROUP_HEAD}
    assert {role.value for role in Role if role not in beside} <= set(CAME_FOR)


async def test_th12_a_guest_reads_who_he_is_until_when_and_the_agenda(running: World) -> None:
    cell = await founded(running)
    await cell.opens()
    await running.taps("lan", f"pi:usual:work:{cell.id}")
    await running.taps("lan", f"pi:add:paper:{cell.id}")
    for typed in ("Đổi mới sinh hoạt chi bộ", "10/9", "nộp"):
        await running.says("lan", typed)
    await arrives(cell, "guest")
    reply = await running.says("guest", "/start")
    assert "khách mời của" in said(reply)
    assert "đến hết ngày 04/09/2026" in said(reply)
    agenda = said(await running.taps("guest", f"pa:{cell.id}"))
    assert "Đổi mới sinh hoạt chi bộ" in agenda
    work = one(running, "SELECT subject FROM plan_items WHERE kind = 'work'")
    assert work
    assert work not in agenda
    assert work in said(await running.says("lan", "/chuongtrinh"))
    menu = payloads(await running.says("guest", "/menu"))
    assert "mn:go:agenda" in menu
    assert "mn:go:resume" not in menu


async def test_h22_a_superior_is_told_of_a_report_and_finds_it_when_a_new_cycle_is_open(
    running: World,
) -> None:
    cell = await founded(running)
    await cell.opens()
    await arrives(cell, "superior")
    await cell.joins(HOA, "hoa")
    await hands_in(running, "hoa")
    await cell.approves()
    await cell.issues()
    await running.deliver()
    await delivered(running)
    await cell.closes()
    running.clock.forward(days=1)
    await cell.opens("30/9")
    shown = await running.taps("superior", f"fc:{cell.id}")
    assert "Đang gửi báo cáo" in said(shown)
