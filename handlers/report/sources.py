"""The secretary's chat from a number of the report to the people behind it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.interview.screens import shown_value
from bot.domain.messages import Button, Keyboard, Outgoing, Refusal, Text, text
from bot.domain.people.member import Action
from bot.domain.report.sources import Share, Source, SourcePart
from bot.domain.report.summary import Edition
from bot.services.report import sources
from bot.services.report.sources import Traced
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.routes import Route

PER_ROW = 4
SOURCES = 12
PEOPLE = 6


async def parts(visit: Visit, cycle_id: str, edition: str) -> Said:
    """The parts of the report that have numbers."""
    found = await sources.traced(visit, cycle_id, _edition(edition))
    base = f"t:{cycle_id}:{edition}"
    buttons = [Button(str(n), f"{base}:{n}:1") for n in range(1, len(found.parts) + 1)]
    lines = tuple(
        text("tracing.part_line", number=n, title=part.title)
        for n, part in enumerate(found.parts, 1)
    )
    report = Button(text("tracing.report"), f"s:summary:{cycle_id}:{edition}")
    message = text("tracing.parts", edition=text(f"figures.edition_{edition}"), parts=lines)
    return say(Outgoing(message, (*_in_rows(buttons), (report,)), protected=True))


def _edition(named: str) -> Edition:
    if named not in tuple(Edition):
        raise Refusal("interview.forged")
    return Edition(named)


def _in_rows(buttons: Sequence[Button]) -> Keyboard:
    return tuple(tuple(buttons[i : i + PER_ROW]) for i in range(0, len(buttons), PER_ROW))


def _chosen(whole: Sequence[SourcePart] | Sequence[Source], number: str) -> int:
    """The place of what was tapped, from zero. Raises Refusal for one that is not there."""
    place = int(number) if number.isdecimal() and number.isascii() and len(number) < 6 else 0
    if not 1 <= place <= len(whole):
        raise Refusal("tracing.gone")
    return place - 1


def _page(number: str, count: int, size: int) -> tuple[int, int]:
    pages = max(1, -(-count // size))
    wanted = int(number) if number.isdecimal() and number.isascii() and len(number) < 6 else 1
    return min(max(wanted, 1), pages), pages


def _turning(base: str, page: int, pages: int) -> Keyboard:
    turn = []
    if page > 1:
        turn.append(Button(text("reviewing.previous"), f"{base}:{page - 1}"))
    if page < pages:
        turn.append(Button(text("reviewing.next"), f"{base}:{page + 1}"))
    return (tuple(turn),) if turn else ()


async def part(visit: Visit, cycle_id: str, edition: str, number: str, page: str) -> Said:
    """The numbers of one part, each a button."""
    found = await sources.traced(visit, cycle_id, _edition(edition))
    chosen = found.parts[_chosen(found.parts, number)]
    at, pages = _page(page, len(chosen.sources), SOURCES)
    shown = list(enumerate(chosen.sources, 1))[(at - 1) * SOURCES : at * SOURCES]
    base = f"t:{cycle_id}:{edition}"
    message = text(
        "tracing.part",
        title=chosen.title,
        page=at,
        pages=pages,
        sources=tuple(
            text(
                "tracing.source_line",
                number=n,
                about=each.about or None,
                label=each.label,
                count=each.count,
            )
            for n, each in shown
        ),
    )
    buttons = [Button(str(n), f"{base}:{number}:{n}:1") for n, _ in shown]
    back = (Button(text("tracing.back"), base),)
    rows = (*_in_rows(buttons), *_turning(f"{base}:{number}", at, pages), back)
    return say(Outgoing(message, rows, protected=True))


async def source(
    visit: Visit, cycle_id: str, edition: str, number: str, row: str, page: str
) -> Said:
    """The people behind one number, with what they answered."""
    found = await sources.traced(visit, cycle_id, _edition(edition))
    stands_in = found.parts[_chosen(found.parts, number)]
    chosen = stands_in.sources[_chosen(stands_in.sources, row)]
    at, pages = _page(page, chosen.count, PEOPLE)
    shown = chosen.entries[(at - 1) * PEOPLE : at * PEOPLE]
    await sources.read(visit, cycle_id, shown)
    base = f"t:{cycle_id}:{edition}:{number}"
    message = text(
        "tracing.source",
        about=chosen.about or None,
        label=chosen.label,
        count=chosen.count,
        page=at,
        pages=pages,
        people=tuple(
            _person(found, n, entry) for n, entry in enumerate(shown, (at - 1) * PEOPLE + 1)
        ),
    )
    back = (Button(text("tracing.back_to_part", title=stands_in.title), f"{base}:1"),)
    return say(Outgoing(message, (*_turning(f"{base}:{row}", at, pages), back), protected=True))


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
        name=member.name if member else "",
        note=entry.note,
        said=tuple(said),
    )


ROUTES = (
    Route("t:{cycle}:{edition}", Action.MANAGE_CYCLE, parts),
    Route("t:{cycle}:{edition}:{number}:{page}", Action.MANAGE_CYCLE, part),
    Route("t:{cycle}:{edition}:{number}:{round}:{page}", Action.MANAGE_CYCLE, source),
)
