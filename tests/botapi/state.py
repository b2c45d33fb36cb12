"""Everything the server remembers: people and their chats, waiting updates, files, menus."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.botapi.messages import File, Message, Seen
from tests.botapi.refusals import Json, Refusal, bad
from tests.botapi.waiting import Bell

BOT: Json = {
    "id": 1234567890,
    "is_bot": True,
    "first_name": "Tự Soi",
    "username": "tu_soi_test_bot",
}
ME: Json = {
    **BOT,
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
DEFAULT_UPDATES = frozenset({"message", "edited_message", "callback_query", "my_chat_member"})
"""Those of the kinds made here that a bot gets without asking (chat_member and reactions, which
Telegram sends only on demand, are never made)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a tap brought up on the phone: a passing line, or a box to close. Often empty."""

    text: str
    alert: bool = False
    url: str | None = None


@dataclass(slots=True)
class Person:
    """One person's account and their chat with the bot."""

    user: Json
    bell: Bell
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    arrived: list[Seen] = field(default_factory=list)
    consumed: int = 0
    notices: list[Notice] = field(default_factory=list)
    notices_consumed: int = 0
    keyboard: Json | None = None
    latest_update: int | None = None

    @property
    def id(self) -> int:
        return int(self.user["id"])

    @property
    def chat(self) -> Json:
        names = {k: v for k, v in self.user.items() if k in {"first_name", "last_name", "username"}}
        return {"id": self.id, "type": "private", **names}

    @property
    def chat_instance(self) -> str:
        return str(7_000_000_000_000 + self.id)


@dataclass(slots=True)
class Query:
    """A tap that waits for its one answer."""

    person: Person
    update_id: int
    asked_at: float
    answered: bool = False


class World:
    """The state. Every method takes the lock, so any thread may call it."""

    def __init__(self, clock: Callable[[], float], query_lifetime: float) -> None:
        self.clock = clock
        self.spent_reading = 0.0
        self.query_lifetime = query_lifetime
        self.lock = threading.RLock()
        self.bell = Bell(self.lock)
        self.people: dict[int, Person] = {}
        self.files: dict[str, File] = {}
        self.queries: dict[str, Query] = {}
        self.updates: dict[int, Json] = {}
        self.waiting: list[int] = []
        self.again: list[int] = []
        self.confirmed_offset = 0
        self.allowed = DEFAULT_UPDATES
        self.webhook_url = ""
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.words: dict[tuple[str, str], str] = {}
        self.on_update: Callable[[], None] = lambda: None
        self._next_update = 500_000_001
        self._next_message = 1
        self._next_file = 1
        self._next_query = 4_000_000_000_000_000_001

    def now(self) -> int:
        """By Telegram's clock. Whoever receives a message reads it, which takes a while; what is
        sent without having read anything is sent in the same moment."""
        return int(self.clock() + self.spent_reading)

    def ring(self, person: Person | None = None) -> None:
        if person is not None:
            person.bell.ring()
        self.bell.ring()

    def reachable(self, chat_id: int) -> Person:
        """The person behind the chat. Raises Refusal as Telegram does when writing to it."""
        person = self.people.get(chat_id)
        if person is None or not person.started:
            raise bad("chat not found")
        if person.deactivated:
            raise Refusal(403, "user is deactivated")
        if person.blocked:
            raise Refusal(403, "bot was blocked by the user")
        return person

    def new_message_id(self) -> int:
        self._next_message += 1
        return self._next_message - 1

    def keep_file(
        self, name: str, data: bytes, folder: str, size: tuple[int, int] = (0, 0)
    ) -> File:
        number, self._next_file = self._next_file, self._next_file + 1
        ending = name.rpartition(".")[2] if "." in name else "bin"
        path = f"{folder}/file_{number}.{ending}"
        file = File(f"FILE-{number:06d}-{folder}", name, data, path, size)
        self.files[file.file_id] = file
        return file

    def show(self, person: Person, message: Message) -> Json:
        """The bot's message, new or edited, arrives on the person's phone."""
        person.messages[message.message_id] = message
        person.arrived.append(message.seen())
        self.ring(person)
        return message.to_json(BOT, person.chat)

    def to_json(self, person: Person, message: Message) -> Json:
        return message.to_json(BOT if message.by_bot else person.user, person.chat)

    def add_update(self, kind: str, content: Json) -> int:
        """Queues an update if the bot asked for this kind; returns its id in any case."""
        with self.lock:
            update_id, self._next_update = self._next_update, self._next_update + 1
            if kind in self.allowed:
                self.updates[update_id] = {"update_id": update_id, kind: content}
                self.waiting.append(update_id)
                self.on_update()
                self.ring()
            return update_id

    def add_query(self, person: Person, tap: Json) -> int:
        with self.lock:
            query_id, self._next_query = str(self._next_query), self._next_query + 1
            update_id = self.add_update("callback_query", {"id": query_id, **tap})
            self.queries[query_id] = Query(person, update_id, self.clock())
            return update_id

    def confirm(self, offset: int) -> None:
        """Forgets the updates before the offset; a negative one counts from the end."""
        if offset < 0:
            offset = self.waiting[offset] if -offset <= len(self.waiting) else 0
        if offset > self.confirmed_offset:
            self.confirmed_offset = offset
            self.waiting = [number for number in self.waiting if number >= offset]
            self.ring()

    def hand_out(self, limit: int) -> list[Json]:
        """Redelivered updates once, then the unconfirmed ones in order."""
        numbers = (self.again + self.waiting)[:limit]
        self.again = self.again[limit:]
        for number in numbers:
            person = self._whose(self.updates[number])
            if person is not None:
                person.latest_update = number
        return [self.updates[number] for number in numbers]

    def _whose(self, update: Json) -> Person | None:
        content = next(value for key, value in update.items() if key != "update_id")
        return self.people.get(content["from"]["id"])

    def redeliver(self, update_id: int) -> None:
        with self.lock:
            if update_id not in self.updates:
                raise LookupError(f"there was no update {update_id} for the bot")
            self.again.append(update_id)
            self.on_update()

    def menu(self, chat_id: int, language: str) -> list[Json]:
        """The commands of a private chat: the first list found wins (Telegram's order)."""
        for scope in (f"chat:{chat_id}", "all_private_chats", "default"):
            for code in dict.fromkeys((language, "")):
                if found := self.commands.get((scope, code)):
                    return found
        return []

    def word(self, kind: str, language: str) -> str:
        """A description in a language, or the one without."""
        return self.words.get((kind, language)) or self.words.get((kind, ""), "")
