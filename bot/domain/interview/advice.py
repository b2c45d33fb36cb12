"""What an author may want to look at again before submitting: private, and never in the way. Pure.

Deterministic rules over the author's answers and their review of the cycle before. The phrases that
say little are data; the function passed in measures how alike two texts are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import TypeAlias

from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.kinds import kind_of, marks
from bot.domain.interview.kinds.writing import LongText, ShortText
from bot.domain.interview.screens import ScreenNote
from bot.domain.messages import Text, text
from bot.domain.words import fold

Alike: TypeAlias = Callable[[str, str], float]
"""How alike two folded texts are, from 0 to 100."""

MOST = 5
SHORT = 12
"""Characters below which a free text hardly says anything."""
GENERAL = 100
"""Characters up to which a text with a worn phrase says little else."""
SAME, SAME_LENGTH = 90.0, 20
"""The likeness and the length from which a text counts as the same as last year's."""


def advice(
    interview: Interview, earlier: Interview | None, worn: Collection[str], alike: Alike
) -> tuple[ScreenNote, ...]:
    """Up to `MOST` notes, in the order of the questionnaire. `worn`: folded phrases that say
    little."""
    return tuple(islice(_notes(interview, earlier, worn, alike), MOST))


def _notes(
    interview: Interview, earlier: Interview | None, worn: Collection[str], alike: Alike
) -> Iterator[ScreenNote]:
    before = _texts_by_question(earlier) if earlier else {}
    for slot in interview.slots:
        if not interview.may_change(slot):
            continue
        said = written(interview, slot)
        for against in _against_marks(interview, earlier, slot):
            yield ScreenNote(against, slot.place)
        found = (
            _unsaid(interview, slot)
            or _about(slot, said, worn)
            or _same(said, before.get(slot.question.id, ()), alike)
        )
        if found:
            yield ScreenNote(text(found, heading=_where(slot)), slot.place)


def written(interview: Interview, slot: Slot) -> str:
    """The author's own words in an answer, folded; empty if there are none."""
    answer = interview.answers.get(slot.key)
    value = answer.value if answer else None
    if isinstance(kind_of(slot.question), LongText | ShortText):
        return fold(str(value or ""))
    if isinstance(value, dict) and slot.question.other:
        return fold(str(value.get("other") or ""))
    return ""


def _where(slot: Slot) -> Text:
    row = slot.row
    short = getattr(row, "short", "") if row else ""
    number = slot.number if not row else 0
    return text("advice.where", short=short, number=number, called=slot.question.called)


def _about(slot: Slot, said: str, worn: Collection[str]) -> str:
    if not said:
        return ""
    if len(said) <= GENERAL and any(phrase in said for phrase in worn):
        return "advice.general"
    if slot.question.dated and not any(char.isdigit() for char in said):
        return "advice.no_date"
    free = isinstance(kind_of(slot.question), LongText) and slot.question.required
    if free and len(said) < SHORT:
        return "advice.short"
    return ""


def _same(said: str, before: Collection[str], alike: Alike) -> str:
    if len(said) < SAME_LENGTH:
        return ""
    return "advice.same" if any(alike(said, each) >= SAME for each in before) else ""


def _unsaid(interview: Interview, slot: Slot) -> str:
    """The note's key if nothing was said about a marked row, else empty."""
    answer = interview.answers.get(slot.key)
    skipped = answer is not None and answer.done and answer.value is None
    return "advice.unsaid" if skipped and slot.level is not None else ""


def _against_marks(interview: Interview, earlier: Interview | None, slot: Slot) -> Iterator[Text]:
    """Where what is said of earlier items and what is marked now cannot both be so. The first
    answer of such a question says that an item is gone, the last that it is still there."""
    if not slot.question.rows_from or len(slot.question.options) < 2:
        return
    gone, *between, still = [option.code for option in slot.question.options]
    answer = interview.answers.get(slot.key)
    said = marks(answer.value if answer else None)
    known = {row.code for each in _matrices(interview) for row in each.question.rows}
    now, then = _levels(interview), _levels(earlier) if earlier else {}
    found: dict[str, list[str]] = {"advice.still": [], "advice.again": [], "advice.worse": []}
    for row in slot.question.rows:
        word, level = said.get(row.code), now.get(row.code, 0)
        if row.code not in known:
            continue
        if word == still and not level:
            found["advice.still"].append(row.short)
        elif word == gone and level:
            found["advice.again"].append(row.short)
        elif word in between and level > then.get(row.code, level):
            found["advice.worse"].append(row.short)
    for key, items in found.items():
        if items:
            yield text(key, heading=_where(slot), items=tuple(items))


def _matrices(interview: Interview) -> list[Slot]:
    return [each for each in interview.slots if each.is_matrix]


def _levels(interview: Interview) -> dict[str, int]:
    """The marked rows, each with how high its level is: the first above none is 1."""
    found: dict[str, int] = {}
    for slot in _matrices(interview):
        order = [option.code for option in slot.question.options]
        answer = interview.answers.get(slot.key)
        for code, level in marks(answer.value if answer else None).items():
            found[code] = order.index(level) if level in order else 0
    return found


def _texts_by_question(interview: Interview) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for slot in interview.slots:
        if said := written(interview, slot):
            found.setdefault(slot.question.id, []).append(said)
    return found
