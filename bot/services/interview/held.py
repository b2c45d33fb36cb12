"""A text whose writer is asked what it is meant for. Until then it is recorded nowhere."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from bot.domain.interview import advance
from bot.domain.messages import Refusal
from bot.domain.words import Longest
from bot.services.interview import conversation
from bot.services.interview.conversation import Step
from bot.services.office import new_id
from bot.services.turns import Visit


@dataclass(frozen=True, slots=True)
class Held:
    """`here` is the mark of the screen that was current when the text came; `there` that of the
    earlier one which it may belong to, if any. An account holds one text at a time, and lets it go
    when another screen is shown."""

    id: str
    words: str
    here: str
    there: str = ""


async def hold(visit: Visit, words: str, there: str) -> Held:
    """Keep this until its writer has chosen; one more for the same two screens goes on with it."""
    assert visit.account is not None  # noqa: S101 -- only in the middle of a question
    before = _held(visit)
    here = f"{visit.account.interview_id}:{visit.account.shown}"
    if before and (before.here, before.there) == (here, there):
        words = f"{before.words}\n{words}"
    if len(words) > Longest.LONG:
        raise Refusal("kinds.too_long", length=len(words), most=Longest.LONG)
    held = Held(new_id(), words, here, there)
    visit.move(held=json.dumps(asdict(held), ensure_ascii=False))
    return held


async def settle(visit: Visit, held_id: str, act: str) -> Step | None:
    """Record the text where its writer says: `here`, `there` in place of what stands there, or
    `add` to it. `None` for `drop`. Refused if another text or question came meanwhile."""
    held = _held(visit)
    if held is None or held.id != held_id or visit.account is None:
        raise Refusal("typed.gone")
    if act == "drop":
        visit.move(held="")
        return None
    step = await _recorded(visit, held, act)
    if step.complaint is None:
        visit.move(held="")
    return step


async def _recorded(visit: Visit, held: Held, act: str) -> Step:
    if act == "here":
        return await conversation.typed(visit, held.words)
    if act not in ("there", "add") or not held.there:
        raise Refusal("interview.forged")
    words = held.words
    if act == "add":
        words = advance.added(*await conversation.at(visit, held.there), words) or words
    return await conversation.typed_at(visit, held.there, words)


async def earlier(visit: Visit, mark: str) -> str:
    """The mark of the question that an unrecorded text may belong to: the one that its writer saw,
    or where that is not known the one before the current. Empty if there is none to be changed."""
    assert visit.account is not None  # noqa: S101 -- only in the middle of a question
    here = f"{visit.account.interview_id}:{visit.account.shown}"
    try:
        interview, place = await conversation.at(visit, mark or here)
    except Refusal:
        return ""
    if not mark:
        found = advance.before(interview, visit.account.editing)
        place = found.place if found else ""
    slot = interview.slot(place)
    return f"{interview.id}:{place}" if slot and interview.may_change(slot) else ""


async def repeats(visit: Visit, mark: str, words: str) -> bool:
    """Whether this very text is the answer at that question already."""
    if not mark:
        return False
    return advance.repeats(*await conversation.at(visit, mark), words, visit.typing())


def _held(visit: Visit) -> Held | None:
    kept = visit.account.held if visit.account else ""
    return Held(**json.loads(kept)) if kept else None
