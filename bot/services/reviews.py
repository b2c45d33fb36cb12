"""A member's review: beginning it, handing it in, taking it back, printing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.carrying import without_items
from bot.domain.interview import Interview
from bot.domain.messages import WrongState, text
from bot.domain.people import Action, Member
from bot.domain.questionnaire import REVIEW, Group
from bot.domain.screens import heading, shown_value
from bot.domain.sheet import Blank, Entry, Part, Sheet
from bot.domain.workflow import HANDED_IN, Act, State, transition
from bot.services import carryover, consents, interviewing, naming, proxy, reviewing
from bot.services.cycles import duties, questionnaire
from bot.services.office import Office, moment, new_id
from bot.services.parcels import BlankJob, SheetJob
from bot.services.turns import Visit
from storage import cells, cycles, decisions, interviews, members
from storage.cycles import Cycle, CycleForm
from storage.database import Transaction
from storage.interviews import Stored


async def duties_of(visit: Visit, member: Member, cycle: Cycle) -> bool:
    """Whether the member has anything to answer in this cycle."""
    return bool(duties(member, await cycles.forms(visit.tx, cycle.id)))


async def own(visit: Visit, member: Member, cycle: Cycle) -> list[Stored]:
    """The member's reviews of the cycle, in order; begun where they were not."""
    return await _begun(visit, member, cycle, await cycles.reviews(visit.tx, cycle.id))


async def beside(visit: Visit, member: Member, cycle: Cycle) -> list[Stored]:
    """What the member writes besides reviews: a plan, a registration."""
    forms = await cycles.forms(visit.tx, cycle.id)
    return await _begun(visit, member, cycle, [f for f in forms if f.purpose != REVIEW])


async def _begun(
    visit: Visit, member: Member, cycle: Cycle, forms: Sequence[CycleForm]
) -> list[Stored]:
    found = []
    for duty in duties(member, forms):
        stored = await interviews.find(visit.tx, member.cell_id, cycle.id, member.id, duty.form)
        if stored is None:
            items = await carryover.items_for(visit.office, visit.tx, cycle, member.id, duty.form)
            stored = Stored(
                new_id(), member.cell_id, cycle.id, member.id, duty.form, State.DRAFT, 0, items
            )
            await interviews.add(visit.tx, stored, now=visit.at)
        found.append(stored)
    return found


async def submit(visit: Visit, stored: Stored, interview: Interview) -> None:
    """Hand in a complete review: a new version, and a copy of it for the author, or for whoever
    typed it from a paper, to have it signed."""
    member = visit.acting(Action.ANSWER)
    await consents.require(visit, stored.member_id)
    state = transition(stored.state, Act.SUBMIT)
    if interview.unfinished:
        raise WrongState("interview.unfinished")
    version = stored.version + 1
    own = proxy.is_own(visit, stored)
    await interviews.submit(
        visit.tx,
        stored.id,
        interview.relevant_answers(),
        version,
        state,
        now=visit.at,
        entered_by="" if own else member.id,
    )
    await visit.record("submitted" if own else "submitted_for_another", stored.id, member.cell_id)
    visit.move(interview_id="", editing="", shown="")
    visit.post(SheetJob(stored.id, version), cell_id=stored.cell_id)
    await reviewing.tell_reviewers(visit, stored)


async def take_back(visit: Visit, interview_id: str) -> Stored:
    """Have a handed-in review back for changes, as long as the date has not passed."""
    stored = await interviews.get(visit.tx, interview_id)
    if stored is None:
        raise WrongState("interview.gone")
    if await proxy.writing_for(visit, stored) is None:
        visit.author(stored.member_id)
    await interviewing.require_open(visit.tx, stored.cycle_id)
    cycle = await cycles.cycle(visit.tx, stored.cycle_id)
    revised = stored.approved_version > 0
    if cycle is None or (visit.today > cycle.dates.last_day and not revised):
        raise WrongState("review.too_late_to_take_back")
    state = transition(stored.state, Act.TAKE_BACK_REVISION if revised else Act.TAKE_BACK)
    await decisions.drop_collected(visit.tx, stored.id)
    await interviews.take_back(visit.tx, stored, state, now=visit.at)
    await visit.record("taken_back", stored.id, stored.cell_id)
    fresh = await interviews.get(visit.tx, interview_id)
    assert fresh is not None  # noqa: S101 -- it was there a moment ago, in this transaction
    return fresh


async def revise(visit: Visit, interview_id: str) -> Stored:
    """Open an approved review for what was heard at the meeting; the approved version stands until
    the new one is approved. Also after the date."""
    stored = await _own_in(visit, interview_id, Act.REVISE)
    await visit.record("revising", stored.id, stored.cell_id)
    return stored


async def give_up(visit: Visit, interview_id: str) -> Stored:
    """Leave the review as it was approved."""
    stored = await _own_in(visit, interview_id, Act.GIVE_UP)
    version = await interviews.version(visit.tx, stored.id, stored.approved_version)
    if version:
        await interviews.keep_answers(
            visit.tx, stored.id, version.answers, stored.revision + 1, now=visit.at
        )
    await visit.record("revision_given_up", stored.id, stored.cell_id)
    return stored


async def _own_in(visit: Visit, interview_id: str, act: Act) -> Stored:
    """An own review after this act."""
    stored = await interviews.get(visit.tx, interview_id)
    if stored is None:
        raise WrongState("interview.gone")
    visit.author(stored.member_id)
    await interviewing.require_open(visit.tx, stored.cycle_id)
    state = transition(stored.state, act)
    await interviews.move(visit.tx, stored.id, state, now=visit.at)
    return replace(stored, state=state)


async def own_one(visit: Visit, interview_id: str) -> Stored:
    """A review of this person's own; another's is refused."""
    stored = await interviews.get(visit.tx, interview_id)
    if stored is None:
        raise WrongState("interview.gone")
    visit.enter(visit.own(stored.member_id).cell_id)
    return stored


async def copy_of(visit: Visit, interview_id: str) -> None:
    """Send the author a print of the own review: the last version handed in, or the draft."""
    stored = await interviews.get(visit.tx, interview_id)
    if stored is None:
        raise WrongState("interview.gone")
    await proxy.writing_for(visit, stored)
    version = stored.version if stored.state in HANDED_IN else 0
    visit.post(SheetJob(stored.id, version), cell_id=stored.cell_id)


async def sheet(office: Office, tx: Transaction, job: SheetJob, language: str) -> Sheet | None:
    """The review as it is printed; `None` if that version was taken back meanwhile."""
    stored = await interviews.get(tx, job.interview_id)
    if stored is None:
        return None
    interview = await interviewing.load(office, tx, stored)
    submitted_at: datetime | None = None
    entered_by = stored.entered_by
    if job.version:
        version = await interviews.version(tx, stored.id, job.version)
        if version is None:
            return None
        answers = without_items(version.answers) if job.for_reviewer else version.answers
        interview = Interview(stored.id, interview.questionnaire, answers)
        submitted_at = office.calendar.local(moment(version.submitted_at))
        entered_by = version.entered_by
    member = await members.member(tx, stored.member_id)
    cycle = await cycles.cycle(tx, stored.cycle_id)
    cell = await (naming.cell_of(office, tx, cycle) if cycle else cells.cell(tx, stored.cell_id))
    say = office.catalogue.render
    name = member.name if member else ""
    typist = await members.known_as(tx, entered_by) if entered_by else ""
    typed = text("sheet.entered_by", name=typist)
    return Sheet(
        cell=cell.name,
        parent=cell.parent,
        place=cell.place,
        title=say(interview.questionnaire.title, language),
        writer=name,
        person=(
            (say(text("sheet.name"), language), name),
            *([(say(text("sheet.entered"), language), say(typed, language))] if typist else []),
        ),
        parts=parts_of(office, interview, language),
        version=job.version,
        submitted_at=submitted_at,
        entered_by=typist,
    )


async def blanks(office: Office, tx: Transaction, job: BlankJob) -> Sequence[Blank]:
    """The cycle's own questionnaire for every member as paper forms: for each of these members who
    is still there, or one without a name."""
    cycle = await cycles.cycle(tx, job.cycle_id)
    if cycle is None:
        return ()
    asked = next(form for form in await cycles.reviews(tx, cycle.id) if not form.member_id)
    form = await questionnaire(office, tx, cycle.id, asked.form)
    cell = await cells.cell(tx, cycle.cell_id)
    empty = Blank(cell.name, cell.parent, cell.place, office.operator, form)
    found = [await members.member(tx, member_id) for member_id in job.member_ids]
    return [
        replace(
            empty,
            name=member.name,
            born_on=member.born_on,
            posts=", ".join(filter(None, (member.party_post, member.government_post))),
        )
        for member in found
        if member
    ] or ([] if job.member_ids else [empty])


def parts_of(office: Office, interview: Interview, language: str) -> tuple[Part, ...]:
    """The answers of a review as they are read: part by part, without what was skipped."""
    parts: Sequence[Part] = [
        Part(
            office.catalogue.render(section.title, language),
            _entries(office, interview, n, language),
        )
        for n, section in enumerate(interview.questionnaire.sections, 1)
    ]
    return tuple(part for part in parts if part.entries)


def _entries(office: Office, interview: Interview, part: int, language: str) -> tuple[Entry, ...]:
    entries = []
    last = ""
    asked_again = {
        item.repeat_while
        for section in interview.questionnaire.sections
        for item in section.items
        if isinstance(item, Group)
    }
    for slot in interview.slots:
        value = shown_value(interview, slot)
        if slot.part != part or value is None or slot.question.id in asked_again:
            continue
        title = heading(slot)
        named = office.catalogue.render(title, language) if title else ""
        entries.append(
            Entry(
                label=office.catalogue.render(slot.question.called, language),
                value=office.catalogue.render(text("sheet.value", value=value), language),
                heading=named if named != last else "",
            )
        )
        last = named
    return tuple(entries)
