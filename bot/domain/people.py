"""Who is who in a cell, and who may do what: the one access table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.messages import NotAllowed


class Role(StrEnum):
    """What a member is in the cell, as far as the program is concerned."""

    SECRETARY = "secretary"
    MEMBER = "member"


class Action(StrEnum):
    """What a person may want to do with the cell."""

    ANSWER = "answer"
    SEE_SUMMARY = "see_summary"
    SEE_STATUS = "see_status"
    REMIND = "remind"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_CYCLE = "manage_cycle"


_MAY = {
    Role.MEMBER: frozenset({Action.ANSWER}),
    Role.SECRETARY: frozenset(Action),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A name on a cell's roster. `person_id` is empty until somebody has claimed the invitation;
    `exempt_reason` is empty for those who have to submit."""

    id: str
    cell_id: str
    name: str
    role: Role
    exempt_reason: str = ""
    person_id: str = ""

    @property
    def is_exempt(self) -> bool:
        """Whether the member need not submit a review."""
        return bool(self.exempt_reason)


def may(role: Role, action: Action) -> bool:
    """Whether this role may do this in its own cell; nobody may do anything in another."""
    return action in _MAY[role]


def require(member: Member, action: Action) -> None:
    """Refuse with a sentence unless the member may do this."""
    if not may(member.role, action):
        raise NotAllowed("access.not_yours")


def given_name(name: str) -> str:
    """How a Vietnamese person is addressed: the last word of the name."""
    return name.rsplit(maxsplit=1)[-1] if name.split() else name
