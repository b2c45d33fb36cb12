"""Two editions of the report: which reviews each counts, and the figures that all official ones of
a cycle share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.domain.messages import FileOut
from bot.domain.report.masking import mask
from bot.domain.report.shown import Circulated, ShownGroup, ShownOption, ShownRow
from bot.domain.report.summary import Edition, Summary
from bot.services.office import new_id
from bot.services.papers import issue, reading
from bot.services.papers.issue import IssueJob
from bot.services.report import summaries
from storage import circulated
from storage.engine.database import Transaction
from storage.register import IssuedPaper
from tests.scenarios.papers import text_of
from tests.services.scene import (
    SHORTEST,
    Cell,
    answers,
    delivered,
    every,
    founded,
    one,
    payloads,
    said,
)
from tests.shelf import made_once
from tests.world import World

KEPT = Path(__file__).parents[2] / "fixtures" / "kept"
GIVEN = ("An", "Ba", "Chi", "Dung", "Giang", "Hiền", "Khánh", "Liên")
NAMES = tuple(f"Nguyễn Thị {given}" for given in GIVEN)
MARKED = (SHORTEST[0], "3 hiếm khi", "Tôi đọc lướt tài liệu một lần", "1", "2", *SHORTEST[2:])


@made_once
async def cell(running: World) -> Cell:
    """Seven of nine have handed in, four of them with a mark; one has not, one is exempt."""
    made = await founded(running)
    await made.opens()
    for number, name in enumerate(NAMES):
        await made.joins(name, f"m{number}")
        if number < 7:
            await comes_in(made, number, marked=number < 4)
    await made.exempts("Trần Thị Mai Lan")
    await delivered(running)
    running.outlet.sent = []
    return made


async def comes_in(cell: Cell, number: int, *, marked: bool) -> None:
    await cell.world.says(f"m{number}", "/resume")
    await answers(cell.world, f"m{number}", MARKED if marked else SHORTEST)
    await cell.world.says(f"m{number}", "nộp")


async def puts(cell: Cell, state: str, *numbers: int) -> None:
    """What the reviewer decided of these members."""

    async def work(tx: Transaction) -> None:
        for number in numbers:
            await tx.run(
                "UPDATE interviews SET state = :state, approved_version ="
                " CASE WHEN :state = 'approved' THEN version ELSE 0 END WHERE member_id = :member",
                state=state,
                member=cell.member(NAMES[number]),
            )

    await cell.world.office.db.write(work)


async def figures(cell: Cell, edition: Edition) -> Summary:
    found = await summaries.summary(cell.world.office, cycle(cell), edition)
    assert found
    return found


def cycle(cell: Cell) -> str:
    found: str = one(cell.world, "SELECT id FROM cycles")
    return found


async def test_the_official_edition_counts_what_is_approved_and_both_add_up(cell: Cell) -> None:
    """A returned review is in neither; everybody stands in one place."""
    await puts(cell, "approved", 0, 1, 2, 4)
    await puts(cell, "returned", 3)
    meeting, official = [await figures(cell, edition) for edition in Edition]
    assert (meeting.totals.counted, official.totals.counted) == (6, 4)
    assert (meeting.totals.with_marks, official.totals.with_marks) == (3, 3)
    assert meeting.participation == official.participation
    assert dict(meeting.participation.places) == {
        "approved": 4,
        "waiting": 2,
        "returned": 1,
        "on_paper": 0,
        "declined": 0,
        "missing": 1,
        "exempt": 1,
    }
    assert sum(count for _, count in meeting.participation.places) == 9


@pytest.mark.parametrize("state", ["revising", "submitted"])
async def test_what_was_approved_counts_while_it_is_written_anew(cell: Cell, state: str) -> None:
    """In the official edition its author stands as approved, or the figures would not add up."""
    await puts(cell, "approved", 0, 1)
    change = "UPDATE interviews SET state = :state WHERE member_id = :member"
    hers = cell.member(NAMES[0])
    await cell.world.office.db.write(lambda tx: tx.run(change, state=state, member=hers))
    official = await figures(cell, Edition.OFFICIAL)
    assert official.totals.counted == official.participation.approved == 2
    meeting = await figures(cell, Edition.MEETING)
    assert meeting.participation.submitted == 7
    assert meeting.participation.approved == (2 if state == "revising" else 1)


async def test_who_chose_paper_stands_apart(cell: Cell) -> None:
    """And is not missing twice."""
    await cell.joins("Vũ Văn Mạnh", "manh", agreed=False)
    (no,) = payloads(await cell.world.says("manh", "/resume"), r"c:\w+:[\w.]+:n")
    await cell.world.taps("manh", no)
    places = dict((await figures(cell, Edition.MEETING)).participation.places)
    assert (places["on_paper"], places["missing"]) == (1, 1)


async def _leaves(cell: Cell, *numbers: int) -> None:
    for number in numbers:
        reply = await cell.world.taps("lan", f"m:{cell.member(NAMES[number])}:remove:moved")
        assert not reply.refused


async def all_are_approved(cell: Cell) -> None:
    """As the cell is."""
    await puts(cell, "approved", *range(7))


async def two_leave_after_handing_in(cell: Cell) -> None:
    await puts(cell, "approved", *range(7))
    await _leaves(cell, 0, 6)


async def one_leaves_who_had_not_begun(cell: Cell) -> None:
    await puts(cell, "approved", *range(7))
    await _leaves(cell, 7)


async def somebody_exempt_hands_in(cell: Cell) -> None:
    await cell.exempts(NAMES[7])
    await comes_in(cell, 7, marked=True)
    await puts(cell, "approved", 0, 7)


async def what_was_approved_is_written_anew(cell: Cell) -> None:
    """It stands in the official edition while the author revises it, and not in the other."""
    await puts(cell, "approved", *range(6))
    await cell.world.office.db.write(
        lambda tx: tx.run(
            "UPDATE interviews SET state = 'returned' WHERE member_id = :id",
            id=cell.member(NAMES[0]),
        )
    )


async def somebody_returns(cell: Cell) -> None:
    await puts(cell, "approved", *range(7))
    await _leaves(cell, 1)
    await cell.world.taps("lan", f"o:{cell.member(NAMES[1])}:back")


async def too_few_for_any_figure(cell: Cell) -> None:
    await puts(cell, "approved", *range(6))
    await _leaves(cell, 0, 1)


@pytest.mark.parametrize(
    "happens",
    [
        all_are_approved,
        two_leave_after_handing_in,
        one_leaves_who_had_not_begun,
        somebody_exempt_hands_in,
        what_was_approved_is_written_anew,
        somebody_returns,
        too_few_for_any_figure,
    ],
)
async def test_the_offer_counts_exactly_what_is_issued_then(
    cell: Cell, happens: Callable[[Cell], Awaitable[None]]
) -> None:
    await happens(cell)
    asked = said(await cell.world.taps("lan", f"rg:offer:{cycle(cell)}:BC"))
    await issues(cell)
    summary = await figures(cell, Edition.OFFICIAL)
    assert summary.shown
    assert summary.shown.counted == summary.totals.counted
    required = summary.participation.required
    assert f"Tính trên {summary.shown.counted}/{required} bản phải nộp" in asked
    if summary.shown.counted < 6:
        assert summary.shown.is_empty


async def issues(cell: Cell) -> IssuedPaper:
    """The report as it is issued now."""
    job = IssueJob(cycle(cell), new_id(), cell.member("Trần Thị Mai Lan"), "vi")
    made = await issue.issued(cell.world.office, job)
    assert made
    return made


def members_part(made: IssuedPaper) -> str:
    """What the report says of the members' answers."""
    blocks = reading.reopened(made).blocks
    return "\n".join(block.text for block in blocks if "masked." in block.key)


async def test_later_reports_of_a_cycle_bear_the_figures_of_the_first(cell: Cell) -> None:
    """One more review would be given away by the difference; mended words and a number differ."""
    await puts(cell, "approved", *range(6))
    first = await issues(cell)
    await puts(cell, "approved", 6)
    await comes_in(cell, 7, marked=True)
    await puts(cell, "approved", 7)
    whole = await figures(cell, Edition.OFFICIAL)
    assert mask(whole) != whole.shown
    second = await issues(cell)
    assert (first.number, second.number) == (1, 2)
    assert members_part(first) == members_part(second) != ""
    assert len(every(cell.world, "SELECT * FROM circulated")) == 1


async def test_of_two_issued_at_once_the_figures_of_the_first_count(
    cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second was counted before the first was entered."""
    await puts(cell, "approved", *range(6))
    counted = await figures(cell, Edition.OFFICIAL)
    await puts(cell, "approved", 6)
    first = await issues(cell)

    async def of_before(*_: object) -> Summary:
        return counted

    monkeypatch.setattr(summaries, "summary", of_before)
    assert members_part(await issues(cell)) == members_part(first)


async def test_what_is_kept_of_it_are_codes_and_numbers(cell: Cell) -> None:
    """The stored figures come back as they were, and hold no hidden number."""
    await puts(cell, "approved", *range(7))
    await issues(cell)
    kept = one(cell.world, "SELECT figures FROM circulated")
    assert (await figures(cell, Edition.OFFICIAL)).shown == mask(
        await figures(cell, Edition.OFFICIAL)
    )
    assert "I.3" not in kept
    assert kept.isascii()


async def test_figures_that_an_earlier_release_kept_are_read(cell: Cell) -> None:
    kept = (KEPT / "circulated.json").read_text()
    await cell.world.office.db.write(lambda tx: circulated.freeze(tx, cycle(cell), kept, 0))
    causes = (ShownOption("why", "time", 3),)
    groups = (
        ShownGroup("g1", 7, (5, 4, 3, 0), (ShownRow("r3", 4, causes), ShownRow("r4", 3))),
        ShownGroup("g2", None, None, ()),
    )
    own = (ShownOption("plan", "read", 5),)
    found = (await figures(cell, Edition.OFFICIAL)).shown
    assert found == Circulated("member", 12, 7, groups, own)


async def test_members_superiors_and_guests_get_the_very_paper_of_the_register(cell: Cell) -> None:
    await puts(cell, "approved", *range(7))
    made = await issues(cell)
    await cell.world.deliver()
    cell.world.outlet.sent = []
    for address, command in (("m1", "/circulated"), ("m2", "/summary"), ("lan", "/circulated")):
        assert not (await cell.world.says(address, command)).refused
        await cell.world.deliver()
        files = [item for item in cell.world.outlet.take(address) if isinstance(item, FileOut)]
        names = [f"01-bc-cb-bao-cao-tu-soi-2026.{kind}" for kind in ("pdf", "docx")]
        assert [file.name for file in files] == names
        words = text_of(files[1])
        assert "Số 01-BC/CB" in words
        assert "Trong 7 đồng chí có bản tự soi được duyệt, 4 đồng chí tự nhận thấy" in words
        assert [name for name in NAMES if name in words] == []
        assert "đọc lướt tài liệu một lần" not in words
        assert "PHỤ LỤC" not in words
    assert made.number == 1


@pytest.mark.parametrize("payload", ["s:figures:{}", "s:summary:{}", "rg:offer:{}:BC"])
async def test_a_member_gets_nothing_by_a_button_of_the_secretary(cell: Cell, payload: str) -> None:
    await puts(cell, "approved", *range(7))
    assert (await cell.world.taps("m1", payload.format(cycle(cell)))).refused
    await cell.world.deliver()
    assert cell.world.outlet.take("m1") == []
    assert every(cell.world, "SELECT * FROM circulated") == []
