"""The outbox from the sending side: what to send now and where, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.services import unsent
from bot.services.office import Office, millis, moment
from bot.services.unsent import PAGE
from storage import accounts, aside, imports, outbox, reminders, webchat
from storage.accounts import Account
from storage.engine.database import Transaction
from storage.outbox import Lane, Parcel
from storage.reminders import BLOCKED, NOWHERE, UNSERVED, Fate

AT_ONCE = {Lane.AWAITED: 1, Lane.BULK: 20}
"""Parcels that one sender takes at once: a single awaited one, so that the next sender is free for
the next."""

LONGEST_AWAY = timedelta(days=3)
"""So long after it was due a parcel is given up if the way to the person fails all the time."""

FEWEST_TRIES, MOST_FAULTS = 12, 4
"""How often the way is tried at least: after a holiday, or a while in which the program was off,
one bad minute gives nothing up. And how often we may fail, or the channel refuse it."""

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=5)
LONGEST_ASKED = timedelta(hours=1)
"""The longest pause that a platform is granted."""

__all__ = ["Account", "Lane", "Parcel"]


async def claim(office: Office, lane: Lane) -> Sequence[Parcel]:
    """The next parcels of this lane, marked as being sent before any of them is. Equal jobs that
    wait for the same person at the same place go out as one.

    At night and on days off the bulk lane rests: what was queued for the evening and not sent in
    time waits for the morning.
    """
    now = office.clock()
    if lane is Lane.BULK and not office.calendar.is_allowed(now):
        return ()

    async def work(tx: Transaction) -> Sequence[Parcel]:
        claimed = await outbox.claim(tx, lane=lane, now=millis(now), limit=AT_ONCE[lane])
        return await _without_twins(tx, claimed, millis(now))

    return await office.db.write(work)


async def _without_twins(tx: Transaction, claimed: Sequence[Parcel], now: int) -> Sequence[Parcel]:
    """Takes out what is the same as an older one, if that is not about to be given up."""
    kept: dict[str, Parcel] = {}
    left = []
    for each in claimed:
        if not each.same or is_too_old(each, moment(now)):
            left.append(each)
            continue
        first = kept.setdefault(each.same, each)
        if first is each:
            left.append(each)
        await outbox.absorb(tx, first, twin="" if first is each else each.id, now=now)
    return left


async def recover(office: Office, parcels: Sequence[str] | None = None) -> None:
    """Queues again what was being sent: after a crash all of it, or these, whose end could not be
    kept. Rather twice than never."""
    await office.db.write(lambda tx: outbox.recover(tx, parcels))


async def address(office: Office, parcel: Parcel, served: Collection[str]) -> Account | None:
    """Where to send the parcel: to the chat it was asked from, else where the person was last, on
    one of the channels that are served. `None` if none reaches the person."""

    async def work(tx: Transaction) -> Account | None:
        everywhere = await accounts.accounts_of(tx, parcel.person_id)
        found = [account for account in everywhere if account.channel in served]
        fixed = [
            account
            for account in found
            if (account.channel, account.address) == (parcel.channel, parcel.address)
        ]
        if not fixed and parcel.channel == PAGE in served:
            language = await accounts.language_of(tx, parcel.person_id)
            return Account(
                PAGE, parcel.person_id, parcel.person_id, language or "vi", reachable=True
            )
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
    office: Office,
    parcel: Parcel,
    reason: str,
    *,
    told: Sequence[tuple[str, str]] = (),
    code: str = "",
) -> None:
    """Notes that the parcel will never arrive; the secretary sees whom to phone, and the person is
    told at these places, with the `code` of a fault of ours."""
    now = millis(office.clock())

    async def work(tx: Transaction) -> None:
        await outbox.finish(tx, parcel.id, failure=reason, now=now)
        await reminders.end(tx, parcel.id, Fate.FAILED, reason=reason, now=now)
        if told and not unsent.is_telling(parcel.contents):
            await unsent.tell(office, tx, parcel, told, code)

    await office.db.write(work)
    if told:
        office.wake.set()


async def lost(office: Office, parcel: Parcel, served: Collection[str]) -> None:
    """Gives the parcel up: the person has blocked every address, never had one, or uses a channel
    that is not served now."""
    found = await office.db.read(lambda tx: accounts.all_accounts_of(tx, parcel.person_id))
    if any(account.reachable for account in found):
        page = [(PAGE, parcel.person_id)] if PAGE in served else []
        await failed(office, parcel, UNSERVED, told=page)
    else:
        await failed(office, parcel, BLOCKED if found else NOWHERE)


def is_too_old(parcel: Parcel, now: datetime) -> bool:
    """Whether a parcel for which the way fails is given up; what tells of others is tried for
    longer."""
    longest = unsent.TOLD_FOR if unsent.is_telling(parcel.contents) else LONGEST_AWAY
    return now - moment(parcel.due_at) >= longest and parcel.attempts + 1 >= FEWEST_TRIES


async def postponed(
    office: Office, parcel: Parcel, reason: str, seconds: float | None, *, faults: int = 0
) -> None:
    """Puts the parcel off: until the platform said, or for twice as long as last time."""
    wait = min(FIRST_WAIT * 2 ** min(parcel.attempts, 16), LONGEST_WAIT)
    if seconds is not None:
        wait = max(timedelta(seconds=min(LONGEST_ASKED.total_seconds(), seconds)), FIRST_WAIT)
    not_before = millis(office.clock() + wait)
    await office.db.write(
        lambda tx: outbox.put_off(
            tx, parcel.id, not_before=not_before, failure=reason, faults=faults
        )
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
