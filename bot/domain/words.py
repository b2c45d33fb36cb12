"""What people type: cleaned, and compared without regard to accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import IntEnum
from itertools import chain

from bot.domain.style import ToneOn

Words = Mapping[str, str]
"""One text in several languages, by language code; `vi` is always there."""

LANGUAGES = ("vi", "en")


class Longest(IntEnum):
    """The most characters of a text, by where it goes. Asked before anything else looks at it:
    whatever somebody sends, reading it takes no time that another person could notice."""

    CODE = 64
    """A code or PIN, the name of a command, a payload (in bytes: Bot API), a screen's mark."""
    CHOICE = 500
    """A label, a number, levels of a matrix, a date; a word that asks for something; a name."""
    LONG = 10_000
    """An answer in own words, kept whole; whatever else is typed or pasted."""


BOLD_START, BOLD_END = "\ue000", "\ue001"
"""Marks that the catalogue's `b` filter sets and a channel turns into its own bold."""

REPLACEMENT = "\ufffd"
MOST_MARKS = 30
"""Marks on one letter: Unicode's own bound (UAX 15, stream-safe text). Normalising sorts them,
which takes long for many."""
_MAY_BE_MARKED = re.compile(f"[\u0300-\U0010ffff]{{{MOST_MARKS + 1}}}")
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_BULLET = re.compile("^([ \t]{0,99})[\uf020-\uf0ff][ \t]{0,99}(?=\\S)", re.MULTILINE)
"""A list's mark in Word's symbol fonts, which lie in the private-use area as they were in Windows.
"""
_SYMBOLS = str.maketrans(
    {
        **dict.fromkeys("\uf02d\uf0b7\uf0a7\uf0d8\uf076\uf0be", "–"),
        "\uf0ae": "→",
        "\uf0e0": "→",
        "\uf0de": "⇒",
        "\uf0fc": "✓",
        "\uf0fb": "✗",
        "\uf0a3": "≤",
        "\uf0b3": "≥",
        "\uf0b9": "≠",
        "\uf0bb": "≈",
        "\uf0b0": "°",
        "\uf0b1": "±",
        "\uf0b4": "×",
    }
)
"""Signs of those fonts that people write between words."""
_UNSEEN = re.compile(
    "[\u00ad\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    "|(?<=[\\w\\s])\u200d|\u200d(?=[\\w\\s])|^\u200d|\u200d$"
)
"""Signs that have no width; a joiner stays between the parts of an emoji."""
_STROKED = str.maketrans("\u00d0\u00f0\u0189", "\u0110\u0111\u0110")
"""Letters that look like Đ and đ: old fonts and converters wrote them."""
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_COMBINING = re.compile("[\u0300-\u036f]")
_SPACES = re.compile(r"\s+")


def raised(words: str) -> str:
    """With a capital letter first."""
    return words[:1].upper() + words[1:]


def in_language(words: Words, language: str) -> str:
    """The text in `language`, or in Vietnamese if that is missing."""
    return words.get(language) or words["vi"]


def clean(text: str) -> str:
    """What a person typed, as it is kept: NFC, Unix line ends, nothing unseen, no control
    characters, the Vietnamese Đ.

    The marks of Word's lists become dashes, and its symbols the signs they look like; other
    private-use characters, which look like nothing, are dropped. Control characters and lone
    surrogates become U+FFFD: they break XML or JSON, and a visible mark is more honest than a hole.
    """
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    public = _PRIVATE.sub("", _BULLET.sub(r"\1– ", unix).translate(_SYMBOLS))
    return _UNWANTED.sub(REPLACEMENT, composed(seen(public))).strip()


def composed(text: str) -> str:
    """The text in NFC."""
    return unicodedata.normalize("NFC", _bounded(text))


def decomposed(text: str) -> str:
    """The text in NFD: each letter with its marks after it."""
    return unicodedata.normalize("NFD", _bounded(text))


def _bounded(text: str) -> str:
    """The text with one U+FFFD for the marks that are too many on one letter."""
    if not _MAY_BE_MARKED.search(text):
        return text
    kept, marks = [], 0
    for sign in text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= MOST_MARKS:
            kept.append(sign)
        elif marks == MOST_MARKS + 1:
            kept.append(REPLACEMENT)
    return "".join(kept)


def seen(text: str) -> str:
    """The text as it looks: without signs of no width, and with one letter for every Đ."""
    return _UNSEEN.sub("", text).translate(_STROKED)


_WITH_TONE_ON = {
    ToneOn.U: {"uỷ": "ủy", "Uỷ": "Ủy", "UỶ": "ỦY"},
    ToneOn.Y: {"ủy": "uỷ", "Ủy": "Uỷ", "ỦY": "UỶ"},
}
"""A rule of spelling, not a wording: the two ways to write one word."""
_COMMITTEE = re.compile(rf"\b({'|'.join(chain(*_WITH_TONE_ON.values()))})\b")


def respelled(text: str, tone_on: ToneOn) -> str:
    """The word for "committee" with its tone mark on this letter; other words, which may be names,
    stay as they were written."""
    return _COMMITTEE.sub(lambda found: _WITH_TONE_ON[tone_on].get(found[0], found[0]), text)


def spoken(name: str) -> str:
    """A name for comparison: case, spaces and where the tone mark is written (hòa, hoà) do not
    matter; every accent does: Hoa and Hòa are two persons."""
    words = decomposed(seen(name).casefold()).split()
    return " ".join(_TONE.sub("", word) + "".join(_TONE.findall(word)) for word in words)


def fold(text: str) -> str:
    """A text for comparison only: no accents, đ as d, lower case, single spaces, no closing
    signs."""
    bare = _COMBINING.sub("", decomposed(seen(text)))
    plain = bare.replace("đ", "d").replace("Đ", "D").casefold()
    return _SPACES.sub(" ", plain).strip().rstrip(" .!,;")


_FAMILY = re.compile(
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đoàn|Trịnh|Trương"
    "|Mai|Đào|Lâm|Lương|Tô|Hà|Cao|Châu|Tạ|Thái|Tống|Quách|Kiều|Nông|Chu|La|Tăng|Triệu|Vương"
)
_CAPITAL = re.compile("Bác|Zalo|Facebook|Google|Internet|Tết|I|I'm|I've|I'll")
_CAPITAL_BEFORE = {
    "Trung": {"ương"},
    "Nhà": {"nước"},
    "Quốc": {"hội"},
    "Chính": {"phủ"},
    "Tổ": {"quốc"},
    "Việt": {"Nam", "Bắc"},
    "Thủ": {"tướng"},
    "Ban": {"Bí", "Chấp", "Thường", "Tổ", "Tuyên"},
}
_NOT_THE_PARTY = frozenset({"viên", "bộ", "ủy", "uỷ", "phí", "vụ", "tịch"})


def lowered(text: str) -> str:
    """The text as it goes on within a sentence: its first letter small, unless it begins with a
    name, an abbreviation, a number or what is always written with a capital."""
    first, *more = [word.strip(",.;:!?()“”\"'") for word in text.split(maxsplit=2)[:2]] or [""]
    second = more[0] if more else ""
    is_sign = len(first) > 1 and (first.isupper() or not first[1:].islower())
    is_name = _FAMILY.fullmatch(first) and second[:1].isupper()
    is_party = first == "Đảng" and second not in _NOT_THE_PARTY
    is_fixed = _CAPITAL.fullmatch(first) or second in _CAPITAL_BEFORE.get(first, ())
    if is_sign or is_name or is_party or is_fixed:
        return text
    return text[:1].lower() + text[1:]


def slug(text: str) -> str:
    """The text as part of a file's name: small letters and figures of ASCII, with dashes
    between."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_OF_LETTERS = "\u0302\u0306\u031b"


def in_order(name: str) -> tuple[object, ...]:
    """A name's place in a list: by the Vietnamese alphabet, where ă, â, đ, ê, ô, ơ and ư are
    letters of their own; numbers by their size; then by tone, as dictionaries have it."""
    words = re.findall(r"\d+|[^\W\d_]+", composed(seen(name).casefold()))
    places = tuple(
        (0, int(word), ()) if word[0].isdecimal() else (1, 0, _places(word)) for word in words
    )
    marks = decomposed(" ".join(words))
    tones = tuple(tuple(_TONES.find(mark) + 1 for mark in word) for word in marks.split())
    return places, tones, name


def _places(word: str) -> tuple[int, ...]:
    """The places of a word's letters in the alphabet, their tones apart; others come after z."""
    letters: list[str] = []
    for sign in decomposed(word):
        if sign in _OF_LETTERS and letters:
            letters[-1] = composed(letters[-1] + sign)
        elif not unicodedata.combining(sign):
            letters.append(sign)
    return tuple(_place(letter) for letter in letters)


def _place(letter: str) -> int:
    found = _ALPHABET.find(letter)
    plain = decomposed(letter)[0]
    return found if found >= 0 else max(_ALPHABET.find(plain), 0) or len(_ALPHABET) + ord(plain)
