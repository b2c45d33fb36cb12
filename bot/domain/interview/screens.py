"""What the interview's screens show: a question, the check list, the list of one part. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.interview.advance import BACK, PAUSE, PREVIEW, SUBMIT, current_slot, screen_key
from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.kinds import SKIP, Tap, kind_of
from bot.domain.interview.questionnaire import Row
from bot.domain.messages import Button, Keyboard, Outgoing, Param, Text, text

PER_ROW = 3


@dataclass(frozen=True, slots=True)
class ScreenNote:
    """Advice for the author alone on the check list, about the answer at `place`."""

    text: Text
    place: str


def screen(
    interview: Interview,
    editing: str,
    *,
    readers: Text | None = None,
    replaces: bool = False,
    notes: Sequence[ScreenNote] = (),
) -> Outgoing:
    """The current screen. `readers`: who will read this, if the questionnaire does not say it
    itself; `notes` are shown on the check list."""
    key = screen_key(interview, editing)
    slot = current_slot(interview, editing)
    if slot:
        message, taps = _question(interview, slot, readers)
    elif editing:
        message, taps = _part(interview, editing)
    else:
        message, taps = _check(interview, notes)
    return Outgoing(message, _keyboard(interview, key, taps), replaces=replaces, screen=key)


def heading(slot: Slot) -> Text | None:
    """The line that says what a repeated question belongs to: a row, an option or a number."""
    if isinstance(slot.row, Row):
        level = slot.level.label if slot.level else None
        return text(
            "interview.row_heading", short=slot.row.short, label=slot.row.label, level=level
        )
    if slot.row:
        return text("interview.option_heading", label=slot.row.label)
    if slot.number:
        return text("interview.repeat_heading", number=slot.number)
    return None


def shown_value(interview: Interview, slot: Slot) -> Param:
    """The answer as a person reads it; `None` if it was skipped or not given."""
    answer = interview.answers.get(slot.key)
    if answer is None or answer.value is None:
        return None
    return kind_of(slot.question).display(slot.question, answer.value)


def own_marks(interview: Interview) -> tuple[Param, ...] | None:
    """The marked rows of all matrices, `I.4 hiếm khi`; `None` if the form has no matrix."""
    matrices = [slot for slot in interview.slots if slot.is_matrix]
    if not matrices:
        return None
    found: list[Param] = []
    for slot in matrices:
        value = shown_value(interview, slot)
        if isinstance(value, Text):
            listed = value.params["marks"]
            found += listed if isinstance(listed, tuple) else ()
    return tuple(found)


def _question(
    interview: Interview, slot: Slot, readers: Text | None
) -> tuple[Text, list[list[Tap]]]:
    question = slot.question
    prompt = kind_of(question).prompt(question, interview.answers.get(slot.key))
    first = not any(interview.finished(each) for each in interview.slots)
    message = text(
        "interview.question",
        part=slot.part,
        parts=len(interview.questionnaire.sections),
        title=slot.section.title,
        minutes=minutes(interview),
        intro=interview.questionnaire.intro if first else None,
        heading=heading(slot),
        label=question.label,
        hint=question.hint,
        body=prompt.body,
        optional=not question.required,
        readers=readers or interview.questionnaire.readers,
        printed=question.printed,
        reason=interview.returned.get(slot.key) if interview.returned else None,
    )
    taps = [list(row) for row in prompt.taps]
    steps = [Tap(text("interview.back"), BACK)] if slot is not interview.open_slots[0] else []
    if not question.required:
        steps.append(Tap(text("interview.skip"), SKIP))
    steps.append(Tap(text("interview.pause"), PAUSE))
    return message, [*taps, steps]


def _check(interview: Interview, notes: Sequence[ScreenNote]) -> tuple[Text, list[list[Tap]]]:
    form = interview.questionnaire
    own_review = form.audience != "secretary"
    parts = tuple(
        text("interview.check_part", number=number, title=section.title)
        for number, section in enumerate(form.sections, 1)
    )
    values = () if own_review else tuple(_entry(interview, slot) for slot in interview.slots)
    message = text(
        "interview.check",
        title=form.title,
        parts=parts,
        marks=own_marks(interview),
        values=values,
        notes=tuple(note.text for note in notes),
        returned=interview.returned is not None,
    )
    edits = [  # a part of which nothing is relevant has nothing to open
        Tap(text("interview.edit_part", number=number), f"e{number}")
        for number in sorted({slot.part for slot in interview.open_slots})
    ]
    advised = [
        Tap(text("interview.edit_note", number=number), f"g{note.place}")
        for number, note in enumerate(notes, 1)
    ]
    last = [Tap(text("interview.preview"), PREVIEW)] if own_review else []
    return message, [
        [Tap(form.submit, SUBMIT)],
        *_rows(advised),
        *_rows(edits),
        [*last, Tap(text("interview.pause"), PAUSE)],
    ]


def _part(interview: Interview, editing: str) -> tuple[Text, list[list[Tap]]]:
    number = int(editing[1:])
    slots = [slot for slot in interview.open_slots if slot.part == number]
    message = text(
        "interview.part",
        number=number,
        title=interview.questionnaire.sections[number - 1].title,
        entries=tuple(_entry(interview, slot) for slot in slots),
    )
    taps = [Tap(str(n), f"g{slot.place}") for n, slot in enumerate(slots, 1)]
    return message, [*_rows(taps), [Tap(text("interview.back_to_check"), BACK)]]


def _entry(interview: Interview, slot: Slot) -> Text:
    return text(
        "interview.entry",
        heading=heading(slot),
        label=slot.question.called,
        value=shown_value(interview, slot),
    )


def _rows(taps: Sequence[Tap]) -> list[list[Tap]]:
    return [list(taps[i : i + PER_ROW]) for i in range(0, len(taps), PER_ROW)]


def _keyboard(interview: Interview, key: str, taps: list[list[Tap]]) -> Keyboard:
    return tuple(
        tuple(Button(tap.label, f"i:{interview.id}:{key}:{tap.act}") for tap in row)
        for row in taps
        if row
    )


def minutes(interview: Interview) -> int:
    """The time left, in minutes rounded up; at least one."""
    return max(1, -(-interview.remaining_seconds() // 60))
