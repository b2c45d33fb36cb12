"""Long lists in a chat: one page of them, the buttons that turn it, and grids of buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.domain.messages import Button, Keyboard, Text, text

Entry = TypeVar("Entry")

PER_ROW = 5
TURNS = (text("reviewing.previous"), text("reviewing.next"))


@dataclass(frozen=True, slots=True)
class Page(Generic[Entry]):
    """Page `number` of `pages`, counted from 1. Each entry has its number in the whole list."""

    number: int
    pages: int
    entries: Sequence[tuple[int, Entry]]


def page_of(whole: Sequence[Entry], wanted: int, size: int) -> Page[Entry]:
    """The wanted page of a list, `size` entries long; the last one where the list has become
    shorter since the button was shown."""
    pages = page_with(len(whole), size)
    number = min(max(wanted, 1), pages)
    return Page(number, pages, list(enumerate(whole, 1))[(number - 1) * size : number * size])


def page_with(number: int, size: int) -> int:
    """The page that has the entry of this number."""
    return (max(number, 1) - 1) // size + 1


def turning(
    page: Page[Entry], payload: str, labels: tuple[Text, Text] = TURNS, *, first: int = 1
) -> Keyboard:
    """The row that leads to the pages before and behind this one; nothing for a single page. The
    payload ends with the number of the page, counted from `first`."""
    beside = zip(labels, (page.number - 1, page.number + 1), strict=True)
    row = tuple(
        Button(label, f"{payload}:{number - 1 + first}")
        for label, number in beside
        if 1 <= number <= page.pages
    )
    return (row,) if row else ()


def numbered(payloads: Mapping[int, str], per_row: int = PER_ROW) -> Keyboard:
    """A grid of buttons with these numbers on them."""
    return in_rows([Button(str(number), payload) for number, payload in payloads.items()], per_row)


def in_rows(buttons: Sequence[Button], per_row: int = PER_ROW) -> Keyboard:
    """The buttons in their order, so many in a row."""
    return tuple(tuple(buttons[i : i + per_row]) for i in range(0, len(buttons), per_row))
