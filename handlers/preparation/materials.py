"""Materials: added and sent by those who prepare, opened and confirmed by all; the agenda."""

from __future__ import annotations

from datetime import date

from bot.domain.interview.interview import Interview
from bot.domain.messages import Button, FileIn, Outgoing, Text, text
from bot.domain.people.member import OUTSIDERS, Action
from bot.services import scope
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.preparation import checklist, materials
from bot.services.preparation.checklist import Item, PlanList
from bot.services.preparation.materials import Receipts, ToRead
from bot.services.reminders import preparation
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.interview import member
from handlers.preparation.checklist import back, choices, removal
from handlers.routes import Awaited, Route

LONGEST_LABEL = 40


async def listed(visit: Visit, *_cell: str) -> Said:
    """Shows those who prepare all materials."""
    found = await materials.all_receipts(visit)
    cell = visit.member.cell_id
    lines = tuple(
        text(
            "preparation.material_line",
            number=n,
            title=each.material.title,
            sent=each.material.sent_at is not None,
            percent=each.percent,
            read=len(each.read),
            everybody=each.everybody,
        )
        for n, each in enumerate(found, 1)
    )
    add = (
        Button(text("preparation.material_add"), f"pm:file:{cell}"),
        Button(text("preparation.link_add"), f"pm:link:{cell}"),
    )
    rows = (*choices([f"pm:{each.material.id}" for each in found]), add, back(cell))
    return say(Outgoing(text("preparation.materials", lines=lines), rows))


async def await_file(visit: Visit, cell: str) -> Said:
    """Waits for a file: the next one that is sent here becomes a material."""
    await checklist.the_cycle(visit)
    visit.move(interview_id="", editing="", shown=f"file:material:{cell}")
    return say(Outgoing(text("preparation.send_file"), (back(cell),)))


async def file_came(visit: Visit, cell: str, file: FileIn) -> Said:
    """Adds the file that was waited for; after a refusal a better one may follow."""
    await scope.enter(visit, "cell", cell)
    added = await materials.add_file(visit, file)
    visit.move(shown="")
    return _card(await materials.receipts_of(visit, added.id))


async def add_link(visit: Visit, _cell: str) -> Said:
    """Begins the form for a link."""
    await checklist.the_cycle(visit)
    return say(await conversation.begin(visit, "material_link"))


async def link_given(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """Adds the link of the form."""
    title, url = (str(interview.answers[key].value) for key in ("title", "url"))
    added = await materials.add_link(visit, title, url)
    return _card(await materials.receipts_of(visit, added.id))


async def card(visit: Visit, material_id: str) -> Said:
    """Shows one material, with who has read it and who has not."""
    return _card(await materials.receipts_of(visit, material_id))


def _card(found: Receipts) -> Said:
    material = found.material
    message = text(
        "preparation.material_card",
        title=material.title,
        link=material.url,
        sent=material.sent_at is not None,
        percent=found.percent,
        read=len(found.read),
        everybody=found.everybody,
        opened=tuple(member.shown for member in found.opened),
        unopened=tuple(member.shown for member in found.unopened),
        away=tuple(member.shown for member in found.away),
    )
    base = f"pm:{material.id}"
    look = Button(text("preparation.look"), f"{base}:open")
    remove = Button(text("preparation.remove"), f"{base}:remove")
    listed_ = (Button(text("preparation.materials_back"), f"pm:list:{material.cell_id}"),)
    unread = found.everybody - len(found.read)
    send = (Button(text("preparation.send"), f"{base}:send"),)
    remind = (Button(text("preparation.remind", count=unread), f"{base}:remind"),)
    waiting = (send,) if material.sent_at is None else (remind,) if unread else ()
    return say(Outgoing(message, (*waiting, (look, remove), listed_)))


async def send(visit: Visit, material_id: str) -> Said:
    """Sends the material to everybody."""
    told = await materials.send(visit, material_id)
    shown = _card(await materials.receipts_of(visit, material_id))
    return say(text("preparation.sent", told=told), *shown.outgoing)


async def ask_remove(visit: Visit, material_id: str) -> Said:
    """Asks whether to take the material away, with what is known about its reading."""
    found = (await materials.receipts_of(visit, material_id)).material
    return say(removal("material", found.title, f"pm:{found.id}"))


async def remind(visit: Visit, material_id: str) -> Said:
    """Reminds all who have not read the material, and says whom."""
    reminded = await preparation.remind_unread(visit, material_id)
    message = text(
        "reminder.sent_now",
        names=reminded.names,
        already=reminded.already,
        unreachable=reminded.unreachable,
        at=reminded.at,
        at_once=reminded.at_once,
    )
    return say(Outgoing(message, (back(visit.member.cell_id),)))


async def remove(visit: Visit, material_id: str) -> Said:
    """Takes the material away."""
    await materials.remove(visit, material_id)
    return await listed(visit)


# -- for those who read them


async def own(visit: Visit, *_cell: str) -> Said:
    """`/materials`: shows what this member is to read, and the member's items of the plan."""
    to_read, items = await materials.own(visit)
    rows = [
        *(_opens(n, each) for n, each in enumerate(to_read, 1)),
        *(_finishes(item) for item in items if item.done_at is None),
        *await member.beside_buttons(visit, visit.member),
    ]
    message = text(
        "preparation.own",
        materials=tuple(
            text(
                "preparation.own_material",
                number=n,
                title=each.material.title,
                opened=each.opened,
                read=each.read,
            )
            for n, each in enumerate(to_read, 1)
        ),
        tasks=tuple(
            _own_item(item, visit.today) for item in items if item.kind is not PlanList.PAPER
        ),
        papers=tuple(_own_item(item, visit.today) for item in items if item.kind is PlanList.PAPER),
    )
    return say(Outgoing(message, tuple(rows)))


def _own_item(item: Item, today: date) -> Text:
    return text(
        "preparation.own_item",
        subject=item.subject,
        due_on=item.due_on,
        late=item.days_late(today),
        done=item.done_at is not None,
    )


def _opens(number: int, each: ToRead) -> tuple[Button, ...]:
    open_ = Button(text("preparation.open", number=number), f"pm:{each.material.id}:open")
    read = Button(text("preparation.read", number=number), f"pm:{each.material.id}:read")
    return (open_, read) if each.opened and not each.read else (open_,)


def _finishes(item: Item) -> tuple[Button, ...]:
    label = text("preparation.finish", subject=item.subject[:LONGEST_LABEL])
    return (Button(label, f"pt:{item.id}:done"),)


async def open_(visit: Visit, material_id: str) -> Said:
    """Opens a material: a file comes by the post, a link is a button."""
    material = await materials.open_(visit, material_id)
    rows = []
    if material.url:
        rows.append((Button(text("preparation.open_link"), url=material.url),))
    if material.sent_at is not None:
        rows.append((Button(text("preparation.i_read"), f"pm:{material.id}:read"),))
    message = text(
        "preparation.opened",
        title=material.title,
        link=material.url,
        sent=material.sent_at is not None,
    )
    return say(Outgoing(message, tuple(rows)))


async def read(visit: Visit, material_id: str) -> Said:
    """Confirms that this member has read the material."""
    await materials.confirm(visit, material_id)
    shown = await own(visit)
    return say(text("preparation.confirmed"), *shown.outgoing)


async def finished(visit: Visit, item_id: str) -> Said:
    """Marks one of the member's items as done."""
    await checklist.finish(visit, item_id)
    return await own(visit)


async def agenda(visit: Visit, *_about: str) -> Said:
    """`/agenda`: shows the agenda to everybody who comes."""
    cycle, items = await checklist.agenda(visit)
    if cycle is None:
        return say(text("cycle.none_yet"))
    lines = {
        kind: tuple(
            text("preparation.agenda_line", subject=item.subject, name=name)
            for item, name in items
            if item.kind is kind
        )
        for kind in (PlanList.WORK, PlanList.PAPER)
    }
    return say(
        text(
            "preparation.agenda",
            theme=cycle.theme,
            meeting_on=cycle.dates.meeting_on,
            work=lines[PlanList.WORK],
            papers=lines[PlanList.PAPER],
            guest=visit.member.role in OUTSIDERS,
        )
    )


ROUTES = (
    Route("/materials", Action.SEE_MATERIALS, own),
    Route("/agenda", Action.SEE_AGENDA, agenda),
    Route("pa:{cell}", Action.SEE_AGENDA, agenda),
    Route("pm:list:{cell}", Action.PREPARE, listed),
    Route("pm:file:{cell}", Action.PREPARE, await_file),
    Route("pm:link:{cell}", Action.PREPARE, add_link),
    Route("pm:{material}", Action.PREPARE, card),
    Route("pm:{material}:send", Action.PREPARE, send),
    Route("pm:{material}:remove", Action.PREPARE, ask_remove),
    Route("pm:{material}:remove:yes", Action.PREPARE, remove),
    Route("pm:{material}:remind", Action.PREPARE, remind),
    Route("pm:own:{cell}", Action.SEE_MATERIALS, own),
    Route("pm:{material}:open", Action.SEE_MATERIALS, open_),
    Route("pm:{material}:read", Action.SEE_MATERIALS, read),
    Route("pt:{own_task}:done", Action.SEE_MATERIALS, finished),
)
FORMS = {"material_link": link_given}
FILES = {"material": Awaited(file_came, several=True)}
