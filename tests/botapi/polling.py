"""getUpdates: the newest poll wins, an offset confirms what lies before it."""

from __future__ import annotations

import asyncio
import threading
from typing import Literal

from tests.botapi import params as read
from tests.botapi.refusals import CONFLICT, Json, Refusal
from tests.botapi.state import DEFAULT_UPDATES, World

MAX_LIMIT = 100
MAX_TIMEOUT = 50

Wake = Literal["updates", "newer poll", "time"]


class Polling:
    def __init__(self, world: World) -> None:
        self._world = world
        self._waiter: asyncio.Future[Wake] | None = None
        self._thread = 0
        world.on_update = self._on_update

    @property
    def waiting(self) -> bool:
        return self._waiter is not None

    async def poll(self, params: Json) -> list[Json]:
        """Waits up to `timeout` real seconds. Raises Refusal when a newer poll takes over."""
        loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        with self._world.lock:
            self._begin(params)
            found = self._hand_out(params)
            seconds = min(max(read.integer(params, "timeout"), 0), MAX_TIMEOUT)
            if found or not seconds:
                return found
            waiter: asyncio.Future[Wake] = loop.create_future()
            self._waiter = waiter
            self._world.ring()
        timer = loop.call_later(seconds, _resolve, waiter, "time")
        try:
            why = await waiter
        finally:
            timer.cancel()
            if self._waiter is waiter:
                self._waiter = None
        if why == "newer poll":
            raise Refusal(409, CONFLICT)
        with self._world.lock:
            return self._hand_out(params)

    def _begin(self, params: Json) -> None:
        """Ends an older poll, confirms, and notes which kinds of updates are wanted."""
        if self._world.webhook_url:
            sentence = "can't use getUpdates method while webhook is active; "
            raise Refusal(409, f"{sentence}use deleteWebhook to delete the webhook first")
        if self._waiter is not None:
            _resolve(self._waiter, "newer poll")
            self._waiter = None
        allowed = read.value(params, "allowed_updates")
        if allowed is not None:
            self._world.allowed = frozenset(allowed) or DEFAULT_UPDATES
        if offset := read.integer(params, "offset"):
            self._world.confirm(offset)

    def _hand_out(self, params: Json) -> list[Json]:
        return self._world.hand_out(min(max(read.integer(params, "limit", 100), 1), MAX_LIMIT))

    def _on_update(self) -> None:
        """Called under the lock, from any thread."""
        waiter = self._waiter
        if waiter is None:
            return
        if threading.get_ident() == self._thread:
            _resolve(waiter, "updates")
        else:
            waiter.get_loop().call_soon_threadsafe(_resolve, waiter, "updates")


def _resolve(waiter: asyncio.Future[Wake], why: Wake) -> None:
    if not waiter.done():
        waiter.set_result(why)
