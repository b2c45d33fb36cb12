"""A shared phone: PIN, lock by time and by hand, wrong PINs, going out everywhere."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.domain.messages import FileOut
from bot.services.devices import webchat
from handlers.contract import Message
from tests.channels.web_rig import PIN, Desk, opens, serving
from tests.services.scene import CELL, HOA, every, one

JSON = {"Accept": "application/json"}
PRIVATE = (CELL, HOA, "message", "composer", "chat.js", "commands")
"""Of these a locked page has none."""


async def unlocks(client: httpx.AsyncClient, pin: str = PIN) -> httpx.Response:
    return await client.post("/unlock", data={"pin": pin})


def is_locked(page: httpx.Response) -> bool:
    found = [word for word in PRIVATE if word in page.text]
    assert "Trang đang khóa" not in page.text or not found, found
    return "Trang đang khóa" in page.text


async def test_without_a_pin_nothing_ever_locks(at: Desk) -> None:
    async with at.enters() as hoa:
        at.world.clock.forward(days=3)
        page = await hoa.get("/")
        assert not is_locked(page)
        assert 'id="lock"' not in page.text
        assert 'action="logout"' in page.text
        await hoa.post("/lock")
        assert not is_locked(await hoa.get("/"))
    assert every(at.world, "SELECT DISTINCT used_at = created_at FROM sessions") == [(1,)]


@pytest.mark.parametrize("minutes", [2, 5, 15])
async def test_a_page_locks_after_the_persons_own_time(at: Desk, minutes: int) -> None:
    async with at.enters(pin=True, minutes=minutes) as hoa:
        for _ in range(3):  # each act begins the time anew
            at.world.clock.forward(minutes=minutes, seconds=-1)
            assert not is_locked(await hoa.get("/"))
        at.world.clock.forward(minutes=minutes)
        assert is_locked(await hoa.get("/"))
        at.world.clock.forward(days=-1)  # whatever the clock does, and whatever is set elsewhere
        async with at.enters() as other:
            at.world.clock.forward(days=1)
            await unlocks(other)
            await other.post("/device", data={"do": "minutes", "minutes": "15"})
        assert is_locked(await hoa.get("/"))
        assert (await unlocks(hoa)).headers["location"] == "./"
        assert HOA in (await hoa.get("/")).text


async def test_a_longer_time_opens_nothing_that_was_locked(at: Desk) -> None:
    async with at.enters(pin=True, minutes=2) as phone, at.enters() as desk_:
        at.world.clock.forward(minutes=1)
        await desk_.get("/")
        at.world.clock.forward(minutes=1, seconds=30)
        assert is_locked(await phone.get("/"))
        await desk_.post("/device", data={"do": "minutes", "minutes": "15"})
        assert not is_locked(await desk_.get("/"))
        assert is_locked(await phone.get("/"))


async def test_nothing_of_the_chat_leaves_a_locked_session(at: Desk) -> None:
    async with at.enters(pin=True) as hoa:
        person = one(at.world, "SELECT person_id FROM sessions")
        file = FileOut("a.pdf", "application/pdf", b"%")
        file_id = await webchat.keep_file(at.world.office, person, file)
        await at.channel.send(person, Message("Nhắc riêng Hoa"))
        assert (await hoa.get(f"/files/{file_id}")).status_code == 200
        acts = one(at.world, "SELECT COUNT(*) FROM inbox")
        await hoa.post("/lock")
        answers = [
            await hoa.get("/"),
            await hoa.get("/device"),
            await hoa.get(f"/files/{file_id}"),
            await hoa.get("/events"),
            await hoa.head("/events"),
            await hoa.post("/awake"),
            await hoa.post("/send", data={"text": "xin chào"}),
            await hoa.post("/send", data={"text": "xin chào"}, headers=JSON),
            await hoa.post("/send", data={"text": "a"}, files={"file": ("a.pdf", b"x" * 200_000)}),
            await hoa.post("/device", data={"do": "drop"}),
            await hoa.post("/device", data={"do": "set", "pin": "1357", "again": "1357"}),
            await hoa.post("/logout-everywhere"),
            await hoa.get(f"/i/{await at.code()}"),
        ]
        for answer in answers:
            assert "Nhắc riêng Hoa" not in answer.text
            assert answer.headers["cache-control"] == "no-store"
        for answer in answers[:-1]:
            assert not [word for word in (CELL, HOA, "composer", "%") if word in answer.text]
        statuses = [answer.status_code for answer in answers]
        assert statuses == [200, 200, *[423] * 10, 200]
        assert HOA not in answers[-1].text.replace("Hoa</h1>", "")
        assert one(at.world, "SELECT COUNT(*) FROM inbox") == acts + 1  # the link on Telegram
        await unlocks(hoa)
        assert "Nhắc riêng Hoa" in (await hoa.get("/")).text


async def test_an_open_stream_ends_when_the_page_locks(at: Desk) -> None:
    async with at.enters(pin=True) as hoa, hoa.stream("GET", "/events") as stream:
        person = one(at.world, "SELECT person_id FROM sessions")
        lines = stream.aiter_lines()
        await anext(lines)
        at.world.clock.forward(minutes=5)
        await at.channel.send(person, Message("Nhắc riêng Hoa"))
        async with asyncio.timeout(5):
            rest = [line async for line in lines]
    assert "event: locked" in rest
    assert "Nhắc riêng" not in "".join(rest).encode().decode("unicode_escape")


async def test_what_was_typed_is_there_again_after_unlocking(at: Desk) -> None:
    async with at.enters(pin=True) as hoa:
        at.world.clock.forward(minutes=6)
        locked = await hoa.post("/send", data={"text": "Viết dở <b>"})
        assert locked.status_code == 423
        assert is_locked(locked)
        assert "Viết dở" not in locked.text
        await unlocks(hoa)
        assert "Viết dở &lt;b&gt;</textarea>" in (await hoa.get("/")).text
        assert "Viết dở" not in (await hoa.get("/")).text


async def test_the_script_is_told_to_keep_the_text(at: Desk) -> None:
    async with at.enters(pin=True) as hoa:
        await hoa.post("/lock")
        answer = (await hoa.post("/send", data={"text": "dở dang"}, headers=JSON)).json()
    assert (answer["locked"], answer["ended"], answer["refused"]) == (True, False, True)
    assert answer["messages"] == []


async def test_typing_keeps_a_page_open(at: Desk) -> None:
    async with at.enters(pin=True) as hoa:
        for _ in range(3):
            at.world.clock.forward(minutes=4)
            assert (await hoa.post("/awake")).status_code == 204
        assert not is_locked(await hoa.get("/"))


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


async def test_a_restart_keeps_the_lock_and_the_count(at: Desk) -> None:
    async with at.enters(pin=True) as hoa:
        await hoa.post("/lock")
        for _ in range(3):
            await unlocks(hoa, "1111")
        token = at.token(hoa)
    await at.world.restart()
    async with serving(at.world) as channel:
        again = Desk(at.world, at.cell, channel).stranger()
        again.cookies.set("tusoi", token)
        async with again:
            assert is_locked(await again.get("/"))
            assert "Còn 1 lần thử" in (await unlocks(again, "1111")).text
            assert (await unlocks(again, "1111")).status_code == 401


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


async def test_going_out_everywhere(at: Desk) -> None:
    async with at.enters() as phone, at.enters() as desk_:
        async with phone.stream("GET", "/events") as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            left = await desk_.post("/logout-everywhere")
            assert "event: ended" in [line async for line in lines]
        assert left.headers["clear-site-data"] == '"storage"'
        for browser in (phone, desk_):
            assert "Mã mời" in (await browser.get("/")).text
    assert not (await at.world.says("hoa", "/help")).refused  # Telegram stays


async def test_a_locked_page_can_be_left(at: Desk) -> None:
    async with at.enters(pin=True) as hoa:
        await hoa.post("/lock")
        assert (await hoa.post("/logout")).status_code == 303
        assert "Mã mời" in (await hoa.get("/")).text


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


async def test_the_command_leads_to_the_page_and_asks_for_no_pin_in_chat(at: Desk) -> None:
    reply = await at.world.says("hoa", "/pin")
    assert "/i/" in reply.messages[0].buttons[0][0].url
    assert "gõ mã vào cuộc trò chuyện" in reply.messages[0].text
    async with at.enters() as hoa:
        answer = (await hoa.post("/send", data={"text": "/pin"}, headers=JSON)).json()
    assert 'href="https://tusoi.example/device"' in answer["messages"][0]["html"]
