"""The reviewer's chat: the queue, reading a review on a phone, approving it or sending wordings
back; and what its author does about that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.interview import Interview
from bot.domain.kinds import Answer, kind_of
from bot.domain.messages import Button, Keyboard, Outgoing, Param, Refusal, Text, text
from bot.domain.people import Action
from bot.domain.screens import heading
from bot.domain.sheet import Part
from bot.domain.workflow import State
from bot.services import advising, interviewing, reviewing, reviews
from bot.services.interviewing import Stored
from bot.services.office import moment
from bot.services.parcels import SheetJob
from bot.services.reviewing import Change, Review, Waiting
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.routes import Guard, Route

PAGE = 2_800
"""Characters of one page of a review: some room under every channel's limit for its head."""
PER_ROW = 5
MOST_LISTED = 30


async def queue(visit: Visit, *_about: str) -> Said:
    """`/review`: what waits for a decision, then what is with its author or approved."""
    found = await reviewing.queue(visit)
    waiting = [each for each in found if each.state is State.SUBMITTED]
    others = [each for each in found if each.state is not State.SUBMITTED and each.counted]
    lines = [await _line(visit, number, each) for number, each in enumerate(waiting, 1)]
    message = text(
        "reviewing.queue",
        waiting=tuple(lines),
        returned=tuple(each.author.name for each in others if each.state is State.RETURNED),
        approved=tuple(
            each.author.name for each in others if each.state in (State.APPROVED, State.REVISING)
        ),
    )
    return say(Outgoing(message, _numbered([each.id for each in waiting]), protected=True))


async def _line(visit: Visit, number: int, each: Waiting) -> Text:
    return text(
        "reviewing.line",
        number=number,
        name=each.author.name,
        title=await reviewing.title(visit, each),
        round=each.round,
    )


def _numbered(ids: Sequence[str]) -> Keyboard:
    buttons = [Button(str(n), f"q:{id_}:read:1") for n, id_ in enumerate(ids[:MOST_LISTED], 1)]
    return tuple(tuple(buttons[i : i + PER_ROW]) for i in range(0, len(buttons), PER_ROW))


async def read(visit: Visit, review_id: str, page: str) -> Said:
    """One page of a review; the wordings that were sent back come first, before and now."""
    review = await reviewing.read(visit, review_id)
    pages = list(_pages(visit, review, await reviewing.changes(visit, review)))
    number = min(max(int(page), 1), len(pages)) if page.isdecimal() and page.isascii() else 1
    alike = await advising.alike_among_members(visit, review.stored, review.interview)
    message = text(
        "reviewing.page",
        name=review.author.name,
        title=review.interview.questionnaire.title,
        round=review.stored.version,
        at=visit.office.calendar.local(moment(review.version.submitted_at)),
        number=number,
        pages=len(pages),
        body=pages[number - 1],
        state=text(f"reviewing.state_{review.stored.state}"),
        alike=len(alike) if number == len(pages) else 0,
    )
    return say(
        Outgoing(message, _page_buttons(review, number, len(pages), bool(alike)), protected=True)
    )


def _page_buttons(review: Review, number: int, pages: int, alike: bool) -> Keyboard:  # noqa: FBT001 -- a plain fact
    base, version = f"q:{review.stored.id}", review.stored.version
    turn = []
    if number > 1:
        turn.append(Button(text("reviewing.previous"), f"{base}:read:{number - 1}"))
    if number < pages:
        turn.append(Button(text("reviewing.next"), f"{base}:read:{number + 1}"))
    rows: list[tuple[Button, ...]] = [tuple(turn)] if turn else []
    if number == pages and review.stored.state is State.SUBMITTED:
        rows.append((Button(text("reviewing.approve"), f"{base}:approve:{version}"),))
    if number == pages and review.stored.state in (State.SUBMITTED, State.APPROVED):
        rows.append((Button(text("reviewing.pick"), f"{base}:pick:{version}"),))
    if alike and number == pages:
        rows.append((Button(text("reviewing.show_alike"), f"{base}:alike"),))
    back = Button(text("reviewing.back"), f"q:list:{review.stored.cell_id}")
    rows.append((Button(text("reviewing.pdf"), f"{base}:pdf"), back))
    return tuple(rows)


def _pages(visit: Visit, review: Review, changes: Sequence[Change]) -> Iterator[str]:
    """The whole review in pieces that fit on a phone; a piece ends between two answers."""
    say_ = visit.office.catalogue.render
    blocks = [say_(_change(change), visit.language) for change in changes]
    if blocks:
        blocks.insert(0, say_(text("reviewing.changes"), visit.language))
        yield from _packed(blocks)
    whole: list[str] = []
    for part in reviews.parts_of(visit.office, review.interview, visit.language):
        whole += _of_part(visit, part)
    yield from _packed(whole)


def _of_part(visit: Visit, part: Part) -> Iterator[str]:
    say_ = visit.office.catalogue.render
    yield say_(text("reviewing.part", title=part.title), visit.language)
    for entry in part.entries:
        shown = text("reviewing.entry", heading=entry.heading, label=entry.label, value=entry.value)
        whole = say_(shown, visit.language)
        yield from (whole[i : i + PAGE] for i in range(0, len(whole), PAGE))


def _packed(blocks: Sequence[str]) -> Iterator[str]:
    page: list[str] = []
    for block in blocks:
        if page and sum(map(len, page)) + len(block) > PAGE:
            yield "\n".join(page)
            page = []
        page.append(block)
    if page:
        yield "\n".join(page)


def _change(change: Change) -> Text:
    return text(
        "reviewing.change_entry",
        heading=heading(change.slot),
        label=change.slot.question.called,
        reason=change.reason,
        before=_shown(change, change.before),
        now=_shown(change, change.now),
        same=change.before is not None
        and change.now is not None
        and change.before.value == change.now.value,
    )


def _shown(change: Change, answer: Answer | None) -> Param:
    if answer is None or answer.value is None:
        return text("reviewing.nothing")
    return kind_of(change.slot.question).display(change.slot.question, answer.value)


async def pdf(visit: Visit, review_id: str) -> Said:
    """The review as it is printed, for the reviewer alone."""
    review = await reviewing.read(visit, review_id)
    job = SheetJob(review.stored.id, review.stored.version, for_reviewer=True)
    visit.post(job, cell_id=review.stored.cell_id)
    return say(text("review.copy_coming"))


async def approve(visit: Visit, review_id: str, version: str) -> Said:
    """The version that was read is approved."""
    review = await reviewing.approve(visit, review_id, version)
    left = await reviewing.waiting(visit)
    more = Button(text("reviewing.open_queue"), f"q:list:{review.stored.cell_id}")
    return say(Outgoing(text("reviewing.approved", name=review.author.name, left=left), ((more,),)))


async def pick(visit: Visit, review_id: str, version: str) -> Said:
    """The wordings that may be sent back, those marked with their reasons."""
    return say(await _picking(visit, await reviewing.opened(visit, review_id, version)))


async def _picking(visit: Visit, review: Review) -> Outgoing:
    marked = {each.key: each for each in await reviewing.collected(visit, review)}
    base, version = f"q:{review.stored.id}", review.stored.version
    lines, buttons = [], []
    for number, slot in enumerate(review.returnable, 1):
        known = marked.get(slot.key)
        answer = review.interview.answers[slot.key]
        lines.append(
            text(
                "reviewing.pick_line",
                number=number,
                heading=heading(slot),
                label=slot.question.called,
                value=kind_of(slot.question).display(slot.question, answer.value),
                reason=known.reason if known and known.reason else None,
            )
        )
        act = "drop" if known and known.reason else "take"
        sign = f"{number} ✓" if act == "drop" else str(number)
        buttons.append(Button(sign, f"{base}:{act}:{version}:{number}"))
    rows = [tuple(buttons[i : i + PER_ROW]) for i in range(0, len(buttons), PER_ROW)]
    ready = sum(bool(each.reason) for each in marked.values())
    if ready:
        send = Button(text("reviewing.send", count=ready), f"{base}:send:{version}")
        rows.insert(0, (send,))
    rows.append((Button(text("reviewing.back_to_review"), f"{base}:read:1"),))
    message = text("reviewing.picking", name=review.author.name, lines=tuple(lines), ready=ready)
    return Outgoing(message, tuple(rows), protected=True)


async def take(visit: Visit, review_id: str, version: str, number: str) -> Said:
    """Mark a wording; the reason is asked for at once, since there is no return without one."""
    marked = await reviewing.collect(visit, review_id, version, number)
    return say(await interviewing.begin(visit, "return_reason", subject=marked.id))


async def drop(visit: Visit, review_id: str, version: str, number: str) -> Said:
    """A marked wording stays as it is."""
    await reviewing.drop(visit, review_id, version, number)
    return await pick(visit, review_id, version)


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
    review_id = await reviewing.give_reason(visit, stored.subject, " ".join(sentences))
    return say(await _picking(visit, await reviewing.opened(visit, review_id)))


async def send(visit: Visit, review_id: str, version: str) -> Said:
    """The marked wordings go back to their author."""
    review = await reviewing.opened(visit, review_id, version)
    count = await reviewing.send_back(visit, review_id, version)
    more = Button(text("reviewing.open_queue"), f"q:list:{review.stored.cell_id}")
    return say(
        Outgoing(text("reviewing.sent_back", name=review.author.name, count=count), ((more,),))
    )


async def alike(visit: Visit, review_id: str) -> Said:
    """Which wordings others have nearly the same; the reviewer may read both."""
    review = await reviewing.read(visit, review_id)
    found = await advising.alike_among_members(visit, review.stored, review.interview)
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
    """What the author asks about what was sent back."""
    review, question = await reviewing.question(visit, review_id)
    reply = Button(text("reviewing.reply"), f"q:{review_id}:reply")
    back = Button(text("reviewing.back_to_review"), f"q:{review_id}:read:1")
    message = text("reviewing.question", name=review.author.name, words=question.words)
    return say(Outgoing(message, ((reply,), (back,)), protected=True))


async def reply(visit: Visit, review_id: str) -> Said:
    """The form for the answer."""
    review, _ = await reviewing.question(visit, review_id)
    return say(await interviewing.begin(visit, "answer_author", subject=review.stored.id))


async def replied(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """The form with the answer is complete."""
    await reviewing.answer(visit, stored.subject, str(interview.answers["words"].value))
    return say(text("reviewing.replied"))


# -- the author


async def ask(visit: Visit, interview_id: str) -> Said:
    """The form for a question to whoever reviews."""
    stored = await _own(visit, interview_id)
    if stored.state is not State.RETURNED:
        raise Refusal("reviewing.nothing_to_ask")
    return say(await interviewing.begin(visit, "ask_reviewer", subject=interview_id))


async def asked_back(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """The form with the question is complete."""
    await reviewing.ask(visit, stored.subject, str(interview.answers["words"].value))
    go_on = Button(text("member.go_on"), f"r:{visit.member.id}")
    return say(Outgoing(text("reviewing.asked"), ((go_on,),)))


async def answered(visit: Visit, interview_id: str) -> Said:
    """What was answered."""
    await _own(visit, interview_id)
    question, words = await reviewing.answered(visit, interview_id)
    go_on = Button(text("member.go_on"), f"r:{visit.member.id}")
    return say(
        Outgoing(text("reviewing.answered", question=question, words=words or None), ((go_on,),))
    )


async def _own(visit: Visit, interview_id: str) -> Stored:
    return await reviews.own_one(visit, interview_id)


async def revise(visit: Visit, interview_id: str) -> Said:
    """A further version after what was heard at the meeting."""
    stored = await reviews.revise(visit, interview_id)
    return say(await interviewing.show(visit, stored, above=text("reviewing.revising")))


async def revision(visit: Visit, interview_id: str) -> Said:
    """Go on with that version."""
    stored = await _own(visit, interview_id)
    if stored.state is not State.REVISING:
        raise Refusal("interview.gone")
    return say(await interviewing.show(visit, stored))


async def give_up(visit: Visit, interview_id: str) -> Said:
    """Leave the review as it was approved."""
    await reviews.give_up(visit, interview_id)
    visit.move(interview_id="", editing="", shown="")
    return say(text("reviewing.given_up"))


ROUTES = (
    Route("/review", Action.REVIEW, queue),
    Route("q:list:{cell}", Action.REVIEW, queue),
    Route("q:{review}:read:{page}", Action.REVIEW, read),
    Route("q:{review}:pdf", Action.REVIEW, pdf),
    Route("q:{review}:approve:{round}", Action.REVIEW, approve),
    Route("q:{review}:pick:{round}", Action.REVIEW, pick),
    Route("q:{review}:take:{round}:{number}", Action.REVIEW, take),
    Route("q:{review}:drop:{round}:{number}", Action.REVIEW, drop),
    Route("q:{review}:send:{round}", Action.REVIEW, send),
    Route("q:{review}:alike", Action.REVIEW, alike),
    Route("q:{review}:asked", Action.REVIEW, asked),
    Route("q:{review}:reply", Action.REVIEW, reply),
    Route("w:{interview}:ask", Guard.OWNER, ask),
    Route("w:{interview}:answered", Guard.OWNER, answered),
    Route("w:{interview}:revise", Guard.OWNER, revise),
    Route("w:{interview}:revision", Guard.OWNER, revision),
    Route("w:{interview}:give_up", Guard.OWNER, give_up),
)
FORMS = {
    "return_reason": reason_given,
    "answer_author": replied,
    "ask_reviewer": asked_back,
}
