"""The states of a review, and the only way from one to another."""

from __future__ import annotations

from enum import StrEnum

from bot.domain.messages import WrongState


class State(StrEnum):
    """Where a review stands. A returned one is the member's again, for the wordings that were sent
    back; one in revision after the meeting is so as a whole, and its approved version stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REVISING = "revising"


class Act(StrEnum):
    """What moves a review on. What is taken back is again what it was before it was handed in: a
    draft, wordings that were sent back, or a revision."""

    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    RETURN = "return"
    APPROVE = "approve"
    REVISE = "revise"
    GIVE_UP = "give_up"
    TAKE_BACK_CHANGES = "take_back_changes"
    TAKE_BACK_REVISION = "take_back_revision"


TRANSITIONS = {
    (State.DRAFT, Act.SUBMIT): State.SUBMITTED,
    (State.RETURNED, Act.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Act.TAKE_BACK): State.DRAFT,
    (State.SUBMITTED, Act.RETURN): State.RETURNED,
    (State.SUBMITTED, Act.APPROVE): State.APPROVED,
    (State.APPROVED, Act.RETURN): State.RETURNED,
    (State.APPROVED, Act.REVISE): State.REVISING,
    (State.REVISING, Act.SUBMIT): State.SUBMITTED,
    (State.REVISING, Act.GIVE_UP): State.APPROVED,
    (State.SUBMITTED, Act.TAKE_BACK_CHANGES): State.RETURNED,
    (State.SUBMITTED, Act.TAKE_BACK_REVISION): State.REVISING,
}

EDITABLE = frozenset({State.DRAFT, State.RETURNED, State.REVISING})
"""The author may change the answers."""

HANDED_IN = frozenset({State.SUBMITTED, State.APPROVED, State.REVISING})
"""Counted in the edition for the meeting; no more reminders."""

READABLE = HANDED_IN | {State.RETURNED}
"""A version was handed in that the reviewer may read; the draft that follows it is not."""


def transition(state: State, act: Act) -> State:
    """The state after the act; WrongState says in which state the review is."""
    after = TRANSITIONS.get((state, act))
    if after is None:
        raise WrongState(f"workflow.not_while_{state}")
    return after
