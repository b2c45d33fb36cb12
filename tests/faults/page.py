"""The chat page as its script uses it, over one connection that is kept; cheap enough that hundreds
of them are no burden of their own."""

from __future__ import annotations

import asyncio
import html
import json
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
_TAGS = re.compile(r"<[^>]*>")
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_BREAKS = re.compile(r"<br>|</p>|</div>")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request came to."""

    status: int
    head: bytes
    body: bytes


@dataclass
class Wire:
    """One connection to the page on loopback, opened when it is needed."""

    port: int
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    def head(self, what: str, length: int | None = None, **headers: str) -> bytes:
        """The head of a request, from our own page; `what`: method and path."""
        lines = [
            f"{what} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Origin: http://127.0.0.1:{self.port}",
            *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
            *([] if length is None else [f"Content-Length: {length}"]),
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    async def opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The connection; a new one where the server has ended it."""
        if self._streams is None or self._streams[0].at_eof() or self._streams[1].is_closing():
            self.close()
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        return self._streams

    async def ask(self, what: str, body: bytes | None = None, **headers: str) -> Answer:
        """Sends a request and reads the whole answer; once more, as browsers do, if the server has
        just ended a connection that was silent."""
        head = self.head(what, None if body is None else len(body), **headers)
        was_kept = self._streams is not None
        try:
            return await self._answer(head + (body or b""))
        except (ConnectionError, asyncio.IncompleteReadError):
            if not was_kept:
                raise
            self.close()
            return await self._answer(head + (body or b""))

    async def _answer(self, request: bytes) -> Answer:
        reader, writer = await self.opened()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        found = _LENGTH.search(head)
        answer = await reader.readexactly(int(found[1])) if found else b""
        return Answer(int(head[9:12]), head, answer)

    def close(self) -> None:
        """Ends the connection; the next request opens another."""
        if self._streams:
            with suppress(OSError):
                self._streams[1].close()
            self._streams = None


@dataclass
class Page(Wire):
    """The page of one person, who has come in."""

    token: str = ""
    screen: str = ""
    notices: asyncio.Task[None] | None = field(default=None)

    async def says(self, words: str) -> str:
        """What stands on the page after a text was sent, as words."""
        return await self._sends({"text": words})

    async def taps(self, payload: str) -> str:
        return await self._sends({"payload": payload})

    async def _sends(self, what: Mapping[str, str]) -> str:
        fields = {"act": secrets.token_hex(16), "shown": self.screen, **what}
        answer = await self.ask(
            "POST /send", urlencode(fields).encode(), **self.known, Content_Type=FORM
        )
        said = json.loads(answer.body)
        self.screen = said["screen"] or self.screen
        return "\n\n".join(map(_words, (each["html"] for each in said["messages"])))

    @property
    def known(self) -> dict[str, str]:
        """The headers of whoever has come in and asks by the script."""
        return {"Cookie": f"tusoi={self.token}", "Accept": "application/json"}

    async def listens(self) -> None:
        """Keeps a stream of notices open until the page is closed."""
        wire = Wire(self.port)
        reader, writer = await wire.opened()
        writer.write(wire.head("GET /events?after=0", None, **self.known))
        await reader.readuntil(b"retry: 2000")

        async def stays() -> None:
            try:
                while await reader.read(4096):
                    pass  # notices are taken and not looked at
            finally:
                wire.close()

        self.notices = asyncio.create_task(stays())

    def close(self) -> None:
        super().close()
        if self.notices:
            self.notices.cancel()


def _words(fragment: str) -> str:
    """A message's text as it reads."""
    return html.unescape(_TAGS.sub("", _BREAKS.sub("\n", fragment))).strip()
