"""Who need not answer: from which cycle somebody is excused, and until when."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.people.member import Member
from bot.services.turns import Visit
from storage import cycles, excuses, members
from storage.cycles import Cycle
from storage.engine.database import Transaction
from storage.excuses import NEXT, Excuse


async def renew(visit: Visit, cycle: Cycle) -> None:
    """Ends excuses from earlier cycles, and applies those noted since the last one closed to this
    cycle: somebody is excused from one cycle only."""
    for member in await members.roster(visit.tx, cycle.cell_id):
        if not member.exempt_reason:
            continue
        excused = await excuses.cycles_excused(visit.tx, member.id)
        if excused and NEXT not in excused:
            await members.change_member(visit.tx, replace(member, exempt_reason=""))
            continue
        await excuses.drop(visit.tx, NEXT, member.id)
        await excuses.put(
            visit.tx, cycle.id, member.id, Excuse.EXCUSED, by=visit.member.id, now=visit.at
        )


async def note(visit: Visit, member: Member) -> None:
    """Notes the cycle that the member's excuse is for: the open one, or the next."""
    cycle = await cycles.open_cycle(visit.tx, member.cell_id)
    place = cycle.id if cycle else NEXT
    if not member.exempt_reason:
        await excuses.drop(visit.tx, place, member.id)
        return
    await excuses.put(visit.tx, place, member.id, Excuse.EXCUSED, by=visit.member.id, now=visit.at)


async def ending(tx: Transaction, cell_id: str) -> tuple[str, ...]:
    """Names of those whose excuse ends when the next cycle opens."""
    found = []
    for member in await members.roster(tx, cell_id):
        excused = await excuses.cycles_excused(tx, member.id) if member.exempt_reason else ()
        if excused and NEXT not in excused:
            found.append(member.name)
    return tuple(found)
