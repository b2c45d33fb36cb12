"""One place for everybody, whatever the states."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cycle.place import HANDED_IN, WAITED_FOR, Place, reached, together
from bot.domain.review.workflow import EDITABLE, State
from bot.domain.review.workflow import HANDED_IN as HANDED_IN_STATES

REACHED = [reached(state) for state in (None, *State)]


@pytest.mark.parametrize("state", State)
def test_the_place_agrees_with_what_can_be_done_with_the_review(state: State) -> None:
    place = reached(state)
    assert (place in HANDED_IN) == (state in HANDED_IN_STATES)
    assert (place in WAITED_FOR) == (state in EDITABLE - HANDED_IN_STATES)


@given(st.lists(st.sampled_from(REACHED), min_size=1, max_size=4))
def test_several_reviews_have_one_place(places: list[Place]) -> None:
    place = together(places)
    assert (place in HANDED_IN) == all(each in HANDED_IN for each in places)
    assert (place is Place.APPROVED) == (set(places) == {Place.APPROVED})
    assert (place is Place.NOT_BEGUN) == (set(places) == {Place.NOT_BEGUN})
    assert (place is Place.RETURNED) == (Place.RETURNED in places)
    assert together(reversed(places)) is place
