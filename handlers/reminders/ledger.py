"""Reminding now, the reminder ledger, and who did not submit."""

from __future__ import annotations

from bot.domain.messages import Button, Keyboard, Outgoing, Text, text
from bot.domain.people.member import Action
from bot.services.reminders import ledger, reviews
from bot.services.reminders.ledger import Ledger, LedgerLine
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.keyboards import numbered, page_of, turning
from handlers.routes import Route

PAGE = 10
TURNS = (text("ledger.earlier"), text("ledger.later"))


async def ledger_(visit: Visit, *_about: str) -> Said:
    """`/ledger`: shows its first page."""
    return say(_page(await ledger.read(visit)))


async def ledger_page(visit: Visit, _cycle: str, page: int) -> Said:
    """Shows another page of the ledger; buttons count them from 0."""
    return say(_page(await ledger.read(visit), page + 1))


def _page(found: Ledger, number: int = 1) -> Outgoing:
    page = page_of(found.lines, number, PAGE)
    message = text(
        "ledger.screen",
        theme=found.cycle.theme,
        call=tuple(_line(n, line) for n, line in page.entries if line.call),
        lines=tuple(_line(n, line) for n, line in page.entries if not line.call),
        late=tuple(found.late) if page.number == page.pages else (),
        at_rest=tuple(text(f"status.count_{place}", count=n) for place, n in found.at_rest),
        page=page.number,
        pages=page.pages,
    )
    ticks = tuple(
        (Button(text("ledger.tick", name=line.member.shown), f"lg:{line.member.id}:called"),)
        for _, line in page.entries
        if line.call
    )
    grid = numbered({n: f"lg:{line.member.id}:one" for n, line in page.entries})
    turn = turning(page, f"lg:{found.cycle.id}:p", TURNS, first=0)
    back = (Button(text("ledger.status"), f"s:status:{found.cycle.id}"),)
    waited = (_pass_on(found.cycle.id),) if found.lines and found.cycle.closed_at is None else ()
    return Outgoing(message, (*ticks, *grid, *turn, *waited, back))


def _line(number: int, line: LedgerLine) -> Text:
    return text(
        "ledger.line",
        number=number,
        name=line.member.to_phone if line.call else line.member.shown,
        place=text(f"ledger.place_{line.place}"),
        last=line.last,
        planned=line.planned,
        reason=line.reason,
        called=line.called,
    )


async def words(visit: Visit, _cycle: str) -> Said:
    """Shows the reminder for the cell's group elsewhere, ready to be passed on."""
    return say(*await _passed(visit)) if await ledger.passed(visit) else await ledger_(visit)


async def _passed(visit: Visit, name: str = "") -> tuple[Outgoing, ...]:
    found = await ledger.passed(visit, name=name)
    if found is None:
        return ()
    message = text(
        "ledger.passed",
        cell=found.cell,
        last_day=found.last_day,
        days=found.days,
        name=found.name,
        web=found.web,
        telegram=found.telegram,
    )
    return (Outgoing(message, shareable=True),)


async def history(visit: Visit, member_id: str) -> Said:
    """Shows everything that the ledger has on one member, below a reminder to pass on to them."""
    found = await ledger.history(visit, member_id)
    line = found.line
    message = text(
        "ledger.history",
        name=found.member.to_phone,
        planned=line.planned if line else None,
        reason=line.reason if line else None,
        entries=found.entries,
        calls=found.calls,
    )
    called = (Button(text("ledger.tick_one"), f"lg:{member_id}:called"),)
    back = (Button(text("ledger.back"), f"lg:{found.cycle_id}"),)
    own = await _passed(visit, found.member.shown) if line else ()
    return say(*own, Outgoing(message, (called, back)))


async def called(visit: Visit, member_id: str) -> Said:
    """Notes that the member was phoned."""
    member = await ledger.tick_called(visit, member_id)
    return say(text("ledger.ticked", name=member.shown), _page(await ledger.read(visit)))


async def missing(visit: Visit, *_about: str) -> Said:
    """`/missing`: after the last reminder, shows who is noted as not submitting, and who can be."""
    return say(await _missing(visit))


async def _missing(visit: Visit) -> Outgoing:
    found = await ledger.missing(visit)
    names = tuple(member.shown for member in found.noted)
    rows: Keyboard = (
        *((Button(text("missing.note", name=m.shown), f"ns:{m.id}:ask"),) for m in found.open_),
        *((Button(text("missing.undo", name=m.shown), f"ns:{m.id}:undo"),) for m in found.noted),
        (Button(text("ledger.status"), f"s:status:{found.cycle.id}"),),
    )
    return Outgoing(text("missing.screen", waiting=len(found.open_), names=names), rows)


async def ask_missing(visit: Visit, member_id: str) -> Said:
    """Asks whether to note this member as not submitting."""
    found = await ledger.missing(visit)
    member = ledger.among(found.open_, member_id)
    yes = Button(text("missing.yes"), f"ns:{member.id}:yes")
    no = Button(text("missing.no"), f"ns:{found.cycle.id}")
    return say(Outgoing(text("missing.sure", name=member.shown), ((yes, no),)))


async def note_missing(visit: Visit, member_id: str) -> Said:
    """Notes the member as not submitting: no more reminders, counted apart, and nothing else."""
    member = await ledger.note(visit, member_id, given_up=True)
    return say(text("missing.noted", name=member.shown), await _missing(visit))


async def undo_missing(visit: Visit, member_id: str) -> Said:
    """Takes the note back, as if it had never been made."""
    member = await ledger.note(visit, member_id, given_up=False)
    return say(text("missing.undone", name=member.shown), await _missing(visit))


async def remind(visit: Visit, *_about: str) -> Said:
    """`/remind`: reminds all who have not finished, and says whom."""
    reminded = await reviews.remind_now(visit)
    waited = reminded.names or reminded.already or reminded.unreachable
    message = text(
        "reminder.sent_now",
        names=reminded.names,
        already=reminded.already,
        unreachable=reminded.unreachable,
        at=reminded.at,
        at_once=reminded.at_once,
    )
    return say(Outgoing(message, (_pass_on(reminded.cycle_id),) if waited else ()))


def _pass_on(cycle_id: str) -> tuple[Button, ...]:
    return (Button(text("ledger.pass_on"), f"lg:{cycle_id}:words"),)


ROUTES = (
    Route("/remind", Action.REMIND, remind),
    Route("s:remind:{cycle}", Action.REMIND, remind),
    Route("/ledger", Action.REMIND, ledger_),
    Route("/missing", Action.REMIND, missing),
    Route("lg:{cycle}", Action.REMIND, ledger_),
    Route("lg:{cycle}:p:{page}", Action.REMIND, ledger_page),
    Route("lg:{cycle}:words", Action.REMIND, words),
    Route("lg:{member}:one", Action.REMIND, history),
    Route("lg:{member}:called", Action.REMIND, called),
    Route("ns:{cycle}", Action.REMIND, missing),
    Route("ns:{member}:ask", Action.REMIND, ask_missing),
    Route("ns:{member}:yes", Action.REMIND, note_missing),
    Route("ns:{member}:undo", Action.REMIND, undo_missing),
)
