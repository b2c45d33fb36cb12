"""What a report tells besides the reviews: how the cell prepared, and how its meeting went.
Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far the cell had prepared: materials sent, and how many of the `readers` have read all of
    them; work items, and how many of them are done."""

    materials: int = 0
    readers: int = 0
    read_all: int = 0
    items: int = 0
    done: int = 0


UNPREPARED = Preparation()


@dataclass(frozen=True, slots=True)
class Meeting:
    """How the meeting went. `agreed`: how many of those present voted for the conclusion."""

    present: int
    absent: int
    opinions: int
    agreed: int
