"""From a request to its answer: token, log, faults, latency, the method itself."""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.botapi import editing, profile, sending
from tests.botapi.faults import Fault, Faults
from tests.botapi.params import Files
from tests.botapi.polling import Polling
from tests.botapi.refusals import Json, Refusal, bad
from tests.botapi.registry import METHODS
from tests.botapi.state import World
from tests.botapi.wire import Answer, Request, Response

Phase = Literal["received", "applied", "answered"]
"""received: read, nothing done yet; applied: done, the client does not know; answered: written."""
Hook = Callable[[str, Json, Phase], None]

_ROUTE = re.compile(r"/bot([^/]*)/([^/]+)")
_DOWNLOAD = re.compile(r"/file/bot([^/]*)/(.+)")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")
_ENCODE = json.JSONEncoder(separators=(",", ":")).encode
_MODULES = (editing, profile, sending)
"""Imported for the methods they register."""


@dataclass(slots=True)
class Call:
    """One request of the bot. Times are the server's clock, in seconds."""

    number: int
    method: str
    params: Json
    chat_id: int | None
    at: float
    update_id: int | None = None
    """The update it belongs to: the tap it answers, or else the latest one of this chat that the
    bot has been given."""
    applied: bool = False
    """Whether it took effect, even if the answer got lost."""
    result: Any = None
    error: Refusal | None = None
    fault: Fault | None = None
    answered: bool = False
    files: Files = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        """`ok`, the refusal, or `no answer`."""
        if not self.answered:
            return "no answer"
        return self.error.description if self.error else "ok"

    @property
    def given(self) -> list[int]:
        """The updates that a getUpdates brought."""
        return [update["update_id"] for update in self.result or []]


class Service:
    def __init__(
        self, world: World, token: str, latency: Callable[[str], float], keep: int | None
    ) -> None:
        self.world = world
        self.token = token
        self.latency = latency
        self.faults = Faults()
        self.calls: deque[Call] = deque(maxlen=keep)
        self.hooks: list[Hook] = []
        self.current: Call | None = None
        self.polling = Polling(world)
        self._count = 0

    def handle(self, request: Request) -> Answer:
        """Answers at once where nothing has to be waited for."""
        route = _ROUTE.fullmatch(request.path)
        if route is None:
            return self._downloaded(request.path)
        name = route.group(2)
        try:
            self._check_token(route.group(1))
            params, files = request.read()
        except Refusal as refusal:
            return _refused(refusal)
        except ValueError:
            return _refused(bad("strings must be encoded in UTF-8"))
        with self.world.lock:
            call = self._log(name, params, files)
        delay = self.latency(name) + (call.fault.delay if call.fault else 0)
        request.ends_with_connection = name.lower() == "getupdates"
        hangs = call.fault is not None and call.fault.error == "hang"
        if delay > 0 or hangs or request.ends_with_connection:
            return self._slowly(call, delay)
        return self._finish(call)

    def _check_token(self, token: str) -> None:
        if token != self.token:
            raise Refusal(401 if _TOKEN.fullmatch(token) else 404)

    def _log(self, name: str, params: Json, files: Files) -> Call:
        chat = str(params.get("chat_id", ""))
        chat_id = int(chat) if chat.removeprefix("-").isdigit() else None
        self._count += 1
        call = Call(self._count, name, params, chat_id, self.world.clock(), files=files)
        person = self.world.people.get(chat_id) if chat_id is not None else None
        query = self.world.queries.get(str(params.get("callback_query_id", "")))
        if query is not None:
            call.update_id = query.update_id
            call.chat_id = query.person.id
        elif person is not None:
            call.update_id = person.latest_update
        call.fault = self.faults.take(name, call.chat_id)
        self.calls.append(call)
        self._tell(call, "received")
        self.world.ring()
        return call

    def _tell(self, call: Call, phase: Phase) -> None:
        self.current = call
        for hook in tuple(self.hooks):
            hook(call.method, call.params, phase)

    async def _slowly(self, call: Call, delay: float) -> Response:
        """Half of the delay before the effect, half after it; polls wait for updates between."""
        if delay > 0:
            await asyncio.sleep(delay / 2)
        if call.method.lower() == "getupdates" and not _prevented(call):
            await self._poll(call)
            response = self._answer(call)
        else:
            response = self._finish(call)
        if delay > 0:
            await asyncio.sleep(delay / 2)
        if call.fault and call.fault.error == "hang":
            await asyncio.get_running_loop().create_future()
        return response

    async def _poll(self, call: Call) -> None:
        try:
            call.result = await self.polling.poll(call.params)
            call.applied = True
        except Refusal as refusal:
            call.error = refusal
        self._tell(call, "applied")

    def _finish(self, call: Call) -> Response:
        if not _prevented(call):
            self._apply(call)
        return self._answer(call)

    def _apply(self, call: Call) -> None:
        function = METHODS.get(call.method.lower())
        with self.world.lock:
            try:
                if function is None:
                    raise bad(f"the server knows no method named {call.method}")
                call.result = function(self.world, call.params, call.files)
                call.applied = True
            except Refusal as refusal:
                call.error = refusal
            self._tell(call, "applied")

    def _answer(self, call: Call) -> Response:
        fault = call.fault
        if fault is not None and (refusal := fault.refusal()) is not None:
            call.error = refusal
        if fault is not None and fault.answer is not None:
            return Response(*fault.answer)
        if fault is not None and fault.error == "drop":
            return Response(broken=True)
        if fault is not None and fault.error == "garbage":
            return Response(502, b"<html><h1>502 Bad Gateway</h1></html>", "text/html")
        if call.error is not None:
            return _refused(call.error, lambda: self._answered(call))
        return _json(200, {"ok": True, "result": call.result}, lambda: self._answered(call))

    def _answered(self, call: Call) -> None:
        with self.world.lock:
            call.answered = True
            self._tell(call, "answered")
            self.world.ring()

    def _downloaded(self, path: str) -> Answer:
        """Logged as a call of `download`, so that faults strike it, too."""
        with self.world.lock:
            call = self._log("download", {"path": path.rpartition("/")[2]}, {})
        fault = call.fault
        if fault and fault.error == "hang":
            return self._slowly(call, 0)
        if fault and (fault.error or fault.answer or fault.refusal()):
            return self._answer(call)
        response = self._download(path)
        call.answered = call.applied = response.status == 200
        return response

    def _download(self, path: str) -> Response:
        route = _DOWNLOAD.fullmatch(path)
        if route is None or route.group(1) != self.token:
            return _refused(Refusal(404))
        for file in self.world.files.values():
            if file.path == route.group(2):
                return Response(200, file.data, "application/octet-stream")
        return _refused(Refusal(404))


def _prevented(call: Call) -> bool:
    """Whether a fault keeps the method from being carried out at all."""
    fault = call.fault
    if fault is None or fault.after:
        return False
    return bool(fault.error or fault.answer or fault.refusal())


def _json(status: int, content: Json, sent: Callable[[], None] | None = None) -> Response:
    return Response(status, _ENCODE(content).encode(), sent=sent)


def _refused(refusal: Refusal, sent: Callable[[], None] | None = None) -> Response:
    return _json(refusal.code, refusal.to_json(), sent)
