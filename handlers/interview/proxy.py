"""Reviews on paper: the blank form, and typing a paper for the member who filled it in."""

from __future__ import annotations

from bot.domain.cycle.place import HANDED_IN, Place
from bot.domain.interview.advance import Outcome
from bot.domain.messages import Button, Keyboard, Outgoing, Text, text
from bot.domain.people.member import Action
from bot.domain.review.workflow import EDITABLE
from bot.services.cycle import status
from bot.services.interview import conversation, proxy
from bot.services.interview.conversation import Step, Stored
from bot.services.interview.proxy import OnPaper
from bot.services.review import author
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.keyboards import numbered
from handlers.routes import Route


async def asked(visit: Visit, typed: str) -> Said:
    """`/proxy`: shows the papers, or the one that bears the code typed with the command."""
    if typed.strip():
        return say(_card(visit, await proxy.paper_with(visit, typed)))
    return await papers(visit)


async def papers(visit: Visit, *_about: str) -> Said:
    """Shows for whom this person may type a paper, and how far each is."""
    _, found = await proxy.papers(visit)
    lines = tuple(_line(number, each) for number, each in enumerate(found, 1))
    grid = numbered({n: f"px:{each.member.id}" for n, each in enumerate(found, 1)})
    leads = visit.may(Action.ENTER_FOR_OTHERS)
    blanks = ((Button(text("blank.open"), "bl:ask"),),) if leads else ()
    return say(Outgoing(text("proxy.list", lines=lines, leads=leads), (*grid, *blanks)))


def _line(number: int, found: OnPaper) -> Text:
    return text(
        "proxy.line",
        number=number,
        name=found.member.shown,
        state=_state(found),
        helper=found.helper.shown if found.helper else "",
    )


def _state(found: OnPaper) -> Text:
    place = status.place(found.standing)
    if place in HANDED_IN or place is Place.RETURNED:
        return text(f"proxy.state_{place}")
    return text("proxy.state_under_way" if found.standing.begun else "proxy.state_not_begun")


async def paper(visit: Visit, member_id: str) -> Said:
    """Shows how far one member's paper is, and what can be done with it."""
    _, found = await proxy.paper_of(visit, member_id)
    return say(_card(visit, found))


def _card(visit: Visit, found: OnPaper) -> Outgoing:
    base = f"px:{found.member.id}"
    helper = found.helper.shown if found.helper else ""
    message = text(
        "proxy.card",
        name=found.member.shown,
        state=_state(found),
        helper=helper,
        signed=found.signed,
    )
    go = text("proxy.go_on" if found.standing.begun else "proxy.go")
    rows: list[tuple[Button, ...]] = []
    if not found.standing.finished:
        rows.append((Button(go, f"{base}:go"),))
    if visit.may(Action.ENTER_FOR_OTHERS):
        name = Button(text("proxy.name_helper"), f"{base}:who")
        drop = (Button(text("proxy.drop_helper"), f"{base}:alone"),) if helper else ()
        rows += [(Button(text("proxy.print"), f"{base}:print"),), (name, *drop)]
    rows.append((Button(text("proxy.back"), f"px:list:{found.member.cell_id}"),))
    return Outgoing(message, tuple(rows))


async def go(visit: Visit, member_id: str) -> Said:
    """Goes on with typing the paper; asks first whether the consent on it is signed."""
    _, found = await proxy.paper_of(visit, member_id)
    if found.signed:
        return await _open(visit, found)
    yes = Button(text("proxy.signed"), f"px:{member_id}:signed")
    no = Button(text("proxy.not_signed"), f"px:{member_id}")
    return say(Outgoing(text("proxy.ask_signature", name=found.member.shown), ((yes,), (no,))))


async def signed(visit: Visit, member_id: str) -> Said:
    """Notes that the consent on the paper is signed, and begins with the typing."""
    return await _open(visit, await proxy.sign(visit, member_id))


async def _open(visit: Visit, found: OnPaper) -> Said:
    stored = await _next(visit, found)
    if stored is None:
        return say(_card(visit, found))
    return say(await conversation.show(visit, stored))


async def _next(visit: Visit, found: OnPaper) -> Stored | None:
    cycle, _ = await proxy.paper_of(visit, found.member.id)
    own = await author.own(visit, found.member, cycle)
    return next((stored for stored in own if stored.state in EDITABLE), None)


async def who(visit: Visit, member_id: str) -> Said:
    """Asks who is to type the paper."""
    _, found = await proxy.paper_of(visit, member_id)
    helpers = await proxy.helpers_for(visit, member_id)
    rows: Keyboard = tuple(
        (Button(each.shown, f"px:{member_id}:by:{each.id}"),) for each in helpers
    )
    back = (Button(text("proxy.cancel"), f"px:{member_id}"),)
    return say(Outgoing(text("proxy.who", name=found.member.shown), (*rows, back)))


async def named(visit: Visit, member_id: str, helper_id: str) -> Said:
    """Names the helper who is to type the paper."""
    member, helper = await proxy.name_helper(visit, member_id, helper_id)
    _, found = await proxy.paper_of(visit, member_id)
    done = text("proxy.named", helper=helper.shown, name=member.shown)
    return say(done, _card(visit, found))


async def alone(visit: Visit, member_id: str) -> Said:
    """Takes the helper's name off: the leader types the paper."""
    member, _ = await proxy.name_helper(visit, member_id, "")
    _, found = await proxy.paper_of(visit, member_id)
    return say(text("proxy.dropped", name=member.shown), _card(visit, found))


async def print_(visit: Visit, member_id: str) -> Said:
    """Sends a form with this member's name, to be printed."""
    await proxy.paper_of(visit, member_id)
    await proxy.print_blank(visit, [member_id])
    return say(text("blank.coming", count=1))


async def blank(visit: Visit, *_about: str) -> Said:
    """`/blank`: offers the paper form, without a name or for all who submit on paper."""
    _, found = await proxy.papers(visit)
    missing = [each for each in found if not each.standing.finished]
    one = (Button(text("blank.one"), "bl:one"),)
    each = (Button(text("blank.all", count=len(missing)), "bl:all"),)
    return say(Outgoing(text("blank.ask"), (one, each) if missing else (one,)))


async def blank_one(visit: Visit) -> Said:
    """Sends a form without a name."""
    await proxy.print_blank(visit, None)
    return say(text("blank.coming", count=1))


async def blank_all(visit: Visit) -> Said:
    """Sends a form for each member who submits on paper and has not submitted yet."""
    _, found = await proxy.papers(visit)
    ids = [each.member.id for each in found if not each.standing.finished]
    return say(text("blank.coming", count=await proxy.print_blank(visit, ids)))


async def stepped_for_another(visit: Visit, step: Step) -> Said | None:
    """What to say after a step in another member's review, where that differs from one's own."""
    if step.outcome is Outcome.PAUSED:
        visit.move(shown="")
        go_on = Button(text("member.go_on"), f"px:{step.stored.member_id}:go")
        return say(Outgoing(text("proxy.paused"), ((go_on,),)))
    if step.outcome is Outcome.SUBMIT:
        title = step.interview.questionnaire.title
        name = await proxy.name_of(visit, step.stored)
        await author.submit(visit, step.stored, step.interview)
        back = Button(text("review.take_back"), f"v:{step.stored.id}:back")
        more = Button(text("proxy.back"), f"px:list:{step.stored.cell_id}")
        return say(Outgoing(text("proxy.submitted", title=title, name=name), ((back, more),)))
    return None


ROUTES = (
    Route("/proxy", Action.ANSWER, asked),
    Route("/blank", Action.ENTER_FOR_OTHERS, blank),
    Route("px:list:{cell}", Action.ANSWER, papers),
    Route("px:{member}", Action.ANSWER, paper),
    Route("px:{member}:go", Action.ANSWER, go),
    Route("px:{member}:signed", Action.ANSWER, signed),
    Route("px:{member}:who", Action.ENTER_FOR_OTHERS, who),
    Route("px:{member}:by:{helper}", Action.ENTER_FOR_OTHERS, named),
    Route("px:{member}:alone", Action.ENTER_FOR_OTHERS, alone),
    Route("px:{member}:print", Action.ENTER_FOR_OTHERS, print_),
    Route("bl:ask", Action.ENTER_FOR_OTHERS, blank),
    Route("bl:one", Action.ENTER_FOR_OTHERS, blank_one),
    Route("bl:all", Action.ENTER_FOR_OTHERS, blank_all),
)
