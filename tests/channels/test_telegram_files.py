"""Files and menus on Telegram."""

from __future__ import annotations

import struct

import pytest

from bot.domain.messages import FileOut
from bot.domain.words import BOLD_END, BOLD_START
from handlers.contract import Command, Message, Reply, TryLater
from tests.botapi import BotApi
from tests.channels.telegram_rig import PNG, Rig, running

LONG_THIN = PNG.replace(struct.pack(">II", 640, 480), struct.pack(">II", 4000, 10))


async def test_documents_and_pictures(rig: Rig) -> None:
    hoa = rig.person()
    caption = f"{BOLD_START}Báo cáo{BOLD_END} <1>"
    await rig.channel.send_file("1", FileOut("Báo cáo.docx", "application/msword", b"PK", caption))
    assert (hoa.screen.file_name, hoa.screen.document) == ("Báo cáo.docx", b"PK")
    assert hoa.screen.html == "<b>Báo cáo</b> &lt;1&gt;"
    await rig.channel.send_file("1", FileOut("chart.png", "image/png", PNG))
    assert (hoa.screen.photo, hoa.screen.text) == (PNG, "")


async def test_what_telegram_takes_for_no_picture_comes_as_document(rig: Rig) -> None:
    hoa = rig.person()
    await rig.channel.send_file("1", FileOut("chart.png", "image/png", LONG_THIN, "Chart"))
    assert (hoa.screen.document, hoa.screen.text) == (LONG_THIN, "Chart")


async def test_a_long_caption_goes_on_below(rig: Rig) -> None:
    hoa = rig.person()
    caption = " ".join(f"từ{number}" for number in range(300))
    await rig.channel.send_file("1", FileOut("a.txt", "text/plain", b"x", caption))
    first, second = hoa.arrivals
    assert (first.kind, second.kind) == ("document", "text")
    assert len(first.text) > 1000
    assert f"{first.text} {second.text}" == caption


async def test_a_file_that_is_too_big_is_not_sent(rig: Rig) -> None:
    rig.person()
    with pytest.raises(ValueError, match="50 MB"):
        await rig.channel.send_file("1", FileOut("a", "text/plain", bytes(50 * 1024 * 1024 + 1)))


async def test_a_file_later(rig: Rig) -> None:
    rig.person()
    for fault in (500, "drop"):
        rig.api.fail("sendDocument", error=fault)
        with pytest.raises(TryLater):
            await rig.channel.send_file("1", FileOut("a.txt", "text/plain", b"x"))


async def test_menus_of_everyone_and_of_one(api: BotApi) -> None:
    menus = {
        "en": [Command("help", "What to do")],
        "vi": [Command("trogiup", "Cách dùng"), Command("vietlai", "Viết lại")],
    }
    async with running(api, menus=menus) as rig:
        hoa = rig.person(1)
        await api.until(lambda: len(api.called("setMyCommands")) == 3)
        assert api.menu(9, "en") == [("help", "What to do")]
        assert api.menu(9, "vi")[0] == ("trogiup", "Cách dùng")
        assert api.menu(9, "fr") == api.menu(9, "vi")

        own = (Command("approve", "x" * 300),)
        rig.script.answers["go"] = Reply((Message("Hi"),), menu=own, language="en")
        hoa.types("go")
        await api.until(lambda: len(api.called("setMyCommands")) == 4)
        await rig.caught_up()
        for language in ("vi", "en", "fr"):
            assert api.menu(1, language) == [("approve", "x" * 256)]
        assert api.menu(2, "en") == [("help", "What to do")]


async def test_a_menu_that_fails_is_no_matter(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail("setMyCommands", error=400, times=None)
    async with running(api, menus={"vi": [Command("help", "Help")]}) as rig:
        hoa = rig.person(1)
        rig.script.answers["go"] = Reply((Message("Hi"),), menu=(Command("a", "A"),))
        hoa.types("go")
        hoa.types("b")
        assert [(await hoa.receives()).text for _ in range(2)] == ["Hi", "echo b"]
        await rig.caught_up()
    assert caplog.text.count("a command menu was not set") == 3
