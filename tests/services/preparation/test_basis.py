"""What the cell goes by: documents, read from pasted lines, and at the head of the report."""

from __future__ import annotations

from bot.content.papers.report.paper import summary_paper
from bot.content.words.phrases import phrases
from bot.services.report import summaries
from tests.services.scene import Cell, one, payloads, said


async def test_pasted_lines_are_read_apart_ordered_and_corrected(cell: Cell) -> None:
    lan = cell.world
    await lan.taps("lan", f"pb:add:{cell.id}")
    card = await lan.says(
        "lan", "Kế hoạch số 28-KH/ĐU, ngày 30/5/2022 của Đảng ủy xã Tân Hòa về tự soi, tự sửa"
    )
    assert "Số, ký hiệu: 28-KH/ĐU" in said(card)
    assert "Cơ quan ban hành: Đảng ủy xã Tân Hòa" in said(card)
    first = payloads(card, "pb:.*:edit")[0].split(":")[1]
    await lan.taps("lan", f"pb:add:{cell.id}")
    listed = await lan.says("lan", "KL 21-KL/TW 25/10/2021\nHD 22-HD/BTGThU 22/03/2022")
    assert "3. Hướng dẫn số 22-HD/BTGThU, ngày 22/03/2022" in said(listed)
    moved = await lan.taps("lan", f"pb:{first}:down")
    assert "2. Kế hoạch số 28-KH/ĐU, ngày 30/05/2022 của Đảng ủy xã Tân Hòa về" in said(moved)
    await lan.taps("lan", f"pb:{first}:edit")
    for typed in ("Chương trình", "giữ nguyên", "31/5/2022", "giữ nguyên", "giữ nguyên", "nộp"):
        corrected = await lan.says("lan", typed)
    assert "Chương trình số 28-KH/ĐU, ngày 31/05/2022 của Đảng ủy xã Tân Hòa" in said(corrected)
    left = await lan.taps("lan", f"pb:{first}:remove:yes")
    assert "28-KH/ĐU" not in said(left)


async def test_the_report_begins_with_what_the_cell_goes_by(cell: Cell) -> None:
    await cell.world.taps("lan", f"pb:add:{cell.id}")
    await cell.world.says(
        "lan",
        "Kế hoạch số 28-KH/ĐU, ngày 30/5/2022 của Đảng ủy xã Tân Hòa về tự soi\nLời Bác dạy",
    )
    cycle = str(one(cell.world, "SELECT id FROM cycles"))
    found = await summaries.summary(cell.world.office, cycle)
    assert found is not None
    opening = summary_paper(found, phrases("vi")).blocks[0].text
    assert opening == (
        "Thực hiện Kế hoạch số 28-KH/ĐU, ngày 30/5/2022 của Đảng ủy xã Tân Hòa về tự soi;"
        " Lời Bác dạy, Chi bộ Trường Mầm non Hoa Sen báo cáo kết quả tự soi, tự sửa năm 2026"
        " như sau:"
    )
