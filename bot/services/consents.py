"""Consent before the first answer: asked, kept with its version and time, never assumed."""

from __future__ import annotations

from bot.domain.messages import Refusal
from bot.domain.people import Member
from bot.services.turns import Visit
from storage import invitations

VERSION = 1
"""Rises when the consent text changes in meaning; everybody is then asked again."""


async def given(visit: Visit, member: Member) -> bool | None:
    """The last answer to the present version; `None` before any."""
    return await invitations.consent(visit.tx, member.id, VERSION)


async def answer(visit: Visit, member: Member, *, agreed: bool) -> None:
    """Keep the answer. Consent once given is not undone by an old screen's button."""
    if not agreed and await given(visit, member):
        raise Refusal("consent.already")
    await invitations.add_consent(
        visit.tx,
        member.id,
        version=VERSION,
        agreed=agreed,
        channel=visit.incoming.channel,
        now=visit.at,
    )
    await visit.record("consented" if agreed else "consent_refused", member.id, member.cell_id)
