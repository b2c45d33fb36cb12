"""What the secretary does with the cycle: open it, mend it, close it, take it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.domain.cycle.schedule import DEFAULT_STEPS, Dates
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer, Value
from bot.domain.messages import Button, Outgoing, Refusal, WrongState, said_day, text
from bot.domain.people.member import Action
from bot.services.cycle import changes, excuses, opening, standing
from bot.services.cycle.changes import Changed
from bot.services.cycle.opening import Cycle, NewCycle
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.routes import Route


async def cycle(visit: Visit, *_about: str) -> Said:
    """`/cycle`: shows the open cycle and what can be done with it; if none is open, the form."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    current = await standing.current_cycle(visit, secretary)
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
    edit = Button(text("cycle.edit"), f"y:edit:{current.id}")
    withdraw = Button(text("cycle.withdraw"), f"y:withdraw:{current.id}")
    return Outgoing(message, ((move, edit), (close, withdraw), (status,)))


async def begin_opening(visit: Visit) -> Said:
    """Begins the form that opens a cycle, with the usual values to keep."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    if await standing.current_cycle(visit, secretary):
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
    """Begins the same form from a button, where no cycle is open."""
    return await begin_opening(visit)


async def move(visit: Visit, cycle_id: str = "") -> Said:
    """Begins the form with new dates."""
    current = await _open_one(visit, cycle_id)
    known = {
        "submit_on": Answer(current.dates.submit_on.isoformat()),
        "submit_inclusive": Answer("through" if current.dates.inclusive else "before"),
    }
    if current.dates.meeting_on:
        known["meeting_on"] = Answer(current.dates.meeting_on.isoformat())
    return say(await conversation.begin(visit, "move_dates", known=known))


async def edit(visit: Visit, cycle_id: str) -> Said:
    """Begins the form with another theme, other reviews and authors."""
    current = await _open_one(visit, cycle_id)
    forms = await standing.forms(visit, current)
    chosen: list[Value] = [form.form for form in forms]
    known = {"theme": Answer(current.theme), "questionnaires": Answer({"chosen": chosen})}
    for form in forms:
        if form.member_id:
            known[f"{form.form}_author"] = Answer(form.member_id)
    return say(await conversation.begin(visit, "edit_cycle", known=known))


async def withdraw(visit: Visit, cycle_id: str) -> Said:
    """Asks whether to take the whole cycle back, with what would be lost."""
    found = await changes.losses(visit, cycle_id)
    yes = Button(text("cycle.withdraw_yes"), f"y:withdraw:{cycle_id}:yes")
    no = Button(text("cycle.withdraw_no"), "mn:go:cycle")
    asked = text(
        "cycle.withdraw_sure",
        theme=found.cycle.theme,
        drafts=tuple(member.name for member in found.drafts),
        materials=found.materials,
        items=found.items,
    )
    return say(Outgoing(asked, ((yes, no),)))


async def withdraw_now(visit: Visit, cycle_id: str) -> Said:
    """Takes the cycle back as if it had never been opened."""
    gone = await changes.withdraw(visit, cycle_id)
    again = Button(text("cycle.open"), "y:open")
    return say(Outgoing(text("cycle.withdrawn", theme=gone.theme), ((again,),)))


async def close(visit: Visit, cycle_id: str) -> Said:
    """Asks whether to close the cycle, with how many have not submitted."""
    current = await _open_one(visit, cycle_id)
    yes = Button(text("cycle.close_yes"), f"y:close:{current.id}:yes")
    no = Button(text("cycle.close_no"), f"s:status:{current.id}")
    everybody = await standing.standings(visit.tx, current)
    waiting = sum(not (each.finished or each.not_submitting) for each in everybody)
    return say(Outgoing(text("cycle.close_sure", waiting=waiting), ((yes, no),)))


async def close_now(visit: Visit, cycle_id: str) -> Said:
    """Closes the cycle: no more answers, no more reminders."""
    current = await opening.close_cycle(visit, cycle_id)
    report = Button(text("status.summary"), f"s:summary:{current.id}")
    return say(Outgoing(text("cycle.closed_now", theme=current.theme), ((report,),)))


async def _open_one(visit: Visit, cycle_id: str) -> Cycle:
    current = await standing.the_open_cycle(visit)
    if cycle_id and current.id != cycle_id:
        raise WrongState("cycle.not_open")
    return current


async def opened(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """Opens the cycle with what the form says."""
    values = {key: answer.value for key, answer in interview.relevant_answers().items()}
    new = NewCycle(
        theme=str(values["theme"]),
        year=int(str(values["year"])),
        forms=_forms(values),
        authors=_authors(values),
        dates=_dates(visit, values, _steps(values["reminder_days"])),
    )
    excused = await excuses.ending(visit.tx, visit.member.cell_id)
    started = await opening.open_cycle(visit, new)
    own = Button(text("cycle.own_review"), f"r:{visit.member.id}")
    invite = Button(text("cycle.invite"), f"m:list:{visit.member.cell_id}")
    message = text(
        "cycle.opened",
        theme=started.theme,
        last_day=said_day(started.dates.last_day, visit.today),
        excused=excused,
    )
    return say(Outgoing(message, ((invite, own),)))


async def moved(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """Sets the dates of the form, and shows the cycle with them."""
    current = await standing.the_open_cycle(visit)
    values = {key: answer.value for key, answer in interview.relevant_answers().items()}
    dates = _dates(visit, values, current.dates.steps)
    after = await opening.move_dates(visit, dates)
    told = after.dates != current.dates
    return say(text("cycle.moved", told=told), _card(after))


async def edited(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """Changes the cycle to what the form says, and shows it."""
    values = {key: answer.value for key, answer in interview.relevant_answers().items()}
    wanted = Changed(str(values["theme"]), _forms(values), _authors(values))
    return say(text("cycle.edited"), _card(await changes.change(visit, wanted)))


def _forms(values: Mapping[str, Value]) -> tuple[str, ...]:
    """The member's review is what the cycle is about: it cannot be left out."""
    return tuple(dict.fromkeys(("member", *_chosen(values["questionnaires"]))))


def _authors(values: Mapping[str, Value]) -> dict[str, str]:
    return {
        form: str(values[f"{form}_author"])
        for form in ("collective", "head")
        if values.get(f"{form}_author")
    }


def _dates(visit: Visit, values: Mapping[str, Value], steps: tuple[int, ...]) -> Dates:
    meeting = values.get("meeting_on")
    dates = Dates(
        submit_on=date.fromisoformat(str(values["submit_on"])),
        inclusive=values["submit_inclusive"] == "through",
        steps=steps,
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


ROUTES = (
    Route("/cycle", Action.MANAGE_CYCLE, cycle),
    Route("y:open", Action.MANAGE_CYCLE, open_),
    Route("y:move", Action.MANAGE_CYCLE, move),
    Route("y:move:{cycle}", Action.MANAGE_CYCLE, move),
    Route("y:edit:{cycle}", Action.MANAGE_CYCLE, edit),
    Route("y:withdraw:{cycle}", Action.MANAGE_CYCLE, withdraw),
    Route("y:withdraw:{cycle}:yes", Action.MANAGE_CYCLE, withdraw_now),
    Route("y:close:{cycle}", Action.MANAGE_CYCLE, close),
    Route("y:close:{cycle}:yes", Action.MANAGE_CYCLE, close_now),
)
FORMS = {"open_cycle": opened, "move_dates": moved, "edit_cycle": edited}
