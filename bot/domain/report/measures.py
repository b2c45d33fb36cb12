"""A measure of the collective's as it is written: task – who – by when – result. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.words import fold

_DASH = re.compile(r"[ \t]{1,9}[-–—][ \t]{1,9}")
_BULLETS = "-–—•*+ \t"
_PERIOD = "thang|quy|nam|tuan|hoc ky|ky hop|nam hoc"
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_TIME = re.compile(
    r"\d{1,2}[/.]\d{1,4}|\b20\d\d\b|\b(?:ngay|thang|tuan|quarter) \d|\bquy (?:[1-4]|iv|i{1,3})\b"
    rf"|\b(?:cuoi|dau|giua|het|trong|hang|moi) (?:{_PERIOD})\b"
    rf"|\b(?:{_MONTH}) \d|\d (?:{_MONTH})\b"
    r"|\b(?:each|every|end of|by) (?:month|quarter|year|term)\b"
)
"""Words that say when. Quý, Năm, Hằng and May are names too, so alone they say nothing."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One task. What was not written is empty; `due` is as it was written."""

    task: str
    who: str = ""
    due: str = ""
    product: str = ""


def measure(line: str) -> Measure:
    """A line read by its dashes: task – date; task – who – date; task – date – result; task – who –
    date – result. One of another shape is a task, whole: nothing is guessed."""
    match [part.strip(" .;") for part in _DASH.split(line.strip().lstrip(_BULLETS))]:
        case [task, due] if _is_time(due) and task:
            return Measure(task, due=due)
        case [task, who, due] if _is_time(due) and not _is_time(who) and task and who:
            return Measure(task, who, due)
        case [task, due, product] if _is_time(due) and task and product:
            return Measure(task, "", due, product)
        case [task, who, due, product] if _is_time(due) and not _is_time(who) and task and who:
            return Measure(task, who, due, product)
        case _:
            return Measure(line.strip())


def _is_time(part: str) -> bool:
    return bool(_TIME.search(fold(part)))
