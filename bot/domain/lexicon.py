"""Reading typed numbers, dates and control words; the words themselves are data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from string import ascii_lowercase

from bot.domain.words import Longest, fold


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that mean something wherever they are typed alone, folded, by meaning (`done`, `yes`).

    All languages together: a person may answer in either.
    """

    words: Mapping[str, frozenset[str]]

    def means(self, meaning: str, typed: str) -> bool:
        """Whether the whole of `typed` is a word for `meaning`, accents aside."""
        return len(typed) <= Longest.CHOICE and fold(typed) in self.words.get(meaning, frozenset())

    def asks(self, meaning: str, typed: str) -> bool:
        """The same for what somebody may ask for at any question: courtesies and question marks do
        not matter, nor that the keyboard left the tones as keys (`trowj giups`, `tro75 giup1`)."""
        if len(typed) > Longest.CHOICE:
            return False
        words = self.words.get(meaning, frozenset())
        plain = fold(typed.replace("?", " "))
        return any(way in words for way in (*self._bare(plain), *self._bare(_keyed(plain))))

    def _bare(self, plain: str) -> tuple[str, str]:
        """As it is, and without the courtesies before and after it."""
        courtesies = self.words.get("courtesy", frozenset())
        words = plain.split()
        said = [place for place, word in enumerate(words) if word not in courtesies]
        return plain, " ".join(words[said[0] : said[-1] + 1] if said else ())


_TONES, _MARKS, _VOWELS = "sfrxj", "123456789", "aeiouy"
_DOUBLED = re.compile(r"(aa|ee|oo|dd)")


def _keyed(plain: str) -> str:
    """Without the keys by which Telex and VNI write marks: a tone after the vowel of its word, a
    digit after a letter, every w."""
    kept, vowel = [" "], False
    for sign in plain:
        is_letter = sign in ascii_lowercase
        if sign == "w" or (sign in _TONES and vowel) or (sign in _MARKS and kept[-1].islower()):
            continue
        vowel = is_letter and (vowel or sign in _VOWELS)
        kept.append(sign)
    return _DOUBLED.sub(lambda found: found[0][0], "".join(kept[1:]))


_GROUPED = re.compile(r"[+-]?\d{1,3}(\.\d{3}){1,4}(,\d{1,6})?")
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,6})?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s?[/.\-\s]\s?(\d{1,2})(?:\s?[/.\-\s]\s?(\d{2}|\d{4}))?")

_MIDNIGHT = re.compile(r"[ T]00:00(:00)?(\.0{1,9})?$")
_OF_AGE, _OLDEST = 18, 90
"""In years: nobody younger is admitted to the Party, and nobody is expected to be so much older."""


def read_number(typed: str) -> Decimal | None:
    """A number as Vietnamese people write it: `3,5`; `1.250` is one thousand two hundred fifty.

    A dot that cannot separate thousands is a decimal point: `3.5`. `None` if it is no number.
    """
    compact = typed.replace(" ", "").replace("\u00a0", "")
    if not compact.isascii():
        return None
    if _GROUPED.fullmatch(compact):
        compact = compact.replace(".", "")
    compact = compact.replace(",", ".")
    return Decimal(compact) if _NUMBER.fullmatch(compact) else None


def read_date(typed: str, today: date, lexicon: Lexicon) -> date | None:
    """A date as people write it: `18/12`, `18-12-2026`, `18.12.26`, `ngày 18 tháng 12`, ISO.

    Without a year the next such day is meant, today included. `None` if it is no date.
    """
    if lexicon.means("today", typed):
        return today
    if lexicon.means("tomorrow", typed):
        return today + timedelta(days=1)
    plain = _without_words(typed, lexicon)
    if iso := _ISO.fullmatch(plain):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    found = _DAY_FIRST.fullmatch(plain)
    if not found:
        return None
    day, month, year = int(found[1]), int(found[2]), found[3]
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this_year = _date(today.year, month, day)
    return this_year if this_year and this_year >= today else _date(today.year + 1, month, day)


_YEAR_AFTER = r"(?:\s?[/.\-]?\s?(?:YEAR\s?)?(\d{4}|NEXT|THIS)(?:\s?YEAR)?)?"
_PERIODS = {
    1: re.compile(rf"MONTH\s?(1[0-2]|0?[1-9]){_YEAR_AFTER}|(1[0-2]|0?[1-9])\s?[/.\-]\s?(\d{{4}})"),
    3: re.compile(rf"QUARTER\s?([1-4]|iv|i{{1,3}}){_YEAR_AFTER}"),
    12: re.compile(r"YEAR\s?(\d{4}|NEXT|THIS)?|(NEXT|THIS)\s?YEAR"),
}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def read_period(typed: str, today: date, lexicon: Lexicon) -> date | None:
    """The last day of a month, quarter or year as plans name it: `tháng 5/2027`, `quý I năm sau`,
    `cuối năm`. Without a year the next such day is meant. `None` where it is none."""
    plain = fold(typed)
    for meaning in ("quarter", "month", "year", "next", "this", "end"):
        words = sorted(lexicon.words.get(meaning, frozenset()), key=len, reverse=True)
        token = " " if meaning == "end" else f" {meaning.upper()} "
        for word in words:
            plain = re.sub(rf"(?<![a-zA-Z]){re.escape(word)}(?![a-zA-Z])", token, plain)
    plain = re.sub(r"\s+", " ", plain.replace(",", " ")).strip()
    if plain == "YEAR" and fold(typed) in lexicon.words.get("year", frozenset()):
        return None
    for months, pattern in _PERIODS.items():
        if found := pattern.fullmatch(plain):
            named, *rest = [part for part in found.groups() if part] or [""]
            if months == 12:
                return _end_of(12, named, today)
            number = _ROMAN.get(named) or int(named)
            return _end_of(number * months, rest[0] if rest else "", today)
    return None


def _end_of(month: int, year: str, today: date) -> date:
    """The last day of the month in the year that was said, or else in the next one to come."""
    said = {"NEXT": today.year + 1, "THIS": today.year}.get(year) or int(year or today.year)
    end = date(said + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return end if year or end >= today else _end_of(month, "NEXT", today)


def read_birth(typed: str, today: date, lexicon: Lexicon) -> str | None:
    """A date of birth as people write it, in ISO form; only the year if only that is written.

    Two digits mean the latest such year in which somebody of age can have been born. `None` if it
    is no date, or not that of an adult.
    """
    plain = _without_words(_MIDNIGHT.sub("", typed), lexicon)
    latest = today.year - _OF_AGE
    if re.fullmatch(r"[0-9]{4}", plain):
        return plain if latest - _OLDEST <= int(plain) <= latest else None
    if iso := _ISO.fullmatch(plain):
        year, month, day = (int(part) for part in iso.groups())
    elif (found := _DAY_FIRST.fullmatch(plain)) and found[3]:
        day, month, year = (int(part) for part in found.groups())
    else:
        return None
    if year < 100:
        year += latest // 100 * 100
        year -= 100 if year > latest else 0
    born = _date(year, month, day)
    return born.isoformat() if born and latest - _OLDEST <= year <= latest else None


def _without_words(typed: str, lexicon: Lexicon) -> str:
    """A date without the words that people put between its numbers."""
    plain = fold(typed)
    for meaning in ("day", "month", "year"):
        plain = _one_of(lexicon.words.get(meaning, frozenset())).sub(" ", plain)
    return re.sub(r"\s+", " ", plain.replace(",", " ")).strip()


@cache
def _one_of(words: frozenset[str]) -> re.Pattern[str]:
    """Made once: a table asks for every date in it. Without words it finds nothing."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b" if words else r"(?!)")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
