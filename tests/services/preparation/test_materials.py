"""Materials through the real router: sent, opened, read, and reminded of."""

from __future__ import annotations

from pathlib import Path

from bot.domain.messages import FileOut
from bot.services.devices import webchat
from tests.services.preparation.prepared import PDF, nudges, sends, sent_material
from tests.services.scene import (
    BINH,
    HOA,
    Cell,
    clock_to,
    delivered,
    every,
    one,
    payloads,
    said,
    swept,
    watched,
)

NUDGE = "Nhắc việc: đồng chí còn tài liệu"
SEALED_NOTHING = 40
"""Bytes of a sealed column without anything in it."""


async def test_a_material_is_kept_once_however_often_it_is_opened(cell: Cell) -> None:
    """A8: while it waits it is one, and on the page one file that refers to the material."""
    material = await sent_material(cell)
    await delivered(cell.world)
    for _ in range(26):
        await cell.world.taps("hoa", f"pm:{material}:open")
    await cell.world.deliver()
    (file,) = [each for _, each in cell.world.outlet.sent if isinstance(each, FileOut)]
    office = cell.world.office
    hoa = one(cell.world, "SELECT person_id FROM accounts WHERE address = 'hoa'")
    ids = {await webchat.keep_file(office, hoa, file) for _ in range(26)}
    assert len(ids) == 1
    assert one(cell.world, "SELECT SUM(LENGTH(body)) FROM files") <= SEALED_NOTHING
    (file_id,) = ids
    found = await webchat.file(office, hoa, file_id)
    assert found
    assert (found.name, found.body) == (file.name, PDF)
    await cell.world.taps("lan", f"pm:{material}:remove:yes")
    assert await webchat.file(office, hoa, file_id) is None


async def test_a_file_goes_to_everybody_and_is_read_by_a_hundred_percent(cell: Cell) -> None:
    material = await sent_material(cell)
    told = await delivered(cell.world)
    assert {each.address for each in told} == {"hoa", "binh"}
    assert all("Nghị quyết" not in each.words for each in told)
    early = await cell.world.taps("hoa", f"pm:{material}:read")
    assert "mở tài liệu rồi" in said(early)
    await cell.world.taps("hoa", f"pm:{material}:open")
    await cell.world.deliver()
    (file,) = [each for to, each in cell.world.outlet.sent if isinstance(each, FileOut)]
    assert (file.name, file.media_type, file.body) == ("Nghị quyết.pdf", "application/pdf", PDF)
    await cell.world.taps("hoa", f"pm:{material}:read")
    card = await cell.world.taps("lan", f"pm:{material}")
    assert "Đã đọc 1/3 (33%)" in said(card)
    assert f"Chưa mở: Trần Thị Mai Lan, {BINH}" in said(card)
    for address in ("binh", "lan"):
        await cell.world.taps(address, f"pm:{material}:open")
        await cell.world.taps(address, f"pm:{material}:read")
    assert "Đã đọc 3/3 (100%)" in said(await cell.world.taps("lan", f"pm:{material}"))
    assert "đã đọc 3/3 (100%)" in said(await cell.world.taps("lan", f"pm:list:{cell.id}"))


async def test_only_what_phones_can_show_is_taken_and_only_when_it_is_awaited(cell: Cell) -> None:
    await cell.world.taps("lan", f"pm:file:{cell.id}")
    for name, body in (("a.exe", PDF), ("a.pdf", b"MZ"), ("a.docx", PDF)):
        refused = await sends(cell.world, "lan", name, body)
        assert refused.refused, name
    taken = await sends(cell.world, "lan", "Ảnh.PNG", b"\x89PNG\r\n\x1a\n...")
    assert payloads(taken, "pm:.*:send")
    assert payloads(await sends(cell.world, "lan", "a.pdf", PDF), "pm:.*:send")  # of one album
    await cell.world.says("lan", "/status")
    assert (await sends(cell.world, "lan", "b.pdf", PDF)).refused
    assert one(cell.world, "SELECT count(*) FROM materials") == 2


async def test_a_member_sees_neither_the_unsent_nor_who_has_read(cell: Cell) -> None:
    await cell.world.taps("lan", f"pm:file:{cell.id}")
    await sends(cell.world, "lan", "Dự thảo.pdf", PDF)
    material = one(cell.world, "SELECT id FROM materials")
    assert "Dự thảo" not in said(await cell.world.says("hoa", "/tailieu"))
    assert (await cell.world.taps("hoa", f"pm:{material}:open")).refused
    assert (await cell.world.taps("hoa", f"pm:{material}")).refused
    assert (await cell.world.taps("hoa", f"pm:list:{cell.id}")).refused


async def test_c5_readers_are_reminded_until_they_have_read(cell: Cell) -> None:
    material = await sent_material(cell)
    await delivered(cell.world)
    seen = await watched(cell.world, "2026-09-16 12:00")
    await cell.world.taps("binh", f"pm:{material}:open")
    await cell.world.taps("binh", f"pm:{material}:read")
    await delivered(cell.world)
    seen += await watched(cell.world, "2026-09-25 12:00")
    first = [f"{day}/09 08:00" for day in (11, 15, 16)]
    assert nudges(seen, "hoa", NUDGE) == [*first, "17/09 08:00", "18/09 08:00"]
    assert nudges(seen, "binh", NUDGE) == first


async def test_after_downtime_and_a_restart_each_is_reminded_once(cell: Cell) -> None:
    await sent_material(cell)
    await delivered(cell.world)
    clock_to(cell.world, "2026-09-16 23:30")
    assert nudges(await swept(cell.world), "hoa", NUDGE) == []
    clock_to(cell.world, "2026-09-17 07:05")
    first = await swept(cell.world)
    await cell.world.restart()
    again = await swept(cell.world)
    again += await watched(cell.world, "2026-09-22 12:00")
    assert nudges([*first, *again], "hoa", NUDGE) == ["18/09 08:00"]
    recorded = every(
        cell.world,
        "SELECT days_before, outbox_id IS NULL FROM reminders WHERE member_id = ?"
        " AND kind = 'read' ORDER BY days_before",
        cell.member(HOA),
    )
    assert recorded == [(0, 0), (1, 1), (2, 1), (3, 1), (7, 1)]


async def test_the_bytes_of_a_material_lie_sealed(cell: Cell) -> None:
    await sent_material(cell)
    database = Path(cell.world.settings.database_url.removeprefix("sqlite:///"))
    files = [each for each in database.parent.iterdir() if each.name.startswith(database.name)]
    written = b"".join(each.read_bytes() for each in files)
    assert b"materials" in written
    assert PDF not in written
    assert b"Nghi quyet" not in written
