"""Kinds and standings in the figures: whatever a roster is, they add up."""

from __future__ import annotations

from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from bot.content.papers.report import situation
from bot.content.words.phrases import phrases
from bot.domain.cycle.place import HANDED_IN, Place
from bot.domain.people.member import Member, MemberKind, MemberStanding, Role
from bot.domain.report.summary import Edition
from bot.services.report import rollup, summaries
from bot.services.report.summaries import participation
from tests.services.scene import Cell, founded, one, payloads, sends_roster
from tests.world import World

PARENT = "Đảng bộ xã Tân Hòa"
EVERYBODY = tuple(product(MemberKind, MemberStanding, ("", "nghỉ thai sản")))


@st.composite
def cells(draw: st.DrawFn) -> tuple[list[Member], dict[str, Place]]:
    """Any roster; who need not write is exempt, or has handed in all the same."""
    roster = [
        Member(f"m{n}", "c", f"Võ An {n}", Role.MEMBER, reason, kind=kind, standing=standing)
        for n, (kind, standing, reason) in enumerate(
            draw(st.lists(st.sampled_from(EVERYBODY), min_size=1, max_size=40))
        )
    ]
    free = [*HANDED_IN, Place.EXEMPT], [place for place in Place if place is not Place.EXEMPT]
    places = {each.id: draw(st.sampled_from(free[not each.is_exempt])) for each in roster}
    return roster, places


@given(cells())
def test_kinds_and_standings_add_up_to_the_roster_and_reasons_to_the_exempt(
    cell: tuple[list[Member], dict[str, Place]],
) -> None:
    roster, places = cell
    there = participation(roster, places)
    kinds = Counter(str(member.kind) for member in roster)
    assert dict(there.kinds) == kinds
    assert sum(dict(there.kinds).values()) == there.roster == len(roster)
    assert sum(dict(there.standings).values()) == there.roster
    assert sum(dict(there.beside).values()) == there.exempt
    beside = Counter(dict(there.beside)) + Counter(dict(there.all_the_same))
    told = {name: n for name, n in beside.items() if name in set(MemberStanding)}
    assert told == {name: n for name, n in there.standings if name != MemberStanding.ACTIVE}


@given(cells(), st.sampled_from(["vi", "en"]))
def test_the_sentence_of_the_roster_names_each_that_there_is(
    cell: tuple[list[Member], dict[str, Place]], language: str
) -> None:
    there = participation(*cell)
    sentence = situation.roster_sentence(there, phrases(language))
    words = {"vi": ("dự bị", "miễn công tác và sinh hoạt"), "en": ("probationary", "exempt from")}
    for part, there_is in zip(
        words[language],
        ("probationary" in dict(there.kinds), "exempt" in dict(there.standings)),
        strict=True,
    ):
        assert (part in sentence) is there_is


KINDS = dict(zip(MemberKind, ("Chính thức", "Dự bị", "Sinh hoạt tạm thời"), strict=True))
STANDINGS = dict(
    zip(
        MemberStanding,
        ("Sinh hoạt bình thường", "Miễn sinh hoạt", "Vắng dài ngày", "Đình chỉ sinh hoạt"),
        strict=True,
    )
)


async def _all_of(running: World) -> Cell:
    """A cell with somebody of each kind in each standing, excused and not, from a file."""
    cell = await founded(running)
    names = {f"Võ An {chr(65 + n)}": each for n, each in enumerate(EVERYBODY)}
    rows = [f"{n};{KINDS[kind]}, {STANDINGS[standing]}" for n, (kind, standing, _) in names.items()]
    sent = await sends_roster(running, "lan", cell.id, ("Họ và tên;Loại", *rows))
    await running.taps("lan", payloads(sent, "mi:.*:write")[0])
    await cell.opens()
    for name, (*_, reason) in names.items():
        if reason:
            await cell.exempts(name, reason)
    return cell


async def test_the_roll_up_asks_of_the_same_members_as_the_report(running: World) -> None:
    cell = await _all_of(running)
    cycle = str(one(running, "SELECT id FROM cycles WHERE cell_id = ?", cell.id))
    summary = await summaries.summary(running.office, cycle, Edition.MEETING)
    found = await rollup.rollup(running.office, PARENT)
    assert summary
    assert found
    there = summary.participation
    assert (found.lines[0].roster, found.lines[0].required) == (there.roster, there.required)
    assert there.required == 3, "the secretary, an official and a probationary member"
