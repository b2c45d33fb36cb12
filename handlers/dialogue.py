"""What was answered in a form that is complete."""

from __future__ import annotations

from datetime import date

from bot.domain.interview.interview import Interview


def text_of(interview: Interview, question: str) -> str:
    """What was answered; empty if the question was skipped or does not apply."""
    answer = interview.relevant_answers().get(question)
    return str(answer.value) if answer and answer.value else ""


def day_of(interview: Interview, question: str) -> date | None:
    """The date that was answered; `None` if the question was skipped."""
    typed = text_of(interview, question)
    return date.fromisoformat(typed) if typed else None


def values_of(interview: Interview) -> dict[str, str]:
    """What was answered, question by question; skipped questions are left out."""
    found = interview.relevant_answers().items()
    return {key: str(answer.value) for key, answer in found if answer.value}
