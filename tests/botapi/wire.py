"""As much of HTTP/1.1 as Bot API clients use: kept connections, forms, JSON, uploads."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from tests.botapi.params import Files
from tests.botapi.refusals import REASONS, Json

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_TYPE = re.compile(rb"\r\ncontent-type: *([^\r]*)", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_EXPECT = re.compile(rb"\r\nexpect: *100-continue", re.IGNORECASE)
_NAME = re.compile(r'[; ]name="([^"]*)"')
_FILE_NAME = re.compile(r'[; ]filename="([^"]*)"')
_FILE_NAME_UTF8 = re.compile(r"filename\*=utf-8''([^;\s]*)", re.IGNORECASE)


@dataclass(slots=True)
class Request:
    path: str
    query: str
    content_type: str
    body: bytes
    ends_with_connection: bool = False
    """Set by a handler whose wait makes no sense once the client has gone."""

    def read(self) -> tuple[Json, Files]:
        """Parameters and uploads. Raises ValueError on a body nobody can read."""
        params: Json = dict(parse_qsl(self.query, keep_blank_values=True))
        files: Files = {}
        if self.content_type.startswith("multipart/form-data"):
            _read_parts(self.content_type, self.body, params, files)
        elif self.content_type.startswith("application/json"):
            params |= json.loads(self.body or b"{}")
        elif self.body:
            form = self.body.decode()
            params |= parse_qsl(form, keep_blank_values=True, errors="strict")
        return params, files


def _read_parts(content_type: str, body: bytes, params: Json, files: Files) -> None:
    boundary = content_type.partition("boundary=")[2].partition(";")[0].strip('"').encode()
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:-1]:
        head, _, data = part.partition(b"\r\n\r\n")
        text = head.decode()
        name = _NAME.search(text)
        if name is None:
            raise ValueError("a part without a name")
        if encoded := _FILE_NAME_UTF8.search(text):
            files[name.group(1)] = (unquote(encoded.group(1)), data)
        elif plain := _FILE_NAME.search(text):
            files[name.group(1)] = (unquote(plain.group(1)), data)
        else:
            params[name.group(1)] = data.decode()


@dataclass(frozen=True, slots=True)
class Response:
    """An answer. `broken` ends the connection instead; `sent` is called once it is written."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    broken: bool = False
    sent: Callable[[], None] | None = field(default=None, compare=False)

    def encoded(self) -> bytes:
        head = (
            f"HTTP/1.1 {self.status} {REASONS.get(self.status, 'OK')}\r\n"
            f"Content-Type: {self.content_type}\r\nContent-Length: {len(self.body)}\r\n\r\n"
        )
        return head.encode("ascii") + self.body


Answer = Response | Coroutine[Any, Any, Response]
Handler = Callable[[Request], Answer]


class Connection(asyncio.Protocol):
    """One client's connection: requests are answered in turn."""

    def __init__(self, handler: Handler, all_connections: set[Connection]) -> None:
        self._handler = handler
        self._all = all_connections
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._request: Request | None = None
        self._task: asyncio.Task[None] | None = None
        self._closing = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._all.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 # asyncio's signature
        self._transport = None
        if self._task is None:
            self._all.discard(self)
        elif self._request and self._request.ends_with_connection:
            self._task.cancel()

    def abort(self) -> asyncio.Task[None] | None:
        """Ends everything at once; returns what is still winding up."""
        if self._transport is not None:
            self._transport.abort()
        if self._task is not None:
            self._task.cancel()
        return self._task

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._pump()

    def _pump(self) -> None:
        while self._task is None and self._transport is not None and not self._closing:
            try:
                request = self._next_request()
            except ValueError:
                self._transport.abort()
                return
            if request is None:
                return
            self._request = request
            answer = self._handler(request)
            if isinstance(answer, Response):
                self._write(answer)
            else:
                self._task = asyncio.get_running_loop().create_task(self._later(answer))

    async def _later(self, answer: Coroutine[Any, Any, Response]) -> None:
        try:
            self._write(await answer)
        finally:
            self._task = None
            if self._transport is None:
                self._all.discard(self)
        self._pump()

    def _write(self, response: Response) -> None:
        if self._transport is not None:
            if response.broken:
                self._transport.abort()
            else:
                self._transport.write(response.encoded())
                if self._closing:
                    self._transport.close()
        if response.sent is not None:
            response.sent()

    def _next_request(self) -> Request | None:
        """The next whole request, if it has arrived. Raises ValueError on nonsense."""
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self._buffer[:end])
        body = self._body(head, end + 4)
        if body is None:
            return None
        self._closing = _CLOSE.search(head) is not None
        _, target, _ = head[: head.find(b"\r\n")].decode("ascii").split(" ")
        path, _, query = target.partition("?")
        kind = _TYPE.search(head)
        return Request(unquote(path), query, kind.group(1).decode("latin-1") if kind else "", body)

    def _body(self, head: bytes, start: int) -> bytes | None:
        """The body, taken off the buffer with its head; None while it is not complete."""
        if _CHUNKED.search(head):
            return self._chunks(start)
        length = _LENGTH.search(head)
        end = start + (int(length.group(1)) if length else 0)
        if len(self._buffer) < end:
            if self._transport and len(self._buffer) == start and _EXPECT.search(head):
                self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            return None
        body = bytes(self._buffer[start:end])
        del self._buffer[:end]
        return body

    def _chunks(self, at: int) -> bytes | None:
        parts: list[bytes] = []
        while (line_end := self._buffer.find(b"\r\n", at)) >= 0:
            size = int(self._buffer[at:line_end].split(b";")[0], 16)
            at = line_end + 2 + size + 2
            if len(self._buffer) < at:
                return None
            if not size:
                del self._buffer[:at]
                return b"".join(parts)
            parts.append(bytes(self._buffer[line_end + 2 : at - 2]))
        return None
