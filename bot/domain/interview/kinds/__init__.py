"""The kinds of question. Adding one is a class, a line in KINDS, a fixture and its messages."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.interview.kinds.base import DONE, SKIP, Answer, Kind, Prompt, Tap, Typing, Value
from bot.domain.interview.kinds.choices import MultiChoice, Scale, SingleChoice, YesNo
from bot.domain.interview.kinds.follow_up import FollowUp
from bot.domain.interview.kinds.matrix import Matrix, marks
from bot.domain.interview.kinds.writing import Date, LongText, Note, Number, ShortText
from bot.domain.interview.questionnaire import Question

__all__ = [
    "DONE",
    "KINDS",
    "SKIP",
    "Answer",
    "Kind",
    "Prompt",
    "Tap",
    "Typing",
    "Value",
    "kind_of",
    "marks",
]

KINDS: Mapping[str, Kind] = {
    "single_choice": SingleChoice(),
    "multi_choice": MultiChoice(),
    "scale": Scale(),
    "matrix": Matrix(),
    "yes_no": YesNo(),
    "number": Number(),
    "date": Date(),
    "short_text": ShortText(),
    "long_text": LongText(),
    "note": Note(),
    "follow_up": FollowUp(),
}


def kind_of(question: Question) -> Kind:
    """The kind that asks, reads, shows and counts this question."""
    return KINDS[question.kind]
