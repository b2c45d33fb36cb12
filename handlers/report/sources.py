"""The secretary's chat that follows a number of the report to the people behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from bot.domain.interview.screens import shown_value
from bot.domain.messages import Button, Outgoing, Refusal, Text, text
from bot.domain.people.member import Action
from bot.domain.report.sources import Share
from bot.domain.report.summary import Edition
from bot.services.report import sources
from bot.services.report.sources import Traced
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.keyboards import numbered, page_of, turning
from handlers.routes import Route

Entry = TypeVar("Entry")

PER_ROW = 4
SOURCES = 12
PEOPLE = 6


async def parts(visit: Visit, cycle_id: str, edition: Edition) -> Said:
    """Shows the parts of the report that have numbers."""
    found = await sources.traced(visit, cycle_id, edition)
    base = f"t:{cycle_id}:{edition}"
    grid = numbered({n: f"{base}:{n}:1" for n, _ in enumerate(found.parts, 1)}, PER_ROW)
    lines = tuple(
        text("tracing.part_line", number=n, title=part.title)
        for n, part in enumerate(found.parts, 1)
    )
    report = Button(text("tracing.report"), f"s:summary:{cycle_id}")
    message = text("tracing.parts", edition=text(f"figures.edition_{edition}"), parts=lines)
    return say(Outgoing(message, (*grid, (report,)), protected=True))


def _chosen(whole: Sequence[Entry], number: int) -> Entry:
    """The entry that was tapped. Raises Refusal if there is none of this number any more."""
    if not 1 <= number <= len(whole):
        raise Refusal("tracing.gone")
    return whole[number - 1]


async def part(visit: Visit, cycle_id: str, edition: Edition, number: int, page: int) -> Said:
    """Shows the numbers of one part, each with a button."""
    found = await sources.traced(visit, cycle_id, edition)
    chosen = _chosen(found.parts, number)
    shown = page_of(chosen.sources, page, SOURCES)
    base = f"t:{cycle_id}:{edition}"
    message = text(
        "tracing.part",
        title=chosen.title,
        page=shown.number,
        pages=shown.pages,
        sources=tuple(
            text(
                "tracing.source_line",
                number=n,
                about=each.about or None,
                label=each.label,
                count=each.count,
            )
            for n, each in shown.entries
        ),
    )
    grid = numbered({n: f"{base}:{number}:{n}:1" for n, _ in shown.entries}, PER_ROW)
    back = (Button(text("tracing.back"), base),)
    rows = (*grid, *turning(shown, f"{base}:{number}"), back)
    return say(Outgoing(message, rows, protected=True))


async def source(
    visit: Visit, cycle_id: str, edition: Edition, number: int, line: int, page: int
) -> Said:
    """Shows the people behind one number, with what they answered."""
    found = await sources.traced(visit, cycle_id, edition)
    stands_in = _chosen(found.parts, number)
    chosen = _chosen(stands_in.sources, line)
    shown = page_of(chosen.entries, page, PEOPLE)
    await sources.read(visit, cycle_id, [entry for _, entry in shown.entries])
    base = f"t:{cycle_id}:{edition}:{number}"
    message = text(
        "tracing.source",
        about=chosen.about or None,
        label=chosen.label,
        count=chosen.count,
        page=shown.number,
        pages=shown.pages,
        people=tuple(_person(found, n, entry) for n, entry in shown.entries),
    )
    back = (Button(text("tracing.back_to_part", title=stands_in.title), f"{base}:1"),)
    return say(Outgoing(message, (*turning(shown, f"{base}:{line}"), back), protected=True))


def _person(found: Traced, number: int, entry: Share) -> Text:
    review = found.reviews.get(entry.member_id)
    member = found.members.get(entry.member_id)
    said = [
        text("tracing.said", label=slot.question.called, value=value)
        for slot in entry.said
        if review and (value := shown_value(review, slot)) is not None
    ]
    return text(
        "tracing.person",
        number=number,
        name=member.shown if member else "",
        note=entry.note,
        said=tuple(said),
    )


ROUTES = (
    Route("t:{cycle}:{edition}", Action.MANAGE_CYCLE, parts),
    Route("t:{cycle}:{edition}:{number}:{page}", Action.MANAGE_CYCLE, part),
    Route("t:{cycle}:{edition}:{number}:{line}:{page}", Action.MANAGE_CYCLE, source),
)
