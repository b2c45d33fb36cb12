"""The consent screen and what is answered to it."""

from __future__ import annotations

from bot.domain.messages import Button, Outgoing, Refusal, text
from bot.domain.people.member import Member
from bot.services.consent import consent as consents
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.interview.member import arrive
from handlers.routes import Guard, Route


async def consent(visit: Visit, member_id: str, version: str, *, agreed: bool) -> Said:
    """The answer to the consent screen, kept with the text that was shown."""
    member = _asked(visit, member_id, version)
    if not await consents.answer(visit, member, version, agreed=agreed):
        return say(await consents.screen(visit, member, above=text("consent.changed")))
    if agreed:
        return await arrive(visit)
    agree = Button(text("consent.agree"), f"c:{member.id}:{version}:y")
    return say(Outgoing(text("consent.paper_way"), ((agree,),)))


def _asked(visit: Visit, member_id: str, version: str) -> Member:
    member = visit.own(member_id)
    visit.move(member_id=member.id)
    if not consents.is_present(version):
        raise Refusal("interview.forged")
    return member


async def full_consent(visit: Visit, member_id: str, version: str) -> Said:
    """The whole text of what is agreed to."""
    return say(await consents.full(visit, _asked(visit, member_id, version)))


async def consent_first(visit: Visit, missing: consents.Missing) -> Said:
    """An answer came without consent: nothing was recorded, and consent is asked for."""
    member = visit.own(missing.member_id)
    screen = await consents.screen(visit, member, above=missing.text)
    return Said((screen,), refused=True)


async def consented(visit: Visit, member_id: str, version: str) -> Said:
    """Yes to the consent screen."""
    return await consent(visit, member_id, version, agreed=True)


async def refused(visit: Visit, member_id: str, version: str) -> Said:
    """The paper form instead."""
    return await consent(visit, member_id, version, agreed=False)


ROUTES = (
    Route("c:{own}:{version}:y", Guard.OWNER, consented),
    Route("c:{own}:{version}:n", Guard.OWNER, refused),
    Route("c:{own}:{version}:f", Guard.OWNER, full_consent),
)
