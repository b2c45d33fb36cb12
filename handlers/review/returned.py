"""What a reviewer sends back to its author: picking wordings, giving reasons, sending."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.kinds import kind_of
from bot.domain.interview.screens import heading
from bot.domain.messages import Button, Outgoing, Text, text
from bot.domain.people.member import Action
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.review import reviewer
from bot.services.review.reviewer import Review
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.keyboards import in_rows, page_of, page_with, turning
from handlers.routes import Route

PICKED = 10
"""Wordings on one page of those that may be sent back."""


async def pick(visit: Visit, review_id: str, version: int, page: int = 1) -> Said:
    """Shows the wordings that may be sent back, page by page, marked ones with their reasons."""
    review = await reviewer.read(visit, review_id, version)
    return say(await _picking(visit, review, page))


async def _picking(visit: Visit, review: Review, number: int) -> Outgoing:
    marked = {each.key: each.reason for each in await reviewer.collected(visit, review)}
    ready = sum(map(bool, marked.values()))
    base, version = f"q:{review.stored.id}", review.number
    page = page_of(review.returnable, number, PICKED)
    buttons = [
        Button(f"{n} ✓", f"{base}:drop:{version}:{n}")
        if marked.get(slot.key)
        else Button(str(n), f"{base}:take:{version}:{n}")
        for n, slot in page.entries
    ]
    send_ = (Button(text("reviewing.send", count=ready), f"{base}:send:{version}"),)
    rows = (
        *((send_,) if ready else ()),
        *in_rows(buttons),
        *turning(page, f"{base}:pick:{version}"),
        (Button(text("reviewing.back_to_review"), f"{base}:read:1"),),
    )
    message = text(
        "reviewing.picking",
        name=review.author.shown,
        lines=tuple(_pick_line(review, n, slot, marked) for n, slot in page.entries),
        ready=ready,
        page=page.number,
        pages=page.pages,
    )
    return Outgoing(message, rows, protected=True)


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


async def take(visit: Visit, review_id: str, version: int, number: int) -> Said:
    """Marks a wording, and asks for the reason at once: nothing is sent back without one."""
    marked = await reviewer.collect(visit, review_id, version, number)
    return say(await conversation.begin(visit, "return_reason", subject=marked.id))


async def judged(visit: Visit, collected_id: str) -> Text:
    """The wording for which a reason is being given."""
    review, marked = await reviewer.marked(visit, collected_id)
    return _pick_line(review, 0, review.slot(review.place(marked.key)), {})


async def drop(visit: Visit, review_id: str, version: int, number: int) -> Said:
    """Takes the mark off a wording."""
    await reviewer.drop(visit, review_id, version, number)
    return await pick(visit, review_id, version, page_with(number, PICKED))


async def reason_given(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Keeps the reason of the form, and goes on with picking."""
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
    return say(await _picking(visit, review, page_with(review.place(given_.key), PICKED)))


async def send(visit: Visit, review_id: str, version: int) -> Said:
    """Sends the marked wordings back to their author."""
    review = await reviewer.opened(visit, review_id, version)
    count = await reviewer.send_back(visit, review_id, version)
    more = Button(text("reviewing.open_queue"), f"q:list:{review.stored.cell_id}")
    return say(
        Outgoing(text("reviewing.sent_back", name=review.author.shown, count=count), ((more,),))
    )


ROUTES = (
    Route("q:{review}:pick:{round}", Action.REVIEW, pick),
    Route("q:{review}:pick:{round}:{page}", Action.REVIEW, pick),
    Route("q:{review}:take:{round}:{number}", Action.REVIEW, take),
    Route("q:{review}:drop:{round}:{number}", Action.REVIEW, drop),
    Route("q:{review}:send:{round}", Action.REVIEW, send),
)
FORMS = {"return_reason": reason_given}
ABOVE = {"return_reason": judged}
