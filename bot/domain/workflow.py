"""The states of a review, and the only way from one to another."""

from __future__ import annotations

from enum import StrEnum

from bot.domain.messages import WrongState


class State(StrEnum):
    """Where a review stands. A returned one is the member's again, with its history."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class Act(StrEnum):
    """What moves a review on."""

    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    RETURN = "return"
    APPROVE = "approve"


TRANSITIONS = {
    (State.DRAFT, Act.SUBMIT): State.SUBMITTED,
    (State.RETURNED, Act.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Act.TAKE_BACK): State.DRAFT,
    (State.SUBMITTED, Act.RETURN): State.RETURNED,
    (State.SUBMITTED, Act.APPROVE): State.APPROVED,
}

EDITABLE = frozenset({State.DRAFT, State.RETURNED})
"""The author may change the answers."""

HANDED_IN = frozenset({State.SUBMITTED, State.APPROVED})
"""Counted in the edition for the meeting; no more reminders."""


def transition(state: State, act: Act) -> State:
    """The state after the act; WrongState says in which state the review is."""
    after = TRANSITIONS.get((state, act))
    if after is None:
        raise WrongState(f"workflow.not_while_{state}")
    return after
