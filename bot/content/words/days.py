"""Days as a cell's papers write them, for what is not put into sentences there."""

from __future__ import annotations

from datetime import date

from bot.content.words.phrases import phrases
from bot.domain.style import Style


def written_day(day: date, style: Style, language: str) -> str:
    """The day by the rules of the layout: `05/02/2027`, `30/6/2027`."""
    return phrases(language, style.profile)("format.day", value=day)
