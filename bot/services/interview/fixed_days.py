"""What a typed date fixes, said back in full on the next screen."""

from __future__ import annotations

from datetime import date

from bot.domain.cycle.schedule import Dates
from bot.domain.interview.interview import Interview
from bot.domain.messages import Text, said_day, text
from bot.services.turns import Visit


def said(visit: Visit, before: Interview, after: Interview) -> Text | None:
    """The day that this act fixed, with its weekday and how far off it is; for the secretary also
    whether it is a day off. `None` if the act fixed none."""
    answers = after.relevant_answers()
    fixed = {
        slot.question.id: slot
        for slot in after.slots
        if (answer := answers.get(slot.key))
        and answer.done
        and answer.value
        and answer != before.answers.get(slot.key)
    }
    plans = after.questionnaire.audience == "secretary"
    if "submit_inclusive" in fixed and (submit := answers.get("submit_on")) and submit.value:
        inclusive = answers["submit_inclusive"].value == "through"
        day = Dates(date.fromisoformat(str(submit.value)), inclusive=inclusive).last_day
        return _text(visit, "kinds.last_day_fixed", day, plans=plans)
    for slot in fixed.values():
        if slot.question.kind == "date":
            day = date.fromisoformat(str(answers[slot.key].value))
            return _text(visit, "kinds.day_fixed", day, plans=plans)
    return None


def _text(visit: Visit, key: str, day: date, *, plans: bool) -> Text:
    off = plans and day >= visit.today and visit.office.calendar.is_day_off(day)
    return text(key, day=said_day(day, visit.today), off=off)
