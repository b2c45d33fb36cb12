"""What is sent to Telegram: HTML in pieces, keyboards, notices; all within its limits."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup

from bot.domain.words import BOLD_END, BOLD_START
from handlers.channels.base import (
    Command,
    Message,
    MessageButton,
    Reply,
    pieces,
    strip_bold,
)

TEXT_UNITS = 4000
"""The most UTF-16 units of a piece: Telegram takes 4,096, not counting tags. The rest is a
reserve."""
CAPTION_UNITS = 1024
NOTICE_UNITS = 200
PAYLOAD_BYTES = 64
COMMAND_UNITS, DESCRIPTION_UNITS = 32, 256
ALERT_UNITS = 60
"""A complaint longer than this is shown in a box to close: a passing line would be cut off."""

_MARKS = re.compile(f"([{BOLD_START}{BOLD_END}])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: as HTML, and without any markup in case Telegram refuses that."""

    html: str
    plain: str


def in_pieces(text: str, limit: int = TEXT_UNITS) -> list[Piece]:
    """The text in parts of at most `limit` units; bold that is cut goes on in the next part."""
    parts: list[Piece] = []
    depth = 0
    for part in pieces(text, limit):
        marked, depth = _as_html(part, depth)
        plain = strip_bold(part)
        if plain.strip():
            parts.append(Piece(marked, plain))
    return parts


def _as_html(part: str, depth: int) -> tuple[str, int]:
    """The part with balanced tags, and how deep in bold it ends. Stray ends are dropped."""
    out = ["<b>"] if depth else []
    for token in _MARKS.split(part):
        if token == BOLD_START:
            depth += 1
            out += ["<b>"] if depth == 1 else []
        elif token == BOLD_END:
            out += ["</b>"] if depth == 1 else []
            depth = max(depth - 1, 0)
        else:
            out.append(html.escape(token, quote=False))
    out += ["</b>"] if depth else []
    return "".join(out), depth


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """The buttons. Raises ValueError on a payload of more than 64 bytes: Bot API."""
    rows = []
    for row in message.buttons:
        for button in row:
            if len(button.payload.encode()) > PAYLOAD_BYTES:
                raise ValueError(f"a payload of more than {PAYLOAD_BYTES} bytes")
        rows.append(
            [
                InlineKeyboardButton(b.label, url=b.url)
                if b.url
                else InlineKeyboardButton(b.label, callback_data=b.payload)
                for b in row
            ]
        )
    return InlineKeyboardMarkup(rows) if rows else None


ROW_SIGNS = 38
"""So many characters of a label are to be read where it has a row to itself; phones cut the rest.
A tick takes two."""
PER_ROW = 5
_OPTION = re.compile(r"(\d{1,3})\. ")
_CHOSEN = " ✓"


def readable(message: Message) -> Message:
    """The message without labels that the phone would cut: numbered choices are listed in the text
    and chosen by their numbers; any other long label stands in the text, too."""
    alone = [row[0] for row in message.buttons if len(row) == 1]
    if all(len(button.label) <= ROW_SIGNS for button in alone):
        return message
    options = [button for button in alone if _OPTION.match(button.label)]
    if any(len(button.label) > ROW_SIGNS for button in options):
        message = _by_number(message, options)
    long = [b.label for row in message.buttons for b in row if len(row) == 1]
    rest = [label for label in long if len(label) > ROW_SIGNS and label not in message.text]
    return replace(message, text="\n".join([message.text, *(f"▸ {each}" for each in rest)]))


def _by_number(message: Message, options: Sequence[MessageButton]) -> Message:
    """The options as lines of the text, with a button for each number."""
    found = [(button, _OPTION.match(button.label)) for button in options]
    numbers = [
        replace(button, label=match[1] + (_CHOSEN if button.label.endswith(_CHOSEN) else ""))
        for button, match in found
        if match
    ]
    grid = [tuple(numbers[i : i + PER_ROW]) for i in range(0, len(numbers), PER_ROW)]
    place = next(n for n, row in enumerate(message.buttons) if row[0] in options)
    others = [row for row in message.buttons if not (len(row) == 1 and row[0] in options)]
    lines = [button.label for button in options if button.label not in message.text]
    text = "\n".join([message.text, *([""] if lines else []), *lines])
    return replace(message, text=text, buttons=(*others[:place], *grid, *others[place:]))


def without_links(message: Message) -> Message:
    """The message with its links as lines of text: Telegram refuses buttons to hosts it finds
    wrong."""
    links = [b for row in message.buttons for b in row if b.url]
    rows = (tuple(b for b in row if not b.url) for row in message.buttons)
    return Message(
        text="\n".join([message.text, *(f"{b.label}: {b.url}" for b in links)]),
        buttons=tuple(row for row in rows if row),
        replaces=message.replaces,
        screen=message.screen,
        protected=message.protected,
    )


def notice(text: str) -> str:
    """The notice in at most 200 UTF-16 units, without bold."""
    plain = strip_bold(text)
    if _units(plain) <= NOTICE_UNITS:
        return plain
    head = plain.encode("utf-16-le")[: (NOTICE_UNITS - 1) * 2].decode("utf-16-le", errors="ignore")
    return head.rstrip() + "…"


def with_notice(reply: Reply) -> tuple[Message, ...]:
    """The reply's messages, after the notice as one of its own unless a message already has it."""
    said = strip_bold(reply.notice).strip()
    if not said or any(said in strip_bold(message.text) for message in reply.messages):
        return reply.messages
    return (Message(reply.notice), *reply.messages)


def is_alert(text: str) -> bool:
    """Whether a complaint is too long for the passing line."""
    return _units(text) > ALERT_UNITS


def menu(commands: Sequence[Command]) -> list[BotCommand]:
    """The command menu as the Bot API takes it."""
    return [
        BotCommand(c.name.lower()[:COMMAND_UNITS], c.description[:DESCRIPTION_UNITS])
        for c in commands
    ]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
