"""A channel on which sending can fail."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.contract import Message
from tests.world import Outlet, World


@dataclass
class Stormy(Outlet):
    """A channel on which sending to some addresses fails, as often as listed."""

    trouble: dict[str, list[Exception]] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)

    async def send(self, address: str, message: Message) -> None:
        """Fail if there is trouble left for this address, else keep the message."""
        self.tried.append(address)
        if waiting := self.trouble.get(address):
            raise waiting.pop(0)
        await super().send(address, message)


async def storm(world: World) -> Stormy:
    """From now on the world's first channel is one that can fail."""
    stormy = Stormy()
    world.outlet = stormy
    await world.restart()
    return stormy
