"""Kinds answered by writing: short_text, long_text, number, date; and the note, which is only
read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.domain.interview.kinds.base import (
    DONE,
    Answer,
    Prompt,
    Tap,
    Typing,
    Value,
    forged,
    kept,
    refuse_stamp,
)
from bot.domain.interview.questionnaire import Constraint, Question
from bot.domain.interview.tallies import Days, Quotes, Stats, Tally
from bot.domain.lexicon import read_date, read_number, read_period
from bot.domain.messages import BadAnswer, Param, said_day, text
from bot.domain.words import Longest

SHORT_TEXT = 200
AHEAD, OLDEST = 3 * 366, 100 * 366
"""Days: how far ahead a date may be (one more than a year off is asked about when it is said back),
and how old a document is at most."""


class _Written:
    """What the written kinds share: the present value is shown and can be kept by one tap."""

    in_place = False
    returnable = True
    longest = Longest.LONG

    def prompt(self, question: Question, answer: Answer | None) -> Prompt:
        if answer is None or answer.value is None:
            return Prompt()
        body = text("kinds.current", value=self.display(question, answer.value))
        return Prompt(body, ((Tap(text("kinds.keep"), DONE),),))

    def tap(self, question: Question, answer: Answer | None, act: str, typing: Typing) -> Answer:
        if act != DONE:
            raise forged()
        return kept(answer)

    def display(self, question: Question, value: Value) -> Param:
        return str(value)

    def contents(self, question: Question, value: Value) -> frozenset[str | bool]:
        return frozenset({value}) if isinstance(value, str) else frozenset()


class ShortText(_Written):
    """One line of at most 200 characters, or of `max_length`."""

    def parse(
        self, question: Question, answer: Answer | None, typed: str, typing: Typing
    ) -> Answer:
        if _is_nothing(question, typed, typing):
            return Answer(None)
        refuse_stamp(typed)
        line = " ".join(typed.split())
        _check_length(line, question.constraint, SHORT_TEXT)
        return Answer(line)

    def tally(self, question: Question, values: Sequence[Value]) -> Tally:
        return _quotes(question, values)


class LongText(_Written):
    """Free text, kept whole up to 10,000 characters.

    A piece that the platform may have cut leaves the question open; what follows is added to it
    until "done".
    """

    def prompt(self, question: Question, answer: Answer | None) -> Prompt:
        if answer is None or answer.value is None:
            return Prompt()
        if not answer.piece:
            return super().prompt(question, answer)
        body = text("kinds.piece", length=len(str(answer.value)), most=Longest.LONG)
        return Prompt(body, ((Tap(text("kinds.done"), DONE),),))

    def parse(
        self, question: Question, answer: Answer | None, typed: str, typing: Typing
    ) -> Answer:
        if _is_nothing(question, typed, typing):
            return Answer(None)
        open_text = str(answer.value) if answer and answer.piece and answer.value else ""
        whole = f"{open_text}\n{typed}" if open_text else typed
        refuse_stamp(whole)
        _check_length(whole, question.constraint, Longest.LONG)
        piece = bool(open_text) or typing.partial
        return Answer(whole, done=not piece, piece=piece)

    def tally(self, question: Question, values: Sequence[Value]) -> Tally:
        return _quotes(question, values)


class Number(_Written):
    """A number, stored as its plain decimal form, within `min` and `max`."""

    returnable = False
    longest = Longest.CHOICE

    def parse(
        self, question: Question, answer: Answer | None, typed: str, typing: Typing
    ) -> Answer:
        number = read_number(typed)
        limits = question.constraint
        if number is None:
            raise BadAnswer("kinds.not_a_number", typed=typed[:60])
        if number != round(number, limits.decimals):
            raise BadAnswer("kinds.too_many_decimals", decimals=limits.decimals)
        low, high = limits.min, limits.max
        if (low is not None and number < low) or (high is not None and number > high):
            raise BadAnswer("kinds.out_of_range", least=low, most=high)
        plain = f"{number + 0:f}"  # + 0: a zero has no sign
        return Answer(plain.rstrip("0").rstrip(".") if "." in plain else plain)

    def display(self, question: Question, value: Value) -> Param:
        return text("kinds.number", value=str(value))

    def tally(self, question: Question, values: Sequence[Value]) -> Tally:
        numbers = [Decimal(str(value)) for value in values]
        if not numbers:
            return Stats(0, None, None, None)
        return Stats(
            len(numbers), min(numbers), max(numbers), sum(numbers, Decimal(0)) / len(numbers)
        )


class Date(_Written):
    """A day, stored as ISO 8601. One that is far off is most likely a slip in the year, and asked
    for again."""

    longest = Longest.CHOICE

    def parse(
        self, question: Question, answer: Answer | None, typed: str, typing: Typing
    ) -> Answer:
        limits = question.constraint
        day = read_period(typed, typing.today, typing.lexicon) if limits.periods else None
        day = day or read_date(typed, typing.today, typing.lexicon)
        if day is None:
            raise BadAnswer("kinds.not_a_date", typed=typed[:60])
        if limits.not_past and day < typing.today:
            raise BadAnswer("kinds.past_date", day=day, today=typing.today)
        if not -OLDEST <= (day - typing.today).days <= AHEAD:
            raise BadAnswer("kinds.far_date", day=said_day(day, typing.today))
        if typing.earlier and day < typing.earlier:
            raise BadAnswer("kinds.before_earlier", day=day, earlier=typing.earlier)
        return Answer(day.isoformat())

    def display(self, question: Question, value: Value) -> Param:
        return text("kinds.date", value=date.fromisoformat(str(value)))

    def tally(self, question: Question, values: Sequence[Value]) -> Tally:
        days = [date.fromisoformat(str(value)) for value in values]
        found = Counter((day.year, (day.month + 2) // 3) for day in days)
        quarters = tuple((year, number, found[year, number]) for year, number in sorted(found))
        return Days(len(days), quarters)


class Note:
    """Something to read; finished by one explicit tap or a typed "done"."""

    in_place = False
    returnable = False
    longest = Longest.CHOICE

    def prompt(self, question: Question, answer: Answer | None) -> Prompt:
        return Prompt(None, ((Tap(text("kinds.seen"), DONE),),))

    def tap(self, question: Question, answer: Answer | None, act: str, typing: Typing) -> Answer:
        if act != DONE:
            raise forged()
        return Answer(None)

    def parse(
        self, question: Question, answer: Answer | None, typed: str, typing: Typing
    ) -> Answer:
        raise BadAnswer("kinds.only_seen")

    def display(self, question: Question, value: Value) -> Param:
        return ""

    def contents(self, question: Question, value: Value) -> frozenset[str | bool]:
        return frozenset()

    def tally(self, question: Question, values: Sequence[Value]) -> Tally:
        return Quotes(len(values))


def _is_nothing(question: Question, typed: str, typing: Typing) -> bool:
    """Whether somebody says "no" to a question that may be skipped: that is no contribution."""
    return not question.required and typing.lexicon.means("no", typed)


def _check_length(whole: str, constraint: Constraint, most: int) -> None:
    most = constraint.max_length or most
    if len(whole) > most:
        raise BadAnswer("kinds.too_long", length=len(whole), most=most)
    if not any(char.isalnum() for char in whole):
        raise BadAnswer("kinds.no_words")
    if constraint.min_length and len(whole) < constraint.min_length:
        raise BadAnswer("kinds.too_short", least=constraint.min_length)


def _quotes(question: Question, values: Sequence[Value]) -> Quotes:
    return Quotes(len(values), tuple(str(v) for v in values) if question.printed else ())
