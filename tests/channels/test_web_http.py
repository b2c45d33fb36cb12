"""Acts over HTTP: what reaches the router, what comes back, and texts that do not."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.messages import Incoming
from handlers.channels.base import Command, Message, Reply
from tests.channels.web_rig import JSON, Served, buttons


async def test_a_page_without_a_session_asks_for_a_code(served: Served) -> None:
    async with served.stranger() as client:
        page = await client.get("/")
    assert page.status_code == 200
    assert "Mã mời" in page.text
    assert served.script.came == []


async def test_a_loaded_page_shows_the_current_screen(served: Served) -> None:
    served.script.answers["/resume"] = Reply((Message("Câu 3/27"),))
    async with await served.client("hoa") as client:
        page = await client.get("/")
    assert "Câu 3/27" in page.text
    (incoming,) = served.script.came
    assert (incoming.channel, incoming.address, incoming.text) == (
        "web",
        served.hoa,
        "/resume",
    )


async def test_a_typed_text_reaches_the_router_and_the_reply_comes_back(served: Served) -> None:
    async with await served.client("hoa") as client:
        answer = await client.post(
            "/send", data={"act": "act-00000001", "text": "một\nhai <b>"}, headers=JSON
        )
    assert served.script.came[0].text == "một\nhai <b>"
    assert served.script.came[0].external_id == f"{served.hoa}/act-00000001"
    (message,) = answer.json()["messages"]
    assert "hai &lt;b&gt;" in message["html"]


async def test_a_tap_carries_payload_and_screen(served: Served) -> None:
    async with await served.client("hoa") as client:
        await client.post("/send", data={"payload": "q:4:2", "shown": "s2"}, headers=JSON)
    (incoming,) = served.script.came
    assert (incoming.text, incoming.payload, incoming.shown) == (None, "q:4:2", "s2")
    assert len(incoming.external_id) > len(f"{served.hoa}/")


async def test_an_act_sent_again_keeps_its_id(served: Served) -> None:
    async with await served.client("hoa") as client:
        for _ in range(3):
            await client.post("/send", data={"act": "act-00000001", "text": "x"}, headers=JSON)
    assert served.script.acts() == ["x"]


async def test_the_same_id_from_two_people_is_two_acts(served: Served) -> None:
    for person in ("hoa", "minh"):
        async with await served.client(person) as client:
            await client.post("/send", data={"act": "act-00000001", "text": person}, headers=JSON)
    assert served.script.acts() == ["hoa", "minh"]


async def test_acts_of_one_person_never_overlap(served: Served) -> None:
    """The second act waits for the first; another person's does not."""
    entered, go_on = asyncio.Event(), asyncio.Event()

    async def slow(incoming: Incoming) -> None:
        if incoming.text == "first":
            entered.set()
            await go_on.wait()

    served.script.before = slow
    async with await served.client("hoa") as hoa, await served.client("minh") as minh:
        first = asyncio.create_task(hoa.post("/send", data={"text": "first"}, headers=JSON))
        await entered.wait()
        second = asyncio.create_task(hoa.post("/send", data={"text": "second"}, headers=JSON))
        await minh.post("/send", data={"text": "other"}, headers=JSON)
        assert served.script.acts() == ["other"]
        go_on.set()
        await asyncio.gather(first, second)
    assert served.script.acts() == ["other", "first", "second"]


async def test_a_reply_says_what_to_do_with_it(served: Served) -> None:
    served.script.answers["m"] = Reply(
        (Message("Mục 4", buttons=buttons("4 ●=m:4:1"), replaces=True),),
        notice="Mục 4: hiếm khi",
        menu=(Command("nhac", "Giờ nhắc"),),
    )
    async with await served.client("hoa") as client:
        answer = (await client.post("/send", data={"payload": "m"}, headers=JSON)).json()
    assert answer["messages"][0]["replaces"]
    assert answer["notice"] == "Mục 4: hiếm khi"
    assert 'value="/nhac"' in answer["menu"]


async def test_without_a_script_the_whole_flow_is_pages(served: Served) -> None:
    served.script.answers["ok"] = Reply((Message("Bắt đầu nhé", buttons=buttons("Bắt đầu=go")),))
    served.script.answers["7x"] = Reply((Message("Tôi chưa hiểu."),), refused=True)
    async with await served.client("hoa") as client:
        page = await client.post("/send", data={"payload": "ok"})
        assert 'value="go"' in page.text
        page = await client.post("/send", data={"text": "chào"})
        assert 'class="message mine"' in page.text
        page = await client.post("/send", data={"text": "7x"})
        assert "Tôi chưa hiểu." in page.text
        assert ">7x</textarea>" in page.text
        assert 'class="message mine"' not in page.text
        again = await client.get("/send")
    assert (again.status_code, again.headers["location"]) == (303, "./")


async def test_nothing_typed_is_said_and_not_handed_on(served: Served) -> None:
    async with await served.client("hoa") as client:
        answer = await client.post("/send", data={"text": " \n"}, headers=JSON)
    assert (answer.status_code, answer.json()["notice"]) == (422, "Đồng chí chưa nhập gì.")
    assert served.script.came == []


@pytest.mark.parametrize("length", [70_000, 400_000])
async def test_too_long_a_text_is_refused_in_the_persons_language(
    served: Served, length: int
) -> None:
    await served.world.taps("hoa", "l:en")
    async with await served.client("hoa") as client:
        answer = await client.post("/send", data={"text": "a" * length}, headers=JSON)
    assert answer.status_code == 413
    assert answer.json()["notice"].startswith("This text is too long")
    assert answer.json()["refused"]
    assert served.script.came == []


async def test_ten_thousand_vietnamese_letters_pass(served: Served) -> None:
    async with await served.client("hoa") as client:
        answer = await client.post("/send", data={"text": "ễ" * 10_000}, headers=JSON)
    assert answer.status_code == 200
    assert served.script.came[0].text == "ễ" * 10_000


async def test_a_text_that_is_too_long_stays_in_the_field_without_a_script(served: Served) -> None:
    async with await served.client("hoa") as client:
        page = await client.post("/send", data={"text": "b" * 66_000})
    assert page.status_code == 413
    assert "b" * 66_000 in page.text


async def test_an_ended_session_gives_the_text_back(served: Served) -> None:
    async with served.stranger() as client:
        answer = await client.post("/send", data={"text": "câu dài"}, headers=JSON)
        page = await client.post("/send", data={"text": "câu dài"})
    assert (answer.status_code, answer.json()["ended"]) == (401, True)
    assert page.status_code == 401
    assert "câu dài</textarea>" in page.text
    assert served.script.came == []


async def test_a_typed_text_says_for_which_screen_it_is(served: Served) -> None:
    """B4: with and without the script; a command and a page that does not know say nothing."""
    asked = Reply((Message("Việc cụ thể?", buttons("Dừng=i:abc:7:z"), screen="abc:7"),))
    served.script.answers["first"] = asked
    async with await served.client("hoa") as client:
        page = await client.post("/send", data={"text": "first"})
        assert 'name="shown" value="abc:7"' in page.text.split('id="composer"')[1]
        answer = await client.post("/send", data={"text": "first", "shown": ""}, headers=JSON)
        assert answer.json()["screen"] == "abc:7"
        await client.post("/send", data={"text": "second", "shown": "abc:7"})
    typed = [(each.text, each.seen, each.gives_back) for each in served.script.came]
    assert ("first", None, True) in typed
    assert ("first", "", True) in typed
    assert ("second", "abc:7", True) in typed
