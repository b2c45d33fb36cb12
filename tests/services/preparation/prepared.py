"""A material that was sent, and when somebody was reminded of something."""

from __future__ import annotations

from bot.domain.messages import FileIn, Incoming
from bot.services.office import new_id
from handlers.contract import Reply
from tests.services.scene import Cell, payloads
from tests.world import World

PDF = b"%PDF-1.7\nNghi quyet"


async def sends(world: World, address: str, name: str, body: bytes) -> Reply:
    file = FileIn(name, "application/octet-stream", body)
    return await world.router.handle(Incoming("telegram", address, new_id(), file=file))


async def sent_material(cell: Cell) -> str:
    """A PDF that was sent to the cell."""
    await cell.world.taps("lan", f"pm:file:{cell.id}")
    reply = await sends(cell.world, "lan", "Nghị quyết.pdf", PDF)
    (button,) = payloads(reply, "pm:.*:send")
    await cell.world.taps("lan", button)
    return button.split(":")[1]


def nudges(seen: list, address: str, words: str) -> list[str]:  # type: ignore[type-arg] # Seen
    return [
        f"{each.at:%d/%m %H:%M}"
        for each in seen
        if each.address == address and each.words.startswith(words)
    ]
