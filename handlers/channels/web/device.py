"""A shared phone: the PIN, locking and unlocking, and signing out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.domain.devices.pins import LOCK_MINUTES, MOST_WRONG, is_pin
from bot.domain.messages import Refusal, Text, text
from bot.services.devices import locks
from bot.services.devices.locks import Session
from handlers.channels.web.attempts import WINDOW, Attempts
from handlers.channels.web.chat import Site
from handlers.channels.web.door import Door
from handlers.channels.web.safety import TooLarge, form
from handlers.channels.web.session import SessionCookie


class SessionGone(Exception):
    """Five wrong PINs were tried in this browser, which ended its session."""


class Device:
    """Everything about this browser rather than the conversation."""

    def __init__(self, site: Site, cookie: SessionCookie, door: Door, attempts: Attempts) -> None:
        self._site = site
        self._cookie = cookie
        self._door = door
        self._attempts = attempts

    def routes(self) -> list[Route]:
        """The routes beside the chat page, at the root. Loading an address that was posted to leads
        back: there is nothing to do twice."""
        posted = {
            "lock": self.lock,
            "unlock": self.unlock,
            "logout": self.leave,
            "logout-everywhere": self.leave_everywhere,
            "awake": self.awake,
        }
        return [
            Route("/device", self.page),
            Route("/device", self.change, methods=["POST"]),
            *(Route(f"/{name}", act, methods=["POST"]) for name, act in posted.items()),
            *(Route(f"/{name}", self._back) for name in posted),
        ]

    async def _back(self, _request: Request) -> Response:
        return RedirectResponse("./", 303)

    async def awake(self, request: Request) -> Response:
        """Takes a sign that somebody is typing, so that a long answer is not locked away."""
        session = await self._door.acting(request)
        if session is None or session.locked:
            return Response(status_code=423 if session else 401)
        return Response(status_code=204)

    async def lock(self, request: Request) -> Response:
        """Locks at once; open pages of this person look again."""
        token, session = self._cookie.token(request), await self._door.who(request)
        response = RedirectResponse("./", 303)
        if token and session and session.pin:
            await locks.lock(self._site.office, session)
            self._site.bells.ring(session.person_id)
            # A cookie that changes drops what the browser keeps for its back button.
            self._cookie.give(response, token)
        return response

    async def unlock(self, request: Request) -> Response:
        """Takes the PIN, if there are tries left here and from this network."""
        fields = await _fields(request)  # first: the session must be the one of now
        session = await self._door.who(request)
        if session is None or not session.locked:
            return RedirectResponse("./", 303)
        try:
            wrong = await self._tried(request, session, fields.get("pin", ""))
        except SessionGone:
            return self._gone(request, session)
        if wrong is None:
            return RedirectResponse("./", 303)
        status = 429 if wrong.key == "device.too_many" else 422
        return self._door.locked(request, session, status=status, reason=wrong)

    async def _tried(self, request: Request, session: Session, pin: str) -> Text | None:
        """Tries the PIN; returns what is wrong with it, if anything. Raises SessionGone."""
        if self._attempts.too_many(request):
            return text("device.too_many", minutes=int(WINDOW // 60))
        pin = "".join(pin.split())
        if not is_pin(pin):
            return text("device.no_pin")
        left = await locks.try_pin(self._site.office, session, pin)
        if left == 0:
            return None
        self._attempts.wrong(request)
        if left < 0:
            raise SessionGone
        return text("device.wrong_pin", left=left)

    def _gone(self, request: Request, session: Session) -> Response:
        """The page after five wrong PINs: this browser has no session any more."""
        self._site.bells.ring(session.person_id)
        response = self._site.pages.html(
            "gone.html", request.url.path, session.language, status=401, most=MOST_WRONG
        )
        self._cookie.take_back(response)
        return response

    async def leave(self, request: Request) -> Response:
        """Signs out, locked or not; open pages of this session notice at once."""
        session = await self._door.who(request)
        if session:
            await locks.leave(self._site.office, session)
        return self._left(session)

    async def leave_everywhere(self, request: Request) -> Response:
        """Signs out every browser of this person."""
        session = await self._door.who(request)
        if session and session.locked:
            return await self._door.closed(request, session)
        if session:
            await locks.leave_everywhere(self._site.office, session)
        return self._left(session)

    def _left(self, session: Session | None) -> Response:
        if session:
            self._site.bells.ring(session.person_id)
        response = RedirectResponse("./", 303)
        self._cookie.take_back(response)
        return response

    async def page(self, request: Request) -> Response:
        """Shows what protects this person's pages: the PIN, and after how many minutes they
        lock."""
        session = await self._door.acting(request)
        if session is None or session.locked:
            return await self._door.closed(request, session)
        done = request.query_params.get("done", "")
        known = done in {"set", "minutes", "drop"}
        return self._page(request, session, said=text(f"device.done_{done}") if known else None)

    async def change(self, request: Request) -> Response:
        """Sets or drops the PIN, or sets after how many minutes to lock."""
        fields = await _fields(request)
        session = await self._door.acting(request)
        if session is None or session.locked:
            return await self._door.closed(request, session)
        act = fields.get("do", "")
        problem = None
        if act in {"set", "drop"} and session.pin and not self._is_fresh(session):
            try:
                problem = await self._tried(request, session, fields.get("old", ""))
            except SessionGone:
                return self._gone(request, session)
        problem = problem or await self._changed(session, act, fields)
        if problem:
            return self._page(request, session, problem=problem)
        return RedirectResponse(f"device?done={act}", 303)

    async def _changed(self, session: Session, act: str, fields: dict[str, str]) -> Text | None:
        """Makes the change; returns why not, if it was refused."""
        office, minutes = self._site.office, fields.get("minutes", "")
        try:
            if act == "set":
                pin, again = ("".join(fields.get(name, "").split()) for name in ("pin", "again"))
                await locks.set_pin(office, session, pin, again)
            elif act == "drop":
                await locks.drop_pin(office, session)
            else:
                whole = int(minutes) if minutes in map(str, LOCK_MINUTES) else 0
                await locks.set_minutes(office, session, whole)
        except Refusal as refusal:
            return refusal.text
        return None

    def _is_fresh(self, session: Session) -> bool:
        return locks.is_fresh(self._site.office, session)

    def _page(
        self,
        request: Request,
        session: Session,
        *,
        said: Text | None = None,
        problem: Text | None = None,
    ) -> Response:
        pages = self._site.pages
        return pages.html(
            "device.html",
            request.url.path,
            session.language,
            status=422 if problem else 200,
            has_pin=session.pin is not None,
            fresh=self._is_fresh(session),
            minutes=session.lock_minutes,
            choices=LOCK_MINUTES,
            said=pages.words(said, session.language) if said else "",
            problem=pages.words(problem, session.language) if problem else "",
        )


async def _fields(request: Request) -> dict[str, str]:
    try:
        return await form(request)
    except TooLarge:
        return {}
