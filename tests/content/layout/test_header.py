"""The header block fitted to what it holds: no line of it ends where it should not."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typst
from docx import Document
from pypdf import PdfReader

from bot.content.documents import docx, pdf
from bot.content.layout.fonts import machine_fonts
from bot.content.layout.header import fitted
from bot.content.layout.names import FREE, breaks
from bot.content.layout.paper import Head, Paper
from bot.content.layout.widths import width
from bot.content.papers import paper_of
from bot.content.words.phrases import measures, profile_names
from bot.content.yaml_files import read_yaml
from tests.content import samples

NAMES: Mapping[str, list[str]] = read_yaml(Path(__file__).parents[2] / "fixtures/provinces.yaml")
PROVINCES = sorted({name for names in NAMES.values() for name in names})
WARDS = ("Sen Xanh", "Minh Xuân", "Tân Hòa Đông", "Nam Sơn Hạ Long", "Đông Trung Nam Hương Mỹ")
SCHOOLS = (
    "Trường Mầm non Hoa Sen",
    "Trường Tiểu học Nguyễn Thị Minh Khai",
    "Trường Trung học cơ sở Thị trấn Đông Hải",
    "Trường Trung học phổ thông Chuyên Hoàng Văn Thụ",
    "Trường Phổ thông Dân tộc nội trú Trung học cơ sở Mường Sim",
    "Trường Trung học cơ sở và Trung học phổ thông Trần Quang Đạo",
    "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên Số 2",
)
WHOLE = (
    *("ĐẢNG BỘ", "CHI BỘ", "MẦM NON", "TIỂU HỌC", "TRUNG HỌC CƠ SỞ", "TRUNG HỌC PHỔ THÔNG"),
    *("GIÁO DỤC NGHỀ NGHIỆP", "GIÁO DỤC THƯỜNG XUYÊN", "DÂN TỘC NỘI TRÚ", "TRUNG TÂM"),
    *("THỊ TRẤN ĐÔNG HẢI", "PHỔ THÔNG", "HOA SEN", "NGUYỄN THỊ MINH KHAI", "MƯỜNG SIM"),
    *("TRẦN QUANG ĐẠO", "ỦY BAN NHÂN DÂN", "SỐ 2"),
)
"""What may not be broken, wherever it stands."""
WIDE = "PHƯỜNG ĐÔNG TRUNG NAM HƯƠNG MỸ"
"""Wider than the Party's name leaves room for, a point smaller too."""
EQUAL = [f for f in ("Times New Roman", "Tinos") if f in machine_fonts().families()]
"""The fonts of the machine whose widths are in the table."""
DAY = "ngày 30 tháng 11 năm 2026"


def head(parent: str, cell: str, place: str) -> Head:
    return Head(
        parent=parent.upper(),
        cell=cell.upper(),
        star="*",
        number="Số 05-BC/CB",
        party="ĐẢNG CỘNG SẢN VIỆT NAM",
        place_date=f"{place}, {DAY}",
        type="BÁO CÁO",
        subject="",
        rule="-----",
        edition="",
    )


def paper(made: Head, *, landscape: bool = False) -> Paper:
    return replace(paper_of(samples.small(), "vi"), head=made, landscape=landscape)


def lines_of(made: Head, told: Mapping[str, Any]) -> tuple[Head, Mapping[str, Any]]:
    """The fitted head and its measures; every line has room in its column, 165 mm for both."""
    found, profile = fitted(paper(made), told)
    header = profile["header"]
    columns = {
        "parent": header["left"],
        "cell": header["left"],
        "number": header["left"],
        "party": 165 - header["left"],
        "place_date": 165 - header["left"],
    }
    for part, column in columns.items():
        style = header[part]
        weight = "bold" if style.get("bold") else "italic" if style.get("italic") else "regular"
        for line in getattr(found.head, part).split("\n"):
            room = column - 2 * header["inset"]
            assert width(line, style["size"], weight) <= room, (part, line)
    return found.head, header


def test_there_are_all_provinces_of_both_times() -> None:
    assert [len(set(NAMES[time])) for time in ("before", "since")] == [63, 34]


@pytest.mark.parametrize("profile", profile_names())
@pytest.mark.parametrize("place", PROVINCES)
def test_no_name_and_no_date_is_broken_badly(profile: str, place: str) -> None:
    """For every province, wards of two to five syllables, and schools of up to sixty letters."""
    told = measures(profile)
    parents = [f"Đảng bộ {kind} {ward}" for kind in ("xã", "phường") for ward in WARDS]
    parents += [f"Đảng bộ Ủy ban nhân dân tỉnh {place}", f"Đảng bộ tỉnh {place}", ""]
    for parent in parents:
        for school in SCHOOLS:
            made = head(parent, f"Chi bộ {school}", place)
            found, header = lines_of(made, told)
            assert found.place_date.replace("\n", " ") == made.place_date
            assert DAY in found.place_date
            assert found.place_date.split("\n")[0].startswith(place)
            assert found.party == made.party
            for part in ("parent", "cell"):
                was, now = getattr(made, part), getattr(found, part)
                assert now.replace("\n", " ") == was
                assert [each for each in WHOLE if each in was and each not in now] == []
                ends = (
                    (" VÀ", " XÃ")
                    if part == "parent" and WIDE in was
                    else (" VÀ", " XÃ", " PHƯỜNG")
                )
                assert not any(line.endswith(ends) for line in now.split("\n"))
                assert not any(line.startswith("-") for line in now.split("\n"))
            for ward in (each.upper() for each in WARDS):
                assert ward not in made.parent or ward in found.parent
            assert {header[part]["size"] for part in ("parent", "cell", "place_date")} <= {13, 14}
            assert 67 <= header["left"] <= 95


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("CHI BỘ TRƯỜNG TRUNG HỌC PHỔ THÔNG XUÂN TRƯỜNG", 3),
        ("ĐẢNG BỘ XÃ XUÂN TRƯỜNG", 1),
        ("ĐẢNG BỘ PHƯỜNG TRƯỜNG THI", 1),
        ("ĐẢNG BỘ ỦY BAN NHÂN DÂN TỈNH BÀ RỊA - VŨNG TÀU", 2),
        ("CHI BỘ ỦY BAN NHÂN DÂN PHƯỜNG TRUNG TÂM", 2),
        ("CHI BỘ TỔ DÂN PHỐ SỐ 5", 1),
    ],
)
def test_names_are_broken_before_what_begins_something_new(name: str, lines: int) -> None:
    """A word such as "trường" or "trung tâm" begins something, or is a syllable of a name."""
    found, _ = lines_of(head("", name, "Huế"), measures("hd05"))
    assert len(found.cell.split("\n")) == lines
    starts = ("TRUNG HỌC PHỔ THÔNG", "XUÂN TRƯỜNG", "TỈNH", "PHƯỜNG", "TRƯỜNG TRUNG")
    assert all(line.startswith(starts) for line in found.cell.split("\n")[1:])


@pytest.mark.parametrize(
    "groups",
    [
        ("ĐẢNG BỘ", "XÃ LONG PHƯỜNG"),
        ("ĐẢNG BỘ", "XÃ TÂN TRƯỜNG SƠN"),
        ("ĐẢNG BỘ", "UỶ BAN NHÂN DÂN", "XÃ BẢN LIỀN"),
        ("CHI BỘ", "TRƯỜNG", "SĨ QUAN CHỈ HUY"),
        ("CHI BỘ", "BẢN NẬM CẮN"),
        ("CHI BỘ", "CÔNG TY", "CỔ PHẦN", "SÔNG TRĂNG"),
        ("CHI BỘ", "TRƯỜNG", "TIỂU HỌC", "VÀ TRUNG HỌC CƠ SỞ", "BÀ RỊA - VŨNG TÀU"),
    ],
    ids=" | ".join,
)
def test_a_line_ends_freely_only_between_groups(groups: tuple[str, ...]) -> None:
    words = " ".join(groups).split()
    free = [n for n, cost in enumerate(breaks(" ".join(words)), 1) if cost == FREE]
    starts = [len(" ".join(groups[:n]).split()) for n in range(1, len(groups))]
    assert free == starts


def test_both_files_have_these_lines() -> None:
    """In Word with breaks in the paragraph and styles of this size, in the PDF at these places."""
    made = paper(head("Đảng bộ phường Minh Xuân", f"Chi bộ {SCHOOLS[5]}", "Bà Rịa - Vũng Tàu"))
    told, header = lines_of(made.head, measures("hd05"))
    word = Document(io.BytesIO(docx(made, "vi").body))
    left, right = word.tables[0].rows[0].cells
    assert [p.text for p in left.paragraphs[:2]] == [told.parent, told.cell]
    assert right.paragraphs[-1].text == told.place_date
    assert word.styles["Head cell"].font.size.pt == header["cell"]["size"]
    assert [round(c.width.mm, 1) for c in (left, right)] == [
        header["left"],
        round(165 - header["left"], 1),
    ]
    page = PdfReader(io.BytesIO(pdf(made, "vi").body)).pages[0].extract_text()
    printed = [" ".join(line.split()) for line in page.split("\n")]
    for line in (*told.parent.split("\n"), *told.cell.split("\n"), *told.place_date.split("\n")):
        assert line in printed


def test_the_party_s_name_is_found_and_stays_on_one_line() -> None:
    """With ordinary blanks, also in a paper that an earlier release issued; in English too."""
    old = replace(head("Đảng bộ xã A", "Chi bộ B", "C"), party="ĐẢNG CỘNG SẢN VIỆT\u00a0NAM")
    assert fitted(paper(old), measures("hd05"))[0].head.party == "ĐẢNG CỘNG SẢN VIỆT NAM"
    english = paper_of(samples.school(), "en")
    assert english.head.party == "COMMUNIST PARTY OF VIET NAM"
    found, header = lines_of(english.head, measures("hd05"))
    assert "\n" not in found.party
    assert header["rule"]["length"] == pytest.approx(90.5, abs=0.1)


def test_a_place_that_is_too_long_leaves_the_names_their_column() -> None:
    """Nothing fits then; what is left is shared out so that all of it can be read."""
    made = head(
        "Đảng bộ xã A", "Chi bộ B", "Một nơi có tên rất dài mà không dòng nào chứa nổi " * 3
    )
    found, profile = fitted(paper(made), measures("hd05"))
    assert profile["header"]["left"] == profile["header"]["least"]
    assert found.head.place_date.endswith(f",\n{DAY}")


def test_a_page_on_its_long_side_has_room_for_more() -> None:
    made = head("Đảng bộ phường Đông Hải", f"Chi bộ {SCHOOLS[5]}", "Thành phố Hồ Chí Minh")
    found, profile = fitted(paper(made, landscape=True), measures("hd05"))
    assert "\n" not in found.head.place_date
    assert profile["header"]["place_date"]["size"] == 14
    _, turned = fitted(
        paper(head("Đảng bộ xã A", "Chi bộ B", "C"), landscape=True), measures("hd05")
    )
    assert turned["header"]["left"] == pytest.approx(76 * 252 / 165, abs=0.1)


@pytest.mark.skipif(not EQUAL, reason="needs Times New Roman or Tinos")
@pytest.mark.parametrize("text", ["ĐẢNG BỘ PHƯỜNG", "Bà Rịa - Vũng Tàu, ngày 30", "“ữ” – 05/12"])
@pytest.mark.parametrize("weight", ["regular", "bold", "italic"])
def test_the_widths_are_those_of_the_font(text: str, weight: str) -> None:
    """As typst measures them, where the machine has a font of equal widths."""
    source = (
        "#set text(font: sys.inputs.family, size: 14pt, kerning: false, ligatures: false,"
        " weight: sys.inputs.weight, style: sys.inputs.style)\n"
        "#context [#metadata(measure(sys.inputs.text).width / 1mm) <w>]"
    )
    inputs = {
        "family": EQUAL[0],
        "weight": "bold" if weight == "bold" else "regular",
        "style": "italic" if weight == "italic" else "normal",
        "text": text,
    }
    found = typst.query(
        source.encode(),
        "<w>",
        field="value",
        one=True,
        sys_inputs=inputs,
        font_paths=machine_fonts(),
    )
    assert float(found) == pytest.approx(width(text, 14, weight), abs=0.05)
