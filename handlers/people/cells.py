"""The cell itself: its settings and its names."""

from __future__ import annotations

from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer
from bot.domain.messages import text
from bot.domain.people.member import Action
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.people import cells
from bot.services.people.cells import Names
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.dialogue import day_of, text_of
from handlers.routes import Route


async def settings(visit: Visit, *_about: str) -> Said:
    """`/settings`: begins the form for the digest's hour, the place and the like."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    cell = await visit.cell_of(secretary)
    years = await cells.keep_years(visit, secretary)
    known = {
        "digest_hour": Answer(str(cell.digest_hour)),
        "keep_years": Answer(str(years)),
        "escalate_days": Answer(str(cell.escalate_days)),
    }
    if cell.place:
        known["place"] = Answer(cell.place)
    return say(await conversation.begin(visit, "settings", known=known))


async def settled(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """Sets what the form says, and shows it."""
    values = {key: answer.value for key, answer in interview.relevant_answers().items()}
    hour = int(str(values["digest_hour"]))
    place = str(values.get("place") or "")
    years = int(str(values["keep_years"]))
    days = int(str(values["escalate_days"]))
    await cells.settle(visit, place=place, digest_hour=hour, keep_years=years, escalate_days=days)
    return say(text("settings.done", hour=hour, place=place, years=years, days=days))


async def rename_cell(visit: Visit, *_cell: str) -> Said:
    """`/rename`: begins the form for the cell's new names."""
    cell = await visit.cell_of(visit.acting(Action.MANAGE_CELL))
    known = {"name": Answer(cell.name), "since": Answer(visit.today.isoformat())}
    known |= {
        key: Answer(value)
        for key, value in (("parent", cell.parent), ("place", cell.place))
        if value
    }
    return say(await conversation.begin(visit, "cell_names", known=known))


async def cell_renamed(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """Gives the cell the names of the form, from the day that it says."""
    names = Names(
        text_of(interview, "name"),
        text_of(interview, "parent"),
        text_of(interview, "place"),
        day_of(interview, "since") or visit.today,
    )
    cell = await cells.rename(visit, names)
    return say(
        text(
            "moving.cell_renamed",
            name=cell.name,
            parent=cell.parent,
            place=cell.place,
            since=names.since,
        )
    )


ROUTES = (
    Route("/settings", Action.MANAGE_CYCLE, settings),
    Route("/rename", Action.MANAGE_CELL, rename_cell),
)
FORMS = {"settings": settled, "cell_names": cell_renamed}
