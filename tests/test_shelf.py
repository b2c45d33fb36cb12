"""A copy from the shelf is as the cell was left, and no test sees what another did with its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.scene import HOA, Cell, every, gathered, one, payloads
from tests.shelf import Shelf
from tests.world import MORNING, World


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """For two copies."""
    made = tmp_path / "one", tmp_path / "two"
    for folder in made:
        folder.mkdir()
    return made


async def test_copies_begin_where_the_cell_was_left_and_go_apart(
    shelf: Shelf, folders: tuple[Path, Path]
) -> None:
    made: list[str] = []

    async def build(world: World) -> Cell:
        cell = await gathered(world, "hoa")
        world.clock.forward(hours=1)
        made.append(cell.id)
        return cell

    async with shelf.copy(build, folders[0]) as first:
        left, sent = first.world.clock(), list(first.world.outlet.sent)
        await first.world.deliver()
        await first.closes()
        first.world.clock.forward(days=1)
        first.world.outlet.blocked.add("hoa")
    async with shelf.copy(build, folders[1]) as second:
        assert (second.id, second.secretary, second.world.clock()) == (made[0], "lan", left)
        assert left > MORNING
        assert second.world.outlet.sent == sent
        assert not second.world.outlet.blocked
        assert every(second.world, "SELECT closed_at FROM cycles") == [(None,)]
        assert one(second.world, "SELECT name FROM members WHERE id = ?", second.member(HOA)) == HOA
        assert payloads(await second.world.says("hoa", "/resume"))  # an act of its own number
    assert len(made) == 1
