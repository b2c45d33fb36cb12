"""A8: what one person may fill of the page's memory and disk."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest

from bot.domain.messages import FileOut, Incoming
from bot.services.devices import webchat
from handlers.channels.base import Message
from handlers.channels.web import uploads
from handlers.channels.web.uploads import AT_ONCE, Crowded, Uploads
from storage import webchat as kept
from tests.channels.web_rig import Served
from tests.services.scene import one


async def test_files_come_in_one_of_a_person_and_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(uploads, "LONGEST_WAIT", 0.05)
    places, release = Uploads(), asyncio.Event()
    inside: list[str] = []

    async def sends(person: str) -> bool:
        try:
            async with places.place(person):
                inside.append(person)
                await release.wait()
        except Crowded:
            return False
        return True

    tasks = [asyncio.create_task(sends("hoa")) for _ in range(20)]
    tasks += [asyncio.create_task(sends(f"p{number}")) for number in range(6)]
    await asyncio.wait(tasks[1:20], timeout=1)
    await asyncio.wait(tasks, timeout=0.2)
    assert inside == ["hoa", *(f"p{number}" for number in range(AT_ONCE - 1))]
    release.set()
    assert sum(await asyncio.gather(*tasks)) == AT_ONCE
    assert await sends("hoa")


async def test_who_finds_no_room_is_told(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LONGEST_WAIT", 0.05)
    began, gate = asyncio.Event(), asyncio.Event()

    async def before(incoming: Incoming) -> None:
        if incoming.text == "giữ":
            began.set()
            await gate.wait()

    served.script.before = before
    async with await served.client("hoa") as hoa:

        async def sends(words: str) -> int:
            files = {"file": ("a.pdf", b"%PDF")}
            json = {"Accept": "application/json"}
            answer = await hoa.post("/send", data={"text": words}, files=files, headers=json)
            return answer.status_code

        first = asyncio.create_task(sends("giữ"))
        await began.wait()
        assert await sends("nữa") == 429
        gate.set()
        assert await first == 200
        assert await sends("nữa") == 200


async def test_a_caption_beside_a_file_without_room_comes_back(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a script: what was typed stands in the field of the page that says so."""

    def full(_uploads: Uploads, _person: str) -> AbstractAsyncContextManager[None]:
        raise Crowded

    monkeypatch.setattr(Uploads, "place", full)
    files = {"file": ("a.pdf", b"%PDF" * 100_000)}
    async with await served.client("hoa") as hoa:
        page = await hoa.post("/send", data={"text": "lời kèm"}, files=files)
    assert page.status_code == 429
    assert "lời kèm</textarea>" in page.text
    assert served.script.acts() == []


async def test_the_oldest_files_and_notices_of_a_person_give_way(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 1100)
    monkeypatch.setattr(kept, "MOST_KEPT", 5)
    office = served.world.office
    ids = []
    for _ in range(5):
        served.world.clock.forward(seconds=1)
        file = FileOut("a.pdf", "application/pdf", b"x" * 300)
        ids.append(await webchat.keep_file(office, served.hoa, file))
    others = await webchat.keep_file(office, served.minh, file)
    found = [await webchat.file(office, served.hoa, each) is not None for each in ids]
    assert found == [False, False, True, True, True]
    assert await webchat.file(office, served.minh, others)
    for number in range(9):
        await served.channel.send(served.hoa, Message(str(number)))
    assert one(served.world, f"SELECT COUNT(*) FROM mailbox WHERE person_id = '{served.hoa}'") == 5
