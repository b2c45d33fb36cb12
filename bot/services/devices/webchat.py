"""Entering, notices and files of the web chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.messages import FileOut, Text, text
from bot.domain.people.member import Member, given_name
from bot.services.office import Office, code_of, hashed, millis, moment, new_code
from bot.services.turns import Visit
from storage import accounts, cells, invitations, members, sessions, webchat
from storage.engine.database import Transaction
from storage.sessions import Session

SESSION = timedelta(days=90)
MOST_NOTICES = 100


@dataclass(frozen=True, slots=True)
class Peeked:
    """What a code is for, or why it cannot be used. No `name`: a cell's group link."""

    cell: str = ""
    name: str = ""
    refusal: Text | None = None

    @property
    def unknown(self) -> bool:
        """Whether no such code was ever given out."""
        return self.refusal is not None and self.refusal.key == "code.unknown"


@dataclass(frozen=True, slots=True)
class Known:
    """A person with a session (None in the demo), and the membership the conversation is about."""

    person_id: str
    language: str
    memberships: Sequence[Member]
    active: Member | None
    cell: str
    session: Session | None = None


async def peek(office: Office, code: str) -> Peeked:
    """What the code is for. Consumes nothing: link previewers come here."""
    return await office.db.read(lambda tx: _peek(office, tx, code))


async def _peek(office: Office, tx: Transaction, code: str) -> Peeked:
    group = await cells.cell_by_group_code(tx, code_of(code))
    if group:
        return Peeked(group.name)
    found = await invitations.code(tx, hashed(code_of(code)))
    if found is None:
        return Peeked(refusal=text("code.unknown"))
    if found.used_at is not None:
        return Peeked(refusal=text("code.used"))
    if found.expires_at < millis(office.clock()):
        return Peeked(refusal=text("code.expired"))
    if found.member_id:
        member = await members.member(tx, found.member_id)
    else:
        member = next(iter(await members.memberships(tx, found.person_id)), None)
    if member is None:
        return Peeked(refusal=text("code.unknown"))
    cell = await cells.cell(tx, member.cell_id)
    return Peeked(cell.name, given_name(member.name))


async def open_session(visit: Visit, token: str, *, instead_of: str | None) -> None:
    """A new session for the person of this visit; the browser's old one ends."""
    if instead_of:
        await sessions.end(visit.tx, hashed(instead_of))
    await sessions.add(visit.tx, hashed(token), visit.person_id, now=visit.at)
    await visit.record("web_entered", visit.person_id)


async def close_session(office: Office, token: str) -> None:
    """The browser has left."""
    await office.db.write(lambda tx: sessions.end(tx, hashed(token)))


async def known(office: Office, token: str) -> Known | None:
    """Whose session this is; None when it is unknown, ended or older than 90 days."""
    since = millis(office.clock() - SESSION)

    async def work(tx: Transaction) -> Known | None:
        session = await sessions.session(tx, hashed(token), since=since)
        found = await _person(tx, session.person_id) if session else None
        return replace(found, session=session) if found else None

    return await office.db.read(work)


async def person(office: Office, person_id: str) -> Known | None:
    """The person with this id."""
    return await office.db.read(lambda tx: _person(tx, person_id))


async def _person(tx: Transaction, person_id: str) -> Known | None:
    language = await accounts.language_of(tx, person_id)
    if language is None:
        return None
    memberships = await members.memberships(tx, person_id)
    account = await accounts.account(tx, "web", person_id)
    wanted = account.member_id if account else ""
    active = next((m for m in memberships if m.id == wanted), next(iter(memberships), None))
    cell = (await cells.cell(tx, active.cell_id)).name if active else ""
    return Known(person_id, language, memberships, active, cell)


async def keep(office: Office, person_id: str, contents: str) -> int | None:
    """Append a notice for this person; None if there is no such person."""
    now = millis(office.clock())

    async def work(tx: Transaction) -> int | None:
        if await accounts.language_of(tx, person_id) is None:
            return None
        return await webchat.keep(tx, person_id, contents, now=now)

    return await office.db.write(work)


async def mailbox(
    office: Office, person_id: str, after: int
) -> Sequence[tuple[int, datetime, str]]:
    """The newest notices after this number, oldest first, with their times."""
    found = await office.db.read(
        lambda tx: webchat.mailbox(tx, person_id, after, limit=MOST_NOTICES)
    )
    return [(seq, moment(at), contents) for seq, at, contents in found]


async def keep_file(office: Office, person_id: str, file: FileOut) -> str:
    """Keep a file for download; the id cannot be guessed."""
    file_id = new_code() + new_code()
    now = millis(office.clock())
    await office.db.write(lambda tx: webchat.keep_file(tx, file_id, person_id, file, now=now))
    return file_id


async def file(office: Office, person_id: str, file_id: str) -> FileOut | None:
    """The file, for its owner only."""
    return await office.db.read(lambda tx: webchat.file(tx, person_id, file_id))
