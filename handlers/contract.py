"""What the router, the post and the channels hand each other, already in a person's language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from bot.domain.messages import FileOut, Incoming, Outgoing, Text


@dataclass(frozen=True, slots=True)
class MessageButton:
    """A button in the person's language; either a payload or a link."""

    label: str
    payload: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message in the person's language. `text` is plain, with `BOLD_START`/`BOLD_END` marks.

    `replaces`: may take the place of the tapped message. `screen` is its screen's key, or empty.
    `protected`: as far as the channel can, it is not passed on, saved or printed. `shareable`: made
    to be passed on to others as it stands; where that takes more than a touch, the channel helps.
    """

    text: str
    buttons: tuple[tuple[MessageButton, ...], ...] = ()
    replaces: bool = False
    screen: str = ""
    protected: bool = False
    shareable: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the command menu: the word after the slash, and what it does."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one incoming act, after the commit.

    `notice` is the short text shown at the tapped button (Telegram: at most 200 characters).
    `refused`: nothing was recorded, so a channel with an input field puts the text back into it.
    `menu`: the person's command menu changed and is set anew, in `language`. `since`: the act had
    been delivered before, and what is shown again was first shown in this second.
    """

    messages: tuple[Message, ...] = ()
    notice: str = ""
    refused: bool = False
    menu: tuple[Command, ...] | None = None
    language: str = "vi"
    since: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """What a handler says, not yet in any language. `menu`: the person's commands changed."""

    outgoing: tuple[Outgoing, ...] = ()
    notice: Text | None = None
    refused: bool = False
    menu: bool = False
    since: int = 0


def say(*outgoing: Outgoing | Text, menu: bool = False) -> Said:
    """These messages, one after the other."""
    return Said(
        tuple(Outgoing(each) if isinstance(each, Text) else each for each in outgoing), menu=menu
    )


def complaint(message: Text) -> Said:
    """A refusal as a message."""
    return Said((Outgoing(message),), notice=message, refused=True)


Handle: TypeAlias = Callable[[Incoming], Awaitable[Reply]]
"""The router, as a channel sees it. It never raises: an error becomes an apology."""


class Unreachable(Exception):
    """This address cannot be reached until the person acts: blocked, deleted, never started."""


class TryLater(Exception):
    """Sending failed for now. `seconds`: how long the platform asks us to wait, if it said so."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Moved(Exception):
    """The chat has a new address, which replaces the old one for good."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class NotLetIn(Exception):
    """The platform does not know the program, as far as it can be believed: the operator has to
    look into that."""


class Channel(Protocol):
    """One chat platform. `send` and `send_file` raise Unreachable, TryLater or Moved."""

    name: str

    async def send(self, address: str, message: Message) -> None:
        """Send a message that is not a reply: a reminder, a digest, a notice."""

    async def send_file(self, address: str, file: FileOut) -> None:
        """Send a document or picture."""

    async def run(self, handle: Handle) -> None:
        """Receive until cancelled; acts of one person are handled in their order. After a failure
        it is run again. Raises NotLetIn."""
