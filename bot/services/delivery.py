"""The outbox from the sending side: what to send now and where, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.messages import Outgoing
from bot.services.office import Office, millis, new_id
from bot.services.parcels import pack
from storage import accounts, aside, imports, outbox, reminders, webchat
from storage.accounts import Account
from storage.engine.database import Transaction
from storage.outbox import Lane, Parcel
from storage.reminders import BLOCKED, NOWHERE, Fate

AT_ONCE = {Lane.AWAITED: 1, Lane.BULK: 20}
"""Parcels that one sender takes at once: a single awaited one, so that the next sender is free for
the next."""

MOST_ATTEMPTS, MOST_FAULTS = 12, 4
"""How many attempts a parcel gets if the way fails, and if we fail or the channel refuses it."""

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=15)

__all__ = ["Account", "Lane", "Parcel"]


async def claim(office: Office, lane: Lane) -> Sequence[Parcel]:
    """The next parcels of this lane, marked as being sent before any of them is.

    At night and on days off the bulk lane rests: what was queued for the evening and not sent in
    time waits for the morning.
    """
    now = office.clock()
    if lane is Lane.BULK and not office.calendar.is_allowed(now):
        return ()

    async def work(tx: Transaction) -> Sequence[Parcel]:
        return await outbox.claim(tx, lane=lane, now=millis(now), limit=AT_ONCE[lane])

    return await office.db.write(work)


async def recover(office: Office) -> None:
    """After a crash, queues again what was being sent: rather twice than never."""
    await office.db.write(outbox.recover)


async def address(office: Office, parcel: Parcel) -> Account | None:
    """Where to send the parcel: to the chat it was asked from, else where the person was last.
    `None` if no channel reaches the person."""

    async def work(tx: Transaction) -> Account | None:
        found = await accounts.accounts_of(tx, parcel.person_id)
        fixed = [
            account
            for account in found
            if (account.channel, account.address) == (parcel.channel, parcel.address)
        ]
        return next(iter([*fixed, *found]), None)

    return await office.db.read(work)


async def sent(office: Office, parcel: Parcel, channel: str = "") -> None:
    """Notes that the parcel has arrived on this channel; without a channel nothing was left to
    say."""
    now = millis(office.clock())

    async def work(tx: Transaction) -> None:
        await outbox.finish(tx, parcel.id, now=now)
        fate = Fate.SENT if channel else Fate.NEEDLESS
        await reminders.end(tx, parcel.id, fate, channel=channel, now=now)

    await office.db.write(work)


async def offered(office: Office, account: Account, labels: str) -> None:
    """Notes the buttons of a notice, so that they may be typed as those of a reply may."""
    await office.db.write(lambda tx: accounts.offer(tx, account, labels))


async def part_sent(office: Office, parcel: Parcel, mark: str) -> None:
    """Notes that a part has arrived, so that a retry sends only the rest."""
    await office.db.write(lambda tx: outbox.part_sent(tx, parcel.id, mark))


async def failed(
    office: Office, parcel: Parcel, reason: str, *, told: Outgoing | None = None
) -> None:
    """Notes that the parcel will never arrive; the secretary sees whom to phone. `told`: the
    message to the person who waits for it."""
    now = millis(office.clock())

    async def work(tx: Transaction) -> None:
        await outbox.finish(tx, parcel.id, failure=reason, now=now)
        await reminders.end(tx, parcel.id, Fate.FAILED, reason=reason, now=now)
        if told:
            notice = replace(parcel, id=new_id(), contents=pack(told))
            await outbox.put(tx, [notice], not_before=now, now=now)

    await office.db.write(work)
    if told:
        office.wake.set()


async def lost(office: Office, parcel: Parcel) -> None:
    """Gives the parcel up: the person has blocked every address, or never had one."""
    known = await office.db.read(lambda tx: accounts.has_any(tx, parcel.person_id))
    await failed(office, parcel, BLOCKED if known else NOWHERE)


async def postponed(office: Office, parcel: Parcel, reason: str, seconds: float | None) -> None:
    """Puts the parcel off: until the platform said, or for twice as long as last time."""
    wait = min(FIRST_WAIT * 2**parcel.attempts, LONGEST_WAIT)
    if seconds is not None:
        wait = max(timedelta(seconds=seconds), FIRST_WAIT)
    not_before = millis(office.clock() + wait)
    await office.db.write(
        lambda tx: outbox.put_off(tx, parcel.id, not_before=not_before, failure=reason)
    )


async def unreachable(office: Office, account: Account, parcel: Parcel) -> None:
    """Marks this address as dead until the person acts; another one of theirs is tried at once."""

    async def work(tx: Transaction) -> None:
        await accounts.mark_unreachable(tx, account.channel, account.address)
        now = millis(office.clock())
        await outbox.put_off(tx, parcel.id, not_before=now, failure="unreachable")

    await office.db.write(work)


async def blocked(office: Office, channel: str, address: str) -> None:
    """Marks the address as dead: the person has blocked us there."""
    await office.db.write(lambda tx: accounts.mark_unreachable(tx, channel, address))


async def moved(office: Office, account: Account, to: str, parcel: Parcel) -> None:
    """Sends the parcel to the chat's new address. If an account is known there already it is kept,
    and the old address is dead."""

    async def work(tx: Transaction) -> None:
        if await accounts.account(tx, account.channel, to):
            await accounts.mark_unreachable(tx, account.channel, account.address)
        else:
            await accounts.move_account(tx, account.channel, account.address, to)
        await outbox.put_off(tx, parcel.id, not_before=millis(office.clock()), failure="moved")

    await office.db.write(work)


async def next_at(office: Office, *lanes: Lane) -> int | None:
    """When the next parcel of these lanes (all by default) may be sent, in UTC milliseconds.

    While the bulk lane rests, that is its next morning.
    """
    at = await office.db.read(lambda tx: outbox.next_at(tx, lanes or tuple(Lane)))
    if at is None or lanes != (Lane.BULK,):
        return at
    return max(at, millis(office.calendar.next_allowed(office.clock())))


async def forget(office: Office, before: int) -> None:
    """Forgets what no platform can ask for again: older than `before`, in UTC milliseconds."""

    async def work(tx: Transaction) -> None:
        await outbox.forget(tx, before=before)
        await webchat.forget(tx, before=before)
        await aside.forget(tx, before=before)
        await imports.drop_older(tx, before=before)

    await office.db.write(work, brief=False)
