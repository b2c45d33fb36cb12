"""A shared phone: locked by time and by hand, unlocked, left here and everywhere."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.messages import FileOut
from bot.services.devices import webchat
from handlers.contract import Message
from tests.channels.web_rig import JSON, Desk, is_locked, serving, unlocks
from tests.services.scene import CELL, HOA, every, one


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


async def test_the_command_leads_to_the_page_and_asks_for_no_pin_in_chat(at: Desk) -> None:
    reply = await at.world.says("hoa", "/pin")
    assert "/i/" in reply.messages[0].buttons[0][0].url
    assert "gõ mã vào cuộc trò chuyện" in reply.messages[0].text
    async with at.enters() as hoa:
        answer = (await hoa.post("/send", data={"text": "/pin"}, headers=JSON)).json()
    assert 'href="https://tusoi.example/device"' in answer["messages"][0]["html"]
