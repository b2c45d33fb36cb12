"""Last time's items come first, to their author alone; the report counts what became of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.content.papers.report import chat
from bot.content.papers.sheet import sheet_paper
from bot.content.words.phrases import phrases
from bot.domain.report.summary import Summary
from bot.services.report import summaries
from bot.services.review import sheets
from bot.services.review.sheets import SheetJob
from storage.engine.database import Transaction
from tests.services.scene import (
    BINH,
    DEED,
    HOA,
    SHORTEST,
    Cell,
    answers,
    delivered,
    every,
    founded,
    hands_in,
    one,
    payloads,
    said,
)
from tests.shelf import made_once
from tests.world import World

LATE = "Hai lần tôi vào điểm sổ điện tử muộn ba ngày"
DETAILS = (DEED, "1", "2")
"""Deed, cause and measure of a row."""
LAST_YEAR = (
    SHORTEST[0],
    "3 thỉnh thoảng, 5 hiếm khi",
    *DETAILS,
    *DETAILS,
    *("0", "0", "có", "2", LATE, "bỏ qua", "không"),
    *SHORTEST[5:],
)
"""Two rows of group I, and one shortcoming in own words."""
THIS_YEAR = (SHORTEST[0], "5 hiếm khi, 8 hiếm khi", *DETAILS, *DETAILS, *SHORTEST[2:])
"""One of the two is still there, another is new."""


@made_once
async def cell(running: World) -> Cell:
    """A cycle of last year is closed: Hoa noted three items, Bình none. This year's is open."""
    made = await founded(running)
    await made.opens()
    for name, address, words in ((HOA, "hoa", LAST_YEAR), (BINH, "binh", SHORTEST)):
        await made.joins(name, address)
        await running.says(address, "/resume")
        await answers(running, address, words)
        await running.says(address, "nộp")
    await made.closes()
    running.clock.now += timedelta(days=365)
    await made.opens("18/9")
    await delivered(running)
    return made


async def this_year(cell: Cell, first: str = "1 còn, 2 đỡ, 3 đã hết") -> str:
    """Hoa answers and hands in; what is said then."""
    await cell.world.says("hoa", "/resume")
    await answers(cell.world, "hoa", (first, *THIS_YEAR))
    return said(await cell.world.says("hoa", "nộp"))


async def counted(cell: Cell) -> Summary:
    cycle = one(cell.world, "SELECT id FROM cycles WHERE closed_at IS NULL")
    found = await summaries.summary(cell.world.office, cycle)
    assert found
    return found


async def test_the_review_begins_with_last_years_items(cell: Cell) -> None:
    """Marked rows with their level, then the shortcoming in own words."""
    shown = said(await cell.world.says("hoa", "/resume"))
    assert "Phần 1/6" in shown
    assert "1. I.3 " in shown
    assert "(thỉnh thoảng)" in shown
    assert "2. I.5 " in shown
    assert f"3. {LATE}" in shown


async def test_c9_its_screen_says_that_nobody_else_reads_it_and_the_next_who_does(
    cell: Cell,
) -> None:
    shown = said(await cell.world.says("hoa", "/resume"))
    assert "Người đọc: chỉ đồng chí; khi họp, đồng chí tự đọc." in shown
    after = said(await cell.world.says("hoa", "1 còn, 2 đỡ, 3 đã hết"))
    assert "Người đọc: Bí thư; khi họp, đồng chí tự đọc." in after


async def test_who_has_no_items_sees_nothing_of_it(cell: Cell) -> None:
    """Neither a screen nor a part that is counted; the same for a newcomer."""
    await cell.joins("Vũ Mây", "may")
    for address in ("binh", "may"):
        shown = said(await cell.world.says(address, "/resume"))
        assert "Phần 1/5" in shown
        assert "Năm qua đồng chí thấy mình làm tốt" in shown
        assert "nộp" in said(await hands_in(cell.world, address))


async def test_taps_go_in_place_and_one_more_says_the_rest_is_gone(cell: Cell) -> None:
    reply = await cell.world.says("hoa", "/resume")
    second = payloads(reply, r"i:\w+:\w+:2\.1")[0]
    reply = await cell.world.taps("hoa", second)
    assert reply.messages[-1].replaces
    reply = await cell.world.taps("hoa", payloads(reply, r"i:\w+:\w+:2\.2")[0])
    assert "đỡ" in said(reply)
    rest = payloads(reply, r"i:\w+:\w+:0")[0]
    assert "Năm qua đồng chí" in said(await cell.world.taps("hoa", rest))


async def test_some_typed_levels_keep_the_screen_until_every_item_has_one(cell: Cell) -> None:
    await cell.world.says("hoa", "/resume")
    assert "3. " in said(await cell.world.says("hoa", "1 còn, 2 đỡ"))
    left = await cell.world.says("hoa", "xong")
    assert left.refused
    assert "mục 3" in said(left)
    assert "Năm qua đồng chí" in said(await cell.world.says("hoa", "3 đã hết"))


async def test_nothing_is_blocked_whatever_is_marked_after(cell: Cell) -> None:
    """Said to be gone and marked again, or to be still there and not marked: the own word."""
    assert "Đã nộp" in await this_year(cell, "1 còn, 2 đã hết, 3 đỡ")


async def test_the_author_compares_both_years_two_taps_from_the_menu(cell: Cell) -> None:
    await this_year(cell)
    menu = await cell.world.says("hoa", "/resume")
    (tap,) = payloads(menu, r"v:\w+:compare")
    shown = said(await cell.world.taps("hoa", tap))
    assert "So với 2026" in shown
    gone, still, new = (shown.index(word) for word in ("Đã hết (1)", "Còn (1)", "Mới (1)"))
    assert gone < shown.index("I.3 ") < still < shown.index("I.5 ") < new < shown.index("I.8 ")
    assert f"{LATE}: đã hết" in shown
    assert (await cell.world.taps("binh", tap)).refused
    assert (await cell.world.taps("lan", tap)).refused


async def test_the_reviewer_does_not_read_what_became_of_last_years_items(cell: Cell) -> None:
    """That is the author's own, until it is read out."""
    await this_year(cell)
    review = one(cell.world, "SELECT id FROM interviews ORDER BY updated_at DESC")
    pages = [said(await cell.world.taps("lan", f"q:{review}:read:{n}")) for n in (1, 2, 3)]
    assert DEED in "".join(pages)
    for words in ("Những mục năm trước", LATE, "đã hết"):
        assert words not in "".join(pages)


async def test_the_report_counts_those_in_both_cycles_only(cell: Cell) -> None:
    """Hoa and Bình are in both; a newcomer's marks are in the totals alone."""
    await this_year(cell)
    await hands_in(cell.world, "binh")
    await cell.joins("Vũ Mây", "may")
    await cell.world.says("may", "/resume")
    await answers(cell.world, "may", THIS_YEAR)
    await cell.world.says("may", "nộp")
    found = await counted(cell)
    assert found.totals.marks == 4
    comparison = found.comparison
    assert comparison is not None
    assert (comparison.people, comparison.year) == (2, 2026)
    moves = comparison.total
    assert (moves.resolved, moves.remaining, moves.new) == (1, 1, 1)
    assert [people for _, people in comparison.word.options] == [1, 1, 1]
    overview = cell.world.office.catalogue.render(chat.parts(found)[0], "vi")
    said_so = "So với 2026 (2 đồng chí có ở cả hai kỳ): đã hết 1 lượt mục, còn 1, mới 1."
    assert said_so in overview
    assert "trong 3 mục năm trước: đã hết 1; đỡ 1; còn 1" in overview


async def test_the_print_has_the_items_as_its_second_part(cell: Cell) -> None:
    await this_year(cell)
    office = cell.world.office
    review = one(
        cell.world, "SELECT id FROM interviews WHERE member_id = ? AND state = 'submitted'"
        " ORDER BY submitted_at DESC", cell.member(HOA)
    )  # fmt: skip
    sheet = await office.db.read(lambda tx: sheets.sheet(office, tx, SheetJob(review, 1), "vi"))
    assert sheet
    blocks = [block.text for block in sheet_paper(sheet, phrases("vi")).blocks]
    parts = [text for text in blocks if text[:2] in ("1.", "2.", "3.")]
    assert parts[:3] == [
        "1. Thông tin người viết",
        "2. Những mục năm trước nay ra sao",
        "3. Ưu điểm",
    ]
    assert f"{LATE}: đã hết." in blocks


@pytest.mark.parametrize("what", ["returned", "erased"])
async def test_a_review_that_is_not_handed_in_or_was_erased_carries_nothing(
    cell: Cell, what: str
) -> None:
    async def work(tx: Transaction) -> None:
        if what == "returned":
            await tx.run("UPDATE interviews SET state = 'returned' WHERE state = 'submitted'")
        else:
            await tx.run("DELETE FROM versions")

    await cell.world.office.db.write(work)
    assert "Phần 1/5" in said(await cell.world.says("hoa", "/resume"))


async def test_the_items_lie_with_the_answers_and_nowhere_else(cell: Cell) -> None:
    """What seals and erases answers seals and erases them; the cycle's form stays frozen."""
    await this_year(cell)
    kept = every(cell.world, "SELECT answers FROM interviews WHERE cycle_id <> ''")
    assert sum(LATE in answers for (answers,) in kept) == 2
    forms = every(cell.world, "SELECT body FROM cycle_forms")
    assert not any(LATE in body for (body,) in forms)
