"""Vietnamese typed for the fonts of before Unicode: .VnTime (TCVN3) and VNI-Times."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

from bot.domain.messages import Refusal
from bot.domain.words import composed, decomposed

_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
"""A sign for each letter; capitals with a tone are another font with the same signs."""

_VNI_MARKS = {
    sign: decomposed(letter)[1:]
    for sign, letter in zip("ùøûõïâáàåãäêéèúüë", "áàảãạâấầẩẫậăắằẳẵặ", strict=True)
}
"""The sign after a vowel, and the marks it stands for."""
_VNI_LETTERS = dict(zip("ñôöíìæóòî", "đơưíìỉĩịỵ", strict=True))
"""Tables of an encoding, as its fonts have them: letters, and no words of ours."""
_VNI = re.compile(
    f"([aeouyôö])([{''.join(_VNI_MARKS)}])|([{''.join(_VNI_LETTERS)}])", re.IGNORECASE
)

_LETTERS = re.compile(r"[A-Za-z\x80-\uffff]+")
"""A word with the signs that stand for letters."""

_SYLLABLE = re.compile(
    "(?:b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|q|r|s|t|th|tr|v|x)?"
    "(?:[aăâeêioôơuưy]|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|oo|ua|uâ|uê|ui|uô|uơ"
    "|ưa|ưi|ươ|ưu|uy|ya|yê|uă|ue|iêu|yêu|oai|oao|oay|oeo|uây|uôi|uya|uyê|uyu|ươi|ươu|uai|uao|uay)"
    "(?:c|ch|m|n|ng|nh|p|t)?"
)
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


class Font(StrEnum):
    """The fonts by whose name people know the problem."""

    TCVN3 = ".VnTime (TCVN3)"
    VNI = "VNI-Times"


def from_tcvn3(words: str) -> str:
    """What these signs look like in .VnTime."""
    return _LETTERS.sub(lambda found: _loud("".join(_TCVN3.get(c, c) for c in found[0])), words)


def from_vni(words: str) -> str:
    """What these signs look like in VNI-Times."""
    return composed(_VNI.sub(_vni_letter, words))


def _loud(word: str) -> str:
    """A word of capitals: their font has no signs of its own for those with a mark."""
    plain = [char for char in word if char.isascii() and char.isalpha()]
    return word.upper() if len(plain) > 1 and all(map(str.isupper, plain)) else word


def _vni_letter(found: re.Match[str]) -> str:
    letter, mark, alone = found.groups()
    base = alone or letter
    shown = _VNI_LETTERS.get(base.lower(), base.lower())
    shown = shown.upper() if base.isupper() else shown
    return shown + (_VNI_MARKS[mark.lower()] if mark else "")


_FONTS: dict[Font, Callable[[str], str]] = {Font.TCVN3: from_tcvn3, Font.VNI: from_vni}


def _is_vietnamese(word: str) -> bool:
    apart = decomposed(word.casefold())
    bare = composed(_TONES.sub("", apart))
    return len(_TONES.findall(apart)) < 2 and bool(_SYLLABLE.fullmatch(bare))


def _marked(words: str) -> list[str]:
    """The words with Latin letters and others: a sign alone, as a dot before a line, is none."""
    found = _LETTERS.findall(words)
    return [word for word in found if not word.isascii() and re.search("[A-Za-z]", word)]


def _reads(words: str) -> bool:
    """Whether all words with marks are Vietnamese."""
    return all(map(_is_vietnamese, _marked(words)))


def vietnamese_words(words: str) -> int:
    """How many words with marks are Vietnamese: the better reading of bytes has more."""
    return sum(map(_is_vietnamese, _marked(words)))


def font_of(cells: Sequence[str]) -> Font | None:
    """The old font for which these cells were surely typed, if any: some cannot be read without it,
    and all can be read with it. Raises Refusal `import.old_font` if only some can."""
    marked = [cell for cell in cells if not cell.isascii()]
    found = {font: [c for c in marked if _reads(convert(c))] for font, convert in _FONTS.items()}
    sure = [font for font, readable in found.items() if not all(map(_reads, readable))]
    whole = [font for font in sure if found[font] == marked]
    if sure and not whole:
        raise Refusal("import.old_font", font=sure[0].value)
    return whole[0] if whole else None


def in_unicode(rows: Sequence[Sequence[str]]) -> tuple[list[list[str]], list[Font]]:
    """The table with its columns in Unicode, and the old fonts that some were in. Headings may be
    in another font than their column. Raises Refusal as `font_of`."""
    changed = [list(row) for row in rows]
    fonts: set[Font] = set()
    for place in range(max(map(len, changed), default=0)):
        column = [row for row in changed if place < len(row)]
        old = [row for row in column if _may_be_old(row[place])]
        font = font_of([row[place] for row in old])
        if font:
            fonts.add(font)
            for row in old:
                row[place] = _FONTS[font](row[place])
    return changed, sorted(fonts)


def _may_be_old(cell: str) -> bool:
    """Whether the cell has no letter that the old fonts never had."""
    return max(composed(cell), default="") <= "\xff"


def decoded(body: bytes) -> tuple[str, str]:
    """The words of an old Vietnamese Windows, from its code page or one of the fonts, and the name
    of that font. Raises Refusal `import.not_a_table`."""
    readings: list[tuple[str, str]] = []
    try:
        readings.append((composed(body.decode("cp1258")), ""))
    except UnicodeDecodeError:
        readings.append(("", ""))
    readings += [(convert(body.decode("latin-1")), font) for font, convert in _FONTS.items()]
    best = max(readings, key=lambda reading: vietnamese_words(reading[0]))
    if not best[0]:
        raise Refusal("import.not_a_table")
    return best
