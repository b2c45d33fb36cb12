"""What the web channel needs from the application, as small protocols; `bot/services` gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.domain.messages import FileOut, Text
from handlers.channels.base import Command, Reply

Render: TypeAlias = Callable[[Text, str], str]
"""A message key with its parameters, in a language: the message catalogue's `render`."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The person has a PIN. `closed`: nothing may be shown until it is given; `minutes`: after
    how long without an act that happens."""

    closed: bool
    minutes: int


@dataclass(frozen=True, slots=True)
class WebPerson:
    """Whose page this is. `menu`: the commands this person may use now, in `language`.

    `lock`: None without a PIN. `fresh`: this browser entered by a code just now.
    """

    id: str
    name: str
    cell: str
    language: str = "vi"
    menu: tuple[Command, ...] = ()
    lock: Lock | None = None
    fresh: bool = False

    @property
    def is_locked(self) -> bool:
        """Whether this browser may show nothing of theirs now."""
        return self.lock is not None and self.lock.closed


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
    """The code is unknown, used, overdue, or the name does not do; `reason` says so.

    `guessed`: no such code was ever given out, so somebody may be trying.
    """

    reason: Text
    guessed: bool = False


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

    async def acted(self, token: str) -> None:
        """The person did something in this browser, so it does not lock yet."""

    async def lock(self, token: str) -> None:
        """Lock this browser now; only asked where there is a PIN."""

    async def try_pin(self, token: str, pin: str) -> int:
        """Unlock this browser and return 0, or how many tries are left.

        -1: there were five wrong ones, so the session is no more and the person is told.
        """

    async def set_pin(self, token: str, pin: str, again: str) -> Text | None:
        """The person's PIN from now on, or why not."""

    async def drop_pin(self, token: str) -> None:
        """No PIN any more."""

    async def set_minutes(self, token: str, minutes: int) -> Text | None:
        """After how long the person's browsers lock, or why not."""

    async def leave_everywhere(self, token: str) -> None:
        """End every session of this person."""

    async def keep(self, person: str, item: str) -> int:
        """Append to the mailbox and return its number, once it is on disk.

        Raises Unreachable when nobody could ever read it there.
        """

    async def mailbox(self, person: str, after: int = 0) -> Sequence[Mail]:
        """The newest items (at most 100) with a number above `after`, oldest first.

        A number that was seen never gets a smaller one after it.
        """

    async def keep_file(self, person: str, file: FileOut) -> str:
        """Keep a file for this person and return an id that nobody can guess."""

    async def file(self, person: str, file_id: str) -> FileOut | None:
        """The file, if it was kept for this person."""
