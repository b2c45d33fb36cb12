"""How replies arrive on the phone, and what Telegram's refusals and failures make of them."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from bot.domain.messages import FileOut
from bot.domain.words import BOLD_END, BOLD_START
from handlers.channels.telegram import replies
from handlers.contract import Message, MessageButton, Reply
from tests.botapi import BotApi, User
from tests.channels.telegram_rig import PNG, QUICK, Rig, keys, running


async def tapped(rig: Rig, reply: Reply) -> User:
    """Someone who got the buttons a and b, and whose tap on a is answered by this."""
    hoa = rig.person()
    rig.script.answers |= {"keys": Reply((Message("Choose", keys("a", "b")),)), "a": reply}
    hoa.types("keys")
    await hoa.receives()
    return hoa


async def test_everything_is_escaped_but_bold(rig: Rig) -> None:
    hoa = rig.person()
    text = f"<Nguyễn> & {BOLD_START}a < b &amp;{BOLD_END} \"c\" 'd' <b>e</b>"
    await rig.channel.send("1", Message(text))
    assert hoa.screen.text == "<Nguyễn> & a < b &amp; \"c\" 'd' <b>e</b>"
    assert [(e["type"], e["offset"], e["length"]) for e in hoa.screen.entities] == [
        ("bold", 11, 11)
    ]
    assert rig.api.called("sendMessage")[0].params["link_preview_options"]


async def test_a_long_text_comes_in_pieces(rig: Rig) -> None:
    hoa = rig.person()
    words = [f"từ😀{number}" for number in range(1500)]
    text = f"Title\n\n{BOLD_START}{' '.join(words)}{BOLD_END}"
    assert len(text) > 10_000
    rig.script.answers["go"] = Reply((Message(text, keys("end")),))
    hoa.types("go")
    await hoa.receives(lambda seen: bool(seen.buttons))

    assert " ".join(" ".join(seen.text for seen in hoa.arrivals).split()[1:]) == " ".join(words)
    assert [seen.labels for seen in hoa.arrivals[:-1]] == [[]] * (len(hoa.arrivals) - 1)
    for seen in hoa.arrivals[1:]:
        (bold,) = seen.entities
        assert (bold["offset"], bold["length"]) == (0, len(seen.text.encode("utf-16-le")) // 2)


async def test_html_that_telegram_refuses_comes_without(rig: Rig) -> None:
    hoa = rig.person()
    rig.api.fail("sendMessage", error=400, description="Bad Request: can't parse entities: x")
    await rig.channel.send("1", Message(f"a {BOLD_START}<b>{BOLD_END} &"))
    assert (hoa.screen.text, hoa.screen.entities) == ("a <b> &", [])


async def test_links_that_telegram_refuses_become_text(rig: Rig) -> None:
    hoa = rig.person()
    buttons = (
        (MessageButton("Open", url="http://localhost:8321/x"),),
        (MessageButton("Back", "back"),),
    )
    rig.script.answers["go"] = Reply((Message("Web", buttons),))
    hoa.types("go")
    shown = await hoa.receives()
    assert (shown.text, shown.labels) == ("Web\nOpen: http://localhost:8321/x", ["Back"])


async def test_payloads_of_more_than_64_bytes_are_a_mistake(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    hoa = rig.person()
    await rig.channel.send("1", Message("x", keys("đ" * 32)))
    with pytest.raises(ValueError, match="64 bytes"):
        await rig.channel.send("1", Message("x", keys("đ" * 32 + "x")))

    rig.script.answers["go"] = Reply((Message("y", keys("đ" * 33)), Message("z")))
    hoa.types("go")
    await hoa.receives(lambda seen: seen.text == "z")
    assert [seen.text for seen in hoa.arrivals] == ["x", "z"]
    assert "64 bytes" in caplog.text or "ValueError" in caplog.text


async def test_the_same_screen_again(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    hoa = await tapped(rig, Reply((Message("Choose", keys("a", "b"), replaces=True),)))
    hoa.taps("a")
    await rig.api.until(lambda: len(rig.api.called("editMessageText")) == 1)
    await rig.caught_up()
    assert len(hoa.arrivals) == 1
    assert not caplog.records


async def test_a_screen_that_is_gone_comes_anew(rig: Rig) -> None:
    hoa = await tapped(rig, Reply((Message("Next", keys("c"), replaces=True),)))
    old = hoa.screen
    hoa.deletes_message(old)
    hoa.taps("a", message=old)
    shown = await hoa.receives(lambda seen: seen.text == "Next")
    assert (shown.edited, shown.labels) == (False, ["c"])


async def test_a_picture_cannot_become_a_screen(rig: Rig) -> None:
    hoa = rig.person()
    await rig.channel.send_file("1", FileOut("a.png", "image/png", PNG))
    rig.script.answers["x"] = Reply((Message("Next", replaces=True),))
    hoa.sends_callback("x", message=hoa.screen)
    assert (await hoa.receives(lambda seen: seen.text == "Next")).kind == "text"


async def test_only_the_first_message_takes_the_place(rig: Rig) -> None:
    messages = (Message("new"), Message("1", replaces=True), Message("2", replaces=True))
    hoa = await tapped(rig, Reply(messages))
    hoa.taps("a")
    await hoa.receives(lambda seen: seen.text == "2")
    assert [seen.text for seen in hoa.messages if seen.by_bot] == ["1", "new", "2"]


async def test_a_long_screen_takes_the_place_with_its_first_piece(rig: Rig) -> None:
    hoa = await tapped(rig, Reply((Message("x" * 4000 + "y", keys("c"), replaces=True),)))
    hoa.taps("a")
    await hoa.receives(lambda seen: seen.text == "y")
    first, second = [seen for seen in hoa.messages if seen.by_bot]
    assert (first.text, first.edited, first.labels) == ("x" * 4000, True, [])
    assert (second.text, second.labels) == ("y", ["c"])


async def test_a_flood_in_one_chat_is_waited_out_alone(api: BotApi) -> None:
    async with running(api) as rig:
        hoa, minh = rig.person(1), rig.person(2)
        api.fail("sendMessage", chat=1, retry_after=1)
        hoa.types("a")
        hoa.types("b")
        await rig.script.until(rig.script.ended, "b")
        began = time.monotonic()
        minh.types("c")
        await minh.receives()
        assert time.monotonic() - began < 0.9
        assert not hoa.arrivals
        assert [(await hoa.receives()).text for _ in range(2)] == ["echo a", "echo b"]


@pytest.mark.parametrize("error", [500, 502, "drop", "garbage"])
async def test_a_passing_failure_is_tried_again(rig: Rig, error: int) -> None:
    hoa = rig.person()
    rig.api.fail("sendMessage", error=error, times=2)
    hoa.types("a")
    assert (await hoa.receives()).text == "echo a"


async def test_no_answer_at_all(api: BotApi) -> None:
    async with running(api, patience=replace(QUICK, request=0.2)) as rig:
        hoa = rig.person()
        api.fail("sendMessage", error="hang", after=True)
        hoa.types("a")
        assert (await hoa.receives()).text == "echo a"
        await hoa.receives()  # heard at the first time already: rather twice than never


async def test_a_failure_that_stays_costs_one_reply(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    hoa = rig.person()
    rig.api.fail("sendMessage", error=500, times=1 + QUICK.retries)
    hoa.types("a")
    await rig.script.until(rig.script.ended, "a")
    hoa.types("b")
    assert (await hoa.receives()).text == "echo b"
    assert "a reply was lost: TryLater" in caplog.text


async def test_a_flood_without_end_is_not_waited_for(rig: Rig) -> None:
    hoa = rig.person()
    rig.api.fail("sendMessage", retry_after=3600)
    hoa.types("a")
    hoa.types("b")
    assert (await hoa.receives()).text == "echo b"


async def test_replies_do_not_pile_up(
    api: BotApi, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "MOST_WAITING", 20)
    async with running(api, patience=replace(QUICK, at_once=100)) as rig:
        hoa = rig.person()
        api.fail("sendMessage", retry_after=1)
        with api.world.lock:  # all in one batch
            for number in range(30):
                hoa.types(str(number))
        await hoa.receives(lambda seen: seen.text == "echo 29")
        assert len(hoa.arrivals) == 20
        assert "too many wait" in caplog.text
