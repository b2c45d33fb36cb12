"""What every chat channel shares: its contract, plain text for buttons, long text in pieces."""

from __future__ import annotations

from bot.domain.messages import FileOut
from bot.domain.words import BOLD_END, BOLD_START
from handlers.contract import (
    Channel,
    Command,
    Handle,
    Message,
    MessageButton,
    Moved,
    NotLetIn,
    Reply,
    TryLater,
    Unreachable,
)

__all__ = [
    "Channel",
    "Command",
    "FileOut",
    "Handle",
    "Message",
    "MessageButton",
    "Moved",
    "NotLetIn",
    "Reply",
    "TryLater",
    "Unreachable",
    "pieces",
    "strip_bold",
    "to_plain",
]


def to_plain(message: Message) -> str:
    """The message for a channel without buttons: its text, then the choices as lines to type."""
    lines = [strip_bold(message.text)]
    for row in message.buttons:
        lines += [
            f"{button.label}: {button.url}" if button.url else f"· {button.label}" for button in row
        ]
    return "\n".join(lines)


def strip_bold(text: str) -> str:
    """The text without bold marks."""
    return text.replace(BOLD_START, "").replace(BOLD_END, "")


def pieces(text: str, limit: int) -> list[str]:
    """The text cut at paragraph, line or word borders into parts of at most `limit` UTF-16 units.

    UTF-16 units: what Telegram counts. Nothing is lost but the white space at a cut.
    """
    parts: list[str] = []
    rest = text
    while _units(rest) > limit:
        head = _head(rest, limit)
        cut = max(head.rfind("\n\n"), 0) or max(head.rfind("\n"), 0) or max(head.rfind(" "), 0)
        parts.append(rest[: cut or len(head)].rstrip())
        rest = rest[cut or len(head) :].lstrip()
    return [*parts, rest] if rest or not parts else parts


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _head(text: str, limit: int) -> str:
    """The longest beginning of at most `limit` UTF-16 units; never half a surrogate pair."""
    return text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", errors="ignore")
