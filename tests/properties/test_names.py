"""For any roster and any typed name: no act touches a person without an exact match or an explicit
choice, and the roster grows only after a yes (U3, U4)."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.people.finding import find, may_be_one
from bot.domain.people.member import Member, Role, marked
from bot.domain.people.names import names_in, tidied
from bot.domain.words import fold, spoken

WORDS = st.sampled_from(
    [
        *("Nguyễn", "Lê", "Văn", "Thị", "Hoa", "Hòa", "Hoà", "Hương", "Hường"),
        *("An", "Ân", "Đức", "Ðức", "Mai", "Mây"),
    ]
)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
BIRTHS = st.sampled_from(["", "1970", "1985", "1985-04-03", "1985-04-04"])
GROUPS = st.sampled_from(["", "Tổ 1", "Tổ 2"])
ROSTERS = st.lists(st.tuples(NAMES, BIRTHS, GROUPS), max_size=8).map(
    lambda people: [
        Member(str(n), "c", name, Role.MEMBER, born_on=born, party_group=group)
        for n, (name, born, group) in enumerate(people)
    ]
)
TYPED = st.one_of(
    NAMES,
    NAMES.map(fold),
    NAMES.map(str.upper),
    NAMES.map(lambda name: f"3/ đ/c {name}\u200b (1985)."),
    st.text(max_size=20),
)


@given(ROSTERS, TYPED, BIRTHS)
@example([], "", "")
def test_only_an_exact_match_that_is_alone_is_taken(
    roster: list[Member], typed: str, born_on: str
) -> None:
    name = tidied(typed).name
    found = find(name, roster, born_on)
    if found.only is None:
        return
    taken = found.only
    assert may_be_one(taken.born_on, born_on)
    rivals = [
        each
        for each in roster
        if each is not taken
        and spoken(each.name) == spoken(name)
        and may_be_one(each.born_on, born_on)
        and not (born_on and taken.born_on == born_on != each.born_on)
    ]
    assert not rivals
    if spoken(taken.name) != spoken(name):
        assert fold(taken.name) == fold(name)
        assert all(
            one == fold(one) or spoken(one) == spoken(other)
            for one, other in zip(name.casefold().split(), taken.name.split(), strict=True)
        )
        assert not [
            each for each in roster if each is not taken and spoken(each.name) == spoken(name)
        ]


@given(ROSTERS)
def test_no_two_members_of_one_name_are_shown_alike(roster: list[Member]) -> None:
    for name in {each.name for each in roster}:
        alike = [each for each in roster if each.name == name]
        shown = [each.shown for each in marked(alike)]
        assert len(set(shown)) == len(shown)


@given(TYPED)
def test_a_tidied_name_is_tidy(typed: str) -> None:
    name = tidied(typed).name
    assert tidied(name).name == name or not any(map(str.isalpha, name))
    assert all(each.name for each in names_in(typed))
