"""Whether a text bears a secrecy stamp. Such a text has no place in a public messenger or on this
server: it is refused, and nothing of it is kept.

A stamp is the law's own word in capitals, so that word is here and not among the templates. In
small letters, or as part of a compound (*bí mật*, *mật ong*), it is an ordinary word. In a line
that is all capitals, these say nothing, and only the word's neighbours count.
"""

from __future__ import annotations

import re

from bot.domain.words import composed

_STAMP = "MẬT"
_GRADES = frozenset({"TỐI", "TUYỆT"})
_BEFORE = frozenset({"BÍ", "BẢO", "CƠ", "THÂN", "CẨN", "NỘI", "RUỘT", "TÚI"})
"""Words that make an ordinary compound with the word after them."""

_AFTER = frozenset(
    {"ONG", "MÍA", "GẤU", "HOA", "NGỌT", "THIẾT", "KHẨU", "ĐỘ", "MÃ", "VỤ", "THÁM", "NGỮ", "DANH"}
)
_LABELLED = _GRADES | {"DẤU", "LIỆU", "BẢN", "VĂN", "SƠ", "LOẠI", "MỨC", "ĐỘ"}
"""In a line of capitals, what a stamp follows: the last words of "document", "file", "marked",
"degree" and the like."""

_WORD = re.compile(r"[^\W\d_]+")


def stamped(text: str) -> bool:
    """Whether the text bears one of the three stamps, in composed or decomposed Unicode."""
    lines = composed(text).splitlines()
    return any(_stamped(line) for line in lines)


def _stamped(line: str) -> bool:
    found = list(_WORD.finditer(line))
    words = [match[0] for match in found]
    shouted = all(word.isupper() for word in words)
    for place, match in enumerate(found):
        if match[0] != _STAMP:
            continue
        before = words[place - 1] if place and _next_to(line, found[place - 1], match) else ""
        after = (
            words[place + 1]
            if place + 1 < len(words) and _next_to(line, match, found[place + 1])
            else ""
        )
        if before in _GRADES:
            return True
        if before.upper() in _BEFORE or after.upper() in _AFTER:
            continue
        if not shouted or before in _LABELLED or not (before or after):
            return True
    return False


def _next_to(line: str, left: re.Match[str], right: re.Match[str]) -> bool:
    """Whether nothing but blanks is between two words."""
    return not line[left.end() : right.start()].strip()
