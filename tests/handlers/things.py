"""Things that routes are about, made by chatting; and payloads of a route's shape."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.routes import Route
from tests.services.scene import one
from tests.world import World


async def asks_about_data(running: World, address: str) -> None:
    """Sends a request about the own data, so that there is one to answer."""
    member = one(
        running,
        "SELECT m.id FROM members m JOIN accounts a ON a.person_id = m.person_id"
        " WHERE a.address = ?",
        address,
    )
    await running.taps(address, f"d:{member}:ask")
    for typed in ("1", "Ngày sinh của tôi là 12/5/1984", "nộp"):
        reply = await running.says(address, typed)
        assert not reply.refused


async def takes_a_number(running: World, secretary: str, cell_id: str) -> None:
    """For a paper that is made elsewhere, so that the register is not empty."""
    await running.taps(secretary, f"rg:take:{cell_id}")
    for typed in ("7", "Phân công đảng viên", "nộp"):
        reply = await running.says(secretary, typed)
        assert not reply.refused


def taps(route: Route, values: Mapping[str, str]) -> str:
    """The payload of this shape with these values."""
    return ":".join(
        values[segment[1:-1]] if segment.startswith("{") else segment for segment in route.segments
    )


def placeholders(route: Route) -> list[str]:
    """Their names, in order."""
    return [segment[1:-1] for segment in route.segments if segment.startswith("{")]
