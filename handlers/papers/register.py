"""The secretary's chat about the register: what was issued, numbers, the layout."""

from __future__ import annotations

from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer
from bot.domain.messages import Button, Keyboard, Outgoing, Text, text
from bot.domain.people.member import Action
from bot.domain.style import STANDARD, Style, ToneOn
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.office import moment
from bot.services.papers import register
from bot.services.papers.register import IssuedPaper, Register
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.keyboards import Page, numbered, page_of, turning
from handlers.routes import Route

PAGE = 8
PER_ROW = 4
TURNS = (text("register.newer"), text("register.older"))


async def shown(visit: Visit, _about: str, page: int = 1) -> Said:
    """`/register`: shows what was issued, and the next numbers."""
    return say(await _shown(visit, page))


async def _shown(visit: Visit, number: int = 1) -> Outgoing:
    found = await register.shown(visit)
    page = page_of(found.entries, number, PAGE)
    cell = found.cell.id
    message = text(
        "register.shown",
        cell=found.cell.name,
        term=found.cell.term,
        entries=tuple(_line(visit, n, each, found) for n, each in page.entries),
        next=tuple(
            text("register.next", type=text(f"register.type_{type_}"), number=f"{number:02d}")
            for type_, number in found.next.items()
        ),
    )
    rows = (
        *_papers(page),
        *turning(page, f"rg:list:{cell}", TURNS),
        (Button(text("register.take"), f"rg:take:{cell}"),),
        (Button(text("register.last"), f"rg:last:{cell}"),),
        (Button(text("register.style"), f"rg:style:{cell}"),),
        (Button(text("register.form"), f"rg:form:{cell}"),),
    )
    return Outgoing(message, rows)


def _papers(page: Page[IssuedPaper]) -> Keyboard:
    """A button for each paper that was issued here."""
    issued = {n: f"rg:send:{each.paper_id}" for n, each in page.entries if each.digest}
    return numbered(issued, PER_ROW)


def _line(visit: Visit, place: int, each: IssuedPaper, found: Register) -> Text:
    return text(
        "register.line",
        place=place,
        number=_number(visit, each),
        day=visit.office.calendar.local(moment(each.issued_at)).date(),
        subject=each.subject,
        elsewhere=not each.digest,
        before=not each.subject,
        term=each.term if each.term != found.cell.term else "",
    )


def _number(visit: Visit, each: IssuedPaper) -> str:
    return register.symbol(each.type, each.number, STANDARD, visit.language)


async def send(visit: Visit, paper_id: str) -> Said:
    """Sends an issued paper once more."""
    await register.send(visit, paper_id)
    return say(text("register.coming"))


async def take(visit: Visit, _cell: str) -> Said:
    """Begins the form that takes a number for a paper made elsewhere."""
    return say(await conversation.begin(visit, "take_number"))


async def taken(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """Takes the next number for the paper of the form, and shows it."""
    type_, subject = (str(interview.answers[key].value) for key in ("type", "subject"))
    number = await register.take(visit, type_, subject)
    return say(text("register.taken", number=number, subject=subject), await _shown(visit))


async def last(visit: Visit, _cell: str) -> Said:
    """Begins the form for the last number used before the program."""
    return say(await conversation.begin(visit, "last_number"))


async def begun(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """Sets that number as the last one, so that the next paper gets the one after it."""
    type_, number = str(interview.answers["type"].value), int(str(interview.answers["last"].value))
    await register.begin_after(visit, type_, number)
    return say(text("register.begun", last=number), await _shown(visit))


async def style(visit: Visit, _cell: str) -> Said:
    """Begins the form for layout, spelling and term."""
    cell = await visit.cell_of(visit.acting(Action.MANAGE_CYCLE))
    known = {
        "profile": Answer(cell.style.profile),
        "tone_on": Answer(cell.style.tone_on.value),
        **({"term": Answer(cell.term)} if cell.term else {}),
    }
    return say(await conversation.begin(visit, "paper_style", known=known))


async def settled(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """Sets layout, spelling and term as in the form."""
    values = {key: answer.value for key, answer in interview.relevant_answers().items()}
    chosen = Style(str(values["profile"]), ToneOn(str(values["tone_on"])))
    await register.settle(visit, chosen, str(values.get("term") or ""))
    return say(text("register.settled"), await _shown(visit))


ROUTES = (
    Route("/register", Action.MANAGE_CYCLE, shown),
    Route("rg:list:{cell}:{page}", Action.MANAGE_CYCLE, shown),
    Route("rg:send:{paper}", Action.MANAGE_CYCLE, send),
    Route("rg:take:{cell}", Action.MANAGE_CYCLE, take),
    Route("rg:last:{cell}", Action.MANAGE_CYCLE, last),
    Route("rg:style:{cell}", Action.MANAGE_CYCLE, style),
)
FORMS = {"take_number": taken, "last_number": begun, "paper_style": settled}
