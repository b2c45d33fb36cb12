"""A shared phone: the PIN, locking and unlocking, and going out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.domain.devices.pins import LOCK_MINUTES, MOST_WRONG, is_pin
from bot.domain.messages import Text, text
from handlers.channels.web.attempts import WINDOW, Attempts
from handlers.channels.web.chat import Site
from handlers.channels.web.door import Door
from handlers.channels.web.safety import TooLarge, form
from handlers.channels.web.session import SessionCookie
from handlers.channels.web.store import WebPerson


class SessionGone(Exception):
    """There were five wrong PINs in this browser."""


class Device:
    """What concerns this browser, and not the conversation."""

    def __init__(self, site: Site, cookie: SessionCookie, door: Door, attempts: Attempts) -> None:
        self._site = site
        self._cookie = cookie
        self._door = door
        self._attempts = attempts

    def routes(self) -> list[Route]:
        """Beside the chat page, at the root. An address that was posted to, loaded again, leads
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
        """A sign that somebody is typing, so that a long answer is not locked away."""
        person = await self._door.acting(request)
        if person is None or person.is_locked:
            return Response(status_code=423 if person else 401)
        return Response(status_code=204)

    async def lock(self, request: Request) -> Response:
        """Lock at once; open pages of this person look again."""
        token, person = self._cookie.token(request), await self._door.who(request)
        response = RedirectResponse("./", 303)
        if token and person and person.lock:
            await self._site.store.lock(token)
            self._site.postman.wake(person.id)
            # A cookie that changes drops what the browser holds ready for its back button.
            self._cookie.give(response, token)
        return response

    async def unlock(self, request: Request) -> Response:
        """The PIN, if there are tries left here and at this address."""
        person = await self._door.who(request)
        if person is None or not person.is_locked:
            return RedirectResponse("./", 303)
        try:
            wrong = await self._tried(request, (await _fields(request)).get("pin", ""))
        except SessionGone:
            return self._gone(request, person)
        if wrong is None:
            return RedirectResponse("./", 303)
        status = 429 if wrong.key == "device.too_many" else 422
        return self._door.locked(request, person, status=status, reason=wrong)

    async def _tried(self, request: Request, pin: str) -> Text | None:
        """What is wrong with the PIN, if anything. Raises SessionGone."""
        if self._attempts.too_many(request):
            return text("device.too_many", minutes=int(WINDOW // 60))
        pin = "".join(pin.split())
        if not is_pin(pin):
            return text("device.no_pin")
        left = await self._site.store.try_pin(self._cookie.token(request) or "", pin)
        if left == 0:
            return None
        self._attempts.wrong(request)
        if left < 0:
            raise SessionGone
        return text("device.wrong_pin", left=left)

    def _gone(self, request: Request, person: WebPerson) -> Response:
        """Five wrong PINs: this browser has no session any more."""
        self._site.postman.wake(person.id)
        response = self._site.pages.html(
            "gone.html", request.url.path, person.language, status=401, most=MOST_WRONG
        )
        self._cookie.take_back(response)
        return response

    async def leave(self, request: Request) -> Response:
        """Log out, locked or not; open pages of this session notice at once."""
        token, person = self._cookie.token(request), await self._door.who(request)
        if token:
            await self._site.store.leave(token)
        return self._left(person)

    async def leave_everywhere(self, request: Request) -> Response:
        """Log out of every browser of this person."""
        token, person = self._cookie.token(request), await self._door.who(request)
        if person and person.is_locked:
            return await self._door.closed(request, person)
        if token and person:
            await self._site.store.leave_everywhere(token)
        return self._left(person)

    def _left(self, person: WebPerson | None) -> Response:
        if person:
            self._site.postman.wake(person.id)
        response = RedirectResponse("./", 303)
        self._cookie.take_back(response)
        return response

    async def page(self, request: Request) -> Response:
        """What protects this person's pages: the PIN, and after how long they lock."""
        person = await self._door.acting(request)
        if person is None or person.is_locked:
            return await self._door.closed(request, person)
        done = request.query_params.get("done", "")
        known = done in {"set", "minutes", "drop"}
        return self._page(request, person, said=text(f"device.done_{done}") if known else None)

    async def change(self, request: Request) -> Response:
        """Set or drop the PIN, or say after how long to lock."""
        token, person = self._cookie.token(request), await self._door.acting(request)
        if token is None or person is None or person.is_locked:
            return await self._door.closed(request, person)
        fields = await _fields(request)
        act = fields.get("do", "")
        problem = None
        if act in {"set", "drop"} and person.lock and not person.fresh:
            try:
                problem = await self._tried(request, fields.get("old", ""))
            except SessionGone:
                return self._gone(request, person)
        problem = problem or await self._changed(token, act, fields)
        if problem:
            return self._page(request, person, problem=problem)
        return RedirectResponse(f"device?done={act}", 303)

    async def _changed(self, token: str, act: str, fields: dict[str, str]) -> Text | None:
        store = self._site.store
        if act == "set":
            pin, again = ("".join(fields.get(name, "").split()) for name in ("pin", "again"))
            return await store.set_pin(token, pin, again)
        if act == "drop":
            await store.drop_pin(token)
            return None
        minutes = fields.get("minutes", "")
        whole = int(minutes) if minutes in map(str, LOCK_MINUTES) else 0
        return await store.set_minutes(token, whole)

    def _page(
        self,
        request: Request,
        person: WebPerson,
        *,
        said: Text | None = None,
        problem: Text | None = None,
    ) -> Response:
        pages = self._site.pages
        return pages.html(
            "device.html",
            request.url.path,
            person.language,
            status=422 if problem else 200,
            person=person,
            choices=LOCK_MINUTES,
            said=pages.words(said, person.language) if said else "",
            problem=pages.words(problem, person.language) if problem else "",
        )


async def _fields(request: Request) -> dict[str, str]:
    try:
        return await form(request)
    except TooLarge:
        return {}
