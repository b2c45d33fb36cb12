"""What a cell is called, and was called on an earlier day; how its papers show it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.domain.messages import Refusal
from bot.domain.people.issuer import Issuer, signer_of
from bot.domain.people.member import Action, Member, has_committee, leader_of
from bot.services.office import Office, millis, moment
from bot.services.people.roster import proper_name
from bot.services.turns import Visit
from storage import cells, cycles, members, retention
from storage.cells import Cell
from storage.cycles import Cycle
from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Names:
    """What the secretary gave: the names from this day on."""

    name: str
    parent: str
    place: str
    since: date


async def rename(visit: Visit, names: Names) -> Cell:
    """Gives the secretary's cell new names from today or an earlier day on; papers of days before
    keep the old ones."""
    secretary = visit.acting(Action.MANAGE_CELL)
    if names.since > visit.today:
        raise Refusal("moving.day_to_come")
    cell = replace(
        await cells.cell(visit.tx, secretary.cell_id),
        name=proper_name(names.name),
        parent=" ".join(names.parent.split()),
        place=" ".join(names.place.split()),
    )
    other = await cells.named(visit.tx, cell.name, cell.parent)
    if other and other.id != cell.id:
        raise Refusal("moving.name_taken", name=cell.name)
    await cells.rename(visit.tx, cell, names.since)
    await visit.record("cell_renamed", cell.id, cell.id)
    return await cells.cell(visit.tx, cell.id)


async def issuer_of(office: Office, tx: Transaction, cycle: Cycle) -> Issuer:
    """The cell as every paper of this cycle shows it that is made now: in its layout and spelling,
    of a closed cycle under the names of the day when it was closed, and signed by who leads it."""
    if cycle.closed_at is None:
        cell = await cells.cell(tx, cycle.cell_id)
    else:
        closed = office.calendar.local(moment(cycle.closed_at)).date()
        cell = await cells.names_on(tx, cycle.cell_id, closed)
    leading = await members.leadership(tx, cell.id)
    leads = leader_of(leading, millis(office.clock()))
    size = await members.on_roster(tx, cell.id)
    return Issuer(
        cell=cell.name,
        parent=cell.parent,
        place=cell.place,
        style=cell.style,
        signer=signer_of(leads),
        leader=leads.name if leads else "",
        has_committee=has_committee(size, (each.role for each in leading)),
    )


async def leader(office: Office, tx: Transaction, cell_id: str) -> Member | None:
    """Who signs for the cell now."""
    return leader_of(await members.leadership(tx, cell_id), millis(office.clock()))


async def settle(
    visit: Visit, *, place: str, digest_hour: int, keep_years: int, escalate_days: int
) -> None:
    """Changes the cell's settings; the digest moves with its hour. `keep_years`: of cycles to
    come."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    await cells.change_cell(
        visit.tx,
        secretary.cell_id,
        place=place,
        digest_hour=digest_hour,
        escalate_days=escalate_days,
    )
    await retention.set_keep_years(visit.tx, secretary.cell_id, keep_years)
    open_now = await cycles.open_cycle(visit.tx, secretary.cell_id)
    if open_now:
        await cycles.look_by(visit.tx, open_now.id, visit.at)
    await visit.record("settings_changed", secretary.cell_id, secretary.cell_id)


async def keep_years(visit: Visit, member: Member) -> int:
    """For how many years after its own a cycle is kept by the member's cell."""
    return await retention.keep_years(visit.tx, member.cell_id)
