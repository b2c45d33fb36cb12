"""Two editions of the report, and the one that circulates, issued once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.domain.messages import FileOut, text
from bot.domain.people.issuer import Issuer, Signer
from bot.domain.report.masking import (
    LEAST,
    ROWS_FROM,
    Circulated,
    ShownGroup,
    ShownOption,
    ShownRow,
    mask,
)
from bot.domain.report.summary import Edition, Summary
from bot.domain.style import Style, ToneOn
from bot.services.report import circulated as circulating
from bot.services.report import summaries
from bot.services.report.circulated import CirculatedJob
from handlers.contract import Message
from storage import circulated
from storage.circulated import Issued
from storage.engine.database import Transaction
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
    phrase,
    said,
)
from tests.shelf import made_once
from tests.world import World, payload_of

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


async def sent(cell: Cell) -> tuple[str, list[FileOut], list[Message]]:
    """What the secretary got: text, files, messages."""
    await cell.world.deliver()
    items = cell.world.outlet.take("lan")
    messages = [item for item in items if isinstance(item, Message)]
    files = [item for item in items if isinstance(item, FileOut)]
    return "\n".join(message.text for message in messages), files, messages


async def test_each_edition_is_named_wherever_it_shows_and_leads_to_the_other(cell: Cell) -> None:
    await puts(cell, "approved", 0, 1, 2)
    await cell.world.says("lan", "/summary")
    told, files, messages = await sent(cell)
    assert "Bản trình hội nghị" in told
    assert "Đã duyệt 3 + chờ duyệt 4 + chưa nộp 1 + được miễn 1 = 9" in told
    assert all("trinh-hoi-nghi" in file.name for file in files)
    other = payload_of(messages, "Bản chính thức")
    await cell.world.taps("lan", other)
    told, files, messages = await sent(cell)
    assert "Bản chính thức" in told
    assert "Số liệu dưới đây lấy từ 3 bản đã duyệt." in told
    assert len(files) == 3
    assert all("chinh-thuc" in file.name for file in files)
    for paper in files[1:]:
        assert "Dự thảo trình hội nghị" not in text_of(paper)
        assert "03 bản tự soi đã được duyệt" in text_of(paper)
        assert "trong đó 03 bản đã được duyệt" in text_of(paper)
    assert payload_of(messages, "Bản trình hội nghị").endswith(":meeting")


async def test_the_circulated_report_is_asked_about_and_sent(cell: Cell) -> None:
    await cell.world.says("lan", "/summary")
    _, _, messages = await sent(cell)
    asked = await cell.world.taps("lan", payload_of(messages, "Bản phổ biến"))
    assert "một lần" in said(asked)
    assert "7 bản" in said(asked)
    assert await circulating.issued(cell.world.office, cycle(cell)) is None
    early = await cell.world.taps("lan", payload_of(asked, "Phát hành"))
    assert "Còn 1 bản chưa tính vào" in said(early)
    assert "không nêu được số nào" not in said(early)
    assert await circulating.issued(cell.world.office, cycle(cell)) is None
    await cell.world.taps("lan", payload_of(early, "Vẫn phát hành"))
    told, files, _ = await sent(cell)
    assert "Tự nhận thấy ít nhất một biểu hiện: 4/7 đồng chí (57,1%)." in told
    assert "I.3" not in told
    assert [file.name.rpartition(".")[2] for file in files] == ["docx", "pdf"]
    for paper in files:
        words = text_of(paper)
        assert "Bản phổ biến (đã ẩn số nhỏ)" in words
        assert "4" in words
        assert [name for name in NAMES if name in words] == []
        assert "đọc lướt tài liệu một lần" not in words


async def _leaves(cell: Cell, *numbers: int) -> None:
    for number in numbers:
        reply = await cell.world.taps("lan", f"m:{cell.member(NAMES[number])}:remove:moved")
        assert not reply.refused


async def nothing_more(_: Cell) -> None:
    """As the cell is."""


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


async def all_leave(cell: Cell) -> None:
    await _leaves(cell, *range(8))


@pytest.mark.parametrize("edition", list(Edition))
@pytest.mark.parametrize(
    "happens",
    [
        nothing_more,
        two_leave_after_handing_in,
        one_leaves_who_had_not_begun,
        somebody_exempt_hands_in,
        what_was_approved_is_written_anew,
        somebody_returns,
        too_few_for_any_figure,
        all_leave,
    ],
)
async def test_the_question_counts_exactly_what_is_issued_then(
    cell: Cell, happens: Callable[[Cell], Awaitable[None]], edition: Edition
) -> None:
    await happens(cell)
    asked = await cell.world.taps("lan", f"s:circulate:{cycle(cell)}:{edition}")
    issued = await circulating.issue(cell.world.office, CirculatedJob(cycle(cell), edition))
    assert issued
    told, counted = issued.figures, issued.figures.counted
    assert said(asked).strip() == phrase(
        cell.world,
        "figures.issue_sure",
        edition=text(f"figures.edition_{edition}"),
        counted=counted,
        waiting=told.roster - told.exempt - counted,
        nothing=counted < 2 * LEAST,
        rows=told.rows_shown,
        rows_from=ROWS_FROM,
    )
    if counted < 2 * LEAST:
        assert told.is_empty


async def test_what_was_issued_comes_again_whatever_came_in_since(cell: Cell) -> None:
    """One more member would be given away by the difference; so would the other edition."""
    office = cell.world.office
    first = await circulating.issue(office, CirculatedJob(cycle(cell), "meeting"))
    assert first
    assert first.figures.counted == 7
    await comes_in(cell, 7, marked=True)
    await puts(cell, "approved", *range(6))
    assert mask(await figures(cell, Edition.MEETING)) != first.figures
    for edition in ("meeting", "official"):
        assert await circulating.issue(office, CirculatedJob(cycle(cell), edition)) == first
    await cell.world.taps("lan", f"s:circulate:{cycle(cell)}:official")
    told, _, _ = await sent(cell)
    assert "Tính trên 7 bản đã nộp" in told
    assert len(every(cell.world, "SELECT * FROM circulated")) == 1


async def test_what_is_kept_of_it_are_codes_and_numbers(cell: Cell) -> None:
    """The stored figures come back as they were, and hold no hidden number."""
    summary = await figures(cell, Edition.MEETING)
    issued = await circulating.issue(cell.world.office, CirculatedJob(cycle(cell), "meeting"))
    assert issued
    assert issued.figures == mask(summary)
    kept = one(cell.world, "SELECT figures FROM circulated")
    assert "I.3" not in kept
    assert kept.isascii()


async def test_figures_that_an_earlier_release_issued_are_read(cell: Cell) -> None:
    by = (KEPT / "circulated-issuer.json").read_text("utf-8")
    kept = Issued(cycle(cell), (KEPT / "circulated.json").read_text(), by, 0)
    await cell.world.office.db.write(lambda tx: circulated.issue(tx, kept))
    found = await circulating.issued(cell.world.office, cycle(cell))
    causes = (ShownOption("why", "time", 3),)
    groups = (
        ShownGroup("g1", 7, (5, 4, 3, 0), (ShownRow("r3", 4, causes), ShownRow("r4", 3))),
        ShownGroup("g2", None, None, ()),
    )
    own = (ShownOption("plan", "read", 5),)
    assert found
    style = Style("hd36", ToneOn.Y)
    assert found.issuer == Issuer("Chi bộ A", "Đảng bộ B", "", style, Signer.DEPUTY, "Lê Thị Hoa")
    assert found.figures == Circulated("member", Edition.OFFICIAL, 14, 1, 12, 7, groups, own)


@pytest.mark.parametrize(
    "payload", ["s:circulate:{}:x", "s:issue:{}", "s:issue:{}:", "s:issue:x:meeting"]
)
async def test_a_forged_button_issues_nothing(cell: Cell, payload: str) -> None:
    assert (await cell.world.taps("lan", payload.format(cycle(cell)))).refused
    assert every(cell.world, "SELECT * FROM circulated") == []


@pytest.mark.parametrize("act", ["circulate", "issue", "summary"])
async def test_a_member_gets_no_report_by_a_button_of_the_secretary(cell: Cell, act: str) -> None:
    assert (await cell.world.taps("m1", f"s:{act}:{cycle(cell)}:meeting")).refused
    await cell.world.deliver()
    assert cell.world.outlet.take("m1") == []
    assert every(cell.world, "SELECT * FROM circulated") == []
