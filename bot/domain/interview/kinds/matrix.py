"""The matrix: rows, each at one level of a scale whose first level means "not seen"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.domain.interview.kinds.base import DONE, Answer, Prompt, Tap, Typing, Value, ordinal
from bot.domain.interview.kinds.choices import find_option
from bot.domain.interview.questionnaire import Question, Row
from bot.domain.interview.tallies import Counts, Tally
from bot.domain.messages import BadAnswer, Param, text
from bot.domain.words import Longest, fold

NONE = "0"
_DOTS = "●"
ENTRY = re.compile(r"(\d{1,3})\s{0,9}[:.=\-]?([^\d,;]+)")
"""A row's number and its level, as typed."""


class Matrix:
    """Stored as `{row code: level code}`, only rows above the first level; all else is "not seen".

    Each tap carries the level that it sets. The screen is finished by "none at all", by "done", or
    by a typed answer such as `4 hiếm khi, 7 thường xuyên`, `4b 7d` or `0`.
    """

    in_place = True
    returnable = False
    longest = Longest.CHOICE

    def prompt(self, question: Question, answer: Answer | None) -> Prompt:
        levels = marks(answer.value if answer else None)
        rows = tuple(
            text(
                "kinds.matrix_row",
                number=number,
                label=row.label,
                level=self._label(question, levels.get(row.code)),
            )
            for number, row in enumerate(question.rows, 1)
        )
        scale = tuple(option.label for option in question.options)
        taps = [self._button(question, n, row, levels) for n, row in enumerate(question.rows, 1)]
        grid = tuple(tuple(taps[i : i + 3]) for i in range(0, len(taps), 3))
        last = (
            Tap(text("kinds.matrix_done"), DONE)
            if levels
            else Tap(text("kinds.matrix_none", label=question.options[0].label), NONE)
        )
        return Prompt(text("kinds.matrix", rows=rows, scale=scale), (*grid, (last,)))

    def _label(self, question: Question, level: str | None) -> Param:
        return next((o.label for o in question.options if o.code == level), None)

    def _button(self, question: Question, number: int, row: Row, levels: Mapping[str, str]) -> Tap:
        codes = [option.code for option in question.options]
        now = codes.index(levels[row.code]) if row.code in levels else 0
        label = f"{number} {_DOTS * now}" if now else str(number)
        return Tap(label, f"{number}.{(now + 1) % len(codes) + 1}")

    def tap(self, question: Question, answer: Answer | None, act: str, typing: Typing) -> Answer:
        levels = marks(answer.value if answer else None)
        if act == DONE:
            return Answer(_canonical(question, levels))
        if act == NONE:
            return Answer({})
        row, _, level = act.partition(".")
        code = question.rows[ordinal(row, len(question.rows))].code
        levels[code] = question.options[ordinal(level, len(question.options))].code
        return Answer(_canonical(question, levels), done=False)

    def parse(
        self, question: Question, answer: Answer | None, typed: str, typing: Typing
    ) -> Answer:
        """Adds typed levels to those on the screen, and finishes it; `0` or a word for none
        clears."""
        if fold(typed) == NONE or typing.lexicon.means("none", typed):
            return Answer({})
        if fold(typed) in {fold(label) for label in question.options[0].label.values()}:
            return Answer({})
        levels = marks(answer.value if answer else None)
        entries = ENTRY.findall(typed)
        if not entries or re.sub(r"[\s,;.]+", "", ENTRY.sub("", typed)):
            raise self._unreadable(typed)
        for number, level in entries:
            levels.update(self._entry(question, typed, int(number), level))
        return Answer(_canonical(question, levels))

    def _entry(self, question: Question, typed: str, number: int, level: str) -> dict[str, str]:
        if not 1 <= number <= len(question.rows):
            raise BadAnswer("kinds.no_such_row", number=number, count=len(question.rows))
        letter = ord(fold(level)) - ord("a") if len(fold(level)) == 1 else -1
        if 0 <= letter < len(question.options):
            return {question.rows[number - 1].code: question.options[letter].code}
        option = find_option(question.options, level)
        if option is None:
            raise self._unreadable(typed)
        return {question.rows[number - 1].code: option.code}

    def _unreadable(self, typed: str) -> BadAnswer:
        return BadAnswer("kinds.not_levels", typed=typed[:60])

    def display(self, question: Question, value: Value) -> Param:
        levels = marks(value)
        return text(
            "kinds.marks",
            marks=tuple(
                text("kinds.mark", short=row.short, level=self._label(question, levels[row.code]))
                for row in question.rows
                if row.code in levels
            ),
        )

    def contents(self, question: Question, value: Value) -> frozenset[str | bool]:
        return frozenset(marks(value))

    def tally(self, question: Question, values: Sequence[Value]) -> Tally:
        """How many people have each level as the highest of all their rows."""
        codes = [option.code for option in question.options]
        highest = [
            max((codes.index(level) for level in marks(value).values()), default=0)
            for value in values
        ]
        return Counts(
            len(values),
            tuple((option, highest.count(i)) for i, option in enumerate(question.options)),
        )


def marks(value: Value) -> dict[str, str]:
    """The levels of a matrix's value, row code -> level code, as a fresh dict."""
    return {row: str(level) for row, level in value.items()} if isinstance(value, dict) else {}


def _canonical(question: Question, levels: Mapping[str, str]) -> Value:
    """The canonical value: rows in their order, those at the first level left out."""
    first = question.options[0].code
    return {
        row.code: levels[row.code] for row in question.rows if levels.get(row.code, first) != first
    }
