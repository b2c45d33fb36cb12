"""Rosters as offices make them: who is a member, and what is said of all the rest.

Each row is named after the report that its kind came from.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest

from bot.domain.people.roster_rows import Told
from tests.content.tables.rosters import Rows, notes, people, read, workbook
from tests.scenarios.sending import spreadsheet


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        pytest.param(
            [["TT", "Họ và tên", "", "Năm sinh"], ["1", "Bùi Thị", "Sáu", "1979"]],
            ["Bùi Thị Sáu; 1979"],
            id="U2 merged over two",
        ),
        pytest.param(
            [["Họ lót", "Tên", "Sinh ngày"], ["Lý Văn", "Bảy", "2/3/1988"]],
            ["Lý Văn Bảy; 1988-03-02"],
            id="U2 two headings",
        ),
        pytest.param(
            [["Họ", "Tên đệm", "Tên"], ["Cao", "Thị Mỹ", "Tám"]],
            ["Cao Thị Mỹ Tám"],
            id="U2 three headings",
        ),
        pytest.param(
            [
                ["SỐ TT", "HỌ VÀ TÊN", "", "NĂM SINH", "", "CHỨC VỤ", ""],
                ["", "Họ và chữ đệm", "Tên", "Nam", "Nữ", "Đảng", "Chính quyền"],
                ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
                ["1", "Đỗ Hữu", "Chín", "1969", "", "Chi ủy viên", "Hiệu phó"],
                ["2", "Tạ Bích", "Mười", "", "1974", "", "Giáo viên"],
            ],
            ["Đỗ Hữu Chín; 1969; Chi ủy viên; Hiệu phó", "Tạ Bích Mười; 1974; Giáo viên"],
            id="U2 U11 all headings in two rows",
        ),
        pytest.param(
            [
                ["Họ tên", "Ngày", "Tháng", "Năm"],
                ["Võ An", "9", "8", "1991"],
                ["Hà My", "", "", "1990"],
            ],
            ["Võ An; 9/8/1991", "Hà My; 1990"],
            id="U11 three columns without a head",
        ),
        pytest.param(
            [
                ["Họ và tên", "Ngày sinh"],
                ["TỔ ĐẢNG KHỐI 1 (2 đồng chí)"],
                ["Võ An", "1991"],
                ["II. Tổ Văn phòng:"],
                ["Hà My", "1990"],
                ["Danh sách này có 2 đảng viên."],
                ["", "Tân Hòa, ngày 2 tháng 9 năm 2026"],
                ["T/M CHI ỦY"],
                ["Lê Thị Ký Tên"],
            ],
            ["Võ An; 1991; Tổ Đảng Khối 1", "Hà My; 1990; Tổ Văn phòng"],
            id="U9 without numbers",
        ),
        pytest.param(
            [
                ["STT", "Họ và tên", "Năm sinh"],
                ["A", "Đảng viên chính thức", ""],
                ["1", "Võ An", "1991"],
                ["B", "Đảng viên dự bị", ""],
                ["2", "Hà My", "1990"],
                ["STT", "Họ và tên", "Năm sinh"],
                ["3", "Tô Ba", "1989"],
                ["", "Quên Số", "1988"],
                ["", "Ai Đó Đã Chuyển Đi", ""],
                ["4", "", ""],
            ],
            [
                "Võ An; 1991; Đảng viên chính thức",
                "Hà My; 1990; Đảng viên dự bị",
                "Tô Ba; 1989; Đảng viên dự bị",
                "Quên Số; 1988; Đảng viên dự bị",
            ],
            id="U9 H3 counted",
        ),
        pytest.param(
            [["Họ và tên", "Năm sinh"], ["Nguyễn Thị Ví Dụ", "01/02/1985"], ["Võ An", "1991"]],
            ["Võ An; 1991"],
            id="the template's own examples",
        ),
        pytest.param(
            [["DANH SÁCH ĐẢNG VIÊN"], ["Họ và tên", "Ghi chú"], ["Võ An", "ốm"]],
            ["Võ An"],
            id="a title is no part of the headings",
        ),
        pytest.param(
            [
                ["Họ và tên", "Loại đảng viên", "Ghi chú"],
                ["Võ An", "ĐV dự bị, miễn sinh hoạt", ""],
                ["Hà My", "Dự bị", "Miễn sinh hoạt"],
                ["Đỗ Ba (đi làm ăn xa)", "", "chính thức"],
                ["Cao Tám", "Đình chỉ sinh hoạt", "Thư ký"],
            ],
            [
                "Võ An; ĐV dự bị; miễn sinh hoạt",
                "Hà My; Dự bị; Miễn sinh hoạt",
                "Đỗ Ba (đi làm ăn xa); chính thức; đi làm ăn xa",
                "Cao Tám; Đình chỉ sinh hoạt",
            ],
            id="P10 either or both, in any of three places",
        ),
        pytest.param(
            [
                ["Họ và tên", "Diện", "Dự bị", "Được miễn sinh hoạt"],
                ["Võ An", "sinh hoạt tạm thời", "", "x"],
                ["Hà My", "", "X", "3/2/2026"],
            ],
            ["Võ An; sinh hoạt tạm thời; Được miễn sinh hoạt", "Hà My; Dự bị"],
            id="P10 a column for each",
        ),
        pytest.param(
            [
                ["Họ và tên", "Loại"],
                ["II. Đảng viên dự bị"],
                ["Võ An", ""],
                ["Hà My", "miễn sinh hoạt"],
                ["III. Đảng viên được miễn công tác, sinh hoạt"],
                ["Tô Ba", "Dự bị"],
            ],
            [
                "Võ An; Đảng viên dự bị",
                "Hà My; Đảng viên dự bị; miễn sinh hoạt",
                "Tô Ba; Dự bị; Đảng viên được miễn công tác, sinh hoạt",
            ],
            id="P10 a section says one, a row the other",
        ),
    ],
)
def test_the_members_of_a_table(rows: Rows, wanted: Sequence[str]) -> None:
    assert people(read(spreadsheet(rows))) == wanted


def test_rows_that_are_nobody_are_named() -> None:
    """U9, H3."""
    found = read(
        spreadsheet(
            [
                ["TT", "Họ và tên", "Năm sinh"],
                ["I", "Tổ Khối 5", ""],
                ["1", "Võ An", "1991"],
                ["", "Cộng: 1 đồng chí", ""],
            ]
        )
    )
    assert notes(found) == {
        Told.GROUPS: ("Tổ Khối 5",),
        Told.ROWS: ("4: Cộng: 1 đồng chí",),
        Told.COUNTED: (),
    }


def test_a_column_that_is_not_read_is_named() -> None:
    """U11, H3: one that says nothing known, and a second that fits a heading already taken."""
    rows = [
        ["Họ và tên", "Ngày vào Đảng", "Họ tên khai sinh", "Trống", "Nam", "Nữ"],
        ["Võ An", "3/2/2010", "Võ Văn An", "", "x", ""],
    ]
    found = read(spreadsheet(rows))
    assert people(found) == ["Võ An"]
    assert notes(found) == {Told.COLUMNS: ("Ngày vào Đảng", "Họ tên khai sinh", "Nam")}


def test_what_is_not_understood_of_kind_and_standing_is_named_before_it_counts() -> None:
    """P10: a remark that is over says nothing; a column of nothing but remarks is named as one."""
    rows = [
        ["Họ và tên", "Tình trạng", "Ghi chú", "Lưu ý"],
        ["Võ An", "miễn sinh hoạt từ 3/2026", "tuổi cao", "ốm"],
        ["Hà My (nghỉ hưu; dự bị)", "", "chưa chính thức", ""],
        ["Đỗ Ba", "", "ĐV dự bị; quê Bến Tre", ""],
    ]
    found = read(spreadsheet(rows))
    assert notes(found) == {
        Told.OFF_NAMES: ("nghỉ hưu",),
        Told.REMARKS: (
            "2: từ 3/2026",
            "2: tuổi cao",
            "3: chưa chính thức",
            "4: quê Bến Tre",
        ),
        Told.COLUMNS: ("Lưu ý",),
    }


LIST = [["Họ và tên", "Năm sinh"], ["Võ An", "1991"]]


def test_every_sheet_is_read_or_named_and_a_hidden_one_never_read() -> None:
    """U10."""
    sheets = {
        "Hướng dẫn": [["Điền vào các trang sau"]],
        "Tổ 1": LIST,
        "Trống": [],
        "Khối văn phòng": [["Họ tên", "Năm sinh", "Chức vụ"], ["Hà My", "1990", "Kế toán"]],
        "Năm cũ": [["Họ và tên", "Năm sinh", "Chức vụ", "Tổ"], ["Người Cũ", "1950", "", ""]],
    }
    found = read(workbook(sheets, hidden=["Năm cũ"]))
    assert people(found) == ["Võ An; 1991; Tổ 1", "Hà My; 1990; Khối văn phòng; Kế toán"]
    assert [line.number for line in found.lines] == ["2 (Tổ 1)", "2 (Khối văn phòng)"]
    assert notes(found) == {
        Told.SHEETS: ("Tổ 1 (1)", "Khối văn phòng (1)"),
        Told.UNREAD_SHEETS: ("Hướng dẫn",),
        Told.HIDDEN_SHEETS: ("Năm cũ",),
    }


@pytest.mark.parametrize(
    "words",
    [
        'Họ và tên,Năm sinh\n"Võ An,1991\nHà My,1990\n',
        'Họ và tên,Năm sinh\n"Võ An,1991\nHà My",1990\n',
        'Họ và tên;Năm sinh\nVõ An;"1991\nHà My;1990',
        'Họ và tên,Năm sinh\n"Võ An",1991\n"Hà ""My,1990\n',
        'Họ và tên,Năm sinh\nVõ An,1991\n"Hà My,1990',
        '"Họ và\ntên",Năm sinh\n"Võ An",1991\n"Hà My",1990\n',
    ],
)
def test_a_quotation_mark_swallows_nobody(words: str) -> None:
    """U20."""
    assert people(read(words.encode())) == ["Võ An; 1991", "Hà My; 1990"]


def test_a_large_file_costs_few_steps_a_cell() -> None:
    """Calls are counted and no seconds: a cell read anew for each word that it may be cost 140."""
    rows = [["Họ và tên", *[f"Mục {place}" for place in range(39)]]]
    rows += [["", *[f"Điều {place} {number}" for place in range(39)]] for number in range(200)]
    body = spreadsheet([*rows, ["Lê Thị Hoa"]])
    read(body)  # what is loaded once does not count
    calls = 0

    def counted(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(counted)
    try:
        found = read(body)
    finally:
        sys.setprofile(None)
    assert people(found) == ["Lê Thị Hoa"]
    assert calls / (200 * 40) < 40
