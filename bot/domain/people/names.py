"""Names of people as they are typed, pasted and filed: one rule for every way in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.people.phones import CALLED
from bot.domain.words import Longest, clean

_BEFORE_DAY = r"(?:\b(?:sinh(?:\s(?:năm|ngày))?|(?:năm|ngày)\ssinh|sn|ns)\b[\s:.]{0,5})?"
_BIRTH = re.compile(
    rf"{_BEFORE_DAY}(?<!\d)((?:\d{{1,2}}\s?[/.–⁄-]\s?){{2}}(?:\d{{4}}|\d{{2}})"
    r"|(?:19|20)\d{2}(?:-\d{1,2}-\d{1,2})?)(?!\d)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    rf"(?:{CALLED}[\s:.]{{0,5}})?"
    r"(?<!\d)((?:\+?84|0)(?:[ .-]?\d){9})(?!\d)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\(([^()]*)\)?|\[([^\[\]]*)\]?|\{([^{}]*)\}?")
_NUMBERING = re.compile(
    r"[^\w([{]+|(?:stt\s?)?[(\[]?\d{1,3}(?!\d)\s?[.)/:\]-]{0,5}|[a-z]\)|[ivx]{1,6}[.)]\s",
    re.IGNORECASE,
)
_APART = re.compile(r"\s?(?:[,;:|/\\–—]|\s-\s?|-\s|(?<=\w\w)\.\s)\s?")
_QUOTES = re.compile("[\"“”„‟«»‹›]|(?<!\\w)['‘’`´]|['‘’`´](?!\\w)")
_AND = re.compile(r"\s(?:và|va|and|&|\+)\s", re.IGNORECASE)
_MIDDLE = frozenset({"văn", "van", "thị", "thi", "ích"})
"""After one of these a title is none: Ông Văn Huyên, Ông Ích Khiêm."""

_COMRADE = re.compile(
    r"(?:đ\s?[/.]\s?c|d/c|ð/c|đc|đồng\schí|dong\schi|comrade)\b[.:]{0,5}", re.IGNORECASE
)
_DEGREE = re.compile(
    r"(?:(?:pgs|gs|ts|tiến\ssĩ|ths|thạc\ssĩ|bs|bác\ssĩ|ks|kỹ\ssư|cn|ngưt|ngnd)\b[.:]{0,5})",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(
    r"(ông|bà|thầy(?:\sgiáo)?|cô(?:\sgiáo)?|anh|chị|ô\.|b\.|mr|mrs|ms)(?:(?<=\.)|\b)[.:/]{0,5}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Tidied:
    """A name as the roster keeps it, and what stood beside it.

    `born`: a date or a year, as it was written; `lexicon.read_birth` says whether it can be one.
    `phone`: as it was written. `dropped`: titles, posts and remarks that are no part of the name,
    to be shown to whoever typed it. `several`: there is more than one person on the line.
    """

    name: str
    born: str = ""
    phone: str = ""
    dropped: tuple[str, ...] = ()
    several: bool = False


def tidied(typed: str) -> Tidied:
    """The name on a line, without numbering, titles, quotation marks, posts, dates and numbers.

    The name is empty where there is none. Nothing but numbering and signs goes without a word; a
    line that is much too long for a name stays as it is, to be refused for that.
    """
    if len(typed) > Longest.CHOICE:
        return Tidied(" ".join(clean(typed).split()))
    line = _QUOTES.sub("", " ".join(clean(typed).replace("\t", "; ").split()))
    line, phone = _taken(_PHONE, line)
    line, born = _taken(_BIRTH, _unnumbered(line))
    dropped: list[str] = []
    line = _BRACKETS.sub(lambda found: _kept_back(found, dropped), line)
    titles, line = _without_titles(_bare(_unnumbered(line)))
    name, *remarks = (
        [part for part in map(_bare, _APART.split(line)) if part] or dropped[:1] or [""]
    )
    label, colon, _ = line.partition(":")
    if colon and remarks and _bare(label) == name:
        remarks[0], name = name, remarks[0]  # a post stands before its holder: "Bí thư: …"
    more, name = _without_titles(name)
    dropped = [each for each in (*titles, *more, *remarks, *dropped) if each != name]
    return Tidied(
        _cased(name),
        born,
        phone,
        tuple(each for each in dropped if any(map(str.isalnum, each))),
        any(len(a.split()) > 1 and len(b.split()) > 1 for a, b in _pairs(name)),
    )


def names_in(typed: str) -> list[Tidied]:
    """The names of a list as people write it: one a line, or with commas or semicolons between.

    What has a comma before it and is no name, as a year or a post, belongs to the name before it.
    """
    found: list[Tidied] = []
    for line in typed.splitlines():
        parts: list[list[str]] = []
        small = False
        for part in re.split(r"[,;，、]", line):
            if parts and not _may_be_name(part, small=small):
                parts[-1].append(part)
            elif part.strip():
                small = small if parts else part == part.lower()
                parts.append([part])
        found += [each for part in parts if (each := tidied("; ".join(part))).name]
    return found


def _may_be_name(part: str, *, small: bool) -> bool:
    """Whether a part between commas may be somebody: two words or more, with capitals unless all is
    written `small`."""
    capital = all(word[0].isupper() for word in part.split() if word[0].isalpha())
    return len(tidied(part).name.split()) > 1 and (capital or small)


def _unnumbered(line: str) -> str:
    """The line without the numbers, letters and signs before its first word."""
    at = 0
    while found := _NUMBERING.match(line, at):
        at = found.end()
    return line[at:]


def _taken(sign: re.Pattern[str], line: str) -> tuple[str, str]:
    """The line without what the pattern finds first, and that."""
    found = sign.search(line)
    if not found:
        return line, ""
    return f"{line[: found.start()]} ; {line[found.end() :]}", found[1]


def _kept_back(found: re.Match[str], dropped: list[str]) -> str:
    words = _bare(next((group for group in found.groups() if group), ""))
    if words and not words.isdigit():
        dropped.append(words)
    return " "


def _bare(part: str) -> str:
    return " ".join(part.split()).strip(" .,;:!?*_•·-–—/|…=")


def _without_titles(name: str) -> tuple[list[str], str]:
    """The titles before a name, and the name. A title that may be the family name stays."""
    titles: list[str] = []
    while True:
        found = _COMRADE.match(name) or _DEGREE.match(name)
        if found is None:
            found = _HONORIFIC.match(name)
            after = name[found.end() :].split() if found else []
            if not after or after[0].casefold() in _MIDDLE:
                found = None
        if found is None or not _bare(name[found.end() :]):
            return titles, name
        titles.append(_bare(found[0]))
        name = _bare(name[found.end() :])


def _cased(name: str) -> str:
    """All in small letters it gets capitals, and a word in capitals keeps only the first."""
    if name == name.lower():
        return name.title()
    words = name.split()
    return " ".join(word.title() if _is_loud(word) else word for word in words)


def _is_loud(word: str) -> bool:
    return word == word.upper() and sum(map(str.isalpha, word)) > 1


def _pairs(name: str) -> list[tuple[str, str]]:
    return [(name[: found.start()], name[found.end() :]) for found in _AND.finditer(name)]
