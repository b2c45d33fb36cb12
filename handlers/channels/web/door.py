"""Coming in with a one-time link, a cell's group link, or a typed code; and going out."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.domain.messages import Text, text
from bot.domain.words import clean
from handlers.channels.web.chat import Site
from handlers.channels.web.safety import TooLarge, form
from handlers.channels.web.session import SessionCookie
from handlers.channels.web.store import Entered, EnterRefused, LinkInfo, WebPerson

_CODE = re.compile(r"([A-Za-z0-9_-]+)/?$")
_MAX_NAME = 100


class Door:
    """GET only shows what a link is for; POST consumes it."""

    def __init__(self, site: Site, cookie: SessionCookie) -> None:
        self._site = site
        self._cookie = cookie

    def routes(self) -> list[Route]:
        """Where strangers knock. Whether a code is a group link is known by the code itself."""
        return [
            Route("/i/", self.typed_code),
            *(Route(f"/{kind}/{{code}}", self.show) for kind in "ig"),
            *(Route(f"/{kind}/{{code}}", self.enter, methods=["POST"]) for kind in "ig"),
            Route("/logout", self.leave, methods=["POST"]),
        ]

    async def who(self, request: Request) -> WebPerson | None:
        """Whose session this browser has."""
        token = self._cookie.token(request)
        return await self._site.store.person(token) if token else None

    async def ask(self, request: Request, typed: str = "") -> Response:
        """The page for somebody without a session; what they had typed is not lost."""
        status = 401 if typed else 200
        return self._site.pages.html(
            "ask.html", request.url.path, _language(request), status=status, typed=typed
        )

    async def typed_code(self, request: Request) -> Response:
        """A code typed by hand, or a whole link or `/start CODE` pasted."""
        found = _CODE.search(request.query_params.get("code", "").strip())
        query = f"?lang={_language(request)}" if _language(request) else ""
        return RedirectResponse((quote(found[1]) if found else "../") + query, 303)

    async def show(self, request: Request) -> Response:
        """Who the link is for, and a button. Consumes nothing."""
        info = await self._site.store.peek(request.path_params["code"])
        if isinstance(info, EnterRefused):
            return await self._refused(request, info.reason)
        return await self._button(request, info)

    async def enter(self, request: Request) -> Response:
        """Consume the code; the new session shows the first screen."""
        code, store = request.path_params["code"], self._site.store
        info = await store.peek(code)
        if isinstance(info, EnterRefused):
            return await self._refused(request, info.reason)
        name = await _name(request) if info.is_group else None
        if name == "":
            return await self._button(request, info, reason=text("web.name_missing"))
        entered = await store.enter(code, session=self._cookie.token(request), name=name)
        if isinstance(entered, EnterRefused):
            if isinstance(await store.peek(code), EnterRefused):
                return await self._refused(request, entered.reason)
            return await self._button(request, info, reason=entered.reason, name=name or "")
        return self._welcome(entered)

    def _welcome(self, entered: Entered) -> Response:
        self._site.turns.greet(entered.person, entered.reply)
        response = RedirectResponse("../", 303)
        self._cookie.give(response, entered.token)
        return response

    async def leave(self, request: Request) -> Response:
        """Log out; open pages of this session notice at once."""
        token, person = self._cookie.token(request), await self.who(request)
        if token:
            await self._site.store.leave(token)
        if person:
            self._site.postman.wake(person.id)
        response = RedirectResponse("./", 303)
        self._cookie.take_back(response)
        return response

    async def _button(
        self, request: Request, info: LinkInfo, *, reason: Text | None = None, name: str = ""
    ) -> Response:
        return self._site.pages.html(
            "enter.html",
            request.url.path,
            _language(request),
            status=422 if reason else 200,
            info=info,
            name=name,
            reason=self._site.pages.words(reason, _language(request)) if reason else "",
            person=await self.who(request),
        )

    async def _refused(self, request: Request, reason: Text) -> Response:
        """410: people use a used link as their bookmark, so an open session is offered."""
        return self._site.pages.html(
            "refused.html",
            request.url.path,
            _language(request),
            status=410,
            reason=self._site.pages.words(reason, _language(request)),
            person=await self.who(request),
        )


async def _name(request: Request) -> str:
    try:
        fields = await form(request)
    except TooLarge:
        return ""
    name = " ".join(clean(fields.get("name", "")).split())
    return name if len(name) <= _MAX_NAME else ""


def _language(request: Request) -> str:
    """Before anybody is known: Vietnamese, unless the address says otherwise."""
    return request.query_params.get("lang", "")
