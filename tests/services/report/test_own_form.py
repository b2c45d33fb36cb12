"""A committee's own form, sent in the chat: looked at, kept, filled in with the report."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.content.own_form.form import starting_point
from bot.content.own_form.parts import Finding
from bot.domain.messages import FileIn, FileOut
from handlers.contract import Message, Reply
from tests.content.own_form.test_form import form
from tests.scenarios.papers import text_of
from tests.services.scene import BINH, HOA, Cell, every, founded, hands_in, one, said
from tests.world import World

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
async def cell(running: World) -> Cell:
    """Two have handed in."""
    made = await founded(running)
    await made.opens()
    for name, address in ((HOA, "hoa"), (BINH, "binh")):
        await made.joins(name, address)
        await hands_in(running, address)
    await running.deliver()
    running.outlet.take("lan")
    return made


async def sends(cell: Cell, body: bytes, name: str = "mau.docx") -> Reply:
    await cell.world.taps("lan", f"rg:form:{cell.id}")
    return await cell.world.says("lan", file=FileIn(name, DOCX, body))


async def got(cell: Cell) -> tuple[str, list[FileOut]]:
    """What the secretary got: words and files."""
    await cell.world.deliver()
    items = cell.world.outlet.take("lan")
    files = [item for item in items if isinstance(item, FileOut)]
    return "\n".join(item.text for item in items if isinstance(item, Message)), files


async def reported(cell: Cell) -> tuple[str, list[FileOut]]:
    await cell.world.says("lan", "/summary")
    return await got(cell)


async def test_a_good_form_is_filled_in_beside_the_standard_report(cell: Cell) -> None:
    await sends(cell, starting_point())
    told, _ = await got(cell)
    assert "Đã nhận mẫu “mau.docx”" in told
    _, files = await reported(cell)
    standard, pdf, own = [file for file in files if not file.is_picture]
    assert (standard.name[:8], pdf.name[-4:]) == ("du-thao-", ".pdf")
    assert own.name == "bao-cao-mau-rieng-2026-trinh-hoi-nghi.docx"
    assert "đã nộp 2 (66,7%)" in text_of(own)


async def test_a_form_with_unknown_names_is_told_and_not_kept(cell: Cell) -> None:
    """The one in use stays."""
    await sends(cell, form("{{ cell }}"), "cu.docx")
    await got(cell)
    await sends(cell, form("Đã nộp {{ da_nop }}"), "moi.docx")
    told, _ = await got(cell)
    assert "Chưa nhận mẫu “moi.docx”" in told
    assert "không có chỗ điền tên “da_nop”, ở dòng “Đã nộp {{ da_nop }}”" in told
    assert every(cell.world, "SELECT name, waits FROM own_forms") == [("cu.docx", 0)]


async def test_a_form_that_fails_stops_nothing(cell: Cell) -> None:
    """What could be filled in as a trial and cannot be now."""
    body = form("{{ parts[40].title }}")
    await cell.world.office.db.write(
        lambda tx: tx.run(
            "INSERT INTO own_forms VALUES (:cell, FALSE, 'mau.docx', :body, 0)",
            cell=cell.id,
            body=body,
        )
    )
    told, files = await reported(cell)
    assert "Không điền được mẫu riêng “mau.docx”; báo cáo chuẩn vẫn đầy đủ ở trên." in told
    assert [file.name.rpartition(".")[2] for file in files] == ["png", "docx", "pdf"]


async def test_a_form_that_takes_all_the_memory_is_told_so(cell: Cell) -> None:
    """Its process is bounded; the service goes on."""
    await sends(cell, form("{{ 'x' * 100000000000 }}"))
    told, _ = await got(cell)
    assert "Chưa nhận mẫu" in told
    assert every(cell.world, "SELECT 1 FROM own_forms") == []


async def test_a_form_that_never_ends_is_given_up(
    cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.content.rendering.LONGEST_FOREIGN_JOB", 3.0)
    loops = "{% for a in range(99999) %}" * 3 + "{% endfor %}" * 3
    await sends(cell, form(loops))
    told, _ = await got(cell)
    assert "chạy quá lâu" in told
    assert one(cell.world, "SELECT COUNT(*) FROM own_forms") == 0


async def test_a_form_sent_while_another_is_looked_at_is_looked_at_too(
    cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not looked at is never in use."""
    renderer = cell.world.office.renderer
    findings = renderer.form_findings
    later = [FileIn("xau.docx", DOCX, form("{{ da_nop }}"))]

    async def slowly(body: bytes) -> Sequence[Finding]:
        if later:
            await cell.world.says("lan", file=later.pop())
        return await findings(body)

    monkeypatch.setattr(renderer, "form_findings", slowly)
    await sends(cell, form("{{ cell }}"), "tot.docx")
    told, _ = await got(cell)
    assert "Đã nhận mẫu “tot.docx”" in told
    assert "Chưa nhận mẫu “xau.docx”" in told
    assert every(cell.world, "SELECT name, waits FROM own_forms") == [("tot.docx", 0)]


@pytest.mark.parametrize("name", ["mau.doc", "mau.pdf", "mau"])
async def test_only_word_files_are_forms(cell: Cell, name: str) -> None:
    reply = await sends(cell, starting_point(), name)
    assert reply.refused
    assert "tệp Word (.docx)" in said(reply)


async def test_the_form_is_taken_away(cell: Cell) -> None:
    await sends(cell, starting_point())
    await got(cell)
    told = await cell.world.taps("lan", f"rg:form:{cell.id}:drop:yes")
    assert "Đã bỏ mẫu riêng" in said(told)
    _, files = await reported(cell)
    assert not any("mau-rieng" in file.name for file in files)


async def test_the_example_can_be_sent_back_as_it_is(cell: Cell) -> None:
    await cell.world.taps("lan", f"rg:form:{cell.id}:example")
    _, (example,) = await got(cell)
    await sends(cell, example.body)
    told, _ = await got(cell)
    assert "Đã nhận mẫu" in told
