"""Long work on the event loop, in pieces between which everybody else has their turn."""

from __future__ import annotations

import asyncio
from time import monotonic

WORK, PAUSE = 0.001, 0.001
"""Seconds."""


class Pauses:
    """Of one piece of work. A bare yield is no pause: the loop comes back at once, and the thread
    of the database, which waits for the interpreter's lock, is passed over each time."""

    def __init__(self) -> None:
        self._since = monotonic()

    async def may_come(self) -> None:
        """Pauses if the work has gone on for long enough."""
        if monotonic() - self._since >= WORK:
            await asyncio.sleep(PAUSE)
            self._since = monotonic()
