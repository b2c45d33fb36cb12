"""Which message of a chat showed which screen, and so which one its writer had seen."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Message as Sent

from handlers.channels.base import Message
from handlers.screens import of_payload

MOST_CHATS, MOST_MESSAGES = 5_000, 60
"""What is remembered, newest first to stay. Older questions are known by their buttons."""
SIGNS_PER_SECOND, LONGEST_TYPING = 20, 3.0
"""Nobody types faster; and who takes longer than so many seconds has looked up."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """Where a text stands in its chat. `at` in seconds by Telegram's clock. `reply_to`: the message
    that it answers, `None` for none; `buttons`: the mark of the screen by that one's buttons."""

    message_id: int
    at: int
    length: int = 0
    reply_to: int | None = None
    buttons: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message of the bot in its chat; `at` as above."""

    id: int
    at: int


@dataclass(frozen=True, slots=True)
class _Message:
    id: int
    at: int
    screen: str
    own: bool = False


class Screens:
    """In memory alone: after a new start the first text of a chat is taken for the current screen,
    unless it is a reply."""

    def __init__(self, glance: float) -> None:
        """`glance`: seconds in which nobody has read a screen."""
        self._glance = glance
        self._chats: OrderedDict[str, deque[_Message]] = OrderedDict()

    def expect(self, address: str) -> None:
        """An answer is on its way to this chat: until it is there, no newer screen is seen."""
        self._chat(address)

    def was_shown(self, address: str, since: int, messages: Sequence[Message]) -> None:
        """These are shown again, after a start before which they were shown `since` (by our own
        clock); a text that was written later has seen them, whatever its number."""
        chat = self._chat(address)
        mark = next((each.screen for each in reversed(messages) if each.screen), "")
        if mark and all(each.own for each in chat):
            chat.append(_Message(0, since, mark))

    def showed(self, address: str, message: Arrived, screen: str) -> None:
        """A message of the bot is there; one without a screen of its own leaves the last one."""
        chat = self._chat(address)
        mark = screen or next((m.screen for m in reversed(chat) if not m.own), "")
        chat.append(_Message(message.id, message.at, mark))

    def seen(self, address: str, wrote: Wrote) -> str | None:
        """The mark of the screen that the writer answers: of what was replied to, else the last one
        that could be read before the text was sent. `None` where nothing is known."""
        if wrote.reply_to is not None:
            return wrote.buttons or self._mark(address, wrote.reply_to) or ""
        if address not in self._chats:
            return None
        typing = min(wrote.length / SIGNS_PER_SECOND, LONGEST_TYPING)
        needed = self._glance * max(1.0, typing)
        return next(
            (
                each.screen
                for each in reversed(self._chats[address])
                if not each.own and each.id < wrote.message_id and each.at + needed <= wrote.at
            ),
            "",
        )

    def came(self, address: str, wrote: Wrote, seen: str | None) -> None:
        """Remember for which screen this text was: its writer may reply to it, or edit it."""
        self._chat(address).append(_Message(wrote.message_id, wrote.at, seen or "", own=True))

    def of_own(self, address: str, message_id: int) -> str:
        """The mark of the screen for which this text was; empty if that is not known."""
        return self._mark(address, message_id) or ""

    def _mark(self, address: str, message_id: int) -> str | None:
        chat = self._chats.get(address, ())
        return next((each.screen for each in reversed(chat) if each.id == message_id), None)

    def _chat(self, address: str) -> deque[_Message]:
        chat = self._chats.setdefault(address, deque(maxlen=MOST_MESSAGES))
        self._chats.move_to_end(address)
        if len(self._chats) > MOST_CHATS:
            self._chats.popitem(last=False)
        return chat


def wrote(message: Sent) -> Wrote:
    """Where this message stands."""
    replied = message.reply_to_message
    length = len(message.text or message.caption or "")
    at = int(message.date.timestamp())
    if replied is None:
        return Wrote(message.message_id, at, length)
    rows = replied.reply_markup.inline_keyboard if replied.reply_markup else ()
    payloads = (b.callback_data for row in rows for b in row if isinstance(b.callback_data, str))
    marks = (of_payload(each) for each in payloads)
    buttons = next((mark for mark in marks if mark), "")
    return Wrote(message.message_id, at, length, replied.message_id, buttons)
