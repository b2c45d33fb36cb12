"""Sessions, notices and files of the web chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.messages import FileOut, Text, text
from bot.services.devices import door, locks
from bot.services.office import Office, code_of, hashed, millis, moment, new_code
from bot.services.turns import Visit
from storage import accounts, cells, invitations, members, sessions, webchat
from storage.engine.database import Transaction
from storage.sessions import Session

SESSION = timedelta(days=90)
MOST_NOTICES = 100


@dataclass(frozen=True, slots=True)
class Peeked:
    """What a code is for, or why it cannot be used. `name`: the full name of its owner, empty for
    a cell's group link. `person_id`: who has come in by it, or whose further device it is for.
    `asks_pin`: that person's PIN lets the device in at once."""

    cell: str = ""
    name: str = ""
    refusal: Text | None = None
    person_id: str = ""
    asks_pin: bool = False

    @property
    def is_group(self) -> bool:
        """Whether the person has to say who they are."""
        return not self.name


@dataclass(frozen=True, slots=True)
class Mail:
    """A kept notice. `seq` grows for each person; `at` is in UTC."""

    seq: int
    at: datetime
    contents: str


async def peek(office: Office, code: str) -> Peeked:
    """What the code is for. Uses nothing up: link previewers come here."""
    return await office.db.read(lambda tx: _peek(office, tx, code))


async def _peek(office: Office, tx: Transaction, code: str) -> Peeked:
    group = await cells.cell_by_group_code(tx, code_of(code))
    if group:
        return Peeked(group.name)
    found = await invitations.code(tx, hashed(code_of(code)))
    if found is None:
        return Peeked(refusal=text("code.unknown"))
    if found.member_id:
        member = await members.member(tx, found.member_id)
    else:
        member = next(iter(await members.memberships(tx, found.person_id)), None)
    person = member.person_id if member else found.person_id
    if found.used_at is not None:
        return Peeked(refusal=text("web.used"), person_id=person)
    is_over = found.expires_at < millis(office.trust.expiry(office.clock()))
    if is_over and found.asked_at is None:
        return Peeked(refusal=text("code.expired"), person_id=person)
    if member is None:
        return Peeked(refusal=text("code.unknown"))
    cell = await cells.cell(tx, member.cell_id)
    asks = (
        bool(found.member_id)
        and await door.guarded(tx, found, member)
        and await sessions.pin_of(tx, member.owner) is not None
    )
    return Peeked(cell.name, member.shown, asks_pin=asks)


async def open_session(visit: Visit, token: str, *, instead_of: str | None, own_link: bool) -> None:
    """Opens a session for the person of this visit, who made the link or did not; the browser's old
    one ends."""
    if instead_of:
        await sessions.end(visit.tx, hashed(instead_of))
    await sessions.add(visit.tx, hashed(token), visit.person_id, own_link=own_link, now=visit.at)
    await visit.record("web_entered", visit.person_id)


async def session(office: Office, token: str) -> Session | None:
    """The session with this token, `locked` as of now; `None` if it is unknown, ended or older than
    90 days."""
    since = millis(office.trust.expiry(office.clock()) - SESSION)
    found = await office.db.read(lambda tx: sessions.session(tx, hashed(token), since=since))
    return replace(found, locked=locks.is_locked(office, found)) if found else None


async def played(office: Office, person_id: str) -> Session | None:
    """A session for the demo, in which somebody is played: it neither ends nor locks. `None` if
    there is no such person."""

    async def work(tx: Transaction) -> Session | None:
        language = await accounts.language_of(tx, person_id)
        last = await webchat.mailbox(tx, person_id, 0, limit=1)
        newest = max((seq for seq, _, _ in last), default=0)
        return Session(person_id, language, newest) if language else None

    return await office.db.read(work)


async def keep(office: Office, person_id: str, contents: str) -> bool:
    """Appends a notice for this person; False if there is no such person."""
    now = millis(office.clock())

    async def work(tx: Transaction) -> bool:
        if await accounts.language_of(tx, person_id) is None:
            return False
        await webchat.keep(tx, person_id, contents, now=now)
        return True

    return await office.db.write(work)


async def mailbox(office: Office, person_id: str, after: int = 0) -> Sequence[Mail]:
    """The newest notices after this number, oldest first. Once a number was seen, none below it is
    added."""
    found = await office.db.read(
        lambda tx: webchat.mailbox(tx, person_id, after, limit=MOST_NOTICES)
    )
    return [Mail(seq, moment(at), contents) for seq, at, contents in found]


async def see(office: Office, session: Session, number: int) -> None:
    """Notes that a page of this person has shown the notices up to this number."""
    await office.db.write(lambda tx: accounts.see(tx, "web", session.person_id, number))


async def keep_file(office: Office, person_id: str, file: FileOut) -> str:
    """Keeps a file for download, and returns its id, which cannot be guessed. A material is
    there once, however often it is opened."""
    file_id = new_code() + new_code()
    now = millis(office.clock())

    async def work(tx: Transaction) -> str:
        if file.material and (
            known := await webchat.file_of_material(tx, person_id, file.material)
        ):
            await webchat.renew(tx, known, now=now)
            return known
        await webchat.keep_file(tx, file_id, person_id, file, now=now)
        return file_id

    return await office.db.write(work)


async def file(office: Office, person_id: str, file_id: str) -> FileOut | None:
    """The file, for its owner only; else `None`."""
    return await office.db.read(lambda tx: webchat.file(tx, person_id, file_id))
