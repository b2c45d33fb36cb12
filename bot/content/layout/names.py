"""Where a long name of the header is broken: between word groups, never within an expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from bot.content.words.phrases import REPORTS
from bot.content.yaml_files import read_yaml
from bot.domain.words import spoken

Measured = Callable[[str], float]

FREE, AFTER_PLACE, AT_DASH, IN_NAME, ODD, IN_EXPRESSION = 0, 40, 50, 60, 70, 100
"""How bad a break is: between groups; between "phường" and its name; at the dash of a name; within
a name after an even or an odd number of syllables, most words having two; within an expression."""

DASHES = ("-", "–")
AND = spoken("và")


def broken(name: str, most: float, measured: Measured) -> tuple[int, list[str]]:
    """The name in lines of `most` mm, and how bad its breaks are together. First come good breaks,
    then few lines, then lines of like length. A single word that is wider stays whole."""
    words = name.split()
    lengths, blank, costs = [measured(word) for word in words], measured(" "), breaks(name)
    # For every number of words from the start: cost, lines and unevenness, and where lines end.
    best: list[tuple[tuple[int, int, float], list[int]]] = [((0, 0, 0.0), [])]
    for end in range(1, len(words) + 1):
        found: list[tuple[tuple[int, int, float], list[int]]] = []
        length = -blank
        for start in range(end - 1, -1, -1):
            length += lengths[start] + blank
            if length > most and found:
                break
            (cost, lines, uneven), ends = best[start]
            cost += costs[start - 1] if start else 0
            found.append(((cost, lines + 1, uneven + length**2), [*ends, end]))
        best.append(min(found))
    (cost, _, _), ends = best[-1]
    return cost, [" ".join(words[a:b]) for a, b in pairwise((0, *ends))]


@lru_cache(maxsize=64)
def breaks(name: str) -> list[int]:
    """How bad it is to break after each word but the last."""
    plain = [spoken(word) for word in name.split()]
    costs: list[int] = []
    while len(costs) < len(plain):
        costs += [*_group(plain, len(costs)), FREE]
    for number, word in enumerate(plain[1:]):
        if word in DASHES:  # ends a line, and begins none
            costs[number] = IN_EXPRESSION
    return costs[:-1]


def _group(words: Sequence[str], at: int) -> list[int]:
    """How bad the breaks within the group are that begins here."""
    place = _longest("places", words, at)
    expression = _expression(words, at)
    if expression > place:
        return [IN_EXPRESSION] * (expression - 1)
    if place:
        name = _named(words, at + place)
        inside = [IN_EXPRESSION] * (place - 1)
        return [*inside, AFTER_PLACE, *_in_name(name)] if name else inside
    if words[at] == AND and at + 1 < len(words):  # stays with what follows
        return [ODD, *_group(words, at + 1)]
    if words[at] in DASHES or _opens(words, at):
        return []
    return _in_name(_named(words, at))


def _named(words: Sequence[str], at: int) -> Sequence[str]:
    """The proper name from here: up to the next word that begins something new. Its first word is
    its own, whatever it is."""
    end = at + 1
    while end < len(words) and not _begins(words, end):
        end += 1
    return words[at:end]


def _begins(words: Sequence[str], at: int) -> bool:
    """Whether something new begins here. A single word such as "xã" at the end is part of a name,
    and so is "trường" but before a kind of school."""
    if at + 1 == len(words):
        return False
    if size := _longest("places", words, at):
        return size > 1 or words[at] in _groups()["places_within"]
    return _expression(words, at) > 1 or words[at] == AND or _opens(words, at)


def _opens(words: Sequence[str], at: int) -> bool:
    """Whether a word such as "trường" stands before an expression, or after the organisation."""
    if words[at] not in _groups()["openers"]:
        return False
    after_organ = any(_longest("organs", words, at - n) == n for n in range(2, at + 1))
    return after_organ or _expression(words, at + 1) > 1


def _in_name(words: Sequence[str]) -> list[int]:
    """How bad the breaks within a proper name are."""
    costs = []
    syllables = 0
    for word in words[:-1]:
        syllables = 0 if word in DASHES else syllables + 1
        costs.append(ODD if syllables % 2 else IN_NAME if syllables else AT_DASH)
    return costs


def _expression(words: Sequence[str], at: int) -> int:
    """How many words the expression or organisation that stands here has; 0 if none does."""
    return max(_longest("organs", words, at), _longest("expressions", words, at))


def _longest(kind: str, words: Sequence[str], at: int) -> int:
    """How many words the longest expression of this kind that stands here has; 0 if none does."""
    known = _groups()[kind]
    return next((n for n in range(5, 0, -1) if " ".join(words[at : at + n]) in known), 0)


@cache
def _groups() -> Mapping[str, frozenset[str]]:
    told: Mapping[str, Any] = read_yaml(REPORTS / "layout" / "word_groups.yaml")
    return {kind: frozenset(spoken(each) for each in words) for kind, words in told.items()}
