"""A person with a phone: what they do, and what they see."""

from __future__ import annotations

from collections.abc import Callable

from tests.botapi.entities import commands_in
from tests.botapi.messages import Button, Message, Seen
from tests.botapi.pieces import pieces
from tests.botapi.refusals import Json
from tests.botapi.state import BOT, Notice, Person, World

PATIENCE = 10.0
"""Seconds that a test waits for the bot, unless told otherwise."""
READING = 10.0
"""Seconds that a person spends on a message before doing something about it."""
Wanted = Callable[[Seen], bool]


class User:
    """Every action returns the id of the (last) update it makes. Safe from any thread."""

    def __init__(self, world: World, person: Person) -> None:
        self._world = world
        self._person = person

    @property
    def id(self) -> int:
        return self._person.id

    # What the person does

    def start(self, payload: str = "") -> int:
        """Opens the bot by its link; from a blocked chat, Telegram's "Restart bot"."""
        if self._person.blocked:
            self.unblocks_bot()
        return self.types(f"/start {payload}".rstrip())

    def types(self, text: str, *, reply_to: Seen | int | None = None) -> int:
        """A text, in several messages if it is longer than 4096."""
        parts = pieces(text)
        if not parts:
            raise ValueError("Telegram's apps send no empty message")
        extra: Json = {}
        if reply_to is not None:
            replied = self._message(reply_to)
            extra["reply_to_message"] = self._world.to_json(self._person, replied)
        with self._world.lock:
            return [self._sends(text=part, extra=extra) for part in parts][-1]

    def taps(self, label: str, *, message: Seen | int | None = None) -> int:
        """A button, by its label or the beginning of it: of the newest message that has one, or
        of the given one. A `Seen` is tapped as it was seen, however old. A label of the reply
        keyboard is typed."""
        with self._world.lock:
            found = self._button(label, message)
            if found is None:
                return self.types(self._key(label))
            message_id, button = found
            if button.is_link:
                raise LookupError(f"[{button.label}] is a link: {button.target}")
            return self.sends_callback(button.target, message=message_id)

    def sends_callback(self, data: str, *, message: Seen | int) -> int:
        """A tap with any data at all, as a forged client could send it."""
        message_id = message if isinstance(message, int) else message.message_id
        self._must_be_able()
        kept = self._person.messages.get(message_id)
        shown = (
            self._world.to_json(self._person, kept)
            if kept
            else {"chat": self._person.chat, "message_id": message_id, "date": 0}
        )
        tap = {
            "from": self._person.user,
            "message": shown,
            "chat_instance": self._person.chat_instance,
            "data": data,
        }
        return self._world.add_query(self._person, tap)

    def edits(self, message: Seen | int, text: str) -> int:
        """Changes a text that the person sent earlier."""
        with self._world.lock:
            kept = self._message(message)
            if kept.by_bot:
                raise ValueError("only own messages can be edited")
            kept.text, kept.entities = text.strip(), commands_in(text.strip())
            kept.edit_date = self._world.now()
            shown = self._world.to_json(self._person, kept)
            return self._world.add_update("edited_message", shown)

    def sends_sticker(self) -> int:
        file = self._world.keep_file("sticker.webp", b"RIFF", "stickers", (512, 512))
        looks = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        sticker = {**file.identity(), **looks, "type": "regular", "emoji": "👍"}
        return self._sends(kind="sticker", extra={"sticker": sticker})

    def sends_voice(self, data: bytes = b"OggS", duration: int = 3) -> int:
        file = self._world.keep_file("voice.oga", data, "voice")
        voice = {**file.identity(), "duration": duration, "mime_type": "audio/ogg"}
        return self._sends(kind="voice", extra={"voice": voice})

    def sends_document(self, name: str, data: bytes, *, caption: str = "") -> int:
        file = self._world.keep_file(name, data, "documents")
        return self._sends(kind="document", file=file.file_id, text=caption)

    def sends_photo(self, data: bytes, *, caption: str = "") -> int:
        file = self._world.keep_file("photo.jpg", data, "photos", (1280, 720))
        return self._sends(kind="photo", file=file.file_id, text=caption)

    def deletes_message(self, message: Seen | int) -> None:
        """Bots are not told."""
        with self._world.lock:
            del self._person.messages[self._message(message).message_id]

    def blocks_bot(self) -> int:
        return self._turn_bot(blocked=True)

    def unblocks_bot(self) -> int:
        return self._turn_bot(blocked=False)

    def deactivates_account(self) -> None:
        self._person.deactivated = True

    # What the person sees

    async def receives(self, wanted: Wanted | None = None, *, timeout: float = PATIENCE) -> Seen:  # noqa: ASYNC109 # its complaint tells the chat
        """The next message (or edit) of the bot that is wanted and not yet consumed; those before
        it count as consumed too. Raises AssertionError with the whole chat."""
        return await self._person.bell.until(
            lambda: self._next(wanted), timeout, self._missing("no such message")
        )

    def receives_sync(self, wanted: Wanted | None = None, *, timeout: float = PATIENCE) -> Seen:
        """`receives` for a thread without an event loop."""
        return self._person.bell.until_sync(
            lambda: self._next(wanted), timeout, self._missing("no such message")
        )

    async def notified(self, *, timeout: float = PATIENCE) -> Notice:  # noqa: ASYNC109 # its complaint tells the chat
        """The next answer to a tap: its text is often empty."""
        return await self._person.bell.until(
            self._next_notice, timeout, self._missing("no answer to a tap")
        )

    def notified_sync(self, *, timeout: float = PATIENCE) -> Notice:
        return self._person.bell.until_sync(
            self._next_notice, timeout, self._missing("no answer to a tap")
        )

    @property
    def unread(self) -> list[Seen]:
        """What has arrived and was not consumed."""
        with self._world.lock:
            return self._person.arrived[self._person.consumed :]

    @property
    def notices(self) -> list[Notice]:
        with self._world.lock:
            return list(self._person.notices)

    @property
    def messages(self) -> list[Seen]:
        """The visible chat, oldest first."""
        with self._world.lock:
            return [message.seen() for message in self._person.messages.values()]

    @property
    def arrivals(self) -> list[Seen]:
        """Every message and every edit that ever came from the bot, each as it was then."""
        with self._world.lock:
            return list(self._person.arrived)

    @property
    def screen(self) -> Seen:
        """The bot's newest message, as it looks now."""
        found = [seen for seen in self.messages if seen.by_bot]
        if not found:
            raise LookupError("the bot has not written anything")
        return found[-1]

    @property
    def chat(self) -> str:
        """The visible chat as a transcript."""
        return "\n".join(self._line(seen) for seen in self.messages)

    @property
    def keyboard(self) -> list[str]:
        """Labels of the reply keyboard, if one is up."""
        rows = (self._person.keyboard or {}).get("keyboard", [])
        return [key if isinstance(key, str) else key["text"] for row in rows for key in row]

    @property
    def menu(self) -> list[tuple[str, str]]:
        """The commands in this person's menu: (name, description)."""
        with self._world.lock:
            found = self._world.menu(self.id, self._person.user.get("language_code", ""))
            return [(command["command"], command["description"]) for command in found]

    # How it is done

    def _sends(
        self, *, text: str = "", kind: str = "text", file: str = "", extra: Json | None = None
    ) -> int:
        with self._world.lock:
            self._must_be_able()
            self._person.started = True
            message = Message(
                message_id=self._world.new_message_id(),
                chat_id=self.id,
                by_bot=False,
                date=self._world.now(),
                text=text,
                entities=commands_in(text),
                kind=kind,
                file=self._world.files.get(file),
                extra=extra or {},
            )
            self._person.messages[message.message_id] = message
            shown = self._world.to_json(self._person, message)
            return self._world.add_update("message", shown)

    def _must_be_able(self) -> None:
        if self._person.deactivated:
            raise RuntimeError("the account is gone")
        if self._person.blocked:
            raise RuntimeError("who has blocked the bot cannot write to it")

    def _turn_bot(self, *, blocked: bool) -> int:
        with self._world.lock:
            self._person.blocked = blocked
            member: Json = {"user": BOT, "status": "member"}
            kicked: Json = {"user": BOT, "status": "kicked", "until_date": 0}
            before, after = (member, kicked) if blocked else (kicked, member)
            change = {
                "chat": self._person.chat,
                "from": self._person.user,
                "date": self._world.now(),
                "old_chat_member": before,
                "new_chat_member": after,
            }
            return self._world.add_update("my_chat_member", change)

    def _message(self, message: Seen | int) -> Message:
        message_id = message if isinstance(message, int) else message.message_id
        if message_id not in self._person.messages:
            raise LookupError(f"message {message_id} is not in the chat\n{self.chat}")
        return self._person.messages[message_id]

    def _button(self, label: str, message: Seen | int | None) -> tuple[int, Button] | None:
        if isinstance(message, Seen):
            places = [message]
        elif message is not None:
            places = [self._message(message).seen()]
        else:
            places = self.messages[::-1]
        for seen in places:
            buttons = [button for row in seen.buttons for button in row]
            exact = [button for button in buttons if button.label == label]
            close = [button for button in buttons if button.label.startswith(label)]
            if exact or close:
                return seen.message_id, (exact or close)[0]
        return None

    def _key(self, label: str) -> str:
        for key in self.keyboard:
            if key.startswith(label):
                return key
        raise LookupError(f"no button [{label}]\n{self.chat}")

    def _next(self, wanted: Wanted | None) -> Seen | None:
        for number in range(self._person.consumed, len(self._person.arrived)):
            seen = self._person.arrived[number]
            if wanted is None or wanted(seen):
                self._person.consumed = number + 1
                self._world.spent_reading += READING
                return seen
        return None

    def _next_notice(self) -> Notice | None:
        if self._person.notices_consumed == len(self._person.notices):
            return None
        self._person.notices_consumed += 1
        return self._person.notices[self._person.notices_consumed - 1]

    def _missing(self, what: str) -> Callable[[], str]:
        return lambda: f"{self._person.user['first_name']} got {what}. The chat:\n{self.chat}"

    def _line(self, seen: Seen) -> str:
        name = "Bot" if seen.by_bot else str(self._person.user["first_name"])
        return f"{name}: " + str(seen).replace("\n", "\n    ")
