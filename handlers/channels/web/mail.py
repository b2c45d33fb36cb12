"""Notices on their way to a page: how they are kept, and how open pages learn about them."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from handlers.channels.base import Message

MOST_PAGES = 8
"""Open pages of one person that are told at once of what is new."""

_BUTTON, _FILE = ("label", "payload", "url"), ("id", "name", "media_type", "size")
_PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""What the page itself shows. SVG is not among them: it can carry script."""


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
    return _notices().dump_json(notice).decode()


def unpack(contents: str) -> Notice:
    """The notice from the mailbox."""
    data = json.loads(contents)
    return _notices().validate_python(_of_format_1(data) if "format" in data else data)


@cache
def _notices() -> TypeAdapter[Notice]:
    return TypeAdapter(Notice)


def _of_format_1(data: dict[str, Any]) -> dict[str, Any]:
    """A notice of the first format in the present one: buttons and files were rows."""
    rows = [[dict(zip(_BUTTON, button, strict=True)) for button in row] for row in data["buttons"]]
    file = dict(zip(_FILE, data["file"], strict=True)) if "file" in data else None
    return {"message": {**data, "buttons": rows}, "file": file}


class Bell(asyncio.Event):
    """Rung for one open page. `is_over`: too many others of the person were opened after it."""

    is_over = False


class Bells:
    """One bell for each open page of a person: new notices have come, or the session has ended."""

    def __init__(self) -> None:
        self._bells: defaultdict[str, dict[Bell, None]] = defaultdict(dict)
        self._closed = False

    def ring(self, person: str) -> None:
        """Makes the open pages of this person look again."""
        for bell in self._bells.get(person, ()):
            bell.set()

    def open(self) -> None:
        """Lets streams be open, once the server runs."""
        self._closed = False

    def close(self) -> None:
        """Ends every open stream, before the server stops."""
        self._closed = True
        for person in list(self._bells):
            self.ring(person)

    async def rings(self, person: str, pause: float) -> AsyncIterator[bool]:
        """Yields True at once, whenever the bell rings, and after each `pause` seconds without; and
        False at the end if this page had to give way."""
        with self._listening(person) as bell:
            while not (self._closed or bell.is_over):
                bell.clear()
                yield True
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await bell.wait()
            if bell.is_over:
                yield False

    @contextmanager
    def _listening(self, person: str) -> Iterator[Bell]:
        """The bell of one more page; of too many, the one opened first gives way."""
        bells = self._bells[person]
        bell = Bell()
        bells[bell] = None
        for first in list(bells)[:-MOST_PAGES]:
            first.is_over = True
            first.set()
        try:
            yield bell
        finally:
            bells.pop(bell, None)
            if not bells:
                self._bells.pop(person, None)
