"""Signs that a paper cannot hold: they would be printed as an empty box, in PDF and Word alike."""

from __future__ import annotations

import re
import unicodedata

_EQUAL = str.maketrans(
    {"✅": "✓", "❌": "✗", "❎": "✗", "❗": "!", "❓": "?", "➕": "+", "➖": "–"}
)
"""Pictures that mean something, as signs that every font has."""
_PLAIN = re.compile("[\U0001d400-\U0001d7ff\U0001f100-\U0001f189\uff01-\uff5e]")
"""Letters and digits in fancy dress."""
_BOXES = re.compile(
    " ?(?:[\U0001f000-\U0001faff\u200d\u20e3\ufe00-\ufe0f\U000e0000-\U000e01ef]"
    "|[\u231a\u231b\u23e9-\u23fa\u2b1b\u2b1c\u2b50\u2b55]"
    "|(?![★☆☎☐☑☒✓✔✗✘❖➔➜➢➤])[\u2600-\u27bf])+"
)
"""Pictures, and what joins, colours and frames them."""
_RARE = re.compile("[^\n -\u036f\u1e00-\u1eff\u2010-\u205e\u20a0-\u20bf\u2100-\u218f]")
"""Whatever is not in an ordinary Vietnamese text."""


def printable(text: str) -> str:
    """The text without pictures and signs that no font has; what means something is put in plain
    signs, and blanks left at the ends of lines are dropped. Letters of every script stay."""
    if not _RARE.search(text):
        return text
    signs = _PLAIN.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    signs = _BOXES.sub("", signs.translate(_EQUAL).replace("\t", " "))
    kept = "".join(sign for sign in signs if unicodedata.category(sign) not in ("Cn", "Co"))
    return "\n".join(line.strip(" ") for line in kept.split("\n"))
