"""What one act of a person changes in an interview, and which screen comes next. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.kinds import DONE, SKIP, Answer, Typing, kind_of
from bot.domain.lexicon import Lexicon
from bot.domain.messages import BadAnswer, Text, text
from bot.domain.words import fold

BACK = "<"


PAUSE = "z"


SUBMIT = "u"


PREVIEW = "p"


class Outcome(StrEnum):
    """What the person asked for beyond an answer."""

    GO_ON = "go_on"
    PAUSED = "paused"
    PREVIEW = "preview"
    SUBMIT = "submit"


@dataclass(frozen=True, slots=True)
class Advance:
    """What one act changes. `complaint`: why nothing was recorded; `stale`: the act was meant for a
    screen that is no longer the current one, which is then shown again."""

    interview: Interview
    editing: str = ""
    outcome: Outcome = Outcome.GO_ON
    complaint: Text | None = None
    stale: bool = False
    same_screen: bool = False


def screen_key(interview: Interview, editing: str) -> str:
    """The current screen's key: a slot's place, `s2r7` for a part's list, `c7` for the check list.

    The keys of lists carry the revision: any change elsewhere makes them stale.
    """
    if editing.startswith("s"):
        return f"{editing}r{interview.revision}"
    slot = current_slot(interview, editing)
    return slot.place if slot else f"c{interview.revision}"


def current_slot(interview: Interview, editing: str) -> Slot | None:
    """The question on the screen; `None` when a list is shown."""
    if editing.startswith("s"):
        return None
    chosen = interview.slot(editing) if editing else None
    return chosen if chosen and interview.may_change(chosen) else interview.unfinished


def tap(interview: Interview, editing: str, screen: str, act: str, typing: Typing) -> Advance:
    """Takes a tap on a button of `screen`. A payload this program never made is a complaint on a
    question, and raises BadAnswer in a list."""
    if screen != screen_key(interview, editing):
        return Advance(interview, editing, complaint=text("interview.stale_tap"), stale=True)
    slot = current_slot(interview, editing)
    if slot is None:
        return _list_act(interview, editing, act)
    if act == BACK:
        return Advance(interview, _before(interview, slot))
    if act == PAUSE:
        return Advance(interview, editing, Outcome.PAUSED)
    if act == SKIP:
        return _skip(interview, editing, slot)
    try:
        answer = kind_of(slot.question).tap(
            slot.question,
            interview.answers.get(slot.key),
            act,
            _with_earlier(interview, slot, typing),
        )
    except BadAnswer as refusal:
        return Advance(interview, editing, complaint=refusal.text)
    return _recorded(interview, editing, slot, answer)


def typed(interview: Interview, editing: str, shown: str, words: str, typing: Typing) -> Advance:
    """Takes a typed text, which counts only if `shown`, the channel's last screen, is current."""
    screen = screen_key(interview, editing)
    if shown != screen:
        return Advance(interview, editing, complaint=text("interview.stale_text"), stale=True)
    slot = current_slot(interview, editing)
    if slot and len(words) > (most := kind_of(slot.question).longest):
        why = text("kinds.too_long", length=len(words), most=most)
        return Advance(interview, editing, complaint=why)
    act = control_act(words, typing.lexicon, in_list=slot is None)
    if act:
        return tap(interview, editing, screen, act, typing)
    if slot is None:
        return _list_typed(interview, editing, words)
    try:
        answer = kind_of(slot.question).parse(
            slot.question,
            interview.answers.get(slot.key),
            words,
            _with_earlier(interview, slot, typing),
        )
    except BadAnswer as refusal:
        return Advance(interview, editing, complaint=refusal.text)
    return _recorded(interview, editing, slot, answer)


def repeats(interview: Interview, place: str, words: str, typing: Typing) -> bool:
    """Whether the answer at this place is what these words make: they were sent twice."""
    slot = interview.slot(place)
    answer = interview.answers.get(slot.key) if slot else None
    if slot is None or answer is None or not answer.done:
        return False
    try:
        read = kind_of(slot.question).parse(slot.question, None, words, typing)
    except BadAnswer:
        return False
    return answer.value is not None and replace(read, piece=answer.piece) == answer


def before(interview: Interview, editing: str) -> Slot | None:
    """The question that came before the one on the screen."""
    slot = current_slot(interview, editing)
    place = _before(interview, slot) if slot else ""
    return interview.slot(place) if slot and place != slot.place else None


def added(interview: Interview, place: str, words: str) -> str:
    """The text that stands at this place, with these words after it; empty where none does."""
    slot = interview.slot(place)
    answer = interview.answers.get(slot.key) if slot else None
    if slot is None or slot.question.kind != "long_text" or not (answer and answer.value):
        return ""
    return f"{answer.value}\n{words}"


def control_act(words: str, lexicon: Lexicon, *, in_list: bool) -> str:
    """The act of a control word that makes up the whole text; empty if there is none."""
    if lexicon.asks("pause", words):
        return PAUSE
    meanings = {"back": BACK}
    if in_list:
        meanings |= {"submit": SUBMIT, "preview": PREVIEW}
    else:
        meanings |= {"done": DONE, "keep": DONE, "skip": SKIP}
    return next((act for meaning, act in meanings.items() if lexicon.means(meaning, words)), "")


def _with_earlier(interview: Interview, slot: Slot, typing: Typing) -> Typing:
    named = slot.question.constraint.not_before
    if not named:
        return typing
    counted = interview.relevant_answers()
    answer = counted.get(f"{named}/{slot.instance}") or counted.get(named)
    earlier = date.fromisoformat(str(answer.value)) if answer and answer.value else None
    return replace(typing, earlier=earlier)


def _recorded(interview: Interview, editing: str, slot: Slot, answer: Answer) -> Advance:
    changed = replace(
        interview,
        answers={**interview.answers, slot.key: answer},
        revision=interview.revision + 1,
    )
    if not answer.done:
        return Advance(changed, editing, same_screen=True)
    return Advance(changed)


def _skip(interview: Interview, editing: str, slot: Slot) -> Advance:
    if slot.question.required:
        return Advance(interview, editing, complaint=text("interview.required"))
    return _recorded(interview, editing, slot, Answer(None))


def _before(interview: Interview, slot: Slot) -> str:
    """Where "back" leads: the screen before, or the check list once everything is finished."""
    if interview.unfinished is None:
        return ""
    places = [each.place for each in interview.open_slots]
    return places[max(places.index(slot.place) - 1, 0)]


def _list_act(interview: Interview, editing: str, act: str) -> Advance:
    if act == BACK:
        return Advance(interview, "")
    if act == PAUSE:
        return Advance(interview, editing, Outcome.PAUSED)
    if act == PREVIEW:
        return Advance(interview, editing, Outcome.PREVIEW)
    if act == SUBMIT:  # a part's list leads back to the whole first, which is what is handed in
        return Advance(interview, "", Outcome.GO_ON if editing else Outcome.SUBMIT)
    if act[:1] == "e" and act[1:] in {str(slot.part) for slot in interview.open_slots}:
        return Advance(interview, f"s{act[1:]}")
    slot = interview.slot(act[1:])
    if act[:1] == "g" and slot and interview.may_change(slot):
        return Advance(interview, slot.place)
    raise BadAnswer("interview.forged")


def _list_typed(interview: Interview, editing: str, words: str) -> Advance:
    """Takes a number: in the check list it opens a part, in a part's list an answer."""
    number = fold(words)
    parts = sorted({slot.part for slot in interview.open_slots})
    if not editing and number in {str(part) for part in parts}:
        return Advance(interview, f"s{number}")
    listed = (slot for slot in interview.open_slots if editing == f"s{slot.part}")
    places = {str(position): slot.place for position, slot in enumerate(listed, 1)}
    if number in places:
        return Advance(interview, places[number])
    return Advance(interview, editing, complaint=text("interview.list_only"))
