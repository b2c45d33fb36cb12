"""Dialogues that somebody has left before the end: they are kept, and offered again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.messages import Refusal
from bot.domain.words import Words
from bot.services.interview.conversation import Stored
from bot.services.turns import Visit
from storage import interviews, members

MOST = 5
"""So many are offered at once, the newest."""


@dataclass(frozen=True, slots=True)
class Left:
    """One of them. `of`: the name of the member that it is about, if it is about one."""

    id: str
    title: Words
    of: str


async def left(visit: Visit) -> Sequence[Left]:
    """Those of this membership in which something was answered, the newest first."""
    if not visit.memberships:
        return ()
    found = await interviews.dialogues(visit.tx, visit.member.id)
    return [await _left(visit, each) for each in found[:MOST]]


async def _left(visit: Visit, stored: Stored) -> Left:
    about = await members.member(visit.tx, stored.subject) if stored.subject else None
    title = visit.office.forms[stored.form].title
    return Left(stored.id, title, about.shown if about else "")


async def one(visit: Visit, dialogue_id: str) -> Stored:
    """A dialogue of this person's own. Raises Refusal if it is finished or somebody else's."""
    stored = await interviews.get(visit.tx, dialogue_id)
    if stored is None or stored.cycle_id:
        raise Refusal("interview.gone")
    visit.enter(visit.own(stored.member_id).cell_id)
    return stored
