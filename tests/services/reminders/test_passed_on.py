"""A reminder that the secretary passes on elsewhere, ready as it stands. B1."""

from __future__ import annotations

from handlers.contract import Message, Reply
from tests.services.scene import BINH, HOA, Cell, clock_to, gathered, payloads
from tests.shelf import made_once
from tests.world import World


@made_once
async def cell(running: World) -> Cell:
    made = await gathered(running, "hoa", "binh")
    await running.deliver()
    return made


def shareable(reply: Reply) -> list[Message]:
    return [message for message in reply.messages if message.shareable]


async def test_the_group_is_reminded_without_names(cell: Cell) -> None:
    clock_to(cell.world, "2026-09-11 09:00")
    (hand_on,) = payloads(await cell.world.says("lan", "/ledger"), r"lg:\w+:words")
    (the_same,) = payloads(await cell.world.says("lan", "/remind"), r"lg:\w+:words")
    for tap in (hand_on, the_same):
        (message,) = shareable(await cell.world.taps("lan", tap))
        assert "còn 7 ngày" in message.text
        assert "https://tusoi.example/" in message.text
        assert "https://t.me/tusoi_bot" in message.text
        assert HOA not in message.text
        assert BINH not in message.text


async def test_one_member_is_reminded_by_name(cell: Cell) -> None:
    reply = await cell.world.taps("lan", f"lg:{cell.member(HOA)}:one")
    (message,) = shareable(reply)
    assert "còn 25 ngày" in message.text
    assert HOA in message.text
    assert BINH not in message.text
    assert reply.messages[-1].buttons  # the screen comes last: its buttons may be typed


async def test_nothing_is_passed_on_once_the_cycle_is_closed(cell: Cell) -> None:
    (hand_on,) = payloads(await cell.world.says("lan", "/ledger"), r"lg:\w+:words")
    await cell.closes()
    assert shareable(await cell.world.taps("lan", hand_on)) == []
    assert not payloads(await cell.world.says("lan", "/ledger"), r"lg:\w+:words")


async def test_an_address_that_opens_here_alone_is_left_out(cell: Cell) -> None:
    cell.world.office.links.web = "http://localhost:8321/"
    (hand_on,) = payloads(await cell.world.says("lan", "/remind"), r"lg:\w+:words")
    (message,) = shareable(await cell.world.taps("lan", hand_on))
    assert "localhost" not in message.text
