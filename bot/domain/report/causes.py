"""The causes that members named, over all rows together: each person once for each cause. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import kind_of
from bot.domain.interview.questionnaire import Option, Question


@dataclass(frozen=True, slots=True)
class Causes:
    """How many people named any cause, each kind of causes, and each cause, most frequent first.
    Causes in own words count under the kind that their writer gave them."""

    people: int
    kinds: tuple[tuple[Option, int], ...]
    options: tuple[tuple[Option, int], ...]


NO_CAUSES = Causes(0, (), ())


def causes(reviews: Sequence[Interview]) -> Causes:
    """What is asked about marked rows as a choice among options that have kinds."""
    named: Counter[str] = Counter()
    of_kind: Counter[str] = Counter()
    options: dict[str, Option] = {}
    kinds: dict[str, Option] = {}
    people = 0
    for review in reviews:
        chosen: set[str] = set()
        meant: set[str] = set()
        for question, held in _answers(review):
            if question.groups:
                options |= {option.code: option for option in question.options}
                kinds |= {kind.code: kind for kind in question.groups}
                chosen |= held & options.keys()
            elif {option.code for option in question.options} <= kinds.keys():
                meant |= held
        meant |= {options[code].group for code in chosen} & kinds.keys()
        people += bool(chosen or meant)
        named.update(chosen)
        of_kind.update(meant)
    most_first = sorted((code for code in options if named[code]), key=lambda code: -named[code])
    return Causes(
        people,
        tuple((kind, of_kind[code]) for code, kind in kinds.items() if of_kind[code]),
        tuple((options[code], named[code]) for code in most_first),
    )


def _answers(review: Interview) -> Iterator[tuple[Question, set[str]]]:
    """What a person chose about marked rows: of grouped options, and after them the kind of a cause
    in own words."""
    for slot in review.slots:
        answer = review.answers.get(slot.key)
        if slot.row is not None and slot.level is not None and answer and answer.value is not None:
            held = kind_of(slot.question).contents(slot.question, answer.value)
            if slot.question.kind in ("single_choice", "multi_choice"):
                yield slot.question, {each for each in held if isinstance(each, str)}
