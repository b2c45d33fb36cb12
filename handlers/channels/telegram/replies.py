"""Replies that are being sent: one after another in each chat, chats in parallel."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]
MOST_WAITING = 200
"""The most replies that wait in one chat, as when someone floods it: two batches of updates. Beyond
that the oldest are dropped: what was answered is kept, and the newest shows the current screen."""


class Replies:
    """The replies to all chats, each sent by a job, which must not raise."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Job]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._others: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> frozenset[str]:
        """The chats for which something is being sent."""
        return frozenset(self._workers)

    def put(self, address: str, job: Job) -> None:
        """Sends this after what already waits for the chat."""
        jobs = self._waiting.setdefault(address, deque())
        if len(jobs) >= MOST_WAITING:
            jobs.popleft()
            log.warning("a reply was dropped: too many wait for one chat")
        jobs.append(job)
        if address not in self._workers:
            self._workers[address] = asyncio.create_task(self._work(address, jobs))

    def beside(self, job: Coroutine[None, None, None]) -> None:
        """Sends this now, in no order."""
        task = asyncio.create_task(job)
        self._others.add(task)
        task.add_done_callback(self._others.discard)

    async def settle(self, addresses: Iterable[str], within: float) -> None:
        """Waits until these chats have their replies, but no longer than so many seconds."""
        workers = {self._workers[each] for each in addresses if each in self._workers}
        if workers:
            await asyncio.wait(workers, timeout=within)

    async def close(self, within: float) -> None:
        """Lets what is being sent end within so many seconds, and then gives up."""
        tasks = {*self._workers.values(), *self._others}
        if not tasks:
            return
        _, left = await asyncio.wait(tasks, timeout=within)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _work(self, address: str, jobs: deque[Job]) -> None:
        try:
            while jobs:
                await jobs.popleft()()
        finally:
            del self._workers[address], self._waiting[address]
