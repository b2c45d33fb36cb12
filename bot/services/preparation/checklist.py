"""The cell's plan for a cycle: three lists of items, with a person for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.messages import Button, Outgoing, Refusal, WrongState, text
from bot.domain.people.member import OUTSIDERS, Action, Member
from bot.domain.preparation.basis import Document
from bot.domain.preparation.items import Item, PlanList, must_read, suited, to_read_by
from bot.domain.words import in_language
from bot.services.office import new_id
from bot.services.turns import Visit
from storage import cycles, members, preparation
from storage.cycles import Cycle
from storage.engine.database import Transaction
from storage.preparation import Basis

__all__ = ["Basis", "Document", "Item", "PlanList"]

LONGEST_SUBJECT = 300


async def the_cycle(visit: Visit) -> Cycle:
    """The open cycle that is prepared; raises WrongState if there is none."""
    cycle = await cycles.open_cycle(visit.tx, visit.acting(Action.PREPARE).cell_id)
    if cycle is None:
        raise WrongState("cycle.none_open")
    return cycle


async def items(visit: Visit, kind: PlanList | None = None) -> Sequence[Item]:
    """The plan of the open cycle, or one list of it."""
    found = await preparation.items(visit.tx, (await the_cycle(visit)).id)
    return [item for item in found if kind in (None, item.kind)]


async def item(visit: Visit, item_id: str) -> Item:
    """One item; raises WrongState if it was removed meanwhile."""
    found = next((each for each in await items(visit) if each.id == item_id), None)
    if found is None:
        raise WrongState("preparation.gone")
    return found


async def add_item(
    visit: Visit, kind: PlanList, subject: str, due_on: date | None, *, place: int = 0
) -> Item:
    """Adds an item; who does it is chosen next. `place` orders items added at one moment."""
    cycle = await the_cycle(visit)
    new = Item(
        new_id(),
        cycle.cell_id,
        cycle.id,
        kind,
        subject.strip()[:LONGEST_SUBJECT],
        visit.at + place,
        visit.at,
        due_on=due_on,
    )
    await preparation.keep_item(visit.tx, new)
    await visit.record("item_added", new.id, new.cell_id)
    return new


async def add_usual(visit: Visit, kind: PlanList) -> int:
    """Adds the usual items that the list does not have yet; returns how many."""
    cycle = await the_cycle(visit)
    meeting = to_read_by(cycle.dates).last_day
    there = {each.subject for each in await items(visit, kind)}
    added = 0
    for number, usual in enumerate(visit.office.usual.items.get(kind, ())):
        subject = in_language(usual.subject, visit.language)
        if subject in there:
            continue
        due_on = max(meeting - timedelta(days=usual.days_before), visit.today)
        await add_item(visit, kind, subject, due_on, place=number)
        added += 1
    return added


async def change_item(visit: Visit, item_id: str, subject: str, due_on: date | None) -> Item:
    """Changes an item's wording or day. The member who has it gets a notice of a new day."""
    old = await item(visit, item_id)
    changed = replace(old, subject=subject.strip()[:LONGEST_SUBJECT], due_on=due_on)
    if due_on != old.due_on:
        changed = replace(changed, planned_at=visit.at)
    await _keep(visit, changed, "item_changed")
    if due_on != old.due_on and old.member_id and old.done_at is None:
        await _tell(visit, changed)
    return changed


async def names(visit: Visit) -> Mapping[str, str]:
    """The names of the roster, by the members' ids."""
    roster = await members.roster(visit.tx, visit.member.cell_id)
    return {member.id: member.shown for member in roster}


async def candidates(visit: Visit, found: Item) -> tuple[Sequence[Member], Sequence[Member]]:
    """Whom the item can be given to: those whose strengths fit a paper's topic, and all others."""
    roster = must_read(await members.roster(visit.tx, found.cell_id), visit.at)
    return suited(roster, found.subject) if found.kind is PlanList.PAPER else ([], roster)


async def give(visit: Visit, item_id: str, member_id: str) -> Item:
    """Gives the item to this member, with a notice."""
    old = await item(visit, item_id)
    roster = must_read(await members.roster(visit.tx, old.cell_id), visit.at)
    if member_id not in {member.id for member in roster}:
        raise Refusal("access.unknown")
    if old.member_id == member_id:
        return old
    given = replace(old, member_id=member_id, planned_at=visit.at, done_at=None)
    await _keep(visit, given, "item_given")
    await _tell(visit, given)
    return given


async def _keep(visit: Visit, changed: Item, act: str) -> None:
    await preparation.keep_item(visit.tx, changed)
    await visit.record(act, changed.id, changed.cell_id)
    cycle = await cycles.cycle(visit.tx, changed.cycle_id)
    if cycle and cycle.closed_at is None:
        await cycles.look_by(visit.tx, cycle.id, visit.at)


async def _tell(visit: Visit, given: Item) -> None:
    member = await members.member(visit.tx, given.member_id)
    if member is None or not member.person_id or member.person_id == visit.person_id:
        return
    button = Button(text("preparation.open_own"), f"pm:own:{given.cell_id}")
    notice = text("preparation.given_notice", due_on=given.due_on)
    visit.tell(
        Outgoing(notice, ((button,),)),
        to=member.person_id,
        cell_id=given.cell_id,
        rule="item_given",
        about=(given.id, member.id, str(given.due_on)),
    )


async def _still_given(tx: Transaction, item_id: str, member_id: str, due_on: str) -> bool:
    """To this member, for this day, and not done."""
    found = await preparation.item(tx, item_id)
    if found is None or found.done_at is not None:
        return False
    return (found.member_id, str(found.due_on)) == (member_id, due_on)


RULES = {"item_given": _still_given}


async def tick(visit: Visit, item_id: str) -> Item:
    """Marks the item as done, or as not done after all, for those who prepare."""
    old = await item(visit, item_id)
    ticked = replace(old, done_at=None if old.done_at else visit.at)
    await _keep(visit, ticked, "item_ticked")
    return ticked


async def finish(visit: Visit, item_id: str) -> None:
    """Marks the item as done, for the member who has it."""
    found = await preparation.item(visit.tx, item_id)
    if found is None:
        raise WrongState("preparation.gone")
    visit.own(found.member_id)
    visit.acting(Action.SEE_MATERIALS)
    if found.done_at is None:
        await _keep(visit, replace(found, done_at=visit.at), "item_done")


async def remove_item(visit: Visit, item_id: str) -> Item:
    """Takes the item off the plan."""
    found = await item(visit, item_id)
    await preparation.remove_item(visit.tx, found.id)
    await visit.record("item_removed", found.id, found.cell_id)
    return found


async def agenda(visit: Visit) -> tuple[Cycle | None, Sequence[tuple[Item, str]]]:
    """What everybody who comes may see: the papers with their presenters, and who is of the cell
    also the work items."""
    reader = visit.acting(Action.SEE_AGENDA)
    cell_id = reader.cell_id
    hidden = {PlanList.LOGISTICS} | ({PlanList.WORK} if reader.role in OUTSIDERS else set())
    cycle = await cycles.newest_cycle(visit.tx, cell_id)
    if cycle is None:
        return None, ()
    named = await names(visit)
    listed = await preparation.items(visit.tx, cycle.id)
    return cycle, [
        (each, named.get(each.member_id, "") if each.kind is PlanList.PAPER else "")
        for each in listed
        if each.kind not in hidden
    ]
