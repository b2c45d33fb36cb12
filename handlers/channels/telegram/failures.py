"""What went wrong between Telegram and us, sorted by what is to be done about it."""

from __future__ import annotations

import re
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from handlers.channels.base import Moved, NotLetIn, TryLater, Unreachable

_QUOTING = re.compile("[:;'\"]")
_GONE = ("chat not found", "user not found", "peer_id_invalid", "user_deactivated")
_UNEDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
    "message_id_invalid",
)
_BAD_LINK = ("wrong http url", "button_url_invalid", "url host is empty")


class BadToken(NotLetIn):
    """The Bot API server does not accept the token. The message does not contain it."""

    def __init__(self) -> None:
        super().__init__("the Telegram server does not accept the bot's token")


def says(error: TelegramError, *sentences: str) -> bool:
    """Whether Telegram said one of these sentences (lower case); the library changes capitals."""
    said = str(error).lower()
    return any(sentence in said for sentence in sentences)


def gist(error: Exception) -> str:
    """The failure for the log: its kind and the beginning of Telegram's sentence, as far as it
    quotes nobody."""
    if not isinstance(error, BadRequest):
        return type(error).__name__
    return f"{type(error).__name__}, {_QUOTING.split(str(error))[0].strip()}"


def cause(error: TelegramError) -> str:
    """Why nothing comes from Telegram, for the log."""
    if isinstance(error, Conflict):
        return "another program uses the same bot (or a webhook is set)"
    return f"Telegram cannot be reached: {type(error).__name__}"


def is_same(error: BadRequest) -> bool:
    """Whether the message already looks like that."""
    return says(error, "message is not modified")


def is_uneditable(error: BadRequest) -> bool:
    """Whether the message is gone, too old, or no text: then a new one is sent."""
    return says(error, *_UNEDITABLE)


def is_bad_markup(error: BadRequest) -> bool:
    """Whether Telegram does not understand the HTML."""
    return says(error, "can't parse entities")


def is_bad_link(error: BadRequest) -> bool:
    """Whether Telegram does not accept a button's address, such as one on this very machine."""
    return says(error, *_BAD_LINK)


def is_late(error: BadRequest) -> bool:
    """Whether the tap was answered before, or too long ago."""
    return says(error, "query is too old", "query_id_invalid")


def is_passing(error: TelegramError) -> bool:
    """Whether the same request may succeed later.

    BadRequest is a NetworkError in this library although it is final; so is a request entity too
    large (413).
    """
    final = (BadRequest, Forbidden, ChatMigrated, InvalidToken, EndPointNotFound)
    return not isinstance(error, final) and not says(error, "request entity too large")


def pause_asked(error: TelegramError) -> float | None:
    """How many seconds Telegram wants us to wait, if it said so."""
    if not isinstance(error, RetryAfter):
        return None
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def as_contract(error: TelegramError) -> Exception:
    """The failure as the contract names it; a final one that the contract has no name for stays as
    it is."""
    if isinstance(error, ChatMigrated):
        return Moved(str(error.new_chat_id))
    if isinstance(error, Forbidden) or (isinstance(error, BadRequest) and says(error, *_GONE)):
        return Unreachable(str(error))
    if is_passing(error) or isinstance(error, InvalidToken):
        return TryLater(type(error).__name__, pause_asked(error))
    return error
