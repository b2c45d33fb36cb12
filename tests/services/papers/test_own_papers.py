"""A member's own papers: who gets them, from which version, and what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.content.papers import paper_of
from bot.domain.interview.kinds import Answer
from bot.domain.messages import FileOut
from bot.domain.papers.own import Facts, Registration, Spoken
from bot.domain.review.workflow import State
from bot.domain.words import lowered
from bot.services.office import millis
from bot.services.papers import own_papers
from bot.services.papers.own_papers import FactsJob, SpokenJob
from bot.services.review import sheets
from bot.services.review.sheets import SheetJob
from handlers.contract import Message
from storage import interviews, members
from storage.engine.database import Transaction
from tests.content.written import docx_text, pdf_text
from tests.services.interview.test_proxy import NAM
from tests.services.scene import (
    BINH,
    DEED,
    HOA,
    SHORTEST,
    STRENGTH,
    Cell,
    answers,
    every,
    founded,
    hands_in,
    one,
    payloads,
    phrase,
    said,
)
from tests.world import World

MARKED = (
    SHORTEST[0],
    *("3 thỉnh thoảng", DEED, "1", "2"),
    *("7 hiếm khi", "4 hiếm khi"),
    *("có", "2", "Tôi vào điểm muộn ba ngày", "bỏ qua", "không"),
    *SHORTEST[5:],
)
"""A row of group I with all its words, one of II and one of III that are talked over in person, and
another shortcoming."""
REGISTERED = (
    "Phong cách nêu gương",
    "Mỗi tháng giúp một học sinh yếu",
    "30/6",
    "Ba em đạt",
    "không",
)


@pytest.fixture
async def cell(running: World) -> Cell:
    """Hoa has marked rows and handed in, Bình has none; both may register."""
    made = await founded(running)
    await made.opens(forms="1, 5")
    await made.joins(HOA, "hoa")
    await made.joins(BINH, "binh")
    await running.says("hoa", "/resume")
    await answers(running, "hoa", MARKED)
    await running.says("hoa", "nộp")
    await fetched(running)
    return made


async def fetched(running: World, who: str = "hoa") -> list[FileOut]:
    """The files that the post sends this person now."""
    await running.deliver()
    return [item for item in running.outlet.take(who) if isinstance(item, FileOut)]


def review_of(cell: Cell, name: str = HOA, form: str = "member") -> str:
    sql = "SELECT id FROM interviews WHERE member_id = ? AND form = ? ORDER BY updated_at DESC"
    return str(one(cell.world, sql, cell.member(name), form))


async def spoken_of(cell: Cell, job: SpokenJob) -> Spoken | None:
    office = cell.world.office
    return await office.db.read(lambda tx: own_papers.spoken(office, tx, job, "vi"))


async def facts_of(cell: Cell, job: FactsJob) -> Facts | None:
    office = cell.world.office
    return await office.db.read(lambda tx: own_papers.facts(office, tx, job, "vi"))


def kinds(files: Sequence[FileOut]) -> list[str]:
    return [file.name.rpartition(".")[2] for file in files]


async def test_a_copy_comes_as_pdf_and_as_word_with_who_wrote_it(cell: Cell) -> None:
    running = cell.world

    async def knows(tx: Transaction) -> None:
        hoa = await members.member(tx, cell.member(HOA))
        assert hoa
        posts = replace(hoa, party_post="Chi ủy viên", government_post="Tổ trưởng")
        await members.change_member(tx, posts)

    await running.office.db.write(knows)
    await running.taps("lan", f"m:{cell.member(HOA)}:birth")
    await running.says("lan", "12/5/1984")
    await running.taps("hoa", f"v:{review_of(cell)}:copy")
    pdf, docx = await fetched(running)
    assert kinds([pdf, docx]) == ["pdf", "docx"]
    assert docx.caption == phrase(running, "sheet.docx_caption")
    for text in (pdf_text(pdf.body), docx_text(docx.body)):
        assert "Ngày sinh: 12/5/1984" in text
        assert "Chức vụ Đảng: Chi ủy viên" in text
        assert "Chức vụ chính quyền: Tổ trưởng" in text
        assert f"Sinh hoạt tại: {cell.name}" in text


async def test_the_paper_has_its_own_headings_and_only_what_was_recognised(cell: Cell) -> None:
    await cell.world.taps("hoa", f"v:{review_of(cell)}:copy")
    text = pdf_text((await fetched(cell.world))[0].body)
    headings = (
        "1. Thông tin người viết",
        "2. Ưu điểm cần phát huy",
        "3. Soi vào 27 biểu hiện",
        "4. Hạn chế khác theo lĩnh vực",
        "5. Trách nhiệm với hạn chế của tập thể; góp ý, đề xuất",
        "6. Hướng khắc phục và cam kết",
    )
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "Có hạn chế khác" not in text
    assert "chưa thấy mục nào" not in text


async def test_who_marked_nothing_has_every_group_on_paper(cell: Cell) -> None:
    await hands_in(cell.world, "binh")
    pdf, _ = await fetched(cell.world, "binh")
    assert pdf_text(pdf.body).count("chưa thấy mục nào") == 3


async def test_a_draft_and_what_a_reviewer_gets_are_pdf_only(cell: Cell) -> None:
    running = cell.world
    await running.taps("lan", f"q:{review_of(cell)}:pdf")
    (file,) = await fetched(running, "lan")
    assert (kinds([file]), file.protected) == (["pdf"], True)
    await running.taps("hoa", f"v:{review_of(cell)}:back:yes")
    await running.taps("hoa", f"v:{review_of(cell)}:copy")
    assert kinds(await fetched(running)) == ["pdf"]


async def test_what_is_read_out_comes_by_two_taps_from_the_menu(cell: Cell) -> None:
    running = cell.world
    menu = await running.says("hoa", "/resume")
    (tap,) = payloads(menu, "vp:.*")
    shown = await running.taps("hoa", tap)
    assert payloads(await running.says("hoa", "/banin")) == payloads(shown)
    (spoken,) = payloads(shown, "v:.*:spoken")
    assert said(await running.taps("hoa", spoken)).startswith("Đang lập")
    pdf, docx = await fetched(running)
    for text in (pdf_text(pdf.body), docx_text(docx.body)):
        assert f"Tôi là {HOA}" in text
        assert f"Cụ thể, {lowered(DEED)}." in text
        assert "sản phẩm là sổ ghi chép." in text
    assert not pdf.protected


async def test_rows_that_are_talked_over_in_person_are_not_read_out(cell: Cell) -> None:
    """They stand nowhere on the sheet; its author is told, outside of it."""
    found = await spoken_of(cell, SpokenJob(review_of(cell), 1))
    assert found
    assert [noted.short for part in found.parts for noted in part.noted] == ["I.3", ""]
    await cell.world.taps("hoa", f"v:{review_of(cell)}:spoken")
    pdf, _ = await fetched(cell.world)
    assert "II.7" not in pdf_text(pdf.body)
    assert "III.4" not in pdf_text(pdf.body)
    assert "trao đổi trực tiếp với Bí thư" in pdf.caption


async def test_what_is_read_out_follows_the_newest_version(cell: Cell) -> None:
    """A version that was taken back is not printed any more, and a draft is not read out."""
    running, review = cell.world, review_of(cell)
    await running.taps("hoa", f"v:{review}:spoken")
    await running.taps("hoa", f"v:{review}:back:yes")
    assert await fetched(running) == []
    assert (await running.taps("hoa", f"v:{review}:spoken")).refused
    assert not payloads(await running.says("hoa", "/banin"))
    await running.says("hoa", "/resume")
    await running.says("hoa", "nộp")
    await fetched(running)
    await running.taps("hoa", f"v:{review}:spoken")
    pdf, _ = await fetched(running)
    assert "Theo bản nộp lần 2" in pdf_text(pdf.body)


@pytest.mark.parametrize("what", ["spoken", "facts"])
@pytest.mark.parametrize("who", ["lan", "binh"])
async def test_nobody_else_gets_them(cell: Cell, who: str, what: str) -> None:
    assert (await cell.world.taps(who, f"v:{review_of(cell)}:{what}")).refused
    assert await fetched(cell.world, who) == []


async def test_who_is_suspended_prints_nothing(cell: Cell) -> None:
    """As they may write nothing; what lies about them they get by asking for their data."""
    sql = "UPDATE members SET standing = 'suspended' WHERE id = :id"
    await cell.world.office.db.write(lambda tx: tx.run(sql, id=cell.member(HOA)))
    for payload in (f"v:{review_of(cell)}:spoken", f"v:{review_of(cell)}:facts"):
        assert (await cell.world.taps("hoa", payload)).refused
    assert (await cell.world.taps("hoa", f"vp:{cell.member(HOA)}")).refused
    assert (await cell.world.says("hoa", "/banin")).refused


async def test_a_registration_is_neither_read_out_nor_copied(cell: Cell) -> None:
    await registers(cell)
    registered = review_of(cell, form="registration")
    for what in ("spoken", "facts"):
        assert (await cell.world.taps("hoa", f"v:{registered}:{what}")).refused


async def test_the_secretary_prints_what_is_read_out_for_who_has_no_phone(cell: Cell) -> None:
    """As PDF, and its author can see that the review was read; for anybody else it is refused."""
    running = cell.world
    await cell.code_for(NAM)
    nam = cell.member(NAM)
    for tap in (f"px:{nam}:go", f"px:{nam}:signed"):
        await running.taps("lan", tap)
    await answers(running, "lan")
    await running.says("lan", "nộp")
    await fetched(running, "lan")
    paper = review_of(cell, NAM)
    shown = await running.taps("lan", f"q:{paper}:read:1")
    assert payloads(shown, "q:.*:spoken") == [f"q:{paper}:spoken"]
    await running.taps("lan", f"q:{paper}:spoken")
    (pdf,) = await fetched(running, "lan")
    assert f"Tôi là {NAM}" in pdf_text(pdf.body)
    assert STRENGTH in pdf_text(pdf.body)
    read = [row for (row,) in every(running, "SELECT object FROM audit WHERE act = 'review_read'")]
    assert read.count(paper) == 2
    assert not payloads(await running.taps("lan", f"q:{review_of(cell)}:read:1"), "q:.*:spoken")
    refused = await running.taps("lan", f"q:{review_of(cell)}:spoken")
    assert refused.refused
    assert HOA in said(refused)
    assert (await running.taps("binh", f"q:{paper}:spoken")).refused


async def registers(cell: Cell, who: str = "hoa") -> None:
    """Somebody registers one thing."""
    (tap,) = payloads(await cell.world.says(who, "/resume"), "v:.*:write")
    await cell.world.taps(who, tap)
    await answers(cell.world, who, REGISTERED)
    done = await cell.world.says(who, "nộp")
    assert not done.refused, said(done)


async def test_a_registration_is_printed_for_both_to_sign(cell: Cell) -> None:
    await registers(cell)
    pdf, docx = await fetched(cell.world)
    assert kinds([pdf, docx]) == ["pdf", "docx"]
    assert pdf.caption == phrase(cell.world, "own.registration", name=HOA, version=1)
    for text in (pdf_text(pdf.body), docx_text(docx.body)):
        assert "Việc cụ thể: Mỗi tháng giúp một học sinh yếu" in text
        assert "Chi bộ nhận xét" in text


async def test_the_secretary_prints_a_members_registration_and_it_is_recorded(cell: Cell) -> None:
    await registers(cell)
    registered = review_of(cell, form="registration")
    await cell.world.taps("lan", f"q:{registered}:pdf")
    (file,) = await fetched(cell.world, "lan")
    assert HOA in file.caption
    assert not file.protected
    assert "Chi bộ nhận xét" in pdf_text(file.body)
    read = every(cell.world, "SELECT object FROM audit WHERE act = 'review_read'")
    assert (registered,) in read
    assert (await cell.world.taps("binh", f"q:{registered}:pdf")).refused


async def test_nobody_confirms_for_the_cell_what_is_the_own(cell: Cell) -> None:
    running = cell.world
    reply = await running.says("lan", "/resume")
    await running.taps("lan", payloads(reply, "c:.*:y")[0])
    await hands_in(running, "lan")
    await registers(cell, "lan")
    office = running.office
    job = SheetJob(review_of(cell, "Trần Thị Mai Lan", "registration"), 1)
    own = await office.db.read(lambda tx: sheets.paper(office, tx, job, "vi"))
    assert isinstance(own, Registration)
    assert not own.confirms
    await registers(cell)
    job = SheetJob(review_of(cell, form="registration"), 1)
    hers = await office.db.read(lambda tx: sheets.paper(office, tx, job, "vi"))
    assert isinstance(hers, Registration)
    assert (hers.confirms, hers.issuer.leader) == (True, "Trần Thị Mai Lan")


async def test_facts_of_a_first_year_are_measures_promises_and_what_was_registered(
    cell: Cell,
) -> None:
    await registers(cell)
    found = await facts_of(cell, FactsJob(review_of(cell), 1))
    assert found
    assert (found.before, found.promised_before) == ((), ())
    (measure,) = found.measures
    assert (measure.short, measure.level) == ("I.3", "")
    assert [task.words for task, *_ in found.promised] == ["Ghi chép tài liệu"]
    ((title, (registered,)),) = found.beside
    assert title.startswith("Đăng ký")
    assert (registered[1].called, registered[1].words) == (
        "Việc cụ thể",
        "Mỗi tháng giúp một học sinh yếu",
    )
    text = " ".join(block.text for block in paper_of(found, "vi").blocks)
    assert "thỉnh thoảng" not in text
    assert "hiếm khi" not in text


async def test_facts_of_the_next_year_have_what_became_of_the_earlier_items(cell: Cell) -> None:
    """By the author's own word, without the levels that were marked then; the earlier promises
    stand with a line for what came of them."""
    running = cell.world
    await cell.closes()
    running.clock.now += timedelta(days=365)
    await cell.opens("18/9")
    await running.says("hoa", "/resume")
    words = ("1 đỡ, 2 đã hết, 3 còn, 4 đã hết", *SHORTEST)
    await answers(running, "hoa", words)
    await running.says("hoa", "nộp")
    await fetched(running)
    review = review_of(cell)
    found = await facts_of(cell, FactsJob(review, 1))
    assert found
    assert [each.word for each in found.before] == ["đỡ", "đã hết", "còn", "đã hết"]
    assert all("(" not in each.label for each in found.before)
    assert [task.words for task, *_ in found.promised_before] == ["Ghi chép tài liệu"]
    await running.taps("hoa", f"v:{review}:facts")
    docx, pdf = await fetched(running)
    assert kinds([docx, pdf]) == ["docx", "pdf"]
    for text in (docx_text(docx.body), pdf_text(pdf.body)):
        assert "không thay cho mẫu chính thức" in text
        assert "Trong 4 mục: đỡ 1, đã hết 2, còn 1." in text
    spoken = await spoken_of(cell, SpokenJob(review, 1))
    assert spoken
    # Two of the four are talked over in person; the author is told that they are not on it.
    assert [(each.short, each.word) for each in spoken.before] == [("I.3", "đỡ"), ("", "đã hết")]
    assert spoken.talked_over
    assert spoken.parts[1].none_marked
    # What became of them is the author's own matter until the author reads it out.
    hidden = await spoken_of(cell, SpokenJob(review, 1, for_reviewer=True))
    assert hidden
    assert (hidden.before, hidden.before_title) == ((), "")


async def test_the_papers_of_a_closed_cycle_are_still_there(cell: Cell) -> None:
    await cell.closes()
    shown = await cell.world.says("hoa", "/banin")
    assert len(payloads(shown, "v:.*:(copy|spoken|facts)")) == 3
    await cell.world.taps("hoa", payloads(shown, "v:.*:facts")[0])
    assert len(await fetched(cell.world)) == 2


async def test_of_what_was_erased_meanwhile_nothing_is_printed(cell: Cell) -> None:
    async def without(tx: Transaction) -> None:
        await tx.run("DELETE FROM versions")

    for what in ("facts", "spoken", "copy"):
        await cell.world.taps("hoa", f"v:{review_of(cell)}:{what}")
    await cell.world.office.db.write(without)
    assert await fetched(cell.world) == []
    assert await spoken_of(cell, SpokenJob("unknown", 1)) is None


async def test_where_there_is_nothing_to_copy_a_sentence_says_so(cell: Cell) -> None:
    """A form of the cell's own may ask for neither measures nor promises."""
    running, review = cell.world, review_of(cell)

    async def plain(tx: Transaction) -> None:
        answers_ = {"strengths": Answer(STRENGTH)}
        now = millis(running.clock())
        await interviews.submit(tx, review, answers_, 2, State.SUBMITTED, now=now)

    await running.office.db.write(plain)
    await running.taps("hoa", f"v:{review}:facts")
    await running.deliver()
    (sent,) = running.outlet.take("hoa")
    assert isinstance(sent, Message)
    assert sent.text == phrase(running, "own.no_facts")
