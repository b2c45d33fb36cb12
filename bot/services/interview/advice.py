"""Advice before submitting, for the author alone; and wordings that members share, for the
reviewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.interview.advice import advice, written
from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.questionnaire import REVIEW
from bot.domain.interview.screens import ScreenNote
from bot.domain.people.member import Member
from bot.services.cycle.standing import questionnaire
from bot.services.interview.carried import review_before
from bot.services.turns import Visit
from storage import cycles, members, reviews
from storage.interviews import Stored

NEARLY_SAME, LONG_ENOUGH = 88.0, 30
"""From which likeness (0 to 100) and length in characters two members' texts are no longer what
anybody might write."""

COMPARED = 1000
"""The characters of each text that are compared: this happens while others wait to write, and two
texts alike for so long are alike."""


def alike(one: str, other: str) -> float:
    """How alike two folded texts are, from 0 to 100."""
    from rapidfuzz import fuzz  # late: only submitting and reviewing pay for it

    return fuzz.ratio(one[:COMPARED], other[:COMPARED])


async def notes(
    visit: Visit, stored: Stored, interview: Interview, editing: str
) -> tuple[ScreenNote, ...]:
    """The advice on the check list of a member's own review; none anywhere else."""
    form = interview.questionnaire
    member_review = stored.cycle_id and form.audience == "member" and form.purpose == REVIEW
    if editing or interview.unfinished or not member_review:
        return ()
    cycle = await cycles.cycle(visit.tx, stored.cycle_id)
    if cycle is None:
        return ()
    found = await review_before(visit.office, visit.tx, cycle, stored.member_id, stored.form)
    worn = visit.office.lexicon.words.get("worn", frozenset())
    return advice(interview, found[1] if found else None, worn, alike)


@dataclass(frozen=True, slots=True)
class Alike:
    """A wording of which others have nearly the same."""

    slot: Slot
    others: tuple[Member, ...]


async def alike_among_members(
    visit: Visit, stored: Stored, interview: Interview
) -> Sequence[Alike]:
    """The review's own wordings that are nearly the same in other members' reviews of the cycle."""
    from rapidfuzz import fuzz, process  # late: as above

    mine = [
        (slot, said)
        for slot in interview.slots
        if len(said := written(interview, slot)[:COMPARED]) >= LONG_ENOUGH
    ]
    texts, authors = await _texts_of_others(visit, stored)
    if not mine or not texts:
        return ()
    known = {member.id: member for member in await members.roster(visit.tx, stored.cell_id)}
    found = []
    for slot, said in mine:
        near = process.extract(said, texts, scorer=fuzz.ratio, score_cutoff=NEARLY_SAME, limit=None)
        ids = dict.fromkeys(authors[place] for _, _, place in near)
        others = tuple(known[member_id] for member_id in ids if member_id in known)
        if others:
            found.append(Alike(slot, others))
    return found


async def _texts_of_others(visit: Visit, stored: Stored) -> tuple[list[str], list[str]]:
    """The folded wordings of everybody else's handed-in reviews, and the author of each."""
    texts: list[str] = []
    authors: list[str] = []
    form = await questionnaire(visit.office, visit.tx, stored.cycle_id, stored.form)
    handed_in = await reviews.handed_in(visit.tx, stored.cell_id, stored.cycle_id)
    for name, member_id, version in handed_in:
        if name != stored.form or member_id == stored.member_id:
            continue
        other = Interview(member_id, form, version.answers)
        for slot in other.slots:
            said = written(other, slot)[:COMPARED]
            if len(said) >= LONG_ENOUGH:
                texts.append(said)
                authors.append(member_id)
    return texts, authors
