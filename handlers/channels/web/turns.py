"""One person's acts, one after the other, through the router."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from weakref import WeakValueDictionary

from bot.domain.messages import FileIn, FileTrouble, Incoming
from handlers.channels.base import Handle, Reply
from handlers.channels.web.store import WebPerson


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

    def __init__(self, handle: Handle, resume_text: str) -> None:
        self._handle = handle
        self._resume_text = resume_text
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._first: dict[str, Reply] = {}

    async def take(self, person: WebPerson, act: Sent) -> Reply:
        """The reply to one act.

        The external id holds the person: an id that another person's page made is another act.
        """
        incoming = Incoming(
            channel="web",
            address=person.id,
            external_id=f"{person.id}/{act.id}",
            text=act.text,
            payload=act.payload,
            shown=act.shown,
            file=act.file,
            language=person.language,
            name=person.name,
        )
        lock = self._locks.setdefault(person.id, asyncio.Lock())
        async with lock:
            return await self._handle(incoming)

    async def resume(self, person: WebPerson) -> Reply:
        """What a freshly loaded page shows: the greeting after entering, or the current screen."""
        greeting = self._first.pop(person.id, None)
        return greeting or await self.take(person, Sent(new_id(), text=self._resume_text))

    def greet(self, person: str, reply: Reply) -> None:
        """Keep the reply to a consumed link until the page has loaded."""
        self._first[person] = reply
