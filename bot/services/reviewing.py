"""The reviewer's side: the queue, reading, approving, and sending single wordings back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.carrying import without_items
from bot.domain.interview import Interview, Slot
from bot.domain.kinds import Answer, kind_of
from bot.domain.messages import Button, NotAllowed, Outgoing, Refusal, WrongState, text
from bot.domain.people import Action, Member, reviewers
from bot.domain.questionnaire import REVIEW, Group
from bot.domain.workflow import READABLE, Act, State, transition
from bot.services import cycles as cycling
from bot.services.cycles import questionnaire
from bot.services.office import new_id
from bot.services.turns import Visit
from storage import cycles, decisions, interviews, members
from storage.decisions import Collected, Decision
from storage.interviews import Stored, Version

MOST_WORDS = 1_000
"""Characters of a reason, or of a question about one."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One review in the queue. `round`: how often it has been handed in. `counted`: it is a review,
    not a plan or a registration, which are read here too."""

    id: str
    author: Member
    form: str
    state: State
    round: int
    submitted_at: int
    counted: bool


@dataclass(frozen=True, slots=True)
class Review:
    """A review that is open before its reviewer, in the version that was handed in last."""

    stored: Stored
    author: Member
    version: Version
    interview: Interview

    @property
    def returnable(self) -> tuple[Slot, ...]:
        """The wordings that may be sent back, in order; their numbers stand on the buttons."""
        asked_again = {
            item.repeat_while
            for section in self.interview.questionnaire.sections
            for item in section.items
            if isinstance(item, Group)
        }
        return tuple(
            slot
            for slot in self.interview.slots
            if kind_of(slot.question).returnable
            and slot.question.id not in asked_again
            and (answer := self.interview.answers.get(slot.key))
            and answer.value is not None
        )

    def slot(self, number: str) -> Slot:
        """The wording of this number. Raises Refusal for a number that no button ever had."""
        if number.isdecimal() and number.isascii() and 1 <= int(number) <= len(self.returnable):
            return self.returnable[int(number) - 1]
        raise Refusal("interview.forged")


async def queue(visit: Visit) -> list[Waiting]:
    """The reviews of the newest cycle that are this member's to decide on, the oldest first."""
    reviewer = visit.acting(Action.REVIEW)
    cycle = await cycles.newest_cycle(visit.tx, reviewer.cell_id)
    if cycle is None or not _in_time(visit, reviewer, cycle.closed_at):
        return []
    known = await members.known(visit.tx, reviewer.cell_id)
    authors = {member.id: member for member in known}
    counted = {form.form for form in await cycles.reviews(visit.tx, cycle.id)}
    found = [
        Waiting(
            each.id,
            authors[each.member_id],
            each.form,
            each.state,
            each.version,
            each.submitted_at or 0,
            each.form in counted,
        )
        for each in await interviews.standings(visit.tx, reviewer.cell_id, cycle.id)
        if each.state in READABLE
        and each.version
        and each.member_id in authors
        and reviewer.id in reviewers(authors[each.member_id], known, visit.at)
    ]
    return sorted(found, key=lambda each: each.submitted_at)


async def waiting(visit: Visit) -> int:
    """How many reviews this member has to decide on now."""
    return sum(each.state is State.SUBMITTED for each in await queue(visit))


def _in_time(visit: Visit, reviewer: Member, closed_at: int | None) -> bool:
    """A new secretary does not read the reviews of cycles that were closed before."""
    acting = reviewer.acting
    since = acting.begins if acting and acting.holds(visit.at) else reviewer.role_since
    return closed_at is None or closed_at >= since


async def opened(visit: Visit, review_id: str, version: str = "") -> Review:
    """A review for its reviewer. `version`: only if that is still the one.

    Raises NotAllowed to whoever is not to decide on it, WrongState where nothing was handed in or
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
    if cycle is None or not _in_time(visit, reviewer, cycle.closed_at):
        raise NotAllowed("reviewing.before_your_time")
    kept = await interviews.version(visit.tx, stored.id, stored.version)
    if stored.state not in READABLE or kept is None:
        raise WrongState("reviewing.not_handed_in")
    if version and version != str(stored.version):
        raise WrongState("reviewing.changed")
    form = await questionnaire(visit.office, visit.tx, stored.cycle_id, stored.form)
    # What became of last year's items is the author's own matter until the author reads it out.
    answers = without_items(kept.answers)
    return Review(stored, author, kept, Interview(stored.id, form, answers))


async def read(visit: Visit, review_id: str) -> Review:
    """Open a review to read it, which its author can see afterwards."""
    review = await opened(visit, review_id)
    await visit.record("review_read", review.stored.id, review.stored.cell_id)
    return review


async def approve(visit: Visit, review_id: str, version: str) -> Review:
    """Approve the version that was read; the author is told."""
    review = await _open_to_decide(visit, review_id, version)
    state = transition(review.stored.state, Act.APPROVE)
    await _decide(visit, review, state, decisions.APPROVED, {})
    await decisions.drop_collected(visit.tx, review.stored.id)
    _tell_author(visit, review, Outgoing(text("reviewing.approved_notice")))
    return replace(review, stored=replace(review.stored, state=state))


async def collect(visit: Visit, review_id: str, version: str, number: str) -> Collected:
    """Mark a wording to be sent back; the reason is asked for next."""
    review = await _open_to_decide(visit, review_id, version)
    slot = review.slot(number)
    for known in await collected(visit, review):
        if known.key == slot.key:
            return known
    new = Collected(new_id(), review.stored.id, review.stored.version, slot.key)
    await decisions.collect(visit.tx, new)
    return new


async def give_reason(visit: Visit, collected_id: str, reason: str) -> str:
    """The reason for a marked wording; the id of its review."""
    found = await decisions.one_collected(visit.tx, collected_id)
    if found is None:
        raise WrongState("reviewing.changed")
    await _open_to_decide(visit, found.interview_id, str(found.version))
    await decisions.collect(visit.tx, replace(found, reason=reason))
    return found.interview_id


async def drop(visit: Visit, review_id: str, version: str, number: str) -> None:
    """A marked wording is not sent back after all."""
    review = await _open_to_decide(visit, review_id, version)
    slot = review.slot(number)
    for known in await collected(visit, review):
        if known.key == slot.key:
            await decisions.drop_one(visit.tx, known.id)


async def collected(visit: Visit, review: Review) -> Sequence[Collected]:
    """What is marked to be sent back, by whoever reviewed it so far."""
    return await decisions.collected(visit.tx, review.stored.id, review.stored.version)


async def send_back(visit: Visit, review_id: str, version: str) -> int:
    """Send the marked wordings back with their reasons; how many. Nothing else is open then."""
    review = await _open_to_decide(visit, review_id, version)
    reasons = {each.key: each.reason for each in await collected(visit, review) if each.reason}
    if not reasons:
        raise WrongState("reviewing.nothing_marked")
    state = transition(review.stored.state, Act.RETURN)
    await _decide(visit, review, state, decisions.RETURNED, reasons)
    await decisions.drop_collected(visit.tx, review.stored.id)
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
    _tell_author(visit, review, Outgoing(notice, ((go_on, ask_back),)))
    return len(reasons)


async def _open_to_decide(visit: Visit, review_id: str, version: str) -> Review:
    review = await opened(visit, review_id, version)
    cycle = await cycles.cycle(visit.tx, review.stored.cycle_id)
    if cycle is None or cycle.closed_at is not None:
        raise Refusal("cycle.closed")
    return review


async def _decide(
    visit: Visit, review: Review, state: State, act: str, reasons: Mapping[str, str]
) -> None:
    stored = review.stored
    approved = stored.version if state is State.APPROVED else stored.approved_version
    if not await interviews.decide(
        visit.tx, stored, state, approved_version=approved, now=visit.at
    ):
        raise WrongState("reviewing.changed")
    await _keep(visit, review, act, reasons=reasons)
    await visit.record(f"review_{act}", stored.id, stored.cell_id)


async def _keep(
    visit: Visit,
    review: Review,
    act: str,
    *,
    reasons: Mapping[str, str] | None = None,
    words: str = "",
) -> None:
    stored = review.stored
    new = Decision(
        new_id(), stored.id, stored.version, act, visit.member.id, visit.at, reasons or {}, words
    )
    await decisions.add(visit.tx, new)


def _tell_author(visit: Visit, review: Review, notice: Outgoing) -> None:
    """The author learns of it without a word of the review: lock screens are seen by others."""
    if review.author.person_id:
        visit.post(notice, to=review.author.person_id, cell_id=review.stored.cell_id)


@dataclass(frozen=True, slots=True)
class Change:
    """A wording that was sent back, before and now."""

    slot: Slot
    reason: str
    before: Answer | None
    now: Answer | None


async def changes(visit: Visit, review: Review) -> list[Change]:
    """What was asked for last time, with the old and the new wording; nothing in a first round."""
    last = await decisions.last(visit.tx, review.stored.id, decisions.RETURNED)
    if last is None or last.version >= review.stored.version:
        return []
    old = await interviews.version(visit.tx, review.stored.id, last.version)
    return [
        Change(
            slot,
            last.reasons[slot.key],
            old.answers.get(slot.key) if old else None,
            review.interview.answers.get(slot.key),
        )
        for slot in review.interview.slots
        if slot.key in last.reasons
    ]


async def history(visit: Visit, review: Review) -> Sequence[Decision]:
    """Every decision on this review, in its order."""
    return await decisions.of_interview(visit.tx, review.stored.id)


async def tell_reviewers(visit: Visit, stored: Stored) -> None:
    """Somebody has handed in: who decides learns that something waits, at most once a day."""
    cycle = await cycles.cycle(visit.tx, stored.cycle_id)
    known = await members.known(visit.tx, stored.cell_id)
    author = next((member for member in known if member.id == stored.member_id), None)
    if cycle is None or author is None:
        return
    deciding = reviewers(author, known, visit.at)
    step = f"queue {visit.today.isoformat()}"
    for member in known:
        if member.id not in deciding or not member.person_id:
            continue
        first = await cycles.record_step(
            visit.tx,
            cycle.id,
            member.id,
            cycle.dates.last_day,
            step,
            outbox_id=None,
            now=visit.at,
        )
        if first:
            button = Button(text("reviewing.open_queue"), f"q:list:{member.cell_id}")
            notice = Outgoing(text("reviewing.waiting_notice"), ((button,),))
            visit.post(notice, to=member.person_id, cell_id=member.cell_id)


async def ask(visit: Visit, interview_id: str, words: str) -> None:
    """The author asks back about what was sent back; who decides reads and answers it."""
    stored = await interviews.get(visit.tx, interview_id)
    if stored is None:
        raise WrongState("interview.gone")
    author = visit.author(stored.member_id)
    if stored.state is not State.RETURNED:
        raise WrongState("reviewing.nothing_to_ask")
    await decisions.add(
        visit.tx,
        Decision(
            new_id(),
            stored.id,
            stored.version,
            decisions.ASKED,
            author.id,
            visit.at,
            words=words[:MOST_WORDS],
        ),
    )
    await visit.record("review_asked", stored.id, stored.cell_id)
    known = await members.known(visit.tx, stored.cell_id)
    button = Button(text("reviewing.read_question"), f"q:{stored.id}:asked")
    for member in known:
        if member.id in reviewers(author, known, visit.at) and member.person_id:
            visit.post(
                Outgoing(text("reviewing.question_notice"), ((button,),)),
                to=member.person_id,
                cell_id=stored.cell_id,
                awaited=True,
            )


async def question(visit: Visit, review_id: str) -> tuple[Review, Decision]:
    """What the author asked last, for who decides."""
    review = await opened(visit, review_id)
    asked = await decisions.last(visit.tx, review.stored.id, decisions.ASKED)
    if asked is None:
        raise WrongState("reviewing.nothing_asked")
    return review, asked


async def answer(visit: Visit, review_id: str, words: str) -> None:
    """What is answered to it; the author finds it when the review is opened."""
    review, _ = await question(visit, review_id)
    await _keep(visit, review, decisions.ANSWERED, words=words[:MOST_WORDS])
    await visit.record("review_answered", review.stored.id, review.stored.cell_id)
    button = Button(text("reviewing.read_answer"), f"w:{review.stored.id}:answered")
    _tell_author(visit, review, Outgoing(text("reviewing.answer_notice"), ((button,),)))


async def answered(visit: Visit, interview_id: str) -> tuple[str, str]:
    """The author's last question, and what was answered to it since, if anything was."""
    stored = await interviews.get(visit.tx, interview_id)
    if stored is None:
        raise WrongState("interview.gone")
    visit.own(stored.member_id)
    asked = await decisions.last(visit.tx, stored.id, decisions.ASKED)
    reply = await decisions.last(visit.tx, stored.id, decisions.ANSWERED)
    if asked is None:
        raise WrongState("reviewing.nothing_asked")
    return asked.words, reply.words if reply and reply.at >= asked.at else ""


async def title(visit: Visit, waiting: Waiting) -> str:
    """What the review of the queue is called: empty for a member's own."""
    cycle = await cycling.newest(visit, visit.member)
    if cycle is None:
        return ""
    form = await questionnaire(visit.office, visit.tx, cycle.id, waiting.form)
    return (
        ""
        if form.audience == "member" and form.purpose == REVIEW
        else visit.office.catalogue.render(form.title, visit.language)
    )
