"""Persons, and their accounts: their addresses on the channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.engine.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Account:
    """One address of a person on a channel, and the place of the conversation there.

    `shown`: the interview's screen that was shown last. `offered`: the labels and payloads of the
    last menu, which may be typed instead of tapped. `menu`: the commands that the channel shows.
    `screen`: the mark of what was shown last, by which a text says what it was written for. `held`:
    a text that is recorded nowhere until its writer says where. `filed`: what a file was awaited
    for, as long as nothing but files came after it.
    """

    channel: str
    address: str
    person_id: str
    language: str
    reachable: bool
    member_id: str = ""
    interview_id: str = ""
    editing: str = ""
    shown: str = ""
    offered: str = ""
    menu: str = ""
    screen: str = ""
    held: str = ""
    filed: str = ""
    used_at: int = 0


def _about(column: str, channel: str, person_id: str) -> str:
    return f"accounts.{column}:{channel}.{person_id}"


def _account(tx: Transaction, row: Row) -> Account:
    def place(column: str) -> str:
        return tx.unseal(row[column], _about(column, row["channel"], row["person_id"]))

    return Account(
        row["channel"],
        row["address"],
        row["person_id"],
        row["language"],
        bool(row["reachable"]),
        row["member_id"],
        row["interview_id"],
        place("editing"),
        place("shown"),
        place("offered"),
        row["menu"],
        place("screen"),
        place("held"),
        row["filed"],
        row["used_at"],
    )


async def add_person(tx: Transaction, person_id: str, *, language: str, now: int) -> None:
    """Adds a person, so far without any account or cell."""
    await tx.run(
        "INSERT INTO persons (id, language, created_at) VALUES (:id, :language, :now)",
        id=person_id,
        language=language,
        now=now,
    )


async def set_language(tx: Transaction, person_id: str, language: str) -> None:
    """Sets the language in which everything is said to this person from now on."""
    await tx.run(
        "UPDATE persons SET language = :language WHERE id = :id", language=language, id=person_id
    )


async def language_of(tx: Transaction, person_id: str) -> str | None:
    """The person's language; `None` if there is no such person."""
    row = await tx.one("SELECT language FROM persons WHERE id = :id", id=person_id)
    return str(row["language"]) if row else None


async def account(tx: Transaction, channel: str, address: str) -> Account | None:
    """The account at this address, with the place of its conversation; `None` if unknown."""
    row = await tx.one(
        "SELECT a.*, p.language FROM accounts a JOIN persons p ON p.id = a.person_id"
        " WHERE a.channel = :channel AND a.address = :address",
        channel=channel,
        address=address,
    )
    return _account(tx, row) if row else None


async def accounts_of(tx: Transaction, person_id: str) -> Sequence[Account]:
    """The person's reachable accounts, the last used first."""
    rows = await tx.all(
        "SELECT a.*, p.language FROM accounts a JOIN persons p ON p.id = a.person_id"
        " WHERE a.person_id = :id AND a.reachable"
        " ORDER BY a.used_at DESC, a.channel, a.address",
        id=person_id,
    )
    return [_account(tx, row) for row in rows]


async def all_accounts_of(tx: Transaction, person_id: str) -> Sequence[Account]:
    """All accounts of the person, including those that cannot be written to."""
    rows = await tx.all(
        "SELECT a.*, p.language FROM accounts a JOIN persons p ON p.id = a.person_id"
        " WHERE a.person_id = :id ORDER BY a.channel, a.address",
        id=person_id,
    )
    return [_account(tx, row) for row in rows]


async def forget(tx: Transaction, channel: str, address: str) -> None:
    """Forgets the address: it no longer belongs to anybody."""
    await tx.run(
        "DELETE FROM accounts WHERE channel = :channel AND address = :address",
        channel=channel,
        address=address,
    )


async def leave_place(tx: Transaction, person_id: str) -> None:
    """Leaves all of this person's conversations about nothing."""
    await tx.run(
        "UPDATE accounts SET member_id = '', interview_id = '', editing = '', shown = '',"
        " offered = '', screen = '', held = '', filed = '' WHERE person_id = :id",
        id=person_id,
    )


async def bind(tx: Transaction, channel: str, address: str, person_id: str, *, now: int) -> None:
    """Makes this address the person's from now on."""
    await tx.run(
        "INSERT INTO accounts (channel, address, person_id, reachable, used_at)"
        " VALUES (:channel, :address, :person, :reachable, :now)"
        " ON CONFLICT (channel, address) DO UPDATE SET person_id = excluded.person_id,"
        " reachable = excluded.reachable, used_at = excluded.used_at, member_id = '',"
        " interview_id = '', editing = '', shown = '', offered = '', menu = '', screen = '',"
        " held = '', filed = '', seen = NULL",
        channel=channel,
        address=address,
        person=person_id,
        reachable=True,
        now=now,
    )


async def keep_place(tx: Transaction, account: Account, *, now: int) -> None:
    """Keeps the place of the conversation; the person was here, so the address is reachable.

    The place is sealed: the screen that somebody is on shows what was marked.
    """

    def sealed(column: str, plain: str) -> str:
        return tx.seal(plain, _about(column, account.channel, account.person_id))

    await tx.run(
        "UPDATE accounts SET member_id = :member, interview_id = :interview, editing = :editing,"
        " shown = :shown, offered = :offered, menu = :menu, screen = :screen, held = :held,"
        " filed = :filed, reachable = :reachable, used_at = :now"
        " WHERE channel = :channel AND address = :address",
        member=account.member_id,
        interview=account.interview_id,
        editing=sealed("editing", account.editing),
        shown=sealed("shown", account.shown),
        offered=sealed("offered", account.offered),
        menu=account.menu,
        screen=sealed("screen", account.screen),
        held=sealed("held", account.held),
        filed=account.filed,
        reachable=True,
        now=now,
        channel=account.channel,
        address=account.address,
    )


async def offer(tx: Transaction, account: Account, offered: str) -> None:
    """Keeps the buttons of the notice shown last, unless the person is in the middle of a
    question."""
    await tx.run(
        "UPDATE accounts SET offered = :offered"
        " WHERE channel = :channel AND address = :address AND shown = ''",
        offered=tx.seal(offered, _about("offered", account.channel, account.person_id)),
        channel=account.channel,
        address=account.address,
    )


async def see(tx: Transaction, channel: str, address: str, number: int) -> None:
    """Notes that a page has shown the notices up to this number of the mailbox."""
    await tx.run(
        "UPDATE accounts SET seen = :number WHERE channel = :channel AND address = :address"
        " AND COALESCE(seen, 0) < :number",
        number=number,
        channel=channel,
        address=address,
    )


async def mark_unreachable(tx: Transaction, channel: str, address: str) -> None:
    """Marks the address as one that, so the platform says, cannot be written to."""
    await tx.run(
        "UPDATE accounts SET reachable = :no WHERE channel = :channel AND address = :address",
        no=False,
        channel=channel,
        address=address,
    )


async def move_account(tx: Transaction, channel: str, address: str, to: str) -> None:
    """Gives the account the new address that the platform gave the chat."""
    await tx.run(
        "UPDATE accounts SET address = :to WHERE channel = :channel AND address = :address",
        to=to,
        channel=channel,
        address=address,
    )


async def has_any(tx: Transaction, person_id: str) -> bool:
    """Whether the person has an address at all, reachable or not."""
    row = await tx.one(
        "SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM accounts WHERE person_id = :id)",
        id=person_id,
    )
    return row is not None


async def was_here(tx: Transaction, person_id: str, member_id: str, *, since: int) -> bool:
    """Whether the person has used an account since then that is about this membership, or about
    none."""
    row = await tx.one(
        "SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM accounts WHERE person_id = :person"
        " AND used_at >= :since AND (member_id = :member OR member_id = ''))",
        person=person_id,
        since=since,
        member=member_id,
    )
    return row is not None
