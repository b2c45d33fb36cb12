"""Opening, moving and closing a cycle; passing on what a member was named to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.content.questionnaires import files
from bot.domain.cycle.schedule import Dates, step_time
from bot.domain.messages import Button, Outgoing, WrongState, text
from bot.domain.people.member import Action, Member
from bot.domain.reminders.step import Kind, Step
from bot.domain.review.workflow import HANDED_IN
from bot.services.cycle.excuses import renew
from bot.services.cycle.standing import the_open_cycle
from bot.services.office import new_id
from bot.services.turns import Visit
from storage import cells, cycles, interviews, members, reminders
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
    asked = [visit.office.forms[form] for form in new.forms]
    frozen = {
        CycleForm(cycle.id, each.id, n, new.authors.get(each.id, ""), each.purpose): files.freeze(
            each
        )
        for n, each in enumerate(asked)
    }
    await cycles.add_cycle(visit.tx, cycle, frozen)
    await cycles.look_by(visit.tx, cycle.id, visit.at)
    await renew(visit, cycle)
    await visit.record("cycle_opened", cycle.id, cycle.cell_id)
    await _tell_members(visit, cycle, "cycle.opened_notice")
    return cycle


async def move_dates(visit: Visit, dates: Dates) -> Cycle:
    """Sets new dates for the open cycle; everything due moves with them."""
    cycle = await the_open_cycle(visit)
    moved = replace(cycle, dates=dates)
    await cycles.move_dates(visit.tx, cycle.id, dates)
    await cycles.look_by(visit.tx, cycle.id, visit.at)
    await visit.record("cycle_moved", cycle.id, cycle.cell_id)
    if dates.last_day != cycle.dates.last_day:
        await _overtake(visit, moved)
        await _tell_members(visit, moved, "cycle.moved_notice")
    return moved


async def close_cycle(visit: Visit, cycle_id: str) -> Cycle:
    """Closes the open cycle: no more answers, no more reminders."""
    cycle = await the_open_cycle(visit)
    if cycle.id != cycle_id or not await cycles.close_cycle(visit.tx, cycle.id, now=visit.at):
        raise WrongState("cycle.not_open")
    await visit.record("cycle_closed", cycle.id, cycle.cell_id)
    return cycle


async def pass_on(visit: Visit, member: Member, to: Member) -> None:
    """Passes the unfinished reviews that this member was named to write on to somebody else."""
    cycle = await cycles.open_cycle(visit.tx, member.cell_id)
    if cycle is None:
        return
    for form in await cycles.forms(visit.tx, cycle.id):
        if form.member_id != member.id:
            continue
        stored = await interviews.find(visit.tx, member.cell_id, cycle.id, member.id, form.form)
        if stored is None or stored.state not in HANDED_IN:
            await cycles.name_author(visit.tx, cycle.id, form.form, to.id)


async def _overtake(visit: Visit, moved: Cycle) -> None:
    """Records the steps that the new dates put into the past as overtaken: the notice of the new
    date, which goes out at once, has said it all."""
    calendar, dates = visit.office.calendar, moved.dates
    past = [each for each in dates.all_steps if step_time(dates, each, calendar) <= visit.now]
    for member in await members.roster(visit.tx, moved.cell_id):
        for days_before in past:
            step = Step(Kind.REVIEW, dates.last_day, days_before)
            await reminders.record(visit.tx, moved.id, member.id, step, parcel="", now=visit.at)


async def _tell_members(visit: Visit, cycle: Cycle, key: str) -> None:
    cell = await cells.cell(visit.tx, cycle.cell_id)
    for member in await members.roster(visit.tx, cycle.cell_id):
        if member.person_id and not member.is_exempt and member.person_id != visit.person_id:
            start = Button(text("member.go_on"), f"r:{member.id}")
            notice = text(key, cell=cell.name, last_day=cycle.dates.last_day)
            visit.post(Outgoing(notice, ((start,),)), to=member.person_id, cell_id=cycle.cell_id)
