"""The interview: a questionnaire with one person's answers, and the screens that follow. Pure.

The position is derived: the first relevant question that is not finished. Beside it only `editing`
is kept, the screen a person went back to: a slot's place, or `s2` for the list of part 2.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeAlias

from bot.domain.interview.carried import items_key, with_items
from bot.domain.interview.conditions import holds
from bot.domain.interview.kinds import Answer, kind_of, marks
from bot.domain.interview.questionnaire import Group, Option, Question, Questionnaire, Row, Section

Contents: TypeAlias = Callable[..., frozenset[str | bool]]
"""What the answer to a question holds: `contents(question)`, or with `instance=`."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One concrete screen: a question, and for a repeated one the instance it belongs to.

    `place` names it in payloads: `7`, or `7.3` for the third row or repetition.
    """

    part: int
    section: Section
    question: Question
    place: str
    instance: str = ""
    row: Row | Option | None = None
    level: Option | None = None
    number: int = 0

    @property
    def key(self) -> str:
        """The key under which its answer is stored."""
        return f"{self.question.id}/{self.instance}" if self.instance else self.question.id

    @property
    def is_matrix(self) -> bool:
        """Whether rows are marked here; those carried over from the cycle before are marked
        already."""
        return bool(self.question.rows) and not self.question.rows_from


@dataclass(frozen=True)
class Interview:
    """A questionnaire with what was answered so far. `revision` counts the changes.

    `questionnaire` is passed in as it was frozen, and becomes what this person is asked: with their
    items of the cycle before, or without the part about them. `returned`: the reviewer's reason for
    each answer that was sent back; only those may be changed then, and what follows from them.
    """

    id: str
    questionnaire: Questionnaire
    answers: Mapping[str, Answer] = field(default_factory=dict)
    revision: int = 0
    returned: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        asked = with_items(self.questionnaire, self.answers)
        object.__setattr__(self, "questionnaire", asked)  # frozen from here on

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every relevant screen in order."""
        return tuple(self._slots())

    @cached_property
    def unfinished(self) -> Slot | None:
        """The first screen that is not finished; `None` when all are."""
        return next((slot for slot in self.slots if not self.finished(slot)), None)

    def finished(self, slot: Slot) -> bool:
        """Whether the person has finished with this screen."""
        answer = self.answers.get(slot.key)
        return answer is not None and answer.done

    def may_change(self, slot: Slot) -> bool:
        """Whether the author may change this screen: after a return only what was sent back or is
        open."""
        sent_back = self.returned is None or slot.key in self.returned
        return sent_back or not self.finished(slot)

    @cached_property
    def open_slots(self) -> tuple[Slot, ...]:
        """The screens that the author may change."""
        return tuple(slot for slot in self.slots if self.may_change(slot))

    def slot(self, place: str) -> Slot | None:
        """The relevant screen at this place, if there is one."""
        return next((slot for slot in self.slots if slot.place == place), None)

    def relevant_answers(self) -> dict[str, Answer]:
        """The answers that count: those of relevant screens, and the items that a screen asks
        about."""
        keys = {slot.key for slot in self.slots}
        keys |= {items_key(slot.key) for slot in self.slots if slot.question.rows_from}
        return {key: answer for key, answer in self.answers.items() if key in keys}

    def remaining_seconds(self) -> int:
        """The estimate for all screens that are not finished, in seconds."""
        return sum(slot.question.seconds for slot in self.slots if not self.finished(slot))

    def _slots(self) -> Iterator[Slot]:
        asked: set[str] = set()
        for slot in self._relevant(partial(self._contents, asked)):
            asked.add(slot.key)
            yield slot

    def _contents(
        self, asked: Container[str], question_id: str, instance: str = ""
    ) -> frozenset[str | bool]:
        """What the answer holds, within the same instance if the question is repeated.

        An answer that is no longer asked for holds nothing: `asked` has the keys of the screens
        so far, and conditions only look backward.
        """
        own = f"{question_id}/{instance}"
        key = own if instance and own in self.answers else question_id
        answer = self.answers.get(key) if key in asked else None
        if answer is None or answer.value is None:
            return frozenset()
        question = self.questionnaire.question(question_id)
        return kind_of(question).contents(question, answer.value)

    def _relevant(self, contents: Contents) -> Iterator[Slot]:
        for part, section in enumerate(self.questionnaire.sections, 1):
            for item in section.items:
                if item.relevant and not holds(item.relevant, contents):
                    continue
                if isinstance(item, Group):
                    yield from self._group(part, section, item, contents)
                else:
                    place = str(self.questionnaire.ordinals[item.id])
                    yield Slot(part, section, item, place)

    def _group(
        self, part: int, section: Section, group: Group, contents: Contents
    ) -> Iterator[Slot]:
        for number, instance, row, level in self._instances(group, contents):
            inside = partial(contents, instance=instance)
            for question in group.questions:
                if question.relevant and not holds(question.relevant, inside):
                    continue
                place = f"{self.questionnaire.ordinals[question.id]}.{number}"
                yield Slot(part, section, question, place, instance, row, level, number)

    def _instances(
        self, group: Group, contents: Contents
    ) -> Iterator[tuple[int, str, Row | Option | None, Option | None]]:
        if not group.for_each:
            for number in range(1, group.most + 1):
                yield number, str(number), None, None
                if True not in contents(group.repeat_while, instance=str(number)):
                    return
            return
        question = self.questionnaire.question(group.for_each)
        held = contents(question.id)
        answer = self.answers.get(question.id)
        levels = marks(answer.value) if answer and question.rows else {}
        for number, row in enumerate(question.rows, 1):
            if row.code in held and not row.in_person:
                level = next(o for o in question.options if o.code == levels[row.code])
                yield number, row.code, row, level
        if not question.rows:
            for number, option in enumerate(question.options, 1):
                if option.code in held:
                    yield number, option.code, option, None
