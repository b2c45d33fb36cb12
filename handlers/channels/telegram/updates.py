"""From an update of the Bot API to an act of a person, or to nothing."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from telegram import (
    CallbackQuery,
    ChatMemberUpdated,
    MaybeInaccessibleMessage,
    Message,
    Update,
    User,
)
from telegram.constants import ChatMemberStatus, ChatType

from bot.domain.messages import Incoming, Manner
from handlers.channels.telegram.fetching import Sent, sent
from handlers.channels.telegram.screens import Wrote, wrote

log = logging.getLogger(__name__)

CHANNEL = "telegram"
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""What is asked of Telegram."""
PARTIAL_UNITS = 4000
"""A text of this many UTF-16 units may be one piece of several: the apps cut at 4,096 or before."""
_RECOGNISED = 40
"""So many letters of a text tell its writer which it was."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What a person did. `query`: the id of the tap, which needs one answer. `file`: to be fetched
    before the act is handled; the act's text is its caption. `wrote`: where a message stands among
    those of its chat. `thread`: the topic of the chat in which it was done. `protected`: the tapped
    message may not be passed on."""

    incoming: Incoming
    query: str = ""
    file: Sent | None = None
    wrote: Wrote | None = None
    thread: int | None = None
    protected: bool = False

    @property
    def address(self) -> str:
        """The chat in which it was done."""
        return self.incoming.address


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person has blocked the bot."""

    address: str


def act_of(raw: Mapping[str, Any]) -> Doing | Blocked | None:
    """What the update means; `None` for groups, channels, other bots and service messages.

    Never raises: an update that cannot be understood would come back for ever.
    """
    try:
        update = Update.de_json(dict(raw), None)
        if update.message:
            return _message(update.update_id, update.message)
        if update.edited_message:
            return _edit(update.update_id, update.edited_message)
        if update.callback_query:
            return _tap(update.update_id, update.callback_query)
        if update.my_chat_member:
            return _membership(update.my_chat_member)
    except Exception as error:  # noqa: BLE001 -- whatever Telegram invents must not stop the polling
        log.error("update %s cannot be read: %s", raw.get("update_id"), type(error).__name__)
    return None


def crowded(act: Doing | Blocked) -> Doing | Blocked:
    """The act as the first of too many: with as much of it as tells the sender which it was."""
    if isinstance(act, Blocked):
        return act
    words = (act.incoming.text or "")[:_RECOGNISED]
    told = replace(act.incoming, text=words, payload=None, manner=Manner.CROWDED)
    return replace(act, incoming=told, file=None, wrote=None)


def _message(update_id: int, message: Message) -> Doing | None:
    person = message.from_user
    if person is None or person.is_bot or message.chat.type != ChatType.PRIVATE:
        return None
    file = sent(message)
    text = message.caption if file else message.text
    if text is None and not message.effective_attachment:
        return None
    return Doing(
        _incoming(
            update_id,
            person,
            str(message.chat.id),
            text=text,
            partial=text is not None and len(text.encode("utf-16-le")) // 2 >= PARTIAL_UNITS,
            manner=Manner.FORWARDED if message.forward_origin else Manner.TYPED,
        ),
        file=file,
        wrote=wrote(message),
        thread=message.message_thread_id if message.is_topic_message else None,
    )


def _edit(update_id: int, message: Message) -> Doing | None:
    """A text that was changed after it was sent; other changes, as of a place, are nothing."""
    text = message.text or message.caption
    person = message.from_user
    if not text or person is None or person.is_bot or message.chat.type != ChatType.PRIVATE:
        return None
    incoming = _incoming(update_id, person, str(message.chat.id), text=text, manner=Manner.EDITED)
    thread = message.message_thread_id if message.is_topic_message else None
    return Doing(incoming, wrote=wrote(message), thread=thread)


def _tap(update_id: int, query: CallbackQuery) -> Doing | None:
    """A tap in a private chat, whose id is the person's."""
    shown = query.message
    if query.from_user.is_bot or (shown and shown.chat.type != ChatType.PRIVATE):
        return None
    return Doing(
        _incoming(
            update_id,
            query.from_user,
            str(query.from_user.id),
            payload=query.data or "",
            shown=str(shown.message_id) if shown else "",
        ),
        query.id,
        thread=_thread(shown),
        protected=isinstance(shown, Message) and bool(shown.has_protected_content),
    )


def _thread(shown: MaybeInaccessibleMessage | None) -> int | None:
    """The topic in which a message stands."""
    in_topic = isinstance(shown, Message) and shown.is_topic_message
    return shown.message_thread_id if in_topic and isinstance(shown, Message) else None


def _membership(change: ChatMemberUpdated) -> Blocked | None:
    left = change.new_chat_member.status == ChatMemberStatus.BANNED
    private = change.chat.type == ChatType.PRIVATE
    return Blocked(str(change.chat.id)) if left and private else None


def _incoming(update_id: int, person: User, address: str, **what: Any) -> Incoming:
    return Incoming(
        channel=CHANNEL,
        address=address,
        external_id=str(update_id),
        language=(person.language_code or "")[:2],
        **what,
    )
