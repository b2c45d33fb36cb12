"""The tools that every section of an export works with, and the shape of what it gathers."""

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
    """What a section works with: about whom it gathers, and in which language it is to be read."""

    office: Office
    tx: Transaction
    member: Member
    language: str

    def say(self, message: Text) -> str:
        """The message in this reader's language."""
        return self.office.catalogue.render(message, self.language).strip()

    def at(self, millis: int) -> datetime:
        """The time in the cell's time zone."""
        return self.office.calendar.local(moment(millis))

    def stamp(self, millis: int | None) -> str | None:
        """The time in ISO 8601, for programs; `None` stays `None`."""
        return None if millis is None else self.at(millis).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class ExportItem:
    """One thing: `data` for the machine (None: another item holds it), and its line for reading."""

    data: Mapping[str, Any] | None
    line: Line


Gather: TypeAlias = Callable[[Desk], Awaitable[Sequence[ExportItem]]]


def when(key: str, desk: Desk, at: int, **params: Param) -> Text:
    """A message about a time, in the cell's time zone."""
    return text(key, at=desk.at(at), **params)
