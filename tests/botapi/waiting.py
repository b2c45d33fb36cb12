"""Waiting for something to happen, from any event loop or thread, without ever polling."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Rung under the lock after a change; wakes everyone who waits for the next ring."""

    def __init__(self, lock: threading.RLock) -> None:
        self.lock = lock
        self._waiting: list[Future[None]] = []

    def ring(self) -> None:
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if future.set_running_or_notify_cancel():
                future.set_result(None)

    def _look(self, check: Callable[[], T | None]) -> T | Future[None]:
        with self.lock:
            found = check()
            if found is not None:
                return found
            future: Future[None] = Future()
            self._waiting.append(future)
            return future

    async def until(
        self, check: Callable[[], T | None], within: float, complaint: Callable[[], str]
    ) -> T:
        """What `check` finds as soon as it is not None. Raises AssertionError after `within` s."""
        deadline = time.monotonic() + within
        while isinstance(found := self._look(check), Future):
            try:
                await asyncio.wait_for(asyncio.wrap_future(found), deadline - time.monotonic())
            except TimeoutError:
                raise AssertionError(complaint()) from None
        return found

    def until_sync(
        self, check: Callable[[], T | None], within: float, complaint: Callable[[], str]
    ) -> T:
        """The same for a thread without an event loop."""
        deadline = time.monotonic() + within
        while isinstance(found := self._look(check), Future):
            try:
                found.result(max(deadline - time.monotonic(), 0))
            except TimeoutError:
                found.cancel()
                raise AssertionError(complaint()) from None
        return found
