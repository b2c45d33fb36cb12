"""The data of `/summary`: read in one snapshot, counted outside of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache

from pydantic import TypeAdapter

from bot.domain.cycle.place import Place
from bot.domain.interview.interview import Interview
from bot.domain.messages import Refusal
from bot.domain.people.issuer import Issuer
from bot.domain.people.member import Member, MemberKind, MemberStanding
from bot.domain.preparation.basis import Document
from bot.domain.preparation.items import must_read
from bot.domain.report.causes import causes
from bot.domain.report.comparison import Comparison, compare
from bot.domain.report.course import Preparation
from bot.domain.report.masking import mask
from bot.domain.report.participation import Participation
from bot.domain.report.shown import Circulated
from bot.domain.report.summary import (
    Edition,
    Responses,
    Summary,
    form_summary,
    totals,
)
from bot.domain.report.wording import Edits
from bot.services.cycle.standing import questionnaire, standings_among
from bot.services.cycle.status import place
from bot.services.office import Office, millis
from bot.services.people.cells import issuer_of
from storage import (
    cells,
    circulated,
    cycles,
    edits,
    materials,
    members,
    preparation,
    reviews,
)
from storage.cycles import Cycle
from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Read:
    """Everything of one cycle that is counted."""

    cycle: Cycle
    collected: Sequence[Responses]


@dataclass(frozen=True, slots=True)
class Found:
    """One snapshot, from which a report is counted. `places`: of each member of the roster, by id,
    as the status has them."""

    issuer: Issuer
    roster: Sequence[Member]
    places: Mapping[str, Place]
    read: Read
    before: Read | None
    basis: tuple[Document, ...]
    preparation: Preparation
    edits: Edits
    shown: Circulated | None
    shown_before: Circulated | None


async def summary(
    office: Office, cycle_id: str, edition: Edition = Edition.MEETING
) -> Summary | None:
    """One edition of the report as of now; `None` for an unknown cycle.

    Of the members' reviews only those of the present roster count, so that the places of
    Participation add up to it. An exempt member who handed one in all the same is counted and not
    exempt. Of the cycle before, everything handed in is compared, also by those who have left.
    """

    async def work(tx: Transaction) -> Found | None:
        cycle = await cycles.cycle(tx, cycle_id)
        return await gathered(office, tx, cycle, edition) if cycle else None

    found = await office.db.read(work)
    return count(office, found, edition) if found else None


async def summary_now(office: Office, tx: Transaction, cycle: Cycle, edition: Edition) -> Summary:
    """The same as this very transaction sees it."""
    return count(office, await gathered(office, tx, cycle, edition), edition)


async def gathered(office: Office, tx: Transaction, cycle: Cycle, edition: Edition) -> Found:
    """What this edition of the report is counted from."""
    roster = await members.counted(tx, cycle.cell_id)
    present = {member.id for member in roster}
    before = await cycles.cycle_before(tx, cycle)
    official = edition is Edition.OFFICIAL
    read = await _read(office, tx, cycle, present, approved=official)
    everybody = await standings_among(tx, cycle, roster, approved=official)
    return Found(
        issuer=await issuer_of(office, tx, cycle),
        roster=roster,
        places={each.member.id: place(each) for each in everybody},
        read=read,
        before=await _read(office, tx, before, present) if before else None,
        basis=tuple(b.document for b in await preparation.basis(tx, cycle.cell_id)),
        preparation=await _prepared(office, tx, cycle.id, roster),
        edits=await edits.edits(tx, cycle.id),
        shown=await frozen_figures(tx, cycle.id) if official else None,
        shown_before=await frozen_figures(tx, before.id) if official and before else None,
    )


async def frozen_figures(tx: Transaction, cycle_id: str) -> Circulated | None:
    """The members' figures of this cycle's official reports; `None` before the first."""
    kept = await circulated.frozen(tx, cycle_id)
    return _figures().validate_json(kept) if kept else None


async def freeze(tx: Transaction, cycle_id: str, figures: Circulated, at: int) -> None:
    """Keeps these figures for all official reports of this cycle, unless some were kept before."""
    body = json.dumps(asdict(figures), separators=(",", ":"))
    await circulated.freeze(tx, cycle_id, body, at)


@cache
def _figures() -> TypeAdapter[Circulated]:
    """Takes 20 ms to make, so it is made when the first one is read."""
    return TypeAdapter(Circulated)


async def _prepared(
    office: Office, tx: Transaction, cycle_id: str, roster: Sequence[Member]
) -> Preparation:
    """Counts the materials that were sent, and the members of the roster who have to read them."""
    sent = [m.id for m in await materials.of_cycle(tx, cycle_id) if m.sent_at is not None]
    readers = {member.id for member in must_read(roster, millis(office.clock()))}
    read = Counter(
        each.member_id
        for each in await materials.receipts(tx, cycle_id)
        if each.read_at is not None and each.material_id in sent
    )
    items = await preparation.items(tx, cycle_id)
    return Preparation(
        materials=len(sent),
        readers=len(readers),
        read_all=sum(read[member_id] == len(sent) for member_id in readers) if sent else 0,
        items=len(items),
        done=sum(item.done_at is not None for item in items),
    )


async def _read(
    office: Office, tx: Transaction, cycle: Cycle, present: set[str], *, approved: bool = False
) -> Read:
    handed_in = await reviews.handed_in(tx, cycle.cell_id, cycle.id, approved=approved)
    collected = []
    for form in await cycles.reviews(tx, cycle.id):
        asked = await questionnaire(office, tx, cycle.id, form.form)
        given = tuple(
            Interview(member_id, asked, version.answers)
            for name, member_id, version in handed_in
            if name == form.form and (form.member_id or member_id in present)
        )
        collected.append(Responses(asked, given))
    return Read(cycle, collected)


def count(office: Office, found: Found, edition: Edition) -> Summary:
    """The report from what was read for this edition."""
    cycle = found.read.cycle
    counted = Summary(
        issuer=found.issuer,
        theme=cycle.theme,
        year=cycle.year,
        submit_on=cycle.dates.submit_on,
        submit_inclusive=cycle.dates.inclusive,
        meeting_on=cycle.dates.meeting_on,
        made_at=office.calendar.local(office.clock()),
        participation=participation(found.roster, found.places),
        totals=totals(found.read.collected),
        comparison=_comparison(found),
        forms=tuple(form_summary(collected) for collected in found.read.collected),
        edition=edition,
        basis=found.basis,
        preparation=found.preparation,
        edits=found.edits,
        causes=causes(
            [
                review
                for each in found.read.collected
                if each.form.audience == "member"
                for review in each.reviews
            ]
        ),
        shown=found.shown,
        shown_before=found.shown_before,
    )
    if edition is Edition.MEETING or counted.shown:
        return counted
    return replace(counted, shown=mask(counted))


def participation(roster: Sequence[Member], places: Mapping[str, Place]) -> Participation:
    """Who is where, by which kinds the roster adds up, and why those who are exempt are."""
    counted = Counter(places[member.id] for member in roster)
    exempt = [member for member in roster if places[member.id] is Place.EXEMPT]
    return Participation(
        roster=len(roster),
        exempt=len(exempt),
        submitted=counted[Place.SUBMITTED] + counted[Place.APPROVED],
        approved=counted[Place.APPROVED],
        returned=counted[Place.RETURNED],
        on_paper=counted[Place.ON_PAPER],
        declined=counted[Place.NOT_SUBMITTING],
        kinds=_counts(MemberKind, [member.kind for member in roster]),
        standings=_counts(MemberStanding, [member.standing for member in roster]),
        beside=_counts(_BESIDE, map(_why, exempt)),
    )


_EXCUSED = "excused"
_BESIDE = (*MemberStanding, MemberKind.TEMPORARY, _EXCUSED)


def _counts(order: Iterable[str], told: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """How many there are of each, in this order; those of which there is none are left out."""
    counted = Counter(told)
    return tuple((str(each), counted[each]) for each in order if counted[each])


def _why(member: Member) -> str:
    """Why a member who is exempt is so."""
    if member.standing is not MemberStanding.ACTIVE:
        return member.standing
    return member.kind if member.kind is MemberKind.TEMPORARY else _EXCUSED


_REPORTED = {
    Place.SUBMITTED: "waiting",
    Place.NOT_SUBMITTING: "declined",
    Place.UNDER_WAY: "missing",
    Place.NOT_BEGUN: "missing",
}


def place_of(member: Member, found: Found) -> str:
    """The member's place, by its name in a report."""
    stands = found.places[member.id]
    return _REPORTED.get(stands, stands.value)


def _comparison(found: Found) -> Comparison | None:
    """The comparison with the cycle before, over the first questionnaire that every member
    answers."""
    if found.before is None:
        return None
    earlier = {each.form.id: each for each in found.before.collected}
    for now in found.read.collected:
        before = earlier.get(now.form.id)
        if now.form.audience == "member" and before:
            cycle = found.before.cycle
            return compare(
                cycle.theme, cycle.year, now.form, before=before.reviews, now=now.reviews
            )
    return None


async def newest_cycle_of(office: Office, cell: str) -> str | None:
    """The newest cycle of the cell with this id or name; a refusal lists the cells if several have
    that name."""

    async def work(tx: Transaction) -> str | None:
        found = await cells.find(tx, cell)
        if len(found) > 1:
            several = tuple(f"{each.id} ({each.parent})" for each in found)
            raise Refusal("fault.several_cells", cell=cell, several=several)
        cycle = await cycles.newest_cycle(tx, found[0].id) if found else None
        return cycle.id if cycle else None

    return await office.db.read(work)
