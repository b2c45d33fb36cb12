"""Coming in by a one-time link, a cell's group link, or a typed code; who may see a page."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from functools import partial
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.domain.devices.pins import is_pin
from bot.domain.messages import Text, text
from bot.domain.words import Longest, clean
from bot.services.devices import locks, webchat
from bot.services.devices.locks import Session
from bot.services.devices.webchat import Peeked
from bot.services.office import codes_in
from bot.services.people import joining
from bot.services.turns import Refused
from handlers.channels.web.attempts import WINDOW, Askers, Attempts
from handlers.channels.web.chat import Entrance, Site
from handlers.channels.web.person import Entered, Head, enter, head
from handlers.channels.web.safety import TooLarge, form
from handlers.channels.web.session import SessionCookie

_MAX_NAME = 100
_MOST_KEPT = 200
"""The most texts kept that were typed into locked pages, of up to 64 KB each; without JavaScript
only."""


class Door(Entrance):
    """The way in. GET only shows what a link is for; POST uses it."""

    can_leave = True

    def __init__(self, site: Site, cookie: SessionCookie, attempts: Attempts) -> None:
        self._site = site
        self._cookie = cookie
        self._attempts = attempts
        self._askers = Askers(lambda: site.office.clock().timestamp())
        self._asking = asyncio.Lock()
        self._typed: OrderedDict[str, str] = OrderedDict()

    def routes(self) -> list[Route]:
        """The routes for strangers. The code itself shows whether it is a group link's."""
        return [
            Route("/i/", self.typed_code),
            *(Route(f"/{kind}/{{code}}", self.show) for kind in "ig"),
            *(Route(f"/{kind}/{{code}}", self.enter, methods=["POST"]) for kind in "ig"),
            *(Route(f"/{kind}/{{code}}/", self._without_slash) for kind in "ig"),
        ]

    async def who(self, request: Request) -> Session | None:
        """The session of this browser, if it has one."""
        token = self._cookie.token(request)
        return await webchat.session(self._site.office, token) if token else None

    async def acting(self, request: Request) -> Session | None:
        """The same; and notes that the person is using the browser now."""
        session = await self.who(request)
        if session and session.pin and not session.locked:
            await locks.use(self._site.office, session)
        return session

    async def closed(self, request: Request, session: Session | None, typed: str = "") -> Response:
        """The page that asks for a code, or for the PIN. A text typed into a locked page is kept in
        memory until it is open again: on the page anybody could read it."""
        if session is None:
            return await self.ask(request, typed)
        if typed.strip():
            self._keep(self._cookie.token(request) or "", typed)
        is_page = request.method in {"GET", "HEAD"} and not request.path_params
        return self.locked(request, session, status=200 if is_page else 423)

    def locked(
        self, request: Request, session: Session, *, status: int, reason: Text | None = None
    ) -> Response:
        """A page with nothing but a field for the PIN, not even whose page it is."""
        pages = self._site.pages
        return pages.html(
            "locked.html",
            request.url.path,
            session.language,
            status=status,
            reason=pages.words(reason, session.language) if reason else "",
        )

    def _keep(self, token: str, typed: str) -> None:
        self._typed[token] = typed
        self._typed.move_to_end(token)
        if len(self._typed) > _MOST_KEPT:
            self._typed.popitem(last=False)

    def typed_before(self, request: Request) -> str:
        """The text that was typed into the page while it was locked; it is given out once."""
        return self._typed.pop(self._cookie.token(request) or "", "")

    async def ask(self, request: Request, typed: str = "") -> Response:
        """The page for somebody without a session; it does not lose the text that was typed."""
        status = 401 if typed else 200
        return self._site.pages.html(
            "ask.html", request.url.path, _language(request), status=status, typed=typed
        )

    async def typed_code(self, request: Request) -> Response:
        """Leads on from a code typed by hand, or from an address or invitation pasted whole."""
        typed = request.query_params.get("code", "").strip()
        code = await self._known(typed) or _last_part(typed)
        query = f"?lang={_language(request)}" if _language(request) else ""
        return RedirectResponse((quote(code) or "../") + query, 303)

    async def _known(self, typed: str) -> str:
        """The one good code in what was pasted, such as a whole invitation."""
        for code in codes_in(typed):
            if not (await webchat.peek(self._site.office, code)).refusal:
                return code
        return ""

    async def _without_slash(self, request: Request) -> Response:
        """An address that was pasted with a slash after it."""
        return RedirectResponse(f"../{quote(request.path_params['code'])}", 303)

    async def show(self, request: Request) -> Response:
        """Shows whom the link is for, and a button. Uses nothing up."""
        if self._attempts.too_many(request):
            return await self._too_many(request)
        info = await webchat.peek(self._site.office, request.path_params["code"])
        if info.refusal:
            return await self._refused(request, info)
        return await self._button(request, info)

    async def enter(self, request: Request) -> Response:
        """Uses the code; the new session shows the first screen. Not before the browser has
        shown that it keeps cookies, or the code would be gone and nobody in."""
        if self._attempts.too_many(request):
            return await self._too_many(request)
        office, code = self._site.office, request.path_params["code"]
        info = await webchat.peek(office, code)
        if info.refusal:
            return await self._refused(request, info)
        if not self._cookie.is_kept(request):
            return await self._button(request, info, reason=text("web.no_cookies"))
        name = await _field(request, "name") if info.is_group else None
        if name == "":
            return await self._button(request, info, reason=text("web.name_missing"))
        pin = "".join((await _field(request, "pin")).split()) if info.asks_pin else ""
        if wrong := await self._wrong(request, code, pin):
            return await self._button(request, info, reason=wrong)
        try:
            entered = await self._entered(request, code, name, by_pin=bool(pin))
        except Refused as refused:
            info = await webchat.peek(office, code)
            if info.refusal:
                return await self._refused(request, info)
            return await self._button(request, info, reason=refused.text, name=name or "")
        if not entered.person:
            return await self._button(request, info, waits=entered.reply.messages[0].text)
        return self._welcome(entered)

    async def _entered(
        self, request: Request, code: str, name: str | None, *, by_pin: bool
    ) -> Entered:
        """Comes in by the code. Raises Refused; for a group link, too, while too many who asked
        from this network wait."""
        office = self._site.office
        comes = partial(
            enter,
            office,
            code,
            instead_of=self._cookie.token(request),
            name=name,
            device=self._cookie.device(request),
            by_pin=by_pin,
        )
        if name is None:
            return await comes()
        async with self._asking:
            waiting = await joining.still_waiting(office, self._askers.lately(request))
            if len(waiting) >= joining.MOST_FROM_ONE:
                raise Refused(text("join.too_many"), _language(request))
            entered = await comes()
            self._askers.asked(request, entered.person)
            return entered

    async def _wrong(self, request: Request, code: str, pin: str) -> Text | None:
        """What is wrong with a PIN that was given at the door; nothing without one."""
        if not pin:
            return None
        if not is_pin(pin):
            return text("device.no_pin")
        left = await locks.try_at_door(self._site.office, code, pin)
        if left == 0:
            return None
        self._attempts.wrong(request)
        return text("device.wrong_pin", left=left) if left > 0 else text("code.used")

    def _welcome(self, entered: Entered) -> Response:
        self._site.turns.greet(entered.person, entered.reply)
        response = RedirectResponse("../", 303)
        self._cookie.give(response, entered.token)
        return response

    async def _button(
        self,
        request: Request,
        info: Peeked,
        *,
        reason: Text | None = None,
        name: str = "",
        waits: str = "",
    ) -> Response:
        page = self._site.pages.html(
            "enter.html",
            request.url.path,
            _language(request),
            status=422 if reason else 200,
            info=info,
            name=name,
            waits=waits,
            reason=self._site.pages.words(reason, _language(request)) if reason else "",
            already=await self._already(request),
        )
        self._cookie.probe(request, page)
        return page

    async def _refused(self, request: Request, info: Peeked) -> Response:
        """Leads whoever came in by the link on: people keep it as a bookmark. Others get a 410, and
        are offered the session that is open there. A code that was never given out may be a guess,
        and counts as a mistake."""
        session = await self.who(request)
        if session and session.person_id == info.person_id:
            return RedirectResponse("../", 303)
        reason = info.refusal or text("code.unknown")
        if reason.key == "code.unknown":
            self._attempts.wrong(request)
        return await self._no_entry(request, reason, 410)

    async def _too_many(self, request: Request) -> Response:
        return await self._no_entry(
            request, text("device.too_many", minutes=int(WINDOW // 60)), 429
        )

    async def _no_entry(self, request: Request, reason: Text, status: int) -> Response:
        return self._site.pages.html(
            "refused.html",
            request.url.path,
            _language(request),
            status=status,
            reason=self._site.pages.words(reason, _language(request)),
            already=await self._already(request),
        )

    async def _already(self, request: Request) -> Head | None:
        """Whose page is open on this browser; `None` for a locked one, of which nothing is
        shown."""
        session = await self.who(request)
        if session is None or session.locked:
            return None
        return await head(self._site.office, session.person_id)


async def _field(request: Request, name: str) -> str:
    try:
        fields = await form(request)
    except TooLarge:
        return ""
    given = fields.get(name, "")
    typed = " ".join(clean(given).split()) if len(given) <= Longest.CHOICE else ""
    return typed if len(typed) <= _MAX_NAME else ""


def _last_part(address: str) -> str:
    """What an address or a command ends with, where the code is; empty if none can be there."""
    last = address.rstrip("/").replace("/", " ").rpartition(" ")[2]
    plain = last.replace("-", "").replace("_", "")
    return last if len(last) <= Longest.CODE and plain.isascii() and plain.isalnum() else ""


def _language(request: Request) -> str:
    """The language before anybody is known: Vietnamese, unless the address says otherwise."""
    return request.query_params.get("lang", "")
