"""A review as pages on a phone: what changed since it was decided on, then the whole of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.domain.interview.screens import heading
from bot.domain.messages import Text, text
from bot.domain.review.sheet import Compared
from bot.services.office import moment
from bot.services.review import reviewer, sheets
from bot.services.review.reviewer import Review
from bot.services.turns import Visit

PAGE = 2_800
"""Characters of one page: some room under every channel's limit for its head."""
AIR = "\n"
"""Before what begins something new on a page: an empty line."""


async def changes(visit: Visit, review: Review) -> list[str]:
    """How it was decided on so far, what was asked for, and what has changed since."""
    say_ = visit.office.catalogue.render
    decided = tuple(
        text(
            f"reviewing.was_{act.act}",
            round=act.version,
            count=len(act.reasons),
            at=visit.office.calendar.local(moment(act.at)),
            name=name,
        )
        for act, name in await reviewer.history(visit, review)
    )
    changes = await reviewer.changes(visit.tx, review.interview, review.number)
    asked_for = await reviewer.asked_for(visit, review)
    blocks = [text("reviewing.history", lines=decided)] if decided else []
    if asked_for:
        blocks.append(text("reviewing.asked_for"))
        blocks += [
            text(
                "reviewing.asked_for_entry",
                heading=heading(slot),
                label=slot.question.called,
                reason=asked_for[slot.key],
            )
            for slot in review.returnable
            if slot.key in asked_for
        ]
    if changes:
        blocks.append(text("reviewing.changes"))
        blocks += [_change(sheets.compared(visit.office, each, visit.language)) for each in changes]
    return list(
        _packed(piece for block in blocks for piece in _cut(AIR + say_(block, visit.language)))
    )


def whole_review(visit: Visit, review: Review) -> list[str]:
    """The whole review, part by part."""
    return list(_packed(_whole(visit, review)))


def _change(change: Compared) -> Text:
    return text(
        "reviewing.change_entry",
        heading=change.heading or None,
        label=change.label,
        reason=change.reason or None,
        before=change.before,
        now=change.now,
        same=change.before == change.now,
    )


def _whole(visit: Visit, review: Review) -> Iterator[str]:
    say_ = visit.office.catalogue.render
    for part in sheets.parts_of(visit.office, review.interview, visit.language):
        yield AIR + say_(text("reviewing.part", title=part.title), visit.language)
        for each in part.entries:
            shown = text(
                "reviewing.entry", heading=each.heading, label=each.label, value=each.value
            )
            air = AIR if each.heading and each is not part.entries[0] else ""
            yield from _cut(air + say_(shown, visit.language))


def _cut(whole: str) -> Iterator[str]:
    """A long answer in pieces that fit on a page."""
    yield from (whole[i : i + PAGE] for i in range(0, len(whole), PAGE))


def _packed(blocks: Iterable[str]) -> Iterator[str]:
    """Pages that end between two answers."""
    page: list[str] = []
    for block in blocks:
        if page and sum(map(len, page)) + len(block) > PAGE:
            yield "\n".join(page).strip()
            page = []
        page.append(block)
    if page:
        yield "\n".join(page).strip()
