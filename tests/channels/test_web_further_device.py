"""The page of a code for a member who is in (A6): it waits, or takes the PIN."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from bot.services.devices.door import WAIT
from tests.channels.web_rig import PIN, Desk
from tests.services.doors import answers_door
from tests.services.scene import HOA

WAITS = "phải được đồng ý trước khi vào"


async def comes(at: Desk, client: httpx.AsyncClient, code: str, pin: str = "") -> httpx.Response:
    """Looks at the page of the code, and presses its button."""
    await client.get(f"/i/{code}")
    return await client.post(f"/i/{code}", data={"pin": pin})


async def code_for_hoa(at: Desk) -> str:
    return await at.cell.code_for(HOA)


@pytest.mark.parametrize("answer", ["yes", "no", "silence"])
async def test_the_page_waits_and_then_opens_in_the_same_browser_alone(
    at: Desk, answer: str
) -> None:
    code = await code_for_hoa(at)
    async with at.stranger() as new, at.stranger() as other:
        waits = await comes(at, new, code)
        assert (waits.status_code, WAITS in waits.text) == (200, True)
        assert "tusoi" not in new.cookies
        assert "Mời đồng chí vào" in (await new.get("/")).text, "nobody is in"
        if answer == "silence":
            at.world.clock.now += WAIT - timedelta(seconds=1)
            assert WAITS in (await comes(at, new, code)).text
            at.world.clock.forward(seconds=1)
        else:
            await answers_door(at.world, "hoa", answer)
        assert (await comes(at, other, code)).status_code != 303
        opened = await comes(at, new, code)
        assert (opened.status_code == 303) is (answer != "no")


async def test_the_pin_opens_at_once_and_no_other_does(at: Desk) -> None:
    async with at.enters(pin=True):
        pass  # the first device sets the PIN, and is closed
    code = await code_for_hoa(at)
    async with at.stranger() as new:
        assert 'name="pin"' in (await new.get(f"/i/{code}")).text
        for typed in ("9", "7301"):
            wrong = await comes(at, new, code, typed)
            assert wrong.status_code == 422, wrong.text
        assert (await comes(at, new, code, PIN)).status_code == 303
        page = await new.get("/device")
        assert 'name="old"' in page.text, "a code of the secretary's replaces no PIN"
        kept = await new.post("/device", data={"do": "set", "pin": "5926", "again": "5926"})
        assert kept.status_code == 422


async def test_the_first_code_asks_for_nothing(at: Desk) -> None:
    code = await at.cell.code_for("Đỗ Thị Ngọc")
    async with at.stranger() as new:
        page = await new.get(f"/i/{code}")
        assert 'name="pin"' not in page.text
        assert (await new.post(f"/i/{code}")).status_code == 303
