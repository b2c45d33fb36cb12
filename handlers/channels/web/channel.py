"""The web chat as a channel: a page that this process serves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from bot.domain.messages import FileOut
from bot.services.devices import webchat
from bot.services.devices.locks import Session
from bot.services.office import Office
from handlers.channels.base import Handle, Message, Unreachable
from handlers.channels.web.attempts import Attempts
from handlers.channels.web.chat import Chat, Entrance, Site, problem
from handlers.channels.web.connections import Limits
from handlers.channels.web.device import Device
from handlers.channels.web.door import Door
from handlers.channels.web.mail import Attached, Bells, Notice, pack
from handlers.channels.web.pages import Pages
from handlers.channels.web.safety import Gate, Refusals, TooLarge
from handlers.channels.web.server import bind, serve
from handlers.channels.web.session import SessionCookie
from handlers.channels.web.turns import Turns

Who: TypeAlias = Callable[[Request], Awaitable[Session | None]]
"""Finds the session whose page a request asks for, if any."""


@dataclass(frozen=True, slots=True)
class WebOptions:
    """Settings. `port` 0 is any free one; `public_url` is how people reach the page, if otherwise.

    `heartbeat` in seconds: proxies cut silent streams; notices kept by another process are found
    then, and so is a page that nobody has used for too long. `ticks`: seconds since any fixed
    moment, which count mistakes and what was refused; nobody can put them back.
    """

    host: str = "127.0.0.1"
    port: int = 0
    public_url: str = ""
    heartbeat: float = 20.0
    limits: Limits = field(default_factory=Limits)
    ticks: Callable[[], float] = monotonic


class WebChannel:
    """A channel whose address is the person's id; notices wait in a durable mailbox.

    Replies go back in the answer to the act and are not kept anywhere. `extra_routes` gets the
    running site (the demo mounts its own pages there); `on_started` gets the address it listens at.
    """

    name = "web"

    def __init__(
        self,
        office: Office,
        options: WebOptions | None = None,
        *,
        extra_routes: Callable[[Running], Sequence[BaseRoute]] | None = None,
        on_started: Callable[[str], None] | None = None,
    ) -> None:
        self._office = office
        self._options = options or WebOptions()
        self._pages = Pages(office.catalogue.render, office.calendar.zone)
        self._bells = Bells()
        self._extra_routes = extra_routes
        self._on_started = on_started
        self.started = asyncio.Event()
        self.url = ""

    async def send(self, address: str, message: Message) -> None:
        """Keeps a notice for this person; open pages show it at once, others when they load."""
        await self._keep(address, Notice(message))

    async def send_file(self, address: str, file: FileOut) -> None:
        """Keeps a file for this person, and shows it like a notice."""
        file_id = await webchat.keep_file(self._office, address, file)
        attached = Attached(file_id, file.name, file.media_type, len(file.body))
        caption = Message(text=file.caption, protected=file.protected)
        await self._keep(address, Notice(caption, attached))

    async def _keep(self, address: str, notice: Notice) -> None:
        if not await webchat.keep(self._office, address, pack(notice)):
            raise Unreachable(address)
        self._bells.ring(address)

    def wake(self, address: str) -> None:
        """Makes this person's open pages look again: the session may have ended."""
        self._bells.ring(address)

    async def run(self, handle: Handle) -> None:
        """Serves until cancelled; may be run again after it has failed. Raises PortInUse,
        CannotListen."""
        options = self._options
        bound = bind(options.host, options.port)
        self._bells.open()
        host = f"[{options.host}]" if ":" in options.host else options.host
        self.url = f"http://{host}:{bound.getsockname()[1]}/"
        app = self._app(handle)
        self.started.set()
        if self._on_started:
            self._on_started(self.url)
        try:
            await serve(app, bound, self._bells.close, options.limits)
        finally:
            bound.close()
            self.started.clear()

    def _app(self, handle: Handle) -> ASGIApp:
        options = self._options
        site = Site(self._office, self._pages, self._bells, Turns(handle), options.heartbeat)
        cookie = SessionCookie(options.public_url or self.url)
        attempts = Attempts(options.ticks)
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
                TooLarge: self._problem,
                ClientDisconnect: _gone,
                Exception: self._problem,
            },
        )
        app.router.redirect_slashes = False
        url = options.public_url or self.url
        return Gate(app, url, partial(problem, self._pages), Refusals(url, options.ticks))

    async def _problem(self, request: Request, error: Exception) -> Response:
        large = 413 if isinstance(error, TooLarge) else 500
        status = error.status_code if isinstance(error, HTTPException) else large
        return problem(self._pages, status, request.url.path)


class Running:
    """The site while it is served: what extra routes may build on."""

    def __init__(self, site: Site, door: Door) -> None:
        self.site = site
        self.door = door
        self.chat = Chat(site, door)

    def chat_as(self, who: Who) -> Chat:
        """Chat pages for people who are known by something else than the session cookie."""
        return Chat(self.site, _Known(self.site, who))


class _Known(Entrance):
    """An entrance without a session cookie: nothing to lock, and nobody to ask who they are."""

    can_leave = False

    def __init__(self, site: Site, who: Who) -> None:
        self._site = site
        self._who = who

    async def who(self, request: Request) -> Session | None:
        return await self._who(request)

    async def acting(self, request: Request) -> Session | None:
        return await self._who(request)

    async def closed(
        self, request: Request, _session: Session | None, _typed: str = ""
    ) -> Response:
        return problem(self._site.pages, 404, request.url.path)

    def typed_before(self, _request: Request) -> str:
        return ""


class _Kept:
    """Lets browsers keep static files for good, since their addresses carry a version."""

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
    """The answer after the connection broke while the act came in; the page sends it again."""
    return Response(status_code=400)


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok")
