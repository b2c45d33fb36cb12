"""Erasing what lies about oneself, and withdrawing: what goes, and what stays."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from bot.domain.messages import FileOut
from bot.services.devices import webchat
from bot.services.privacy import retention
from tests.services.doors import goes_on_in_browser
from tests.services.privacy.own_data import SECRETARY
from tests.services.scene import (
    BINH,
    HOA,
    STRENGTH,
    Cell,
    answers,
    connection,
    contents,
    delivered,
    every,
    founded,
    hands_in,
    one,
    payloads,
    phrase,
    said,
)
from tests.world import World


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
