"""The states of a review, and the only ways from one to another."""

from __future__ import annotations

from enum import StrEnum

from bot.domain.messages import WrongState


class State(StrEnum):
    """The state of a review. A returned one is in the member's hands again, for the wordings that
    were sent back; one in revision after the meeting is so as a whole, and its approved version
    remains."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REVISING = "revising"


class Move(StrEnum):
    """What moves a review on. A review that is taken back is again what it was before it was handed
    in: a draft, wordings that were sent back, or a revision."""

    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    RETURN = "return"
    APPROVE = "approve"
    REVISE = "revise"
    GIVE_UP = "give_up"
    TAKE_BACK_CHANGES = "take_back_changes"
    TAKE_BACK_REVISION = "take_back_revision"


TRANSITIONS = {
    (State.DRAFT, Move.SUBMIT): State.SUBMITTED,
    (State.RETURNED, Move.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Move.TAKE_BACK): State.DRAFT,
    (State.SUBMITTED, Move.RETURN): State.RETURNED,
    (State.SUBMITTED, Move.APPROVE): State.APPROVED,
    (State.APPROVED, Move.RETURN): State.RETURNED,
    (State.APPROVED, Move.REVISE): State.REVISING,
    (State.REVISING, Move.SUBMIT): State.SUBMITTED,
    (State.REVISING, Move.GIVE_UP): State.APPROVED,
    (State.SUBMITTED, Move.TAKE_BACK_CHANGES): State.RETURNED,
    (State.SUBMITTED, Move.TAKE_BACK_REVISION): State.REVISING,
}

EDITABLE = frozenset({State.DRAFT, State.RETURNED, State.REVISING})
"""States in which the author may change the answers."""

HANDED_IN = frozenset({State.SUBMITTED, State.APPROVED, State.REVISING})
"""States that count in the edition for the meeting and bring no more reminders."""

READABLE = HANDED_IN | {State.RETURNED}
"""States in which the reviewer may read a handed-in version; the draft after it stays unread."""


def transition(state: State, act: Move) -> State:
    """The state after the act; raises WrongState, which names the state that the review is in."""
    after = TRANSITIONS.get((state, act))
    if after is None:
        raise WrongState(f"workflow.not_while_{state}")
    return after
