"""What the secretary does with the cycle and the cell: open, move, close, compile, set, rename."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.domain.cycle.schedule import DEFAULT_STEPS, Dates
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer, Value
from bot.domain.messages import Button, Outgoing, Refusal, WrongState, text
from bot.domain.people.member import Action
from bot.domain.report.summary import Edition
from bot.services.cycle import opening
from bot.services.cycle.opening import Cycle, NewCycle
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.parcels import FiguresJob, SummaryJob
from bot.services.people import cells
from bot.services.people.cells import Names
from bot.services.reminders import sweep
from bot.services.report import circulated
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.dialogue import day_of, text_of
from handlers.routes import Route


async def cycle(visit: Visit, *_about: str) -> Said:
    """`/cycle`: the open cycle and what can be done with it, or opening one."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    current = await opening.current(visit, secretary)
    if current is None:
        return await begin_opening(visit)
    return say(_card(current))


def _card(current: Cycle) -> Outgoing:
    dates = current.dates
    message = text(
        "cycle.card",
        theme=current.theme,
        submit_on=dates.submit_on,
        inclusive=dates.inclusive,
        last_day=dates.last_day,
        meeting_on=dates.meeting_on,
        steps=tuple(step for step in dates.all_steps if step >= 0),
    )
    move = Button(text("cycle.move"), f"y:move:{current.id}")
    close = Button(text("cycle.close"), f"y:close:{current.id}")
    status = Button(text("cycle.status"), f"s:status:{current.id}")
    return Outgoing(message, ((move, close), (status,)))


async def begin_opening(visit: Visit) -> Said:
    """The form that opens a cycle, with the usual values to keep."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    if await opening.current(visit, secretary):
        raise Refusal("cycle.already_open")
    year = str(visit.today.year)
    theme = visit.office.catalogue.render(text("cycle.usual_theme", year=year), visit.language)
    steps: list[Value] = [f"d{step}" for step in DEFAULT_STEPS]
    kinds: list[Value] = ["member", "collective", "head"]
    known = {
        "theme": Answer(theme),
        "year": Answer(year),
        "questionnaires": Answer({"chosen": kinds}),
        "reminder_days": Answer({"chosen": steps}),
    }
    return say(await conversation.begin(visit, "open_cycle", known=known))


async def open_(visit: Visit) -> Said:
    """The button of somebody whose cell has no open cycle."""
    return await begin_opening(visit)


async def move(visit: Visit, cycle_id: str = "") -> Said:
    """The form with new dates."""
    current = await _open_one(visit, cycle_id)
    known = {
        "submit_on": Answer(current.dates.submit_on.isoformat()),
        "submit_inclusive": Answer("through" if current.dates.inclusive else "before"),
    }
    if current.dates.meeting_on:
        known["meeting_on"] = Answer(current.dates.meeting_on.isoformat())
    return say(await conversation.begin(visit, "move_dates", known=known))


async def close(visit: Visit, cycle_id: str) -> Said:
    """Ask whether this is meant."""
    current = await _open_one(visit, cycle_id)
    yes = Button(text("cycle.close_yes"), f"y:close:{current.id}:yes")
    no = Button(text("cycle.close_no"), f"s:status:{current.id}")
    everybody = await opening.standings(visit.tx, current)
    waiting = sum(not (each.finished or each.not_submitting) for each in everybody)
    return say(Outgoing(text("cycle.close_sure", waiting=waiting), ((yes, no),)))


async def close_now(visit: Visit, cycle_id: str) -> Said:
    """No more answers, no more reminders."""
    current = await opening.close_cycle(visit, cycle_id)
    report = Button(text("status.summary"), f"s:summary:{current.id}")
    return say(Outgoing(text("cycle.closed_now", theme=current.theme), ((report,),)))


async def _open_one(visit: Visit, cycle_id: str) -> Cycle:
    current = await opening.the_open_cycle(visit)
    if cycle_id and current.id != cycle_id:
        raise WrongState("cycle.not_open")
    return current


async def opened(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """The opening form is complete: the cycle begins."""
    values = {key: answer.value for key, answer in interview.relevant_answers().items()}
    authors = {
        form: str(values[f"{form}_author"])
        for form in ("collective", "head")
        if values.get(f"{form}_author")
    }
    new = NewCycle(
        theme=str(values["theme"]),
        year=int(str(values["year"])),
        # The member's review is what the cycle is about: it cannot be left out.
        forms=tuple(dict.fromkeys(("member", *_chosen(values["questionnaires"])))),
        authors=authors,
        dates=_dates(visit, values, _steps(values["reminder_days"]), digest_hour=17),
    )
    excused = await opening.excused_before(visit.tx, visit.member.cell_id)
    started = await opening.open_cycle(visit, new)
    own = Button(text("cycle.own_review"), f"r:{visit.member.id}")
    invite = Button(text("cycle.invite"), f"m:list:{visit.member.cell_id}")
    message = text(
        "cycle.opened", theme=started.theme, last_day=started.dates.last_day, excused=excused
    )
    return say(Outgoing(message, ((invite, own),)))


async def moved(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """The form with new dates is complete."""
    current = await opening.the_open_cycle(visit)
    values = {key: answer.value for key, answer in interview.relevant_answers().items()}
    dates = _dates(visit, values, current.dates.steps, digest_hour=current.dates.digest_hour)
    after = await opening.move_dates(visit, dates)
    return say(text("cycle.moved", last_day=after.dates.last_day), _card(after))


def _dates(
    visit: Visit, values: Mapping[str, Value], steps: tuple[int, ...], *, digest_hour: int
) -> Dates:
    meeting = values.get("meeting_on")
    dates = Dates(
        submit_on=date.fromisoformat(str(values["submit_on"])),
        inclusive=values["submit_inclusive"] == "through",
        steps=steps,
        digest_hour=digest_hour,
        meeting_on=date.fromisoformat(str(meeting)) if meeting else None,
    )
    if dates.last_day < visit.today:
        raise Refusal("cycle.last_day_past", last_day=dates.last_day)
    return dates


def _chosen(value: Value) -> tuple[str, ...]:
    chosen = value["chosen"] if isinstance(value, dict) else []
    return tuple(str(code) for code in chosen) if isinstance(chosen, list) else ()


def _steps(value: Value) -> tuple[int, ...]:
    return tuple(int(code.removeprefix("d")) for code in _chosen(value))


async def remind(visit: Visit, *_about: str) -> Said:
    """`/remind`: remind now, and say whom."""
    reminded = await sweep.remind_now(visit)
    return say(
        text(
            "reminder.sent_now",
            names=reminded.names,
            already=reminded.already,
            unreachable=reminded.unreachable,
            at=reminded.at,
            at_once=reminded.at_once,
        )
    )


async def summary(visit: Visit, *about: str) -> Said:
    """`/summary`: compiled and sent by the post, so that nobody else has to wait. The edition for
    the meeting, unless a button asks for the official one."""
    secretary = visit.acting(Action.SEE_SUMMARY)
    current = await opening.newest(visit, secretary)
    if current is None:
        return say(text("cycle.none_yet"))
    edition = _edition(about[-1] if about else "")
    job = SummaryJob(current.id, edition, visit.may(Action.MANAGE_CYCLE))
    visit.post(job, cell_id=secretary.cell_id)
    await visit.record("summary", current.id, secretary.cell_id)
    return say(text("summary.coming"))


def _edition(named: str) -> Edition:
    return Edition(named) if named in tuple(Edition) else Edition.MEETING


async def figures(visit: Visit, cycle_id: str, edition: str) -> Said:
    """The report's figures as a spreadsheet."""
    reader = visit.acting(Action.SEE_SUMMARY)
    visit.post(FiguresJob(cycle_id, _named(edition)), cell_id=reader.cell_id)
    await visit.record("summary", cycle_id, reader.cell_id)
    return say(text("figures.sheet_coming"))


async def circulate(visit: Visit, cycle_id: str, edition: str) -> Said:
    """The report that may leave the committee: what was issued, or the question whether to."""
    return say(await circulated.offer(visit, cycle_id, _named(edition)))


async def issue(visit: Visit, cycle_id: str, edition: str) -> Said:
    """Issue it, once for the cycle."""
    return say(await circulated.send(visit, cycle_id, _named(edition)))


def _named(edition: str) -> Edition:
    if edition not in tuple(Edition):
        raise Refusal("interview.forged")
    return Edition(edition)


async def settings(visit: Visit, *_about: str) -> Said:
    """`/settings`: the hour of the digest, the place for the report."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    cell = await visit.cell_of(secretary)
    years = await opening.keep_years(visit, secretary)
    known = {
        "digest_hour": Answer(str(cell.digest_hour)),
        "keep_years": Answer(str(years)),
        "escalate_days": Answer(str(cell.escalate_days)),
    }
    if cell.place:
        known["place"] = Answer(cell.place)
    return say(await conversation.begin(visit, "settings", known=known))


async def settled(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """The settings form is complete."""
    values = {key: answer.value for key, answer in interview.relevant_answers().items()}
    hour = int(str(values["digest_hour"]))
    place = str(values.get("place") or "")
    years = int(str(values["keep_years"]))
    days = int(str(values["escalate_days"]))
    await opening.settle(visit, place=place, digest_hour=hour, keep_years=years, escalate_days=days)
    return say(text("settings.done", hour=hour, place=place, years=years, days=days))


async def rename_cell(visit: Visit, *_cell: str) -> Said:
    """`/rename`: the form with the cell's new names."""
    cell = await visit.cell_of(visit.acting(Action.MANAGE_CELL))
    known = {"name": Answer(cell.name), "since": Answer(visit.today.isoformat())}
    known |= {
        key: Answer(value)
        for key, value in (("parent", cell.parent), ("place", cell.place))
        if value
    }
    return say(await conversation.begin(visit, "cell_names", known=known))


async def cell_renamed(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """The form with the new names is complete."""
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
    Route("/cycle", Action.MANAGE_CYCLE, cycle),
    Route("/remind", Action.REMIND, remind),
    Route("/summary", Action.SEE_SUMMARY, summary),
    Route("/settings", Action.MANAGE_CYCLE, settings),
    Route("/rename", Action.MANAGE_CELL, rename_cell),
    Route("y:open", Action.MANAGE_CYCLE, open_),
    Route("y:move", Action.MANAGE_CYCLE, move),
    Route("y:move:{cycle}", Action.MANAGE_CYCLE, move),
    Route("y:close:{cycle}", Action.MANAGE_CYCLE, close),
    Route("y:close:{cycle}:yes", Action.MANAGE_CYCLE, close_now),
    Route("s:remind:{cycle}", Action.REMIND, remind),
    Route("s:summary:{cycle}", Action.SEE_SUMMARY, summary),
    Route("s:summary:{cycle}:{edition}", Action.SEE_SUMMARY, summary),
    Route("s:figures:{cycle}:{edition}", Action.SEE_SUMMARY, figures),
    Route("s:circulate:{cycle}:{edition}", Action.SEE_SUMMARY, circulate),
    Route("s:issue:{cycle}:{edition}", Action.MANAGE_CYCLE, issue),
)
FORMS = {
    "open_cycle": opened,
    "move_dates": moved,
    "settings": settled,
    "cell_names": cell_renamed,
}
