"""Who of a roster is meant by a name: exactly one, one of several, or nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.domain.people.member import Member, given_name
from bot.domain.words import Longest, fold, spoken

ALIKE = 0.75
"""How much of two names, accents aside, must agree for one to be a slip for the other. Of twice its
length no name can."""
GIVEN_ALIKE = 0.6
"""The same for the given names alone: many people share all the rest."""
MOST_NEAR = 5


@dataclass(frozen=True, slots=True)
class Found:
    """`exact`: all of this name, in the order of the roster; only if it is one may something be
    done without asking. `near`: others who may be meant, the most alike first."""

    exact: tuple[Member, ...] = ()
    near: tuple[Member, ...] = ()

    @property
    def only(self) -> Member | None:
        """The one member whom the name means."""
        return self.exact[0] if len(self.exact) == 1 else None


def may_be_one(born: str, other: str) -> bool:
    """Whether two people of one name may be the same: no known part of their birth dates
    differs."""
    return not born or not other or born.startswith(other) or other.startswith(born)


def find(name: str, people: Iterable[Member], born_on: str = "") -> Found:
    """Who has this name; if nobody has, whoever it may stand for, typed without accents.

    `born_on` as far as known: somebody born on another day is only near.
    """
    if len(name) > Longest.CHOICE:
        return Found()
    everybody = tuple(people)
    exact = [*same_name(name, everybody)]
    exact = exact or [each for each in everybody if _without_accents(name, each.name)]
    if born_on and len(exact) > 1 and any(each.born_on == born_on for each in exact):
        exact = [each for each in exact if each.born_on == born_on]
    exact = [each for each in exact if may_be_one(each.born_on, born_on)]
    rest = [(_likeness(name, each.name), each) for each in everybody if each not in exact]
    near = sorted((each for each in rest if each[0] >= ALIKE), key=lambda each: -each[0])
    return Found(tuple(exact), tuple(each for _, each in near[:MOST_NEAR]))


def same_name(name: str, people: Iterable[Member]) -> Sequence[Member]:
    """Everybody of this very name, whenever born."""
    wanted = spoken(name)
    return [each for each in people if spoken(each.name) == wanted]


def _without_accents(typed: str, name: str) -> bool:
    """Whether each word is that of the name, or the same without accents."""
    words, wanted = spoken(name).split(), spoken(typed).split()
    bare = fold(name).split()
    return len(words) == len(wanted) == len(bare) and all(
        each in (word, plain) for each, word, plain in zip(wanted, words, bare, strict=True)
    )


def _likeness(typed: str, name: str) -> float:
    """From 0 to 1; a part of a name, such as the given one, is as good as the whole."""
    one, other = fold(typed), fold(name)
    if len(one) > 2 * len(other):
        return 0.0
    if set(one.split()) <= set(other.split()) or set(other.split()) <= set(one.split()):
        return 1.0
    given = SequenceMatcher(None, given_name(one), given_name(other)).ratio()
    return SequenceMatcher(None, one, other).ratio() if given >= GIVEN_ALIKE else 0.0
