"""The post: takes parcels from the outbox, renders them, and hands them to a channel."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.messages import FileOut, Outgoing
from bot.services import delivery
from bot.services.delivery import Account, Lane, Parcel
from bot.services.office import Office
from bot.services.papers import press
from bot.services.parcels import (
    ActingOver,
    Digest,
    Escalation,
    MaterialJob,
    Nudge,
    Reminder,
    ReviewsWait,
    unpack,
)
from bot.services.people import secretary
from bot.services.preparation import materials, reminders
from bot.services.reminders import escalation, sweep
from bot.services.review import queue
from handlers.contract import Channel, Moved, TryLater, Unreachable
from handlers.router import message, offered

log = logging.getLogger(__name__)

LOOK_AGAIN = 30.0
"""Seconds after which the post looks into the outbox even if nobody woke it."""


HANDS = (Lane.AWAITED, Lane.AWAITED, Lane.AWAITED, Lane.BULK)
"""Who works in which lane: while one report is being made, two hands are free for others."""


@dataclass(frozen=True)
class Post:
    """Sends what is queued: what people wait for in one lane, what goes to many in the other."""

    office: Office
    channels: Mapping[str, Channel]

    async def run(self) -> None:
        """Send until cancelled. After a crash, begins with what was being sent then."""
        await delivery.recover(self.office)
        async with asyncio.TaskGroup() as lanes:
            wakers = [asyncio.Event() for _ in HANDS]
            for lane, waker in zip(HANDS, wakers, strict=True):
                lanes.create_task(self._lane(lane, waker))
            lanes.create_task(self._wake(wakers))

    async def _wake(self, wakers: Sequence[asyncio.Event]) -> None:
        while True:
            await self.office.wake.wait()
            self.office.wake.clear()
            for waker in wakers:
                waker.set()

    async def _lane(self, lane: Lane, waker: asyncio.Event) -> None:
        while True:
            waker.clear()
            try:
                while await self.deliver(lane):
                    continue
            except Exception as error:  # noqa: BLE001 -- the lane must outlive any one failure
                log.error("the post stumbled: %s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(await self._pause(lane)):
                    await waker.wait()

    async def _pause(self, lane: Lane) -> float:
        """Seconds until the lane's next parcel may go, at least one and at most LOOK_AGAIN."""
        at = await delivery.next_at(self.office, lane)
        if at is None:
            return LOOK_AGAIN
        return min(max(at / 1000 - self.office.clock().timestamp(), 1.0), LOOK_AGAIN)

    async def deliver(self, lane: Lane) -> int:
        """Send what may be sent now in this lane; how many parcels that were."""
        parcels = await delivery.claim(self.office, lane)
        deliveries = (self._deliver_one(parcel) for parcel in parcels)
        ended = await asyncio.gather(*deliveries, return_exceptions=True)
        for error in ended:  # each has come to its end, whatever happened to another
            if error:
                raise error
        return len(parcels)

    async def _deliver_one(self, parcel: Parcel) -> None:
        account = await delivery.address(self.office, parcel)
        if account is None:
            await delivery.lost(self.office, parcel)
            return
        channel = self.channels.get(account.channel)
        if channel is None:
            await delivery.failed(self.office, parcel, f"no channel {account.channel}")
            return
        try:
            anything = await self._send(channel, account, parcel)
        except Unreachable:
            await delivery.unreachable(self.office, account, parcel)
        except Moved as moved:
            await delivery.moved(self.office, account, moved.address, parcel)
        except TryLater as later:
            await delivery.postponed(self.office, parcel, str(later), later.seconds)
        except Exception as error:
            log.error("parcel %s: %s", parcel.id, type(error).__name__)
            log.debug("parcel %s", parcel.id, exc_info=error)
            await delivery.postponed(self.office, parcel, type(error).__name__, None)
        else:
            await delivery.sent(self.office, parcel, account.channel if anything else "")

    async def _send(self, channel: Channel, account: Account, parcel: Parcel) -> bool:
        """Whether there was anything left to send."""
        anything = False
        async for item in self._unpacked(parcel, account.language):
            anything = True
            if isinstance(item, Outgoing):
                await channel.send(account.address, message(self.office, item, account.language))
                labels = offered(self.office, item, account.language, after=account.offered)
                if labels:
                    await delivery.offered(self.office, account, labels)
            else:
                file = FileOut(item.name, item.media_type, item.body, item.caption, item.protected)
                await channel.send_file(account.address, file)
        return anything

    async def _unpacked(self, parcel: Parcel, language: str) -> AsyncIterator[Outgoing | FileOut]:
        """What the parcel holds now; nothing, if it has lost its reason meanwhile."""
        contents = unpack(parcel.contents)
        worded = _WORDED.get(type(contents))
        if isinstance(contents, Outgoing):
            yield contents
        elif worded:
            found = await self.office.db.read(lambda tx: worded(self.office, tx, contents))
            if found:
                yield found
        elif isinstance(contents, MaterialJob):
            for file in await materials.printed(self.office, contents):
                yield file
        else:
            async for part in press.papers(self.office, contents, language):
                yield part


_WORDED: Mapping[type, Callable[..., Awaitable[Outgoing | None]]] = {
    Reminder: sweep.reminder,
    Digest: sweep.digest,
    Escalation: escalation.message,
    ActingOver: secretary.over,
    Nudge: reminders.nudge,
    ReviewsWait: queue.notice,
}
"""What is a message, worded when it is sent."""
