"""The reviewer's chat: the queue, reading a review on a phone, approving it or sending wordings
back, answering what its author asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.kinds import kind_of
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
from handlers.review.pages import changes, whole_review
from handlers.routes import Route

PICKED = 10
"""Wordings on one page of those that may be sent back."""
PER_ROW = 5
MOST_LISTED = 90
"""Buttons of a list: some room under every channel's limit."""
APPROVED = (State.APPROVED, State.REVISING)


async def waiting_reviews(visit: Visit, *_about: str) -> Said:
    """`/review`: what waits for a decision, and how many are decided on."""
    found = await queue.queue(visit)
    to_read = [each for each in found if each.state is State.SUBMITTED]
    others = len(found) - len(to_read)
    message = text(
        "reviewing.queue",
        waiting=tuple([await _line(visit, number, each) for number, each in enumerate(to_read, 1)]),
        returned=sum(each.state is State.RETURNED for each in found),
        approved=sum(each.state in APPROVED for each in found),
    )
    rows = _numbered([each.id for each in to_read])
    if others:
        show = Button(text("reviewing.show_decided"), f"q:decided:{visit.member.cell_id}")
        rows = (*rows, (show,))
    return say(Outgoing(message, rows, protected=True))


async def decided(visit: Visit, *_about: str) -> Said:
    """What is with its author, and what is approved: each can be opened, and reopened."""
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
    rows = (*_numbered([each.id for each in found]), (back,))
    return say(Outgoing(message, rows, protected=True))


async def _line(visit: Visit, number: int, each: Waiting) -> Text:
    return text(
        "reviewing.line",
        number=number,
        name=each.author.name,
        title=await queue.title(visit, each),
        round=each.round,
    )


def _numbered(ids: Sequence[str]) -> Keyboard:
    buttons = [Button(str(n), f"q:{id_}:read:1") for n, id_ in enumerate(ids[:MOST_LISTED], 1)]
    return tuple(tuple(buttons[i : i + PER_ROW]) for i in range(0, len(buttons), PER_ROW))


async def read(visit: Visit, review_id: str, page: str) -> Said:
    """One page of a review; what changed since it was last decided on comes first."""
    review = await reviewer.read(visit, review_id)
    changed = await changes(visit, review)
    pages = [*changed, *whole_review(visit, review)]
    number = min(max(_number(page), 1), len(pages))
    last = number == len(pages)
    alike = await advice.alike_among_members(visit, review.stored, review.interview) if last else ()
    message = text(
        "reviewing.page",
        name=review.author.name,
        title=review.interview.questionnaire.title,
        round=review.number,
        at=visit.office.calendar.local(moment(review.version.submitted_at)),
        number=number,
        pages=len(pages),
        body=pages[number - 1],
        state=text(f"reviewing.state_{review.stored.state}"),
        alike=len(alike),
    )
    rows = (
        *_turning(f"q:{review_id}:read", number, len(pages)),
        *_acts(review, decides=last or number == len(changed), alike=bool(alike)),
        *await _talk(visit, review),
        *_reads_out(review),
        _leaving(review),
    )
    return say(Outgoing(message, rows, protected=True))


def _reads_out(review: Review) -> Keyboard:
    """For an author without a phone: what is read out at the meeting, to be printed."""
    if not own_papers.has_no_phone(review):
        return ()
    return ((Button(text("own.spoken_for_button"), f"q:{review.stored.id}:spoken"),),)


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and typed.isascii() else 0


def _turning(payload: str, number: int, pages: int) -> Keyboard:
    turn = []
    if number > 1:
        turn.append(Button(text("reviewing.previous"), f"{payload}:{number - 1}"))
    if number < pages:
        turn.append(Button(text("reviewing.next"), f"{payload}:{number + 1}"))
    return (tuple(turn),) if turn else ()


def _acts(review: Review, *, decides: bool, alike: bool) -> Keyboard:
    """What can be decided where the review, or what changed in it, was read to its end."""
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
    """The review as it is printed, for the reviewer alone."""
    review = await reviewer.read(visit, review_id)
    job = SheetJob(review.stored.id, review.number, for_reviewer=True)
    visit.post(job, cell_id=review.stored.cell_id)
    return say(text("review.copy_coming"))


async def spoken(visit: Visit, review_id: str) -> Said:
    """What an author without a phone reads out at the meeting."""
    await own_papers.send_spoken_for(visit, review_id)
    return say(text("own.coming"))


async def approve(visit: Visit, review_id: str, version: str) -> Said:
    """The version that was read is approved."""
    review = await reviewer.approve(visit, review_id, version)
    left = await queue.count(visit.tx, visit.member, visit.at)
    more = Button(text("reviewing.open_queue"), f"q:list:{review.stored.cell_id}")
    return say(Outgoing(text("reviewing.approved", name=review.author.name, left=left), ((more,),)))


async def pick(visit: Visit, review_id: str, version: str, page: str = "1") -> Said:
    """The wordings that may be sent back, those marked with their reasons, a few on each page."""
    review = await reviewer.read(visit, review_id, version)
    return say(await _picking(visit, review, _number(page)))


async def _picking(visit: Visit, review: Review, page: int) -> Outgoing:
    marked = {each.key: each.reason for each in await reviewer.collected(visit, review)}
    ready = sum(map(bool, marked.values()))
    base, version = f"q:{review.stored.id}", review.number
    pages = max(1, -(-len(review.returnable) // PICKED))
    page = min(max(page, 1), pages)
    shown = list(enumerate(review.returnable, 1))[(page - 1) * PICKED : page * PICKED]
    buttons = [
        Button(f"{number} ✓", f"{base}:drop:{version}:{number}")
        if marked.get(slot.key)
        else Button(str(number), f"{base}:take:{version}:{number}")
        for number, slot in shown
    ]
    rows = [tuple(buttons[i : i + PER_ROW]) for i in range(0, len(buttons), PER_ROW)]
    if ready:
        send_ = Button(text("reviewing.send", count=ready), f"{base}:send:{version}")
        rows.insert(0, (send_,))
    rows += _turning(f"{base}:pick:{version}", page, pages)
    rows.append((Button(text("reviewing.back_to_review"), f"{base}:read:1"),))
    message = text(
        "reviewing.picking",
        name=review.author.name,
        lines=tuple(_pick_line(review, number, slot, marked) for number, slot in shown),
        ready=ready,
        page=page,
        pages=pages,
    )
    return Outgoing(message, tuple(rows), protected=True)


def _pick_line(review: Review, number: int, slot: Slot, marked: Mapping[str, str]) -> Text:
    value = review.interview.answers[slot.key].value
    return text(
        "reviewing.pick_line",
        number=number,
        heading=heading(slot),
        label=slot.question.called,
        value=kind_of(slot.question).display(slot.question, value),
        reason=marked.get(slot.key) or None,
    )


def _page_of(number: int) -> int:
    """The page on which the wording of this number stands."""
    return (max(number, 1) - 1) // PICKED + 1


async def take(visit: Visit, review_id: str, version: str, number: str) -> Said:
    """Mark a wording; the reason is asked for at once, since there is no return without one."""
    marked = await reviewer.collect(visit, review_id, version, number)
    screen = await conversation.begin(visit, "return_reason", subject=marked.id)
    review = await reviewer.read(visit, review_id, version)
    about = _pick_line(review, 0, review.slot(number), {})
    whole = text("interview.above", above=about, below=screen.text)
    return say(replace(screen, text=whole, protected=True))


async def drop(visit: Visit, review_id: str, version: str, number: str) -> Said:
    """A marked wording stays as it is."""
    await reviewer.drop(visit, review_id, version, number)
    return await pick(visit, review_id, version, str(_page_of(_number(number))))


async def reason_given(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """The form with the reason is complete."""
    question = interview.questionnaire.question("reason")
    value = interview.answers["reason"].value
    given = value if isinstance(value, dict) else {}
    chosen = given.get("chosen")
    codes = set(map(str, chosen)) if isinstance(chosen, list) else set()
    say_ = visit.office.catalogue.render
    sentences = [
        say_(option.label, visit.language) for option in question.options if option.code in codes
    ]
    if own := str(given.get("other") or ""):
        sentences.append(own)
    review, given_ = await reviewer.give_reason(visit, stored.subject, " ".join(sentences))
    return say(await _picking(visit, review, _page_of(review.place(given_.key))))


async def send(visit: Visit, review_id: str, version: str) -> Said:
    """The marked wordings go back to their author."""
    review = await reviewer.opened(visit, review_id, version)
    count = await reviewer.send_back(visit, review_id, version)
    more = Button(text("reviewing.open_queue"), f"q:list:{review.stored.cell_id}")
    return say(
        Outgoing(text("reviewing.sent_back", name=review.author.name, count=count), ((more,),))
    )


async def alike(visit: Visit, review_id: str) -> Said:
    """Which wordings others have nearly the same; the reviewer may read both."""
    review = await reviewer.read(visit, review_id)
    found = await advice.alike_among_members(visit, review.stored, review.interview)
    lines = tuple(
        text(
            "reviewing.alike_line",
            heading=heading(each.slot),
            label=each.slot.question.called,
            names=tuple(member.name for member in each.others),
        )
        for each in found
    )
    back = Button(text("reviewing.back_to_review"), f"q:{review_id}:read:1")
    return say(Outgoing(text("reviewing.alike", lines=lines), ((back,),), protected=True))


async def asked(visit: Visit, review_id: str) -> Said:
    """What the author asks about what was sent back, and what was answered."""
    review, found = await inquiry.question(visit, review_id)
    back = (Button(text("reviewing.back_to_review"), f"q:{review_id}:read:1"),)
    reply_ = (Button(text("reviewing.reply"), f"q:{review_id}:reply"),)
    message = text(
        "reviewing.question",
        name=review.author.name,
        words=found.question,
        answer=found.answer or None,
    )
    rows = (back,) if found.answer else (reply_, back)
    return say(Outgoing(message, rows, protected=True))


async def reply(visit: Visit, review_id: str) -> Said:
    """The form for the answer."""
    review, found = await inquiry.question(visit, review_id)
    if found.answer:
        raise Refusal("reviewing.answered_already")
    return say(await conversation.begin(visit, "answer_author", subject=review.stored.id))


async def replied(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """The form with the answer is complete."""
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
    Route("q:{review}:pick:{round}", Action.REVIEW, pick),
    Route("q:{review}:pick:{round}:{page}", Action.REVIEW, pick),
    Route("q:{review}:take:{round}:{number}", Action.REVIEW, take),
    Route("q:{review}:drop:{round}:{number}", Action.REVIEW, drop),
    Route("q:{review}:send:{round}", Action.REVIEW, send),
    Route("q:{review}:alike", Action.REVIEW, alike),
    Route("q:{review}:asked", Action.REVIEW, asked),
    Route("q:{review}:reply", Action.REVIEW, reply),
)
FORMS = {"return_reason": reason_given, "answer_author": replied}
