"""A printed paper as plain data, the same for every layout: blocks of finished sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from bot.content.layout.signs import printable
from bot.domain.style import STANDARD, Style, ToneOn
from bot.domain.words import clean, lowered, respelled, slug

BOX = "□"
"""What stands for a box to tick: the layouts draw it, as large as a pen needs."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table of words; `width` in mm, 0 for a share of what the others leave."""

    width: float = 0
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Cells of text. Without `columns` the first column holds words, the others figures of equal
    width; with them each is as given. `rows` have as many cells as `head`. `by_hand`: it is filled
    in with a pen, so it is set as large as the text and stays on one page where a page holds it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...] = ()
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart: people at each level above the first."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars under one heading."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars. `legend` names the levels above the first; `note` is printed below; `of` is how
    many people there are, whose bar would be as long as there is room, 0 where nobody knows."""

    title: str
    subtitle: str
    legend: tuple[str, ...]
    groups: tuple[BarGroup, ...]
    note: str = ""
    of: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, table, chart or line to write on.

    Kinds: `part`, `form`, `section` (headings, outer to inner), `text`, `bullet`, `item` (a bold
    line above `line`s), `line` (with its `lead` in italics), `rule` (dots to write on, after its
    `lead`), `table`, `pair` (two columns of running text), `boxes` (a table of choices, each with a
    box to tick, without lines or head), `chart`, `annex` (the heading of a new page).

    `key` names a sentence in every edition of the paper; a block without one cannot be edited.
    """

    kind: str
    text: str = ""
    lead: str = ""
    table: Table | None = None
    chart: Chart | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The header block and the title. Empty lines are not printed; without `party` there is no
    header block. `day`: of which day the paper is, in ISO form; empty where it bears no date."""

    parent: str
    cell: str
    star: str
    number: str
    party: str
    place_date: str
    type: str
    subject: str
    rule: str
    edition: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs on the right. On the left: who gets a copy, or who else signs. Empty lines are not
    printed."""

    body: str
    post: str
    name: str
    recipients: str = ""
    copies: tuple[str, ...] = ()
    left: Signature | None = None


UNSIGNED = Signature("", "", "")
"""The signature of a paper that nobody signs: no room is left for one."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper: `blocks` come before the signature, `annex` after it on a new page.

    `file` is the name without an ending, ASCII only; that of a draft begins with its watermark.
    `watermark` is printed behind the text of every page. `aloud`: it is set in larger letters, to
    be read standing up. `by_hand`: it is a form to fill in with a pen, set closer so as to take few
    sheets.
    """

    language: str
    file: str
    head: Head
    blocks: tuple[Block, ...]
    signature: Signature
    annex: tuple[Block, ...] = ()
    watermark: str = ""
    style: Style = STANDARD
    landscape: bool = False
    aloud: bool = False
    by_hand: bool = False


def file_of(paper: Paper) -> str:
    """The name of its file, without an ending."""
    return f"{slug(paper.watermark)}-{paper.file}" if paper.watermark else paper.file


def numbered(number: str, file: str) -> str:
    """The name of the file of an issued paper: `Số 05-BC/CB` makes it begin with `05-bc-cb`."""
    return f"{slug(number.partition(' ')[2])}-{file}"


def issued_as(draft: Paper, number: str) -> Paper:
    """The paper without the draft's mark, with its number, which its file and its annexes bear
    too."""
    gap, there = lowered(draft.head.number), lowered(number)
    return replace(
        draft,
        file=numbered(number, draft.file),
        head=replace(draft.head, number=number),
        annex=tuple(replace(each, lead=each.lead.replace(gap, there)) for each in draft.annex),
        watermark="",
    )


def title_of(paper: Paper) -> str:
    """What the paper is called outside of its pages."""
    return " ".join(f"{paper.head.type} {paper.head.subject}".split())


def author_of(paper: Paper) -> str:
    """Whose paper it is: the cell's, or that of the one who signs."""
    return " ".join((paper.head.cell or paper.signature.name).split())


def laid_out(paper: Paper) -> dict[str, Any]:
    """The paper as plain data, each block with `hold`: whether it stays on the page of the next.
    Of lines to write on, the first and the last two stay together."""
    data: dict[str, Any] = plain(paper, paper.style.tone_on)
    for part in ("blocks", "annex"):
        rules = [False, *(block["kind"] == "rule" for block in data[part]), False, False]
        for number, block in enumerate(data[part], 1):
            before, this, after, later = rules[number - 1 : number + 3]
            block["hold"] = this and after and not (before and later)
    return data


def measures_of(paper: Paper, profile: Mapping[str, Any]) -> Mapping[str, Any]:
    """The profile's measures, as they are for this paper."""
    if paper.aloud:
        large = profile["aloud"]
        heading = {**profile["heading"], "size": large["size"]}
        return {**profile, "body": {**profile["body"], **large}, "heading": heading}
    if not paper.by_hand:
        return profile
    form = profile["form"]
    sides = {
        "top": form["foot"],
        "bottom": form["foot"],
        "left": form["side"],
        "right": form["side"],
    }
    return {
        **profile,
        "page": {**profile["page"], **sides},
        "body": {**profile["body"], "line": form["line"], "after": form["after"]},
        "signature": {**profile["signature"], "space": form["sign"]},
    }


def plain(value: Any, tone_on: ToneOn = STANDARD.tone_on) -> Any:
    """The paper as dicts, lists and texts that every format can hold: control characters, lone
    surrogates and the like are replaced here once more, since XML breaks on them."""
    if isinstance(value, str):
        return respelled(printable(clean(value)), tone_on)
    if isinstance(value, tuple | list):
        return [plain(each, tone_on) for each in value]
    if isinstance(value, dict):
        return {name: plain(each, tone_on) for name, each in value.items()}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name), tone_on) for field in fields(value)}
    return value
