"""The reviewer's chat: the queue, reading a review on a phone, approving it, answering what its
author asks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.interview.interview import Interview
from bot.domain.interview.screens import heading
from bot.domain.messages import Button, Keyboard, Outgoing, Refusal, Text, text
from bot.domain.people.member import Action
from bot.domain.review.workflow import State
from bot.services.interview import advice, conversation
from bot.services.interview.conversation import Stored
from bot.services.office import moment
from bot.services.papers import own_papers
from bot.services.review import inquiry, queue, reviewer
from bot.services.review.queue import Waiting
from bot.services.review.reviewer import Review
from bot.services.review.sheets import SheetJob
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.keyboards import numbered, page_of, turning
from handlers.review.pages import changes, whole_review
from handlers.routes import Route

MOST_LISTED = 90
"""Buttons of a list: some room under every channel's limit."""
APPROVED = (State.APPROVED, State.REVISING)


async def waiting_reviews(visit: Visit, *_about: str) -> Said:
    """`/review`: shows what waits for a decision, and how many are decided on."""
    found = await queue.queue(visit)
    to_read = [each for each in found if each.state is State.SUBMITTED]
    others = len(found) - len(to_read)
    message = text(
        "reviewing.queue",
        waiting=tuple([await _line(visit, number, each) for number, each in enumerate(to_read, 1)]),
        returned=sum(each.state is State.RETURNED for each in found),
        approved=sum(each.state in APPROVED for each in found),
    )
    rows = _opening([each.id for each in to_read])
    if others:
        show = Button(text("reviewing.show_decided"), f"q:decided:{visit.member.cell_id}")
        rows = (*rows, (show,))
    return say(Outgoing(message, rows, protected=True))


async def decided(visit: Visit, *_about: str) -> Said:
    """Shows what is with its author and what is approved; each can be opened, and reopened."""
    found = [each for each in await queue.queue(visit) if each.state is not State.SUBMITTED]
    found.sort(key=lambda each: each.state is not State.RETURNED)
    lines = []
    for number, each in enumerate(found, 1):
        asks = each.state is State.RETURNED and await inquiry.is_open(visit.tx, each.id)
        line = await _line(visit, number, each)
        state = text(f"reviewing.state_{each.state}")
        lines.append(text("reviewing.decided_line", line=line, state=state, asks=asks))
    back = Button(text("reviewing.back"), f"q:list:{visit.member.cell_id}")
    message = text("reviewing.decided", lines=tuple(lines))
    rows = (*_opening([each.id for each in found]), (back,))
    return say(Outgoing(message, rows, protected=True))


async def _line(visit: Visit, number: int, each: Waiting) -> Text:
    return text(
        "reviewing.line",
        number=number,
        name=each.author.shown,
        title=await queue.title(visit, each),
        round=each.round,
    )


def _opening(ids: Sequence[str]) -> Keyboard:
    return numbered({n: f"q:{id_}:read:1" for n, id_ in enumerate(ids[:MOST_LISTED], 1)})


async def read(visit: Visit, review_id: str, number: int) -> Said:
    """Shows one page of a review; what changed since the last decision comes first."""
    review = await reviewer.read(visit, review_id)
    changed = await changes(visit, review)
    page = page_of([*changed, *whole_review(visit, review)], number, 1)
    ((_, body),) = page.entries
    last = page.number == page.pages
    alike = await advice.alike_among_members(visit, review.stored, review.interview) if last else ()
    message = text(
        "reviewing.page",
        name=review.author.shown,
        title=review.interview.questionnaire.title,
        round=review.number,
        at=visit.office.calendar.local(moment(review.version.submitted_at)),
        number=page.number,
        pages=page.pages,
        body=body,
        state=text(f"reviewing.state_{review.stored.state}"),
        alike=len(alike),
    )
    rows = (
        *turning(page, f"q:{review_id}:read"),
        *_acts(review, decides=last or page.number == len(changed), alike=bool(alike)),
        *await _talk(visit, review),
        *_reads_out(review),
        _leaving(review),
    )
    return say(Outgoing(message, rows, protected=True))


def _reads_out(review: Review) -> Keyboard:
    """For an author without a phone: a print of what is read out at the meeting."""
    if not own_papers.has_no_phone(review):
        return ()
    return ((Button(text("own.spoken_for_button"), f"q:{review.stored.id}:spoken"),),)


def _acts(review: Review, *, decides: bool, alike: bool) -> Keyboard:
    """The decisions that are offered once the review, or what changed in it, has been read."""
    base, version, state = f"q:{review.stored.id}", review.number, review.stored.state
    rows: list[tuple[Button, ...]] = []
    if decides and state is State.SUBMITTED:
        rows.append((Button(text("reviewing.approve"), f"{base}:approve:{version}"),))
    if decides and state in (State.SUBMITTED, State.APPROVED):
        key = "reviewing.pick" if state is State.SUBMITTED else "reviewing.reopen"
        rows.append((Button(text(key), f"{base}:pick:{version}:1"),))
    if alike:
        rows.append((Button(text("reviewing.show_alike"), f"{base}:alike"),))
    return tuple(rows)


async def _talk(visit: Visit, review: Review) -> Keyboard:
    if not await inquiry.is_open(visit.tx, review.stored.id):
        return ()
    return ((Button(text("reviewing.read_question"), f"q:{review.stored.id}:asked"),),)


def _leaving(review: Review) -> tuple[Button, ...]:
    pdf_ = Button(text("reviewing.pdf"), f"q:{review.stored.id}:pdf")
    return (pdf_, Button(text("reviewing.back"), f"q:list:{review.stored.cell_id}"))


async def pdf(visit: Visit, review_id: str) -> Said:
    """Sends the reviewer, and nobody else, the review as it is printed."""
    review = await reviewer.read(visit, review_id)
    job = SheetJob(review.stored.id, review.number, for_reviewer=True)
    visit.post(job, cell_id=review.stored.cell_id)
    return say(text("review.copy_coming"))


async def spoken(visit: Visit, review_id: str) -> Said:
    """Sends what an author without a phone reads out at the meeting."""
    await own_papers.send_spoken_for(visit, review_id)
    return say(text("own.coming"))


async def approve(visit: Visit, review_id: str, version: int) -> Said:
    """Approves the version that was read."""
    review = await reviewer.approve(visit, review_id, version)
    left = await queue.count(visit.tx, visit.member, visit.at)
    more = Button(text("reviewing.open_queue"), f"q:list:{review.stored.cell_id}")
    return say(
        Outgoing(text("reviewing.approved", name=review.author.shown, left=left), ((more,),))
    )


async def alike(visit: Visit, review_id: str) -> Said:
    """Shows which wordings are nearly the same in others' reviews, which the reviewer may read."""
    review = await reviewer.read(visit, review_id)
    found = await advice.alike_among_members(visit, review.stored, review.interview)
    lines = tuple(
        text(
            "reviewing.alike_line",
            heading=heading(each.slot),
            label=each.slot.question.called,
            names=tuple(member.shown for member in each.others),
        )
        for each in found
    )
    back = Button(text("reviewing.back_to_review"), f"q:{review_id}:read:1")
    return say(Outgoing(text("reviewing.alike", lines=lines), ((back,),), protected=True))


async def asked(visit: Visit, review_id: str) -> Said:
    """Shows what the author asks about what was sent back, and what was answered."""
    review, found = await inquiry.question(visit, review_id)
    back = (Button(text("reviewing.back_to_review"), f"q:{review_id}:read:1"),)
    reply_ = (Button(text("reviewing.reply"), f"q:{review_id}:reply"),)
    message = text(
        "reviewing.question",
        name=review.author.shown,
        words=found.question,
        answer=found.answer or None,
    )
    rows = (back,) if found.answer else (reply_, back)
    return say(Outgoing(message, rows, protected=True))


async def reply(visit: Visit, review_id: str) -> Said:
    """Begins the form for the answer."""
    review, found = await inquiry.question(visit, review_id)
    if found.answer:
        raise Refusal("reviewing.answered_already")
    return say(await conversation.begin(visit, "answer_author", subject=review.stored.id))


async def questioned(visit: Visit, review_id: str) -> Text:
    """The author's question that is being answered."""
    review, found = await inquiry.question(visit, review_id)
    return text("reviewing.question", name=review.author.name, words=found.question, answer=None)


async def replied(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Sends the answer of the form to the author."""
    await inquiry.answer(visit, stored.subject, str(interview.answers["words"].value))
    return say(text("reviewing.replied"))


ROUTES = (
    Route("/review", Action.REVIEW, waiting_reviews),
    Route("q:list:{cell}", Action.REVIEW, waiting_reviews),
    Route("q:decided:{cell}", Action.REVIEW, decided),
    Route("q:{review}:read:{page}", Action.REVIEW, read),
    Route("q:{review}:pdf", Action.REVIEW, pdf),
    Route("q:{review}:spoken", Action.REVIEW, spoken),
    Route("q:{review}:approve:{round}", Action.REVIEW, approve),
    Route("q:{review}:alike", Action.REVIEW, alike),
    Route("q:{review}:asked", Action.REVIEW, asked),
    Route("q:{review}:reply", Action.REVIEW, reply),
)
FORMS = {"answer_author": replied}
ABOVE = {"answer_author": questioned}
