"""A further device of a member who is in (A6): who made the code, how it comes, and what is
answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest

from bot.services.devices import locks, webchat
from bot.services.devices.door import WAIT
from bot.services.office import millis
from bot.services.turns import Refused
from handlers.channels.web.person import enter
from handlers.contract import Reply
from tests.services.doors import Browser, answers_door, comes_in, goes_on_in_browser
from tests.services.scene import (
    BINH,
    HOA,
    STRENGTH,
    Cell,
    answers,
    becomes,
    delivered,
    every,
    gathered,
    one,
    payloads,
    said,
)
from tests.shelf import made_once
from tests.world import World

LAN = "Trần Thị Mai Lan"
PIN = "4826"
MAKERS = {"self": HOA, "secretary": LAN, "acting": BINH}


@made_once
async def cell(running: World) -> Cell:
    """Hoa has begun a review; Bình acts for the secretary."""
    made = await gathered(running, "hoa", "binh")
    now = millis(running.clock())
    await becomes(made, BINH, role="committee", acting_from=now, acting_until=now + 10**9)
    await running.says("hoa", "/resume")
    await answers(running, "hoa", [STRENGTH])
    await delivered(running)
    running.outlet.sent = []
    return made


@dataclass
class Device:
    """A new device at the door, in Telegram or a browser."""

    cell: Cell
    channel: str
    code: str
    browser: Browser | None = None

    async def tries(self, *, by_pin: bool = False) -> bool:
        """Comes by the code, or once more; whether it is in."""
        world = self.cell.world
        if self.channel == "telegram":
            await world.says("new", f"/start {self.code}")
            return await self.is_in()
        try:
            entered = await enter(world.office, self.code, device="new", by_pin=by_pin)
        except Refused:
            return False
        self.browser = Browser(world, entered.person, entered.token) if entered.person else None
        return await self.is_in()

    async def says(self, typed: str) -> Reply | None:
        if self.channel == "telegram":
            return await self.cell.world.says("new", typed)
        return await self.browser.says(typed) if self.browser else None

    async def is_in(self) -> bool:
        """Whether what the member has begun goes on there; if not, nothing of the cell is seen."""
        resumed = await self.says("/resume")
        sees = bool(resumed and payloads(resumed, "i:.+"))
        for typed in () if sees else ("/help", "/menu", "/mydata", "/web", STRENGTH, "nộp"):
            reply = await self.says(typed)
            assert not reply or self.cell.name not in said(reply)
            assert not reply or not payloads(reply, "(i|r|d|v):.+")
        return sees


async def sets_pin(cell: Cell) -> None:
    browser = await goes_on_in_browser(cell.world, "hoa")
    session = await webchat.session(cell.world.office, browser.token)
    assert session
    await locks.set_pin(cell.world.office, session, PIN, PIN)


async def made_by(cell: Cell, maker: str, *, revokes: bool) -> str:
    if maker == "self":
        link = said(await cell.world.says("hoa", "/web"))
        return link.split("/i/")[1].split()[0]
    leader = Cell(cell.world, cell.id, cell.name, "lan" if maker == "secretary" else "binh")
    return await leader.code_for(HOA, revokes=revokes)


def pin_of(cell: Cell) -> object:
    return one(
        cell.world,
        "SELECT pin FROM persons p JOIN members m ON m.person_id = p.id WHERE m.name = ?",
        HOA,
    )


async def yes(cell: Cell, device: Device) -> bool:
    await answers_door(cell.world, "hoa", "yes")
    return True


async def no(cell: Cell, device: Device) -> bool:
    await answers_door(cell.world, "hoa", "no")
    cell.world.clock.forward(days=2)
    assert not (await cell.world.says("hoa", "/resume")).refused, "the old device is in"
    return False


async def silence(cell: Cell, device: Device) -> bool:
    cell.world.clock.now += WAIT - timedelta(seconds=1)
    assert not await device.tries()
    cell.world.clock.forward(seconds=1)
    return True


ANSWERS = (yes, no, silence)


@pytest.mark.parametrize(
    ("maker", "channel", "pin", "answer", "revokes"),
    list(product(MAKERS, ("telegram", "web"), (False, True), ANSWERS, (False, True))),
)
async def test_who_made_the_code_how_it_comes_and_what_is_answered(
    cell: Cell,
    maker: str,
    channel: str,
    pin: bool,  # noqa: FBT001 -- a column of the table
    answer: Callable[[Cell, Device], Awaitable[bool]],
    revokes: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    """A6: without a yes, the PIN or a day nothing is seen and nothing is done. The PIN stays."""
    world = cell.world
    if pin:
        await sets_pin(cell)
    kept, device = pin_of(cell), Device(cell, channel, await made_by(cell, maker, revokes=revokes))
    await world.deliver()
    world.outlet.sent = []
    before = every(world, "SELECT * FROM interviews ORDER BY id")

    at_once = await device.tries()

    await world.deliver()
    told = [getattr(item, "text", "") for to, item in world.outlet.sent if to == "hoa"]
    if maker == "self":
        assert at_once
        assert not any("Cho vào" in each for each in told)
        return
    assert not at_once
    assert every(world, "SELECT * FROM interviews ORDER BY id") == before
    (question,) = told
    assert f"đồng chí {MAKERS[maker]} cấp" in question
    assert "người quản trị máy chủ (Đảng ủy xã Tân Hòa Đông)" in question
    comes = await answer(cell, device)
    assert await device.tries() is comes
    assert pin_of(cell) == kept or revokes
    acts = every(
        world,
        "SELECT m.name FROM audit a JOIN members m ON m.person_id = a.person_id"
        " WHERE a.act = 'device_added'",
    )
    assert acts == ([(MAKERS[maker],)] if comes else [])


@pytest.mark.parametrize("maker", ["secretary", "acting"])
async def test_the_pin_at_the_door_lets_in_and_is_not_replaced(cell: Cell, maker: str) -> None:
    """A6: at the door of the page; what was made by somebody else is no fresh link."""
    world = cell.world
    await sets_pin(cell)
    code = await made_by(cell, maker, revokes=False)
    assert (await webchat.peek(world.office, code)).asks_pin
    assert await locks.try_at_door(world.office, code, "1111") == 4
    assert await locks.try_at_door(world.office, code, PIN) == 0
    device = Device(cell, "web", code)
    assert await device.tries(by_pin=True)
    assert device.browser
    session = await webchat.session(world.office, device.browser.token)
    assert session
    assert not locks.is_fresh(world.office, session), "the old PIN is asked for"
    own = await goes_on_in_browser(world, "hoa")
    mine = await webchat.session(world.office, own.token)
    assert mine
    assert locks.is_fresh(world.office, mine), "one's own link replaces a forgotten one"


async def test_five_wrong_pins_at_the_door_end_the_code_and_are_told(cell: Cell) -> None:
    """A6: no guessing, however many devices try."""
    world = cell.world
    await sets_pin(cell)
    code = await made_by(cell, "secretary", revokes=False)
    world.outlet.sent = []
    left = [await locks.try_at_door(world.office, code, f"730{n}") for n in range(5)]
    assert left == [4, 3, 2, 1, -1]
    assert await locks.try_at_door(world.office, code, PIN) == -1
    await world.deliver()
    assert "nhập sai mã PIN 5 lần" in getattr(world.outlet.take("hoa")[-1], "text", "")
    assert not await Device(cell, "web", code).tries()


async def test_a_second_device_does_not_take_the_place_of_the_one_that_asked(cell: Cell) -> None:
    """A6: who made the code knows it too, and would come first once the member has said yes."""
    world = cell.world
    code = await made_by(cell, "secretary", revokes=False)
    await world.says("new", f"/start {code}")
    await answers_door(world, "hoa")
    assert (await world.says("the secretary's second", f"/start {code}")).refused
    assert not (await world.taps("new", "dv:in")).refused


async def test_a_new_code_takes_the_question_with_it(cell: Cell) -> None:
    """A6: a yes is for the device that was asked about, and for no later one."""
    world = cell.world
    first = await made_by(cell, "secretary", revokes=False)
    await world.says("new", f"/start {first}")
    await world.deliver()
    shown = [item for to, item in world.outlet.sent if to == "hoa"]
    second = await made_by(cell, "secretary", revokes=True)
    await world.says("other", f"/start {second}")
    buttons = [b.payload for item in shown for row in getattr(item, "buttons", ()) for b in row]
    old = next(each for each in buttons if each.endswith(":yes"))
    assert (await world.taps("hoa", old)).refused
    assert (await world.taps("new", "dv:in")).refused
    assert payloads(await world.says("other", f"/start {second}"), "dv:in")


async def test_a_code_that_revokes_shuts_the_old_devices_until_a_no(cell: Cell) -> None:
    """A6: a lost phone sees nothing from the moment the code is used."""
    world = cell.world
    code = await made_by(cell, "secretary", revokes=True)
    await world.says("new", f"/start {code}")
    for typed in ("/resume", "/mydata", "/help"):
        reply = await world.says("hoa", typed)
        assert cell.name not in said(reply)
        assert not payloads(reply, "(i|r|d|v):.+")
    await answers_door(world, "hoa", "no")
    assert payloads(await world.says("hoa", "/resume"), "i:.+")


async def test_taking_off_the_roster_and_back_is_no_way_around(cell: Cell) -> None:
    """A6: whoever returns has the old history, and so does whoever comes in as them: the code is no
    first one, nor does the group link serve."""
    world, hoa = cell.world, cell.member(HOA)
    await world.taps("lan", f"m:{hoa}:remove:moved")
    code = said(await world.taps("lan", f"o:{hoa}:back")).split("?start=")[1].split()[0]
    device = Device(cell, "telegram", code)
    assert not await device.tries()
    group = one(world, "SELECT group_code FROM cells WHERE id = ?", cell.id)
    await world.says("trick", f"/start {group}")
    await world.says("trick", HOA)
    request = one(world, "SELECT id FROM join_requests")
    await world.taps("lan", f"j:{request}:y")
    await world.taps("lan", f"j:{request}:as:{hoa}")
    assert not payloads(await world.says("trick", "/resume"), "i:.+")
    await answers_door(world, "hoa")
    assert await device.tries()


@pytest.mark.parametrize(
    ("maker", "named"),
    [("secretary", f"đồng chí {BINH} (Phó Bí thư)"), ("acting", "người quản trị máy chủ")],
)
async def test_the_deputy_is_named_unless_it_was_the_deputy(
    cell: Cell, maker: str, named: str
) -> None:
    """A6: somebody other than the one who did it, in each notice about it."""
    world = cell.world
    await becomes(cell, BINH, role="deputy")
    await comes_in(world, "new", await made_by(cell, maker, revokes=False), let_in_by="hoa")
    await world.deliver()
    told = [getattr(item, "text", "") for item in world.outlet.take("hoa")]
    assert len(told) == 2
    assert all(f"báo {named}" in each.replace("báo ngay", "báo") for each in told)


async def test_what_the_member_gets_of_it_names_who_made_the_code(cell: Cell) -> None:
    """A6: the copy of one's data does not say "you" of what another did."""
    world = cell.world
    await comes_in(world, "new", await made_by(cell, "secretary", revokes=False), let_in_by="hoa")
    acts = every(
        world,
        "SELECT a.act, m.name FROM audit a JOIN members m ON m.person_id = a.person_id"
        " WHERE a.object = ? AND a.act LIKE 'device%' ORDER BY a.at, a.act",
        cell.member(HOA),
    )
    assert set(acts) == {("device_asked", LAN), ("device_agreed", HOA), ("device_added", LAN)}


async def test_the_first_way_in_costs_nothing_more(cell: Cell) -> None:
    """A6: nobody is in yet, so nobody is asked."""
    code = await cell.code_for("Đỗ Thị Ngọc")
    first = await cell.world.says("ngoc", f"/start {code}")
    assert not payloads(first, "dv:in")
    assert cell.name in said(first)


async def test_a_secretary_s_own_second_code_asks_nobody(cell: Cell) -> None:
    """A6: whoever made the code for the own entry is who comes in."""
    code = await cell.code_for(LAN)
    assert not payloads(await cell.world.says("second", f"/start {code}"), "dv:in")
    assert not (await cell.world.says("second", "/members")).refused
