"""Who is what: giving roles, guests and superiors, acting, handing over."""

from __future__ import annotations

import pytest

from bot.services.reminders import sweep
from tests.services.scene import (
    BINH,
    HOA,
    Cell,
    answers,
    clock_to,
    delivered,
    every,
    gathered,
    hands_in,
    one,
    payloads,
    phrase,
    said,
    swept,
)
from tests.shelf import made_once
from tests.world import World

LAN = "Trần Thị Mai Lan"


@made_once
async def cell(running: World) -> Cell:
    """An open cycle; Hoa and Bình have come, and Hoa is the deputy."""
    made = await gathered(running, "hoa", "binh")
    await running.taps("lan", f"o:{made.member(HOA)}:give:deputy")
    await delivered(running)
    return made


def roles(cell: Cell, name: str) -> tuple[str, ...]:
    (row,) = every(
        cell.world,
        "SELECT role, records, heads_group FROM members WHERE id = ?",
        cell.member(name),
    )
    return (
        row[0],
        *(word for word, held in zip(("records", "heads"), row[1:], strict=True) if held),
    )


def commands(reply: object) -> set[str]:
    return {command.name for command in getattr(reply, "menu", None) or ()}


async def appoints(cell: Cell, name: str = HOA, begins: str = "bỏ qua", ends: str = "31/8") -> str:
    """The secretary lets somebody act; what the program said."""
    await cell.world.taps("lan", f"o:{cell.member(name)}:act")
    await cell.world.says("lan", begins)
    await cell.world.says("lan", ends)
    return said(await cell.world.says("lan", "nộp"))


async def test_the_card_leads_to_the_roles_for_the_secretary_alone(cell: Cell) -> None:
    assert payloads(await cell.world.taps("lan", f"m:{cell.member(BINH)}"), r"o:\w+")
    await appoints(cell)
    shown = await cell.world.taps("hoa", f"m:{cell.member(BINH)}")
    assert payloads(shown, r"m:\w+:rename")
    assert not payloads(shown, r"o:.+")
    assert not payloads(await cell.world.says("hoa", "/members"), r"o:.+")


@pytest.mark.parametrize("role", ["deputy", "committee", "member"])
async def test_a_role_is_given_dated_audited_and_told_without_saying_it(
    cell: Cell, role: str
) -> None:
    world = cell.world
    await world.taps("lan", f"o:{cell.member(BINH)}:give:committee")
    await delivered(world)
    world.clock.forward(minutes=1)
    before = one(world, "SELECT role_since FROM members WHERE id = ?", cell.member(BINH))

    await world.taps("lan", f"o:{cell.member(BINH)}:give:{role}")

    assert roles(cell, BINH) == (role,)
    told = await delivered(world)
    changed = role != "committee"
    since = one(world, "SELECT role_since FROM members WHERE id = ?", cell.member(BINH))
    assert (since > before) is changed
    assert [(each.address, each.words) for each in told] == (
        [("binh", phrase(world, "roles.notice"))] if changed else []
    )
    acts = "SELECT COUNT(*) FROM audit WHERE act = 'role_changed' AND object = ?"
    assert one(world, acts, cell.member(BINH)) == 1 + changed


async def test_who_is_told_sees_the_roles_and_has_their_commands(cell: Cell) -> None:
    world = cell.world
    await world.taps("lan", f"o:{cell.member(BINH)}:give:committee")
    (notice,) = await delivered(world)
    (see,) = (b.payload for row in notice.message.buttons for b in row)  # type: ignore[union-attr] # a message

    reply = await world.taps("binh", see)

    assert phrase(world, "roles.name_committee") in said(reply)
    assert {"tinhhinh", "phobien"} <= commands(reply)
    assert commands(await world.says("binh", "/help")) == commands(reply)
    assert getattr(await world.says("binh", "/language"), "menu", None) is None


async def test_roles_beside_another(cell: Cell) -> None:
    world, binh = cell.world, cell.member(BINH)
    await world.taps("lan", f"o:{binh}:give:recorder")
    assert roles(cell, BINH) == ("member", "records")
    assert (await world.taps("lan", f"o:{binh}:give:group_head")).refused
    await world.taps("lan", f"o:{binh}:take:recorder")
    assert roles(cell, BINH) == ("member",)


@pytest.mark.parametrize("role", ["deputy", "committee", "member"])
async def test_nobody_takes_the_secretary_s_role_away(cell: Cell, role: str) -> None:
    assert (await cell.world.taps("lan", f"o:{cell.member(LAN)}:give:{role}")).refused
    assert roles(cell, LAN) == ("secretary",)


@pytest.mark.parametrize("role", ["secretary", "acting", "guest", "superior", "king"])
async def test_forged_roles_are_refused(cell: Cell, role: str) -> None:
    for act in ("give", "take"):
        assert (await cell.world.taps("lan", f"o:{cell.member(BINH)}:{act}:{role}")).refused
    assert roles(cell, BINH) == ("member",)


async def test_a_guest_comes_by_a_code_is_on_no_roster_and_goes(cell: Cell) -> None:
    world = cell.world
    roster = said(await world.says("lan", "/members"))
    await world.taps("lan", f"o:guest:{cell.id}")
    for typed in ("Đỗ Văn Khách", "Hiệu trưởng", "Trường bạn", "28/8", "nộp"):
        reply = await world.says("lan", typed)
        assert not reply.refused, said(reply)
    assert "28/08/2026" in said(reply)
    (code,) = payloads(reply, r"m:\w+:code")
    invited = said(await world.taps("lan", code)).split("?start=")[1].split()[0]
    await world.says("khach", f"/start {invited}")

    assert said(await world.says("lan", "/members")) == roster
    for command in ("/members", "/status"):
        assert (await world.says("khach", command)).refused
    member = cell.member("Đỗ Văn Khách")
    await world.taps("lan", f"o:{member}:drop:yes")
    (told,) = await delivered(world)
    assert (told.address, told.words) == ("khach", phrase(world, "roles.outsider_ended"))
    assert said(await world.says("khach", "/resume")).strip() == phrase(world, "start.stranger")


async def test_an_acting_one_gets_no_code_for_the_secretary_or_a_superior(cell: Cell) -> None:
    """Who has that code is that person."""
    world = cell.world
    await world.taps("lan", f"o:superior:{cell.id}")
    for typed in ("Phạm Văn Trên", "Đảng ủy xã", "nộp"):
        await world.says("lan", typed)
    await appoints(cell)
    assert not (await world.taps("hoa", f"m:{cell.member(BINH)}:code:add")).refused
    for name in (LAN, "Phạm Văn Trên"):
        for what in ("add", "revoke"):
            assert (await world.taps("hoa", f"m:{cell.member(name)}:code:{what}")).refused


async def test_acting_leads_until_it_ends_by_itself_and_no_draft_is_touched(cell: Cell) -> None:
    world = cell.world
    for author in ("hoa", "binh"):
        await world.says(author, "/resume")
        await answers(world, author, ["Tôi dự đủ các kỳ sinh hoạt"])
    drafts = every(world, "SELECT id, answers, revision, state FROM interviews ORDER BY id")

    assert "31/08/2026" in await appoints(cell)

    (told,) = await delivered(world)
    assert (told.address, told.words) == ("hoa", phrase(world, "roles.notice"))
    assert {"dangvien", "nhac", "dot"} <= commands(await world.says("hoa", "/resume"))
    assert not (await world.says("hoa", "/remind")).refused
    assert not (await world.says("lan", "/members")).refused
    clock_to(world, "2026-08-31 23:59")
    assert not (await world.says("hoa", "/cycle")).refused
    clock_to(world, "2026-09-01 00:00")
    gone = await world.says("hoa", "/cycle")
    assert gone.refused
    assert "dangvien" not in commands(await world.says("hoa", "/resume"))
    clock_to(world, "2026-09-03 08:00")  # the second is a holiday
    over = [each for each in await delivered(world) if "hết" in each.words]
    assert {(each.address, each.words) for each in over} == {
        (to, phrase(world, "roles.acting_over")) for to in ("lan", "hoa")
    }
    assert every(world, "SELECT id, answers, revision, state FROM interviews ORDER BY id") == drafts


async def test_acting_begins_on_its_day(cell: Cell) -> None:
    world = cell.world
    assert "26/08/2026" in await appoints(cell, begins="26/8", ends="27/8")
    assert (await world.says("hoa", "/cycle")).refused
    clock_to(world, "2026-08-26 00:00")
    assert not (await world.says("hoa", "/cycle")).refused


@pytest.mark.parametrize("by", ["lan", "hoa"])
async def test_acting_ends_earlier_by_either_and_both_know(cell: Cell, by: str) -> None:
    world, hoa = cell.world, cell.member(HOA)
    await appoints(cell)
    await delivered(world)

    reply = await world.taps(by, f"o:{hoa}:act:end" if by == "lan" else f"o:{hoa}:stop")

    assert not reply.refused
    other = "hoa" if by == "lan" else "lan"
    assert [each.address for each in await delivered(world)] == [other]
    assert (await world.says("hoa", "/cycle")).refused
    assert (await world.taps("hoa", f"o:{hoa}:stop")).refused
    clock_to(world, "2026-09-03 08:00")
    assert all("hết" not in each.words or each.is_reminder for each in await delivered(world))


@pytest.mark.parametrize(("begins", "ends"), [("28/8", "27/8"), ("bỏ qua", "23/8/2026")])
async def test_days_of_acting_that_cannot_be(cell: Cell, begins: str, ends: str) -> None:
    await cell.world.taps("lan", f"o:{cell.member(HOA)}:act")
    await cell.world.says("lan", begins)
    await cell.world.says("lan", ends)
    assert (await cell.world.says("lan", "nộp")).refused
    assert one(cell.world, "SELECT acting_from FROM members WHERE name = ?", HOA) is None


async def test_a_plain_member_does_not_act_and_no_two_do(cell: Cell) -> None:
    world = cell.world
    assert phrase(world, "roles.who_acts") in await appoints(cell, BINH)
    await world.taps("lan", f"o:{cell.member(BINH)}:give:committee")
    await appoints(cell)
    assert phrase(world, "roles.acts_already", name=HOA) in await appoints(cell, BINH)


async def test_the_digest_and_join_requests_reach_the_acting_one(cell: Cell) -> None:
    world = cell.world
    await appoints(cell)
    code = one(world, "SELECT group_code FROM cells")
    await world.says("moi", f"/start {code}")
    await world.says("moi", "Vũ Đức Thắng")
    asked = [each for each in await delivered(world) if "Vũ Đức Thắng" in each.words]
    assert sorted(each.address for each in asked) == ["hoa", "lan"]
    await appoints(cell, ends="18/9")
    clock_to(world, "2026-09-17 17:00")
    digests = [each for each in await swept(world) if not each.is_reminder]
    assert {each.address for each in digests} == {"hoa", "lan"}


async def test_a_digest_on_its_way_does_not_reach_who_acts_no_more(cell: Cell) -> None:
    world = cell.world
    await appoints(cell, ends="18/9")
    clock_to(world, "2026-09-17 17:00")
    await sweep.sweep(world.office)
    await world.taps("lan", f"o:{cell.member(HOA)}:act:end")
    digests = [each for each in await delivered(world) if "Chưa bắt đầu" in each.words]
    assert {each.address for each in digests} == {"lan"}


async def hands_over(cell: Cell, to: str = HOA, becomes: str = "committee") -> None:
    reply = await cell.world.taps("lan", f"o:{cell.member(to)}:hand:{becomes}")
    assert not reply.refused, said(reply)


@pytest.mark.parametrize("becomes", ["committee", "member"])
async def test_handing_over_changes_nothing_until_it_is_accepted(cell: Cell, becomes: str) -> None:
    world = cell.world
    await hands_in(world, "binh")
    reviews = every(world, "SELECT id, state, answers FROM interviews ORDER BY id")
    await delivered(world)
    await hands_over(cell, becomes=becomes)
    (told,) = await delivered(world)
    assert (told.address, told.words) == ("hoa", phrase(world, "roles.notice"))
    assert (roles(cell, LAN), roles(cell, HOA)) == (("secretary",), ("deputy",))
    world.clock.forward(minutes=1)

    shown = await world.taps("hoa", f"o:mine:{cell.member(HOA)}")
    (accept,) = payloads(shown, ".+:accept")
    reply = await world.taps("hoa", accept)

    assert {"dangvien", "doiten"} <= commands(reply)
    assert (roles(cell, LAN), roles(cell, HOA)) == ((becomes,), ("secretary",))
    since = one(world, "SELECT role_since FROM members WHERE id = ?", cell.member(HOA))
    assert since == int(world.clock().timestamp() * 1000)
    assert [each.address for each in await delivered(world)] == ["lan"]
    assert "dangvien" not in commands(await world.says("lan", "/resume"))
    assert (await world.says("lan", "/members")).refused
    assert every(
        world, "SELECT id, state, answers FROM interviews WHERE state <> 'draft' ORDER BY id"
    ) == [row for row in reviews if row[1] != "draft"]
    acts = every(world, "SELECT act FROM audit WHERE act LIKE 'handover%' ORDER BY at, act")
    assert acts == [("handover_offered",), ("handover_taken",)]


async def test_an_offer_is_withdrawn_or_declined(cell: Cell) -> None:
    world, hoa = cell.world, cell.member(HOA)
    await hands_over(cell)
    await world.taps("lan", f"o:{hoa}:hand:off")
    assert (await world.taps("hoa", f"o:{hoa}:accept")).refused
    await hands_over(cell)
    await delivered(world)
    assert not (await world.taps("hoa", f"o:{hoa}:decline")).refused
    assert [each.address for each in await delivered(world)] == ["lan"]
    assert (await world.taps("hoa", f"o:{hoa}:accept")).refused
    assert roles(cell, LAN) == ("secretary",)


async def test_only_the_one_chosen_last_can_accept(cell: Cell) -> None:
    world = cell.world
    await hands_over(cell, HOA)
    await hands_over(cell, BINH)
    assert (await world.taps("hoa", f"o:{cell.member(HOA)}:accept")).refused
    assert (await world.taps("hoa", f"o:{cell.member(BINH)}:accept")).refused
    assert not (await world.taps("binh", f"o:{cell.member(BINH)}:accept")).refused
    assert roles(cell, BINH) == ("secretary",)


async def test_the_post_goes_to_nobody_who_cannot_take_it(cell: Cell) -> None:
    world = cell.world
    await cell.code_for("Đỗ Thị Ngọc")
    for name in (LAN, "Đỗ Thị Ngọc"):
        assert (await world.taps("lan", f"o:{cell.member(name)}:hand:member")).refused
    assert (await world.taps("lan", f"o:{cell.member(HOA)}:hand:deputy")).refused
    assert one(world, "SELECT COUNT(*) FROM handovers") == 0
