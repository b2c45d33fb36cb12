"""Who need not answer: from which cycle somebody is excused, and until when. Who is exempt by
kind or standing is so in every cycle, and nothing here is about them."""

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
        if not member.is_excused:
            continue
        if await _is_over(visit.tx, member):
            await members.change_member(visit.tx, replace(member, exempt_reason=""))
            continue
        await excuses.put(
            visit.tx, cycle.id, member.id, Excuse.EXCUSED, by=visit.member.id, now=visit.at
        )
    await excuses.next_has_come(visit.tx, cycle.cell_id)


async def note(visit: Visit, member: Member) -> None:
    """Notes the cycle that the member's excuse is for: the open one, or the next."""
    cycle = await cycles.open_cycle(visit.tx, member.cell_id)
    place = cycle.id if cycle else NEXT
    if not member.is_excused:
        await excuses.drop(visit.tx, place, member.id)
        return
    await excuses.put(visit.tx, place, member.id, Excuse.EXCUSED, by=visit.member.id, now=visit.at)


async def keep_for_next(visit: Visit, cycle: Cycle) -> None:
    """The cycle is withdrawn: whoever is excused from it is excused from the next."""
    for member_id, kind in (await excuses.of_cycle(visit.tx, cycle.id)).items():
        if kind is Excuse.EXCUSED:
            await excuses.put(visit.tx, NEXT, member_id, kind, by=visit.member.id, now=visit.at)


async def ending(tx: Transaction, cell_id: str) -> tuple[str, ...]:
    """Names of those who have to answer again: their excuse ends when the next cycle opens."""
    roster = await members.roster(tx, cell_id)
    excused = [each for each in roster if each.is_excused and each.is_obliged]
    return tuple([each.shown for each in excused if await _is_over(tx, each)])


async def _is_over(tx: Transaction, excused: Member) -> bool:
    """Whether it was said in an earlier cycle, and not again since that was closed."""
    found = await excuses.cycles_excused(tx, excused.id)
    return bool(found) and NEXT not in found
