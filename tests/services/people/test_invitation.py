"""What the secretary hands on. B1."""

from __future__ import annotations

from tests.services.scene import HOA, Cell, founded
from tests.shelf import made_once
from tests.world import World


@made_once
async def cell(running: World) -> Cell:
    """A cell whose secretary has come, and Hoa on its roster with an invitation."""
    made = await founded(running)
    await made.code_for(HOA)
    return made


async def test_what_is_handed_on_has_nothing_for_the_secretary_in_it(cell: Cell) -> None:
    """B1: the first message is the member's, and is made to be passed on; the note is apart."""
    handed, note = (await cell.world.says("lan", f"/invite {HOA}")).messages
    assert handed.shareable
    assert not note.shareable
    assert "chuyển" not in handed.text
    assert "https://tusoi.example/i/" in handed.text
    cell.world.office.links.web = "http://127.0.0.1:8321/"
    handed, note = (await cell.world.says("lan", f"/invite {HOA}")).messages
    assert "127.0.0.1" not in handed.text
    assert "TUSOI_WEB_URL" not in handed.text
    assert "127.0.0.1" in note.text
