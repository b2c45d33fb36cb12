"""An HTTP server inside our event loop."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from handlers.channels.web.connections import Complaints, Connection, Limits, Room

_ACCEPTED_AT_ONCE = 100
"""Connections that asyncio accepts before anything is done about one of them."""
_QUEUE = 2048
"""Connections that the system keeps until they are accepted."""
_RESERVE = 256
"""Files for everything else: the database, Telegram, workers, and a burst of connections."""
_GRACE = 5
"""Seconds that requests may still take once the server stops."""


class PortInUse(Exception):
    """Another program listens there already."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"{host}:{port} is in use")
        self.host = host
        self.port = port


class CannotListen(Exception):
    """The host is no address of this machine, or the port is not for this user."""

    def __init__(self, host: str, port: int, detail: str) -> None:
        super().__init__(f"{host}:{port}: {detail}")
        self.host = host
        self.port = port
        self.detail = detail


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, with a longer queue than asyncio takes at once."""
        await super().startup(sockets=sockets)
        for each in sockets or ():
            each.listen(_QUEUE)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leaves signals to the application."""
        yield


def bind(host: str, port: int) -> socket.socket:
    """A bound socket that listens; port 0 is any free one. Raises PortInUse, CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # TCP is named, or asyncio delays small packets: 40 ms an answer on a kept connection.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(host, port) from error
        raise CannotListen(host, port, error.strerror or str(error)) from error
    return bound


async def serve(
    app: ASGIApp, bound: socket.socket, closing: Callable[[], None], limits: Limits
) -> None:
    """Serves until cancelled; then `closing()` ends the open streams, and requests are finished."""
    logging.getLogger("uvicorn.access").disabled = True  # one-time links are in the paths
    asyncio.get_running_loop().set_exception_handler(Complaints())
    room = Room(replace(limits, connections=min(limits.connections, _files() - _RESERVE)))
    server = _Server(
        uvicorn.Config(
            app,
            http=partial(Connection, room=room),  # type: ignore[arg-type] # any that makes one
            backlog=_ACCEPTED_AT_ONCE,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            timeout_graceful_shutdown=_GRACE,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        await asyncio.shield(serving)
    finally:
        closing()
        server.should_exit = True
        await serving


def _files() -> int:
    """How many files this process may have open."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return sys.maxsize
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft
