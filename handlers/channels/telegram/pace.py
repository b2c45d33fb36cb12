"""The pace of whatever is not a reply: reminders, digests, documents."""

from __future__ import annotations

import asyncio
import time

from handlers.channels.telegram.patience import Patience

_REMEMBERED = 1000


class Pace:
    """Limits messages to so many a second in all, with a pause between two to one chat.

    A chat that has to wait holds up nobody else: it takes its place in the common queue only after
    its own pause.
    """

    def __init__(self, patience: Patience) -> None:
        self._gap = 1 / patience.bulk_per_second
        self._pause = patience.chat_pause
        self._next = 0.0
        self._next_of: dict[str, float] = {}

    async def wait(self, address: str) -> None:
        """Waits for this chat's next place."""
        now = time.monotonic()
        at = max(now, self._next_of.get(address, 0.0))
        self._forget(now)
        self._next_of[address] = at + self._pause
        if at > now:
            await asyncio.sleep(at - now)
            now = time.monotonic()
        at = max(now, self._next)
        self._next = at + self._gap
        if at > now:
            await asyncio.sleep(at - now)

    def _forget(self, now: float) -> None:
        if len(self._next_of) >= _REMEMBERED:
            self._next_of = {who: at for who, at in self._next_of.items() if at > now}
