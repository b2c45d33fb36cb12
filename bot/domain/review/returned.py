"""What a reviewer may send back, and what became of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.kinds import Answer, kind_of
from bot.domain.interview.questionnaire import Group, Question


def returnable(interview: Interview) -> tuple[Slot, ...]:
    """The wordings that may be sent back, in the order of the questionnaire.

    Never a level, a yes or a choice without words of one's own, never what nothing was said about,
    and never what decides about which rows more is asked: nobody is sent back to confess more.
    """
    opening = {
        name
        for section in interview.questionnaire.sections
        for item in section.items
        if isinstance(item, Group)
        for name in (item.for_each, item.repeat_while)
    }
    given = interview.relevant_answers()
    return tuple(
        slot
        for slot in interview.slots
        if slot.question.id not in opening
        and has_words(slot.question)
        and _value(given.get(slot.key)) is not None
    )


def has_words(question: Question) -> bool:
    """Whether the answer is, or may hold, the person's own words or a date."""
    return kind_of(question).returnable and (not question.options or question.other)


@dataclass(frozen=True, slots=True)
class Change:
    """One answer in two versions. `reason`: why it was sent back, empty if it was not."""

    slot: Slot
    reason: str
    before: Answer | None
    now: Answer | None

    @property
    def same(self) -> bool:
        """Whether it was handed in again as it was."""
        return _value(self.before) == _value(self.now)


def changes(old: Interview, new: Interview, reasons: Mapping[str, str]) -> tuple[Change, ...]:
    """What was sent back and whatever else differs, in the order of the questionnaire; what is no
    longer asked comes last."""
    before, now = old.relevant_answers(), new.relevant_answers()
    here = {slot.key for slot in new.slots}
    slots = (*new.slots, *(slot for slot in old.slots if slot.key not in here))
    found = (
        Change(slot, reasons.get(slot.key, ""), before.get(slot.key), now.get(slot.key))
        for slot in slots
    )
    return tuple(change for change in found if change.reason or not change.same)


def _value(answer: Answer | None) -> object:
    return answer.value if answer else None
