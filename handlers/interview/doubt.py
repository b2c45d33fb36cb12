"""What is asked where a text could be meant for another screen, or for no answer at all."""

from __future__ import annotations

from bot.domain.interview import advance
from bot.domain.interview.interview import Interview
from bot.domain.messages import Button, Outgoing, text
from bot.domain.words import Words
from bot.services.interview import conversation, held
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.routes import Guard, Route

MOST_QUOTED = 200


async def ask(visit: Visit, words: str, why: str, *, there: str = "") -> Said:
    """Asks where this belongs, and records nothing. `why` ends a key `typed.why_…`; `there` is the
    mark of an earlier question. The screen stays the one that it was."""
    assert visit.account is not None  # noqa: S101 -- only in the middle of a question
    kept = await held.hold(visit, words, there)
    interview, _ = await conversation.at(visit, kept.here)
    here = advance.current_slot(interview, visit.account.editing)
    earlier, adds = await _earlier(visit, kept)
    acts = {
        "add": adds,
        "there": earlier is not None,
        "here": here is not None,
        "drop": True,
    }
    rows = [
        (Button(text(f"typed.{act}"), f"h:{kept.id}:{act}"),) for act, may in acts.items() if may
    ]
    if why == "command":
        rows.append((Button(text("interview.pause"), f"i:{kept.here}:{advance.PAUSE}"),))
    message = text(
        "typed.ask",
        why=text(f"typed.why_{why}"),
        words=kept.words if len(kept.words) <= MOST_QUOTED else f"{kept.words[:MOST_QUOTED]}…",
        there=earlier,
        here=here.question.called if here else None,
    )
    return say(Outgoing(message, tuple(rows), screen=visit.account.shown))


async def _earlier(visit: Visit, kept: held.Held) -> tuple[Words | None, bool]:
    """What the earlier question is called, and whether the text can go on with its answer."""
    if not kept.there:
        return None, False
    interview, place = await conversation.at(visit, kept.there)
    slot = interview.slot(place)
    return slot.question.called if slot else None, bool(advance.added(interview, place, kept.words))


def is_written(interview: Interview, editing: str) -> bool:
    """Whether the question on the screen takes any words at all."""
    slot = advance.current_slot(interview, editing)
    return slot is not None and slot.question.kind in ("long_text", "short_text")


async def edited(visit: Visit) -> Said:
    """Says that a text which is changed in the chat changes no answer, and what to do."""
    mark = visit.incoming.seen or ""
    there = await held.earlier(visit, mark) if mark and visit.account else ""
    change = ((Button(text("typed.change"), f"hc:{there}"),),) if there else ()
    return say(Outgoing(text("typed.edited", there=bool(there)), change))


async def change(visit: Visit, interview_id: str, place: str) -> Said:
    """Opens the question whose answer is to be changed."""
    return say(await conversation.open_at(visit, f"{interview_id}:{place}"))


ROUTES = (Route("hc:{interview}:{screen}", Guard.OWNER, change),)
