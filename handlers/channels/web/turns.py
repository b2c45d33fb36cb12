"""One person's acts, one after another, through the router."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from weakref import WeakValueDictionary

from bot.domain.messages import FileIn, FileTrouble, Incoming
from bot.services.devices.locks import Session
from handlers.channels.base import Handle, Reply

_RESUME = "/resume"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a page sent. `id` is the page's own, and the same when it has to send again; `shown` is
    the mark of the screen that it showed, `None` if it does not say."""

    id: str
    text: str | None = None
    payload: str | None = None
    shown: str | None = None
    file: FileIn | FileTrouble | None = None


def new_id() -> str:
    """A fresh id for one act, which nobody can guess or repeat."""
    return secrets.token_urlsafe(16)


class Turns:
    """Hands acts to the router; those of one person never overlap."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._first: dict[str, Reply] = {}

    async def take(self, session: Session, act: Sent) -> Reply:
        """The reply to one act.

        The external id contains the person: the same id from another person's page is another act.
        """
        incoming = Incoming(
            channel="web",
            address=session.person_id,
            external_id=f"{session.person_id}/{act.id}",
            text=act.text,
            payload=act.payload,
            shown=act.shown or "",
            seen=act.shown if act.text is not None else None,
            gives_back=True,
            file=act.file,
            language=session.language,
        )
        lock = self._locks.setdefault(session.person_id, asyncio.Lock())
        async with lock:
            return await self._handle(incoming)

    async def resume(self, session: Session) -> Reply:
        """What a freshly loaded page shows: the greeting after entering, or the current screen."""
        greeting = self._first.pop(session.person_id, None)
        return greeting or await self.take(session, Sent(new_id(), text=_RESUME))

    def greet(self, person: str, reply: Reply) -> None:
        """Keeps the reply to a used link until the page has loaded."""
        self._first[person] = reply
