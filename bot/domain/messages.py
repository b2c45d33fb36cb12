"""What goes in and out of the application, independent of any chat platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from bot.domain.words import REPLACEMENT, Longest, Words, clean

MOST_FILE_BYTES = 20 * 1024 * 1024
"""The largest file that comes in, in bytes: Bot API, getFile. The web takes no more either."""
_LONGEST_FILE_NAME = 120
_MOST_A_LETTER = 3
"""Signs that some devices send for one letter: the vowel, its mark and its tone."""

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
    """Short for `Text(key, params)`."""
    return Text(key, params)


def said_day(day: date, today: date) -> Text:
    """A day on which something depends, in full: its weekday, its year, and how far off it is."""
    return text("kinds.day", day=day, days=(day - today).days)


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
    screen it shows, remembered as the last one shown on that channel. `protected`: another
    person's words, which the channel keeps from being passed on as far as it can. `about`: what is
    judged on this screen, `FORM:SUBJECT`; it is said above, each time the screen is shown.
    """

    text: Text
    buttons: Keyboard = ()
    replaces: bool = False
    screen: str = ""
    protected: bool = False
    about: str = ""
    shareable: bool = False


@dataclass(frozen=True, slots=True)
class FileIn:
    """A file that a person sent, whole. `name` is plain (`file_name`); `media_type` is only the
    sender's claim, so nothing may be trusted because of it."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class FileOut:
    """A document or picture on its way to a person, from its writer to the channel. `name` is
    ASCII, so that every channel can send it; `caption` is the line that goes with it, in the
    person's language. `protected`: not the reader's own, so the channel keeps it from being passed
    on as far as it can. `material`: the id of the material that it is, of which a channel that
    keeps files keeps no copy."""

    name: str
    media_type: str
    body: bytes
    caption: str = ""
    protected: bool = False
    material: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether a channel should show it in the chat rather than offer it for download."""
        return self.media_type.startswith("image/")


class FileTrouble(StrEnum):
    """Why a file that a person sent did not get here; the values are the ends of the keys
    `file.…`."""

    TOO_LARGE = "too_large"
    EMPTY = "empty"
    LOST = "lost"
    NOT_AWAITED = "not_awaited"
    """Nobody asked for it, so it was not fetched."""


def file_name(given: str, fallback: str) -> str:
    """The last part of a name that came from outside, on one line, without control characters."""
    last = (
        clean(given[-Longest.CHOICE :])
        .replace("\\", "/")
        .rpartition("/")[2]
        .replace(REPLACEMENT, "")
    )
    name = " ".join(last.split()).lstrip(".")
    stem, dot, ending = name.rpartition(".")
    if len(name) > _LONGEST_FILE_NAME and stem:
        name = stem[: _LONGEST_FILE_NAME - len(dot + ending)] + dot + ending
    return name[-_LONGEST_FILE_NAME:] or fallback


class Manner(StrEnum):
    """How a text came."""

    TYPED = "typed"
    FORWARDED = "forwarded"
    """Passed on from elsewhere: not yet anybody's answer."""
    EDITED = "edited"
    """A text that was sent before, changed afterwards."""
    CROWDED = "crowded"
    """The first of too many at once: neither this nor what followed is taken."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One act of a person on a channel: a typed text, a tap, a file, or something unreadable.

    `external_id` is unique within the channel and the same when the platform delivers again.
    `partial`: the platform may have split a longer text here. `shown` names the tapped message.
    `file`: a file, fetched before the turn, whose caption is the text; or why there is none.
    `seen`: the mark of the screen that the writer of a text had before their eyes, or that they
    replied to; empty if it is none that is known, `None` if the channel cannot tell.
    `gives_back`: the channel puts a text that was refused back into the field.
    """

    channel: str
    address: str
    external_id: str
    text: str | None = None
    payload: str | None = None
    partial: bool = False
    shown: str = ""
    language: str = ""
    file: FileIn | FileTrouble | None = None
    seen: str | None = None
    manner: Manner = Manner.TYPED
    gives_back: bool = False


class Refusal(Exception):
    """A mistake that a person can make, with the sentence that says so; caught in the router."""

    def __init__(self, key: str, **params: Param) -> None:
        super().__init__(key)
        self.text = Text(key, params)


def bounded(incoming: Incoming) -> Incoming:
    """The act with its text clean, once nothing in it is longer than anybody means it to be; the
    first thing asked of it. Raises Refusal. A mark that is too long is that of no known screen."""
    if incoming.text is not None:
        written = incoming.text.strip()
        if len(written) <= _MOST_A_LETTER * Longest.LONG:
            written = clean(written)
        if len(written) > Longest.LONG:
            raise Refusal("kinds.too_long", length=len(written), most=Longest.LONG)
        incoming = replace(incoming, text=written)
    if len((incoming.payload or "").encode(errors="replace")) > Longest.CODE:
        raise Refusal("interview.forged")
    if len(incoming.seen or "") > Longest.CODE:
        incoming = replace(incoming, seen="")
    return incoming


class BadAnswer(Refusal):
    """The typed answer does not fit the question; nothing was recorded."""


class NotAllowed(Refusal):
    """This person may not do this, or the thing does not belong to the cell."""


class WrongState(Refusal):
    """The act does not fit the state that the thing is in now."""
