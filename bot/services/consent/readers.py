"""Who will read what an author hands in: named by role, on every question of it."""

from __future__ import annotations

from bot.domain.interview.questionnaire import REVIEW, Question, Questionnaire
from bot.domain.messages import Text, text
from bot.domain.people.member import Member, Role, reviewers
from storage import members
from storage.engine.database import Transaction

_ORDER = (Role.SECRETARY, Role.ACTING, Role.DEPUTY, Role.COMMITTEE, Role.SUPERIOR)


def is_personal(form: Questionnaire) -> bool:
    """Whether the questionnaire is one person's own review. What a collective hands in is
    printed."""
    asked_of_people = form.audience in ("member", "named")
    return asked_of_people and not any(question.printed for question in form.questions)


async def roles(tx: Transaction, author: Member, now: int) -> tuple[Text, ...]:
    """The roles of those who decide on this author's review now."""
    leadership = await members.leadership(tx, author.cell_id)
    chosen = reviewers(author, leadership, now)
    held = {
        Role.ACTING if Role.ACTING in member.roles(now) else member.role
        for member in leadership
        if member.id in chosen
    }
    return tuple(text(f"privacy.role_{role}") for role in _ORDER if role in held)


async def line(
    tx: Transaction,
    form: Questionnaire,
    question: Question,
    author: Member,
    now: int,
    *,
    helped: bool = False,
) -> Text:
    """Who will read the answer to this question of what an author hands in. `helped`: somebody else
    types it for them.

    What became of last time's items is for the author alone, a plan or a registration is not read
    out, and the whole cell reads what is printed.
    """
    if question.rows_from:
        return text("privacy.readers_alone", helped=helped)
    who = text("privacy.roles", roles=await roles(tx, author, now))
    if form.purpose != REVIEW:
        return text("privacy.readers_of_plan", who=who)
    return text("privacy.readers" if is_personal(form) else "privacy.readers_printed", who=who)
