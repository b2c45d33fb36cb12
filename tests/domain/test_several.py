"""What only some kinds do: levels that merge, own words beside options, texts in pieces."""

from __future__ import annotations

import pytest

from bot.domain.interview.kinds import Answer, kind_of
from bot.domain.interview.questionnaire import Constraint
from bot.domain.messages import BadAnswer
from bot.domain.words import Longest
from tests.domain.builders import LEVELS, Talk, form, options, question, rows, said
from tests.domain.interview.test_kinds import parsed, pressed

MATRIX = question("matrix", rows=rows(9), options=LEVELS)
CAUSES = question("multi_choice", other=True, options=options("Một", "Hai", "Ba"))


def test_typed_levels_join_those_that_were_tapped() -> None:
    tapped = pressed(MATRIX, ["4.2"])

    assert tapped == Answer({"r4": "rare"}, done=False)
    assert parsed(MATRIX, "7d, 2c", tapped) == Answer(
        {"r2": "sometimes", "r4": "rare", "r7": "often"}
    )
    assert parsed(MATRIX, "4a", tapped) == Answer({})


def test_a_button_carries_the_level_it_sets_and_goes_round() -> None:
    kind = kind_of(MATRIX)
    seen = []
    answer = None
    for _ in range(5):
        act = kind.prompt(MATRIX, answer).taps[1][0].act
        seen.append(act)
        answer = pressed(MATRIX, [act], answer)

    assert seen == ["4.2", "4.3", "4.4", "4.1", "4.2"]


def test_the_matrix_offers_none_at_all_only_while_nothing_is_marked() -> None:
    kind = kind_of(MATRIX)

    assert kind.prompt(MATRIX, None).taps[-1][0].act == "0"
    assert kind.prompt(MATRIX, Answer({"r1": "rare"}, done=False)).taps[-1][0].act == "."
    assert [len(row) for row in kind.prompt(MATRIX, None).taps] == [3, 3, 3, 1]


def test_a_marked_matrix_becomes_unmarked_only_by_saying_so() -> None:
    marked = Answer({"r1": "rare"})

    assert parsed(MATRIX, "0", marked) == Answer({})
    with pytest.raises(BadAnswer):
        parsed(MATRIX, "không biết", marked)
    assert marked == Answer({"r1": "rare"})


def test_own_words_stand_beside_what_is_chosen() -> None:
    ticked = pressed(CAUSES, ["+1", "+3"])
    with_words = parsed(CAUSES, "do thời tiết", ticked)

    assert with_words == Answer({"chosen": ["a", "c"], "other": "do thời tiết"})
    assert parsed(CAUSES, "2", with_words) == Answer({"chosen": ["b"], "other": "do thời tiết"})
    assert parsed(CAUSES, "vì bận", with_words) == Answer({"chosen": ["a", "c"], "other": "vì bận"})


def test_own_words_can_be_dropped_again() -> None:
    with_words = Answer({"chosen": ["a"], "other": "do thời tiết"})
    acts = [tap.act for row in kind_of(CAUSES).prompt(CAUSES, with_words).taps for tap in row]

    assert "w" in acts
    assert pressed(CAUSES, ["w"], with_words) == Answer({"chosen": ["a"]}, done=False)
    assert "w" not in [tap.act for row in kind_of(CAUSES).prompt(CAUSES, None).taps for tap in row]


def test_own_words_are_refused_where_they_are_not_asked_for() -> None:
    closed = question("multi_choice", options=options("Một", "Hai"))

    with pytest.raises(BadAnswer) as refusal:
        parsed(closed, "điều khác")
    assert refusal.value.text.key == "kinds.not_options"


@pytest.mark.parametrize(
    ("acts", "complaint"),
    [(["+1"], "kinds.too_few"), (["+1", "+2"], ""), (["+1", "+2", "+3"], "kinds.too_many")],
)
def test_as_many_as_the_constraint_allows(acts: list[str], complaint: str) -> None:
    limits = Constraint(min_chosen=2, max_chosen=2)
    talk = Talk(form([question("multi_choice", options=options("A", "B", "C"), constraint=limits)]))
    for act in acts:
        talk.tap(act)

    assert said(talk.tap(".")) == complaint
    assert (talk.interview.unfinished is None) == (not complaint)


def test_own_words_count_as_one_of_those_chosen() -> None:
    limits = Constraint(min_chosen=2, max_chosen=2)
    asked = question("multi_choice", options=options("A", "B"), other=True, constraint=limits)

    assert parsed(asked, "điều khác", Answer({"chosen": ["a"]}, done=False)).done
    with pytest.raises(BadAnswer):
        parsed(asked, "1, 2", Answer({"chosen": [], "other": "điều khác"}))


def test_nothing_chosen_is_a_skip_where_nothing_is_required() -> None:
    optional = question("multi_choice", options=options("A", "B"), required=False)

    assert pressed(optional, ["."]) == Answer(None)
    assert pressed(optional, ["+1", "-1", "."]) == Answer(None)


def test_labels_with_signs_of_their_own_may_be_typed_together() -> None:
    labels = ("Rõ người, rõ việc; đôn đốc", "Gần dân", "Sửa, và sửa tiếp")
    asked = question("multi_choice", options=options(*labels))

    assert parsed(asked, "gần dân, ro nguoi, ro viec; don doc") == Answer({"chosen": ["a", "b"]})
    assert parsed(asked, "sửa, và sửa tiếp; gần dân") == Answer({"chosen": ["b", "c"]})


def long_talk() -> Talk:
    """One long text, then one that is not required."""
    return Talk(form([question("long_text"), question("long_text", "more", required=False)]))


def test_a_text_in_pieces_stays_open_until_it_is_done() -> None:
    talk = long_talk()

    talk.say("đoạn một", partial_text=True)
    assert talk.place == "0"
    talk.say("đoạn hai", partial_text=True)
    talk.say("đoạn ba")
    assert talk.place == "0"
    talk.say("xong")

    assert talk.place == "1"
    assert talk.values == {"q": "đoạn một\nđoạn hai\nđoạn ba"}


def test_a_whole_text_is_done_at_once_and_replaces_an_earlier_one() -> None:
    talk = long_talk()
    talk.say("bản đầu")
    talk.say("quay lại")
    talk.say("bản sau")

    assert talk.values == {"q": "bản sau"}
    assert talk.place == "1"


def test_the_longest_text_is_kept_whole() -> None:
    talk = long_talk()
    talk.say("ă" * Longest.LONG)

    assert talk.values == {"q": "ă" * Longest.LONG}


def test_a_piece_too_many_is_refused_and_nothing_is_lost() -> None:
    talk = long_talk()
    first, second = "a" * 6_000, "b" * 3_999
    talk.say(first, partial_text=True)
    talk.say(second, partial_text=True)

    assert len(f"{first}\n{second}") == Longest.LONG
    assert said(talk.say("c")) == "kinds.too_long"
    assert talk.values == {"q": f"{first}\n{second}"}
    talk.tap(".")
    assert talk.place == "1"


def test_a_text_longer_than_its_own_limit_is_refused() -> None:
    limits = Constraint(min_length=3, max_length=5)
    asked = question("short_text", constraint=limits)

    assert parsed(asked, "vừa đủ"[:5]).done
    for typed, key in (("ab", "kinds.too_short"), ("abcdef", "kinds.too_long")):
        with pytest.raises(BadAnswer) as refusal:
            parsed(asked, typed)
        assert refusal.value.text.key == key


def test_a_date_may_have_to_follow_an_earlier_one() -> None:
    talk = Talk(
        form(
            [
                question("date", "begin"),
                question("date", "end", constraint=Constraint(not_before="begin")),
            ]
        )
    )
    talk.say("10/9/2026")

    assert said(talk.say("9/9/2026")) == "kinds.before_earlier"
    assert said(talk.say("10/9/2026")) == ""
    assert talk.values == {"begin": "2026-09-10", "end": "2026-09-10"}


def test_what_is_typed_for_a_choice_has_an_end() -> None:
    """A1: refused for its length before anything reads it; own words may be as long as any."""
    for asked in (
        question("single_choice", options=LEVELS),
        question("scale", options=LEVELS),
        question("matrix", rows=rows(3), options=LEVELS),
    ):
        talk = Talk(form([asked]))
        assert said(talk.say("1: a, " * 200)) == "kinds.too_long"
        assert talk.values == {}
    several = question("multi_choice", options=options("a", "b"), other=True)
    for asked in (several, question("long_text")):
        assert said(Talk(form([asked])).say("vì nhà xa, " * 200)) == ""
