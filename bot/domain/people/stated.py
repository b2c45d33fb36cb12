"""What people write of a member's kind and standing: in one cell, in two, in a remark, or beside a
name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.domain.lexicon import Lexicon
from bot.domain.people.member import MemberKind, MemberStanding
from bot.domain.words import fold

_SIGNS = re.compile(r"[,;:+()\[\]\n–—•]|\s-\s|(?<![\dđĐ])/|(?<=\d)/(?!\d)")
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 8
"""Words of a phrase."""

_MEANINGS = (
    *((f"kind_{kind}", kind) for kind in MemberKind),
    *((f"standing_{standing}", standing) for standing in MemberStanding),
    *((f"stated_{role}", role) for role in ("beside", "tail", "over", "other")),
)
"""The words of the lexicon: those that say something, what may stand beside them, what begins a
remark that only adds to it, what says that it is over, and what only begins like one of them."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What words say: kinds and standings, several where they contradict themselves; the parts that
    say them, as they were written; and the parts that were not understood."""

    kinds: frozenset[MemberKind]
    standings: frozenset[MemberStanding]
    kind: str
    standing: str
    rest: tuple[str, ...]

    @property
    def only_kind(self) -> MemberKind | None:
        """The kind, unless there is none, or more than one."""
        return next(iter(self.kinds)) if len(self.kinds) == 1 else None

    @property
    def only_standing(self) -> MemberStanding | None:
        """The standing, unless there is none, or more than one."""
        return next(iter(self.standings)) if len(self.standings) == 1 else None

    def __bool__(self) -> bool:
        """Whether anything was understood."""
        return bool(self.kinds or self.standings)


_NOTHING = Stated(frozenset(), frozenset(), "", "", ())


@dataclass(frozen=True, slots=True)
class _Part:
    """A part between signs: what it says, and what of it was not understood."""

    words: str
    kinds: frozenset[MemberKind] = frozenset()
    standings: frozenset[MemberStanding] = frozenset()
    rest: str = ""


def stated(words: str, lexicon: Lexicon) -> Stated:
    """What the words say of a member's kind and standing.

    A part between signs counts only if all of it is understood, up to a remark like “từ 3/2026”,
    and the next does not end it: neither “hết miễn sinh hoạt” nor “miễn sinh hoạt (đến 3/2026)”
    says anything.
    """
    if not words:
        return _NOTHING
    meanings = _phrases(tuple((meaning, lexicon.words[key]) for key, meaning in _MEANINGS))
    parts = _parts(words, meanings)
    return Stated(
        frozenset(kind for part in parts for kind in part.kinds),
        frozenset(standing for part in parts for standing in part.standings),
        ", ".join(part.words for part in parts if part.kinds),
        ", ".join(part.words for part in parts if part.standings),
        tuple(part.rest for part in parts if part.rest),
    )


@cache
def _phrases(listed: Sequence[tuple[str, frozenset[str]]]) -> Mapping[tuple[str, ...], str]:
    """What each phrase means, by its plain words."""
    return {
        tuple(_WORD.findall(fold(phrase))): meaning
        for meaning, phrases in listed
        for phrase in phrases
    }


def _parts(words: str, meanings: Mapping[tuple[str, ...], str]) -> Sequence[_Part]:
    """The parts from the left; one that says nothing alone is tried with the next: “miễn công tác,
    sinh hoạt”."""
    pieces = [piece for piece in map(str.strip, _SIGNS.split(words)) if _WORD.search(piece)]
    parts: list[_Part] = []
    while pieces:
        first = pieces.pop(0)
        part = _part(first, meanings)
        both = part is None and pieces and _part(f"{first}, {pieces[0]}", meanings)
        if both:
            pieces.pop(0)
        elif part is None and parts and _ends(first, meanings):
            parts[-1] = _Part(parts[-1].words, rest=parts[-1].words)
        parts.append(part or both or _Part(first, rest=first))
    return parts


def _part(words: str, meanings: Mapping[tuple[str, ...], str]) -> _Part | None:
    """What this part says; `None` if that is nothing, or not all of it is understood."""
    found = [*_WORD.finditer(words)]
    plain = [fold(word[0]) for word in found]
    said: set[str] = set()
    at, rest = 0, ""
    while at < len(plain) and not rest:
        length, meaning = _longest(plain, at, meanings)
        if meaning == "tail" and said and not _is_over(plain[at:], meanings):
            rest = words[found[at].start() :]
        elif meaning in ("", "tail", "over", "other"):
            return None
        elif meaning != "beside":
            said.add(meaning)
        at += length
    kinds = frozenset(kind for kind in MemberKind if kind in said)
    standings = frozenset(standing for standing in MemberStanding if standing in said)
    return _Part(words, kinds, standings, rest) if said else None


def _longest(
    plain: Sequence[str], at: int, meanings: Mapping[tuple[str, ...], str]
) -> tuple[int, str]:
    """How many words the longest phrase has that stands here, and its meaning."""
    for length in range(min(_LONGEST, len(plain) - at), 0, -1):
        meaning = meanings.get(tuple(plain[at : at + length]))
        if meaning:
            return length, meaning
    return 1, ""


def _is_over(plain: Sequence[str], meanings: Mapping[tuple[str, ...], str]) -> bool:
    """Whether a remark says that this holds no longer, or not for good."""
    return any(_longest(plain, at, meanings)[1] == "over" for at in range(len(plain)))


def _ends(words: str, meanings: Mapping[tuple[str, ...], str]) -> bool:
    """Whether a part only says that what stands before it is over: “đã hết”, “đến 3/2026”."""
    plain = [fold(word) for word in _WORD.findall(words)]
    meant = [_longest(plain, at, meanings)[1] for at in range(len(plain))]
    first = next((meaning for meaning in meant if meaning != "beside"), "")
    return first == "over" and set(meant) <= {"", "beside", "tail", "over"}
