"""Kinds answered by choosing: single_choice, scale, yes_no, multi_choice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.interview.kinds.base import (
    DONE,
    Answer,
    Prompt,
    Tap,
    Typing,
    Value,
    forged,
    kept,
    ordinal,
    refuse_stamp,
)
from bot.domain.interview.questionnaire import Option, Question
from bot.domain.interview.tallies import Counts, Tally
from bot.domain.messages import BadAnswer, Param, Text, text
from bot.domain.words import Longest, fold

DROP_OWN_WORDS = "w"
_PART = re.compile(r"[^,;\n]+")
_NOT_IN_NUMBERS = re.compile(r"[^\d\s,;.]")


def find_option(options: Sequence[Option], typed: str) -> Option | None:
    """The option meant by a number, a label or the only label that begins so; accents do not
    matter."""
    wanted = fold(typed)
    if wanted.isdecimal() and wanted.isascii() and len(wanted) <= 3:
        return options[int(wanted) - 1] if 1 <= int(wanted) <= len(options) else None
    labels = [(option, fold(label)) for option in options for label in option.label.values()]
    found = {option.code: option for option, label in labels if label == wanted}
    if not found and len(wanted) >= 3:
        found = {option.code: option for option, label in labels if label.startswith(wanted)}
    return next(iter(found.values())) if len(found) == 1 else None


def find_options(options: Sequence[Option], typed: str) -> tuple[Option, ...] | None:
    """The options meant by `1, 3` or `1 3` or labels with commas between; `None` if any is
    unknown."""
    whole = find_option(options, typed)
    if whole:
        return (whole,)
    numbers = not _NOT_IN_NUMBERS.search(typed)
    parts = re.findall(r"\d+", typed) if numbers else _labels(options, typed)
    if len(parts) > len(options):
        return None
    found = [find_option(options, part) for part in parts]
    return tuple(option for option in found if option) if found and all(found) else None


def _labels(options: Sequence[Option], typed: str) -> list[str]:
    """The parts of `typed`, split at signs except those inside a label."""
    parts = [part.span() for part in _PART.finditer(typed) if part[0].strip()]
    labels = [label for option in options for label in option.label.values()]
    known = set(map(fold, labels))
    most = max(len(_PART.findall(label)) for label in labels)
    joined: list[str] = []
    start = 0
    while start < len(parts):
        for end in range(min(start + most, len(parts)), start, -1):
            candidate = typed[parts[start][0] : parts[end - 1][1]]
            if end == start + 1 or fold(candidate) in known:
                joined.append(candidate)
                start = end
                break
    return joined


class SingleChoice:
    """One of the options, stored by its code."""

    in_place = False
    returnable = False
    longest = Longest.CHOICE

    def prompt(self, question: Question, answer: Answer | None) -> Prompt:
        current = answer.value if answer else None
        return Prompt(
            None,
            tuple(
                (Tap(_option_label(number, option, option.code == current), f"={number}"),)
                for number, option in enumerate(question.options, 1)
            ),
        )

    def tap(self, question: Question, answer: Answer | None, act: str, typing: Typing) -> Answer:
        if act == DONE:
            return kept(answer)
        if not act.startswith("="):
            raise forged()
        return Answer(question.options[ordinal(act[1:], len(question.options))].code)

    def parse(
        self, question: Question, answer: Answer | None, typed: str, typing: Typing
    ) -> Answer:
        option = find_option(question.options, typed)
        if option is None:
            raise BadAnswer("kinds.not_an_option", typed=typed[:60], count=len(question.options))
        return Answer(option.code)

    def display(self, question: Question, value: Value) -> Param:
        return next(option.label for option in question.options if option.code == value)

    def contents(self, question: Question, value: Value) -> frozenset[str | bool]:
        return frozenset({value}) if isinstance(value, str) else frozenset()

    def tally(self, question: Question, values: Sequence[Value]) -> Tally:
        return Counts(
            len(values),
            tuple((option, sum(v == option.code for v in values)) for option in question.options),
        )


class Scale(SingleChoice):
    """Ordered options, few and short: three buttons in a row."""

    def prompt(self, question: Question, answer: Answer | None) -> Prompt:
        taps = [row[0] for row in super().prompt(question, answer).taps]
        return Prompt(None, tuple(tuple(taps[i : i + 3]) for i in range(0, len(taps), 3)))


class YesNo:
    """Yes or no, stored as a truth value."""

    in_place = False
    returnable = False
    longest = Longest.CHOICE

    def prompt(self, question: Question, answer: Answer | None) -> Prompt:
        current = answer.value if answer else None
        yes = Tap(text("kinds.yes", chosen=current is True), "=1")
        no = Tap(text("kinds.no", chosen=current is False), "=0")
        return Prompt(None, ((yes, no),))

    def tap(self, question: Question, answer: Answer | None, act: str, typing: Typing) -> Answer:
        if act == DONE:
            return kept(answer)
        if act not in ("=1", "=0"):
            raise forged()
        return Answer(act == "=1")

    def parse(
        self, question: Question, answer: Answer | None, typed: str, typing: Typing
    ) -> Answer:
        if typing.lexicon.means("yes", typed):
            return Answer(value=True)
        if typing.lexicon.means("no", typed):
            return Answer(value=False)
        raise BadAnswer("kinds.not_yes_no", typed=typed[:60])

    def display(self, question: Question, value: Value) -> Param:
        return text("kinds.yes_word" if value else "kinds.no_word")

    def contents(self, question: Question, value: Value) -> frozenset[str | bool]:
        return frozenset({value}) if isinstance(value, bool) else frozenset()

    def tally(self, question: Question, values: Sequence[Value]) -> Tally:
        """How many said yes, counted under the question's own title."""
        yes = sum(value is True for value in values)
        return Counts(len(values), ((Option("yes", question.called), yes),))


class MultiChoice:
    """Any of the options, and words of one's own if the question allows them. Finished
    explicitly."""

    in_place = True
    returnable = True
    longest = Longest.LONG

    def prompt(self, question: Question, answer: Answer | None) -> Prompt:
        chosen, other = _parts(answer.value if answer else None)
        taps = tuple(
            (
                Tap(
                    _option_label(number, option, option.code in chosen),
                    f"{'-' if option.code in chosen else '+'}{number}",
                ),
            )
            for number, option in enumerate(question.options, 1)
        )
        body = text("kinds.multi", other=other, own_words=question.other)
        drop = ((Tap(text("kinds.drop_own_words"), DROP_OWN_WORDS),),) if other else ()
        return Prompt(body, (*taps, *drop, (Tap(text("kinds.done"), DONE),)))

    def tap(self, question: Question, answer: Answer | None, act: str, typing: Typing) -> Answer:
        value = answer.value if answer else None
        chosen, other = _parts(value)
        if act == DONE:
            return self._finished(question, chosen, other)
        if act == DROP_OWN_WORDS:
            return Answer(_several(question, chosen, ""), done=False)
        if act[:1] not in ("+", "-"):
            raise forged()
        code = question.options[ordinal(act[1:], len(question.options))].code
        chosen = chosen | {code} if act[0] == "+" else chosen - {code}
        return Answer(_several(question, chosen, other), done=False)

    def parse(
        self, question: Question, answer: Answer | None, typed: str, typing: Typing
    ) -> Answer:
        """Takes numbers or labels as the whole choice, and other words as the person's own beside
        it.

        Signs and numbers that name no option are a slip, not words.
        """
        chosen, other = _parts(answer.value if answer else None)
        if other and typing.lexicon.means("drop", typed):
            return self.tap(question, answer, DROP_OWN_WORDS, typing)
        found = find_options(question.options, typed)
        if found:
            return self._finished(question, frozenset(option.code for option in found), other)
        if not question.other or not any(char.isalpha() for char in typed):
            raise BadAnswer("kinds.not_options", typed=typed[:60], count=len(question.options))
        if len(typed) > Longest.LONG:
            raise BadAnswer("kinds.too_long", length=len(typed), most=Longest.LONG)
        refuse_stamp(typed)
        return self._finished(question, chosen, typed)

    def _finished(self, question: Question, chosen: frozenset[str], other: str) -> Answer:
        count = len(chosen) + bool(other)
        least = question.constraint.min_chosen or int(question.required)
        most = question.constraint.max_chosen
        if count < least:
            raise BadAnswer("kinds.too_few", least=least)
        if most is not None and count > most:
            raise BadAnswer("kinds.too_many", most=most)
        return Answer(_several(question, chosen, other) if count else None)

    def display(self, question: Question, value: Value) -> Param:
        chosen, other = _parts(value)
        labels = tuple(option.label for option in question.options if option.code in chosen)
        return text("kinds.several", labels=labels, other=other)

    def contents(self, question: Question, value: Value) -> frozenset[str | bool]:
        chosen, other = _parts(value)
        return chosen | {"other"} if other else frozenset(chosen)

    def tally(self, question: Question, values: Sequence[Value]) -> Tally:
        parts = [_parts(value) for value in values]
        return Counts(
            len(values),
            tuple(
                (option, sum(option.code in chosen for chosen, _ in parts))
                for option in question.options
            ),
            sum(bool(other) for _, other in parts),
            several=True,
        )


def _parts(value: Value) -> tuple[frozenset[str], str]:
    if not isinstance(value, dict):
        return frozenset(), ""
    chosen, other = value["chosen"], value.get("other", "")
    return frozenset(str(code) for code in chosen) if isinstance(chosen, list) else frozenset(), (
        other if isinstance(other, str) else ""
    )


def _several(question: Question, chosen: frozenset[str], other: str) -> Value:
    """The canonical value: codes in the order of the options, `other` only if there is one."""
    codes: list[Value] = [option.code for option in question.options if option.code in chosen]
    return {"chosen": codes, "other": other} if other else {"chosen": codes}


def _option_label(number: int, option: Option, chosen: bool) -> Text:  # noqa: FBT001 -- a plain fact
    return text("kinds.option", number=number, label=option.label, chosen=chosen)
