"""A roster as a file: read, shown, kept over a restart, written; and the roster as a file again."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.domain.messages import FileIn, FileOut
from bot.domain.people.table import MOST_LINES
from tests.scenarios.sending import file_of
from tests.services.people.files import HEADING, agrees, known, sends, sends_lines
from tests.services.scene import (
    HOA,
    Cell,
    delivered,
    every,
    founded,
    one,
    payloads,
    phrase,
    said,
    sends_roster,
)
from tests.shelf import made_once
from tests.world import World, payload_of

WAITING = "SELECT COUNT(*) FROM pending_imports WHERE contents <> ''"
XLS = Path(__file__).parents[2] / "fixtures" / "roster.xls"
LIST = [["Họ và tên", "Ngày sinh", "Loại"], ["Lê Thị Hoa", "01/02/1985", "Chính thức"]]


@made_once
async def cell(running: World) -> Cell:
    made = await founded(running)
    running.clock.forward(seconds=1)  # the roster is in the order of entry
    return made


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
async def test_a_cell_of_seventeen_comes_in_one_file(cell: Cell, ending: str) -> None:
    before = known(cell)
    file = file_of(f"(tệp: danh-sach.{ending})")
    assert file
    shown = await sends(cell, file.body, file.name)
    assert known(cell) == before

    await cell.world.restart()
    done = await agrees(cell, shown)

    assert phrase(cell.world, "import.written", added=16, changed=1) in said(done)
    roster = known(cell)
    assert len(roster) == 17
    assert roster[0] == (
        *("Trần Thị Mai Lan", "1974-05-12", "official", "Tổ 1", "Bí thư", "Hiệu trưởng"),
        "Quản lý, tổ chức",
    )
    assert roster[5][:3] == ("Đặng Minh Tuấn", "1988", "official")
    assert [row[2] for row in roster[15:]] == ["probationary", "official"]
    assert one(cell.world, WAITING) == 0
    again = await sends(cell, file.body, file.name)
    assert phrase_of_counts(cell, 0, 0, 17, 0) in said(again)
    assert payloads(again) == []


def phrase_of_counts(
    cell: Cell, added: int, changed: int, unchanged: int, faults: int, language: str = "vi"
) -> str:
    return phrase(
        cell.world,
        "import.preview",
        language,
        added=added,
        changed=changed,
        unchanged=unchanged,
        faults=faults,
        columns=(),
    )


async def test_faulty_rows_are_skipped_and_named_again(cell: Cell) -> None:
    shown = await sends_lines(cell, "Lê Thị Hoa;1/2/1985;", "Vũ Mây;31/2/1985;", ";1/2/1990;CT")
    for words in ("Dòng 3 (Vũ Mây): không đọc được ngày sinh", "Dòng 4: thiếu họ và tên"):
        assert words in said(shown)

    done = await agrees(cell, shown)

    assert [row[0] for row in known(cell)][1:] == [HOA]
    assert "Dòng 3 (Vũ Mây): không đọc được ngày sinh" in said(done)


async def test_a_roster_that_changed_meanwhile_is_not_written_over(cell: Cell) -> None:
    shown = await sends_lines(cell, "Lê Thị Hoa;1985;", "Vũ Mây;;")
    await cell.code_for(HOA)
    before = known(cell)

    refused = await agrees(cell, shown)

    assert known(cell) == before
    assert phrase(cell.world, "import.changed_meanwhile") in said(refused)
    await agrees(cell, refused)
    assert [row[:2] for row in known(cell)][1:] == [(HOA, "1985"), ("Vũ Mây", "")]
    gone = await agrees(cell, shown)
    assert gone.refused
    assert gone.messages[0].text == phrase(cell.world, "import.gone")


async def test_another_name_meanwhile_is_no_conflict(cell: Cell) -> None:
    shown = await sends_lines(cell, "Lê Thị Hoa;1985;")
    await cell.code_for("Vũ Mây")

    await agrees(cell, shown)

    assert [row[0] for row in known(cell)][1:] == ["Vũ Mây", HOA]


async def test_a_corrected_file_takes_the_place_of_the_first(cell: Cell) -> None:
    await sends_lines(cell, "Lê Thị Hoa;1985;")
    lines = f"{HEADING}\nVũ Mây;;dự bị"
    second = await cell.world.says("lan", file=FileIn("b.csv", "text/csv", lines.encode("utf-16")))

    await agrees(cell, second)

    assert [row[0] for row in known(cell)][1:] == ["Vũ Mây"]


async def test_what_was_thrown_away_is_gone_and_no_file_is_waited_for(cell: Cell) -> None:
    shown = await sends_lines(cell, "Lê Thị Hoa;1985;")
    dropped = await cell.world.taps("lan", payload_of(shown, phrase(cell.world, "import.no")))

    assert said(dropped).strip() == phrase(cell.world, "import.dropped")
    assert one(cell.world, WAITING) == 0
    assert len(known(cell)) == 1
    late = await cell.world.says("lan", file=FileIn("a.pdf", "application/pdf", b"%PDF"))
    assert late.messages[0].text == phrase(cell.world, "file.not_awaited", in_question=False)


async def asked(cell: Cell, payload: str, language: str = "vi") -> FileOut:
    await cell.world.taps("lan", f"l:{language}")
    await cell.world.taps("lan", payload)
    cell.world.outlet.sent.clear()
    await cell.world.deliver()
    ((_, file),) = cell.world.outlet.sent
    assert isinstance(file, FileOut)
    return file


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_roster_that_goes_out_changes_nothing_when_it_comes_back(
    cell: Cell, language: str
) -> None:
    first = file_of("(tệp: danh-sach.csv)")
    assert first
    await agrees(cell, await sends(cell, first.body))
    await cell.code_for("=TONG(1;2)")
    for role in ("deputy", "recorder", "group_head"):
        await cell.world.taps("lan", f"o:{cell.member('Ngô Đức Thắng')}:give:{role}")

    file = await asked(cell, f"m:export:{cell.id}", language)
    back = await sends(cell, file.body, file.name)

    assert file.name.endswith(".xlsx")
    assert phrase_of_counts(cell, 0, 0, 18, 0, language) in said(back)
    assert payloads(back, "mi:.+") == []


async def test_the_template_is_to_be_filled_in_and_shows_an_example(cell: Cell) -> None:
    file = await asked(cell, f"m:template:{cell.id}")
    book = load_workbook(io.BytesIO(file.body))
    filled, example = book.worksheets

    assert file.name == "mau-danh-sach-dang-vien.xlsx"
    assert filled["A1"].value == "Họ và tên"
    assert filled.max_row == MOST_LINES + 1
    rows: Sequence[Sequence[object]] = list(example.iter_rows(max_row=3, values_only=True))
    assert rows[0] == tuple(cell.value for cell in filled[1])
    assert (await sends(cell, file.body)).refused, "the example is nobody"
    filled["A2"], filled["B2"], filled["D2"] = "LÊ THỊ HOA", "1-2-85", "Dự bị"
    stream = io.BytesIO()
    book.save(stream)
    await agrees(cell, await sends(cell, stream.getvalue()))
    assert known(cell)[1:] == [(HOA, "1985-02-01", "probationary", "", "", "", "")]


async def test_a_long_preview_comes_in_messages_that_a_phone_shows(cell: Cell) -> None:
    lines = (f"Người Thứ {'Hai ' * (n % 9)}{n};1985;{'lạ' * 20}" for n in range(MOST_LINES))
    reply = await sends_lines(cell, *lines)

    assert len(reply.messages) > 5
    assert max(len(message.text) for message in reply.messages) < 4096
    assert len(re.findall("không rõ loại", said(reply))) == MOST_LINES


async def acts(cell: Cell, member: str) -> None:
    """From now on for a year this member acts for the secretary."""
    await cell.world.taps("lan", f"o:{member}:give:deputy")
    await cell.world.taps("lan", f"o:{member}:act")
    for typed in ("bỏ qua", "31/12"):
        await cell.world.says("lan", typed)
    assert not (await cell.world.says("lan", "nộp")).refused


async def test_another_leader_does_not_write_what_the_secretary_sent(cell: Cell) -> None:
    shown = await sends_lines(cell, "Lê Thị Hoa;1985;")
    await cell.joins("Nguyễn Văn Bình", "binh")
    await acts(cell, cell.member("Nguyễn Văn Bình"))
    reply = await cell.world.taps("binh", payloads(shown, "mi:.+:write")[0])

    assert reply.messages[0].text == phrase(cell.world, "access.not_yours")
    assert len(known(cell)) == 2


FAULTS = """\
Dòng 4: thiếu họ và tên
Dòng 5 (Vũ Mây): không đọc được ngày sinh "31/2/1985"
Dòng 6 (Vũ Mây): không rõ loại đảng viên "danh dự"
Dòng 7 (Vũ Mây): không rõ vai trò "trưởng ban"
Dòng 8 (Vũ Mây): chức Bí thư thì bàn giao, không ghi bằng tệp
Dòng 9 (Vũ Mây): trùng với một dòng ở trên
Dòng 10 (Mai Đào): tổ trưởng mà chưa ghi tổ đảng
Dòng 11 (Đỗ Thu): có ô quá dài
Dòng 12 (Lê Thị Hoa): trùng với một dòng ở trên
Dòng 13 (Trần Thị Mai Lan): không thể đình chỉ người đang phụ trách chi bộ"""


async def test_every_fault_is_listed_with_its_row(cell: Cell) -> None:
    lines = (
        "DANH SÁCH ĐẢNG VIÊN",
        "Stt;HO VA TEN;Năm sinh;Loại đảng viên;Vai trò;Sở trường",
        "1;LÊ THỊ HOA;1/2/1985;CT;Đảng viên;",
        "2;;1/2/1990;CT;;",
        "3;Vũ Mây;31/2/1985;;;",
        "4;Vũ Mây;;danh dự;;",
        "5;Vũ Mây;;;trưởng ban;",
        "6;Vũ Mây;1/2/1990;;Bí thư;",
        "7;Vũ Mây;1990;;;",
        "8;Mai Đào;;;tổ trưởng;",
        f"9;Đỗ Thu;;;;{'x' * 201}",
        "10;lê thị hoa;;;;",
        "11;Trần Thị Mai Lan;;đình chỉ;;",
    )
    reply = await sends_roster(cell.world, "lan", cell.id, lines)
    title, _, faults = reply.messages[-1].text.partition("\n")
    assert phrase(cell.world, "import.faults") in title
    assert faults.strip() == FAULTS
    assert phrase(cell.world, "import.yes", count=1) in str(reply.messages[-1].buttons)


ROLES = "Họ và tên;Vai trò"


async def test_roles_in_a_file_are_given_told_and_recorded(cell: Cell) -> None:
    world = cell.world
    await cell.joins(HOA, "hoa")
    await delivered(world)
    lines = (ROLES, "Lê Thị Hoa;Phó Bí thư, thư ký", "Vũ Mây;Chi ủy viên", "Mai Đào;Đảng viên")
    shown = await sends_roster(world, "lan", cell.id, lines)
    assert "Vai trò: Đảng viên → Phó Bí thư, Thư ký" in said(shown)

    await agrees(cell, shown)

    given = every(world, "SELECT name, role, records, role_since > 0 FROM members ORDER BY name")
    assert given == [
        (HOA, "deputy", 1, 1),
        ("Mai Đào", "member", 0, 0),
        ("Trần Thị Mai Lan", "secretary", 0, 1),
        ("Vũ Mây", "committee", 0, 1),
    ]
    told = [(each.address, each.words) for each in await delivered(world)]
    assert told == [("hoa", phrase(world, "roles.notice"))]
    assert one(world, "SELECT COUNT(*) FROM audit WHERE act = 'role_changed'") == 2


async def test_roles_in_the_file_of_an_acting_one_are_left_out(cell: Cell) -> None:
    world = cell.world
    await cell.joins("Nguyễn Văn Bình", "binh")
    await acts(cell, cell.member("Nguyễn Văn Bình"))
    shown = await sends_roster(world, "binh", cell.id, (ROLES, "Lê Thị Hoa;Phó Bí thư"))
    assert phrase(world, "import.roles_left") in said(shown)
    assert "Vai trò:" not in said(shown)

    await world.taps("binh", payloads(shown, r"mi:\w+:write")[0])

    assert one(world, "SELECT role FROM members WHERE name = ?", HOA) == "member"


async def test_who_left_is_back_by_a_file_beside_a_namesake(cell: Cell) -> None:
    world = cell.world
    await agrees(cell, await sends_lines(cell, "Lê Thị Hoa;1/2/1985;", "Vũ Mây;;"))
    hoa = cell.member(HOA)
    for left in (hoa, cell.member("Vũ Mây")):
        await world.taps("lan", f"m:{left}:remove:moved")
    await agrees(cell, await sends_lines(cell, "Lê Thị Hoa;3/4/1990;"))
    shown = await sends_lines(cell, "Lê Thị Hoa;1/2/1985;dự bị", "Vũ Mây;1988;")
    assert phrase(world, "import.returning") in said(shown)
    assert phrase(world, "import.left_how") in said(shown)

    await agrees(cell, shown)

    back = every(
        world,
        "SELECT id, kind FROM members"
        " WHERE name = ? AND born_on = '1985-02-01' AND removed_at IS NULL",
        HOA,
    )
    assert back == [(hoa, "probationary")]
    assert one(world, "SELECT COUNT(*) FROM members WHERE name = 'Vũ Mây'") == 2


@pytest.mark.parametrize(("typed", "language"), [("/mau", "vi"), ("/template", "en")])
async def test_the_template_comes_by_a_command(cell: Cell, typed: str, language: str) -> None:
    await cell.world.taps("lan", f"l:{language}")
    cell.world.outlet.sent.clear()
    await cell.world.says("lan", typed)
    await cell.world.deliver()
    ((_, file),) = cell.world.outlet.sent
    assert isinstance(file, FileOut)
    assert file.name == f"{phrase(cell.world, 'import.template_file', language)}.xlsx"
    await cell.joins(HOA, "hoa")
    assert (await cell.world.says("hoa", typed)).refused
