"""Typing a paper in a member's place: who may, and what is kept; the review is the member's."""

from __future__ import annotations

import re

from bot.domain.messages import FileOut
from handlers.contract import Reply
from tests.content.written import docx_tables, pdf_text
from tests.services.scene import (
    BINH,
    DEED,
    HOA,
    SHORTEST,
    STRENGTH,
    Cell,
    answers,
    becomes,
    every,
    gathered,
    one,
    payloads,
    reminded,
    said,
    watched,
)
from tests.shelf import made_once
from tests.world import World

NAM = "Phạm Văn Nam"


@made_once
async def cell(running: World) -> Cell:
    """Nam has never come in; Hoa and Bình have."""
    made = await gathered(running, "hoa", "binh")
    await made.code_for(NAM)
    await running.deliver()
    running.outlet.sent.clear()
    return made


async def begins(cell: Cell, who: str = "lan") -> None:
    """Somebody opens Nam's paper, and holds the signature."""
    nam = cell.member(NAM)
    asked = await cell.world.taps(who, f"px:{nam}:go")
    assert payloads(asked, "px:.*:signed"), said(asked)
    shown = await cell.world.taps(who, f"px:{nam}:signed")
    assert f"Nhập thay đồng chí {NAM}" in said(shown)


def nams(running: World, column: str) -> object:
    return one(
        running,
        f"SELECT i.{column} FROM interviews i JOIN members m ON m.id = i.member_id"
        " WHERE m.name = ?",
        NAM,
    )


def buttons(reply: Reply) -> str:
    return "\n".join(b.label for message in reply.messages for row in message.buttons for b in row)


async def test_the_secretary_types_the_whole_paper(cell: Cell) -> None:
    await begins(cell)
    reply = await cell.world.says("lan", STRENGTH)
    assert f"Nhập thay đồng chí {NAM}" in said(reply)
    await answers(cell.world, "lan", ["3 hiếm khi", DEED])
    running = cell.world
    assert nams(running, "entered_by") == cell.member("Trần Thị Mai Lan")
    acts = [row[0] for row in every(running, "SELECT act FROM audit ORDER BY at")]
    assert acts.count("answered_for_another") == 3
    assert "consent_on_paper" in acts
    kept = every(running, "SELECT agreed, channel, recorded_by FROM consents WHERE channel='paper'")
    assert kept == [
        (1, "paper", one(running, "SELECT person_id FROM members WHERE name LIKE '%Mai Lan'"))
    ]


async def test_it_is_submitted_for_the_member_and_says_who_typed_it(cell: Cell) -> None:
    running = cell.world
    await begins(cell)
    await answers(running, "lan")
    done = await running.says("lan", "nộp")
    assert f"Đã nộp thay đồng chí {NAM}" in said(done)
    version = every(running, "SELECT entered_by FROM versions")
    assert version == [(cell.member("Trần Thị Mai Lan"),)]
    assert ("submitted_for_another",) in every(running, "SELECT act FROM audit")
    await running.deliver()
    (print_,) = [item for item in running.outlet.take("lan") if isinstance(item, FileOut)]
    assert "nhập thay từ bản giấy, do đồng chí Trần Thị Mai Lan nhập" in pdf_text(print_.body)
    assert NAM in print_.caption
    # The own review is untouched, and comes next.
    assert "Chưa bắt đầu: Trần Thị Mai Lan" in said(await running.says("lan", "/status"))
    assert payloads(await running.says("lan", "/resume"), r"c:\w+:[\w.]+:y")


async def test_without_a_signature_nothing_is_typed(cell: Cell) -> None:
    nam = cell.member(NAM)
    await cell.world.taps("lan", f"px:{nam}:go")
    await cell.world.taps("lan", f"px:{nam}")
    reply = await cell.world.says("lan", STRENGTH)
    assert "Nhập thay" not in said(reply)
    assert one(cell.world, "SELECT COUNT(*) FROM consents WHERE channel = 'paper'") == 0
    assert nams(cell.world, "id") is None


async def test_a_helper_types_for_the_one_member_only(cell: Cell) -> None:
    running, nam = cell.world, cell.member(NAM)
    assert (await running.taps("hoa", f"px:{nam}:go")).refused
    await running.taps("lan", f"px:{nam}:by:{cell.member(HOA)}")
    await running.deliver()
    notice = next(item for item in running.outlet.take("hoa") if not isinstance(item, FileOut))
    assert NAM not in notice.text
    await begins(cell, "hoa")
    await answers(running, "hoa", [STRENGTH])
    assert nams(running, "entered_by") == cell.member(HOA)
    assert (await running.taps("binh", f"px:{nam}:go")).refused
    assert (await running.taps("hoa", f"px:{nam}:who")).refused
    interview = nams(running, "id")
    assert (await running.taps("binh", f"i:{interview}:1:0")).refused
    await running.taps("lan", f"px:{nam}:alone")
    assert (await running.says("hoa", "0")).refused, "the helper is one no more"


async def test_the_helper_goes_on_after_the_own_review(cell: Cell) -> None:
    running, nam = cell.world, cell.member(NAM)
    await running.taps("lan", f"px:{nam}:by:{cell.member(HOA)}")
    await begins(cell, "hoa")
    await answers(running, "hoa", [STRENGTH])
    shown = await running.says("hoa", "/resume")
    assert f"Nhập thay đồng chí {NAM}" in said(shown), "an interruption does not lose the place"
    paused = await running.says("hoa", "tạm dừng")
    assert payloads(paused, f"px:{nam}:go")
    await running.taps("hoa", f"r:{cell.member(HOA)}")
    consent = payloads(await running.taps("hoa", f"r:{cell.member(HOA)}"), r"c:\w+:[\w.]+:y")
    if consent:
        await running.taps("hoa", consent[0])
    own = await running.says("hoa", "Việc của chính tôi")
    assert "Nhập thay" not in said(own)
    back = await running.taps("hoa", f"px:{nam}:go")
    assert "Nhóm I" in said(back)
    assert nams(running, "revision") == 1


async def test_the_member_who_takes_a_phone_goes_on_with_the_same_review(cell: Cell) -> None:
    running, nam = cell.world, cell.member(NAM)
    await begins(cell)
    await answers(running, "lan", [STRENGTH])
    await cell.joins(NAM, "nam", agreed=False)
    asked = await running.says("nam", "/resume")
    consent = payloads(asked, r"c:\w+:[\w.]+:y")
    assert consent, "what was signed on paper is no consent to the phone"
    shown = await running.taps("nam", consent[0])
    assert "do đồng chí Trần Thị Mai Lan nhập thay từ bản giấy" in said(shown)
    assert "Nhóm I" in said(shown), "it goes on where the paper was left"
    refused = await running.says("lan", "0")
    assert refused.refused, "from then on only the member writes"
    assert (await running.taps("lan", f"px:{nam}:go")).refused
    await answers(running, "nam", ["0", "0", "0", "không", "Tôi ít phát biểu", "bỏ qua"])
    await answers(running, "nam", ["Đọc tài liệu", "Ghi chép", "30/6", "Sổ", "không"])
    await running.says("nam", "nộp")
    assert every(running, "SELECT entered_by FROM versions") == [("",)]


async def test_who_chose_paper_is_not_reminded_while_somebody_types(cell: Cell) -> None:
    running = cell.world
    await cell.joins("Đỗ Thị Ngọc", "ngoc", agreed=False)
    ngoc = cell.member("Đỗ Thị Ngọc")
    asked = await running.says("ngoc", "/resume")
    (no,) = payloads(asked, r"c:\w+:[\w.]+:n")
    await running.taps("ngoc", no)
    running.clock.forward(minutes=1)
    await running.taps("lan", f"px:{ngoc}:signed")
    await answers(running, "lan", [STRENGTH])
    assert "bản giấy 1" in said(await running.says("lan", "/status"))
    seen = await watched(running, "2026-09-12 08:00")
    assert reminded(seen, "ngoc") == []
    assert reminded(seen, "hoa")


async def test_a_paper_that_is_sent_back_waits_for_whoever_types_it(cell: Cell) -> None:
    """Status and list say so; the author chose paper, and is not reminded of what others type."""
    running, nam = cell.world, cell.member(NAM)
    await cell.joins(NAM, "nam", agreed=False)
    await running.taps("nam", payloads(await running.says("nam", "/resume"), r"c:\w+:[\w.]+:n")[0])
    running.clock.forward(minutes=1)
    await running.taps("lan", f"px:{nam}:by:{cell.member(HOA)}")
    await running.taps("hoa", f"px:{nam}:signed")
    await answers(running, "hoa")
    await running.says("hoa", "nộp")
    review = nams(running, "id")
    picking = said(await running.taps("lan", f"q:{review}:pick:1"))
    number = next(line for line in picking.splitlines() if line[:1].isdigit()).partition(".")[0]
    await running.taps("lan", f"q:{review}:take:1:{number}")
    await running.says("lan", "Xin nêu rõ việc làm")
    await running.taps("lan", f"q:{review}:send:1")

    status = await running.says("lan", "/status")
    assert f"Đang bổ sung: {NAM}" in said(status)
    assert "Nhắc 3 đồng chí" in buttons(status)
    assert NAM not in said(await running.says("lan", "/remind"))
    assert f"{NAM} – cần bổ sung" in said(await running.says("hoa", "/proxy"))
    shown = await running.taps("hoa", f"px:{nam}:go")
    assert "Xin nêu rõ việc làm" in said(shown)


async def test_whoever_answers_here_cannot_be_typed_for(cell: Cell) -> None:
    running = cell.world
    consent = payloads(await running.says("hoa", "/resume"), r"c:\w+:[\w.]+:y")
    if consent:
        await running.taps("hoa", consent[0])
    reply = await running.taps("lan", f"px:{cell.member(HOA)}:go")
    assert reply.refused
    assert "tự làm trên trợ lý" in said(reply)
    own = await running.taps("lan", f"px:{cell.member('Trần Thị Mai Lan')}:go")
    assert own.refused


async def test_the_paper_form_for_all_who_submit_on_paper(cell: Cell) -> None:
    running = cell.world
    await cell.code_for("Đỗ Thị Ngọc")
    reply = await running.says("lan", "/blank")
    assert payloads(reply, "bl:.*") == ["bl:one", "bl:all"]
    await running.taps("lan", "bl:all")
    await running.deliver()
    files = [item for item in running.outlet.take("lan") if isinstance(item, FileOut)]
    assert [file.caption for file in files] == [
        f"Phiếu viết tay: {name}" for name in (NAM, "Đỗ Thị Ngọc") for _ in range(2)
    ]
    assert (await running.says("hoa", "/blank")).refused


async def test_a_deputy_who_acts_may_type(cell: Cell) -> None:
    await becomes(cell, BINH, acting_from=1, acting_until=2**52)
    assert not (await cell.world.taps("binh", f"px:{cell.member(NAM)}:go")).refused


async def test_a_paper_that_is_handed_in_is_taken_back_by_who_typed_it(cell: Cell) -> None:
    running = cell.world
    await begins(cell)
    await answers(running, "lan")
    done = await running.says("lan", "nộp")
    (back,) = payloads(done, r"v:\w+:back")
    (sure,) = payloads(await running.taps("lan", back), r"v:\w+:back:yes")
    shown = await running.taps("lan", sure)
    assert f"Nhập thay đồng chí {NAM}" in said(shown)
    assert (await running.taps("hoa", back)).refused


async def code(cell: Cell, name: str) -> str:
    """What the printed form of this member bears."""
    cell.world.outlet.take("lan")
    await cell.world.taps("lan", f"px:{cell.member(name)}:print")
    await cell.world.deliver()
    files = [item for item in cell.world.outlet.take("lan") if isinstance(item, FileOut)]
    found = re.search(r"mã số (\S+)", pdf_text(files[0].body))
    assert found
    return found[1]


async def test_the_code_on_a_form_opens_the_paper_of_that_member(cell: Cell) -> None:
    """P8: as it stands there, and as people type it; the name is shown before anything is typed."""
    await cell.code_for("Đỗ Thị Ngọc")
    bears = await code(cell, NAM)
    assert bears != await code(cell, "Đỗ Thị Ngọc")
    for typed in (bears, bears.lower(), bears.replace("-", " "), f" {bears.replace('-', '')} "):
        shown = await cell.world.says("lan", f"/nhapthay {typed}")
        assert f"{NAM}: chưa nhập." in said(shown)
        assert payloads(shown, "px:.*:go") == [f"px:{cell.member(NAM)}:go"]
    begun = one(cell.world, "SELECT COUNT(*) FROM interviews WHERE member_id = ?", cell.member(NAM))
    assert not begun, "the code alone begins nothing"


async def test_a_code_lets_in_nobody_who_may_not_type_the_paper(cell: Cell) -> None:
    """The same answer for a paper of somebody else's and for no paper at all."""
    running = cell.world
    await cell.code_for("Đỗ Thị Ngọc")
    bears, other = await code(cell, NAM), await code(cell, "Đỗ Thị Ngọc")
    await running.taps("lan", f"px:{cell.member(NAM)}:by:{cell.member(HOA)}")
    assert NAM in said(await running.says("hoa", f"/nhapthay {bears}"))
    for who, typed in (("binh", bears), ("hoa", other), ("hoa", "ABC-DEF"), ("lan", "ABC-DEF")):
        refused = await running.says(who, f"/nhapthay {typed}")
        assert refused.refused
        assert said(refused) == said(await running.says(who, "/nhapthay xyz")), typed
        assert NAM not in said(refused)


async def test_a_code_means_nothing_in_another_cycle(cell: Cell) -> None:
    bears = await code(cell, NAM)
    await cell.closes()
    assert (await cell.world.says("lan", f"/nhapthay {bears}")).refused
    await cell.opens()
    again = await cell.world.says("lan", f"/nhapthay {bears}")
    assert again.refused
    assert "mã này" in said(again)
    assert await code(cell, NAM) != bears


async def test_a_form_with_a_name_has_the_members_own_items_of_last_time(cell: Cell) -> None:
    """And says that it has; one without a name has nobody's."""
    running = cell.world
    await begins(cell)
    marked = ("5 thỉnh thoảng", DEED, "3", "Mỗi kỳ họp góp ý một lần", "0", "0", "không")
    await answers(running, "lan", (STRENGTH, *marked, *SHORTEST[5:]))
    await running.says("lan", "nộp")
    await running.deliver()
    await cell.closes()
    await cell.opens()
    forms: dict[str, tuple[str, str]] = {}
    for tap in (f"px:{cell.member(NAM)}:print", "bl:one"):
        running.outlet.take("lan")
        await running.taps("lan", tap)
        await running.deliver()
        first, second = [item for item in running.outlet.take("lan") if isinstance(item, FileOut)]
        assert first.caption == second.caption
        forms[first.caption] = pdf_text(first.body), str(docx_tables(second.body))
    assert list(forms) == [
        f"Phiếu viết tay: {NAM}. Có mục năm trước của đồng chí ấy, xin trao tận tay.",
        "Phiếu viết tay",
    ]
    for with_items, without in zip(*forms.values(), strict=True):
        item = "phê bình nể nang hoặc vì động cơ riêng (thỉnh thoảng)"
        assert item in with_items
        assert item not in without
    assert "Kỳ trước" not in "".join(forms["Phiếu viết tay"])
