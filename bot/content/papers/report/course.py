"""This time beside the last, item by item, and how the meeting went."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.content.layout.paper import Block
from bot.content.papers.report.masked import since
from bot.content.words.phrases import Phrases
from bot.domain.report.comparison import Comparison, Moves
from bot.domain.report.summary import Summary
from bot.domain.words import in_language


def compared(summary: Summary, say: Phrases) -> Iterator[Block]:
    """Of those in both cycles: how many marks, which items are gone, which remain, which are new;
    then what the members say themselves of earlier items. The official edition tells only what
    two papers tell that were issued."""
    if summary.is_official:
        if words := since(summary, say):
            yield Block("text", words, key="masked.since")
        return
    found = summary.comparison
    if found is None or not summary.totals.counted:
        return
    total = found.total
    words = say(
        "comparison.sentence",
        year=found.year,
        people=found.people,
        before=total.resolved + total.remaining,
        resolved=total.resolved,
        remaining=total.remaining,
        new=total.new,
    )
    yield Block("text", words, key="comparison.sentence")
    for name, wanted in _KINDS:
        items = _items(found, say, wanted)
        if items:
            words = say(f"comparison.{name}", year=found.year, items=items)
            yield Block("text", words, key=f"comparison.{name}")
    if found.word.counted:
        said = [
            (in_language(option.label, say.language), items)
            for option, items in found.word.options
            if items
        ]
        words = say("comparison.word", year=found.year, items=found.word.counted, said=said)
        yield Block("text", words, key="comparison.word")


_KINDS: tuple[tuple[str, Callable[[Moves], bool]], ...] = (
    ("gone", lambda m: bool(m.resolved) and not m.remaining and not m.new),
    ("remaining", lambda m: bool(m.remaining)),
    ("elsewhere", lambda m: bool(m.resolved and m.new) and not m.remaining),
    ("new", lambda m: bool(m.new) and not m.remaining and not m.resolved),
)
"""Which items stand in which sentence: every item that moved is in one of them."""


def _items(
    found: Comparison, say: Phrases, wanted: Callable[[Moves], bool]
) -> list[tuple[str, Moves]]:
    return [
        (
            say("comparison.item", short=row.short, label=in_language(row.label, say.language)),
            moves,
        )
        for group in found.groups
        for row, moves in group.rows
        if wanted(moves)
    ]


def met(summary: Summary, say: Phrases) -> Iterator[Block]:
    """How the meeting went, once it was held."""
    held = summary.meeting
    if held is not None:
        words = say(
            "meeting.sentence",
            present=held.present,
            absent=held.absent,
            of=held.present + held.absent,
            opinions=held.opinions,
            agreed=held.agreed,
        )
        yield Block("text", words, key="meeting.sentence")
