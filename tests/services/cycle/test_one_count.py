"""Status, its picture, the digest and the report say the same numbers at the same moment."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.domain.cycle.place import Place
from bot.domain.report.summary import Edition
from bot.services.cycle import status
from bot.services.report import summaries
from storage import cycles
from storage.engine.database import Transaction
from tests.services.scene import (
    BINH,
    HOA,
    Cell,
    founded,
    hands_in,
    one,
    payloads,
    said,
    sample_cell,
)
from tests.world import World

REPORTED = {
    "approved": (Place.APPROVED,),
    "waiting": (Place.SUBMITTED,),
    "returned": (Place.RETURNED,),
    "on_paper": (Place.ON_PAPER,),
    "declined": (Place.NOT_SUBMITTING,),
    "missing": (Place.UNDER_WAY, Place.NOT_BEGUN),
    "exempt": (Place.EXEMPT,),
}


async def counts(world: World, cycle_id: str) -> tuple[dict[str, int], dict[str, int]]:
    """The same counts of the status and of the report, by the report's names."""
    office = world.office

    async def work(tx: Transaction) -> status.Status:
        cycle = await cycles.cycle(tx, cycle_id)
        assert cycle
        return await status.status(office, tx, cycle)

    now = await office.db.read(work)
    summary = await summaries.summary(office, cycle_id)
    assert summary
    shown = {name: now.count(*places) for name, places in REPORTED.items()}
    picture = await office.db.read(
        lambda tx: status.picture(office, tx, status.StandingJob(cycle_id))
    )
    assert picture
    assert Counter(dict(picture.counts)) == Counter({p: now.count(p) for p in Place})
    return shown, dict(summary.participation.places)


async def test_the_invented_cell_has_one_set_of_numbers(running: World) -> None:
    """Its deputy and its secretary have more to write than the others."""
    made = await sample_cell(running)
    newest = str(one(running, "SELECT id FROM cycles WHERE closed_at IS NULL"))
    shown, reported = await counts(running, newest)
    assert shown == reported
    assert shown["approved"] > 0
    assert made.cell.id


@pytest.fixture
async def cell(running: World) -> Cell:
    """Hoa was named for the collective's review, and has handed in her own."""
    made = await founded(running)
    await made.joins(HOA, "hoa")
    await made.joins(BINH, "binh")
    await running.says("lan", "/cycle")
    for typed in ("Giữ nguyên", "Giữ nguyên", "1, 2", HOA, "18/9", "Đến hết ngày này", "bỏ qua"):
        reply = await running.says("lan", typed)
        assert not reply.refused, said(reply)
    await running.says("lan", "xong")
    await running.says("lan", "nộp")
    consent = payloads(await running.says("hoa", "/resume"), r"c:\w+:[\w.]+:y")
    await running.taps("hoa", consent[0])
    await hands_in(running, "hoa")
    await running.says("hoa", "/resume")
    return made


async def state(cell: Cell, form: str, state: str) -> None:
    """What is in the book of one of Hoa's reviews."""
    sql = (
        "UPDATE interviews SET state = :state, version = 1, submitted_at = 1, revision = 3"
        " WHERE member_id = :member AND form = :form"
    )
    member = cell.member(HOA)
    await cell.world.office.db.write(lambda tx: tx.run(sql, state=state, member=member, form=form))


@pytest.mark.parametrize(
    ("collective", "words"),
    [
        ("submitted", "chờ duyệt"),
        ("returned", "đang bổ sung"),
        ("draft", "đang làm"),
        ("approved", ""),
    ],
)
async def test_who_was_approved_counts_while_the_collectives_waits(
    cell: Cell, collective: str, words: str
) -> None:
    await state(cell, "member", "approved")
    await state(cell, "collective", collective)
    cycle = str(one(cell.world, "SELECT id FROM cycles"))
    shown, reported = await counts(cell.world, cycle)
    assert shown == reported
    assert shown["approved"] == 1
    screen = said(await cell.world.says("lan", "/status"))
    assert "Đã duyệt 1" in screen
    line = f"Còn bản tự soi của tập thể chi ủy, chi bộ {words} ({HOA})"
    assert (line in screen) is bool(words)
    official = await summaries.summary(cell.world.office, cycle, Edition.OFFICIAL)
    assert official
    assert official.participation.approved == 1


async def test_who_was_excused_is_so_in_both_whatever_they_wrote_for_others(cell: Cell) -> None:
    cycle = str(one(cell.world, "SELECT id FROM cycles"))
    await cell.exempts(HOA)
    for own, place in (("draft", "exempt"), ("approved", "approved")):
        await state(cell, "member", own)
        await state(cell, "collective", "draft" if place == "approved" else "approved")
        shown, reported = await counts(cell.world, cycle)
        assert shown == reported
        assert shown[place] == 1
