"""What of the preparation is behind: items past their day, and materials soon to be read by all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.messages import Text, text
from bot.domain.preparation.items import READ_STEPS, Item, must_read, to_read_by
from bot.services.office import Office, millis
from storage import materials, members, preparation
from storage.cycles import Cycle
from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Late:
    """An item past its day, with who has it (empty if nobody does) and for how many days."""

    item: Item
    name: str
    days: int


async def late(office: Office, tx: Transaction, cycle: Cycle) -> Sequence[Late]:
    """Every item of the cycle's plan that is not done and past its day, the oldest first."""
    today = office.calendar.local(office.clock()).date()
    names = {each.id: each.shown for each in await members.roster(tx, cycle.cell_id)}
    found = [
        Late(item, names.get(item.member_id, ""), item.days_late(today))
        for item in await preparation.items(tx, cycle.id)
        if item.days_late(today)
    ]
    return sorted(found, key=lambda each: -each.days)


async def digest_lines(office: Office, tx: Transaction, cycle: Cycle) -> Sequence[Text]:
    """What those who lead hear of it each day, without subjects and titles, since lock screens are
    seen by others; nothing if all is well."""
    found = await late(office, tx, cycle)
    lines = [text("preparation.digest_late", items=shown(found))] if found else []
    unread = await _unread(office, tx, cycle)
    return [*lines, text("preparation.digest_unread", unread=unread)] if unread else lines


def shown(found: Sequence[Late], *, subjects: bool = False) -> tuple[Text, ...]:
    """Each late item in a few words, the same on every day."""
    return tuple(
        text(
            "preparation.late_item",
            subject=each.item.subject if subjects else "",
            name=each.name,
            due_on=each.item.due_on,
        )
        for each in found
    )


async def _unread(office: Office, tx: Transaction, cycle: Cycle) -> tuple[Text, ...]:
    """How many have read each material that not everybody has, from the first reminder to read
    until the day."""
    now = office.clock()
    days = (to_read_by(cycle.dates).last_day - office.calendar.local(now).date()).days
    if not 0 <= days <= max(READ_STEPS):
        return ()
    readers = {each.id for each in must_read(await members.roster(tx, cycle.cell_id), millis(now))}
    read: dict[str, int] = {}
    for receipt in await materials.receipts(tx, cycle.id):
        if receipt.read_at is not None and receipt.member_id in readers:
            read[receipt.material_id] = read.get(receipt.material_id, 0) + 1
    return tuple(
        text("preparation.read_of", read=read.get(each.id, 0), everybody=len(readers))
        for each in await materials.of_cycle(tx, cycle.id)
        if each.sent_at is not None and read.get(each.id, 0) < len(readers)
    )
