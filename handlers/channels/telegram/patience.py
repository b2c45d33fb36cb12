"""How long the channel waits for what (tests wait less), and trying again after failures."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from telegram.error import TelegramError

from handlers.channels.telegram import failures

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """All in seconds, except `retries`, `at_once`, `most_aside` and `bulk_per_second`.

    `poll`: how long Telegram may keep a poll open (at most 50). `glance`: so long nobody has read
    a screen, and a text sent meanwhile is no answer to it. `slow_turn`: after this a tap is
    answered even if its turn is not over; phones give up after about 15 s. `hold`: how long
    replies may keep a batch of updates from being confirmed. `at_once`: how many acts of one chat
    have their turn within a batch; more wait behind everybody else, `most_aside` of one chat at
    most. `flood`: the longest "retry
    after" that a reply or a file waits for; `longest_flood`: that anything does. `farewell`: what
    is left to replies when the channel is stopped. `fetch`: until all files that wait in one chat
    are here; only that chat waits for them.
    `bulk_per_second`: Telegram allows about 30 messages/s in all; the rest is for replies.
    `chat_pause`: between two messages to one chat that are not replies (Telegram: about 1/s).
    """

    poll: int = 30
    glance: float = 1.0
    request: float = 10.0
    slow_turn: float = 1.0
    hold: float = 2.0
    at_once: int = 10
    most_aside: int = 300
    flood: float = 60.0
    longest_flood: float = 900.0
    first_wait: float = 0.5
    longest_wait: float = 30.0
    fetch: float = 60.0
    farewell: float = 5.0
    retries: int = 3
    bulk_per_second: float = 25.0
    chat_pause: float = 1.0

    def wait(self, failed: int) -> float:
        """The seconds before trying again after so many failures in a row: doubled each time, with
        jitter."""
        longest = min(self.first_wait * 2.0 ** min(failed, 16), self.longest_wait)
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 -- jitter, not a secret

    async def persist(self, call: Callable[[], Awaitable[T]], retries: int | None = None) -> T:
        """What `call` returns; after a failure it is called again when Telegram asks, or ever
        later.

        Raises the last failure after so many `retries`, and at once one that is final or asks for
        more than `flood`. With None it never gives up, and logs the beginning and the end. A
        timeout may mean that the first request was heard: rather twice than never.
        """
        failed = 0
        while True:
            try:
                result = await call()
            except TelegramError as error:
                asked = failures.pause_asked(error) or 0.0
                if retries is None:
                    if not failed:
                        log.warning("%s; trying again until it works", failures.cause(error))
                elif failed >= retries or asked > self.flood or not failures.is_passing(error):
                    raise
            else:
                if retries is None and failed:
                    log.info("Telegram answers again, after %d failures", failed)
                return result
            await asyncio.sleep(min(asked, self.longest_flood) or self.wait(failed))
            failed += 1
