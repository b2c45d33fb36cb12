"""What the web channel needs from the application, as small protocols; `bot/services` gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.domain.messages import Text
from handlers.channels.base import Command, File, Reply

Render: TypeAlias = Callable[[Text, str], str]
"""A message key with its parameters, in a language: the message catalogue's `render`."""


@dataclass(frozen=True, slots=True)
class WebPerson:
    """Whose page this is. `menu`: the commands this person may use now, in `language`."""

    id: str
    name: str
    cell: str
    language: str = "vi"
    menu: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkInfo:
    """A code that can still be used. `name` is whose it is, empty for a cell's group link."""

    cell: str
    name: str = ""

    @property
    def is_group(self) -> bool:
        """Whether the person has to say who they are."""
        return not self.name


@dataclass(frozen=True, slots=True)
class EnterRefused:
    """The code is unknown, used, overdue, or the name does not do; `reason` says so."""

    reason: Text


@dataclass(frozen=True, slots=True)
class Entered:
    """A new session. `token` is random (256 bits), known to the browser alone afterwards."""

    person: str
    token: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Mail:
    """One kept notice. `seq` grows per person; `at` is aware UTC."""

    seq: int
    at: datetime
    item: str


class WebStore(Protocol):
    """Links, sessions, and the durable mailbox of notices and files."""

    async def peek(self, code: str) -> LinkInfo | EnterRefused:
        """What the code is for. Changes nothing: link previewers come here."""

    async def enter(
        self, code: str, *, session: str | None, name: str | None
    ) -> Entered | EnterRefused:
        """Consume the code and open a session; one transaction.

        `session` is the token this browser had before, which ends. `name` is what the person
        typed at a group link, otherwise None. Of the new token only a hash is kept.
        """

    async def person(self, token: str) -> WebPerson | None:
        """Whose session this is, or None when it is unknown, ended or too old."""

    async def leave(self, token: str) -> None:
        """End this session; unknown tokens are ignored."""

    async def keep(self, person: str, item: str) -> int:
        """Append to the mailbox and return its number, once it is on disk.

        Raises Unreachable when nobody could ever read it there.
        """

    async def mailbox(self, person: str, after: int = 0) -> Sequence[Mail]:
        """The newest items (at most 100) with a number above `after`, oldest first.

        A number that was seen never gets a smaller one after it.
        """

    async def keep_file(self, person: str, file: File) -> str:
        """Keep a file for this person and return an id that nobody can guess."""

    async def file(self, person: str, file_id: str) -> File | None:
        """The file, if it was kept for this person."""
