"""A turn does nothing outside of its transaction: it may be undone, and it may be run again."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.messages import Incoming, Outgoing, Refusal, text
from bot.services.turns import Refused, Visit, take
from tests.services.scene import Cell, delivered, gathered, one
from tests.shelf import made_once
from tests.world import World, in_turn

OUTSIDE = {"wake", "signed_out", "renderer", "db", "create_task"}
"""Of the office, and of the event loop."""


@made_once
async def cell(running: World) -> Cell:
    """Hoa and Bình have not begun."""
    made = await gathered(running, "hoa", "binh")
    await delivered(running)
    return made


async def test_the_post_is_woken_by_what_a_turn_queued_once_it_is_on_disk(cell: Cell) -> None:
    """The world's bell fails within a turn (`world.Bell`)."""
    wake = cell.world.office.wake
    for payload, rings in (("/help", False), ("/remind", True), ("/summary", True)):
        wake.clear()
        assert not (await cell.world.says("lan", payload)).refused
        assert wake.is_set() is rings, payload
        await delivered(cell.world)


async def test_the_post_is_woken_by_what_is_queued_for_later_too(cell: Cell) -> None:
    """Ngọc has no phone: nothing goes out now, and the secretary is told when she acts no more."""
    world = cell.world
    await cell.code_for("Đỗ Thị Ngọc")
    ngoc = cell.member("Đỗ Thị Ngọc")
    await world.taps("lan", f"o:{ngoc}:give:deputy")
    await world.taps("lan", f"o:{ngoc}:act")
    for typed in ("hôm nay", "30/9"):
        await world.says("lan", typed)
    world.office.wake.clear()
    assert not (await world.says("lan", "nộp")).refused
    assert world.office.wake.is_set()


async def test_a_turn_that_is_undone_wakes_nobody_and_signs_nobody_out(cell: Cell) -> None:
    office = cell.world.office
    office.wake.clear()
    heard: list[str] = []
    office.signed_out.append(heard.append)

    async def refuses(visit: Visit, _fresh: bool) -> None:  # noqa: FBT001 -- as turns are played
        assert in_turn()
        visit.post(Outgoing(text("roles.notice")))
        await visit.close(fresh=True)
        visit.signed_out.append(visit.person_id)
        assert visit.queued
        raise Refusal("access.unknown")

    with pytest.raises(Refused):
        await take(office, Incoming("telegram", "hoa", "undone", text="x"), refuses)
    assert not office.wake.is_set()
    assert heard == []
    assert await delivered(cell.world) == []


async def test_what_was_delivered_before_leaves_the_time_of_the_last_act(cell: Cell) -> None:
    """U18: after two crashes a text that was sent before the second one has still seen its
    screen."""
    used = "SELECT used_at FROM accounts WHERE address = 'hoa'"
    await cell.world.says("hoa", "/help", external_id="an act")
    before = one(cell.world, used)
    cell.world.clock.forward(minutes=5)
    await cell.world.says("hoa", "/help", external_id="an act")
    assert one(cell.world, used) == before
    await cell.world.says("hoa", "/help", external_id="another act")
    assert one(cell.world, used) > before


def _turns(source: str, *given: str) -> Iterator[ast.AsyncFunctionDef | ast.FunctionDef]:
    """The functions that are given one of these."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
            names = {arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)}
            if not names.isdisjoint(given):
                yield node


def _touched(turn: ast.AST) -> set[str]:
    return {
        f"{ast.unparse(node.value)}.{node.attr}"
        for node in ast.walk(turn)
        if isinstance(node, ast.Attribute)
        and node.attr in OUTSIDE
        and ast.unparse(node.value) in ("office", "visit.office", "asyncio")
    }


def _faults(source: str) -> set[str]:
    found = {each for turn in _turns(source, "visit", "tx", "look") for each in _touched(turn)}
    put = any("outbox.put(" in ast.unparse(turn) for turn in _turns(source, "visit"))
    return found | ({"outbox.put"} if put else set())


def test_no_turn_reaches_for_what_lies_outside() -> None:
    """By the source: whatever has a visit or a transaction leaves the rest of the office alone, and
    a visit queues by itself, so that the post is woken."""
    root = Path(__file__).parents[2]
    rooms = [root / "bot" / "services", root / "handlers"]
    sources = {path: path.read_text("utf-8") for room in rooms for path in room.rglob("*.py")}
    assert {path.name: found for path, each in sources.items() if (found := _faults(each))} == {}


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        ("visit.office.wake.set()", "visit.office.wake"),
        ("await visit.office.renderer.pdf(x, y)", "visit.office.renderer"),
        ("asyncio.create_task(x)", "asyncio.create_task"),
        ("await outbox.put(visit.tx, x)", "outbox.put"),
    ],
)
def test_the_check_sees_what_reaches_outside(act: str, fault: str) -> None:
    assert _faults(f"async def f(visit):\n    {act}\n") == {fault}
