"""Files that are sent on the page, and files that it gives out."""

from __future__ import annotations

import pytest

from bot.domain.messages import (
    MOST_FILE_BYTES,
    FileIn,
    FileOut,
    FileTrouble,
)
from handlers.contract import Message
from tests.channels.web_rig import JSON, Served
from tests.services.scene import one


async def test_a_file_from_a_page_reaches_the_router(served: Served) -> None:
    async with await served.client("hoa") as hoa:
        answer = await hoa.post(
            "/send",
            data={"act": "act-00000001", "text": "đây"},
            files={"file": ("Danh sách.csv", b"a;b\r\n\x00", "text/csv")},
            headers=JSON,
        )
    assert answer.status_code == 200
    (incoming,) = served.script.came
    assert incoming.file == FileIn("Danh sách.csv", "text/csv", b"a;b\r\n\x00")
    assert (incoming.text, incoming.external_id) == ("đây", f"{served.hoa}/act-00000001")


async def test_a_form_without_a_file_is_an_answer_as_before(served: Served) -> None:
    empty = {"file": ("", b"", "application/octet-stream")}
    async with await served.client("hoa") as hoa:
        await hoa.post("/send", data={"text": "7"}, files=empty)
        nothing = await hoa.post("/send", data={"text": " "}, files=empty, headers=JSON)
        await hoa.post("/send", files={"file": ("a.pdf", b"%")})
        await hoa.post("/send", files={"file": ("b.pdf", b"")})
    assert nothing.status_code == 422
    came = [each for each in served.script.came if each.text != "/resume"]
    assert [each.text for each in came] == ["7", None, None]
    assert came[0].file is None
    assert came[2].file is FileTrouble.EMPTY


async def test_the_name_of_a_file_is_only_text(served: Served) -> None:
    evil = '<img src=x onerror="alert(1)">.csv'
    async with await served.client("hoa") as hoa:
        page = await hoa.post("/send", data={"text": "x"}, files={"file": (evil, b"1")})
    assert "<img src=x" not in page.text
    assert "&lt;img src=x onerror=" in page.text


@pytest.mark.parametrize("extra", [1, 3_000_000])
async def test_a_file_that_is_too_large_for_a_page(served: Served, extra: int) -> None:
    big = {"file": ("a.pdf", b"x" * (MOST_FILE_BYTES + extra))}
    async with await served.client("hoa") as hoa:
        page = await hoa.post("/send", data={"text": "lời kèm"}, files=big)
        answer = await hoa.post("/send", data={"text": "lời kèm"}, files=big, headers=JSON)
    assert (page.status_code, answer.status_code) == (413, 413)
    assert "Tệp lớn quá 20 MB" in page.text
    assert "lời kèm</textarea>" in page.text
    assert "20 MB" in answer.json()["notice"]
    assert served.script.acts() == []


async def test_strangers_send_no_files(served: Served) -> None:
    async with served.stranger() as nobody:
        page = await nobody.post(
            "/send", data={"text": "của tôi"}, files={"file": ("a.pdf", b"x" * 500_000)}
        )
    assert page.status_code == 401
    assert "của tôi" in page.text
    assert served.script.came == []


async def test_protected_messages_are_marked_and_never_kept_by_the_browser(served: Served) -> None:
    file = FileOut("b.pdf", "application/pdf", b"%", "x", protected=True)
    await served.channel.send(served.hoa, Message("Bài của người khác", protected=True))
    await served.channel.send_file(served.hoa, file)
    file_id = one(served.world, "SELECT id FROM files")
    async with await served.client("hoa") as hoa:
        page = await hoa.get("/")
        own = await hoa.get(f"/files/{file_id}")
        plain = await hoa.post("/send", data={"text": "7"}, headers=JSON)
    assert page.text.count('class="message notice protected"') == 2
    assert "protected" not in plain.json()["messages"][0]["html"]
    assert (page.headers["cache-control"], own.headers["cache-control"]) == ("no-store",) * 2
