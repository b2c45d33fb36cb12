"""The file of a roster: each kind is read, a bad one gets one sentence, and nobody waits for it."""

from __future__ import annotations

import asyncio
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.content import rendering
from bot.content.rendering import Renderer
from bot.content.tables.roster import RosterChecked
from bot.content.tables.spreadsheets import LONGEST_CELL, MOST_BYTES, MOST_SHEETS, XLSX, readings
from bot.content.words.catalogue import Catalogue
from bot.domain.lexicon import Lexicon
from bot.domain.messages import FileIn, FileTrouble, Text
from bot.domain.people.member import Member, Role
from bot.domain.people.table import MOST_LINES
from bot.domain.people.table_check import RosterState
from bot.domain.people.table_plan import Plan
from bot.domain.words import Words
from bot.services.office import new_id
from bot.services.people import table
from handlers.contract import Reply
from storage import members
from tests.content.own_form.test_form import changed
from tests.scenarios.sending import open_document, spreadsheet
from tests.services.scene import HOA, Cell, every, founded, one, payloads, phrase, said
from tests.shelf import made_once
from tests.world import World

WAITING = "SELECT COUNT(*) FROM pending_imports WHERE contents <> ''"
HEADING = "Họ và tên;Ngày sinh;Loại"
XLS = Path(__file__).parents[2] / "fixtures" / "roster.xls"
LIST = [["Họ và tên", "Ngày sinh", "Loại"], ["Lê Thị Hoa", "01/02/1985", "Chính thức"]]


@made_once
async def cell(running: World) -> Cell:
    return await founded(running)


MOST = {"import.too_large": 2, "import.too_many_sheets": MOST_SHEETS}


async def sends(cell: Cell, body: bytes, name: str = "ds.xlsx") -> Reply:
    await cell.world.taps(cell.secretary, f"m:import:{cell.id}")
    return await cell.world.says(cell.secretary, file=FileIn(name, XLSX, body))


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv"])
async def test_every_kind_of_file_is_read(cell: Cell, kind: str) -> None:
    """Whatever its name and its sender say it is."""
    bodies = {
        "xlsx": spreadsheet([], LIST),
        "ods": open_document([], LIST),
        "csv": "\n".join(map(";".join, LIST)).encode(),
    }
    shown = await sends(cell, bodies.get(kind) or XLS.read_bytes(), "ds.pdf")
    (yes,) = payloads(shown, r"mi:\w+:write")
    assert not (await cell.world.taps("lan", yes)).refused

    found = every(cell.world, "SELECT born_on, kind FROM members WHERE name = ?", HOA)
    assert found == [("1985-02-01", "official")]


def bomb() -> bytes:
    """Small when packed, and more than the memory is worth."""
    stream = io.BytesIO(spreadsheet([["Họ và tên"]]))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * (21 << 20))
    return stream.getvalue()


def entities() -> bytes:
    """A sheet whose text grows by entities."""
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE x [<!ENTITY e0 "ha">{grown}]>'.encode()
    return changed(
        spreadsheet([["Họ và tên"], ["Hoa"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: doctype + re.sub(rb"<t>Hoa</t>|<v>1</v>", b"<v>&e9;</v>", xml),
    )


def old(change: bytes, to: bytes, *, after: int = 0) -> bytes:
    """The old Excel file with some bytes changed, so many after where they are found."""
    body = XLS.read_bytes()
    place = body.index(change) + after
    return body[:place] + to + body[place + len(to) :]


_SHEET_RECORD, _FIRST_RECORDS = b"\x85\x00", b"\x09\x08\x10\x00"
LOCKED_XLS = old(_FIRST_RECORDS, b"\x2f\x00", after=20)
"""The record after the first says that there is a password."""
BROKEN_XLS = old(_SHEET_RECORD, b"\xff\xff\xff\x7f", after=4)
"""A sheet that begins where the file has ended: the library that reads it breaks down."""


def endless() -> bytes:
    """A sheet whose last cell is as far away as can be: no memory holds what lies between."""
    made = Workbook()
    assert made.active
    made.active["A1"], made.active["XFD1048576"] = "Họ và tên", "x"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def of_sheets(count: int) -> bytes:
    """So many sheets, all of one part of the file: small, and read as often as it is named."""
    names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, count + 1))
    sheets = f"<sheets>{names}</sheets>".encode()
    return changed(
        spreadsheet([["Họ và tên"], ["Hoa"]]),
        "xl/workbook.xml",
        lambda xml: re.sub(
            rb"<sheets>.*</sheets>",
            sheets.replace(
                b"<sheets>",
                b'<sheets xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
                b'relationships">',
            ),
            xml,
        ),
    )


def in_many_parts() -> bytes:
    stream = io.BytesIO(spreadsheet(LIST))
    with zipfile.ZipFile(stream, "a") as archive:
        for n in range(1_000):
            archive.writestr(f"xl/media/{n}.png", b"")
    return stream.getvalue()


def packed(way: int, body: bytes) -> bytes:
    """The file in an archive that is packed in this way."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as old_,
        zipfile.ZipFile(stream, "w", way) as archive,
    ):
        for name in old_.namelist():
            archive.writestr(name, old_.read(name))
    return stream.getvalue()


def wide_row(cells: int) -> bytes:
    """A3: one row of so many empty cells: 20 KB that took 1.6 GB."""
    row = b"<sheetData><row>" + b"<c/>" * cells + b"</row></sheetData>"
    return changed(
        spreadsheet([["Họ và tên"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb"<sheetData>.*</sheetData>", row, xml),
    )


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (of_sheets(MOST_SHEETS + 1), "import.too_many_sheets"),
        (of_sheets(300), "import.too_many_sheets"),
        (in_many_parts(), "import.too_large"),
        (packed(zipfile.ZIP_BZIP2, spreadsheet(LIST)), "import.not_a_table"),
        (packed(zipfile.ZIP_LZMA, spreadsheet(LIST)), "import.not_a_table"),
        (b"x" * (MOST_BYTES + 1), "import.too_large"),
        (bomb(), "import.too_large"),
        (LOCKED_XLS, "import.locked"),
        (open_document(LIST, manifest="<manifest:encryption-data/>"), "import.locked"),
        (old(b"W\0o\0r\0k\0b\0", "_VBA_PROJECT_CUR".encode("utf-16-le")), "import.macros"),
        (BROKEN_XLS, "import.gave_up"),
        (endless(), "import.gave_up"),
        (entities(), "import.not_a_table"),
        (b"PK\x03\x04 broken", "import.not_a_table"),
        (changed(spreadsheet(LIST), "xl/vbaProject.bin", lambda _: b"\0"), "import.macros"),
        (changed(open_document(LIST), "Basic/script-lc.xml", lambda _: b"x"), "import.macros"),
        (spreadsheet([["Họ và tên"]])[:-200], "import.not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "import.locked"),
        (b"%PDF-1.7\n\0\xff\xfe", "import.not_a_table"),
        ("Danh sách\nAi đó".encode(), "import.no_heading"),
        ("Họ và tên\n\n".encode(), "import.no_rows"),
        (("Họ và tên\n" + "Lê Thị Hoa\n" * (MOST_LINES + 1)).encode(), "import.too_many_rows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_file_that_is_no_roster_gets_one_sentence(
    cell: Cell, body: bytes, key: str
) -> None:
    reply = await sends(cell, body)

    assert reply.refused
    assert reply.messages[0].text == phrase(cell.world, key, most=MOST.get(key, MOST_LINES))
    file = FileIn("b.csv", "text/csv", f"{HEADING}\nVũ Mây;;".encode())
    assert payloads(await cell.world.says("lan", file=file), "mi:.+"), "a better one may follow"


async def test_what_a_broken_file_says_gets_into_no_log(
    cell: Cell, capfd: pytest.CaptureFixture[str]
) -> None:
    """The library that breaks down prints what it has just read."""
    assert (await sends(cell, BROKEN_XLS)).refused
    assert capfd.readouterr().err == ""


async def test_a_file_that_takes_too_long_is_given_up(
    cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.content.rendering.LONGEST_FOREIGN_JOB", 0.0)
    reply = await sends(cell, spreadsheet(LIST))
    assert reply.refused
    assert reply.messages[0].text == phrase(cell.world, "import.gave_up")
    assert one(cell.world, "SELECT shown FROM accounts WHERE address = 'lan'").startswith("file:")


async def test_a_formula_that_failed_is_a_fault_and_no_empty_cell(cell: Cell) -> None:
    shown = await sends(cell, spreadsheet([*LIST, ["Vũ Mây", "#REF!", ""]]))
    assert 'Dòng 3 (Vũ Mây): ô có lỗi công thức "#REF!"' in said(shown)


@dataclass
class Reader:
    """Reads a roster once it is told to; the test knows when it has begun."""

    renderer: Renderer
    began: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def roster(self, file: bytes, lexicon: Lexicon, state: RosterState) -> RosterChecked:
        self.began.set()
        await self.goes_on.wait()
        return await Renderer.roster(self.renderer, file, lexicon, state)


@pytest.fixture
def reader(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """Takes the place of the one that begins at once."""
    made = Reader(cell.world.office.renderer)
    monkeypatch.setattr(made.renderer, "roster", made.roster)
    yield made
    made.goes_on.set()  # else a turn that waits for it would never end


async def test_nobody_waits_while_a_file_is_read(cell: Cell, reader: Reader) -> None:
    code = await cell.code_for(HOA)
    reading = asyncio.create_task(sends(cell, spreadsheet(LIST)))
    await reader.began.wait()

    async with asyncio.timeout(10):
        joined = await cell.world.says("hoa", f"/start {code}")

    assert not reading.done()
    assert not joined.refused
    assert one(cell.world, "SELECT COUNT(*) FROM accounts WHERE address = 'hoa'") == 1
    reader.goes_on.set()
    assert payloads(await reading, "mi:.+:write")


async def test_a_file_that_is_no_longer_waited_for_is_not_taken(cell: Cell, reader: Reader) -> None:
    """On another device the secretary asked for something else meanwhile."""
    reading = asyncio.create_task(sends(cell, spreadsheet(LIST)))
    await reader.began.wait()
    async with asyncio.timeout(10):
        await cell.world.taps("lan", f"rg:form:{cell.id}")
    reader.goes_on.set()

    refused = await reading

    assert refused.messages[0].text == phrase(cell.world, "file.not_awaited", in_question=False)
    assert one(cell.world, "SELECT COUNT(*) FROM pending_imports") == 0
    assert one(cell.world, "SELECT COUNT(*) FROM own_forms") == 0


async def test_a_file_that_is_delivered_twice_is_shown_once(cell: Cell) -> None:
    await cell.world.taps("lan", f"m:import:{cell.id}")
    file = FileIn("ds.xlsx", XLSX, spreadsheet(LIST))
    for _ in range(2):
        again = await cell.world.says("lan", file=file, external_id="twice")

    assert payloads(again, "mi:.+") == []
    assert one(cell.world, WAITING) == 1
    assert one(cell.world, "SELECT COUNT(*) FROM audit WHERE act = 'roster_file_received'") == 1


async def test_a_file_that_did_not_arrive_is_said(cell: Cell) -> None:
    await cell.world.taps("lan", f"m:import:{cell.id}")
    assert (await cell.world.says("lan", file=FileTrouble.TOO_LARGE)).refused


@pytest.mark.parametrize("question", ["", "m:add:", "cy:open"])
async def test_a_spreadsheet_is_offered_as_a_roster_whatever_goes_on(
    cell: Cell, question: str
) -> None:
    """H2: in the middle of a form too, whose question waits on."""
    if question:
        await cell.world.taps("lan", question + (cell.id if question.endswith(":") else ""))
    before = every(cell.world, "SELECT shown, interview_id FROM accounts WHERE address = 'lan'")
    shown = await cell.world.says("lan", file=FileIn("DS.XLSX", XLSX, spreadsheet(LIST)))

    assert payloads(shown, r"mi:\w+:write")
    kept = every(cell.world, "SELECT shown, interview_id FROM accounts WHERE address = 'lan'")
    assert kept == before


async def test_a_spreadsheet_from_a_member_is_none_of_ours(cell: Cell) -> None:
    """H2."""
    await cell.world.says("hoa", f"/start {await cell.code_for(HOA)}")
    refused = await cell.world.says("hoa", file=FileIn("ds.xlsx", XLSX, spreadsheet(LIST)))
    assert refused.messages[0].text == phrase(cell.world, "file.not_awaited", in_question=False)
    assert one(cell.world, "SELECT COUNT(*) FROM pending_imports") == 0


async def test_what_is_left_out_is_said_before_the_yes(cell: Cell) -> None:
    """U9, H3: of many rows the first ones, and how many more."""
    rows = [["TT", "Họ và tên", "Ghi chú"], ["1", "Đ/c Vũ Mây (1990)", "ốm"]]
    rows += [["", f"Cộng lần {number}", ""] for number in range(9)]
    shown = said(await sends(cell, spreadsheet(rows)))
    assert "Dòng 2: Vũ Mây (1990)" in shown
    assert "Cột không đọc: Ghi chú." in shown
    assert "Không ghi vào họ tên: Đ/c." in shown
    assert "dòng 3: Cộng lần 0; 4: Cộng lần 1" in shown
    assert "và 3 dòng nữa" in shown


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("#REF!", 'ô có lỗi công thức "#REF!"'),
        ("#N/A", 'ô có lỗi công thức "#N/A"'),
        ("Vũ Thị Mây và Mai Văn Đào", "một ô có nhiều họ tên; mỗi đồng chí một dòng"),
    ],
)
async def test_a_cell_that_names_nobody_is_a_fault(cell: Cell, name: str, why: str) -> None:
    """U21, U19."""
    shown = await sends(cell, spreadsheet([["Họ và tên", "Ngày sinh"], [name, "1985"]]))
    assert f"Dòng 2 ({name}): {why}" in said(shown)
    assert not payloads(shown, "mi:.+")


async def test_letters_that_nobody_sees_make_nobody_new(cell: Cell) -> None:
    """U8."""
    first = await sends(cell, spreadsheet([LIST[0], ["Đặng Hoa", "01/02/1985", ""]]))
    await cell.world.taps("lan", payloads(first, "mi:.+:write")[0])
    same = ["\u200b\u00d0ặng\u2060 Ho\u00ada\u200b", "\u200e01/02/1985", ""]
    shown = await sends(cell, spreadsheet([LIST[0], same]))
    assert "không đổi 1" in said(shown)


def test_as_many_sheets_as_an_office_has_are_read() -> None:
    assert len(readings(of_sheets(MOST_SHEETS))[0]) == MOST_SHEETS


@pytest.mark.parametrize("name", ["xlsx", "csv"])
def test_no_more_of_a_cell_is_read_than_the_roster_takes(name: str) -> None:
    """A3: what is read is handed on to the program."""
    long = "Hoa " * 25_000
    body = spreadsheet([["Họ và tên"], [long]]) if name == "xlsx" else f"Tên\n{long}".encode()
    for (sheet,) in readings(body):
        assert len(sheet.rows[1][0]) == LONGEST_CELL


_PEAK = """
import re, sys
from pathlib import Path
from bot.content import rendering
from bot.content.tables import spreadsheets
rendering._bound_memory()
spreadsheets.readings(sys.stdin.buffer.read())
print(int(re.search("VmHWM:\\s+([0-9]+)", Path("/proc/self/status").read_text())[1]) >> 10)
"""


def test_a_small_file_does_not_take_a_machine() -> None:
    """A3: in megabytes, within what docs/running.md promises."""
    body = packed(zipfile.ZIP_DEFLATED, wide_row(4_900_000))
    assert len(body) < 40_000
    done = subprocess.run(
        [sys.executable, "-c", _PEAK], input=body, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 250
    assert rendering.MOST_MEMORY <= 400 << 20


def refused_in_the_turn(*_args: object) -> Plan:
    raise AssertionError("compared in the turn")


async def test_the_turn_of_a_file_compares_nothing(
    cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "check", refused_in_the_turn)
    shown = await sends(cell, spreadsheet([*LIST, ["Vũ Mây", "1990", ""]]))
    assert "Vũ Mây" in said(shown)
    assert payloads(shown, "mi:.+:write")


async def test_who_is_added_while_a_file_is_read_is_not_added_again(
    cell: Cell, reader: Reader
) -> None:
    reading = asyncio.create_task(sends(cell, spreadsheet([LIST[0], ["Vũ Mây", "", ""]])))
    await reader.began.wait()
    new = Member(new_id(), cell.id, "Vũ Mây", Role.MEMBER)
    await cell.world.office.db.write(lambda tx: members.add_member(tx, new, now=1))
    reader.goes_on.set()
    shown = await reading
    assert "Thêm 0 · sửa 0 · không đổi 1" in said(shown)
    assert not payloads(shown, "mi:.+:write")


async def test_who_may_not_keep_the_roster_has_no_file_read(cell: Cell, reader: Reader) -> None:
    await cell.world.says("hoa", f"/start {await cell.code_for(HOA)}")
    async with asyncio.timeout(10):
        await cell.world.says("hoa", file=FileIn("ds.xlsx", XLSX, spreadsheet(LIST)))
    assert not reader.began.is_set()


async def test_a_preview_is_put_into_words_line_by_line(
    cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that others are answered between two lines."""
    at_once: list[str] = []
    render = Catalogue.render

    def seen(self: Catalogue, said: Text | Words | str, language: str) -> str:
        lines = said.params.get("lines") if isinstance(said, Text) else ()
        if isinstance(said, Text) and said.key == "import.part" and isinstance(lines, tuple):
            at_once.extend(str(each) for each in lines if isinstance(each, Text))
        return render(self, said, language)

    monkeypatch.setattr(Catalogue, "render", seen)
    shown = await sends(cell, spreadsheet([LIST[0], *([f"Vũ Mây {n}", "", ""] for n in range(9))]))
    assert "Vũ Mây 8" in said(shown)
    assert not at_once
