"""Issuing the report: numbers without gaps, papers that never change, sentences written anew."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.domain.messages import FileOut
from bot.domain.people.member import Span
from bot.services.office import millis, new_id
from bot.services.papers import issue, reading
from bot.services.papers.issue import IssueJob, PaperJob
from bot.services.papers.reading import Tampered
from handlers.contract import Reply
from storage.engine.database import Transaction
from storage.register import IssuedPaper
from tests.scenarios.papers import text_of
from tests.services.scene import (
    BINH,
    HOA,
    Cell,
    delivered,
    every,
    founded,
    hands_in,
    one,
    payloads,
    said,
)
from tests.shelf import made_once
from tests.storage.notes import driver
from tests.world import World, payload_of

LAN = "Trần Thị Mai Lan"


@made_once
async def cell(running: World) -> Cell:
    """Two of three have handed in; one of these is approved."""
    made = await founded(running)
    await made.opens()
    for name, address in ((HOA, "hoa"), (BINH, "binh")):
        await made.joins(name, address)
        await hands_in(running, address)
    await made.approves()
    await delivered(running)
    running.outlet.sent = []
    return made


def cycle(cell: Cell) -> str:
    found: str = one(cell.world, "SELECT id FROM cycles")
    return found


def job(cell: Cell, paper_id: str) -> IssueJob:
    secretary = cell.member(LAN)
    return IssueJob(cycle(cell), paper_id, secretary, "vi")


async def issues(cell: Cell) -> list[FileOut]:
    """The secretary issues the report in chat; the files that come."""
    await cell.issues()
    return await files(cell)


async def files(cell: Cell) -> list[FileOut]:
    await cell.world.deliver()
    return [item for item in cell.world.outlet.take("lan") if isinstance(item, FileOut)]


def numbers(cell: Cell) -> Sequence[tuple[str, str, int]]:
    return every(cell.world, "SELECT term, type, number FROM register ORDER BY term, type, number")


async def answers_form(cell: Cell, *typed: str) -> Reply:
    for words in typed:
        reply = await cell.world.says("lan", words)
        assert not reply.refused, said(reply)
    return reply


async def test_a_draft_is_marked_and_an_issued_report_is_numbered(cell: Cell) -> None:
    await cell.world.taps("lan", f"rg:preview:{cycle(cell)}")
    (paper,) = await files(cell)
    assert "BC/CB" in text_of(paper)
    assert "Số 01-BC/CB" not in text_of(paper)
    assert paper.name == "du-thao-bao-cao-tu-soi-2026.pdf"
    word, pdf = await issues(cell)
    assert "DỰ THẢO" not in text_of(pdf)
    for paper in (word, pdf):
        assert "Số 01-BC/CB" in text_of(paper)
        assert "BÍ THƯ" in text_of(paper)


async def test_the_report_is_gathered_once_to_be_offered(cell: Cell) -> None:
    seen: list[str] = []
    writer = driver(cell.world.office.db).writing
    await writer.call(lambda connection: connection.set_trace_callback(seen.append))
    asked = await cell.world.taps("lan", f"rg:offer:{cycle(cell)}:BC")
    await writer.call(lambda connection: connection.set_trace_callback(None))
    assert not asked.refused
    selects = [statement for statement in seen if statement.startswith("SELECT")]
    for part in ("JOIN versions v", "FROM edits", "FROM basis_documents", "FROM materials"):
        assert len([each for each in selects if part in each]) == 1, part
    # To find the cell of the button, and to issue; the third is the cycle before, which is none.
    assert len([each for each in selects if "FROM cycles y" in each]) == 3
    assert len(selects) <= 26


async def test_a_job_done_twice_takes_one_number(cell: Cell) -> None:
    """What was delivered, and not marked so before a crash, is delivered again."""
    paper_id = new_id()
    first = await issue.issued(cell.world.office, job(cell, paper_id))
    await cell.approves()
    assert await issue.issued(cell.world.office, job(cell, paper_id)) == first
    assert numbers(cell) == [("", "BC", 1)]


async def test_two_taps_on_one_offer_issue_one_paper(cell: Cell) -> None:
    asked = await cell.world.taps("lan", f"rg:offer:{cycle(cell)}:BC")
    sure = await cell.world.taps("lan", payload_of(asked, "Ban hành"))
    for _ in range(2):
        await cell.world.taps("lan", payload_of(sure, "Vẫn ban hành"))
    await files(cell)
    assert numbers(cell) == [("", "BC", 1)]


async def test_papers_issued_at_once_have_numbers_without_gaps(cell: Cell) -> None:
    office = cell.world.office
    made = await asyncio.gather(*(issue.issued(office, job(cell, new_id())) for _ in range(8)))
    assert sorted(entry.number for entry in made if entry) == list(range(1, 9))
    heads = {reading.reopened(entry).head.number for entry in made if entry}
    assert heads == {f"Số 0{number}-BC/CB" for number in range(1, 9)}


async def test_a_failed_issue_leaves_no_gap(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number goes with the transaction."""

    async def full(tx: Transaction, new: IssuedPaper) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr("storage.register.enter", full)
        with pytest.raises(OSError, match="no space"):
            await issue.issued(cell.world.office, job(cell, new_id()))
    entry = await issue.issued(cell.world.office, job(cell, new_id()))
    assert entry
    assert entry.number == 1


async def test_an_issued_report_reads_the_same_for_ever(cell: Cell) -> None:
    """Whatever is approved, renamed or laid out otherwise after it."""
    first = [text_of(paper) for paper in await issues(cell)]
    await cell.approves()
    await cell.world.says("lan", "/rename")
    for typed in ("Chi bộ Trường Mầm non Hoa Mai", "giữ nguyên", "Tân Hòa", "hôm nay", "nộp"):
        await cell.world.says("lan", typed)
    await cell.world.taps("lan", f"rg:style:{cell.id}")
    await answers_form(cell, "2", "2", "2027–2030", "nộp")
    assert one(cell.world, "SELECT profile FROM cells") == "hd36"
    paper_id = one(cell.world, "SELECT paper_id FROM register")
    await cell.world.taps("lan", f"rg:send:{paper_id}")
    assert [text_of(paper) for paper in await files(cell)] == first


async def test_a_changed_paper_is_never_sent(cell: Cell) -> None:
    paper_id = new_id()
    entry = await issue.issued(cell.world.office, job(cell, paper_id))
    assert entry
    assert reading.reopened(entry).head.number == "Số 01-BC/CB"
    other = "UPDATE register SET digest = 'x' || substr(digest, 2)"
    await cell.world.office.db.write(lambda tx: tx.run(other))
    changed = await issue.entry(cell.world.office, PaperJob(paper_id))
    assert changed
    with pytest.raises(Tampered):
        reading.reopened(changed)


async def test_a_forged_offer_does_not_show_another_cell_s_paper(cell: Cell) -> None:
    running = cell.world
    paper_id = new_id()
    assert await issue.issued(running.office, job(cell, paper_id))
    other = await founded(running, "Chi bộ Khu phố Bốn", "Đinh Văn Khoa", "khoa")
    await other.opens()
    theirs = one(running, "SELECT id FROM cycles WHERE cell_id = ?", other.id)
    forged = IssueJob(theirs, paper_id, other.member("Đinh Văn Khoa"), "vi")
    assert await issue.issued(running.office, forged) is None


async def test_a_deputy_who_acts_signs_as_deputy(cell: Cell) -> None:
    """Without "on behalf of": the cell is a collective."""
    now = millis(cell.world.clock())
    span = Span(now - 1000, now + 86_400_000)

    async def work(tx: Transaction) -> None:
        await tx.run(
            "UPDATE members SET role = 'deputy', acting_from = :a, acting_until = :b"
            " WHERE name = :name",
            a=span.begins,
            b=span.ends,
            name=BINH,
        )

    await cell.world.office.db.write(work)
    _, pdf = await issues(cell)
    words = text_of(pdf)
    assert f"T/M CHI BỘ PHÓ BÍ THƯ {BINH}" in words
    assert "K/T" not in words


async def test_without_an_approved_review_nothing_is_issued(running: World) -> None:
    made = await founded(running)
    await made.opens()
    reply = await running.taps("lan", f"rg:offer:{cycle(made)}:BC")
    assert reply.refused
    assert "Chưa có bản tự soi nào được duyệt" in said(reply)


async def test_numbers_run_for_each_type_and_begin_again_with_a_new_term(cell: Cell) -> None:
    await cell.world.taps("lan", f"rg:last:{cell.id}")
    await answers_form(cell, "6", "4", "nộp")
    await issues(cell)
    await cell.world.taps("lan", f"rg:take:{cell.id}")
    told = await answers_form(cell, "7", "Phân công đảng viên", "nộp")
    assert "Số 01-KH/CB" in said(told)
    assert numbers(cell) == [("", "BC", 4), ("", "BC", 5), ("", "KH", 1)]
    for term in ("2025–2027", "2027–2030"):
        await cell.world.taps("lan", f"rg:style:{cell.id}")
        await answers_form(cell, "1", "1", term, "nộp")
    await issues(cell)
    assert numbers(cell) == [
        ("2025–2027", "BC", 4),
        ("2025–2027", "BC", 5),
        ("2025–2027", "KH", 1),
        ("2027–2030", "BC", 1),
    ]


async def test_the_register_never_goes_back(cell: Cell) -> None:
    await issues(cell)
    await cell.world.taps("lan", f"rg:last:{cell.id}")
    reply = await answers_form(cell, "6", "1")
    reply = await cell.world.says("lan", "nộp")
    assert reply.refused
    assert "Sổ đã có đến số 1" in said(reply)


@pytest.mark.parametrize("name", ["Quy định", "Chỉ thị", "Thông tri"])
async def test_four_types_are_not_a_cell_s(cell: Cell, name: str) -> None:
    """The form tells so, and does not take them; the fourth is also the word for help."""
    asked = await cell.world.taps("lan", f"rg:take:{cell.id}")
    assert name in said(asked)
    assert "Hướng dẫn" in said(asked)
    assert (await cell.world.says("lan", name)).refused
    await cell.world.says("lan", "Hướng dẫn")
    assert numbers(cell) == []


async def write_sentence(cell: Cell, part: int, number: int, words: str) -> None:
    shown = await cell.world.taps("lan", f"e:{cycle(cell)}:official:{part}:1")
    sentence = payload_of(shown, str(number)).rpartition(":")[2]
    await cell.world.taps("lan", f"e:{cycle(cell)}:official:write:{sentence}")
    await answers_form(cell, words)


async def test_written_sentences_are_printed_until_their_figures_change(cell: Cell) -> None:
    await write_sentence(cell, 2, 1, "Chi bộ có ba đồng chí.")
    await write_sentence(cell, 2, 4, "Một bản đã được duyệt.")
    await write_sentence(cell, 9, 1, "Đề nghị mở lớp.\nĐề nghị cấp tài liệu.")
    first = text_of((await issues(cell))[1])
    assert "Chi bộ có ba đồng chí. " in first
    assert "Một bản đã được duyệt." in first
    assert "Kiến nghị, đề xuất Đề nghị mở lớp. Đề nghị cấp tài liệu. Trên đây" in first
    await cell.approves()
    asked = await cell.world.taps("lan", f"rg:offer:{cycle(cell)}:BC")
    assert "1 câu đồng chí đã viết không còn khớp số liệu" in said(asked)
    second = text_of((await issues(cell))[1])
    assert "Chi bộ có ba đồng chí. " in second
    assert "Một bản đã được duyệt." not in second
    assert "trong đó 02 bản đã được duyệt" in second


async def test_a_sentence_left_out_is_not_printed(cell: Cell) -> None:
    shown = await cell.world.taps("lan", f"e:{cycle(cell)}:official:2:1")
    sentence = payload_of(shown, "4").rpartition(":")[2]
    await cell.world.taps("lan", f"e:{cycle(cell)}:official:omit:{sentence}")
    assert "phải viết đã nộp" not in text_of((await issues(cell))[1])
    await cell.world.taps("lan", f"e:{cycle(cell)}:official:restore:{sentence}")
    assert "phải viết đã nộp" in text_of((await issues(cell))[1])


async def test_a_part_of_which_everything_is_left_out_is_not_numbered(cell: Cell) -> None:
    """The next part takes its number."""
    shown = await cell.world.taps("lan", f"e:{cycle(cell)}:official:2:1")
    for payload in payloads(shown, r"e:.+:see:\w+")[:-1]:
        sentence = payload.rpartition(":")[2]
        await cell.world.taps("lan", f"e:{cycle(cell)}:official:omit:{sentence}")
    words = text_of((await issues(cell))[1])
    assert "Tình hình" not in words
    assert "I- Kết quả tự soi" in words


async def test_the_plan_is_issued_with_numbers_of_its_own(cell: Cell) -> None:
    """From the lists of preparation; a change after that is in the next print only."""
    await cell.world.taps("lan", f"pi:add:work:{cell.id}")
    await answers_form(cell, "Dự thảo kết luận", "ngày mai", "nộp")
    await issues(cell)
    await cell.world.taps("lan", f"pp:print:{cycle(cell)}")
    word, pdf = await files(cell)
    assert "Số -KH/CB" in text_of(word)
    assert "Dự thảo kết luận" in text_of(pdf)
    asked = await cell.world.taps("lan", f"rg:offer:{cycle(cell)}:KH")
    await cell.world.taps("lan", payload_of(asked, "Ban hành"))
    _, pdf = await files(cell)
    assert "Số 01-KH/CB" in text_of(pdf)
    assert "Dự thảo kết luận" in text_of(pdf)
    assert numbers(cell) == [("", "BC", 1), ("", "KH", 1)]


@pytest.mark.parametrize("type_", ["NQ", "HD", "XX"])
async def test_what_the_program_cannot_write_is_not_issued(cell: Cell, type_: str) -> None:
    reply = await cell.world.taps("lan", f"rg:offer:{cycle(cell)}:{type_}")
    assert reply.refused
    assert numbers(cell) == []
