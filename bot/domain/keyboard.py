"""What a Vietnamese keyboard makes of text that is not Vietnamese.

Telex takes letters for marks: s f r x j are tones, w is a horn or a breve (ư where it stands
alone), a doubled a e o d is â ê ô đ, z takes a tone away. VNI does the same with digits. Both need
a vowel or a d to work on, except for the w.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from bot.domain.words import composed, decomposed

UNTOUCHED = "bcfghjkmnpqrstvxz23456789"
"""Signs of which Telex and VNI make nothing else: no vowels (y is one), no w, no d. Nor 0, 1 and l,
which look like other signs."""

_CIRCUMFLEX = "\u0302"
_KEYS = {
    "\u0301": "s",
    "\u0300": "f",
    "\u0309": "r",
    "\u0303": "x",
    "\u0323": "j",
    "\u0306": "w",
    "\u031b": "w",
}
_TONES = frozenset("sfrxjz")


def meant(typed: str, words: Iterable[str]) -> AbstractSet[str]:
    """Those of these plain words whose keys make this text under Telex; none for plain text.

    The keys are compared, not their order: keyboards let a mark be typed at the end of a word. Of
    several tones only the last is left, so a word may have more; those with the fewest are meant.
    """
    if typed.isascii():
        return frozenset()
    letters = composed(typed).casefold()
    keys = "".join(map(_keys, letters))
    alone = decomposed(letters).count("u\u031b")  # each is either w or uw
    lost = {
        word: len(gone)
        for word in words
        if len(word) >= len(keys)
        for more in range(alone + 1)
        if (gone := _gone(word, keys + "u" * more)) is not None
    }
    return frozenset(word for word, count in lost.items() if count == min(lost.values()))


def _gone(word: str, keys: str) -> Sequence[str] | None:
    """The tones of the word that are not among these keys; `None` if they make another word."""
    gone = Counter(word)
    gone.subtract(keys)
    if any(count < 0 or (count and key not in _TONES) for key, count in gone.items()):
        return None
    return list(gone.elements())


def _keys(letter: str) -> str:
    if letter == "đ":
        return "dd"
    parts = decomposed(letter)
    base, marks = parts[0], parts[1:]
    keys = "".join(base if mark == _CIRCUMFLEX else _KEYS.get(mark, "") for mark in marks)
    return keys if (base + keys).startswith("uw") else base + keys
