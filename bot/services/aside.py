"""Acts that have to wait for their turn, kept so that the platform need not keep them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.services.office import Office, millis
from storage import aside
from storage.aside import Act

__all__ = ["Act", "Aside"]


class Aside:
    """What is put aside on one channel."""

    def __init__(self, office: Office, channel: str) -> None:
        self._office = office
        self._channel = channel

    async def put(self, address: str, acts: Sequence[Act], most: int) -> Sequence[Act]:
        """Puts these of one address aside in their order; they are on disk afterwards, but for
        those beyond `most` that wait, which are returned."""
        now = millis(self._office.clock())
        return await self._office.db.write(
            lambda tx: aside.put(tx, self._channel, address, acts, most=most, now=now)
        )

    async def addresses(self) -> Sequence[str]:
        """Those of whom something waits."""
        return await self._office.db.read(lambda tx: aside.addresses(tx, self._channel))

    async def first(self, address: str) -> Act | None:
        """What has waited longest of this address."""
        return await self._office.db.read(lambda tx: aside.first(tx, self._channel, address))

    async def done(self, act_id: str) -> None:
        """Lets go of an act that had its turn."""
        await self._office.db.write(lambda tx: aside.done(tx, self._channel, act_id))
