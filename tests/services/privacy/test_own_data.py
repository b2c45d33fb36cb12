"""Seeing and taking along what lies about oneself, and nothing of anybody else."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from bot.domain.messages import FileOut
from handlers.contract import Message
from tests.services.privacy.own_data import SECRETARY
from tests.services.scene import BINH, DEED, HOA, STRENGTH, Cell, contents, founded, phrase, said
from tests.world import World

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def exported(cell: Cell, address: str, name: str) -> tuple[dict[str, Any], str]:
    """The two files of an export: the machine's, and the words of the one to be read."""
    await cell.world.taps(address, f"d:{cell.member(name)}:export")
    await cell.world.deliver()
    files = [file for file in cell.world.outlet.take(address) if isinstance(file, FileOut)]
    paper, machine = files
    assert (paper.media_type, machine.media_type) == (DOCX, "application/json")
    with zipfile.ZipFile(io.BytesIO(paper.body)) as parts:
        words = parts.read("word/document.xml").decode()
    found: dict[str, Any] = json.loads(machine.body)
    return found, words


async def test_everything_is_handed_out(cell: Cell) -> None:
    data, paper = await exported(cell, "hoa", HOA)

    assert list(data) == [
        *(
            "format",
            "made_at",
            "person",
            "accounts",
            "consents",
            "reviews",
            "preparation",
            "erased",
        ),
        *("requests", "acts", "files", "traces"),
    ]
    assert data["format"] == "tusoi-own-data/1"
    assert data["person"][0]["name"] == HOA
    assert data["accounts"][0]["channel"] == "telegram"
    [consent] = data["consents"]
    assert consent["agreed"] is True
    assert "91/2025/QH15" in consent["text"]
    [review] = data["reviews"]
    assert (review["version"], review["state"], review["form"]) == (1, "submitted", "member")
    assert review["kept_until"] == "2031-12-31"
    assert STRENGTH in [each["answer"] for each in review["answers"]]
    assert {"review_read", "submitted", "consented"} <= {each["act"] for each in data["acts"]}
    assert [request["right"] for request in data["requests"]] == ["access"]
    for words in (HOA, STRENGTH, "91/2025/QH15", f"{SECRETARY} (Bí thư): đọc bản tự soi"):
        assert words in paper


async def test_nothing_of_another_person_is_handed_out(cell: Cell) -> None:
    data, paper = await exported(cell, "hoa", HOA)
    whole = json.dumps(data, ensure_ascii=False) + paper
    assert DEED not in whole
    assert BINH not in whole


async def test_a_draft_is_handed_out_too(cell: Cell) -> None:
    data, paper = await exported(cell, "binh", BINH)
    [review] = data["reviews"]
    assert (review["version"], review["submitted_at"]) == (0, None)
    assert DEED in [each["answer"] for each in review["answers"]]
    assert DEED in paper


async def test_who_has_read_is_listed_with_role_time_and_version(cell: Cell) -> None:
    reply = await cell.world.taps("hoa", f"d:{cell.member(HOA)}:read")
    assert f"24/08 09:01 · {SECRETARY} (Bí thư): đọc bản tự soi (lần nộp 1)" in said(reply)
    nothing = await cell.world.taps("binh", f"d:{cell.member(BINH)}:read")
    assert SECRETARY not in said(nothing)


async def test_another_persons_data_is_out_of_reach(cell: Cell) -> None:
    before = contents(cell.world)
    for act in (
        "",
        ":read",
        ":export",
        ":stop",
        ":stop:yes",
        ":erase",
        ":erase:sure",
        ":erase:yes",
    ):
        reply = await cell.world.taps("binh", f"d:{cell.member(HOA)}{act}")
        assert reply.refused, act
    after = contents(cell.world)
    assert after["interviews"] == before["interviews"]
    assert after["consents"] == before["consents"]
    assert after["outbox"] == before["outbox"]


async def test_a_stranger_has_no_data(running: World) -> None:
    await founded(running)
    reply = await running.says("nobody", "/mydata")
    assert phrase(running, "access.stranger") in said(reply)


async def test_a_stamped_text_is_kept_nowhere(cell: Cell) -> None:
    world = cell.world
    await world.says("binh", "/resume")
    for typed in ("Kèm công văn TỐI MẬT số 3", "TÀI LIỆU MẬT"):
        reply = await world.says("binh", typed)
        assert reply.refused
        assert phrase(world, "kinds.stamped") in said(reply)
    await world.taps("hoa", f"d:{cell.member(HOA)}:ask")
    await world.says("hoa", "1")
    assert (await world.says("hoa", "Theo văn bản TUYỆT MẬT")).refused
    whole = str(contents(world))
    assert "MẬT" not in whole.replace("(MẬT, TỐI MẬT, TUYỆT MẬT)", "")


async def test_messages_are_messages(cell: Cell) -> None:
    """The overview tells counts and dates, never an answer."""
    reply = await cell.world.says("hoa", "/mydata")
    assert all(isinstance(message, Message) for message in reply.messages)
    assert STRENGTH not in said(reply)


async def test_a_hundred_wishes_for_the_same_are_one(cell: Cell) -> None:
    """A8: while it waits. What has been made may be asked for again."""
    hoa = cell.member(HOA)
    for _ in range(100):
        await cell.world.taps("hoa", f"d:{hoa}:export")
    for times in (1, 2):
        await cell.world.deliver()
        files = [each for _, each in cell.world.outlet.sent if isinstance(each, FileOut)]
        assert len(files) == 2 * times  # to read, and for a machine
        await cell.world.taps("hoa", f"d:{hoa}:export")
