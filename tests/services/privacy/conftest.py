"""A cell about whose members there is something to hand out and to erase."""

from __future__ import annotations

from tests.services.privacy.own_data import reads
from tests.services.scene import DEED, HOA, STRENGTH, Cell, answers, gathered, hands_in
from tests.shelf import made_once
from tests.world import World


@made_once
async def cell(running: World) -> Cell:
    """Hoa has handed in, Bình is half-way, and Lan has read Hoa's first version."""
    made = await gathered(running, "hoa", "binh")
    await hands_in(running, "hoa")
    running.clock.forward(minutes=1)
    await reads(running, "lan", made, HOA)
    await running.says("binh", "/resume")
    await answers(running, "binh", [STRENGTH, "3 hiếm khi", DEED])
    await running.deliver()
    running.outlet.sent = []
    return made
