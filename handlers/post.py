"""The post: takes parcels from the outbox, renders them, and hands them to a channel."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.messages import FileOut
from bot.services import delivery, press
from bot.services.delivery import Account, Lane, Parcel
from bot.services.office import Office, cause_of, new_incident
from bot.services.parcels import Part
from bot.services.unsent import PAGE
from handlers.contract import Channel, Moved, TryLater, Unreachable
from handlers.router import message, offered
from handlers.ways import Ways

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
    ways: Ways = field(default_factory=Ways)
    unkept: set[str] = field(default_factory=set)
    """Parcels whose end could not be kept, as on a full disk: they are queued again."""

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
                log.error("the post stumbled: %s", cause_of(error))
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
        if self.unkept:
            await delivery.recover(self.office, tuple(self.unkept))
            self.unkept.clear()
        parcels = await delivery.claim(self.office, lane)
        deliveries = (self._deliver_one(parcel) for parcel in parcels)
        ended = await asyncio.gather(*deliveries, return_exceptions=True)
        errors = [error for error in ended if error]
        self.unkept.update(p.id for p, error in zip(parcels, ended, strict=True) if error)
        for error in errors:  # each has come to its end, whatever happened to another
            raise error
        return len(parcels)

    async def _deliver_one(self, parcel: Parcel) -> None:
        account = await delivery.address(self.office, parcel, self.channels)
        if account is None:
            await delivery.lost(self.office, parcel, self.channels)
            return
        channel = self.channels[account.channel]
        try:
            with self.ways.trying(account.channel, self.office.clock()):
                came = await self._send(channel, account, parcel)
        except Unreachable:
            await delivery.unreachable(self.office, account, parcel)
        except Moved as moved:
            await delivery.moved(self.office, account, moved.address, parcel)
        except TryLater as later:
            await self._no_way(account, parcel, later)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is logged, tried again, told
            await self._faulty(account, parcel, error)
        else:
            await delivery.sent(self.office, parcel, account.channel if came else "")

    async def _no_way(self, account: Account, parcel: Parcel, later: TryLater) -> None:
        """The way failed, which says nothing about the parcel: it waits, and is given up by age.
        Who waits for it is told on the page at once, and in the chat when that can be reached."""
        if not delivery.is_too_old(parcel, self.office.clock()):
            await delivery.postponed(self.office, parcel, str(later), later.seconds)
            return
        log.error("parcel %s is given up: %s", parcel.id, later)
        places = {(account.channel, account.address)}
        if PAGE in self.channels:
            places.add((PAGE, parcel.person_id))
        await delivery.failed(self.office, parcel, str(later), told=sorted(places))

    async def _faulty(self, account: Account, parcel: Parcel, error: Exception) -> None:
        """Making it failed, or the channel refuses it: tried again, in case that passes; then who
        waits for it is told, once, with the number in the log."""
        reason = cause_of(error)
        if parcel.faults + 1 < delivery.MOST_FAULTS:
            log.warning("parcel %s: %s", parcel.id, reason)
            await delivery.postponed(self.office, parcel, reason, None, faults=1)
            return
        code = new_incident()
        log.error("error %s: parcel %s: %s", code, parcel.id, reason)
        log.debug("error %s", code, exc_info=error)
        told = [(account.channel, account.address)]
        await delivery.failed(self.office, parcel, reason, told=told, code=code)

    async def _send(self, channel: Channel, account: Account, parcel: Parcel) -> bool:
        """Send the parts that have not arrived; whether there was anything to say.

        A part that has arrived is on disk before the next is sent, so that a retry sends the rest;
        after a crash one part may come twice. A part that the channel refuses keeps no other back;
        its error is raised at the end.
        """
        contents = press.opened(parcel.contents)
        several = press.comes_in_parts(contents)
        places: Counter[str] = Counter()
        refused: Exception | None = None
        async for part in press.made(self.office, contents, account.language):
            mark = _mark(part, places)
            if mark in parcel.parts_sent:
                continue
            try:
                await self._send_part(channel, account, part)
            except _WAY:
                raise
            except Exception as error:  # noqa: BLE001 -- raised below, after the others
                refused = error
                continue
            if several:
                await delivery.part_sent(self.office, parcel, mark)
        if refused:
            raise refused
        return bool(places)

    async def _send_part(self, channel: Channel, account: Account, part: Part) -> None:
        if isinstance(part, FileOut):
            await channel.send_file(account.address, part)
            return
        await channel.send(account.address, message(self.office, part, account.language))
        labels = offered(self.office, part, account.language, after=account.offered)
        if labels:
            await delivery.offered(self.office, account, labels)


_WAY = (Unreachable, Moved, TryLater)
"""Failures of the way, not of the part."""


def _mark(part: Part, places: Counter[str]) -> str:
    """What a part is known by when it is made again: a file by its name, a message by its key, and
    which one of that name it is. Only a digest is kept."""
    name = part.name if isinstance(part, FileOut) else part.text.key
    places[name] += 1
    return hashlib.sha256(f"{name} {places[name]}".encode()).hexdigest()[:12]
