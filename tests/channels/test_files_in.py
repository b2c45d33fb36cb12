"""Files that people send: from Telegram and from a browser, to whoever waits for one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.messages import (
    MOST_FILE_BYTES,
    FileIn,
    FileOut,
    FileTrouble,
    Incoming,
    Refusal,
    file_name,
    text,
)
from bot.services.office import Office
from bot.services.turns import Visit
from handlers import router
from handlers.contract import Message, Reply, Said, say
from handlers.routes import Awaited
from storage import accounts
from storage.engine.database import Transaction
from tests.botapi import BotApi
from tests.channels.telegram_rig import QUICK, Script
from tests.channels.telegram_rig import running as polling
from tests.channels.test_telegram_router import Routed
from tests.services.scene import founded, one, said
from tests.world import World, world

BIG = b"x" * (MOST_FILE_BYTES + 1)

# Telegram


async def test_a_document_comes_whole_with_its_caption() -> None:
    async with BotApi() as api, polling(api) as rig:
        hoa = rig.person()
        hoa.sends_document("Danh sách.csv", b"a;b\r\n\x00", caption="đây")
        hoa.sends_photo(b"\xff\xd8\xff")
        hoa.types("sau")
        await rig.script.until(rig.script.ended, "sau")
        await rig.caught_up()
    document, photo, _ = rig.script.came
    assert document.file == FileIn("Danh sách.csv", "text/csv", b"a;b\r\n\x00")
    assert document.text == "đây"
    assert photo.file == FileIn("photo.jpg", "image/jpeg", b"\xff\xd8\xff")
    assert photo.text is None


async def test_what_is_too_large_is_not_even_asked_for() -> None:
    async with BotApi() as api, polling(api) as rig:
        rig.person().sends_document("phim.pdf", BIG, caption="xem")
        await rig.script.until(rig.script.ended, "xem")
        assert not api.called("getFile")
        await rig.caught_up()
    assert rig.script.came[0].file is FileTrouble.TOO_LARGE


async def test_what_telegram_itself_finds_too_large() -> None:
    async with BotApi() as api, polling(api) as rig:
        api.fail("getFile", error=400, description="file is too big")
        rig.person().sends_document("a.pdf", b"%", caption="xem")
        await rig.script.until(rig.script.ended, "xem")
    assert rig.script.came[0].file is FileTrouble.TOO_LARGE


@pytest.mark.parametrize("method", ["getFile", "download"])
async def test_passing_trouble_is_sat_out(method: str) -> None:
    async with BotApi() as api, polling(api) as rig:
        api.fail(method, error=502, times=2)
        rig.person().sends_document("a.pdf", b"%PDF", caption="xem")
        await rig.script.until(rig.script.ended, "xem")
    assert rig.script.came[0].file == FileIn("a.pdf", "application/pdf", b"%PDF")


@pytest.mark.parametrize("method", ["getFile", "download"])
async def test_lasting_trouble_is_said_and_holds_nobody_up(method: str) -> None:
    async with BotApi() as api, polling(api) as rig:
        api.fail(method, error=404, times=None)
        rig.person().sends_document("a.pdf", b"%PDF", caption="xem")
        rig.person().types("sau")
        await rig.script.until(rig.script.ended, "sau")
        await rig.caught_up()  # the update is confirmed, so it does not come for ever
    assert [each.file for each in rig.script.came] == [FileTrouble.LOST, None]


async def test_a_download_that_hangs_is_given_up() -> None:
    async with (
        BotApi() as api,
        polling(api, patience=replace(QUICK, fetch=0.2)) as rig,
    ):
        api.fail("download", error="hang")
        rig.person().sends_document("a.pdf", b"%PDF", caption="xem")
        await rig.script.until(rig.script.ended, "xem")
    assert rig.script.came[0].file is FileTrouble.LOST


async def test_a_file_that_is_being_fetched_outlives_a_restart() -> None:
    """Its update is confirmed, since it was put aside; what follows it in its chat comes after."""
    async with BotApi() as api:
        script = Script()
        async with polling(api, script) as rig:
            api.fail("download", error="hang")
            hoa = rig.person()
            hoa.sends_document("a.pdf", b"%PDF", caption="xem")
            hoa.types("sau")
            await api.until(lambda: bool(api.called("download")))
            await rig.caught_up()
            await rig.stop()  # as a restart in the middle of the download
            assert script.came == []
        async with polling(api, script) as rig:
            await script.until(script.ended, "sau")
            await rig.caught_up()
            await rig.settled()
    assert [each.file for each in script.came] == [
        FileIn("a.pdf", "application/pdf", b"%PDF"),
        None,
    ]
    assert script.shelf.acts == {}


async def test_nobody_waits_for_a_file_but_its_chat() -> None:
    """A2: files that hang, of which one is fetched at a time and all have one time."""
    async with (
        BotApi() as api,
        polling(api, patience=replace(QUICK, fetch=0.5, request=0.2, retries=0)) as rig,
    ):
        api.fail("download", error="hang", times=None)
        hoa, binh = rig.person(1), rig.person(2)
        for number in range(12):
            hoa.sends_document(f"{number}.pdf", b"%PDF", caption=f"tệp {number}")
        for word in ("một", "hai"):
            binh.types(word)
            await rig.script.until(rig.script.ended, word)
        assert not any(each.address == "1" for each in rig.script.came)
        await rig.script.until(rig.script.ended, "tệp 11")
        assert len(api.called("download")) <= 4
    files = [each.file for each in rig.script.came if each.address == "1"]
    assert files == [FileTrouble.LOST] * 12


async def test_what_nobody_awaits_is_never_fetched() -> None:
    """A2: one clear sentence instead, at once; strangers are the first of whom none is awaited."""
    script = Script(strangers={"1"})
    async with BotApi() as api, polling(api, script) as rig:
        rig.person().sends_document("a.pdf", b"%", caption="xem")
        await rig.script.until(rig.script.ended, "xem")
        assert not api.called("getFile")
        await rig.caught_up()
    assert script.came[0].file is FileTrouble.NOT_AWAITED


async def test_protected_messages_and_files_are_protected_on_telegram() -> None:
    replies = {
        "đọc": Reply((Message("Bài của đồng chí khác", replaces=True, protected=True),)),
        "đầu": Reply((Message("Chọn bài"),)),
    }
    async with BotApi() as api, polling(api, Script(answers=replies)) as rig:
        lan = rig.person()
        lan.types("đầu")
        menu = await lan.receives()
        lan.sends_callback("đọc", message=menu)
        shown = await lan.receives()
        await rig.channel.send_file(
            str(lan.id), FileOut("b.pdf", "application/pdf", b"%", protected=True)
        )
        file = await lan.receives()
        await rig.channel.send_file(str(lan.id), FileOut("c.pdf", "application/pdf", b"%"))
        own = await lan.receives()
    assert (menu.protected, shown.protected, shown.edited) == (False, True, False)
    assert (file.protected, own.protected) == (True, False)


# The router


async def waits(tx: Transaction, address: str, mark: str) -> None:
    """This chat waits for a file."""
    account = await accounts.account(tx, "telegram", address)
    assert account
    await accounts.keep_place(tx, replace(account, shown=mark), now=1)


async def marked(made: World) -> None:
    await made.office.db.write(lambda tx: waits(tx, "lan", "file:roster:c1"))


PAPER = FileIn("a.pdf", "application/pdf", b"x")
"""No spreadsheet: one of those is offered as a roster whenever it comes."""


async def test_a_file_that_nobody_waits_for_is_refused_truthfully(running: World) -> None:
    await founded(running)
    reply = await running.says("lan", "xem giúp", file=PAPER)
    assert reply.refused
    assert "không chờ tệp nào lúc này" in said(reply)
    reply = await running.says("nobody", file=PAPER)
    assert "không chờ tệp nào" in said(reply)


async def test_from_whom_a_file_is_worth_fetching(running: World) -> None:
    """A2: the account is asked; a spreadsheet may come unasked from whoever keeps the roster."""
    await founded(running)

    async def is_wanted(address: str, name: str) -> bool:
        incoming = Incoming("telegram", address, "1")
        return await router.wanted(running.office, incoming, name) != ("", "")

    assert not await is_wanted("lan", "a.pdf")
    assert await is_wanted("lan", "a.xlsx")
    assert not await is_wanted("nobody", "a.xlsx")
    await marked(running)
    assert await is_wanted("lan", "a.pdf")
    assert not await is_wanted("nobody", "a.pdf")


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (FileTrouble.TOO_LARGE, "lớn quá 20 MB"),
        (FileTrouble.EMPTY, "trống"),
        (FileTrouble.LOST, "gửi lại giúp"),
        (FileTrouble.NOT_AWAITED, "không chờ tệp nào"),
    ],
)
async def test_why_a_file_is_not_here_is_said(
    running: World, trouble: FileTrouble, sentence: str
) -> None:
    await founded(running)
    await marked(running)
    reply = await running.says("lan", file=trouble)
    assert reply.refused
    assert sentence in said(reply)
    assert one(running, "SELECT shown FROM accounts WHERE address = 'lan'") == "file:roster:c1"


async def test_the_one_who_waits_gets_the_file(
    running: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[tuple[str, FileIn, str | None]] = []

    async def take(visit: Visit, argument: str, file: FileIn) -> Said:
        if file.name == "sai.pdf":
            raise Refusal("file.empty")
        taken.append((argument, file, visit.incoming.text))
        visit.move(shown="")
        return say(text("device.done_minutes"))

    monkeypatch.setattr(router, "FILES", {"roster": Awaited(take)})
    await founded(running)
    await marked(running)
    wrong = await running.says("lan", file=FileIn("sai.pdf", "application/pdf", b""))
    assert wrong.refused  # and still waited for
    assert not (await running.says("lan", "năm nay", file=PAPER)).refused
    assert taken == [("c1", PAPER, "năm nay")]
    assert "không chờ tệp" in said(await running.says("lan", file=PAPER))


async def test_a_file_is_read_for_who_waits_and_outside_of_the_turn(
    running: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a turn there is no other turn; and nobody else's file is worth reading."""
    done: list[object] = []

    async def read(office: Office, file: FileIn, incoming: Incoming, argument: str) -> str:
        await office.db.write(lambda tx: accounts.account(tx, "telegram", "lan"))
        done.append((incoming.address, argument))
        return file.body.decode()

    async def take(visit: Visit, _argument: str, words: str) -> Said:
        done.append((visit.incoming.address, words))
        return say(text("device.done_minutes"))

    monkeypatch.setattr(router, "FILES", {"roster": Awaited(take, read)})
    await founded(running)
    for address in ("lan", "nobody"):
        assert (await running.says(address, file=PAPER)).refused
    await marked(running)
    assert not (await running.says("lan", file=PAPER)).refused
    assert done == [("lan", "c1"), ("lan", "x")]


async def test_from_telegram_to_the_one_who_waits(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def take(_visit: Visit, _argument: str, file: FileIn) -> Said:
        return say(text("join.asked", cell=file.body.decode()))

    monkeypatch.setattr(router, "FILES", {"roster": Awaited(take)})
    async with world(tmp_path, migrated) as made, BotApi() as api:
        await founded(made, address="7")
        await made.office.db.write(lambda tx: waits(tx, "7", "file:roster"))
        async with polling(api, Routed(made)) as rig:
            lan = rig.person(7)
            lan.sends_document("a.csv", b"Chi bo Mot")
            assert "Chi bo Mot" in (await lan.receives()).text


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Hoa\\danh sách.xlsx", "danh sách.xlsx"),
        ("a\n\x00b\u202e.pdf", "a b.pdf"),
        ("..", "tệp"),
        ("", "tệp"),
        ("ă" * 300 + ".xlsx", "ă" * 115 + ".xlsx"),
        ("<img src=x onerror=alert(1)>.csv", "<img src=x onerror=alert(1)>.csv"),
    ],
)
def test_names_from_outside_are_made_plain(given: str, name: str) -> None:
    assert file_name(given, "tệp") == name


# The browser
