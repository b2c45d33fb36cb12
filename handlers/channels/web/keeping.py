"""The web channel's store, kept in the program's own database."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Sequence

from bot.domain.messages import FileOut, Incoming, Refusal, Text
from bot.services.devices import locks, webchat
from bot.services.office import Office, millis, new_id
from bot.services.turns import Refused, Visit, take
from handlers import menu
from handlers.channels.web.store import Entered, EnterRefused, LinkInfo, Lock, Mail, WebPerson
from handlers.contract import Said, Unreachable
from handlers.people import entry
from handlers.router import commands, render


class OfficeStore:
    """Implements WebStore. A link always opens a session of its own, whoever used the browser."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def peek(self, code: str) -> LinkInfo | EnterRefused:
        """What the code is for; changes nothing."""
        found = await webchat.peek(self._office, code)
        if found.refusal:
            return EnterRefused(found.refusal, guessed=found.unknown)
        return LinkInfo(found.cell, found.name)

    async def enter(
        self, code: str, *, session: str | None, name: str | None
    ) -> Entered | EnterRefused:
        """Consume the code and open a session, in one transaction."""
        token = secrets.token_urlsafe(32)
        incoming = Incoming("web", "", new_id(), text=code)

        async def play(visit: Visit, _fresh: bool) -> tuple[Said, str, str, tuple[str, ...]]:  # noqa: FBT001 -- a plain fact
            said = await entry.start(visit, code)
            if name is not None:
                said = await entry.name_given(visit, code, name)
            await webchat.open_session(visit, token, instead_of=session)
            return said, visit.person_id, visit.language, menu.commands_for(visit)

        try:
            said, person, language, offered = await take(self._office, incoming, play)
        except Refused as refused:
            return EnterRefused(refused.text)
        return Entered(person, token, render(self._office, said, language, offered))

    async def person(self, token: str) -> WebPerson | None:
        """Whose session this is, with the commands that this person may use now."""
        known = await webchat.known(self._office, token)
        return self.shown(known) if known else None

    def shown(self, known: webchat.Known) -> WebPerson:
        """A known person as the page shows them."""
        names = menu.commands_of(known.memberships, known.active, now=millis(self._office.clock()))
        session = known.session
        return WebPerson(
            known.person_id,
            known.active.name if known.active else "",
            known.cell,
            known.language,
            commands(self._office, names, known.language),
            self._lock(session) if session else None,
            session is not None and locks.is_fresh(self._office, session),
        )

    def _lock(self, session: locks.Session) -> Lock | None:
        if session.pin is None:
            return None
        return Lock(locks.is_locked(self._office, session), session.lock_minutes)

    async def leave(self, token: str) -> None:
        """End this session."""
        await webchat.close_session(self._office, token)

    async def acted(self, token: str) -> None:
        """The person did something in this browser."""
        await locks.use(self._office, token)

    async def lock(self, token: str) -> None:
        """Lock this browser now."""
        await locks.lock(self._office, token)

    async def try_pin(self, token: str, pin: str) -> int:
        """Unlock this browser; 0, the tries that are left, or -1 when the session is no more."""
        session = await self._session(token)
        return await locks.try_pin(self._office, token, session, pin) if session else -1

    async def set_pin(self, token: str, pin: str, again: str) -> Text | None:
        """The person's PIN from now on, or why not."""
        session = await self._session(token)
        if session is None:
            return None
        return await _said(locks.set_pin(self._office, token, session, pin, again))

    async def drop_pin(self, token: str) -> None:
        """No PIN any more."""
        if session := await self._session(token):
            await locks.drop_pin(self._office, session)

    async def set_minutes(self, token: str, minutes: int) -> Text | None:
        """After how long the person's browsers lock, or why not."""
        session = await self._session(token)
        if session is None:
            return None
        return await _said(locks.set_minutes(self._office, session, minutes))

    async def leave_everywhere(self, token: str) -> None:
        """End every session of this person."""
        if session := await self._session(token):
            await locks.leave_everywhere(self._office, session.person_id)

    async def _session(self, token: str) -> locks.Session | None:
        known = await webchat.known(self._office, token)
        return known.session if known else None

    async def keep(self, person: str, item: str) -> int:
        """Append to the mailbox."""
        seq = await webchat.keep(self._office, person, item)
        if seq is None:
            raise Unreachable(person)
        return seq

    async def mailbox(self, person: str, after: int = 0) -> Sequence[Mail]:
        """The newest notices after this number."""
        found = await webchat.mailbox(self._office, person, after)
        return [Mail(seq, at, item) for seq, at, item in found]

    async def keep_file(self, person: str, file: FileOut) -> str:
        """Keep a file for this person."""
        return await webchat.keep_file(self._office, person, file)

    async def file(self, person: str, file_id: str) -> FileOut | None:
        """The file, for its owner."""
        return await webchat.file(self._office, person, file_id)


async def _said(doing: Awaitable[None]) -> Text | None:
    """Why it was refused, if it was."""
    try:
        await doing
    except Refusal as refusal:
        return refusal.text
    return None
