"""For whom a review speaks: its paper says "I" or "we", and is signed accordingly. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.domain.interview.questionnaire import Questionnaire


class Voice(StrEnum):
    """Who speaks in a review. The head speaks of their own work in the post, the collective through
    whoever was named to write for it."""

    MEMBER = "member"
    HEAD = "head"
    COLLECTIVE = "collective"


def voice_of(form: Questionnaire) -> Voice:
    """Whose review this questionnaire asks for. What one who was named hands in for print is the
    collective's; what is not printed is that person's own, in the post."""
    if form.audience != "named":
        return Voice.MEMBER
    printed = any(question.printed for question in form.questions)
    return Voice.COLLECTIVE if printed else Voice.HEAD


_COMMITTEE = re.compile(r"\b([Cc])hi (?:ủy|uỷ)(?!\s{1,9}viên)(?:(?:,| và) chi bộ)?")
_IN_ENGLISH = re.compile(r"\b([Cc])ommittee\b(?: and the cell\b)?")


def of_the_cell(words: str) -> str:
    """A questionnaire's words for a cell that has no committee: what it says of the committee is
    said of the cell. Not for what people wrote."""
    return _IN_ENGLISH.sub(r"\1ell", _COMMITTEE.sub(r"\1hi bộ", words))
