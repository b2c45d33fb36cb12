"""A store in memory that keeps the rules of `WebStore`, and a router that plays screens."""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.messages import FileOut, Incoming, Text, text
from handlers.channels.base import Message, MessageButton, Reply, Unreachable
from handlers.channels.web import Entered, EnterRefused, LinkInfo, Mail, WebPerson
from handlers.channels.web.store import Lock

CELL = "Chi bộ Trường Mầm non Hoa Sen"


@dataclass
class MemoryStore:
    """Links, sessions and mailboxes; of a token only the hash is kept."""

    people: dict[str, WebPerson] = field(default_factory=dict)
    links: dict[str, str | None] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    sessions: dict[str, str] = field(default_factory=dict)
    mail: defaultdict[str, list[Mail]] = field(default_factory=lambda: defaultdict(list))
    files: dict[tuple[str, str], FileOut] = field(default_factory=dict)
    pins: dict[str, str] = field(default_factory=dict)
    locked: set[str] = field(default_factory=set)
    wrong: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, person_id: str, name: str, **more: Any) -> WebPerson:
        """A member of the cell."""
        self.people[person_id] = WebPerson(id=person_id, name=name, cell=CELL, **more)
        return self.people[person_id]

    async def peek(self, code: str) -> LinkInfo | EnterRefused:
        if code not in self.links:
            return EnterRefused(text("web.code_unknown"), guessed=True)
        if code in self.used:
            return EnterRefused(text("web.code_used"))
        person = self.links[code]
        return LinkInfo(CELL, self.people[person].name if person else "")

    async def enter(
        self, code: str, *, session: str | None, name: str | None
    ) -> Entered | EnterRefused:
        info = await self.peek(code)
        if isinstance(info, EnterRefused):
            return info
        person = self.links[code]
        if person is None:
            assert name
            person = next((p.id for p in self.people.values() if p.name == name), None)
            if person is None:
                return EnterRefused(text("web.name_missing"))
        else:
            self.used.add(code)
        if session:
            await self.leave(session)
        token = secrets.token_urlsafe(32)
        self.sessions[_hash(token)] = person
        greeting = Message(f"Chào đồng chí {self.people[person].name}.")
        return Entered(person, token, Reply((greeting,)))

    async def person(self, token: str) -> WebPerson | None:
        person = self.sessions.get(_hash(token))
        if person is None:
            return None
        lock = Lock(_hash(token) in self.locked, 5) if person in self.pins else None
        return replace(self.people[person], lock=lock)

    async def leave(self, token: str) -> None:
        self.sessions.pop(_hash(token), None)

    async def acted(self, token: str) -> None:
        """Time does not pass here."""

    async def lock(self, token: str) -> None:
        self.locked.add(_hash(token))

    async def try_pin(self, token: str, pin: str) -> int:
        if self.pins[self.sessions[_hash(token)]] == pin:
            self.locked.discard(_hash(token))
            return 0
        self.wrong[token] += 1
        if self.wrong[token] == 5:
            await self.leave(token)
        return 5 - self.wrong[token] or -1

    async def set_pin(self, token: str, pin: str, again: str) -> Text | None:
        self.pins[self.sessions[_hash(token)]] = pin
        return None if pin == again else text("device.not_same")

    async def drop_pin(self, token: str) -> None:
        del self.pins[self.sessions[_hash(token)]]

    async def set_minutes(self, token: str, minutes: int) -> Text | None:
        return None if minutes and token else text("interview.forged")

    async def leave_everywhere(self, token: str) -> None:
        gone = self.sessions[_hash(token)]
        self.sessions = {key: who for key, who in self.sessions.items() if who != gone}

    async def keep(self, person: str, item: str) -> int:
        if person not in self.people:
            raise Unreachable(person)
        seq = len(self.mail[person]) + 1
        self.mail[person].append(Mail(seq, datetime(2026, 12, 15, 0, 30, tzinfo=UTC), item))
        return seq

    async def mailbox(self, person: str, after: int = 0) -> list[Mail]:
        return [mail for mail in self.mail[person] if mail.seq > after][-100:]

    async def keep_file(self, person: str, file: FileOut) -> str:
        file_id = secrets.token_urlsafe(16)
        self.files[person, file_id] = file
        return file_id

    async def file(self, person: str, file_id: str) -> FileOut | None:
        return self.files.get((person, file_id))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def buttons(*rows: str) -> tuple[tuple[MessageButton, ...], ...]:
    """Rows of `label=payload` pairs parted by `|`."""
    return tuple(
        tuple(MessageButton(*pair.split("=", 1)) for pair in row.split("|")) for row in rows
    )


Handler = Callable[[Incoming], Awaitable[Reply]]


@dataclass
class Script:
    """A router that remembers what came, drops what came twice, and answers from a table."""

    answers: dict[str, Reply] = field(default_factory=dict)
    came: list[Incoming] = field(default_factory=list)
    before: Callable[[Incoming], Awaitable[None]] | None = None

    async def handle(self, incoming: Incoming) -> Reply:
        if self.before:
            await self.before(incoming)
        again = any(known.external_id == incoming.external_id for known in self.came)
        if not again:
            self.came.append(incoming)
        said = incoming.payload or incoming.text or ""
        return self.answers.get(said) or Reply((Message(f"Đã nhận: {said}"),))

    def acts(self) -> list[str]:
        """What came, but for loaded pages."""
        said = [incoming.payload or incoming.text or "" for incoming in self.came]
        return [word for word in said if word != "/tieptuc"]
