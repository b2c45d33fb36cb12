"""With what the parts of an export are gathered, and what each thing in it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from bot.domain.messages import Param, Text, text
from bot.domain.people.member import Member
from bot.domain.privacy.dossier import Line
from bot.services.office import Office, moment
from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Desk:
    """With what a section is gathered: about whom, and in which language it is to be read."""

    office: Office
    tx: Transaction
    member: Member
    language: str

    def say(self, message: Text) -> str:
        """The words for this reader."""
        return self.office.catalogue.render(message, self.language).strip()

    def at(self, millis: int) -> datetime:
        """The time on the cell's clocks."""
        return self.office.calendar.local(moment(millis))

    def stamp(self, millis: int | None) -> str | None:
        """The time as a program reads it."""
        return None if millis is None else self.at(millis).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class ExportItem:
    """One thing: `data` for the machine (None: it says what another item holds), and its line."""

    data: Mapping[str, Any] | None
    line: Line


Gather: TypeAlias = Callable[[Desk], Awaitable[Sequence[ExportItem]]]


def when(key: str, desk: Desk, at: int, **params: Param) -> Text:
    """A message about a time, on the cell's clocks."""
    return text(key, at=desk.at(at), **params)
