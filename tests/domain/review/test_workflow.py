"""Every act in every state: where it leads, or with which sentence it is refused."""

from __future__ import annotations

import pytest

from bot.domain.messages import WrongState
from bot.domain.review.workflow import EDITABLE, HANDED_IN, Move, State, transition
from tests.domain.builders import catalogue

AFTER: dict[State, dict[Move, State]] = {
    State.DRAFT: {Move.SUBMIT: State.SUBMITTED},
    State.RETURNED: {Move.SUBMIT: State.SUBMITTED},
    State.SUBMITTED: {
        Move.TAKE_BACK: State.DRAFT,
        Move.RETURN: State.RETURNED,
        Move.APPROVE: State.APPROVED,
        Move.TAKE_BACK_CHANGES: State.RETURNED,
        Move.TAKE_BACK_REVISION: State.REVISING,
    },
    State.APPROVED: {Move.RETURN: State.RETURNED, Move.REVISE: State.REVISING},
    State.REVISING: {Move.SUBMIT: State.SUBMITTED, Move.GIVE_UP: State.APPROVED},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Move)
def test_every_act_in_every_state(state: State, act: Move) -> None:
    after = AFTER[state].get(act)

    if after is not None:
        assert transition(state, act) is after
        return
    with pytest.raises(WrongState) as refusal:
        transition(state, act)
    for language in ("vi", "en"):
        assert catalogue().render(refusal.value.text, language)


def test_a_review_is_either_the_authors_or_handed_in() -> None:
    assert set(State) == EDITABLE | HANDED_IN
    assert {State.REVISING} == EDITABLE & HANDED_IN, "its approved version stands"
