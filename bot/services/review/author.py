"""A member's review: beginning it, handing it in, taking it back, revising it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.interview.interview import Interview
from bot.domain.interview.questionnaire import REVIEW
from bot.domain.messages import WrongState
from bot.domain.people.member import Action, Member
from bot.domain.review.workflow import HANDED_IN, Move, State, transition
from bot.services.consent import consent
from bot.services.cycle.standing import duties
from bot.services.interview import carried, conversation, proxy
from bot.services.office import new_id
from bot.services.review import queue
from bot.services.review.sheets import SheetJob
from bot.services.turns import Visit
from storage import cycles, decisions, interviews
from storage.cycles import Cycle, CycleForm
from storage.engine.database import Transaction
from storage.interviews import Stored


async def duties_of(visit: Visit, member: Member, cycle: Cycle) -> bool:
    """Whether the member has anything to answer in this cycle."""
    return bool(duties(member, await cycles.forms(visit.tx, cycle.id)))


async def own(visit: Visit, member: Member, cycle: Cycle) -> list[Stored]:
    """The member's reviews of the cycle, in order; those not yet begun are begun."""
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
            items = await carried.items_for(visit.office, visit.tx, cycle, member.id, duty.form)
            stored = Stored(
                new_id(), member.cell_id, cycle.id, member.id, duty.form, State.DRAFT, 0, items
            )
            await interviews.add(visit.tx, stored, now=visit.at)
        found.append(stored)
    return found


async def submit(visit: Visit, stored: Stored, interview: Interview) -> None:
    """Hands in a complete review: a new version, and a copy for the author to keep, or for the
    typist of a paper to have it signed."""
    member = visit.acting(Action.ANSWER)
    await consent.require(visit, stored.member_id)
    state = transition(stored.state, Move.SUBMIT)
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
    await queue.tell_reviewers(visit, stored)


async def _taking_back(tx: Transaction, stored: Stored) -> Move:
    """The move that makes the review again what it was: nobody takes back a settled one to change
    it unseen."""
    last = await decisions.last(tx, stored.id, decisions.DECIDING)
    if last is None:
        return Move.TAKE_BACK
    asked_for = last.act == decisions.RETURNED
    return Move.TAKE_BACK_CHANGES if asked_for else Move.TAKE_BACK_REVISION


async def may_take_back(visit: Visit, stored: Stored, cycle: Cycle) -> bool:
    """Whether a handed-in review may be taken back: a first version up to the last day, a sent back
    or revised one until somebody decides."""
    if stored.state is not State.SUBMITTED or cycle.closed_at is not None:
        return False
    late = visit.today > cycle.dates.last_day
    return not late or await _taking_back(visit.tx, stored) is not Move.TAKE_BACK


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A handed-in review that may be taken back, and what it would be then."""

    stored: Stored
    last_day: date
    becomes: State


async def taking_back(visit: Visit, interview_id: str) -> TakenBack:
    """What taking this review back would do, before it is done; see `may_take_back`."""
    stored = await interviews.get(visit.tx, interview_id)
    if stored is None:
        raise WrongState("interview.gone")
    if await proxy.writing_for(visit, stored) is None:
        visit.author(stored.member_id)
    await conversation.require_open(visit.tx, stored.cycle_id)
    act = await _taking_back(visit.tx, stored)
    cycle = await cycles.cycle(visit.tx, stored.cycle_id)
    if cycle is None or (act is Move.TAKE_BACK and visit.today > cycle.dates.last_day):
        raise WrongState("review.too_late_to_take_back")
    return TakenBack(stored, cycle.dates.last_day, transition(stored.state, act))


async def take_back(visit: Visit, interview_id: str) -> Stored:
    """Takes a handed-in review back for changes."""
    found = await taking_back(visit, interview_id)
    stored = found.stored
    await decisions.drop_collected(visit.tx, stored.id)
    await interviews.take_back(visit.tx, stored, found.becomes, now=visit.at)
    await visit.record("taken_back", stored.id, stored.cell_id)
    fresh = await interviews.get(visit.tx, interview_id)
    assert fresh is not None  # noqa: S101 -- it was there a moment ago, in this transaction
    return fresh


async def revise(visit: Visit, interview_id: str) -> Stored:
    """Opens an approved review for what was heard at the meeting; the approved version remains
    until the new one is approved. Also after the last day."""
    stored = await _own_in(visit, interview_id, Move.REVISE)
    await visit.record("revising", stored.id, stored.cell_id)
    return stored


async def give_up(visit: Visit, interview_id: str) -> Stored:
    """Leaves the review as it was approved."""
    stored = await _own_in(visit, interview_id, Move.GIVE_UP)
    version = await interviews.version(visit.tx, stored.id, stored.approved_version)
    if version:
        await interviews.keep_answers(
            visit.tx, stored.id, version.answers, stored.revision + 1, now=visit.at
        )
    await visit.record("revision_given_up", stored.id, stored.cell_id)
    return stored


async def _own_in(visit: Visit, interview_id: str, act: Move) -> Stored:
    """A review of the person's own after this act."""
    stored = await interviews.get(visit.tx, interview_id)
    if stored is None:
        raise WrongState("interview.gone")
    visit.author(stored.member_id)
    await conversation.require_open(visit.tx, stored.cycle_id)
    state = transition(stored.state, act)
    await interviews.move(visit.tx, stored.id, state, now=visit.at)
    return replace(stored, state=state)


async def own_one(visit: Visit, interview_id: str) -> Stored:
    """A review of the person's own; another's is refused."""
    stored = await interviews.get(visit.tx, interview_id)
    if stored is None:
        raise WrongState("interview.gone")
    visit.enter(visit.own(stored.member_id).cell_id)
    return stored


async def copy_of(visit: Visit, interview_id: str) -> None:
    """Sends the author a print of their review: the last version handed in, or the draft."""
    stored = await interviews.get(visit.tx, interview_id)
    if stored is None:
        raise WrongState("interview.gone")
    await proxy.writing_for(visit, stored)
    last = await interviews.latest(visit.tx, stored.id) if stored.state in HANDED_IN else None
    visit.post(SheetJob(stored.id, last.version if last else 0), cell_id=stored.cell_id)
