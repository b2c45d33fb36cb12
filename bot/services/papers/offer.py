"""What is about to be issued, and what it would be without: said before anything is frozen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.content.papers import symbol
from bot.content.papers.report.paper import OWN
from bot.domain.cycle.place import WAITED_FOR, Place
from bot.domain.messages import Button, Refusal, Text, text
from bot.domain.papers.register import ISSUED_HERE, REPORT
from bot.domain.people.member import Action, Member
from bot.domain.report.masking import LEAST
from bot.domain.report.summary import Edition, Summary
from bot.services.office import new_id
from bot.services.report import summaries, wording
from bot.services.report.summaries import Found
from bot.services.report.wording import SentencePart, WordingState
from bot.services.turns import Visit
from storage import cells, cycles, register
from storage.cycles import Cycle
from storage.register import IssuedPaper

OWN_WORDS = ("measures", "ahead")
"""Parts that a report should not be without, whoever writes them."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What the paper would be without, and the button that mends it."""

    line: Text
    mend: Button


@dataclass(frozen=True, slots=True)
class Offer:
    """What is about to be issued: the number it would get now, and for a report how many reviews it
    counts of those who had to submit. `before`: the same kind of paper that this cycle has already.
    `kept`: the members' figures are those of the cycle's first report. `early`: it would freeze
    figures that tell nothing, or that are still to grow, so it is asked about twice."""

    paper_id: str
    number: str
    before: IssuedPaper | None
    counted: int = 0
    required: int = 0
    kept: bool = False
    early: bool = False
    gaps: tuple[Gap, ...] = ()

    @property
    def waiting(self) -> int:
        """How many had to submit and are not counted."""
        return self.required - self.counted

    @property
    def is_empty(self) -> bool:
        """Whether there are too few reviews for any figure about members."""
        return self.counted < 2 * LEAST


async def offer(visit: Visit, cycle_id: str, type_: str) -> Offer:
    """The paper of this type as it would be issued now."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    cycle = await cycle_of(visit, secretary, cycle_id, type_)
    cell = await cells.cell(visit.tx, cycle.cell_id)
    last = await register.last_number(visit.tx, cell.id, cell.term, type_)
    found = Offer(
        paper_id=new_id(),
        number=symbol(type_, last + 1, cell.style, visit.language),
        before=await register.newest_of_cycle(visit.tx, cycle.id, type_),
    )
    return await _report(visit, cycle, found) if type_ == REPORT else found


async def cycle_of(visit: Visit, member: Member, cycle_id: str, type_: str) -> Cycle:
    """The cycle, of which the member's cell can issue a paper of this type."""
    cycle = await cycles.cycle(visit.tx, cycle_id)
    if cycle is None or cycle.cell_id != member.cell_id:
        raise Refusal("access.not_yours")
    if type_ not in ISSUED_HERE:
        raise Refusal("register.not_ours")
    return cycle


async def _report(visit: Visit, cycle: Cycle, found: Offer) -> Offer:
    read = await summaries.gathered(visit.office, visit.tx, cycle, Edition.OFFICIAL)
    summary = summaries.count(visit.office, read, Edition.OFFICIAL)
    if not summary.totals.counted:
        raise Refusal("issuing.nothing_approved")
    kept = read.shown is not None
    counted = summary.shown.counted if summary.shown else summary.totals.counted
    made = replace(found, counted=counted, required=summary.participation.required, kept=kept)
    still_growing = cycle.closed_at is None and made.waiting > 0
    parts = wording.parts_of(summary, visit.language)
    return replace(
        made,
        early=not kept and (made.is_empty or still_growing),
        gaps=(
            *_to_approve(cycle, read, summary),
            *_heading(summary),
            *_unwritten(cycle, parts),
            *_in_time(visit, cycle, read, summary),
        ),
    )


def _to_approve(cycle: Cycle, read: Found, summary: Summary) -> Iterator[Gap]:
    """The collective's and the head's reviews, then those of everybody whose review waits."""
    waiting = sum(place is Place.SUBMITTED for place in read.places.values())
    there = Button(text("issuing.mend_review"), f"q:list:{cycle.cell_id}")
    mend = there if waiting else _standing(cycle)
    for form in summary.forms:
        if form.audience != "member" and not form.counted:
            yield Gap(text("issuing.gap_form", title=form.title), mend)
    if waiting:
        yield Gap(text("issuing.gap_waiting", count=waiting), there)


def _heading(summary: Summary) -> Iterator[Gap]:
    if not summary.issuer.place:
        yield Gap(text("issuing.gap_place"), Button(text("issuing.mend_place"), "mn:go:settings"))
    if not summary.issuer.parent:
        yield Gap(text("issuing.gap_parent"), Button(text("issuing.mend_parent"), "mn:go:rename"))


def _unwritten(cycle: Cycle, parts: Sequence[SentencePart]) -> Iterator[Gap]:
    """Parts without a word, and sentences whose figures have changed since they were written."""
    base = f"e:{cycle.id}:{Edition.OFFICIAL}"
    for part in parts:
        own = next((s for s in part.sentences if s.key.removeprefix(f"{OWN}.") in OWN_WORDS), None)
        if own and not any(sentence.words for sentence in part.sentences):
            write = Button(text("issuing.mend_part", title=part.title), f"{base}:write:{own.id}")
            yield Gap(text("issuing.gap_part", title=part.title), write)
    outdated = sum(s.standing is WordingState.OUTDATED for part in parts for s in part.sentences)
    if outdated:
        yield Gap(text("issuing.gap_outdated", count=outdated), Button(text("wording.begin"), base))


def _in_time(visit: Visit, cycle: Cycle, read: Found, summary: Summary) -> Iterator[Gap]:
    """Who is still to submit, and what is still to come, as long as the cycle is open."""
    if cycle.closed_at is not None:
        return
    names = tuple(m.shown for m in read.roster if read.places[m.id] in WAITED_FOR)
    if names:
        yield Gap(text("issuing.gap_missing", names=names), _standing(cycle))
    if visit.today <= cycle.dates.last_day:
        last = cycle.dates.last_day
        yield Gap(text("issuing.gap_deadline", last_day=last), _standing(cycle))
    on = cycle.dates.meeting_on
    if summary.meeting is None and (on is None or on > visit.today):
        move = Button(text("issuing.mend_meeting"), f"y:move:{cycle.id}")
        yield Gap(text("issuing.gap_meeting", day=on), move)


def _standing(cycle: Cycle) -> Button:
    return Button(text("issuing.mend_missing"), f"s:status:{cycle.id}")
