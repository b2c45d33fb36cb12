"""In which order rows come where SQL has to say it in a way that every server understands."""

from __future__ import annotations

import pytest

from bot.domain.people.member import Member, Role
from storage import accounts, cells, departed, members, own_data
from storage.cells import Cell
from storage.departed import Leaving
from storage.engine.database import Transaction
from tests.world import World


async def belongs(tx: Transaction, cell_id: str, member_id: str, *, now: int) -> Member:
    """The person `p` is a member of one cell more."""
    await cells.add_cell(tx, Cell(cell_id, cell_id, "", "", 17, f"g{cell_id}"), now=now)
    new = Member(member_id, cell_id, "Hoa", Role.MEMBER, person_id="p")
    await members.add_member(tx, new, now=now)
    return new


async def test_memberships_that_have_ended_come_last(running: World) -> None:
    async def work(tx: Transaction) -> list[str]:
        await accounts.add_person(tx, "p", language="vi", now=1)
        first = await belongs(tx, "a", "m1", now=1)
        await belongs(tx, "b", "m3", now=2)
        await belongs(tx, "c", "m2", now=2)
        await departed.remove(tx, first, Leaving(), now=3)
        return [each.id for each in await own_data.memberships(tx, "p")]

    assert await running.office.db.write(work) == ["m2", "m3", "m1"]


@pytest.mark.parametrize("channels", [("web", "telegram"), ("telegram", "web")])
async def test_addresses_used_at_one_moment_keep_an_order(
    running: World, channels: tuple[str, str]
) -> None:
    async def work(tx: Transaction) -> list[str]:
        await accounts.add_person(tx, "p", language="vi", now=1)
        for channel in channels:
            await accounts.bind(tx, channel, "here", "p", now=2)
        return [each.channel for each in await accounts.accounts_of(tx, "p")]

    assert await running.office.db.write(work) == ["telegram", "web"]
