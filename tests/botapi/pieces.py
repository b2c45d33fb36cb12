"""What Telegram's apps do with a long text before sending it."""

from __future__ import annotations

import re

from tests.botapi.entities import units
from tests.botapi.sending import MAX_TEXT

_WINDOW = 300
"""How far back from the limit the apps look for a good place to cut."""
_PLACES = (re.compile(r"\n\n"), re.compile(r"\n"), re.compile(r"[.!?]\s"), re.compile(r"\s"))


def pieces(text: str) -> list[str]:
    """The messages a typed text becomes: cut at a paragraph, line, sentence or word if near."""
    found = []
    rest = text.strip()
    while units(rest) > MAX_TEXT:
        limit = _characters(rest, MAX_TEXT)
        cut = _good_place(rest, limit)
        found.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [*found, rest] if rest else found


def _characters(text: str, most: int) -> int:
    """How many characters fit into so many UTF-16 units; a pair is never torn."""
    used = 0
    for count, sign in enumerate(text):
        used += 1 + (ord(sign) > 0xFFFF)
        if used > most:
            return count
    return len(text)


def _good_place(text: str, limit: int) -> int:
    for place in _PLACES:
        cuts = [found.end() for found in place.finditer(text, max(limit - _WINDOW, 1), limit)]
        if cuts:
            return cuts[-1]
    return limit
