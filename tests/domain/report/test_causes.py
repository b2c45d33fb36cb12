"""Common causes: each person once for each cause and each kind, whatever they named it for."""

from __future__ import annotations

from bot.domain.report.causes import NO_CAUSES, causes
from tests.content.answered import Member, interview


def found(*members: Member) -> tuple[int, dict[str, int], dict[str, int]]:
    made = causes([interview(member) for member in members])
    kinds = {kind.code: people for kind, people in made.kinds}
    return made.people, kinds, {option.code: people for option, people in made.options}


def test_a_cause_named_for_two_rows_counts_once_for_its_person() -> None:
    one = Member("1", {"I.3": "rare", "II.6": "often"}, causes=("study", "workload"))
    two = Member("2", {"I.5": "rare"}, causes=("study",))
    three = Member("3", {})
    people, kinds, options = found(one, two, three)
    assert people == 2
    assert kinds == {"subjective": 2, "objective": 1}
    assert list(options.items()) == [("study", 2), ("workload", 1)]


def test_a_cause_in_own_words_counts_under_the_kind_its_writer_gave_it() -> None:
    own = Member("1", {"I.3": "rare"}, causes=(), own="objective")
    assert found(own) == (1, {"objective": 1}, {})


def test_rows_that_are_talked_over_in_person_name_no_cause() -> None:
    assert causes([interview(Member("1", {"II.7": "rare", "III.1": "rare"}))]) == NO_CAUSES
