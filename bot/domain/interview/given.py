"""An answer taken apart for papers, which put it into sentences of their own. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.interview.kinds import Value, kind_of
from bot.domain.interview.questionnaire import Option, Question


@dataclass(frozen=True, slots=True)
class Given:
    """Options that were chosen, in their order; own words; a day. All empty for a kind that is only
    shown as a whole."""

    options: tuple[Option, ...] = ()
    words: str = ""
    day: date | None = None


def given_value(question: Question, value: Value) -> Given:
    """The parts of an answer that is not None."""
    if question.kind == "date":
        return Given(day=date.fromisoformat(str(value)))
    if question.kind in ("long_text", "short_text"):
        return Given(words=str(value))
    if question.kind in ("single_choice", "multi_choice"):
        codes = kind_of(question).contents(question, value)
        other = value.get("other", "") if isinstance(value, dict) else ""
        return Given(tuple(o for o in question.options if o.code in codes), str(other))
    return Given()
