"""Every act in every state: where it leads, or with which sentence it is refused."""

from __future__ import annotations

import pytest

from bot.domain.messages import WrongState
from bot.domain.review.workflow import EDITABLE, HANDED_IN, Act, State, transition
from tests.domain.builders import catalogue

AFTER: dict[State, dict[Act, State]] = {
    State.DRAFT: {Act.SUBMIT: State.SUBMITTED},
    State.RETURNED: {Act.SUBMIT: State.SUBMITTED},
    State.SUBMITTED: {
        Act.TAKE_BACK: State.DRAFT,
        Act.RETURN: State.RETURNED,
        Act.APPROVE: State.APPROVED,
        Act.TAKE_BACK_CHANGES: State.RETURNED,
        Act.TAKE_BACK_REVISION: State.REVISING,
    },
    State.APPROVED: {Act.RETURN: State.RETURNED, Act.REVISE: State.REVISING},
    State.REVISING: {Act.SUBMIT: State.SUBMITTED, Act.GIVE_UP: State.APPROVED},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_every_act_in_every_state(state: State, act: Act) -> None:
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
