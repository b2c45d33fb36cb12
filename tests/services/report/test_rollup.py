"""How far many cells are: the figures are those of each cell's own report."""

from __future__ import annotations

from bot.content.documents import docx, pdf
from bot.domain.report.summary import Edition
from bot.services.report import rollup, summaries
from tests.content.written import docx_text, pdf_text
from tests.services.scene import BINH, HOA, founded, hands_in, one, sample_cell
from tests.world import World

PARENT = "Đảng bộ xã Tân Hòa"


async def test_a_line_says_what_the_cell_s_report_says(running: World) -> None:
    """Exempt ones have nothing to submit; what is sent back is not submitted."""
    office = running.office
    made = await sample_cell(running)
    found = await rollup.rollup(office, made.cell.parent)
    assert found
    (line,) = found.lines
    cycle = one(running, "SELECT id FROM cycles WHERE closed_at IS NULL")
    summary = await summaries.summary(office, cycle, Edition.MEETING)
    assert summary
    there = summary.participation
    assert (line.roster, line.required) == (there.roster, there.required)
    assert (line.submitted, line.approved) == (there.submitted, there.approved)


async def test_who_left_and_who_was_excused_are_counted_as_in_the_report(running: World) -> None:
    """Whoever left had nothing to submit any more; whoever submits all the same had to."""
    cell = await founded(running)
    await cell.opens()
    for name, address in ((HOA, "hoa"), (BINH, "binh")):
        await cell.joins(name, address)
        await hands_in(running, address)
    await running.taps("lan", f"m:{cell.member(HOA)}:remove:moved")
    await cell.exempts(BINH)
    await cell.exempts("Trần Thị Mai Lan")
    found = await rollup.rollup(running.office, PARENT)
    assert found
    (line,) = found.lines
    assert (line.roster, line.required, line.submitted) == (2, 1, 1)
    cycle = one(running, "SELECT id FROM cycles WHERE closed_at IS NULL")
    summary = await summaries.summary(running.office, cycle, Edition.MEETING)
    assert summary
    assert (summary.participation.required, summary.participation.submitted) == (1, 1)


async def test_cells_of_one_organisation_and_no_others(running: World) -> None:
    """One that never had a cycle stands there too; a guest is no member. (U26: ấ before t.)"""
    first = await founded(running)
    await first.opens()
    await first.joins(HOA, "hoa")
    await hands_in(running, "hoa")
    await founded(running, "Chi bộ Khu phố Bốn", "Đinh Văn Khoa", "khoa")
    await running.office.db.write(
        lambda tx: tx.run("UPDATE cells SET parent = 'Khác' WHERE name LIKE '%Bốn'")
    )
    await founded(running, "Chi bộ Ấp Một", "Vũ Thị Nga", "nga")
    found = await rollup.rollup(running.office, PARENT)
    assert found
    assert [(line.name, line.year, line.roster, line.submitted) for line in found.lines] == [
        ("Chi bộ Ấp Một", 0, 1, 0),
        ("Chi bộ Trường Mầm non Hoa Sen", 2026, 2, 1),
    ]
    assert await rollup.rollup(running.office, "Không có") is None
    for text in (pdf_text(pdf(found, "vi").body), docx_text(docx(found, "vi").body)):
        assert "2 chi bộ, 3 đảng viên. Đã nộp 1/3 đồng chí phải nộp, đạt 33,3%" in text
        assert HOA not in text
