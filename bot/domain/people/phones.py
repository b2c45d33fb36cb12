"""Telephone numbers as people write them, and as spreadsheets leave them."""

from __future__ import annotations

import re

LONGEST = 80
"""Letters of what may be a number, or two; longer is a remark."""

_NUMBER = re.compile(r"\+?\(?\d[\d\s().–-]{7,25}")
_DECIMALS = re.compile(r"(?<=\d)\.0\Z")
_BETWEEN = re.compile(r"[/;,]|\s[–-]\s|\shoặc\s")
CALLED = r"\b(?:điện thoại|di động|đt|dt|dđ|sđt|sdt|tel|phone|mobile|zalo)\b"
"""A pattern of what people write before a number."""
_LABEL = re.compile(CALLED, re.IGNORECASE)
_MOBILE, _LANDLINE = re.compile(r"0[35789]\d{8}"), re.compile(r"02\d{8,9}")
_CITIES = ("024", "028")
_WITH_COUNTRY = 11
"""Digits from which on a number without a 0 may begin with the country's."""


def phone_in(typed: str) -> tuple[str, str]:
    """The first Vietnamese number that is written here, as digits from its 0 on, and what is said
    beside it; without one, nothing and the whole.

    A mobile has ten digits, a landline ten or eleven with its area. A spreadsheet takes the 0 off,
    and may add ".0".
    """
    words = " ".join(typed.split())
    if len(words) > LONGEST:
        return "", words
    plain = _DECIMALS.sub("", words)
    for part in (plain, *_BETWEEN.split(plain)):
        found = _NUMBER.search(part)
        number = _whole(re.sub(r"\D", "", found[0])) if found else ""
        if found and number:
            beside = _LABEL.sub(" ", plain.replace(found[0].strip(), " ", 1))
            return number, " ".join(beside.split()).strip(" /;,.:–-")
    return "", words


def _whole(digits: str) -> str:
    """The number from its 0 on, if these digits are one."""
    if len(digits) >= _WITH_COUNTRY and not digits.startswith("02"):
        digits = digits.removeprefix("00").removeprefix("84").removeprefix("0")
    number = digits if digits.startswith("0") else f"0{digits}"
    return number if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number) else ""


def shown_phone(number: str) -> str:
    """A number as people read it: 0912 345 678, 024 3825 1234."""
    if _MOBILE.fullmatch(number):
        return f"{number[:4]} {number[4:7]} {number[7:]}"
    area = 3 if number.startswith(_CITIES) else 4
    return f"{number[:area]} {number[area:-4]} {number[-4:]}" if number else ""
