"""Connections of browsers, of which nobody may hold more than fit: bounded in number and time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

log = logging.getLogger(__name__)

_UNFINISHED = (h11.IDLE, h11.SEND_BODY)
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_OUT_OF_FILES = "socket.accept() out of system resource"
_QUIET = 60.0
"""Seconds without a further line about connections that could not be accepted."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` for a request to be there, head and body; what comes at `rate` bytes a second gets
    as long as that takes. As long may an answer lie without a byte of it being taken.
    `connections`: the most at a time."""

    seconds: float = 20.0
    rate: int = 32 * 1024
    connections: int = 4000


class Room:
    """All connections of one server whose request is not there yet, the one that has waited longest
    first."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.waiting: dict[Connection, None] = {}


class Connection(H11Protocol):
    """A connection that is closed when its request does not come in time, or its answer is not
    taken. Once there are too many, the one that has waited longest for its request gives way, so
    that whoever asks at once is let in."""

    def __init__(self, *args: Any, room: Room, **options: Any) -> None:
        super().__init__(*args, **options)
        self._room = room
        self._since = 0.0
        self._came = 0
        self._left = 0
        self._request: asyncio.TimerHandle | None = None
        self._answer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        super().connection_made(transport)
        if len(self.connections) > self._room.limits.connections:
            oldest = next(iter(self._room.waiting), self)
            oldest.transport.abort()
            oldest._forget()  # noqa: SLF001 -- of the same class
            if oldest is self:
                return
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        if self._answer:
            self._answer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._came += len(data)
        super().data_received(data)
        if self.conn.their_state not in _UNFINISHED or self.timeout_keep_alive_task:
            self._forget()
        elif self._request is None and not self.transport.is_closing():
            self._expect()

    def _expect(self) -> None:
        """A request is expected from now on."""
        self._since, self._came = self.loop.time(), 0
        self._room.waiting[self] = None
        self._request = self.loop.call_later(self._room.limits.seconds, self._check)

    def _forget(self) -> None:
        self._room.waiting.pop(self, None)
        if self._request:
            self._request.cancel()
            self._request = None

    def _check(self) -> None:
        """Closes unless enough has come; nothing counts while it is we who do not read on."""
        limits, now = self._room.limits, self.loop.time()
        if self.flow.read_paused:
            self._since = now
        late = self._since + limits.seconds + self._came / limits.rate - now
        if late > 0:
            self._request = self.loop.call_later(late, self._check)
            return
        self._forget()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.write(_TOO_SLOW)
        self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._answer:
            self._answer.cancel()

    def _watch(self) -> None:
        self._left = self.transport.get_write_buffer_size()
        self._answer = self.loop.call_later(self._room.limits.seconds, self._taken)

    def _taken(self) -> None:
        if self.transport.get_write_buffer_size() < self._left:
            self._watch()
        else:
            self.transport.abort()


class Complaints:
    """An event loop's handler of exceptions, which says once a minute that no connection could be
    accepted: asyncio would say so without a pause until the disk is full."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said = float("-inf")
        self._silent = 0

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if context.get("message") != _OUT_OF_FILES:
            loop.default_exception_handler(context)
            return
        self._silent += 1
        if self._clock() < self._said + _QUIET:
            return
        why = type(context.get("exception")).__name__
        log.error("connections are not accepted, %d since last said: %s", self._silent, why)
        self._said, self._silent = self._clock(), 0
