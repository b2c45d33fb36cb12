"""Acts that were put aside: in their order, once each."""

from __future__ import annotations

from bot.services.aside import Act, Aside
from tests.world import World


async def test_acts_wait_in_the_order_in_which_they_came(running: World) -> None:
    """A22: ids of a platform may be of any length, and a batch may come twice."""
    shelf = Aside(running.office, "telegram")
    acts = [Act("9" * 30, "hoa", "một"), Act("2", "hoa", "hai")]
    await shelf.put("hoa", acts[:1], 10)
    await shelf.put("lan", [Act("3", "lan", "ba")], 10)
    await shelf.put("hoa", acts, 10)
    assert await shelf.addresses() == ["hoa", "lan"]
    assert await all_of(shelf, "hoa") == ["một", "hai"]
    assert await shelf.addresses() == ["lan"]


async def test_of_one_address_only_so_many_wait(running: World) -> None:
    """A22: what waits already is no part of what comes twice; others have room of their own."""
    shelf = Aside(running.office, "telegram")
    acts = [Act(str(number), "hoa", f"tin {number}") for number in range(6)]
    assert await shelf.put("hoa", acts[:3], 4) == []
    assert await shelf.put("hoa", acts, 4) == acts[4:]
    assert await shelf.put("hoa", acts[4:], 4) == acts[4:]
    assert await shelf.put("lan", [Act("9", "lan", "ba")], 4) == []
    assert await all_of(shelf, "hoa") == [f"tin {number}" for number in range(4)]
    assert await shelf.put("hoa", acts[4:], 4) == []


async def all_of(shelf: Aside, address: str) -> list[str]:
    """What waits of this address, let go one by one."""
    found = []
    while act := await shelf.first(address):
        found.append(act.contents)
        await shelf.done(act.id)
    return found
