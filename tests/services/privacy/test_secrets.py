"""What a member wrote stands in the sealed columns alone: not in a log, an audit line, a notice."""

from __future__ import annotations

import logging
from contextlib import closing

import pytest

from bot.services.privacy import retention
from handlers.contract import Message
from tests.services.scene import (
    Cell,
    clock_to,
    connection,
    contents,
    every,
    founded,
    payloads,
    said,
    swept,
)
from tests.world import World

HOA = "Lê Thị Hoa"
MARKS = {
    "strength": "MARKONE dự đủ kỳ sinh hoạt",
    "deed": "MARKTWO vắng hai buổi học",
    "cause": "MARKTHREE chưa sắp xếp việc",
    "measure": "MARKFOUR ghi lịch từ đầu tháng",
    "wish": "MARKFIVE sinh ngày 12/5/1984",
    "reply": "MARKSIX đã sửa rồi",
    "reason": "MARKSEVEN nghỉ chữa bệnh",
}
NEEDLE = "MARK"
ALLOWED = {
    "interviews.answers",
    "versions.answers",
    "data_requests.wish",
    "data_requests.reply",
    "members.exempt_reason",
}
"""The sealed columns in which people's words belong."""


async def _plays(running: World) -> tuple[Cell, list[Message]]:
    """A cycle with everything that people write; what went out without an act of the receiver."""
    cell = await founded(running)
    await cell.opens()
    await cell.joins(HOA, "hoa")
    await cell.joins("Nguyễn Văn Bình", "binh")
    await cell.exempts("Nguyễn Văn Bình", MARKS["reason"])
    await running.deliver()
    running.outlet.sent = []
    await running.says("hoa", "/resume")
    for typed in (MARKS["strength"], "3 hiếm khi", MARKS["deed"], MARKS["cause"]):
        await running.says("hoa", typed)
    await running.taps("lan", "s:remind:" + _cycle(running, cell))
    unasked = [seen.message for seen in await swept(running)]
    await running.taps("hoa", f"d:{cell.member(HOA)}:ask")
    for typed in ("1", MARKS["wish"], "nộp"):
        reply = await running.says("hoa", typed)
        assert not reply.refused, said(reply)
    (request,) = payloads(await running.says("lan", "/requests"), "dq:.+")
    await running.taps("lan", f"{request}:answer")
    for typed in ("1", MARKS["reply"], "nộp"):
        await running.says("lan", typed)
    for day in ("2026-08-24 17:01", "2026-08-25 17:01", "2026-09-15 08:00", "2026-09-18 17:01"):
        clock_to(running, day)
        unasked += [seen.message for seen in await swept(running)]
    return cell, [each for each in unasked if isinstance(each, Message)]


def _cycle(running: World, cell: Cell) -> str:
    (found,) = every(running, "SELECT id FROM cycles WHERE cell_id = ?", cell.id)
    return str(found[0])


async def test_no_word_leaves_the_sealed_columns(
    running: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _, unasked = await _plays(running)
    await retention.purge(running.office)

    assert len(unasked) > 5
    assert not [m.text for m in unasked if NEEDLE in m.text]
    labels = (b.label for m in unasked for row in m.buttons for b in row)
    assert not [label for label in labels if NEEDLE in label]
    assert NEEDLE not in caplog.text
    places = {
        f"{table}.{column}"
        for table, rows in contents(running).items()
        for row in rows
        for column, value in zip(_columns(running, table), row, strict=True)
        if NEEDLE in str(value)
    }
    assert {"interviews.answers", "data_requests.wish", "members.exempt_reason"} <= places
    assert places <= ALLOWED


async def test_the_log_of_an_error_holds_no_answer(
    running: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the level at which the program runs; a traceback is for those who switch it on."""
    caplog.set_level(logging.INFO)
    cell = await founded(running)
    await cell.opens()
    await cell.joins(HOA, "hoa")
    await running.says("hoa", "/resume")

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError(MARKS["strength"])

    monkeypatch.setattr("bot.services.interview.conversation.advance.typed", breaks)
    reply = await running.says("hoa", MARKS["strength"])
    assert "mã" in said(reply)
    assert NEEDLE not in caplog.text
    assert NEEDLE not in said(reply)


def _columns(running: World, table: str) -> list[str]:
    with closing(connection(running)) as database:
        return [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
