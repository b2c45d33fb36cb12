"""Where somebody stands with a cycle: one place for everybody, so that the places add up. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.review.workflow import EDITABLE, State


class Place(StrEnum):
    """From furthest to least far, then those from whom nothing is expected here."""

    APPROVED = "approved"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    UNDER_WAY = "under_way"
    NOT_BEGUN = "not_begun"
    ON_PAPER = "on_paper"
    NOT_SUBMITTING = "not_submitting"
    EXEMPT = "exempt"


HANDED_IN = frozenset({Place.APPROVED, Place.SUBMITTED})
WAITED_FOR = frozenset({Place.RETURNED, Place.UNDER_WAY, Place.NOT_BEGUN})
"""Expected here: of the author, or for what was given back of whoever typed the paper."""


def reached(state: State | None) -> Place:
    """How far one review is; `None` for one that nobody has begun.

    By what can be done with it, so that a state that is added later finds its place: what the
    author may change is a draft or was given back, what is not waiting for a decision was decided.
    """
    if state is None:
        return Place.NOT_BEGUN
    if state is State.DRAFT:
        return Place.UNDER_WAY
    if state in EDITABLE and state is not State.REVISING:
        return Place.RETURNED
    return Place.SUBMITTED if state is State.SUBMITTED else Place.APPROVED


def together(reviews: Iterable[Place]) -> Place:
    """Where somebody is who has several reviews to write: what was given back comes first, since
    it waits for an answer; else as far as the one that is least far."""
    found = set(reviews)
    if Place.RETURNED in found:
        return Place.RETURNED
    if found & HANDED_IN and found - HANDED_IN:
        return Place.UNDER_WAY
    order = (Place.UNDER_WAY, Place.NOT_BEGUN, Place.SUBMITTED, Place.APPROVED)
    return next(place for place in order if place in found)


@dataclass(frozen=True, slots=True)
class Picture:
    """What the picture shows: how many are where. No names."""

    title: str
    days: int
    closed: bool
    counts: tuple[tuple[Place, int], ...]
