"""Preparing the meeting: an overview, and the lists of the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer
from bot.domain.messages import Button, Keyboard, Outgoing, Text, text
from bot.domain.people.member import Action
from bot.services.cycle import standing
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.papers.cell_plan import PlanJob
from bot.services.preparation import basis, checklist, materials
from bot.services.preparation.checklist import Item, PlanList
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.dialogue import values_of
from handlers.keyboards import numbered
from handlers.routes import Route

MOST_LISTED = 60
"""Buttons of a list: some room under every channel's limit."""


async def overview(visit: Visit, *_about: str) -> Said:
    """`/prepare`: shows how far everything is, and one button for each list."""
    secretary = visit.acting(Action.PREPARE)
    listed = await basis.documents(visit)
    cell = secretary.cell_id
    first = Button(text("preparation.basis_button"), f"pb:list:{cell}")
    cycle = await standing.current_cycle(visit, secretary)
    if cycle is None:
        nothing = text("preparation.no_cycle", basis=len(listed))
        open_ = Button(text("start.open_cycle"), "y:open")
        return say(Outgoing(nothing, ((first,), (open_,))))
    readings = await materials.all_receipts(visit)
    plan = await checklist.items(visit)
    counts = {
        kind.value: text(
            "preparation.count",
            done=sum(each.kind is kind and each.done_at is not None for each in plan),
            all=sum(each.kind is kind for each in plan),
            late=sum(each.kind is kind and each.days_late(visit.today) > 0 for each in plan),
        )
        for kind in PlanList
    }
    message = text(
        "preparation.overview",
        theme=cycle.theme,
        meeting_on=cycle.dates.meeting_on,
        last_day=cycle.dates.last_day,
        basis=len(listed),
        materials=len(readings),
        percents=tuple(each.percent for each in readings if each.material.sent_at is not None),
        **counts,
    )
    work, paper, logistics = (
        Button(text(f"preparation.{kind}_button"), f"pi:list:{kind}:{cell}") for kind in PlanList
    )
    reading = Button(text("preparation.materials_button"), f"pm:list:{cell}")
    printed = Button(text("preparation.print"), f"pp:print:{cycle.id}")
    return say(Outgoing(message, ((first, reading), (work, paper), (logistics, printed))))


async def print_plan(visit: Visit, cycle_id: str) -> Said:
    """Sends the plan as a paper, by the post."""
    secretary = visit.acting(Action.PREPARE)
    visit.post(PlanJob(cycle_id), cell_id=secretary.cell_id)
    return say(text("plan.coming"))


def choices(payloads: Sequence[str]) -> Keyboard:
    """A numbered button for each entry of a list, as many as may be listed."""
    return numbered(dict(enumerate(payloads[:MOST_LISTED], 1)))


def back(cell_id: str) -> tuple[Button, ...]:
    """The row that leads back to the overview."""
    return (Button(text("preparation.back"), f"pp:{cell_id}"),)


def removal(kind: str, title: str | Text, card: str) -> Outgoing:
    """Asks whether to remove what this card is about."""
    yes = Button(text("preparation.remove_yes"), f"{card}:remove:yes")
    no = Button(text("preparation.remove_no"), card)
    return Outgoing(text(f"preparation.remove_{kind}", title=title), ((yes, no),))


# -- the plan


async def plan(visit: Visit, kind: PlanList, *_cell: str) -> Said:
    """Shows one list of the plan."""
    listed = await checklist.items(visit, kind)
    cell = visit.member.cell_id
    names = await checklist.names(visit)
    lines = tuple(_line(n, each, names, visit.today) for n, each in enumerate(listed, 1))
    add = [Button(text(f"preparation.{kind}_add"), f"pi:add:{kind}:{cell}")]
    if visit.office.usual.items.get(kind):
        add.append(Button(text("preparation.usual"), f"pi:usual:{kind}:{cell}"))
    rows = (*choices([f"pi:{each.id}" for each in listed]), tuple(add), back(cell))
    return say(Outgoing(text(f"preparation.{kind}", lines=lines), rows))


def _line(number: int, item: Item, names: Mapping[str, str], today: date) -> Text:
    return text(
        "preparation.item_line",
        number=number,
        subject=item.subject,
        name=names.get(item.member_id, ""),
        due_on=item.due_on,
        late=item.days_late(today),
        done=item.done_at is not None,
    )


async def add_item(visit: Visit, kind: PlanList, _cell: str) -> Said:
    """Begins the form for a new item."""
    await checklist.the_cycle(visit)
    return say(await conversation.begin(visit, "plan_item", subject=kind))


async def usual(visit: Visit, kind: PlanList, _cell: str) -> Said:
    """Adds the usual items."""
    await checklist.add_usual(visit, kind)
    return await plan(visit, kind)


async def edit_item(visit: Visit, item_id: str) -> Said:
    """Begins the form with the item as it is."""
    item = await checklist.item(visit, item_id)
    known = {"subject": Answer(item.subject)}
    if item.due_on:
        known["due_on"] = Answer(item.due_on.isoformat())
    return say(await conversation.begin(visit, "plan_item", subject=item_id, known=known))


async def item_given(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Keeps the item of the form; for a new one, asks next who does it."""
    values = values_of(interview)
    due_on = date.fromisoformat(values["due_on"]) if "due_on" in values else None
    if stored.subject in tuple(PlanList):
        kind = PlanList(stored.subject)
        added = await checklist.add_item(visit, kind, values["subject"], due_on)
        return await choose(visit, added.id)
    changed = await checklist.change_item(visit, stored.subject, values["subject"], due_on)
    return await _card(visit, changed)


async def card(visit: Visit, item_id: str) -> Said:
    """Shows one item, and what can be done with it."""
    return await _card(visit, await checklist.item(visit, item_id))


async def _card(visit: Visit, item: Item) -> Said:
    names = await checklist.names(visit)
    message = text(
        "preparation.item_card",
        subject=item.subject,
        name=names.get(item.member_id, ""),
        due_on=item.due_on,
        late=item.days_late(visit.today),
        done=item.done_at is not None,
    )
    base = f"pi:{item.id}"
    tick = "untick" if item.done_at else "tick"
    rows = (
        (
            Button(text(f"preparation.{tick}"), f"{base}:tick"),
            Button(text("preparation.who"), f"{base}:who"),
        ),
        (
            Button(text("preparation.edit"), f"{base}:edit"),
            Button(text("preparation.remove"), f"{base}:remove"),
        ),
        (Button(text("preparation.list_back"), f"pi:list:{item.kind}:{item.cell_id}"),),
    )
    return say(Outgoing(message, rows))


async def choose(visit: Visit, item_id: str) -> Said:
    """Asks who does it; for a paper, those whose strengths fit its topic come first."""
    item = await checklist.item(visit, item_id)
    fit, others = await checklist.candidates(visit, item)
    listed = [*fit, *others]
    lines = tuple(
        text(
            "preparation.candidate",
            number=n,
            name=member.shown,
            strengths=member.strengths if item.kind is PlanList.PAPER else "",
            fits=n <= len(fit),
        )
        for n, member in enumerate(listed[:MOST_LISTED], 1)
    )
    later = (Button(text("preparation.later"), f"pi:{item.id}"),)
    rows = (*choices([f"pi:{item.id}:who:{member.id}" for member in listed]), later)
    message = text("preparation.choose", subject=item.subject, lines=lines, fit=len(fit))
    return say(Outgoing(message, rows))


async def give(visit: Visit, item_id: str, member_id: str) -> Said:
    """Gives the item to this member."""
    return await _card(visit, await checklist.give(visit, item_id, member_id))


async def tick(visit: Visit, item_id: str) -> Said:
    """Marks the item as done, or as not done after all."""
    ticked = await checklist.tick(visit, item_id)
    return await plan(visit, ticked.kind)


async def ask_remove(visit: Visit, item_id: str) -> Said:
    """Asks whether to take the item off the plan."""
    found = await checklist.item(visit, item_id)
    return say(removal("item", found.subject, f"pi:{found.id}"))


async def remove_item(visit: Visit, item_id: str) -> Said:
    """Takes the item off the plan."""
    removed = await checklist.remove_item(visit, item_id)
    return await plan(visit, removed.kind)


ROUTES = (
    Route("/prepare", Action.PREPARE, overview),
    Route("pp:{cell}", Action.PREPARE, overview),
    Route("pp:print:{cycle}", Action.PREPARE, print_plan),
    Route("pi:list:{list}:{cell}", Action.PREPARE, plan),
    Route("pi:add:{list}:{cell}", Action.PREPARE, add_item),
    Route("pi:usual:{list}:{cell}", Action.PREPARE, usual),
    Route("pi:{task}", Action.PREPARE, card),
    Route("pi:{task}:edit", Action.PREPARE, edit_item),
    Route("pi:{task}:who", Action.PREPARE, choose),
    Route("pi:{task}:who:{member}", Action.PREPARE, give),
    Route("pi:{task}:tick", Action.PREPARE, tick),
    Route("pi:{task}:remove", Action.PREPARE, ask_remove),
    Route("pi:{task}:remove:yes", Action.PREPARE, remove_item),
)
FORMS = {"plan_item": item_given}
