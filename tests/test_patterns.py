"""A1: no regular expression of the program can be made slow by what it is given.

One rule for all of them, read off the parsed pattern: a repetition without an upper bound stands
last, where nothing that follows can fail and make it try again, and never inside another
repetition. What is found by such a pattern costs in proportion to the text.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined] # how `re` reads patterns itself
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
MOST = 100
"""A repetition that may go on beyond this counts as one without a bound."""
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_LOOKS = (_constants.ASSERT, _constants.ASSERT_NOT)


def faults(pattern: str | bytes) -> list[str]:
    """What makes the pattern slow on some text; empty if nothing does."""
    return list(_faults(_parser.parse(pattern), last=True, inside=False))


def _faults(parsed: Any, *, last: bool, inside: bool) -> Iterator[str]:
    """`last`: nothing follows that can fail. `inside`: it is part of a repetition that varies."""
    for place, (kind, given) in enumerate(parsed):
        ends = last and all(map(_may_be_missing, parsed[place + 1 :]))
        if kind in _REPEATS:
            least, most, repeated = given
            varies = most > max(least, 1)
            if inside and varies:
                yield "a repetition within a repetition"
            if most > MOST and not ends:
                yield "something follows a repetition without a bound"
            yield from _faults(repeated, last=ends and most == 1, inside=inside or varies)
        else:
            look = kind in _LOOKS
            for part in _parts(given):
                yield from _faults(part, last=ends and not look, inside=inside)


def _may_be_missing(item: Any) -> bool:
    """Whether this cannot fail: at most one of something short."""
    kind, given = item
    return (
        kind in _REPEATS
        and given[:2] == (0, 1)
        and not list(_faults(given[2], last=False, inside=False))
    )


def _parts(given: Any) -> Iterator[Any]:
    """The patterns within a group, a look-around or an alternation."""
    if isinstance(given, _parser.SubPattern):
        yield given
    elif isinstance(given, tuple | list):
        for each in given:
            yield from _parts(each)


def sources() -> Iterator[Path]:
    for package in ("bot", "handlers", "storage"):
        yield from (ROOT / package).rglob("*.py")


def patterns(source: Path) -> Iterator[tuple[int, str | bytes]]:
    """Each pattern in this file with its line; words that only the running program knows are a
    word."""
    name = ".".join(source.relative_to(ROOT).with_suffix("").parts)
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            made_by = node.func.value
            if isinstance(made_by, ast.Name) and made_by.id == "re" and node.func.attr != "escape":
                yield node.lineno, _value(node.args[0], name)


def _value(node: ast.expr, module: str) -> Any:
    names = vars(import_module(module)) if "__main__" not in module else {}
    if isinstance(node, ast.JoinedStr):
        return "".join(_value(part, module) for part in node.values)
    try:
        code = compile(ast.Expression(node), module, "eval")
        found = eval(code, dict(names))  # our own source
    except Exception:  # noqa: BLE001 -- whatever it needs is not there before the program runs
        found = "word"
    return found if isinstance(found, str | bytes) else "word"


FOUND = [
    pytest.param(pattern, id=f"{source.relative_to(ROOT)}:{line}")
    for source in sources()
    for line, pattern in patterns(source)
]


@pytest.mark.parametrize("pattern", FOUND)
def test_no_pattern_can_be_made_slow(pattern: str | bytes) -> None:
    assert faults(pattern) == []


def test_all_patterns_are_looked_at() -> None:
    """As many as a search for the word finds: none hides behind another name of the module."""
    for source in sources():
        words = source.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(from re import|import re as)", words, re.MULTILINE), source
    assert len(FOUND) > 60


def test_text_is_normalised_in_one_place() -> None:
    """A1: where the marks on a letter are counted first; papers do it with one sign at a time."""
    found = {
        source.name
        for source in sources()
        if "unicodedata.normalize" in source.read_text(encoding="utf-8")
    }
    assert found == {"words.py", "signs.py"}


@pytest.mark.parametrize(
    "slow",
    [
        r"(a+)+",
        r"\s*,\s*",
        r"([A-Z-]+)/?$",
        r"^\W+|\W+$",
        r"(?=a*b)",
        r"\d+(?:[, ]+\d+)*",
        r"(a|b*c)",
        "x.*?y",
    ],
)
def test_a_slow_pattern_is_found(slow: str) -> None:
    assert faults(slow)


@pytest.mark.parametrize(
    "quick", [r"\s+", r"a{1,30}b", r"(?:\d[ .]?){9}", r"(?:x|y)[^z]*", r"[a-z]"]
)
def test_a_quick_pattern_passes(quick: str) -> None:
    assert not faults(quick)
