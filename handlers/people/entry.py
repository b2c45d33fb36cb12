"""How somebody comes in: a code, the group link, a further device; in which language and cell."""

from __future__ import annotations

from bot.domain.messages import Button, Outgoing, Refusal, text
from bot.domain.people.member import Member
from bot.domain.words import LANGUAGES
from bot.services.devices import door
from bot.services.people import entry, joining
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.interview.member import arrive
from handlers.routes import Guard, Route

JOINING = "join:"
"""Mark in `shown`: the next typed text is the name of somebody who came by a group link."""


async def start(visit: Visit, argument: str, *, device: str = "", by_pin: bool = False) -> Said:
    """`/start`: comes in by an invitation, a further channel's code, or a cell's group link; the
    code may stand in a whole invitation or address that was pasted. `device` and `by_pin`: as the
    web's door knows them."""
    if not argument:
        return await arrive(visit) if visit.account else say(text("start.stranger"))
    argument = await entry.code_in(visit, argument) or argument
    cell = await entry.group_cell(visit.tx, argument)
    if cell:
        return await _by_group_link(visit, cell.id, cell.name, argument)
    known = visit.account is not None
    claimed = await entry.claim(visit, argument, device=device, by_pin=by_pin)
    if claimed is None:
        return await arrive(visit, menu=True)
    return await _claimed(visit, claimed, known=known)


async def come_in(visit: Visit) -> Said:
    """Tries once more from a device that waits for a yes of the member's others."""
    known = visit.account is not None
    return await _claimed(visit, await entry.claim_again(visit), known=known)


async def _claimed(visit: Visit, member: Member | Outgoing, *, known: bool) -> Said:
    if isinstance(member, Outgoing):
        return say(member)
    if known and len(visit.memberships) > 1:
        visit.move(member_id=member.id, interview_id="", editing="", shown="")
    return await arrive(visit, welcome=True, menu=True)


async def _by_group_link(visit: Visit, cell_id: str, name: str, code: str) -> Said:
    mine = next((m for m in visit.memberships if m.cell_id == cell_id), None)
    if mine:
        visit.move(member_id=mine.id)
        return await arrive(visit)
    if visit.account is None:
        await entry.newcomer(visit)
    visit.move(shown=f"{JOINING}{code}")
    return say(text("join.ask_name", cell=name))


async def name_given(visit: Visit, code: str, name: str) -> Said:
    """Asks the secretary to let in somebody who came by the group link, under the name typed."""
    cell = await entry.group_cell(visit.tx, code)
    if cell is None:
        raise Refusal("code.unknown")
    await joining.ask(visit, cell, name)
    return say(text("join.asked", cell=cell.name))


async def web(visit: Visit, _argument: str) -> Said:
    """`/web`: gives a fresh link to the web chat."""
    page = await entry.web_link(visit)
    if not page:
        return say(text("web_link.none"))
    return say(
        Outgoing(text("web_link.here", link=page), ((Button(text("web_link.open"), url=page),),))
    )


async def language(visit: Visit, argument: str) -> Said:
    """`/language`: asks for the language, or sets it; of a stranger nothing is kept."""
    if visit.account is None:
        raise Refusal("access.stranger")
    if argument not in LANGUAGES:
        buttons = tuple(Button(text(f"language.{code}"), f"l:{code}") for code in LANGUAGES)
        return say(Outgoing(text("language.ask"), (buttons,)))
    await visit.speak(argument)
    return say(text("language.changed"), menu=True)


async def cells_(visit: Visit, _argument: str) -> Said:
    """`/cells`: asks somebody of several cells which one the chat is about."""
    here = visit.member
    rows = []
    for member in visit.memberships:
        cell = await visit.cell_of(member)
        one = text("cells.one", name=cell.name, here=member.id == here.id)
        rows.append((Button(one, f"k:{member.id}"),))
    return say(Outgoing(text("cells.ask", count=len(rows)), tuple(rows)))


async def choose_cell(visit: Visit, member_id: str) -> Said:
    """Turns the chat to this cell."""
    member = visit.own(member_id)
    visit.move(member_id=member.id, interview_id="", editing="", shown="")
    return await arrive(visit, welcome=True, menu=True)


async def answer(visit: Visit, mark: str, agreed: str) -> Said:
    """Lets a further device in as this person, or not."""
    if agreed not in ("yes", "no"):
        raise Refusal("interview.forged")
    return say(await door.answer(visit, mark, agreed=agreed == "yes"))


ROUTES = (
    Route("/web", Guard.OWNER, web),
    Route("/language", Guard.OWNER, language),
    Route("/cells", Guard.OWNER, cells_),
    Route("l:{language}", Guard.OWNER, language),
    Route("k:{own}", Guard.OWNER, choose_cell),
    Route("dv:in", Guard.ANYBODY, come_in),
    Route("dv:{device}:{agreed}", Guard.OWNER, answer),
)
