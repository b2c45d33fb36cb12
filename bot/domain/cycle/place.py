"""How far each member is in a cycle: everybody has exactly one place, so the places add up.
Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.review.workflow import EDITABLE, State


class Place(StrEnum):
    """From furthest to least far; the last three are for those from whom nothing is expected
    here."""

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
    """The place that one review gives its author; `None`: nobody has begun it.

    It follows from what can be done with the review, so that a state added later gets a place too:
    one that the author may change is a draft or was sent back, any other has been handed in. Only
    one in revision remains approved, though it may be changed.
    """
    if state is None:
        return Place.NOT_BEGUN
    if state is State.DRAFT:
        return Place.UNDER_WAY
    if state in EDITABLE and state is not State.REVISING:
        return Place.RETURNED
    return Place.SUBMITTED if state is State.SUBMITTED else Place.APPROVED


def together(reviews: Iterable[Place]) -> Place:
    """The place of somebody with several reviews to write: RETURNED if any was sent back, since
    that waits for an answer; UNDER_WAY if some are begun or handed in and others not; else the
    least far."""
    found = set(reviews)
    if Place.RETURNED in found:
        return Place.RETURNED
    if found & HANDED_IN and found - HANDED_IN:
        return Place.UNDER_WAY
    order = (Place.UNDER_WAY, Place.NOT_BEGUN, Place.SUBMITTED, Place.APPROVED)
    return next(place for place in order if place in found)


@dataclass(frozen=True, slots=True)
class Picture:
    """What the picture shows: how many members are at each place. No names."""

    title: str
    days: int
    closed: bool
    counts: tuple[tuple[Place, int], ...]
