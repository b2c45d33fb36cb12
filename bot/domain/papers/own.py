"""Papers for a member's own use: what is read out at the meeting, what is copied into the yearly
form, what was registered. Plain text in one language. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.people.issuer import Issuer
from bot.domain.review.sheet import Part
from bot.domain.review.voice import Voice


@dataclass(frozen=True, slots=True)
class Told:
    """One answer: what it is called, and what was answered. `kind`: that of the question. `chosen`:
    options; `words`: the person's own, or the answer in words; `day`: of a date. `mends`: says how
    it will be put right."""

    called: str
    words: str = ""
    kind: str = "long_text"
    chosen: tuple[str, ...] = ()
    day: date | None = None
    mends: bool = False


Said = tuple[Told, ...]
"""Answers that belong together."""


@dataclass(frozen=True, slots=True)
class Noted:
    """Something recognised. Of a row: its number, its words and its `level`; otherwise the words
    are in `said`. `manifests`: the row is one of the 27 manifestations."""

    said: Said
    short: str = ""
    label: str = ""
    level: str = ""
    manifests: bool = False


@dataclass(frozen=True, slots=True)
class Became:
    """An item of the cycle before, and what became of it."""

    short: str
    label: str
    word: str
    manifests: bool = False


@dataclass(frozen=True, slots=True)
class SpokenPart:
    """A part of what is read out. `none_marked`: the rows were gone through, none was marked."""

    title: str
    answers: Said = ()
    noted: tuple[Noted, ...] = ()
    promised: tuple[Said, ...] = ()
    none_marked: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is read out at the meeting, for whom it says (`voice`). `before`: under this
    title, the earlier items. `talked_over`: something was marked that is talked over in person, and
    is left out here."""

    issuer: Issuer
    voice: Voice
    title: str
    year: int
    writer: str
    version: int
    submitted_at: datetime
    before_title: str
    before: tuple[Became, ...]
    parts: tuple[SpokenPart, ...]
    talked_over: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a member may copy into the yearly form. It has no levels: what was marked is not used in
    a classification. `beside`: what was registered or planned, each under its title."""

    issuer: Issuer
    year: int
    writer: str
    made_at: datetime
    before: tuple[Became, ...] = ()
    promised_before: tuple[Said, ...] = ()
    measures: tuple[Noted, ...] = ()
    promised: tuple[Said, ...] = ()
    beside: tuple[tuple[str, tuple[Said, ...]], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to copy."""
        parts = (self.before, self.promised_before, self.measures, self.promised, self.beside)
        return not any(parts)


@dataclass(frozen=True, slots=True)
class Registration:
    """What a member registered, for both to sign. `confirms`: whether the cell signs, which it
    does not where the writer is the one who signs for it. A blank one has no `submitted_at`."""

    issuer: Issuer
    title: str
    year: int
    writer: str
    person: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    confirms: bool
    version: int
    submitted_at: datetime | None
