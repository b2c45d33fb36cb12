"""Browsers that have entered the web chat, and the PIN that locks them."""

from __future__ import annotations

from dataclasses import dataclass

from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Session:
    """One browser of a person. `token` is the hash of its cookie, `pin` that of the person's PIN,
    None without one; the times are UTC milliseconds. `newest` is the number of the last notice, 0
    for none.

    `used_at`: the last act, kept only while there is a PIN. `locked`: until the PIN is given.
    `own_link`: the browser entered by a link that the person made.
    """

    person_id: str
    language: str
    newest: int
    token: str = ""
    created_at: int = 0
    used_at: int = 0
    locked: bool = False
    pin: str | None = None
    lock_minutes: int = 0
    own_link: bool = False


def _about(person_id: str) -> str:
    """The place that the PIN's hash is sealed for: a few digits could be guessed from the hash
    alone."""
    return f"persons.pin:{person_id}"


async def add(
    tx: Transaction, token: str, person_id: str, *, own_link: bool = False, now: int
) -> None:
    """Adds a browser that has entered; `token` is the hash of the cookie."""
    await tx.run(
        "INSERT INTO sessions (token, person_id, created_at, used_at, own_link)"
        " VALUES (:token, :person, :now, :now, :own_link)",
        own_link=own_link,
        token=token,
        person=person_id,
        now=now,
    )


async def session(tx: Transaction, token: str, *, since: int) -> Session | None:
    """The browser with this token, if it entered at `since` or later."""
    row = await tx.one(
        "SELECT s.*, p.language, p.pin, p.lock_minutes,"
        " (SELECT MAX(seq) FROM mailbox WHERE person_id = s.person_id) AS newest"
        " FROM sessions s JOIN persons p ON p.id = s.person_id"
        " WHERE s.token = :token AND s.created_at >= :since",
        token=token,
        since=since,
    )
    if row is None:
        return None
    return Session(
        row["person_id"],
        row["language"],
        row["newest"] or 0,
        row["token"],
        row["created_at"],
        row["used_at"],
        bool(row["locked"]),
        tx.unseal(row["pin"], _about(row["person_id"])) if row["pin"] else None,
        row["lock_minutes"],
        bool(row["own_link"]),
    )


async def pin_of(tx: Transaction, person_id: str) -> str | None:
    """The hash of the person's PIN; `None` without one."""
    row = await tx.one("SELECT pin FROM persons WHERE id = :id", id=person_id)
    return tx.unseal(row["pin"], _about(person_id)) if row and row["pin"] else None


async def use(tx: Transaction, token: str, *, now: int) -> None:
    """Notes that the person has just done something in this browser."""
    await tx.run("UPDATE sessions SET used_at = :now WHERE token = :token", now=now, token=token)


async def lock(tx: Transaction, token: str) -> None:
    """Locks the browser: nothing is shown there until the PIN is given."""
    await tx.run("UPDATE sessions SET locked = :yes WHERE token = :token", yes=True, token=token)


async def lock_unused(tx: Transaction, person_id: str, *, before: int) -> None:
    """Locks those of the person's browsers that were last used at `before` or earlier."""
    await tx.run(
        "UPDATE sessions SET locked = :yes WHERE person_id = :person AND used_at <= :before",
        yes=True,
        person=person_id,
        before=before,
    )


async def unlock(tx: Transaction, token: str, *, now: int) -> None:
    """Unlocks the browser, in which the right PIN was given."""
    await tx.run(
        "UPDATE sessions SET locked = :no, wrong_pins = 0, used_at = :now WHERE token = :token",
        no=False,
        now=now,
        token=token,
    )


async def count_attempt(tx: Transaction, token: str) -> int:
    """Counts one more PIN tried in this browser; returns which one it is since the last right one,
    0 if the session has ended."""
    row = await tx.one(
        "UPDATE sessions SET wrong_pins = wrong_pins + 1 WHERE token = :token RETURNING wrong_pins",
        token=token,
    )
    return int(row["wrong_pins"]) if row else 0


async def end(tx: Transaction, token: str) -> None:
    """Ends the session of this browser."""
    await tx.run("DELETE FROM sessions WHERE token = :token", token=token)


async def end_all(tx: Transaction, person_id: str) -> None:
    """Ends the sessions of all browsers of the person."""
    await tx.run("DELETE FROM sessions WHERE person_id = :person", person=person_id)


async def set_pin(tx: Transaction, person_id: str, pin: str | None) -> None:
    """Sets the person's PIN, as its hash; None: no PIN, and no browser is locked."""
    sealed = tx.seal(pin, _about(person_id)) if pin else None
    await tx.run("UPDATE persons SET pin = :pin WHERE id = :id", pin=sealed, id=person_id)
    if pin is None:
        await tx.run(
            "UPDATE sessions SET locked = :no, wrong_pins = 0 WHERE person_id = :person",
            no=False,
            person=person_id,
        )


async def set_minutes(tx: Transaction, person_id: str, minutes: int) -> None:
    """Sets after how many minutes without an act the person's browsers lock."""
    await tx.run(
        "UPDATE persons SET lock_minutes = :minutes WHERE id = :id", minutes=minutes, id=person_id
    )
