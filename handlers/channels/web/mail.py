"""Notices on their way to a page: how they are kept, and how open pages learn of them."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.domain.messages import FileOut
from handlers.channels.base import Message, MessageButton
from handlers.channels.web.store import Mail, WebStore

_FORMAT = 1
_PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""Shown in the page. SVG is not among them: it can carry script."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A kept file as the page shows it. `size` in bytes."""

    id: str
    name: str
    media_type: str
    size: int

    @property
    def is_picture(self) -> bool:
        """Whether the page shows it in place."""
        return may_be_shown(self.media_type)


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that was not asked for; a file's caption is its text."""

    message: Message
    file: Attached | None = None


def may_be_shown(media_type: str) -> bool:
    """Whether a browser may show this itself; everything else is offered for download."""
    return media_type in _PICTURES


def pack(notice: Notice) -> str:
    """The notice as JSON, for the mailbox."""
    message, file = notice.message, notice.file
    item: dict[str, object] = {
        "format": _FORMAT,
        "text": message.text,
        "screen": message.screen,
        "buttons": [[[b.label, b.payload, b.url] for b in row] for row in message.buttons],
    }
    if message.protected:
        item["protected"] = True
    if file is not None:
        item["file"] = [file.id, file.name, file.media_type, file.size]
    return json.dumps(item, ensure_ascii=False)


def unpack(item: str) -> Notice:
    """The notice from the mailbox."""
    data = json.loads(item)
    rows = tuple(tuple(MessageButton(*button) for button in row) for row in data["buttons"])
    message = Message(
        text=data["text"],
        buttons=rows,
        screen=data["screen"],
        protected=data.get("protected", False),
    )
    return Notice(message, Attached(*data["file"]) if "file" in data else None)


class Postman:
    """Puts notices into mailboxes and wakes the open pages of that person."""

    def __init__(self, store: WebStore) -> None:
        self._store = store
        self._bells: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._closed = False

    async def message(self, person: str, message: Message) -> None:
        """Keep a message, then wake."""
        await self._store.keep(person, pack(Notice(message)))
        self.wake(person)

    async def file(self, person: str, file: FileOut) -> None:
        """Keep a file and the notice that shows it, then wake."""
        file_id = await self._store.keep_file(person, file)
        attached = Attached(file_id, file.name, file.media_type, len(file.body))
        caption = Message(text=file.caption, protected=file.protected)
        await self._store.keep(person, pack(Notice(caption, attached)))
        self.wake(person)

    def wake(self, person: str) -> None:
        """Let the open pages of this person look again: new mail, or the session ended."""
        for bell in self._bells.get(person, ()):
            bell.set()

    def close(self) -> None:
        """End every open stream, before the server stops."""
        self._closed = True
        for person in list(self._bells):
            self.wake(person)

    async def follow(self, person: str, after: int, pause: float) -> AsyncIterator[list[Mail]]:
        """New mail above `after` as it comes; an empty list after `pause` seconds without any.

        The pause also finds mail that another process has kept.
        """
        with self._listening(person) as bell:
            while not self._closed:
                bell.clear()
                mail = list(await self._store.mailbox(person, after))
                yield mail
                if mail:
                    after = mail[-1].seq
                    continue
                try:
                    async with asyncio.timeout(pause):
                        await bell.wait()
                except TimeoutError:
                    continue

    @contextmanager
    def _listening(self, person: str) -> Iterator[asyncio.Event]:
        bell = asyncio.Event()
        self._bells[person].add(bell)
        try:
            yield bell
        finally:
            self._bells[person].discard(bell)
            if not self._bells[person]:
                del self._bells[person]
