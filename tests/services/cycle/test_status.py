"""Who stands where: figures that add up to the roster, names for the leader alone."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.papers.standing import standing_chart
from bot.domain.cycle.place import HANDED_IN, Picture, Place
from bot.domain.messages import FileOut
from bot.domain.people.member import Member, MemberKind, MemberStanding, Role
from bot.domain.review.workflow import State
from bot.services.cycle import standing, status
from bot.services.cycle.opening import CycleForm
from bot.services.cycle.standing import Standing
from handlers.contract import Reply
from storage import cycles, members
from storage.engine.database import Transaction
from tests.services.scene import (
    BINH,
    HOA,
    Cell,
    becomes,
    clock_to,
    founded,
    hands_in,
    one,
    payloads,
    said,
    sends_roster,
)
from tests.shelf import made_once
from tests.world import World

FORMS = tuple(CycleForm("y", name, n, "") for n, name in enumerate(("member", "head")))
STANDINGS = st.builds(
    Standing,
    st.builds(
        Member,
        st.text("ab", min_size=1),
        st.just("c"),
        st.text(),
        st.sampled_from((Role.SECRETARY, Role.MEMBER)),
        st.sampled_from(("", "nghỉ thai sản")),
        kind=st.sampled_from(MemberKind),
        standing=st.sampled_from(MemberStanding),
    ),
    st.lists(st.sampled_from(FORMS), max_size=2, unique=True),
    st.dictionaries(st.sampled_from(("member", "head")), st.sampled_from(State)),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(STANDINGS, max_size=60))
def test_the_places_add_up_to_everybody(everybody: list[Standing]) -> None:
    counts = Counter(status.place(each) for each in everybody)

    assert sum(counts[place] for place in Place) == len(everybody)
    shown = standing_chart(Picture("", 3, closed=False, counts=tuple(counts.items())), "vi")
    assert sum(each.count for each in shown.stands) == len(everybody)


@given(STANDINGS)
def test_who_is_reminded_is_in_a_place_that_is_waited_for(standing: Standing) -> None:
    """Or else their own review is in, and they are reminded of one they were named for."""
    place = status.place(standing)
    named = [duty for duty in standing.duties if duty.member_id]
    if standing.awaited and not (named and place in HANDED_IN):
        assert place in (Place.RETURNED, Place.UNDER_WAY, Place.NOT_BEGUN)
    if standing.duties and standing.finished:
        assert place in HANDED_IN
        assert not standing.not_submitting
    if standing.given_up and standing.duties and place not in HANDED_IN:
        assert place is Place.NOT_SUBMITTING


@made_once
async def cell(running: World) -> Cell:
    made = await founded(running)
    await made.joins(HOA, "hoa")
    await made.joins(BINH, "binh")
    return made


def pictures(running: World, address: str) -> list[FileOut]:
    return [item for item in running.outlet.take(address) if isinstance(item, FileOut)]


async def test_the_leader_reads_names_and_the_deputy_figures(cell: Cell) -> None:
    await becomes(cell, HOA, role="deputy")
    await cell.opens()
    for_leader = await cell.world.says("lan", "/status")
    for_deputy = await cell.world.says("hoa", "/status")

    assert BINH in said(for_leader)
    assert BINH not in said(for_deputy)
    assert HOA not in said(for_deputy)
    assert "Chưa bắt đầu 3 (= 3)" in said(for_deputy)
    assert "Chưa bắt đầu 3 (= 3)" in said(for_leader)
    assert not payloads(for_deputy, "s:remind.*|lg.*|ns.*")
    assert (await cell.world.says("binh", "/status")).refused


async def test_the_picture_follows_the_text_and_bears_no_name(cell: Cell) -> None:
    await cell.opens()
    await cell.world.says("lan", "/status")
    assert not cell.world.outlet.sent, "the text does not wait for the picture"
    await cell.world.deliver()
    (picture,) = pictures(cell.world, "lan")
    assert picture.is_picture
    assert picture.body.startswith(b"\x89PNG")


async def test_the_head_of_a_party_group_sees_how_many_of_the_own_group(cell: Cell) -> None:
    await becomes(cell, HOA, party_group="1", heads_group=True)
    await becomes(cell, BINH, party_group="1")
    await cell.opens()
    reply = await cell.world.says("hoa", "/group")

    assert "Tổ đảng 1" in said(reply)
    assert "(= 2)" in said(reply)
    assert BINH not in said(reply)
    assert (await cell.world.says("binh", "/group")).refused


async def test_an_excuse_holds_for_one_cycle(cell: Cell) -> None:
    await cell.exempts(HOA)  # before any cycle: it holds for the next
    await cell.opens()
    assert "được miễn 1" in said(await cell.world.says("lan", "/status")).lower()
    await cell.exempts(BINH)
    await cell.closes()
    assert "được miễn 2" in said(await cell.world.says("lan", "/status")).lower()
    await cell.exempts(BINH, "vẫn nghỉ chữa bệnh")
    clock_to(cell.world, "2026-10-05 09:00")
    await cell.opens("30/11")

    text = said(await cell.world.says("lan", "/status"))
    assert "Được miễn: " + BINH in text
    assert HOA in text.split("Chưa bắt đầu:")[1].splitlines()[0]


async def test_who_is_told_that_the_excuse_is_over(cell: Cell) -> None:
    await cell.opens()
    await cell.exempts(HOA)
    await cell.closes()
    clock_to(cell.world, "2026-10-05 09:00")
    await cell.world.says("lan", "/cycle")
    for typed in ("Giữ nguyên", "Giữ nguyên", "1", "30/11", "Đến hết ngày này", "bỏ qua", "xong"):
        await cell.world.says("lan", typed)
    assert f"(nếu vẫn miễn, đồng chí ghi lại ở /dangvien): {HOA}" in said(
        await cell.world.says("lan", "nộp")
    )
    assert one(cell.world, "SELECT exempt_reason FROM members WHERE name = ?", HOA) == ""


async def _stands(cell: Cell, member: str, standing: MemberStanding, *reason: str) -> None:
    """The secretary changes the standing on the card."""
    await cell.world.taps("lan", f"m:{member}:standing")
    number = [*MemberStanding].index(standing) + 1
    for typed in (str(number), *reason, "nộp"):
        reply = await cell.world.says("lan", typed)
        assert not reply.refused, said(reply)


@pytest.mark.parametrize("standing", MemberStanding)
@pytest.mark.parametrize("kind", MemberKind)
@pytest.mark.parametrize("excused", [True, False])
async def test_an_excuse_ends_with_its_cycle_and_a_standing_does_not(
    cell: Cell, kind: MemberKind, standing: MemberStanding, *, excused: bool
) -> None:
    """Only of the standing for it the reason stays; and nobody is told of having to submit who
    need not."""
    hoa = cell.member(HOA)
    if excused:
        await cell.exempts(HOA, "nghỉ thai sản")
    await becomes(cell, HOA, kind=kind.value)
    exempt = standing is MemberStanding.EXEMPT
    await _stands(cell, hoa, standing, *(["sức khỏe yếu"] if exempt else []))

    kept, told = [], []
    for month in (9, 11, 12):
        clock_to(cell.world, f"2026-{month:02}-01 09:00")
        told.append(HOA in said(await opening(cell, f"20/{month}")))
        kept.append(one(cell.world, "SELECT exempt_reason FROM members WHERE id = ?", hoa))
        await cell.closes()

    if exempt:
        assert kept == ["sức khỏe yếu"] * 3
    else:
        assert kept == ["nghỉ thai sản" if excused else "", "", ""]
    obliged = standing is MemberStanding.ACTIVE and kind is not MemberKind.TEMPORARY
    assert told == [False, excused and obliged, False]


async def opening(cell: Cell, last_day: str) -> Reply:
    """What the secretary is told when a cycle is opened."""
    await cell.world.says("lan", "/cycle")
    for typed in ("Giữ nguyên", "Giữ nguyên", "1", last_day, "Đến hết ngày này", "bỏ qua", "xong"):
        await cell.world.says("lan", typed)
    reply = await cell.world.says("lan", "nộp")
    assert not reply.refused, said(reply)
    return reply


async def test_what_was_said_for_the_next_cycle_is_over_when_that_is_open(cell: Cell) -> None:
    """Whatever became of the standing meanwhile: a later excuse ends like any other."""
    hoa = cell.member(HOA)
    await cell.exempts(HOA)
    await _stands(cell, hoa, MemberStanding.EXEMPT, "sức khỏe yếu")
    await _stands(cell, hoa, MemberStanding.ACTIVE)
    await cell.opens()
    await cell.exempts(HOA, "nghỉ thai sản")
    await cell.closes()
    clock_to(cell.world, "2026-10-05 09:00")
    assert HOA in said(await opening(cell, "30/11"))
    assert one(cell.world, "SELECT exempt_reason FROM members WHERE id = ?", hoa) == ""


async def test_the_reason_of_a_standing_goes_with_it_however_it_is_changed(cell: Cell) -> None:
    """By a file as by the form; an excuse stays until its cycle is over."""
    for name in (HOA, BINH):
        await cell.exempts(name, "nghỉ thai sản")
    lines = ("Họ và tên;Loại", f"{HOA};Miễn sinh hoạt")
    for row in (lines, ("Họ và tên;Loại", f"{HOA};Sinh hoạt bình thường", f"{BINH};Dự bị")):
        sent = await sends_roster(cell.world, "lan", cell.id, row)
        done = await cell.world.taps("lan", payloads(sent, "mi:.*:write")[0])
        assert not done.refused, said(done)
    reason = "SELECT exempt_reason FROM members WHERE name = ?"
    assert [one(cell.world, reason, name) for name in (HOA, BINH)] == ["", "nghỉ thai sản"]


async def test_an_excused_member_who_submits_all_the_same_is_counted(cell: Cell) -> None:
    await cell.opens()
    await cell.world.says("hoa", "/resume")
    consent = payloads(await cell.world.says("hoa", "/resume"), r"c:\w+:[\w.]+:y")
    await cell.world.taps("hoa", consent[0])
    await hands_in(cell.world, "hoa")
    await cell.exempts(HOA)

    async def work(tx: Transaction) -> list[Place]:
        cycle = await cycles.open_cycle(tx, cell.id)
        assert cycle
        assert len(await members.roster(tx, cell.id)) == 3
        return [status.place(each) for each in await standing.standings(tx, cycle)]

    assert sorted(await cell.world.office.db.read(work)) == [
        Place.NOT_BEGUN,
        Place.NOT_BEGUN,
        Place.SUBMITTED,
    ]


async def test_h28_who_never_came_in_is_invited_and_not_reminded(running: World) -> None:
    cell = await founded(running)
    await cell.opens()
    await cell.joins(HOA, "hoa")
    await running.says("lan", "/resume")
    await hands_in(running, "hoa")
    for name in (BINH, "Phạm Văn Nam"):
        await cell.code_for(name)
    shown = await running.says("lan", "/status")
    labels = {b.payload: b.label for m in shown.messages for row in m.buttons for b in row}
    cycle = one(running, "SELECT id FROM cycles")
    assert labels[f"s:remind:{cycle}"] == "Nhắc 1 đồng chí chưa xong"
    assert labels[f"m:absent:{cell.id}"] == "Cấp mã mời cho 2 đồng chí chưa vào"
    listed = await running.taps("lan", f"m:absent:{cell.id}")
    assert payloads(listed) == [f"m:{cell.member(each)}:code" for each in (BINH, "Phạm Văn Nam")]
    assert not (await running.taps("lan", payloads(listed)[0])).refused
