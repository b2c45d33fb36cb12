"""Numbered parts: what has nothing in it is left out, and the rest numbered on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.content.layout.paper import Block


def numbered(parts: Iterable[tuple[str, Sequence[Block]]]) -> Iterator[Block]:
    """The filled parts, each under its numbered heading."""
    filled = [(title, blocks) for title, blocks in parts if blocks]
    for number, (title, blocks) in enumerate(filled, 1):
        yield Block("part", f"{number}. {title}")
        yield from blocks
