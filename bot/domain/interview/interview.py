"""The interview: which screen comes now, and what one act of a person changes. Pure.

The position is derived: the first relevant question that is not finished. Beside it stands only
`editing`, the screen a person went back to: a slot's place, or `s2` for the list of part 2.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property, partial
from typing import TypeAlias

from bot.domain.interview.carried import items_key, with_items
from bot.domain.interview.conditions import holds
from bot.domain.interview.kinds import DONE, SKIP, Answer, Reading, kind_of, marks
from bot.domain.interview.questionnaire import Group, Option, Question, Questionnaire, Row, Section
from bot.domain.lexicon import Lexicon
from bot.domain.messages import BadAnswer, Text, text
from bot.domain.words import fold

BACK = "<"
PAUSE = "z"
SUBMIT = "u"
PREVIEW = "p"

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
        """Under which its answer is stored."""
        return f"{self.question.id}/{self.instance}" if self.instance else self.question.id

    @property
    def is_matrix(self) -> bool:
        """Whether rows are marked here; those about the cycle before are marked already."""
        return bool(self.question.rows) and not self.question.rows_from


@dataclass(frozen=True)
class Interview:
    """A questionnaire with what was answered so far. `revision` counts the changes.

    `questionnaire` is given as it was frozen, and becomes what this person is asked: with the own
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
        object.__setattr__(self, "questionnaire", asked)  # frozen to everybody else

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
        """Whether this screen is open to its author."""
        sent_back = self.returned is None or slot.key in self.returned
        return sent_back or not self.finished(slot)

    @cached_property
    def open_slots(self) -> tuple[Slot, ...]:
        """The screens that the author may change."""
        return tuple(slot for slot in self.slots if self.may_change(slot))

    def slot(self, place: str) -> Slot | None:
        """The relevant screen at this place."""
        return next((slot for slot in self.slots if slot.place == place), None)

    def relevant_answers(self) -> dict[str, Answer]:
        """The answers that count: those of relevant screens, and the items that one is about."""
        keys = {slot.key for slot in self.slots}
        keys |= {items_key(slot.key) for slot in self.slots if slot.question.rows_from}
        return {key: answer for key, answer in self.answers.items() if key in keys}

    def remaining_seconds(self) -> int:
        """The estimate for all screens that are not finished."""
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


class Outcome(StrEnum):
    """What the person asked for beyond an answer."""

    GO_ON = "go_on"
    PAUSED = "paused"
    PREVIEW = "preview"
    SUBMIT = "submit"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one act changes. `complaint`: nothing was recorded, and why; `stale`: the screen it was
    meant for is not the current one, which is then shown again."""

    interview: Interview
    editing: str = ""
    outcome: Outcome = Outcome.GO_ON
    complaint: Text | None = None
    stale: bool = False
    same_screen: bool = False


def screen_key(interview: Interview, editing: str) -> str:
    """The current screen's key: a slot's place, `s2r7` for a part's list, `c7` for the check list.

    The lists carry the revision: after any change elsewhere they are stale.
    """
    if editing.startswith("s"):
        return f"{editing}r{interview.revision}"
    slot = current_slot(interview, editing)
    return slot.place if slot else f"c{interview.revision}"


def current_slot(interview: Interview, editing: str) -> Slot | None:
    """The question on the screen; `None` when a list is shown."""
    if editing.startswith("s"):
        return None
    chosen = interview.slot(editing) if editing else None
    return chosen if chosen and interview.may_change(chosen) else interview.unfinished


def tap(interview: Interview, editing: str, screen: str, act: str, reading: Reading) -> Turn:
    """A button of `screen`. Raises BadAnswer on a payload this program never made."""
    if screen != screen_key(interview, editing):
        return Turn(interview, editing, complaint=text("interview.stale_tap"), stale=True)
    slot = current_slot(interview, editing)
    if slot is None:
        return _list_act(interview, editing, act)
    if act == BACK:
        return Turn(interview, _before(interview, slot))
    if act == PAUSE:
        return Turn(interview, editing, Outcome.PAUSED)
    if act == SKIP:
        return _skip(interview, editing, slot)
    try:
        answer = kind_of(slot.question).tap(
            slot.question,
            interview.answers.get(slot.key),
            act,
            _with_earlier(interview, slot, reading),
        )
    except BadAnswer as refusal:
        return Turn(interview, editing, complaint=refusal.text)
    return _recorded(interview, editing, slot, answer)


def typed(interview: Interview, editing: str, shown: str, words: str, reading: Reading) -> Turn:
    """A typed text, which counts only if `shown`, the channel's last screen, is the current one."""
    screen = screen_key(interview, editing)
    if shown != screen:
        return Turn(interview, editing, complaint=text("interview.stale_text"), stale=True)
    slot = current_slot(interview, editing)
    act = control_act(words, reading.lexicon, in_list=slot is None)
    if act:
        return tap(interview, editing, screen, act, reading)
    if slot is None:
        return _list_typed(interview, editing, words)
    try:
        answer = kind_of(slot.question).parse(
            slot.question,
            interview.answers.get(slot.key),
            words,
            _with_earlier(interview, slot, reading),
        )
    except BadAnswer as refusal:
        return Turn(interview, editing, complaint=refusal.text)
    return _recorded(interview, editing, slot, answer)


def control_act(words: str, lexicon: Lexicon, *, in_list: bool) -> str:
    """The act of a control word that makes up the whole text, or nothing."""
    meanings = {"back": BACK, "pause": PAUSE}
    if in_list:
        meanings |= {"submit": SUBMIT, "preview": PREVIEW}
    else:
        meanings |= {"done": DONE, "keep": DONE, "skip": SKIP}
    return next((act for meaning, act in meanings.items() if lexicon.means(meaning, words)), "")


def _with_earlier(interview: Interview, slot: Slot, reading: Reading) -> Reading:
    named = slot.question.constraint.not_before
    if not named:
        return reading
    counted = interview.relevant_answers()
    answer = counted.get(f"{named}/{slot.instance}") or counted.get(named)
    earlier = date.fromisoformat(str(answer.value)) if answer and answer.value else None
    return replace(reading, earlier=earlier)


def _recorded(interview: Interview, editing: str, slot: Slot, answer: Answer) -> Turn:
    changed = replace(
        interview,
        answers={**interview.answers, slot.key: answer},
        revision=interview.revision + 1,
    )
    if not answer.done:
        return Turn(changed, editing, same_screen=True)
    return Turn(changed)


def _skip(interview: Interview, editing: str, slot: Slot) -> Turn:
    if slot.question.required:
        return Turn(interview, editing, complaint=text("interview.required"))
    return _recorded(interview, editing, slot, Answer(None))


def _before(interview: Interview, slot: Slot) -> str:
    """Where "back" leads: the screen before, or the check list once everything is finished."""
    if interview.unfinished is None:
        return ""
    places = [each.place for each in interview.open_slots]
    return places[max(places.index(slot.place) - 1, 0)]


def _list_act(interview: Interview, editing: str, act: str) -> Turn:
    if act == BACK:
        return Turn(interview, "")
    if act == PAUSE:
        return Turn(interview, editing, Outcome.PAUSED)
    if act == PREVIEW:
        return Turn(interview, editing, Outcome.PREVIEW)
    if act == SUBMIT:  # from a part's list first back to the whole, which is what is handed in
        return Turn(interview, "", Outcome.GO_ON if editing else Outcome.SUBMIT)
    if act[:1] == "e" and act[1:] in {str(slot.part) for slot in interview.open_slots}:
        return Turn(interview, f"s{act[1:]}")
    slot = interview.slot(act[1:])
    if act[:1] == "g" and slot and interview.may_change(slot):
        return Turn(interview, slot.place)
    raise BadAnswer("interview.forged")


def _list_typed(interview: Interview, editing: str, words: str) -> Turn:
    """In the check list a number opens a part; in a part's list it opens an answer."""
    number = fold(words)
    parts = sorted({slot.part for slot in interview.open_slots})
    if not editing and number in {str(part) for part in parts}:
        return Turn(interview, f"s{number}")
    if editing and number.isdecimal() and number.isascii():
        listed = [slot for slot in interview.open_slots if editing == f"s{slot.part}"]
        if 1 <= int(number) <= len(listed):
            return Turn(interview, listed[int(number) - 1].place)
    return Turn(interview, editing, complaint=text("interview.list_only"))
