"""A roster's table against the roster: headings, days of birth, and what writing it would do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.words.catalogue import Catalogue
from bot.domain.lexicon import Lexicon, read_birth
from bot.domain.people.member import MAIN_ROLES, Member, MemberKind, Role
from bot.domain.people.roster_rows import NamedTable, roster_of
from bot.domain.people.table import (
    READ,
    RosterColumn,
    coded,
    column_of,
    decoded,
    roles_of,
    stored,
)
from bot.domain.people.table_check import RosterState, check
from bot.domain.people.table_plan import Plan, RowFault
from bot.domain.words import fold
from bot.settings import Settings

TODAY = date(2026, 9, 1)


@cache
def lexicon() -> Lexicon:
    return Lexicon(Catalogue.load(Settings(_env_file=None).templates).lexicon)


def member(
    name: str, number: int = 1, *, role: Role = Role.MEMBER, records: bool = False, **known: object
) -> Member:
    return Member(f"m{number}", "cell", name, role, records=records, **known)  # type: ignore[arg-type] # fields of Member


def planned(
    rows: Sequence[Sequence[str]],
    *roster: Member,
    leads: frozenset[str] = frozenset(),
    former: Sequence[Member] = (),
) -> Plan:
    heading = ["STT", "Họ và tên", "Ngày sinh", "Loại", "Tổ đảng", "Vai trò"]
    read = roster_of([NamedTable("", [heading, *(["", *row] for row in rows)])], lexicon())
    assert read is not None
    state = RosterState(tuple(roster), TODAY, tuple(former), leads)
    return check(read.lines, state, lexicon())


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("1/2/1985", "1985-02-01"),
        ("1-2-85", "1985-02-01"),
        ("01.02.1985", "1985-02-01"),
        ("1985-02-01", "1985-02-01"),
        ("1985-02-01 00:00:00", "1985-02-01"),
        ("ngày 1 tháng 2 năm 1985", "1985-02-01"),
        ("năm 1985", "1985"),
        ("1985", "1985"),
        ("5/5/05", "2005-05-05"),
        ("5/5/09", None),  # 1909 would be too old, 2009 too young
        ("31/2/1985", None),
        ("2/1985", None),
        ("1/2", None),
        ("2030", None),
        ("1/2/2020", None),
        ("khoảng 1985", None),
        ("31079", None),
        ("", None),
    ],
)
def test_a_day_of_birth_as_people_write_it(typed: str, born: str | None) -> None:
    assert read_birth(typed, TODAY, lexicon()) == born


@given(
    day=st.dates(date(1930, 1, 1), date(2008, 12, 31)),
    sign=st.sampled_from("/-. "),
    pads=st.booleans(),
)
def test_every_day_reads_as_it_was_written(day: date, sign: str, *, pads: bool) -> None:
    parts = f"{day:%d %m %Y}".split() if pads else [str(day.day), str(day.month), str(day.year)]
    assert read_birth(sign.join(parts), TODAY, lexicon()) == day.isoformat()
    assert read_birth(day.isoformat(), TODAY, lexicon()) == day.isoformat()


@given(st.text(max_size=30))
def test_no_text_trips_the_reading_of_a_day(words: str) -> None:
    born = read_birth(words, TODAY, lexicon())
    assert born is None or 1918 <= int(born[:4]) <= 2008


@given(
    column=st.sampled_from(RosterColumn),
    data=st.data(),
    shout=st.booleans(),
    bare=st.booleans(),
    note=st.sampled_from(["", " (nếu có)", ":", " *", "  "]),
)
def test_every_heading_is_known_however_it_is_written(
    column: RosterColumn, data: st.DataObject, note: str, *, shout: bool, bare: bool
) -> None:
    heading = data.draw(st.sampled_from(sorted(lexicon().words[f"column_{column}"])))
    heading = heading.upper() if shout else heading
    assert column_of((fold(heading) if bare else heading) + note, lexicon()) is column


def test_no_heading_and_no_word_of_a_role_means_two_things() -> None:
    for kind, each_of in (("column", RosterColumn), ("role", READ)):
        words = [word for each in each_of for word in lexicon().words[f"{kind}_{each}"]]
        assert len(words) == len(set(words))


def test_the_heading_may_stand_below_the_names_of_bodies_but_not_anywhere() -> None:
    heading, row = ["TT", "HỌ VÀ TÊN", "Ngày, tháng,\nnăm sinh"], ["1", "Lê Thị Hoa", "1985"]
    low = [["CHI BỘ"]] * 14 + [heading, row]
    read = roster_of([NamedTable("", low)], lexicon())
    assert read is not None
    born = [(line.number, line.cells[RosterColumn.BORN_ON]) for line in read.lines]
    assert born == [(16, "1985")]
    assert roster_of([NamedTable("", [[""], *low])], lexicon()) is None


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["", "1/2/1985", "", ""], RowFault.NO_NAME),
        (["---", "1/2/1985", "", ""], RowFault.NO_NAME),
        (["Lê Thị Hoa", "32/2/1985", "", ""], RowFault.BAD_DATE),
        (["Lê Thị Hoa", "", "danh dự", ""], RowFault.UNKNOWN_KIND),
        (["Hoa " * 21, "1985", "", ""], RowFault.TOO_LONG),
        (["Lê Thị Hoa", "", "", "x" * 201], RowFault.TOO_LONG),
        (["Lê Thị Hoa", "", "", "", "trưởng ban"], RowFault.UNKNOWN_ROLE),
        (["Lê Thị Hoa", "", "", "", ","], RowFault.UNKNOWN_ROLE),
        (["Lê Thị Hoa", "", "", "", "Bí thư"], RowFault.SECRETARY),
        (["Lê Thị Hoa", "", "", "", "Tổ trưởng"], RowFault.NO_GROUP),
    ],
)
def test_a_faulty_row_is_named_and_left_out(row: list[str], fault: RowFault) -> None:
    plan = planned([["Nguyễn Văn Bình", "", "", ""], row])
    assert [entry.name for entry in plan.added] == ["Nguyễn Văn Bình"]
    assert [(each.number, each.fault) for each in plan.faults] == [(3, fault)]


def test_a_row_says_something_only_where_it_is_filled() -> None:
    known = member("Lê Thị Hoa", born_on="1985-02-01", party_group="Tổ 1", strengths="Thơ")
    plan = planned([["LÊ THỊ HOÀ", "", "", ""], ["LÊ THỊ HOA", "1985", "Dự bị", "Tổ 2"]], known)

    assert [entry.name for entry in plan.added] == ["Lê Thị Hoà"]  # Hoa and Hoà are two persons
    ((change),) = plan.changed
    assert [(d.column, d.before, d.after) for d in change.differences] == [
        (RosterColumn.KIND, "official", "probationary"),
        (RosterColumn.PARTY_GROUP, "Tổ 1", "Tổ 2"),
    ]
    assert change.entry.on(known) == member(
        "Lê Thị Hoa",
        born_on="1985-02-01",
        party_group="Tổ 2",
        strengths="Thơ",
        kind=MemberKind.PROBATIONARY,
    )


@pytest.mark.parametrize(
    ("births", "faults"),
    [
        (["1/2/1985", "1/2/1985"], [RowFault.DUPLICATE]),
        (["", "1/2/1985"], [RowFault.DUPLICATE]),
        (["1985", "1/2/1985"], [RowFault.DUPLICATE]),
        (["1/2/1985", "3/4/1990"], []),
    ],
)
def test_the_same_name_twice_in_a_file(births: list[str], faults: list[RowFault]) -> None:
    plan = planned([["Lê Thị Hoa", born, "", ""] for born in births])
    assert [each.fault for each in plan.faults] == faults
    assert len(plan.added) == 2 - len(faults)


def test_another_day_of_birth_is_another_person_and_is_said() -> None:
    plan = planned([["Lê Thị Hoa", "3/4/1990", "", ""]], member("Lê Thị Hoa", born_on="1985-02-01"))
    assert [entry.born_on for entry in plan.added] == ["1990-04-03"]
    assert plan.namesakes == (2,)


def test_two_of_one_name_are_told_apart_by_their_birthdays_alone() -> None:
    two = (
        member("Lê Thị Hoa", 1, born_on="1985-02-01"),
        member("Lê Thị Hoa", 2, born_on="1990-04-03"),
    )
    plan = planned([["Lê Thị Hoa", "3/4/1990", "", "Tổ 2"]], *two)
    assert [change.member_id for change in plan.changed] == ["m2"]
    assert [f.fault for f in planned([["Lê Thị Hoa", "", "", ""]], *two).faults] == [
        RowFault.SEVERAL
    ]


def test_nobody_suspends_the_leader_on_the_way() -> None:
    row, lan = ["Trần Thị Lan", "", "Đình chỉ", ""], member("Trần Thị Lan")
    assert planned([row], lan).changed
    assert [f.fault for f in planned([row], lan, leads=frozenset({"m1"})).faults] == [
        RowFault.LEADER
    ]


def test_whose_birthday_it_is_comes_before_whose_it_may_be() -> None:
    two = member("Lê Thị Hoa", 1), member("Lê Thị Hoa", 2, born_on="1990-04-03")
    plan = planned([["Lê Thị Hoa", "3/4/1990", "", "Tổ 2"]], *two)
    assert [change.member_id for change in plan.changed] == ["m2"]


@given(
    st.frozensets(st.sampled_from(READ), min_size=1), st.sampled_from([",", "; ", " / ", "+", "\n"])
)
def test_roles_read_as_they_are_listed(roles: frozenset[Role], sign: str) -> None:
    words = sign.join(sorted(min(lexicon().words[f"role_{role}"]) for role in roles))
    assert roles_of(words.upper(), lexicon()) == roles
    assert set(decoded(coded(roles))) == roles


@given(
    role=st.sampled_from(MAIN_ROLES),
    told=st.sets(st.sampled_from(READ)),
    records=st.booleans(),
    heads=st.booleans(),
)
def test_a_file_takes_no_role_that_stands_beside(
    role: Role, told: set[Role], *, records: bool, heads: bool
) -> None:
    before = Member("m1", "cell", "Hoa", role, records=records, heads_group=heads)
    after = before.with_roles(told)
    assert after.records == (records or Role.RECORDER in told)
    assert after.heads_group == (heads or Role.GROUP_HEAD in told)
    main = [each for each in MAIN_ROLES if each in told]
    assert after.role is (main[0] if main else role)


def test_roles_are_changes_like_others() -> None:
    hoa = member("Lê Thị Hoa", records=True, role=Role.COMMITTEE)
    ((change),) = planned([["Lê Thị Hoa", "", "", "Tổ 1", "Phó Bí thư, tổ trưởng"]], hoa).changed
    assert [(d.column, d.before, d.after) for d in change.differences] == [
        (RosterColumn.PARTY_GROUP, "", "Tổ 1"),
        (RosterColumn.ROLES, "committee recorder", "deputy recorder group_head"),
    ]
    after = change.entry.on(hoa)
    assert stored(after, RosterColumn.ROLES) == "deputy recorder group_head"
    assert planned([["Lê Thị Hoa", "", "", "", "Thư ký"]], after).unchanged == 1


@pytest.mark.parametrize(("roles", "stays"), [("Bí thư, chi ủy viên", True), ("Đảng viên", False)])
def test_the_secretary_s_post_stays_where_it_is(roles: str, *, stays: bool) -> None:
    plan = planned(
        [["Trần Thị Lan", "", "", "", roles]], member("Trần Thị Lan", role=Role.SECRETARY)
    )
    assert plan.unchanged == stays
    assert [each.fault for each in plan.faults] == ([] if stays else [RowFault.SECRETARY])


@pytest.mark.parametrize(
    ("there", "given", "returning", "left"),
    [
        ("1985-02-01", "1/2/1985", True, False),
        ("1985", "1985", False, True),
        ("1985-02-01", "1985", False, True),
        ("1985-02-01", "", False, True),
        ("", "1/2/1985", False, True),
        ("1985-02-01", "2/2/1985", False, False),
    ],
)
def test_who_left_is_back_by_name_and_birthday(
    there: str, given: str, *, returning: bool, left: bool
) -> None:
    plan = planned([["LÊ THỊ HOA", given, "", ""]], former=[member("Lê Thị Hoa", born_on=there)])
    assert [entry.number for entry in plan.added] == [2]
    assert (plan.returning == (2,), plan.left == (2,)) == (returning, left)
