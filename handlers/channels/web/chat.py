"""The chat page of one person, under any prefix: every address in it is relative."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.domain.messages import MOST_FILE_BYTES, FileIn, Text, text
from bot.services.devices import webchat
from bot.services.devices.locks import Session
from bot.services.devices.webchat import Mail
from bot.services.office import Office
from handlers.channels.base import Message, Reply
from handlers.channels.web.mail import Bells, may_be_shown
from handlers.channels.web.pages import Pages, Shown, notice, replies
from handlers.channels.web.person import head
from handlers.channels.web.safety import TooLarge, form, number
from handlers.channels.web.turns import Sent, Turns, new_id
from handlers.channels.web.uploads import (
    Crowded,
    FileTooLarge,
    Malformed,
    Uploads,
    fields_of,
    is_upload,
    typed_of,
)

_SEEN = "tusoi_seen"
"""The cookie that says whose mailbox was shown on a whole page, and up to which number."""
_ACT_LENGTH = range(8, 65)


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages share. `heartbeat`: seconds between signs of life on an event stream."""

    office: Office
    pages: Pages
    bells: Bells
    turns: Turns
    heartbeat: float
    uploads: Uploads = field(default_factory=Uploads)


class Entrance(Protocol):
    """Who may see a chat page. `can_leave`: the browser has a session of its own."""

    can_leave: bool

    async def who(self, request: Request) -> Session | None:
        """The session whose page a request asks for, if any."""

    async def acting(self, request: Request) -> Session | None:
        """The same for a request that is an act of the person, which keeps the page from
        locking."""

    async def closed(self, request: Request, session: Session | None, typed: str = "") -> Response:
        """The page for somebody without a session, or with a locked one; it shows nothing of the
        chat, and does not lose the text that was typed."""

    def typed_before(self, request: Request) -> str:
        """The text that was typed when the page turned out to be locked; to be asked for once it is
        open."""


class Chat:
    """The routes of one person's chat page."""

    def __init__(self, site: Site, entrance: Entrance) -> None:
        self._site = site
        self._entrance = entrance

    def routes(self) -> list[Route]:
        """The routes to mount at the root, or under a prefix that ends with a slash."""
        return [
            Route("/", self.page),
            Route("/send", self.send, methods=["POST"]),
            Route("/send", self._back, methods=["GET"]),
            Route("/events", self.events),
            Route("/seen", self.seen, methods=["POST"]),
            Route("/files/{file_id}", self.file),
        ]

    async def page(self, request: Request) -> Response:
        """The whole page: notices, and the current screen."""
        session = await self._entrance.acting(request)
        if session is None or session.locked:
            return await self._entrance.closed(request, session)
        reply = await self._site.turns.resume(session)
        draft = self._entrance.typed_before(request)
        return await self._whole(request, session, reply, draft=draft)

    async def _back(self, _request: Request) -> Response:
        """Leads back from the address of a posted form, loaded again: there is nothing to show
        twice."""
        return RedirectResponse("./", 303)

    async def send(self, request: Request) -> Response:
        """Takes one act: a typed text, a tap, a file. Answers with a page, or with JSON for our own
        script."""
        session = await self._entrance.acting(request)
        if session is None or session.locked:
            return await self._closed(request, session)
        if not is_upload(request):
            return await self._take(request, session)
        try:
            async with self._site.uploads.place(session.person_id):
                return await self._take(request, session)
        except Crowded:
            typed = await typed_of(request)
            return await self._not_taken(request, session, text("web.crowded"), 429, typed=typed)

    async def _take(self, request: Request, session: Session) -> Response:
        """Takes what this session sent."""
        try:
            fields, file = await fields_of(request)
        except TooLarge as error:
            is_file = isinstance(error, FileTooLarge)
            why = text("file.too_large", most=MOST_FILE_BYTES >> 20) if is_file else None
            if isinstance(error, Malformed):
                why = text("web.malformed")
            why = why or text("web.too_large")
            return await self._not_taken(request, session, why, 413, typed=error.text)
        typed = fields.get("text", "")
        payload = fields.get("payload") or None
        if payload is None and file is None and not typed.strip():
            return await self._not_taken(request, session, text("web.empty"), 422, typed="")
        act = Sent(
            id=_act_id(fields.get("act", "")),
            text=None if payload or (file and not typed) else typed,
            payload=payload,
            shown=fields.get("shown"),
            file=None if payload else file,
        )
        reply = await self._site.turns.take(session, act)
        if _wants_json(request):
            return JSONResponse(self._answer(reply))
        mine = typed
        if isinstance(file, FileIn):
            word = self._site.pages.words(text("web.file_word"), session.language)
            mine = f"{word}: {file.name}\n{typed}".strip()
        shown = await self._on(session, reply)
        return await self._whole(request, session, shown, mine=mine, draft=typed)

    async def _closed(self, request: Request, session: Session | None) -> Response:
        """Does nothing for somebody without a session, or with a locked one, but says so."""
        typed = await typed_of(request)
        if not _wants_json(request):
            return await self._entrance.closed(request, session, typed)
        language = session.language if session else ""
        why = self._site.pages.words(text("device.locked" if session else "web.ended"), language)
        answer = self._answer(Reply(notice=why, refused=True, language=language))
        ended = {"ended": session is None, "locked": session is not None}
        return JSONResponse(answer | ended, 423 if session else 401)

    async def _not_taken(
        self, request: Request, session: Session, why: Text, status: int, *, typed: str
    ) -> Response:
        """The answer if nothing reached the router; the typed text goes back into the field."""
        notice = self._site.pages.words(why, session.language)
        reply = Reply(notice=notice, refused=True, language=session.language)
        if _wants_json(request):
            return JSONResponse(self._answer(reply), status)
        shown = await self._on(session, reply)
        return await self._whole(request, session, shown, draft=typed, status=status)

    async def _on(self, session: Session, reply: Reply) -> Reply:
        """The reply, and the current screen unless it has one: a whole new page has none above."""
        if any(message.screen or message.buttons for message in reply.messages):
            return reply
        current = await self._site.turns.resume(session)
        return replace(reply, messages=(*reply.messages, *current.messages))

    def _answer(self, reply: Reply) -> dict[str, object]:
        """A reply for the script: ready-made HTML, and what to do with it."""
        pages = self._site.pages
        return {
            "messages": [
                {
                    "html": pages.fragment("one.html", reply.language, entry=entry),
                    "replaces": entry.message.replaces,
                }
                for entry in replies(reply)
            ],
            "notice": reply.notice,
            "refused": reply.refused,
            "screen": _screen(reply),
            "ended": False,
            "locked": False,
            "menu": None
            if reply.menu is None
            else pages.fragment("menu.html", reply.language, menu=reply.menu),
        }

    async def _whole(
        self,
        request: Request,
        session: Session,
        reply: Reply,
        *,
        mine: str = "",
        draft: str = "",
        status: int = 200,
    ) -> Response:
        """The page after a reply; also the way without JavaScript.

        `mine`: what the person said; `draft`: what is in the field, unless it was taken.
        """
        site = self._site
        taken = bool(mine) and not reply.refused
        said = [Shown("mine", Message(mine))] if taken else []
        above = await head(site.office, session.person_id)
        mail = await webchat.mailbox(site.office, session.person_id)
        old, new = _by_age(mail, _seen(request, session))
        last = mail[-1].seq if mail else 0
        response = site.pages.html(
            "chat.html",
            request.url.path,
            reply.language or session.language,
            status=status,
            person=session.person_id,
            name=above.name,
            cell=above.cell,
            menu=above.menu,
            has_pin=session.pin is not None,
            old=[notice(item) for item in old],
            entries=[*(notice(item) for item in new), *said, *replies(reply)],
            unread=len(new),
            last=last,
            notice=reply.notice,
            typed="" if taken else draft,
            screen=_screen(reply),
            heartbeat=round(site.heartbeat * 1000),
            most=MOST_FILE_BYTES,
            can_leave=self._entrance.can_leave,
        )
        if new:
            await webchat.see(site.office, session, last)
        seen = f"{session.person_id}.{last}"
        # No path: the browser takes the page's own folder, which differs per person in the demo.
        response.set_cookie(_SEEN, seen, path=None, httponly=True, samesite="lax")
        return response

    async def events(self, request: Request) -> Response:
        """Notices as Server-Sent Events, each with its mailbox number as id."""
        session = await self._entrance.who(request)
        if session is None or session.locked:
            return Response(status_code=423 if session else 401)
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        stream = self._stream(request, session, number(after) or 0)
        return StreamingResponse(
            stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
        )

    async def _stream(self, request: Request, session: Session, after: int) -> AsyncIterator[str]:
        """Streams notices until the session ends or is locked; each round is also a sign of life,
        as an event, since a page does not get to see comments."""
        site = self._site
        yield "retry: 2000\n\n"
        async for goes_on in site.bells.rings(session.person_id, site.heartbeat):
            if not goes_on:
                yield "event: crowded\ndata:\n\n"
                return
            now = await self._entrance.who(request)
            if now is None or now.locked:
                yield f"event: {'locked' if now else 'ended'}\ndata:\n\n"
                return
            if now.newest <= after:
                yield "event: beat\ndata:\n\n"
                continue
            for item in await webchat.mailbox(site.office, session.person_id, after):
                html = site.pages.fragment("one.html", session.language, entry=notice(item))
                yield f"id: {item.seq}\ndata: {json.dumps(html)}\n\n"
                after = item.seq
                await asyncio.sleep(0)  # whoever has left is noticed before the next one

    async def seen(self, request: Request) -> Response:
        """Notes up to which number an open page has shown the notices."""
        session = await self._entrance.who(request)
        if session is None or session.locked:
            return Response(status_code=423 if session else 401)
        last = number((await form(request)).get("last", ""))
        if last is None or last > session.newest:
            return Response(status_code=422)
        await webchat.see(self._site.office, session, last)
        return Response(status_code=204)

    async def file(self, request: Request) -> Response:
        """A kept file, for its owner only; others learn nothing about it."""
        session = await self._entrance.who(request)
        if session and session.locked:
            return await self._entrance.closed(request, session)
        office, file_id = self._site.office, request.path_params["file_id"]
        file = await webchat.file(office, session.person_id, file_id) if session else None
        if file is None:
            language = session.language if session else None
            return problem(self._site.pages, 404, request.url.path, language)
        shown = may_be_shown(file.media_type) and "download" not in request.query_params
        disposition = "inline" if shown else "attachment"
        headers = {"Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(file.name)}"}
        return Response(file.body, media_type=file.media_type, headers=headers)


def _screen(reply: Reply) -> str | None:
    """The mark of the screen that the page shows after this reply; `None`: the same as before."""
    return next((each.screen for each in reversed(reply.messages) if each.screen), None)


def problem(pages: Pages, status: int, path: str, language: str | None = None) -> Response:
    """A page that says what went wrong at this path."""
    return pages.html("problem.html", path, language or "", status=status, code=status)


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _act_id(sent: str) -> str:
    """The page's id for the act, or a new one if unusable: then only the dedup is lost."""
    plain = sent.isascii() and sent.replace("-", "").replace("_", "").isalnum()
    return sent if plain and len(sent) in _ACT_LENGTH else new_id()


def _seen(request: Request, session: Session) -> int:
    whose, _, last = request.cookies.get(_SEEN, "").rpartition(".")
    return (number(last) or 0) if whose == session.person_id else 0


def _by_age(mail: Sequence[Mail], seen: int) -> tuple[list[Mail], list[Mail]]:
    return [m for m in mail if m.seq <= seen], [m for m in mail if m.seq > seen]
