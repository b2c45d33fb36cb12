"""Opening, moving and closing a cycle; passing on what a member was named to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.cycle.schedule import Dates, step_times
from bot.domain.messages import WrongState
from bot.domain.people.member import Action
from bot.domain.reminders.step import Kind, Step
from bot.services.cycle.changes import frozen, require_authors
from bot.services.cycle.excuses import renew
from bot.services.cycle.notices import CLOSED, MOVED, OPENED, tell_everybody
from bot.services.cycle.standing import the_open_cycle
from bot.services.office import new_id
from bot.services.turns import Visit
from storage import cycles, members, reminders
from storage.cycles import Cycle, CycleForm

__all__ = ["Cycle", "CycleForm"]


@dataclass(frozen=True, slots=True)
class NewCycle:
    """What the secretary gave. `authors`: who answers the questionnaires of a named author."""

    theme: str
    year: int
    forms: Sequence[str]
    authors: Mapping[str, str]
    dates: Dates


async def open_cycle(visit: Visit, new: NewCycle) -> Cycle:
    """Opens the cell's cycle: freezes its questionnaires, plans what is due, informs the
    members."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    if await cycles.open_cycle(visit.tx, secretary.cell_id):
        raise WrongState("cycle.already_open")
    cycle = Cycle(new_id(), secretary.cell_id, new.theme, new.year, new.dates, visit.at)
    await cycles.add_cycle(visit.tx, cycle, frozen(visit, cycle.id, new.forms, new.authors))
    await cycles.look_by(visit.tx, cycle.id, visit.at)
    await renew(visit, cycle)
    roster = {member.id: member for member in await members.roster(visit.tx, cycle.cell_id)}
    require_authors(new.authors, roster)
    await visit.record("cycle_opened", cycle.id, cycle.cell_id)
    await tell_everybody(visit, cycle, OPENED)
    return cycle


async def move_dates(visit: Visit, dates: Dates) -> Cycle:
    """Sets new dates for the open cycle; everything due moves with them."""
    cycle = await the_open_cycle(visit)
    moved = replace(cycle, dates=dates)
    await cycles.move_dates(visit.tx, cycle.id, dates)
    await cycles.look_by(visit.tx, cycle.id, visit.at)
    await visit.record("cycle_moved", cycle.id, cycle.cell_id)
    met = dates.meeting_on != cycle.dates.meeting_on
    if dates.last_day != cycle.dates.last_day:
        await _overtake(visit, moved)
    if met or dates.last_day != cycle.dates.last_day:
        await tell_everybody(visit, moved, MOVED, all_=met)
    return moved


async def close_cycle(visit: Visit, cycle_id: str) -> Cycle:
    """Closes the open cycle: no more answers, no more reminders. The members are told."""
    cycle = await the_open_cycle(visit)
    if cycle.id != cycle_id or not await cycles.close_cycle(visit.tx, cycle.id, now=visit.at):
        raise WrongState("cycle.not_open")
    await visit.record("cycle_closed", cycle.id, cycle.cell_id)
    await tell_everybody(visit, cycle, CLOSED, all_=True)
    return cycle


async def _overtake(visit: Visit, moved: Cycle) -> None:
    """Records the steps that the new dates put into the past as overtaken: the notice of the new
    date, which goes out at once, has said it all."""
    calendar, dates = visit.office.calendar, moved.dates
    past = [each for each, at in step_times(dates, calendar).items() if at <= visit.now]
    for member in await members.roster(visit.tx, moved.cell_id):
        for days_before in past:
            step = Step(Kind.REVIEW, dates.last_day, days_before)
            await reminders.record(visit.tx, moved.id, member.id, step, parcel="", now=visit.at)
