"""What goes in and out of the application, without any chat platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from bot.domain.words import Words

Param: TypeAlias = (
    "str | int | float | bool | date | datetime | Text | Words | tuple[Param, ...] | None"
)
"""What a message template may be given; `Text` and `Words` are put into the reader's language."""


@dataclass(frozen=True, slots=True)
class Text:
    """A message by its key in `templates/messages/`, with its parameters."""

    key: str
    params: Mapping[str, Param] = field(default_factory=dict)


def text(key: str, **params: Param) -> Text:
    """`Text(key, params)`, written shortly."""
    return Text(key, params)


@dataclass(frozen=True, slots=True)
class Button:
    """One tap: either a payload that comes back (at most 64 bytes: Bot API) or a link."""

    label: Text | Words | str
    payload: str = ""
    url: str = ""


Keyboard: TypeAlias = tuple[tuple[Button, ...], ...]
"""Rows of buttons."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to a person, not yet in any language.

    `replaces`: the message may take the place of the one that was tapped. `screen`: the key of the
    screen it shows, remembered as the last one shown on that channel.
    """

    text: Text
    buttons: Keyboard = ()
    replaces: bool = False
    screen: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One act of a person on a channel: a typed text, a tap, or something that cannot be read.

    `external_id` is unique within the channel and the same when the platform delivers again.
    `partial`: the platform may have split a longer text here. `shown` names the tapped message.
    """

    channel: str
    address: str
    external_id: str
    text: str | None = None
    payload: str | None = None
    partial: bool = False
    shown: str = ""
    language: str = ""
    name: str = ""


class Refusal(Exception):
    """A mistake that a person can make, with the sentence that says so; caught in the router."""

    def __init__(self, key: str, **params: Param) -> None:
        super().__init__(key)
        self.text = Text(key, params)


class BadAnswer(Refusal):
    """The typed answer does not fit the question; nothing was recorded."""


class NotAllowed(Refusal):
    """This person may not do this, or the thing does not belong to the cell."""


class WrongState(Refusal):
    """The act does not fit the state that the thing is in now."""
