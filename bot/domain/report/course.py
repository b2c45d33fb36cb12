"""What a report tells besides the reviews: how the cell prepared, and how its meeting went.
Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people.member import Member


class Signer(StrEnum):
    """Who signs for the cell. A deputy signs as deputy, never "on behalf of" the secretary."""

    SECRETARY = "secretary"
    DEPUTY = "deputy"


def signer_of(leader: Member | None) -> Signer:
    """In which capacity this member signs for the cell."""
    return Signer.SECRETARY if leader is None or leader.is_secretary else Signer.DEPUTY


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
