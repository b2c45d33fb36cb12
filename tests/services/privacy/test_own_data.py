"""Seeing, taking along and erasing what lies about oneself; asking the secretary in time."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.domain.messages import FileOut
from bot.services.devices import webchat
from bot.services.office import millis, new_id
from bot.services.privacy import retention
from handlers.contract import Message
from storage import outbox
from storage.engine.database import Transaction
from tests.services.scene import (
    BINH,
    DEED,
    HOA,
    STRENGTH,
    Cell,
    answers,
    clock_to,
    connection,
    contents,
    delivered,
    every,
    founded,
    gathered,
    goes_on_in_browser,
    hands_in,
    one,
    payloads,
    phrase,
    said,
)
from tests.shelf import made_once
from tests.world import World

SECRETARY = "Trần Thị Mai Lan"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@made_once
async def cell(running: World) -> Cell:
    """Hoa has handed in twice, Bình is half-way, and Lan has read Hoa's first version."""
    made = await gathered(running, "hoa", "binh")
    await hands_in(running, "hoa")
    running.clock.forward(minutes=1)
    await reads(running, "lan", made, HOA)
    await running.says("binh", "/resume")
    await answers(running, "binh", [STRENGTH, "3 hiếm khi", DEED])
    await running.deliver()
    running.outlet.sent = []
    return made


async def reads(world: World, address: str, cell: Cell, name: str) -> None:
    """The audit line that whoever opens a review leaves."""
    person = one(world, "SELECT person_id FROM accounts WHERE address = ?", address)
    review = one(world, "SELECT id FROM interviews WHERE member_id = ?", cell.member(name))

    async def work(tx: Transaction) -> None:
        await outbox.record(
            tx,
            new_id(),
            cell_id=cell.id,
            person_id=person,
            act="review_read",
            about=review,
            now=millis(world.clock()),
        )

    await world.office.db.write(work)


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


async def test_erasing_asks_twice_and_removes_the_text(cell: Cell) -> None:
    world = cell.world
    browser = await goes_on_in_browser(world, "hoa")
    review = one(world, "SELECT id FROM interviews WHERE member_id = ?", cell.member(HOA))
    await browser.says(payload=f"v:{review}:copy")
    await world.deliver()
    copy = FileOut("ban.pdf", "application/pdf", STRENGTH.encode())
    await webchat.keep_file(world.office, browser.person, copy)
    await webchat.keep(world.office, browser.person, STRENGTH)

    screen = await world.taps("hoa", f"d:{cell.member(HOA)}")
    (first,) = payloads(screen, "d:.+:erase")
    (second,) = payloads(await world.taps("hoa", first), "d:.+:sure")
    (third,) = payloads(await world.taps("hoa", second), "d:.+:yes")
    assert STRENGTH in str(contents(world)["interviews"])
    reply = await world.taps("hoa", third)

    assert phrase(world, "mydata.erased", reviews=1) in said(reply)
    left = contents(world)
    hoas = [row for row in left["interviews"] if cell.member(HOA) in row]
    assert hoas == []
    assert review not in str(left["versions"])
    person = one(world, "SELECT person_id FROM members WHERE id = ?", cell.member(HOA))
    assert person not in str(left["files"])
    assert person not in str(left["mailbox"])
    assert every(world, "SELECT interview_id, form, version FROM erasures") == [
        (review, "member", 1)
    ]
    # who has read it is still known, and the requests are in the register as done
    assert SECRETARY in said(await world.taps("hoa", f"d:{cell.member(HOA)}:read"))
    assert every(world, "SELECT kind, state FROM data_requests") == [("erase", "done")]


async def test_no_chat_is_about_an_erased_review(cell: Cell) -> None:
    """The same person was in the midst of it on another device."""
    world = cell.world
    review = one(world, "SELECT id FROM interviews WHERE member_id = ?", cell.member(HOA))
    await world.taps("hoa", f"v:{review}:back:yes")
    browser = await goes_on_in_browser(world, "hoa")
    await browser.says("/resume")
    about = "SELECT COUNT(*) FROM accounts WHERE interview_id = ?"
    assert one(world, about, review) == 2
    await world.taps("hoa", f"d:{cell.member(HOA)}:erase:yes")
    assert one(world, about, review) == 0
    assert not (await browser.says("Dự đủ các kỳ họp")).refused


async def test_erasing_leaves_other_people_alone(cell: Cell) -> None:
    world = cell.world
    binhs = [row for row in contents(world)["interviews"] if cell.member(BINH) in row]
    await world.taps("hoa", f"d:{cell.member(HOA)}:erase:yes")
    assert [row for row in contents(world)["interviews"] if cell.member(BINH) in row] == binhs


async def test_what_was_erased_is_not_in_the_file_after_the_daily_purge(cell: Cell) -> None:
    world = cell.world
    path = Path(world.settings.database_url.removeprefix("sqlite:///"))
    with closing(connection(world)) as database:
        sealed = database.execute(
            "SELECT answers FROM interviews WHERE member_id = ?", (cell.member(HOA),)
        ).fetchone()[0]
    tail = sealed.encode()[-80:]
    files = [path, path.with_name(f"{path.name}-wal")]
    assert any(tail in file.read_bytes() for file in files)

    await world.taps("hoa", f"d:{cell.member(HOA)}:erase:yes")
    await retention.purge(world.office)

    assert not any(tail in file.read_bytes() for file in files if file.exists())


async def test_withdrawing_keeps_what_was_handed_in(cell: Cell) -> None:
    world = cell.world
    reply = await world.taps("hoa", f"d:{cell.member(HOA)}:stop:yes")
    assert phrase(world, "mydata.stopped", drafts=0) in said(reply)
    assert STRENGTH in str(contents(world)["versions"])
    notice = [seen for seen in await delivered(world) if seen.address == "lan"]
    assert [seen.words for seen in notice] == [phrase(world, "mydata.withdrawn_notice")]
    assert HOA not in notice[0].words


async def asks(cell: Cell, address: str, name: str, wish: str, right: str = "1") -> None:
    """A member sends the secretary a request."""
    await cell.world.taps(address, f"d:{cell.member(name)}:ask")
    for typed in (right, wish, "nộp"):
        reply = await cell.world.says(address, typed)
        assert not reply.refused, said(reply)


async def test_a_request_runs_by_the_legal_clock(cell: Cell) -> None:
    world = cell.world
    clock_to(world, "2026-08-28 09:00")  # Friday; then the National Day, with a day before it
    await asks(cell, "hoa", HOA, "Tôi sinh ngày 12/5/1984")

    row = every(world, "SELECT kind, state, answer_on, done_on, wish FROM data_requests")
    assert row == [("correct", "open", "2026-09-04", "2026-09-07", "Tôi sinh ngày 12/5/1984")]
    notice = [seen.words for seen in await delivered(world) if seen.address == "lan"]
    assert len(notice) == 1
    assert "1984" not in notice[0]
    assert HOA not in notice[0]
    assert "quá hạn" not in said(await world.says("lan", "/requests"))
    clock_to(world, "2026-09-05 09:00")
    assert "quá hạn 1 ngày" in said(await world.says("lan", "/requests"))


async def test_the_answer_stops_the_clock_once(cell: Cell) -> None:
    world = cell.world
    await asks(cell, "hoa", HOA, "Xin đừng đưa tôi vào bảng so sánh", right="2")
    request = one(world, "SELECT id FROM data_requests")
    await delivered(world)
    for _ in range(2):
        await world.taps("lan", f"dq:{request}:answer")
        for typed in ("2", "Bảng ấy không có tên người.", "nộp"):
            reply = await world.says("lan", typed)
    assert phrase(world, "requests.settled") in said(reply)

    assert one(world, "SELECT state FROM data_requests") == "declined"
    words = [seen.words for seen in await delivered(world) if seen.address == "hoa"]
    assert words == [phrase(world, "requests.answered_notice")]
    assert "Bảng ấy không có tên người." in said(await world.says("hoa", "/mydata"))


async def test_another_cells_request_is_unknown(cell: Cell) -> None:
    await asks(cell, "hoa", HOA, "Tôi sinh ngày 12/5/1984")
    request = one(cell.world, "SELECT id FROM data_requests")
    await founded(cell.world, "Chi bộ Khu phố Bốn", "Đinh Văn Khoa", "khoa")
    for payload in (f"dq:{request}", f"dq:{request}:answer", f"dq:list:{cell.id}"):
        reply = await cell.world.taps("khoa", payload)
        assert reply.refused
        assert "1984" not in said(reply)


async def test_rights_outlive_the_membership(cell: Cell) -> None:
    world = cell.world
    member = cell.member(HOA)
    await world.taps("lan", f"m:{member}:remove:moved")

    reply = await world.says("hoa", "/mydata")

    assert HOA in said(reply)
    assert payloads(reply, "d:.+:export")
    assert not payloads(reply, "d:.+:ask")
    await world.taps("hoa", f"d:{member}:erase:yes")
    assert one(world, "SELECT COUNT(*) FROM interviews WHERE member_id = ?", member) == 0


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


async def test_what_was_written_for_the_collective_is_the_cells(running: World) -> None:
    """It is shown and handed out, but neither erased nor counted among what would be."""
    cell = await founded(running)
    await running.says("lan", "/cycle")
    for typed in ("Giữ nguyên", "Giữ nguyên", "1, 2", "1", "18/9", "2", "bỏ qua", "xong", "nộp"):
        reply = await running.says("lan", typed)
    assert not reply.refused, said(reply)
    lan = cell.member(SECRETARY)
    (yes,) = payloads(await running.says("lan", "/resume"), "c:.+:y")
    await running.taps("lan", yes)
    await hands_in(running, "lan")
    await running.says("lan", "/resume")
    await answers(running, "lan", ["Tập thể dự đủ các kỳ"])

    question = said(await running.taps("lan", f"d:{lan}:erase"))
    assert "1 bản tự soi của đồng chí với 1 lần nộp" in question
    await running.taps("lan", f"d:{lan}:erase:yes")

    assert every(running, "SELECT form FROM interviews WHERE cycle_id <> ''") == [("collective",)]
    assert "Tập thể dự đủ các kỳ" in str(contents(running)["interviews"])
    assert not payloads(await running.says("lan", "/mydata"), "d:.+:erase")


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
