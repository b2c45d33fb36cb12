"""A member's own papers: what is read out at the meeting, what is copied into the yearly form, and
copies of what was handed in."""

from __future__ import annotations

from bot.domain.messages import Button, Keyboard, Outgoing, text
from bot.domain.people.member import Action, Member
from bot.services.papers import own_papers
from bot.services.papers.own_papers import Written
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.routes import Guard, Route


def button(member: Member) -> Button:
    """The button that shows these papers."""
    return Button(text("own.papers_button"), f"vp:{member.id}")


async def mine(visit: Visit, _argument: str) -> Said:
    """`/mypapers`: offers what this member can have printed."""
    found = await own_papers.written(visit)
    if not found:
        return say(text("own.nothing"))
    several = sum(each.is_read_out for each in found) > 1
    rows = tuple(row for each in found for row in _buttons(each, several=several))
    return say(Outgoing(text("own.title"), rows))


def _buttons(written: Written, *, several: bool) -> Keyboard:
    """`several`: there are several reviews, and each button says which it is about."""
    base, title = f"v:{written.stored.id}", written.asked.title
    rows = [(Button(text("own.copy", title=title), f"{base}:copy"),)]
    if written.is_read_out:
        label = text("own.spoken_this", title=title) if several else text("own.spoken_button")
        rows.append((Button(label, f"{base}:spoken"),))
    if written.is_personal:
        label = text("own.facts_this", title=title) if several else text("own.facts_button")
        rows.append((Button(label, f"{base}:facts"),))
    return tuple(rows)


async def of_member(visit: Visit, member_id: str) -> Said:
    """Offers the same from a button, in the cell of that button."""
    visit.enter(visit.author(member_id).cell_id)
    return await mine(visit, "")


async def spoken(visit: Visit, interview_id: str) -> Said:
    """Sends what this member reads out at the meeting."""
    await own_papers.send_spoken(visit, interview_id)
    return say(text("own.coming"))


async def facts(visit: Visit, interview_id: str) -> Said:
    """Sends what this member may copy into the yearly form."""
    await own_papers.send_facts(visit, interview_id)
    return say(text("own.coming"))


ROUTES = (
    Route("/mypapers", Action.ANSWER, mine),
    Route("vp:{own}", Guard.OWNER, of_member),
    Route("v:{interview}:spoken", Guard.OWNER, spoken),
    Route("v:{interview}:facts", Guard.OWNER, facts),
)
