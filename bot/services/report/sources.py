"""Every number of the report followed to the answers behind it, for those who may read them
anyway."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.interview.interview import Interview
from bot.domain.messages import NotAllowed, Refusal, text
from bot.domain.people.member import Action, Member
from bot.domain.report.sources import Share, Source, SourcePart, answers_parts, comparison_part
from bot.domain.report.summary import Edition
from bot.services.report import summaries
from bot.services.report.summaries import Found, place_of
from bot.services.review.queue import in_time
from bot.services.turns import Visit
from storage import cycles, reviews

PLACES = ("approved", "waiting", "returned", "on_paper", "declined", "missing", "exempt")


@dataclass(frozen=True, slots=True)
class Traced:
    """The report's numbers, who is on the roster, and each member's counted review."""

    parts: Sequence[SourcePart]
    members: Mapping[str, Member]
    reviews: Mapping[str, Interview]


async def traced(visit: Visit, cycle_id: str, edition: Edition) -> Traced:
    """All numbers of this edition as of now. Raises NotAllowed if the reader may not read the
    reviews: of a cycle that was closed before the reader's time; Refusal for another cell's
    cycle."""
    reader = visit.acting(Action.MANAGE_CYCLE)
    cycle = await cycles.cycle(visit.tx, cycle_id)
    if cycle is None or cycle.cell_id != reader.cell_id:
        raise Refusal("access.not_yours")
    if not in_time(reader, cycle.closed_at, visit.at):
        raise NotAllowed("reviewing.before_your_time")
    found = await summaries.gathered(visit.office, visit.tx, cycle, edition)
    return Traced(
        parts=[part for part in _parts(visit, reader, found) if part.sources],
        members={member.id: member for member in found.roster},
        reviews={
            review.id: review
            for each in found.read.collected
            if each.form.audience == "member"
            for review in each.reviews
        },
    )


def _parts(visit: Visit, reader: Member, found: Found) -> Iterator[SourcePart]:
    yield SourcePart(text("tracing.participation"), tuple(_places(found)))
    own = [each for each in found.read.collected if each.form.audience == "member"]
    for each in own:
        yield from answers_parts(each)
    before = found.before
    if before and own and in_time(reader, before.cycle.closed_at, visit.at):
        earlier = [each for each in before.collected if each.form.id == own[0].form.id]
        if earlier:
            yield comparison_part(earlier[0].reviews, own[0].reviews)


def _places(found: Found) -> Iterator[Source]:
    places = {member.id: place_of(member, found) for member in found.roster}
    for place in PLACES:
        entries = tuple(Share(id_) for id_, stands in places.items() if stands == place)
        if entries:
            yield Source(text(f"tracing.place_{place}"), entries)


async def read(visit: Visit, cycle_id: str, entries: Sequence[Share]) -> None:
    """Records whose answers were looked at, so that their authors can see it. A member's place is
    not an answer."""
    shown = {entry.member_id for entry in entries if entry.said or entry.note is not None}
    cell = visit.member.cell_id
    for each in await reviews.standings(visit.tx, cell, cycle_id):
        if each.member_id in shown and each.member_id != visit.member.id:
            shown.discard(each.member_id)
            await visit.record("review_read", each.id, cell)
