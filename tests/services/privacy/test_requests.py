"""Asking the secretary to correct or to stop something: in time, and answered once."""

from __future__ import annotations

from tests.services.scene import HOA, Cell, clock_to, delivered, every, founded, one, phrase, said


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
