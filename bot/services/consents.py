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


async def on_paper(visit: Visit, member: Member) -> None:
    """Keep that the member signed the consent on the paper form, and who of the cell saw it.

    It holds for what is typed from that paper; whoever comes with a phone is asked all the same.
    """
    await invitations.add_consent(
        visit.tx,
        member.id,
        version=VERSION,
        agreed=True,
        channel=invitations.PAPER,
        recorded_by=visit.member.id,
        now=visit.at,
    )
    await visit.record("consented_on_paper", member.id, member.cell_id)


async def signed(visit: Visit, member: Member) -> bool:
    """Whether the member's last answer is a signature on paper."""
    return await invitations.paper_consent(visit.tx, member.id, VERSION)


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
