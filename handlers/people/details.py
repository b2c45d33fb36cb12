"""What is known about a member: name, kind, standing, birthday, number; each with its form."""

from __future__ import annotations

from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer
from bot.domain.people.member import Action, MemberStanding
from bot.domain.people.phones import shown_phone
from bot.domain.people.table import RosterColumn, shown_birth
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.people import roster
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.people.card import card_of
from handlers.routes import Route

APART = (
    RosterColumn.NAME,
    RosterColumn.BORN_ON,
    RosterColumn.PHONE,
    RosterColumn.STANDING,
    RosterColumn.ROLES,
)
EDITED = tuple(column for column in RosterColumn if column not in APART)
"""What the form of a member asks for; the rest has a form or a screen of its own."""


async def rename(visit: Visit, member_id: str) -> Said:
    """Begins the form for another name."""
    member = await roster.managed(visit, member_id)
    known = {"name": Answer(member.name)}
    return say(await conversation.begin(visit, "rename_member", subject=member.id, known=known))


async def edit(visit: Visit, member_id: str) -> Said:
    """Begins the form for all that is known beside the name; one tap keeps what is known."""
    member = await roster.managed(visit, member_id)
    known = {column.value: str(getattr(member, column)) for column in EDITED}
    answers = {name: Answer(value) for name, value in known.items() if value}
    return say(await conversation.begin(visit, "edit_member", subject=member.id, known=answers))


async def birth(visit: Visit, member_id: str) -> Said:
    """Begins the form for the day of birth."""
    member = await roster.managed(visit, member_id)
    known = shown_birth(member.born_on)
    answers = {"born_on": Answer(known)} if known else {}
    return say(await conversation.begin(visit, "edit_birth", subject=member.id, known=answers))


async def phone(visit: Visit, member_id: str) -> Said:
    """Begins the form for the telephone number."""
    member = await roster.managed(visit, member_id)
    answers = {"phone": Answer(shown_phone(member.phone))} if member.phone else {}
    return say(await conversation.begin(visit, "edit_phone", subject=member.id, known=answers))


async def standing(visit: Visit, member_id: str) -> Said:
    """Begins the form for the standing."""
    member = await roster.managed(visit, member_id)
    answers = {"standing": Answer(member.standing.value)}
    if member.exempt_reason and not member.is_excused:
        answers["reason"] = Answer(member.exempt_reason)
    return say(await conversation.begin(visit, "edit_standing", subject=member.id, known=answers))


async def exempt(visit: Visit, member_id: str) -> Said:
    """Begins the form for the reason to exempt this member."""
    member = await roster.managed(visit, member_id)
    return say(await conversation.begin(visit, "exempt_member", subject=member.id))


async def unexempt(visit: Visit, member_id: str) -> Said:
    """Ends the exemption: the member has to submit again."""
    return say(card_of(visit, await roster.exempt(visit, member_id, "")))


async def renamed(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Gives the member the name of the form."""
    return say(
        card_of(
            visit, await roster.rename(visit, stored.subject, str(interview.answers["name"].value))
        )
    )


async def edited(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Keeps the member's fields of the form."""
    answers = interview.relevant_answers()
    told: dict[RosterColumn, str] = {column: str(answers[column].value or "") for column in EDITED}
    return say(card_of(visit, await roster.edit(visit, stored.subject, told)))


async def birth_given(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Keeps the day of birth of the form."""
    typed = str(interview.answers["born_on"].value or "")
    return say(card_of(visit, await roster.set_birth(visit, stored.subject, typed)))


async def phone_given(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Keeps the telephone number of the form."""
    typed = str(interview.answers["phone"].value or "")
    return say(card_of(visit, await roster.set_phone(visit, stored.subject, typed)))


async def standing_given(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Keeps the standing of the form, and why somebody is exempt."""
    answers = interview.relevant_answers()
    given = MemberStanding(str(answers["standing"].value))
    reason = str(answers["reason"].value) if "reason" in answers else ""
    return say(card_of(visit, await roster.set_standing(visit, stored.subject, given, reason)))


async def exempted(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Exempts the member for the reason of the form."""
    return say(
        card_of(
            visit,
            await roster.exempt(visit, stored.subject, str(interview.answers["reason"].value)),
        )
    )


ROUTES = (
    Route("m:{member}:rename", Action.MANAGE_MEMBERS, rename),
    Route("m:{member}:edit", Action.MANAGE_MEMBERS, edit),
    Route("m:{member}:birth", Action.MANAGE_MEMBERS, birth),
    Route("m:{member}:phone", Action.MANAGE_MEMBERS, phone),
    Route("m:{member}:standing", Action.MANAGE_MEMBERS, standing),
    Route("m:{member}:exempt", Action.MANAGE_MEMBERS, exempt),
    Route("m:{member}:unexempt", Action.MANAGE_MEMBERS, unexempt),
)
FORMS = {
    "rename_member": renamed,
    "edit_member": edited,
    "edit_birth": birth_given,
    "edit_phone": phone_given,
    "edit_standing": standing_given,
    "exempt_member": exempted,
}
