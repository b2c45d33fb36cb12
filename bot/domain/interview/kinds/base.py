"""What every kind of question can do.

Values are what JSON can hold: text for a choice, date or number; a truth value; a dict for several
choices (`{"chosen": [codes], "other": words}`) and for a matrix (`{row: level}`, rows above the
first level only). An act is the tail of a payload and always absolute, so that the same tap twice
changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias

from bot.domain.interview.questionnaire import Question
from bot.domain.interview.tallies import Tally
from bot.domain.lexicon import Lexicon
from bot.domain.messages import BadAnswer, Param, Text
from bot.domain.secrecy import stamped
from bot.domain.words import Longest, Words

Value: TypeAlias = "str | bool | dict[str, Value] | list[Value] | None"

DONE = "."
SKIP = "x"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was given so far. `done`: the person has finished with this screen; a finished answer
    without a value was skipped or only read. `piece`: a text whose rest may still follow."""

    value: Value
    done: bool = True
    piece: bool = False


@dataclass(frozen=True, slots=True)
class Typing:
    """What is needed to read typed text: today in the cell's time zone, control words, the earlier
    date that `not_before` names, and whether the platform may have split the text here."""

    today: date
    lexicon: Lexicon
    earlier: date | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Tap:
    """A button of a kind: its label and its act."""

    label: Text | Words | str
    act: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a kind adds to the question's screen: a body under the label, and rows of buttons."""

    body: Text | None = None
    taps: tuple[tuple[Tap, ...], ...] = ()


class Kind(Protocol):
    """One kind of question. `tap` and `parse` raise BadAnswer and never change their arguments."""

    in_place: bool
    """Whether several taps belong to one screen, which is then edited in place."""

    returnable: bool
    """Whether a reviewer may send an answer back: a wording, never a level or a yes or no, so that
    nobody is sent back to confess more."""

    longest: Longest
    """The most characters of what is typed for it."""

    def prompt(self, question: Question, answer: Answer | None) -> Prompt:
        """Body and buttons, given what was answered so far."""

    def tap(self, question: Question, answer: Answer | None, act: str, typing: Typing) -> Answer:
        """The answer after this act of a button."""

    def parse(
        self, question: Question, answer: Answer | None, typed: str, typing: Typing
    ) -> Answer:
        """The answer after this typed text, which is already clean."""

    def display(self, question: Question, value: Value) -> Param:
        """The value for a person to read; `value` is not None."""

    def contents(self, question: Question, value: Value) -> frozenset[str | bool]:
        """All that the value holds, for conditions and `for_each`."""

    def tally(self, question: Question, values: Sequence[Value]) -> Tally:
        """The tally that reports use, over the values of many people; `None` is left out."""


def forged() -> BadAnswer:
    """The refusal of a payload that this program never made."""
    return BadAnswer("interview.forged")


def ordinal(act: str, count: int) -> int:
    """The 0-based index of a 1-based ordinal in an act; raises BadAnswer if it is none up to
    `count`."""
    if not act.isdecimal() or not act.isascii() or len(act) > 3 or not 1 <= int(act) <= count:
        raise forged()
    return int(act) - 1


def kept(answer: Answer | None) -> Answer:
    """The answer as it is, but finished: what the button "keep it" does. Raises BadAnswer if
    empty."""
    if answer is None or answer.value is None:
        raise BadAnswer("kinds.nothing_yet")
    return Answer(answer.value)


def refuse_stamp(written: str) -> None:
    """Raises BadAnswer for a text that bears a secrecy stamp: it is kept nowhere."""
    if stamped(written):
        raise BadAnswer("kinds.stamped")
