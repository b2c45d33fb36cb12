"""A review that was handed in: where it stands, and what its reviewer does with it."""

from __future__ import annotations

from bot.domain.people.member import Role
from bot.services.office import millis
from handlers.contract import Reply
from tests.services.scene import HOA, Cell, becomes, every, hands_in, one, payloads, said

REASON = "Xin nêu rõ tháng nào"


def review_of(cell: Cell, name: str = HOA) -> str:
    found = one(
        cell.world,
        "SELECT id FROM interviews WHERE cycle_id <> '' AND member_id = ?",
        cell.member(name),
    )
    assert isinstance(found, str)
    return found


def state_of(cell: Cell) -> tuple[str, int, int]:
    (found,) = every(
        cell.world,
        "SELECT state, version, approved_version FROM interviews WHERE id = ?",
        review_of(cell),
    )
    return found


async def numbers(cell: Cell, version: int = 1) -> dict[str, str]:
    """The label in the list of what may be sent back -> its number."""
    reply = await cell.world.taps("lan", f"q:{review_of(cell)}:pick:{version}")
    lines = [line for line in said(reply).splitlines() if line[:1].isdigit()]
    return {line.partition(". ")[2]: line.partition(".")[0] for line in lines}


async def sends_back(cell: Cell, *labels: str, version: int = 1) -> Reply:
    """Send the wordings back whose line has this label."""
    known = await numbers(cell, version)
    for label in labels:
        number = next(n for line, n in known.items() if label in line)
        await cell.world.taps("lan", f"q:{review_of(cell)}:take:{version}:{number}")
        await cell.world.says("lan", REASON)
    return await cell.world.taps("lan", f"q:{review_of(cell)}:send:{version}")


async def given(cell: Cell, name: str, role: Role) -> None:
    """This role from now on."""
    await becomes(cell, name, role=role.value, role_since=millis(cell.world.clock()))


async def revises(cell: Cell, words: str) -> None:
    await cell.world.taps("hoa", f"w:{review_of(cell)}:revise")
    for typed in ("1", "1", words, "nộp"):
        reply = await cell.world.says("hoa", typed)
        assert not reply.refused, said(reply)


async def own_of_the_secretary(cell: Cell) -> str:
    """The secretary hands in the own review."""
    screen = await cell.world.says("lan", "/resume")
    if consent := payloads(screen, r"c:\w+:[\w.]+:y"):
        await cell.world.taps("lan", consent[0])
    await hands_in(cell.world, "lan")
    return review_of(cell, "Trần Thị Mai Lan")
