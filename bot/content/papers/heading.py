"""The header block and title that all papers of a cell share."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from bot.content.layout.paper import Head
from bot.content.words.phrases import Phrases


class Issuer(Protocol):
    """The data of a paper, with the names under which the cell issues it."""

    @property
    def cell(self) -> str: ...

    @property
    def parent(self) -> str: ...

    @property
    def place(self) -> str: ...


def heading(say: Phrases, paper: Issuer, on: date | None, **lines: str) -> Head:
    """The head of a paper of this day; without a day, with room for the date.

    `lines`: `type`, and as far as there are any `number`, `subject`, `edition`.
    """
    day = say("format.long_day", value=on) if on else say("format.blank_day")
    return Head(
        parent=_together(say("head.parent", name=paper.parent)),
        cell=_together(say("head.cell", name=paper.cell)),
        star=say("head.star"),
        party=_together(say("head.party")),
        place_date=_together(say("head.place_date", place=paper.place, date=day)),
        rule=say("head.rule"),
        number=lines.get("number", ""),
        type=lines["type"],
        subject=lines.get("subject", ""),
        edition=lines.get("edition", ""),
    )


def _together(line: str) -> str:
    """Keeps the last two words on one line: a word alone on a line of the head looks torn off."""
    first, blank, last = line.rstrip().rpartition(" ")
    return f"{first}\N{NO-BREAK SPACE}{last}" if blank and first.strip() else line
