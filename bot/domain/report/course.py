"""What a report tells beside the reviews: how the cell prepared, what its meeting came to. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far the cell had come: materials sent, and who of the `readers` read all of them; work
    items, and how many of them are done."""

    materials: int = 0
    readers: int = 0
    read_all: int = 0
    items: int = 0
    done: int = 0


UNPREPARED = Preparation()


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the meeting came to. `agreed`: who voted for the conclusion, of those present."""

    present: int
    absent: int
    opinions: int
    agreed: int
