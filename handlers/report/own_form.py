"""The secretary's chat about the committee's own form of the report."""

from __future__ import annotations

from bot.domain.messages import Button, FileIn, Outgoing, text
from bot.domain.people.member import Action
from bot.services.office import moment
from bot.services.report import own_form
from bot.services.report.own_form import FormExampleJob
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.routes import Awaited, Route

FORM = "form"
"""The purpose under which a file is waited for."""


async def shown(visit: Visit, cell: str) -> Said:
    """Shows which form there is; the next file that is sent here becomes the new one."""
    found = await own_form.current(visit)
    visit.move(interview_id="", editing="", shown=f"file:{FORM}:{cell}")
    day = visit.office.calendar.local(moment(found.kept_at)).date() if found else visit.today
    message = text("forms.shown", name=found.name if found else "", day=day)
    example = Button(text("forms.example"), f"rg:form:{cell}:example")
    drop_ = (Button(text("forms.drop"), f"rg:form:{cell}:drop"),)
    back = Button(text("forms.back"), f"rg:list:{cell}:1")
    return say(Outgoing(message, ((example,), *((drop_,) if found else ()), (back,))))


async def came(visit: Visit, _cell: str, file: FileIn) -> Said:
    """Takes the file that was waited for; a better one may follow."""
    await own_form.receive(visit, file)
    return say(text("forms.coming"))


async def example(visit: Visit, cell: str) -> Said:
    """Sends a form to begin with, by the post; a file is still waited for."""
    visit.acting(Action.MANAGE_CYCLE)
    visit.post(FormExampleJob(cell), cell_id=cell)
    return say(text("forms.example_coming"))


async def ask_drop(_visit: Visit, cell: str) -> Said:
    """Asks whether to drop the committee's form, which would have to be sent again."""
    yes = Button(text("forms.drop_yes"), f"rg:form:{cell}:drop:yes")
    no = Button(text("forms.drop_no"), f"rg:form:{cell}")
    return say(Outgoing(text("forms.drop_sure"), ((yes, no),)))


async def drop(visit: Visit, cell: str) -> Said:
    """Drops the committee's form: reports come in the standard layout alone."""
    await own_form.drop(visit)
    return say(text("forms.dropped"), *(await shown(visit, cell)).outgoing)


ROUTES = (
    Route("rg:form:{cell}", Action.MANAGE_CYCLE, shown),
    Route("rg:form:{cell}:example", Action.MANAGE_CYCLE, example),
    Route("rg:form:{cell}:drop", Action.MANAGE_CYCLE, ask_drop),
    Route("rg:form:{cell}:drop:yes", Action.MANAGE_CYCLE, drop),
)
FILES = {FORM: Awaited(came)}
