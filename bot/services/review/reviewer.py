"""The reviewer's side: reading a review, approving it, and sending single wordings back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.domain.interview.carried import without_items
from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.kinds import Answer
from bot.domain.messages import Button, NotAllowed, Outgoing, Refusal, WrongState, text
from bot.domain.people.member import Action, Member, reviewers
from bot.domain.review import returned
from bot.domain.review.returned import Change
from bot.domain.review.workflow import READABLE, Move, State, transition
from bot.services.cycle.standing import questionnaire
from bot.services.office import new_id
from bot.services.review.queue import in_time
from bot.services.turns import Visit
from storage import cycles, decisions, interviews, members
from storage.decisions import Decision, ToReturn
from storage.engine.database import Transaction
from storage.interviews import Stored, Version

LONGEST_REASON = 1_000
"""The most characters of one reason."""


@dataclass(frozen=True)
class Review:
    """A review open before its reviewer, in the version that was handed in last."""

    stored: Stored
    author: Member
    version: Version
    interview: Interview

    @property
    def number(self) -> int:
        """The number of the version that is read."""
        return self.version.version

    @cached_property
    def returnable(self) -> tuple[Slot, ...]:
        """The wordings that may be sent back; their numbers are on the buttons."""
        return returned.returnable(self.interview)

    def slot(self, number: int) -> Slot:
        """The wording with this number. Raises Refusal for a number that no button ever had."""
        if 1 <= number <= len(self.returnable):
            return self.returnable[number - 1]
        raise Refusal("interview.forged")

    def place(self, key: str) -> int:
        """The number of the wording with this key, from 1; 0 for one that cannot be sent back."""
        keys = [slot.key for slot in self.returnable]
        return keys.index(key) + 1 if key in keys else 0


async def opened(visit: Visit, review_id: str, version: int | None = None) -> Review:
    """A review for its reviewer. `version`: only if that is still the current one.

    Raises NotAllowed unless this person decides on it, WrongState if nothing was handed in or
    something else was meanwhile.
    """
    reviewer = visit.acting(Action.REVIEW)
    stored = await interviews.get(visit.tx, review_id)
    if stored is None or not stored.cycle_id:
        raise Refusal("access.unknown")
    known = await members.known(visit.tx, stored.cell_id)
    author = next((member for member in known if member.id == stored.member_id), None)
    if author is None or reviewer.id not in reviewers(author, known, visit.at):
        raise NotAllowed("access.not_yours")
    cycle = await cycles.cycle(visit.tx, stored.cycle_id)
    if cycle is None or not in_time(reviewer, cycle.closed_at, visit.at):
        raise NotAllowed("reviewing.before_your_time")
    kept = await interviews.latest(visit.tx, stored.id)
    if stored.state not in READABLE or kept is None:
        raise WrongState("reviewing.not_handed_in")
    if version not in (None, kept.version):
        raise WrongState("reviewing.changed")
    form = await questionnaire(visit.office, visit.tx, stored.cycle_id, stored.form)
    # What became of last year's items is the author's own matter until the author reads it out.
    answers = without_items(kept.answers)
    return Review(stored, author, kept, Interview(stored.id, form, answers))


async def read(visit: Visit, review_id: str, version: int | None = None) -> Review:
    """Opens a review for reading; its author can see afterwards that it was read."""
    review = await opened(visit, review_id, version)
    await visit.record("review_read", review.stored.id, review.stored.cell_id)
    return review


async def approve(visit: Visit, review_id: str, version: int) -> Review:
    """Approves the version that was read; the author gets a notice."""
    review, state = await _open_to_decide(visit, review_id, version, Move.APPROVE)
    await _decide(visit, review, state, decisions.APPROVED, {})
    tell_author(visit, review, Outgoing(text("reviewing.approved_notice")), rule="approved")
    return replace(review, stored=replace(review.stored, state=state))


async def collect(visit: Visit, review_id: str, version: int, number: int) -> ToReturn:
    """Marks a wording to be sent back; the reason is asked for next."""
    review, _ = await _open_to_decide(visit, review_id, version, Move.RETURN)
    slot = review.slot(number)
    for known in await collected(visit, review):
        if known.key == slot.key:
            return known
    new = ToReturn(new_id(), review.stored.id, review.number, slot.key)
    await decisions.collect(visit.tx, new)
    return new


async def marked(visit: Visit, collected_id: str) -> tuple[Review, ToReturn]:
    """A wording that is marked to be sent back, in its review as it still is."""
    found = await decisions.one_collected(visit.tx, collected_id)
    if found is None:
        raise WrongState("reviewing.changed")
    return await opened(visit, found.interview_id, found.version), found


async def give_reason(visit: Visit, collected_id: str, reason: str) -> tuple[Review, ToReturn]:
    """Sets the reason for a marked wording. Raises Refusal if it is too long."""
    if len(reason) > LONGEST_REASON:
        raise Refusal("kinds.too_long", length=len(reason), most=LONGEST_REASON)
    found = await decisions.one_collected(visit.tx, collected_id)
    if found is None:
        raise WrongState("reviewing.changed")
    review, _ = await _open_to_decide(visit, found.interview_id, found.version, Move.RETURN)
    given = replace(found, reason=reason)
    await decisions.collect(visit.tx, given)
    return review, given


async def drop(visit: Visit, review_id: str, version: int, number: int) -> None:
    """Takes the mark off a wording, which is not sent back after all."""
    review, _ = await _open_to_decide(visit, review_id, version, Move.RETURN)
    slot = review.slot(number)
    for known in await collected(visit, review):
        if known.key == slot.key:
            await decisions.drop_one(visit.tx, known.id)


async def collected(visit: Visit, review: Review) -> Sequence[ToReturn]:
    """What is marked to be sent back, by all who have reviewed it so far."""
    return await decisions.collected(visit.tx, review.stored.id, review.number)


async def send_back(visit: Visit, review_id: str, version: int) -> int:
    """Sends the marked wordings back with their reasons; returns how many. Only they are open
    then."""
    review, state = await _open_to_decide(visit, review_id, version, Move.RETURN)
    reasons = {each.key: each.reason for each in await collected(visit, review) if each.reason}
    if not reasons:
        raise WrongState("reviewing.nothing_marked")
    await _decide(visit, review, state, decisions.RETURNED, reasons)
    answers = {
        key: Answer(answer.value, done=key not in reasons)
        for key, answer in review.version.answers.items()
    }
    await interviews.keep_answers(
        visit.tx, review.stored.id, answers, review.stored.revision + 1, now=visit.at
    )
    go_on = Button(text("reviewing.change"), f"r:{review.author.id}")
    ask_back = Button(text("reviewing.ask_back"), f"w:{review.stored.id}:ask")
    notice = text("reviewing.returned_notice", count=len(reasons))
    tell_author(visit, review, Outgoing(notice, ((go_on, ask_back),)), rule="returned")
    return len(reasons)


async def _open_to_decide(
    visit: Visit, review_id: str, version: int, act: Move
) -> tuple[Review, State]:
    """The review, and the state in which the act will leave it."""
    review = await opened(visit, review_id, version)
    cycle = await cycles.cycle(visit.tx, review.stored.cycle_id)
    if cycle is None or cycle.closed_at is not None:
        raise Refusal("cycle.closed")
    return review, transition(review.stored.state, act)


async def _decide(
    visit: Visit, review: Review, state: State, act: str, reasons: Mapping[str, str]
) -> None:
    """Keeps a decision. Of two who act at once one wins, and the other gets WrongState."""
    stored = review.stored
    approved = review.number if state is State.APPROVED else stored.approved_version
    if not await interviews.decide(
        visit.tx, stored, state, approved_version=approved, now=visit.at
    ):
        raise WrongState("reviewing.changed")
    new = Decision(new_id(), stored.id, review.number, act, visit.member.id, visit.at, reasons)
    await decisions.add(visit.tx, new)
    await decisions.drop_collected(visit.tx, stored.id)
    await visit.record(f"review_{act}", stored.id, stored.cell_id)


def tell_author(visit: Visit, review: Review, notice: Outgoing, *, rule: str) -> None:
    """Sends the author a notice without a word of the review: others see lock screens."""
    if review.author.person_id:
        stored = review.stored
        visit.tell(
            notice,
            to=review.author.person_id,
            cell_id=stored.cell_id,
            rule=rule,
            about=(stored.id,),
        )


async def _is_approved(tx: Transaction, interview_id: str) -> bool:
    found = await interviews.get(tx, interview_id)
    return found is not None and found.state is State.APPROVED


async def _is_returned(tx: Transaction, interview_id: str) -> bool:
    """And the author can still do what is asked for."""
    found = await interviews.get(tx, interview_id)
    cycle = await cycles.cycle(tx, found.cycle_id) if found else None
    is_open = cycle is not None and cycle.closed_at is None
    return found is not None and is_open and found.state is State.RETURNED


RULES = {"approved": _is_approved, "returned": _is_returned}


async def history(visit: Visit, review: Review) -> list[tuple[Decision, str]]:
    """Every approval and return of this review in order, each with the name of the reviewer."""
    found = []
    for act in await decisions.of_interview(visit.tx, review.stored.id):
        if act.act in decisions.DECIDING:
            by = await members.member(visit.tx, act.member_id)
            found.append((act, by.shown if by else ""))
    return found


async def changes(tx: Transaction, reviewed: Interview, version: int) -> tuple[Change, ...]:
    """What differs from the version that was decided on before this one, and what was asked for
    then; nothing in a first round."""
    acts = await decisions.of_interview(tx, reviewed.id)
    decided = [a for a in acts if a.act in decisions.DECIDING and a.version < version]
    old = await interviews.version(tx, reviewed.id, decided[-1].version) if decided else None
    if old is None:
        return ()
    before = replace(reviewed, answers=without_items(old.answers))
    return returned.changes(before, reviewed, decided[-1].reasons)


async def asked_for(visit: Visit, review: Review) -> Mapping[str, str]:
    """The reasons for what is with the author now, by the key of the wording; empty unless sent
    back."""
    if review.stored.state is not State.RETURNED:
        return {}
    last = await decisions.last(visit.tx, review.stored.id, decisions.DECIDING)
    return last.reasons if last else {}
