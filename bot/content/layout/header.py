"""The header block fitted to what it holds, the same for Word and PDF.

Computed with the widths of Times New Roman: whatever font a machine has, the lines end where they
end in Word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Any

from bot.content.layout.names import broken
from bot.content.layout.paper import Head, Paper
from bot.content.layout.widths import width

SLACK = 1.0
"""What a column is wider than its longest line, in mm."""
NAMES = ("parent", "cell")
SMALLER = 1
"""So many points smaller may be what does not fit: the sources allow 13 for 14."""


@dataclass(frozen=True, slots=True)
class _Fit:
    """A way to set the header. `cost`: mm too many, how bad breaks are, how many, what is smaller;
    `told`: the measures of the header; `left`, `right`: the longest lines."""

    cost: tuple[int, int, int, int]
    head: Head
    told: Mapping[str, Any]
    left: float
    right: float


def fitted(paper: Paper, profile: Mapping[str, Any]) -> tuple[Paper, Mapping[str, Any]]:
    """The paper with a header whose lines end where they should, and the profile with the width
    and sizes that this takes. `header.left` of the profile is the width of the left column on an
    upright page where both sides leave it open; on a turned one it is as much of the width."""
    if not paper.head.party:
        return paper, profile
    page, told = profile["page"], profile["header"]
    margins = page["left"] + page["right"]
    whole = (page["height"] if paper.landscape else page["width"]) - margins
    wish = told["left"] * whole / (page["width"] - margins)
    room = 2 * told["inset"] + SLACK
    fits = _fits(_ordinary(paper.head), told, whole - 2 * room)
    fit = min(fits, key=lambda fit: fit.cost)
    left = max(told["least"], min(max(wish, fit.left + room), whole - fit.right - room))
    rule = {**told["rule"], "length": _widest(fit.head.party, told["party"])}
    header = {**fit.told, "rule": rule, "left": round(left, 1)}
    return replace(paper, head=fit.head), {**profile, "header": header}


def _ordinary(head: Head) -> Head:
    """The head with ordinary blanks: papers issued by earlier releases have others, and a search
    for "VIỆT NAM" does not find those."""
    plain = {part: _blanks(getattr(head, part)) for part in ("parent", "cell", "party")}
    return replace(head, **plain)


def _blanks(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def _fits(head: Head, told: Mapping[str, Any], room: float) -> Iterator[_Fit]:
    """Every way to set the header: the date on one line or two, date and names smaller or not."""
    dates = dict.fromkeys((head.place_date, _after_place(head.place_date)))
    for date, less_date, less in product(dates, (0, SMALLER), (0, SMALLER)):
        smaller = {"parent": less, "cell": less, "place_date": less_date}
        style = {**told, **{part: _less(told[part], by) for part, by in smaller.items()}}
        right = max(_widest(head.party, style["party"]), _widest(date, style["place_date"]))
        ways = {part: _broken(getattr(head, part), style[part], room - right) for part in NAMES}
        names = {part: "\n".join(lines) for part, (_, lines) in ways.items()}
        set_head = replace(head, place_date=date, **names)
        left = max(_widest(getattr(set_head, part), style[part]) for part in (*NAMES, "number"))
        over = max(0, round(max(left, told["least"]) + right - room))
        bad = sum(cost for cost, _ in ways.values())
        more = 2 * date.count("\n") + sum(name.count("\n") for name in names.values())
        yield _Fit((over, bad, more, less + less_date), set_head, style, left, right)


def _less(style: Mapping[str, Any], points: float) -> Mapping[str, Any]:
    return {**style, "size": style["size"] - points}


def _broken(name: str, style: Mapping[str, Any], most: float) -> tuple[int, list[str]]:
    return broken(name, most, partial(width, size=style["size"], weight=_weight(style)))


def _after_place(line: str) -> str:
    """Place and date on lines of their own; a date is not broken."""
    place, comma, date = line.rpartition(", ")
    return f"{place},\n{date}" if comma else line


def _weight(style: Mapping[str, Any]) -> str:
    return "bold" if style.get("bold") else "italic" if style.get("italic") else "regular"


def _widest(text: str, style: Mapping[str, Any]) -> float:
    return max(width(line, style["size"], _weight(style)) for line in text.split("\n"))
