"""Consent before the first answer: asked for, kept with the text that was shown, never assumed.

Nothing of a cycle's questionnaires is recorded without it, whichever way an answer comes in.
"""

from __future__ import annotations

from datetime import date

from bot.domain.messages import Button, NotAllowed, Outgoing, Param, Refusal, Text, text
from bot.domain.people.member import Member
from bot.domain.privacy.rights import last_day_of_keeping
from bot.services.consent import readers
from bot.services.office import hashed
from bot.services.turns import Visit
from storage import consents, cycles, members, retention
from storage.consents import Consent, Way

VERSION = 2
"""Rises when the consent text changes in meaning; everybody is then asked again."""

_MARK = 8
"""Digits of the text's hash that a button carries."""


class ConsentMissing(Refusal):
    """An answer came before the consent to the present version; nothing was recorded."""

    def __init__(self, member_id: str) -> None:
        super().__init__("consent.first")
        self.member_id = member_id


async def given(visit: Visit, member: Member) -> bool | None:
    """The member's own last answer to the present version; `None` if there is none."""
    found = await consents.last(visit.tx, member.id, VERSION, Way.SCREEN, Way.WITHDRAWN)
    return found.agreed if found else None


async def require(visit: Visit, member_id: str) -> None:
    """Raises ConsentMissing unless this member's answers may be kept.

    The author needs the consent given on the screen, which names the channel; a person who enters
    for somebody else needs the one given on paper.
    """
    own = any(member.id == member_id for member in visit.memberships)
    way = Way.SCREEN if own else Way.PAPER
    found = await consents.last(visit.tx, member_id, VERSION, way, Way.WITHDRAWN)
    if found is None or not found.agreed:
        raise ConsentMissing(member_id)


async def screen(visit: Visit, member: Member, *, above: Text | None = None) -> Outgoing:
    """What is asked, in short, with a button for the whole text and the harmless way out.

    A member who refused before is reminded of it, and may think better of it.
    """
    if above is None and await given(visit, member) is False:
        above = text("consent.refused_before")
    body = text("consent.screen", **await _facts(visit, member))
    message = text("interview.above", above=above, below=body) if above else body
    return Outgoing(message, await _buttons(visit, member, full=True))


async def full(visit: Visit, member: Member) -> Outgoing:
    """The whole text that consent is given to."""
    message = text("consent.full_text", **await _facts(visit, member))
    return Outgoing(message, await _buttons(visit, member, full=False))


async def _buttons(visit: Visit, member: Member, *, full: bool) -> tuple[tuple[Button, ...], ...]:
    mark = hashed(await _shown(visit, member))[:_MARK]
    prefix = f"c:{member.id}:{VERSION}.{mark}"
    paper = Button(text("consent.paper"), f"{prefix}:n")
    more = (Button(text("consent.full"), f"{prefix}:f"),) if full else ()
    return ((Button(text("consent.agree"), f"{prefix}:y"),), (*more, paper))


async def _facts(visit: Visit, member: Member) -> dict[str, Param]:
    cell = await visit.cell_of(member)
    return {
        "cell": cell.name,
        "operator": visit.office.operator or cell.name,
        "channel": visit.incoming.channel,
        "roles": await readers.roles(visit.tx, member, visit.at),
        "until": await _kept_until(visit, member),
    }


async def _kept_until(visit: Visit, member: Member) -> date:
    cycle = await cycles.newest_cycle(visit.tx, member.cell_id)
    known = await retention.kept_until(visit.tx, cycle.id) if cycle else None
    years = await retention.keep_years(visit.tx, member.cell_id)
    return known or last_day_of_keeping(visit.today.year, years)


async def _shown(visit: Visit, member: Member) -> str:
    """Both texts as this person reads them: what consent is given to, and what is kept as
    evidence."""
    facts = await _facts(visit, member)
    say = visit.office.catalogue.render
    keys = ("consent.screen", "consent.full_text")
    return "\n\n".join(say(text(key, **facts), visit.language).strip() for key in keys)


def is_present(version: str) -> bool:
    """Whether a button's version is the one that is asked for now."""
    return version.partition(".")[0] == str(VERSION)


async def answer(visit: Visit, member: Member, version: str, *, agreed: bool) -> bool:
    """Keeps the answer and returns True; False, and nothing kept, if the text has changed since.

    Raises Refusal instead of letting an old screen's button undo consent once given.
    """
    shown = await _shown(visit, member)
    if version != f"{VERSION}.{hashed(shown)[:_MARK]}":
        return False
    if not agreed and await given(visit, member):
        raise Refusal("consent.already")
    await consents.keep_text(visit.tx, hashed(shown), language=visit.language, body=shown)
    await _add(visit, member, Way.SCREEN, agreed=agreed, text_hash=hashed(shown))
    await visit.record("consented" if agreed else "consent_refused", member.id, member.cell_id)
    return True


async def withdraw(visit: Visit, member: Member) -> None:
    """Ends the member's consent: nothing more is recorded; what there is stays until it is
    erased."""
    await _add(visit, member, Way.WITHDRAWN, agreed=False)
    await visit.record("consent_withdrawn", member.id, member.cell_id)


async def signed(visit: Visit, member: Member) -> bool:
    """Whether the member's last answer is a signature on paper."""
    found = await consents.last(visit.tx, member.id, VERSION, *Way)
    return found is not None and found.way is Way.PAPER and found.agreed


async def on_paper(visit: Visit, member: Member) -> None:
    """Records that the member has signed the consent on paper, before somebody types the answers.

    `proxy` decides who may do that; a member of another cell is refused here all the same.
    """
    found = await members.member(visit.tx, member.id)
    if found is None or found.cell_id != visit.member.cell_id:
        raise NotAllowed("members.unknown")
    await _add(visit, member, Way.PAPER, agreed=True)
    await visit.record("consent_on_paper", member.id, member.cell_id)


async def _add(
    visit: Visit, member: Member, way: Way, *, agreed: bool, text_hash: str = ""
) -> None:
    await consents.add(
        visit.tx,
        Consent(
            member.id,
            VERSION,
            agreed,
            way,
            "paper" if way is Way.PAPER else visit.incoming.channel,
            visit.at,
            text_hash,
            visit.person_id if way is Way.PAPER else "",
        ),
    )


def sample(member_id: str, channel: str, at: int) -> Consent:
    """The consent of an invented person, for samples: no text was shown."""
    return Consent(member_id, VERSION, agreed=True, way=Way.SCREEN, channel=channel, given_at=at)
