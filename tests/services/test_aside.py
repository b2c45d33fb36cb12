"""Acts that were put aside: in their order, once each."""

from __future__ import annotations

from bot.services.aside import Act, Aside
from tests.world import World


async def test_acts_wait_in_the_order_in_which_they_came(running: World) -> None:
    """A22: ids of a platform may be of any length, and a batch may come twice."""
    shelf = Aside(running.office, "telegram")
    acts = [Act("9" * 30, "hoa", "một"), Act("3", "lan", "ba"), Act("2", "hoa", "hai")]
    await shelf.put(acts[:2])
    await shelf.put(acts)
    assert await shelf.addresses() == ["hoa", "lan"]
    found = []
    while act := await shelf.first("hoa"):
        found.append(act.contents)
        await shelf.done(act.id)
    assert found == ["một", "hai"]
    assert await shelf.addresses() == ["lan"]
