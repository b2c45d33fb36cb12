"""What an author does with a review that was read: ask a question, or write a further version."""

from __future__ import annotations

from bot.domain.interview.interview import Interview
from bot.domain.messages import Button, Outgoing, Refusal, text
from bot.domain.review.workflow import State
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.review import author, inquiry
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.routes import Guard, Route


async def ask(visit: Visit, interview_id: str) -> Said:
    """Begins the form of a question to the reviewer."""
    await inquiry.may_ask(visit, interview_id)
    return say(await conversation.begin(visit, "ask_reviewer", subject=interview_id))


async def asked_back(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Sends the question of the form to the reviewer."""
    await inquiry.ask(visit, stored.subject, str(interview.answers["words"].value))
    go_on = Button(text("member.go_on"), f"r:{visit.member.id}")
    return say(Outgoing(text("reviewing.asked"), ((go_on,),)))


async def answered(visit: Visit, interview_id: str) -> Said:
    """Shows the question and what the reviewer answered."""
    await author.own_one(visit, interview_id)
    found = await inquiry.talk(visit.tx, interview_id)
    if found is None:
        raise Refusal("reviewing.nothing_asked")
    go_on = Button(text("member.go_on"), f"r:{visit.member.id}")
    message = text("reviewing.answered", question=found.question, words=found.answer or None)
    return say(Outgoing(message, ((go_on,),)))


async def revise(visit: Visit, interview_id: str) -> Said:
    """Begins a further version, after what was heard at the meeting."""
    stored = await author.revise(visit, interview_id)
    return say(await conversation.show(visit, stored, above=text("reviewing.revising")))


async def revision(visit: Visit, interview_id: str) -> Said:
    """Goes on with that version."""
    stored = await author.own_one(visit, interview_id)
    if stored.state is not State.REVISING:
        raise Refusal("interview.gone")
    return say(await conversation.show(visit, stored))


async def ask_give_up(visit: Visit, interview_id: str) -> Said:
    """Asks whether to drop that version, with what was changed in it."""
    stored = await author.own_one(visit, interview_id)
    if stored.state is not State.REVISING:
        raise Refusal("interview.gone")
    yes = Button(text("reviewing.give_up_yes"), f"w:{interview_id}:give_up:yes")
    no = Button(text("reviewing.revision"), f"w:{interview_id}:revision")
    return say(Outgoing(text("reviewing.give_up_sure"), ((yes,), (no,))))


async def give_up(visit: Visit, interview_id: str) -> Said:
    """Drops that version: the review stays as it was approved."""
    await author.give_up(visit, interview_id)
    visit.move(interview_id="", editing="", shown="")
    return say(text("reviewing.given_up"))


ROUTES = (
    Route("w:{interview}:ask", Guard.OWNER, ask),
    Route("w:{interview}:answered", Guard.OWNER, answered),
    Route("w:{interview}:revise", Guard.OWNER, revise),
    Route("w:{interview}:revision", Guard.OWNER, revision),
    Route("w:{interview}:give_up", Guard.OWNER, ask_give_up),
    Route("w:{interview}:give_up:yes", Guard.OWNER, give_up),
)
FORMS = {"ask_reviewer": asked_back}
