"""The consent screen and what is answered to it."""

from __future__ import annotations

from bot.domain.messages import Button, Outgoing, Refusal, text
from bot.domain.people.member import Member
from bot.services.consent import consent
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.interview.member import arrive
from handlers.routes import Guard, Route


async def _answered(visit: Visit, member_id: str, version: str, *, agreed: bool) -> Said:
    """Keeps the answer to the consent screen, with the text that was shown."""
    member = _asked(visit, member_id, version)
    if not await consent.answer(visit, member, version, agreed=agreed):
        return say(await consent.screen(visit, member, above=text("consent.changed")))
    if agreed:
        return await arrive(visit)
    agree = Button(text("consent.agree"), f"c:{member.id}:{version}:y")
    return say(Outgoing(text("consent.paper_way"), ((agree,),)))


def _asked(visit: Visit, member_id: str, version: str) -> Member:
    member = visit.own(member_id)
    visit.move(member_id=member.id)
    if not consent.is_present(version):
        raise Refusal("interview.forged")
    return member


async def full_consent(visit: Visit, member_id: str, version: str) -> Said:
    """Shows the whole text that consent is given to."""
    return say(await consent.full(visit, _asked(visit, member_id, version)))


async def consent_first(visit: Visit, missing: consent.ConsentMissing) -> Said:
    """Asks for consent, without which the answer just given was not recorded."""
    member = visit.own(missing.member_id)
    screen = await consent.screen(visit, member, above=missing.text)
    return Said((screen,), refused=True)


async def consented(visit: Visit, member_id: str, version: str) -> Said:
    """Records consent, and goes on with the review."""
    return await _answered(visit, member_id, version, agreed=True)


async def refused(visit: Visit, member_id: str, version: str) -> Said:
    """Records the refusal, and offers the paper form instead."""
    return await _answered(visit, member_id, version, agreed=False)


ROUTES = (
    Route("c:{own}:{version}:y", Guard.OWNER, consented),
    Route("c:{own}:{version}:n", Guard.OWNER, refused),
    Route("c:{own}:{version}:f", Guard.OWNER, full_consent),
)
