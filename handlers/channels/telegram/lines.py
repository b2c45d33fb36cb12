"""Lines of acts that wait outside the batches of updates: behind a file, or in a flood."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from bot.services.aside import Act
from bot.services.office import cause_of
from handlers.channels.telegram.patience import Patience

log = logging.getLogger(__name__)

Play = Callable[[Act, float], Awaitable[None]]


class Aside(Protocol):
    """Where acts are kept that were put aside."""

    async def put(self, address: str, acts: Sequence[Act], most: int) -> Sequence[Act]:
        """Keeps these of one address in their order; returns those beyond `most` that wait, which
        are not kept."""

    async def addresses(self) -> Sequence[str]:
        """Those of whom something waits."""

    async def first(self, address: str) -> Act | None:
        """What has waited longest of this address."""

    async def done(self, act_id: str) -> None:
        """Lets go of an act that had its turn."""


class Lines:
    """One line for each chat that waits, in the order in which its acts came."""

    def __init__(self, aside: Aside, patience: Patience) -> None:
        self._aside = aside
        self._patience = patience
        self._coming: Counter[str] = Counter()
        self._longer: set[str] = set()
        self._full: set[str] = set()
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._play: Play | None = None

    async def open(self, play: Play) -> None:
        """Goes on with what waited when the program stopped. `play` gets an act, and until when the
        files of its chat may be fetched: all of one line have one time."""
        self._play = play
        for address in await self._aside.addresses():
            self._serve(address)

    def waits(self, address: str) -> bool:
        """Whether something of this chat waits, so that what comes after has to wait as well."""
        return address in self._workers or self._coming[address] > 0

    async def put(self, address: str, acts: Sequence[Act]) -> Act | None:
        """Puts these behind what waits of this chat; they are on disk afterwards.

        Of a chat of which too much waits nothing more is kept until all of that has had its turn.
        Returns the first act that is not kept, so that it is told; after it, none.
        """
        if address in self._full:
            return None
        self._coming[address] += 1
        try:
            left = await self._aside.put(address, acts, self._patience.most_aside)
            if left:
                self._full.add(address)
            self._longer.add(address)
            self._serve(address)
            return left[0] if left else None
        finally:
            self._coming[address] -= 1
            if not self._coming[address]:
                del self._coming[address]

    async def close(self) -> None:
        """Stops; what still waits is kept."""
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    def _serve(self, address: str) -> None:
        if address not in self._workers and self._play is not None:
            self._workers[address] = asyncio.create_task(self._work(address, self._play))

    async def _work(self, address: str, play: Play) -> None:
        until = asyncio.get_running_loop().time() + self._patience.fetch
        failed = 0
        try:
            while True:
                self._longer.discard(address)
                try:
                    if not await self._next(address, play, until) and address not in self._longer:
                        return
                    failed = 0
                except Exception as error:  # noqa: BLE001 -- what waits is kept, and tried again
                    log.error("what waits could not be looked up: %s", cause_of(error))
                    await asyncio.sleep(self._patience.wait(failed))
                    failed += 1
        finally:
            del self._workers[address]
            self._longer.discard(address)
            self._full.discard(address)

    async def _next(self, address: str, play: Play, until: float) -> bool:
        act = await self._aside.first(address)
        if act is None:
            return False
        await play(act, until)
        await self._aside.done(act.id)
        return True
