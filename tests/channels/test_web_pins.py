"""PINs and codes: kept as a hash, changed by whoever knows them, and not to be guessed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator

import pytest

from handlers.contract import Message
from tests.channels.web_rig import PIN, Desk, is_locked, opens, unlocks
from tests.services.scene import every, one


async def test_five_wrong_pins_end_the_session_and_the_person_is_told(at: Desk) -> None:
    async with at.enters(pin=True) as hoa:
        await hoa.post("/lock")
        for left in (4, 3, 2, 1):
            wrong = await unlocks(hoa, "1111")
            assert wrong.status_code == 422
            assert f"Còn {left} lần thử" in wrong.text
        gone = await unlocks(hoa, "1111")
        assert (gone.status_code, "tusoi" in hoa.cookies) == (401, False)
        assert "Trang đã tự thoát" in gone.text
        assert "Mã mời" in (await hoa.get("/")).text
    assert every(at.world, "SELECT 1 FROM sessions") == []
    await at.world.deliver()
    told = [m for m in at.world.outlet.take("hoa") if isinstance(m, Message)]
    assert [m for m in told if "nhập sai 5 lần" in m.text]
    async with at.enters() as back:  # a fresh link opens a session and allows a new PIN
        done = await back.post("/device", data={"do": "set", "pin": "7391", "again": "7391"})
        assert done.status_code == 303
        await back.post("/lock")
        assert (await unlocks(back)).status_code == 422
        assert (await unlocks(back, "7391")).status_code == 303


async def test_many_tries_at_once_are_no_more_than_five(at: Desk, slow_pins: None) -> None:
    async with at.enters(pin=True) as hoa:
        await hoa.post("/lock")
        tries = [unlocks(hoa, f"{number:04}") for number in range(3000, 3012)]
        answers = await asyncio.gather(*tries)
    assert sorted(a.status_code for a in answers).count(422) == 4
    assert every(at.world, "SELECT 1 FROM sessions") == []


async def test_the_right_pin_comes_too_late_behind_five_that_are_being_judged(at: Desk) -> None:
    async with at.enters(pin=True) as hoa:
        await hoa.post("/lock")
        five = "UPDATE sessions SET wrong_pins = 5"
        await at.world.office.db.write(lambda tx: tx.run(five))
        assert (await unlocks(hoa)).status_code == 401


async def test_a_pin_that_was_changed_while_it_came_in_opens_nothing(at: Desk) -> None:
    """Whoever knows the old one could have a request wait for the moment."""
    changed = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"pin="
        await changed.wait()
        yield PIN.encode()

    async with at.enters(pin=True) as old, at.enters() as new:
        await old.post("/lock")
        waiting = asyncio.create_task(old.post("/unlock", content=slowly()))
        done = await new.post("/device", data={"do": "set", "pin": "7391", "again": "7391"})
        assert done.status_code == 303
        changed.set()
        assert (await waiting).status_code == 422
        assert is_locked(await old.get("/"))


async def test_a_right_pin_forgives_the_wrong_ones(at: Desk) -> None:
    async with at.enters(pin=True) as hoa:
        for _ in range(3):
            await hoa.post("/lock")
            for _ in range(4):
                await unlocks(hoa, "1111")
            assert (await unlocks(hoa, " 25 80 ")).status_code == 303


async def test_what_is_no_pin_costs_no_try(at: Desk) -> None:
    async with at.enters(pin=True) as hoa:
        await hoa.post("/lock")
        for typed in ("", "12", "abcd", "٢٥٨٠", "123456789", "2580\x00"):
            assert "4 đến 8 chữ số" in (await unlocks(hoa, typed)).text
        assert (await unlocks(hoa)).status_code == 303


@pytest.mark.parametrize(
    ("pin", "again", "why"),
    [
        ("258", "258", "4 đến 8 chữ số"),
        ("2580", "2581", "chưa giống nhau"),
        ("1234", "1234", "dễ đoán"),
        ("98765432", "98765432", "dễ đoán"),
        ("0000", "0000", "dễ đoán"),
    ],
)
async def test_a_pin_that_will_not_do(at: Desk, pin: str, again: str, why: str) -> None:
    async with at.enters() as hoa:
        refused = await hoa.post("/device", data={"do": "set", "pin": pin, "again": again})
        assert refused.status_code == 422
        assert why in refused.text
    assert one(at.world, "SELECT COUNT(*) FROM persons WHERE pin IS NOT NULL") == 0


async def test_the_pin_is_kept_as_a_salted_hash(at: Desk, slow_pins: None) -> None:
    async with at.enters(pin=True) as hoa:
        first = one(at.world, "SELECT pin FROM persons WHERE pin IS NOT NULL")
        await hoa.post("/device", data={"do": "set", "pin": PIN, "again": PIN})
    second = one(at.world, "SELECT pin FROM persons WHERE pin IS NOT NULL")
    assert first != second
    for kept in (first, second):
        salt, digest = (bytes.fromhex(part) for part in kept.split("$"))
        assert len(salt) == 16
        assert digest == hashlib.scrypt(PIN.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)


async def test_changing_the_pin_asks_for_the_old_one_unless_just_entered(at: Desk) -> None:
    async with at.enters(pin=True) as hoa:
        at.world.clock.forward(minutes=16)
        await unlocks(hoa)
        new = {"do": "set", "pin": "7391", "again": "7391"}
        assert "Mã PIN đang dùng" in (await hoa.get("/device")).text
        assert "Còn 4 lần thử" in (await hoa.post("/device", data=new | {"old": "1111"})).text
        assert (await hoa.post("/device", data={"do": "drop"})).status_code == 422
        assert (await hoa.post("/device", data=new | {"old": PIN})).status_code == 303
        await hoa.post("/lock")
        assert (await unlocks(hoa, PIN)).status_code == 422
        await unlocks(hoa, "7391")
        await hoa.post("/device", data={"do": "drop", "old": "7391"})
        await hoa.post("/lock")
        assert not is_locked(await hoa.get("/"))


async def test_guessing_the_old_pin_on_the_settings_page_ends_the_session(at: Desk) -> None:
    async with at.enters(pin=True) as hoa:
        at.world.clock.forward(minutes=16)
        await unlocks(hoa)
        for _ in range(4):
            await hoa.post("/device", data={"do": "drop", "old": "1111"})
        assert (await hoa.post("/device", data={"do": "drop", "old": "1111"})).status_code == 401


async def test_wrong_codes_from_one_address_are_slowed_down(at: Desk) -> None:
    code = await at.code()
    async with (
        at.stranger(**{"X-Forwarded-For": "1.2.3.4, 203.0.113.7"}) as one_,
        at.stranger(**{"X-Forwarded-For": "203.0.113.8"}) as other,
    ):
        for number in range(30):
            assert (await one_.get(f"/i/wrongcode{number:03}")).status_code == 410
        for refused in (await one_.get(f"/i/{code}"), await one_.post(f"/i/{code}")):
            assert refused.status_code == 429
            assert "chờ 10 phút" in refused.text
        assert (await other.get(f"/i/{code}")).status_code == 200


async def test_used_codes_count_as_no_guess(at: Desk) -> None:
    code = await at.code()
    async with at.stranger() as other, at.stranger() as client:
        await opens(other, code)
        for _ in range(40):
            assert (await client.get(f"/i/{code}")).status_code == 410


async def test_wrong_pins_from_one_address_are_slowed_down(at: Desk) -> None:
    async with at.enters(pin=True) as hoa:
        for _ in range(6):
            async with at.enters() as other:
                await other.post("/lock")
                statuses = [(await unlocks(other, "1111")).status_code for _ in range(5)]
                assert statuses == [422, 422, 422, 422, 401]
        await hoa.post("/lock")
        assert "chờ 10 phút" in (await unlocks(hoa)).text
