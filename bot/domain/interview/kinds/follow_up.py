"""What became of earlier items: each of them at one level of a scale, the first being "gone"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.domain.interview.kinds.base import DONE, Answer, Prompt, Tap, Typing, Value, ordinal
from bot.domain.interview.kinds.choices import find_option
from bot.domain.interview.kinds.matrix import ENTRY, marks
from bot.domain.interview.questionnaire import Option, Question
from bot.domain.interview.tallies import Counts, Tally
from bot.domain.messages import BadAnswer, Param, text
from bot.domain.words import Longest, fold

REST = "0"
"""The act that sets every item without a level to the first one, and finishes."""
_SIGNS = "✓◐●"
_PER_ROW = 3


class FollowUp:
    """Stored as `{row code: level code}`, every row: nothing is taken for granted.

    One item alone is answered by one tap or word. Several are stepped through their levels in
    place; one more tap says that all the others are gone. Typed: `1 còn, 2 đỡ`, or one level for
    all that are not set yet.
    """

    in_place = True
    returnable = False
    longest = Longest.CHOICE

    def prompt(self, question: Question, answer: Answer | None) -> Prompt:
        levels = marks(answer.value if answer else None)
        rows = tuple(
            text(
                "kinds.follow_row",
                number=number,
                label=row.label,
                level=_label(question, levels.get(row.code)),
            )
            for number, row in enumerate(question.rows, 1)
        )
        scale = tuple(option.label for option in question.options)
        body = text("kinds.follow_up", rows=rows, scale=scale, alone=len(rows) == 1)
        return Prompt(body, self._taps(question, levels))

    def _taps(self, question: Question, levels: Mapping[str, str]) -> tuple[tuple[Tap, ...], ...]:
        if len(question.rows) == 1:
            return (tuple(Tap(o.label, f"1.{n}") for n, o in enumerate(question.options, 1)),)
        codes = [option.code for option in question.options]
        taps = []
        for number, row in enumerate(question.rows, 1):
            now = codes.index(levels[row.code]) + 1 if row.code in levels else 0
            sign = f" {_SIGNS[min(now, len(_SIGNS)) - 1]}" if now else ""
            taps.append(Tap(f"{number}{sign}", f"{number}.{now % len(codes) + 1}"))
        grid = tuple(tuple(taps[i : i + _PER_ROW]) for i in range(0, len(taps), _PER_ROW))
        if len(levels) == len(question.rows):
            return (*grid, (Tap(text("kinds.done"), DONE),))
        rest = text("kinds.follow_rest", label=question.options[0].label, some=bool(levels))
        return (*grid, (Tap(rest, REST),))

    def tap(self, question: Question, answer: Answer | None, act: str, typing: Typing) -> Answer:
        levels = marks(answer.value if answer else None)
        if act == DONE:
            return self._complete(question, levels)
        if act == REST:
            return _rest(question, levels, question.options[0])
        row, _, level = act.partition(".")
        code = question.rows[ordinal(row, len(question.rows))].code
        levels[code] = question.options[ordinal(level, len(question.options))].code
        return Answer(_canonical(question, levels), done=len(question.rows) == 1)

    def parse(
        self, question: Question, answer: Answer | None, typed: str, typing: Typing
    ) -> Answer:
        """Adds typed levels to those on the screen, and finishes it once every item has one."""
        levels = marks(answer.value if answer else None)
        if fold(typed) == REST:
            return _rest(question, levels, question.options[0])
        alone = len(question.rows) == 1
        level = None if fold(typed).isdecimal() and not alone else _level(question, typed)
        if level:
            return _rest(question, {} if alone else levels, level)
        entries = ENTRY.findall(typed)
        if not entries or re.sub(r"[\s,;.]+", "", ENTRY.sub("", typed)):
            raise _unreadable(question, typed)
        for number, words in entries:
            if not 1 <= int(number) <= len(question.rows):
                raise BadAnswer("kinds.no_such_row", number=int(number), count=len(question.rows))
            found = _level(question, words)
            if found is None:
                raise _unreadable(question, typed)
            levels[question.rows[int(number) - 1].code] = found.code
        complete = all(row.code in levels for row in question.rows)
        return Answer(_canonical(question, levels), done=complete)

    def _complete(self, question: Question, levels: Mapping[str, str]) -> Answer:
        left = tuple(n for n, row in enumerate(question.rows, 1) if row.code not in levels)
        if left:
            raise BadAnswer("kinds.follow_left", numbers=tuple(str(n) for n in left))
        return Answer(_canonical(question, levels))

    def display(self, question: Question, value: Value) -> Param:
        levels = marks(value)
        return text(
            "kinds.follow_marks",
            marks=tuple(
                text(
                    "kinds.follow_mark",
                    label=row.label,
                    level=_label(question, levels[row.code]),
                )
                for row in question.rows
                if row.code in levels
            ),
        )

    def contents(self, question: Question, value: Value) -> frozenset[str | bool]:
        """The items that are not gone."""
        first = question.options[0].code
        return frozenset(row for row, level in marks(value).items() if level != first)

    def tally(self, question: Question, values: Sequence[Value]) -> Tally:
        """How many items are at each level; `counted` are items, not people."""
        held = [level for value in values for level in marks(value).values()]
        options = tuple((option, held.count(option.code)) for option in question.options)
        return Counts(len(held), options)


def _level(question: Question, typed: str) -> Option | None:
    """The level meant by its label, its number or its letter, if any."""
    letter = ord(fold(typed)) - ord("a") if len(fold(typed)) == 1 else -1
    if 0 <= letter < len(question.options):
        return question.options[letter]
    return find_option(question.options, typed)


def _label(question: Question, level: str | None) -> Param:
    return next((option.label for option in question.options if option.code == level), None)


def _rest(question: Question, levels: Mapping[str, str], level: Option) -> Answer:
    return Answer({row.code: levels.get(row.code, level.code) for row in question.rows})


def _canonical(question: Question, levels: Mapping[str, str]) -> Value:
    return {row.code: levels[row.code] for row in question.rows if row.code in levels}


def _unreadable(question: Question, typed: str) -> BadAnswer:
    return BadAnswer(
        "kinds.not_follow_up",
        typed=typed[:60],
        scale=tuple(option.label for option in question.options),
        alone=len(question.rows) == 1,
    )
