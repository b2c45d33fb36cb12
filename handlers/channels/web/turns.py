"""One person's acts, one after the other, through the router."""

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
    """What a page sent. `id` is the page's own, and the same when it has to send again."""

    id: str
    text: str | None = None
    payload: str | None = None
    shown: str = ""
    file: FileIn | FileTrouble | None = None


def new_id() -> str:
    """An id for one act that nobody else will make."""
    return secrets.token_urlsafe(16)


class Turns:
    """Hands acts to the router; those of one person never overlap."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._first: dict[str, Reply] = {}

    async def take(self, session: Session, act: Sent) -> Reply:
        """The reply to one act.

        The external id holds the person: an id that another person's page made is another act.
        """
        incoming = Incoming(
            channel="web",
            address=session.person_id,
            external_id=f"{session.person_id}/{act.id}",
            text=act.text,
            payload=act.payload,
            shown=act.shown,
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
        """Keep the reply to a consumed link until the page has loaded."""
        self._first[person] = reply
