"""The PIN of a person's web sessions: setting it, locking, unlocking, signing out everywhere."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets

from bot.domain.devices import pins
from bot.domain.messages import Outgoing, Refusal, text
from bot.services.office import Office, code_of, hashed, millis, moment, new_id
from bot.services.parcels import parcel
from storage import accounts, invitations, members, outbox, sessions
from storage.engine.database import Transaction
from storage.outbox import Lane
from storage.sessions import Session

__all__ = ["Session"]

_COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}
"""About 50 ms and 16 MB each. A PIN has few digits: the hash hinders a thief of the database, and
cannot stop one; online, five tries can."""


def is_locked(office: Office, session: Session) -> bool:
    """Whether nothing may be shown in this session until the PIN is given."""
    if session.pin is None:
        return False
    used = moment(session.used_at)
    return session.locked or pins.is_idle(used, office.clock(), session.lock_minutes)


def is_fresh(office: Office, session: Session) -> bool:
    """Whether this browser entered just now by a link that its person made. A code that somebody
    else made never replaces a PIN."""
    return session.own_link and pins.is_fresh(moment(session.created_at), office.clock())


async def use(office: Office, session: Session) -> None:
    """Keeps the session open: the person has just done something there."""
    now = millis(office.clock())
    await office.db.write(lambda tx: sessions.use(tx, session.token, now=now))


async def lock(office: Office, session: Session) -> None:
    """Locks this browser now."""
    await office.db.write(lambda tx: sessions.lock(tx, session.token))


async def leave(office: Office, session: Session) -> None:
    """Ends this web session."""
    await office.db.write(lambda tx: sessions.end(tx, session.token))


async def leave_everywhere(office: Office, session: Session) -> None:
    """Ends every web session of this person."""

    async def work(tx: Transaction) -> None:
        await sessions.end_all(tx, session.person_id)
        await _record(office, tx, "web_left_everywhere", session.person_id)

    await office.db.write(work)


async def try_pin(office: Office, session: Session, pin: str) -> int:
    """Unlocks and returns 0 if this is the PIN; else returns how many tries are left, or -1 if
    none.

    Each try is counted before it is judged, or many at once would be more than five. With the last
    one the session ends, and the person gets a message wherever they are.
    """
    tried = await office.db.write(lambda tx: sessions.count_attempt(tx, session.token))
    if not tried or tried > pins.MOST_WRONG or session.pin is None:
        return -1
    right = await asyncio.to_thread(_is, pin, session.pin)  # outside of any transaction: it is slow
    now = millis(office.clock())
    if right:
        await office.db.write(lambda tx: sessions.unlock(tx, session.token, now=now))
        return 0
    if tried < pins.MOST_WRONG:
        return pins.MOST_WRONG - tried
    await office.db.write(lambda tx: _give_up(office, tx, session))
    office.wake.set()
    return -1


async def try_at_door(office: Office, code: str, pin: str) -> int:
    """The same for a further device that comes with a code: with the fifth wrong one the code is
    used up."""
    key = hashed(code_of(code))
    tried = await office.db.write(lambda tx: invitations.count_attempt(tx, key))
    person, kept = await office.db.read(lambda tx: _at_door(tx, key))
    if not tried or tried > pins.MOST_WRONG or kept is None:
        return -1
    if await asyncio.to_thread(_is, pin, kept):
        return 0
    if tried < pins.MOST_WRONG:
        return pins.MOST_WRONG - tried

    async def work(tx: Transaction) -> None:
        await invitations.use_code(tx, key, now=millis(office.clock()))
        await _tell(office, tx, person, "door.five_wrong")

    await office.db.write(work)
    office.wake.set()
    return -1


async def _at_door(tx: Transaction, key: str) -> tuple[str, str | None]:
    code = await invitations.code(tx, key)
    member = await members.member(tx, code.member_id) if code else None
    person = member.owner if member else ""
    return person, await sessions.pin_of(tx, person)


async def _give_up(office: Office, tx: Transaction, session: Session) -> None:
    await sessions.end(tx, session.token)
    await _tell(office, tx, session.person_id, "device.five_wrong")


async def _tell(office: Office, tx: Transaction, person_id: str, key: str) -> None:
    now = millis(office.clock())
    await _record(office, tx, "web_pin_failed", person_id)
    told = Outgoing(text(key, most=pins.MOST_WRONG))
    parcels = [
        parcel(
            person_id,
            told,
            lane=Lane.AWAITED,
            channel=account.channel,
            address=account.address,
        )
        for account in await accounts.accounts_of(tx, person_id)
    ]
    await outbox.put(tx, parcels, not_before=now, now=now)


async def set_pin(office: Office, session: Session, pin: str, again: str) -> None:
    """Sets a new PIN for all web sessions of the person. The caller has asked for the old one.

    Raises Refusal. The person's other browsers lock by their own last act.
    """
    if not pins.is_pin(pin):
        raise Refusal("device.no_pin")
    if pin != again:
        raise Refusal("device.not_same")
    if pins.is_easy(pin):
        raise Refusal("device.easy_pin")
    kept = await asyncio.to_thread(_hash, pin)
    now = millis(office.clock())

    async def work(tx: Transaction) -> None:
        await sessions.set_pin(tx, session.person_id, kept)
        await sessions.unlock(tx, session.token, now=now)
        await _record(office, tx, "web_pin_set", session.person_id)

    await office.db.write(work)


async def drop_pin(office: Office, session: Session) -> None:
    """Removes the person's PIN. The caller has asked for it."""

    async def work(tx: Transaction) -> None:
        await sessions.set_pin(tx, session.person_id, None)
        await _record(office, tx, "web_pin_dropped", session.person_id)

    await office.db.write(work)


async def set_minutes(office: Office, session: Session, minutes: int) -> None:
    """Sets after how many minutes the person's browsers lock; those locked by now stay locked.
    Raises Refusal."""
    if minutes not in pins.LOCK_MINUTES:
        raise Refusal("interview.forged")
    before = millis(office.clock()) - session.lock_minutes * 60_000

    async def work(tx: Transaction) -> None:
        await sessions.lock_unused(tx, session.person_id, before=before)
        await sessions.set_minutes(tx, session.person_id, minutes)

    await office.db.write(work)


async def _record(office: Office, tx: Transaction, act: str, person_id: str) -> None:
    await outbox.record(
        tx,
        new_id(),
        cell_id="",
        person_id=person_id,
        act=act,
        about=person_id,
        now=millis(office.clock()),
    )


def _hash(pin: str) -> str:
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_scrypt(pin, salt).hex()}"


def _is(pin: str, kept: str) -> bool:
    salt, _, digest = kept.partition("$")
    return hmac.compare_digest(_scrypt(pin, bytes.fromhex(salt)), bytes.fromhex(digest))


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, **_COST)
