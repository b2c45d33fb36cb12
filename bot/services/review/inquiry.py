"""The author asks about what was sent back; the reviewers read it, and answer once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.messages import Button, Outgoing, WrongState, text
from bot.domain.people.member import reviewers
from bot.domain.review.workflow import State
from bot.services.interview import conversation
from bot.services.office import new_id
from bot.services.review import reviewer
from bot.services.review.reviewer import Review
from bot.services.turns import Visit
from storage import decisions, interviews, members
from storage.decisions import Decision
from storage.engine.database import Transaction
from storage.interviews import Stored


@dataclass(frozen=True, slots=True)
class Talk:
    """The last question about a review, and its answer, empty if there is none."""

    question: str
    answer: str


async def talk(tx: Transaction, interview_id: str) -> Talk | None:
    """The last question with its answer; `None` if nothing was ever asked."""
    acts = await decisions.of_interview(tx, interview_id)
    said = [each for each in acts if each.act in decisions.TALKING]
    asked = next((each for each in reversed(said) if each.act == decisions.ASKED), None)
    if asked is None:
        return None
    answered = said[-1].act == decisions.ANSWERED
    return Talk(asked.words, said[-1].words if answered else "")


async def is_open(tx: Transaction, interview_id: str) -> bool:
    """Whether a question is unanswered."""
    last = await decisions.last(tx, interview_id, decisions.TALKING)
    return last is not None and last.act == decisions.ASKED


async def may_ask(visit: Visit, interview_id: str) -> Stored:
    """The person's own review if a question may be asked about it now, one at a time. Raises
    WrongState."""
    stored = await interviews.get(visit.tx, interview_id)
    if stored is None:
        raise WrongState("interview.gone")
    visit.enter(visit.own(stored.member_id).cell_id)
    await conversation.require_open(visit.tx, stored.cycle_id)
    if stored.state is not State.RETURNED:
        raise WrongState("reviewing.nothing_to_ask")
    if await is_open(visit.tx, stored.id):
        raise WrongState("reviewing.asked_already")
    return stored


async def ask(visit: Visit, interview_id: str, words: str) -> None:
    """Asks the reviewers; the notice says that there is a question, not what it is."""
    stored = await may_ask(visit, interview_id)
    await _keep(visit, stored, decisions.ASKED, words)
    known = await members.known(visit.tx, stored.cell_id)
    author = visit.author(stored.member_id)
    button = Button(text("reviewing.read_question"), f"q:{stored.id}:asked")
    notice = Outgoing(text("reviewing.question_notice"), ((button,),))
    deciding = reviewers(author, known, visit.at)
    for member in known:
        if member.id in deciding and member.person_id:
            visit.tell(
                notice,
                to=member.person_id,
                cell_id=stored.cell_id,
                rule="asked",
                about=(stored.id,),
                awaited=True,
            )


async def question(visit: Visit, review_id: str) -> tuple[Review, Talk]:
    """What the author asked last, for those who decide. Raises WrongState if nothing was asked."""
    review = await reviewer.opened(visit, review_id)
    found = await talk(visit.tx, review.stored.id)
    if found is None:
        raise WrongState("reviewing.nothing_asked")
    return review, found


async def answer(visit: Visit, review_id: str, words: str) -> None:
    """Answers the question; the author finds the answer on opening the review. If two answer at
    once, the second is refused."""
    review, found = await question(visit, review_id)
    if found.answer:
        raise WrongState("reviewing.answered_already")
    await _keep(visit, review.stored, decisions.ANSWERED, words)
    button = Button(text("reviewing.read_answer"), f"w:{review.stored.id}:answered")
    notice = Outgoing(text("reviewing.answer_notice"), ((button,),))
    reviewer.tell_author(visit, review, notice, rule="answered")


async def _is_answered(tx: Transaction, interview_id: str) -> bool:
    """What was asked last has its answer."""
    found = await talk(tx, interview_id)
    return found is not None and bool(found.answer)


RULES = {"asked": is_open, "answered": _is_answered}


async def _keep(visit: Visit, stored: Stored, act: str, words: str) -> None:
    said = Decision(
        new_id(), stored.id, stored.version, act, visit.member.id, visit.at, words=words
    )
    await decisions.add(visit.tx, said)
    await visit.record(f"review_{act}", stored.id, stored.cell_id)
