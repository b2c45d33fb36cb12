"""The web chat as a channel: a page that this process serves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from bot.domain.messages import FileOut
from handlers.channels.base import Handle, Message
from handlers.channels.web.attempts import Attempts
from handlers.channels.web.chat import Chat, Entrance, Site, problem
from handlers.channels.web.device import Device
from handlers.channels.web.door import Door
from handlers.channels.web.mail import Postman
from handlers.channels.web.pages import TEMPLATES, Pages
from handlers.channels.web.safety import Gate
from handlers.channels.web.server import bind, serve
from handlers.channels.web.session import SessionCookie
from handlers.channels.web.store import Render, WebPerson, WebStore
from handlers.channels.web.turns import Turns

Who: TypeAlias = Callable[[Request], Awaitable[WebPerson | None]]
"""Whose page a request asks for."""

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class WebOptions:
    """Settings. `port` 0 is any free one; `public_url` is how people reach the page, if not so.

    `resume_text` is what a loaded page asks the router in the person's name. `clock` in seconds,
    for what is tried too often. `heartbeat` in seconds: proxies cut silent streams; mail kept by
    another process is found then, and so is a page that nobody has used for too long.
    """

    host: str = "127.0.0.1"
    port: int = 0
    public_url: str = ""
    resume_text: str = "/tieptuc"
    clock: Callable[[], float] = time.monotonic
    zone: tzinfo = _VIETNAM
    session_days: int = 90
    heartbeat: float = 20.0
    templates: Path = TEMPLATES


class WebChannel:
    """A channel whose address is the person's id; notices wait in a durable mailbox.

    Replies go back in the answer to the act and are kept nowhere. `extra_routes` gets the running
    site (the demo mounts its own pages there); `on_started` gets the address it listens at.
    """

    name = "web"

    def __init__(
        self,
        store: WebStore,
        render: Render,
        options: WebOptions | None = None,
        *,
        extra_routes: Callable[[Running], Sequence[BaseRoute]] | None = None,
        on_started: Callable[[str], None] | None = None,
    ) -> None:
        self._store = store
        self._options = options or WebOptions()
        self._pages = Pages(render, self._options.zone, self._options.templates)
        self._postman = Postman(store)
        self._extra_routes = extra_routes
        self._on_started = on_started
        self.started = asyncio.Event()
        self.url = ""

    async def send(self, address: str, message: Message) -> None:
        """Keep a notice for this person; open pages show it at once, others when they load."""
        await self._postman.message(address, message)

    def wake(self, address: str) -> None:
        """Let this person's open pages look again: the session may have ended."""
        self._postman.wake(address)

    async def send_file(self, address: str, file: FileOut) -> None:
        """Keep a file for this person, and show it like a notice."""
        await self._postman.file(address, file)

    async def run(self, handle: Handle) -> None:
        """Serve until cancelled. Raises PortInUse."""
        options = self._options
        bound = bind(options.host, options.port)
        host = f"[{options.host}]" if ":" in options.host else options.host
        self.url = f"http://{host}:{bound.getsockname()[1]}/"
        app = self._app(handle)
        self.started.set()
        if self._on_started:
            self._on_started(self.url)
        try:
            await serve(app, bound, self._postman.close)
        finally:
            self.started.clear()

    def _app(self, handle: Handle) -> ASGIApp:
        options = self._options
        turns = Turns(handle, options.resume_text)
        site = Site(self._store, self._pages, self._postman, turns, options.heartbeat)
        cookie = SessionCookie(options.public_url or self.url, options.session_days)
        attempts = Attempts(options.clock)
        door = Door(site, cookie, attempts)
        running = Running(site, door)
        static = Mount("/static", _Kept(StaticFiles(directory=self._pages.static)))
        app = Starlette(
            routes=[
                *(self._extra_routes(running) if self._extra_routes else ()),
                Route("/healthz", _healthz),
                static,
                *door.routes(),
                *Device(site, cookie, door, attempts).routes(),
                *running.chat.routes(),
            ],
            exception_handlers={
                HTTPException: self._problem,
                ClientDisconnect: _gone,
                Exception: self._problem,
            },
        )
        app.router.redirect_slashes = False
        return Gate(app, options.public_url or self.url, partial(problem, self._pages))

    async def _problem(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return problem(self._pages, status, request.url.path)


class Running:
    """The site while it is served: what extra routes may build on."""

    def __init__(self, site: Site, door: Door) -> None:
        self.site = site
        self.door = door
        self.chat = Chat(site, door)

    def chat_as(self, who: Who) -> Chat:
        """Chat pages for people who are known otherwise than by the session cookie."""
        return Chat(self.site, _Known(self.site, who))


class _Known(Entrance):
    """No session: nothing to lock, and nobody to ask who they are."""

    can_leave = False

    def __init__(self, site: Site, who: Who) -> None:
        self._site = site
        self._who = who

    async def who(self, request: Request) -> WebPerson | None:
        return await self._who(request)

    async def acting(self, request: Request) -> WebPerson | None:
        return await self._who(request)

    async def closed(
        self, request: Request, _person: WebPerson | None, _typed: str = ""
    ) -> Response:
        return problem(self._site.pages, 404, request.url.path)

    def typed_before(self, _request: Request) -> str:
        return ""


class _Kept:
    """Static files carry their version in the address, so browsers need not ask again."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_kept(message: AsgiMessage) -> None:
            if message["type"] == "http.response.start":
                kept = (b"cache-control", b"public, max-age=31536000, immutable")
                message = {**message, "headers": [*message["headers"], kept]}
            await send(message)

        await self._app(scope, receive, send_kept)


async def _gone(_request: Request, _error: Exception) -> Response:
    """The connection broke while the act came in; the page sends it again."""
    return Response(status_code=400)


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok")
