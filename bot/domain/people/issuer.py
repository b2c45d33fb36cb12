"""Who issues a cell's papers: under which names, in which layout, and who signs. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people.member import Member
from bot.domain.style import Style


class Signer(StrEnum):
    """Who signs for the cell. A deputy signs as deputy, never "on behalf of" the secretary."""

    SECRETARY = "secretary"
    DEPUTY = "deputy"


@dataclass(frozen=True, slots=True)
class Issuer:
    """The cell as one paper shows it. `leader` is the name of the one who signs for it, as
    `signer`; empty where there is nobody. `has_committee`: else no paper speaks of one. Every paper
    has all of this from here: none has a layout or a signer of its own."""

    cell: str
    parent: str
    place: str
    style: Style
    signer: Signer
    leader: str
    has_committee: bool = True


def signer_of(leader: Member | None) -> Signer:
    """As what this member signs for the cell."""
    return Signer.SECRETARY if leader is None or leader.is_secretary else Signer.DEPUTY
