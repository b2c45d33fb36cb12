"""The trial page: the secretary's chat and a member's chat side by side, and the trial's clock.

Nobody is asked who they are here, so this is mounted only where every name is invented.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.domain.messages import text
from bot.services.devices import webchat
from bot.services.devices.locks import Session
from handlers.channels.web.channel import Running
from handlers.channels.web.safety import form
from handlers.channels.web.turns import Sent, new_id

_STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
_LANGUAGE = "vi"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to play. `role` and `state` are words to show."""

    id: str
    name: str
    role: str
    state: str
    is_secretary: bool = False


class DemoHost(Protocol):
    """The sample cell and its clock, as the trial page needs them."""

    async def people(self) -> Sequence[DemoPerson]:
        """Everybody in the sample cell, in the roster's order, with their state now."""

    def now(self) -> datetime:
        """The time on the trial's clock (aware)."""

    async def move_clock(self, by: timedelta) -> None:
        """Puts the clock forward; what fell due meanwhile has been sent when this returns."""

    async def move_to_next_reminder(self) -> bool:
        """Puts the clock forward to a member's next reminder; False if there will be none."""


def demo_routes(host: DemoHost) -> Callable[[Running], Sequence[BaseRoute]]:
    """Routes for `WebChannel(extra_routes=…)`: the page at `/demo/`, chats under `/as/PERSON/`.

    At `/` a visitor sees the trial page too, unless an invitation made here was used.
    """

    def build(running: Running) -> Sequence[BaseRoute]:
        async def who(request: Request) -> Session | None:
            return await webchat.played(running.site.office, request.path_params["person"])

        demo = _Demo(host, running)
        return [
            Route("/", demo.front),
            Mount("/demo", routes=demo.routes()),
            Mount("/as/{person}", routes=running.chat_as(who).routes()),
        ]

    return build


class _Demo:
    def __init__(self, host: DemoHost, running: Running) -> None:
        self._host = host
        self._running = running

    def routes(self) -> list[Route]:
        return [
            Route("/", self.page),
            Route("/state", self.state),
            Route("/clock", self.clock, methods=["POST"]),
        ]

    async def front(self, request: Request) -> Response:
        """The chat of somebody who used an invitation, otherwise the trial page."""
        if await self._running.door.who(request):
            return await self._running.chat.page(request)
        return RedirectResponse("demo/", 303)

    async def page(self, request: Request) -> Response:
        """Both chats. `member` in the address says whose is beside the secretary's."""
        people = await self._host.people()
        members = [person for person in people if not person.is_secretary]
        wanted = request.query_params.get("member", "")
        secretary = next(person for person in people if person.is_secretary)
        await self._begin_at_the_menu(secretary.id)
        return self._running.site.pages.html(
            "demo.html",
            request.url.path,
            _LANGUAGE,
            people=people,
            secretary=secretary,
            member=next((person for person in members if person.id == wanted), members[0]),
            now=self._host.now(),
            notice=self._none_left() if "none" in request.query_params else "",
        )

    async def _begin_at_the_menu(self, secretary_id: str) -> None:
        """Opens the secretary's chat with what there is to try."""
        site = self._running.site
        if session := await webchat.played(site.office, secretary_id):
            start = Sent(new_id(), text="/start")
            site.turns.greet(secretary_id, await site.turns.take(session, start))

    async def state(self, _request: Request) -> Response:
        """The clock and the people, for the page's script."""
        return JSONResponse(await self._state(""))

    async def clock(self, request: Request) -> Response:
        """Moves the clock; answers with the new state, or with the page again."""
        fields = await form(request)
        step = _STEPS.get(fields.get("step", ""))
        found = True
        if step is None:
            found = await self._host.move_to_next_reminder()
        else:
            await self._host.move_clock(step)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(await self._state("" if found else self._none_left()))
        query = {"member": fields.get("member", "")} | ({} if found else {"none": ""})
        return RedirectResponse(f"./?{urlencode(query)}", 303)

    async def _state(self, notice: str) -> dict[str, object]:
        pages = self._running.site.pages
        people = {
            person.id: pages.words(text("web.demo_person", **_shown(person)), _LANGUAGE)
            for person in await self._host.people()
        }
        now = pages.fragment("demo_now.html", _LANGUAGE, now=self._host.now()).strip()
        return {"now": now, "people": people, "notice": notice}

    def _none_left(self) -> str:
        return self._running.site.pages.words(text("web.demo_no_reminder"), _LANGUAGE)


def _shown(person: DemoPerson) -> dict[str, str]:
    return {"name": person.name, "role": person.role, "state": person.state}
