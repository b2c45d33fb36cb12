"""Where a word that is wider than its column may be broken: typst would print it over the next
column, or off the page. Word breaks such a word by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.content.layout.widths import width

_BREAK = "\N{ZERO WIDTH SPACE}"
_BETWEEN_PARTS = re.compile("([/-])")
_MILLIMETRES = 25.4 / 72
"""In a point."""


def shared(widths: Sequence[float], whole: float) -> list[float]:
    """Widths of columns in mm: what is left goes to those without one, in equal shares."""
    rest = (whole - sum(widths)) / (sum(not each for each in widths) or 1)
    return [each or rest for each in widths]


def breakable(paper: Mapping[str, Any], profile: Mapping[str, Any]) -> dict[str, Any]:
    """The paper, which is plain data, with every word breakable that is wider than its column."""
    page = profile["page"]
    across = page["height"] if paper["landscape"] else page["width"]
    whole = across - page["left"] - page["right"]
    size = max(profile[name]["size"] for name in ("body", "type_name", "subject", "heading"))
    halves = {
        part: min(told["left"], whole - told["left"])
        for part, told in (("head", profile["header"]), ("signature", profile["signature"]))
    }
    return {
        **paper,
        **{part: _fitted(paper[part], room, size) for part, room in halves.items()},
        **{
            part: [_block(block, whole, size, profile) for block in paper[part]]
            for part in ("blocks", "annex")
        },
    }


def _block(
    block: Mapping[str, Any], whole: float, size: float, profile: Mapping[str, Any]
) -> dict[str, Any]:
    fitted: dict[str, Any] = _fitted(block, whole - profile["body"]["first_line"], size)
    if table := block["table"]:
        told = profile["table"]
        rooms = [each - 3 * told["inset"] for each in shared(_widths(block, told), whole)]
        fitted["table"]["head"], *fitted["table"]["rows"] = (
            [_fitted(*cell, told["size"]) for cell in zip(row, rooms, strict=True)]
            for row in (table["head"], *table["rows"])
        )
    return fitted


def _widths(block: Mapping[str, Any], told: Mapping[str, Any]) -> list[float]:
    """The columns of a table: as given, two alike of a pair, or one of words and others of
    figures."""
    table = block["table"]
    if block["kind"] == "pair":
        return [0, 0]
    others = [told["level"]] * (len(table["head"]) - 1)
    return [column["width"] for column in table["columns"]] or [0, *others]


def _fitted(value: Any, most: float, size: float) -> Any:
    """The same with breaks in every word that is wider than so many mm."""
    if isinstance(value, str):
        fewest = max(1, int(most / (size * _MILLIMETRES)))  # no letter is wider than an em
        return re.sub(rf"\S{{{fewest},}}", lambda found: _broken(found[0], most, size), value)
    if isinstance(value, list):
        return [_fitted(each, most, size) for each in value]
    if isinstance(value, dict):
        return {name: _fitted(each, most, size) for name, each in value.items()}
    return value


def _broken(word: str, most: float, size: float) -> str:
    """The word with breaks in those of its parts that have no room: between parts, as in an
    address, typst breaks it anyway, and what is copied is free of breaks then."""
    return "".join(
        _BREAK.join(part) if width(part, size, "bold") > most else part
        for part in _BETWEEN_PARTS.split(word)
    )
