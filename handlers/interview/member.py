"""What every member does with a review: answer, hand in, take back."""

from __future__ import annotations

from bot.domain.interview.advance import Outcome
from bot.domain.messages import Button, Keyboard, Outgoing, Refusal, Text, text
from bot.domain.people.member import Member, MemberStanding, given_name
from bot.domain.review.workflow import HANDED_IN, State
from bot.domain.words import Words
from bot.services.consent import consent
from bot.services.cycle import standing
from bot.services.cycle.opening import Cycle
from bot.services.interview import carried, conversation, proxy
from bot.services.interview.conversation import Step, Stored
from bot.services.people import joining
from bot.services.review import author, queue
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.interview import left
from handlers.interview.arrival import nothing_to_write
from handlers.interview.proxy import stepped_for_another
from handlers.papers import own_papers
from handlers.routes import Guard, Route


async def arrive(visit: Visit, *, welcome: bool = False, menu: bool = False) -> Said:
    """Shows the screen at which this person goes on, or what there is to do."""
    if not visit.memberships:
        asked = await joining.is_waiting(visit)
        return say(text("start.waiting" if asked else "start.stranger"))
    member = visit.member
    cell = await visit.cell_of(member)
    greeting = text("start.welcome", name=given_name(member.name), cell=cell.name)
    now = await _now(visit, member)
    first = now[0]
    if welcome:
        first = Outgoing(
            text("interview.above", above=greeting, below=first.text),
            first.buttons,
            screen=first.screen,
        )
    return say(first, *now[1:], menu=menu)


async def _now(visit: Visit, member: Member) -> tuple[Outgoing, ...]:
    """What the member sees when nothing else is asked for."""
    cycle = await standing.current_cycle(visit, member)
    suspended = member.standing is MemberStanding.SUSPENDED
    if cycle is None or suspended or not await author.duties_of(visit, member, cycle):
        return (await nothing_to_write(visit, member, cycle),)
    if not await consent.given(visit, member):
        return (await consent.screen(visit, member),)
    stored = await author.own(visit, member, cycle)
    active = visit.account.interview_id if visit.account else ""
    unfinished = [each for each in stored if each.state not in HANDED_IN]
    begun = [*unfinished, *await _beside(visit, member, cycle)]
    chosen = next((each for each in begun if each.id == active), next(iter(unfinished), None))
    if chosen:
        return (await conversation.show(visit, chosen, above=await _typed_by(visit, chosen)),)
    return (await _all_handed_in(visit, member),)


async def _beside(visit: Visit, member: Member, cycle: Cycle) -> list[Stored]:
    """What is still to be written besides the review; it is only offered."""
    found = await author.beside(visit, member, cycle)
    return [each for each in found if each.state not in HANDED_IN]


async def beside_buttons(visit: Visit, member: Member) -> Keyboard:
    """A button for each thing that is still to be written besides the review."""
    cycle = await standing.current_cycle(visit, member)
    found = await _beside(visit, member, cycle) if cycle else []
    rows = []
    for stored in found:
        title = (await conversation.load(visit.office, visit.tx, stored)).questionnaire.title
        rows.append((Button(text("review.write", title=title), f"v:{stored.id}:write"),))
    return tuple(rows)


async def write(visit: Visit, interview_id: str) -> Said:
    """Goes on with something that is written besides the review."""
    stored = await author.own_one(visit, interview_id)
    await conversation.require_open(visit.tx, stored.cycle_id)
    if stored.state in HANDED_IN:
        raise Refusal("interview.handed_in")
    if not await consent.given(visit, visit.member):
        return await arrive(visit)
    return say(await conversation.show(visit, stored))


async def _all_handed_in(visit: Visit, member: Member) -> Outgoing:
    """What is offered once everything is handed in: copies, and taking it back."""
    cycle = await standing.current_cycle(visit, member)
    if cycle is None:
        return Outgoing(text("start.no_cycle"))
    rows: list[tuple[Button, ...]] = []
    own = await author.own(visit, member, cycle)
    further = await author.beside(visit, member, cycle)
    done = [*own, *(each for each in further if each.state in HANDED_IN)]
    for stored in done:
        title = (await conversation.load(visit.office, visit.tx, stored)).questionnaire.title
        rows.append((Button(text("review.copy", title=title), f"v:{stored.id}:copy"),))
        if buttons := await _next_acts(visit, cycle, stored, title if len(done) > 1 else None):
            rows.append(buttons)
        if await carried.has_before(visit, stored):
            rows.append((_compare(stored, title if len(done) > 1 else None),))
    rows.append((own_papers.button(member),))
    rows += await beside_buttons(visit, member)
    message = text(
        "review.all_handed_in",
        last_day=cycle.dates.last_day,
        late=_is_late(visit, cycle),
        approved=all(each.state is State.APPROVED for each in own),
    )
    if typed := [found for stored in own if (found := await _typed_by(visit, stored))]:
        message = text("interview.above", above=typed[0], below=message)
    return await queue.without_reviewer(visit, Outgoing(message, tuple(rows)))


async def _typed_by(visit: Visit, stored: Stored) -> Text | None:
    """Who typed this review from the member's paper, if somebody did."""
    name = await proxy.typist_of(visit, stored)
    return text("proxy.typed_by", name=name) if name else None


def _is_late(visit: Visit, cycle: Cycle) -> bool:
    return visit.today > cycle.dates.last_day


async def _next_acts(
    visit: Visit, cycle: Cycle, stored: Stored, title: Words | None
) -> tuple[Button, ...]:
    """What the author may do with a handed-in review. `title`: says which, if there are several."""
    base = f"w:{stored.id}"
    match stored.state:
        case State.APPROVED:
            return (Button(text("reviewing.revise"), f"{base}:revise"),)
        case State.REVISING:
            return (
                Button(text("reviewing.revision"), f"{base}:revision"),
                Button(text("reviewing.give_up"), f"{base}:give_up"),
            )
        case State.SUBMITTED if await author.may_take_back(visit, stored, cycle):
            one_of = text("review.take_back_this", title=title)
            label = one_of if title else text("review.take_back")
            return (Button(label, f"v:{stored.id}:back"),)
    return ()


def _compare(stored: Stored, title: Words | None = None) -> Button:
    """`title`: says which review, if there are several."""
    label = text("figures.compare_this", title=title) if title else text("figures.compare")
    return Button(label, f"v:{stored.id}:compare")


async def resume(visit: Visit, member_id: str = "") -> Said:
    """Goes on where this person was, or in the cell of the reminder whose button was tapped."""
    if member_id:
        member = visit.own(member_id)
        if member.id != visit.member.id:
            visit.move(member_id=member.id, interview_id="", editing="", shown="")
            # The cell is said, and the menu is that of this person's role in it.
            return await arrive(visit, welcome=True, menu=True)
    elif form := await conversation.own_form(visit):
        return say(await conversation.show(visit, form))
    elif other := await conversation.typed_for_another(visit):
        return say(await conversation.show(visit, other))
    return await left.beside(visit, await arrive(visit))


async def stepped(visit: Visit, step: Step, *, by_text: bool) -> Said:
    """What to say after one step of a member's own interview."""
    if step.complaint and not step.screens:
        if by_text:
            return Said((Outgoing(step.complaint),), refused=True)
        return Said(notice=step.complaint)
    if not proxy.is_own(visit, step.stored) and (said := await stepped_for_another(visit, step)):
        return said
    if step.outcome is Outcome.PAUSED:
        # What is typed from now on is no answer: the question is no longer the last thing said.
        visit.move(shown="")
        form = not step.stored.cycle_id
        go_on = Button(text("member.go_on"), f"f:{step.stored.id}" if form else "r:")
        return say(Outgoing(text("interview.paused"), ((go_on,),)))
    if step.outcome is Outcome.PREVIEW:
        await author.copy_of(visit, step.stored.id)
        return say(text("review.copy_coming"))
    if step.outcome is Outcome.SUBMIT:
        return await _submitted(visit, step)
    return Said(step.screens, notice=step.complaint, refused=step.complaint is not None)


async def _submitted(visit: Visit, step: Step) -> Said:
    await author.submit(visit, step.stored, step.interview)
    member = visit.member
    done = text("review.submitted", title=step.interview.questionnaire.title)
    following = await _now(visit, member)
    cycle = await standing.current_cycle(visit, member)
    left = cycle and any(
        each.state not in HANDED_IN for each in await author.own(visit, member, cycle)
    )
    if left:
        return say(done, *following)
    rows: list[tuple[Button, ...]] = []
    stored = await author.own_one(visit, step.stored.id)
    if cycle and await author.may_take_back(visit, stored, cycle):
        rows.append((Button(text("review.take_back"), f"v:{stored.id}:back"),))
    if await carried.has_before(visit, step.stored):
        rows.append((_compare(step.stored),))
    rows.append((own_papers.button(member),))
    rows += await beside_buttons(visit, member)
    return say(await queue.without_reviewer(visit, Outgoing(done, tuple(rows))))


async def copy(visit: Visit, interview_id: str) -> Said:
    """Sends the author a copy of the review."""
    await author.copy_of(visit, interview_id)
    return say(text("review.copy_coming"))


async def compare(visit: Visit, interview_id: str) -> Said:
    """Shows the author, and nobody else, the review of last time beside that of this time."""
    return say(await carried.compare(visit, interview_id))


async def ask_take_back(visit: Visit, interview_id: str) -> Said:
    """Asks whether to take the review back, which counts as not submitted from then on."""
    found = await author.taking_back(visit, interview_id)
    own = proxy.is_own(visit, found.stored)
    of = found.stored.member_id
    yes = Button(text("review.take_back_yes"), f"v:{interview_id}:back:yes")
    no = Button(text("review.take_back_no"), f"r:{of}" if own else f"px:{of}")
    asked = text(
        "review.take_back_sure",
        last_day=found.last_day,
        late=visit.today > found.last_day,
        revision=found.becomes is State.REVISING,
    )
    return say(Outgoing(asked, ((yes,), (no,))))


async def take_back(visit: Visit, interview_id: str) -> Said:
    """Takes the author's review back, so that it can be changed."""
    stored = await author.take_back(visit, interview_id)
    visit.move(interview_id="", editing="", shown="")
    return say(await conversation.show(visit, stored, above=text("review.taken_back")))


async def go_on(visit: Visit, _argument: str) -> Said:
    """`/resume`: goes on where this person was."""
    return await resume(visit)


ROUTES = (
    Route("/resume", Guard.ANYBODY, go_on),
    Route("r:{own}", Guard.OWNER, resume),
    Route("v:{interview}:copy", Guard.OWNER, copy),
    Route("v:{interview}:back", Guard.OWNER, ask_take_back),
    Route("v:{interview}:back:yes", Guard.OWNER, take_back),
    Route("v:{interview}:write", Guard.OWNER, write),
    Route("v:{interview}:compare", Guard.OWNER, compare),
)
