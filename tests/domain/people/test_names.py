"""One rule tidies names, whichever way they come in (U8, U19, H4)."""

from __future__ import annotations

import pytest

from bot.domain.people.names import Tidied, names_in, tidied
from bot.domain.words import clean, fold, spoken

TIDY = {
    "2) Nguyễn Văn An - 1985": Tidied("Nguyễn Văn An", "1985"),
    "3/ Đ/c Trần Thị Bảy": Tidied("Trần Thị Bảy", dropped=("Đ/c",)),
    "PHẠM VĂN TÁM": Tidied("Phạm Văn Tám"),
    "12\tLý Thị Hai\t1980": Tidied("Lý Thị Hai", "1980"),
    "1. Nguyễn Văn An – Tổ trưởng": Tidied("Nguyễn Văn An", dropped=("Tổ trưởng",)),
    "2) Trần Thị Bé (0912345678)": Tidied("Trần Thị Bé", phone="0912345678"),
    "4/ Phạm D": Tidied("Phạm D"),
    "“Lê Thị Hoa”.": Tidied("Lê Thị Hoa"),
    "ĐC. TRẦN BÌNH (SN 03/04/1985) ĐT: 0912.345.678": Tidied(
        "Trần Bình", "03/04/1985", "0912.345.678", ("ĐC",)
    ),
    "đồng chí thầy Nguyễn Văn An (Bí thư)": Tidied(
        "Nguyễn Văn An", dropped=("đồng chí", "thầy", "Bí thư")
    ),
    "PGS.TS. Ngô Hà": Tidied("Ngô Hà", dropped=("PGS", "TS")),
    "Bí thư: Nguyễn Văn An": Tidied("Nguyễn Văn An", dropped=("Bí thư",)),
    "Ðặng Văn Ðức\u200b": Tidied("Đặng Văn Đức"),
    "lê \u2060thị\u00ad hoa": Tidied("Lê Thị Hoa"),
    "Bùi Hà 1985-04-03": Tidied("Bùi Hà", "1985-04-03"),
    "(7) (Ngô Hà)": Tidied("Ngô Hà"),
    "1985": Tidied("", "1985"),
}
STAYS = (
    "H'Hen Niê",
    "H’Hen Niê",
    "Y Kđăm",
    "Và Bá Tủa",
    "Ông Ích Khiêm",
    "Ông Văn Huyên",
    "Nguyễn Văn Anh",
    "Bàn Thị Chị",
    "Nguyễn Thị Ánh-Tuyết",
    "Đặng Đình Cường",
)


@pytest.mark.parametrize("typed", TIDY)
def test_what_stands_beside_a_name_is_taken_off_and_kept(typed: str) -> None:
    assert tidied(typed) == TIDY[typed]


@pytest.mark.parametrize("name", STAYS)
def test_what_is_part_of_a_name_stays(name: str) -> None:
    assert tidied(name) == Tidied(name)


@pytest.mark.parametrize("between", ["và", "VA", "&", "+"])
def test_two_people_on_one_line_are_noticed(between: str) -> None:
    assert tidied(f"Lê Thị Hoa {between} Đặng Văn Đức").several


def test_a_year_or_a_post_after_a_comma_belongs_to_the_name_before_it() -> None:
    typed = "Lê Hoa, Trần Bình; Ngô A\n1. PHẠM BA, 1980, tổ trưởng\n,,\nlê hà, bùi an"
    assert names_in(typed) == [
        Tidied("Lê Hoa"),
        Tidied("Trần Bình"),
        Tidied("Ngô A"),
        Tidied("Phạm Ba", "1980", dropped=("tổ trưởng",)),
        Tidied("Lê Hà"),
        Tidied("Bùi An"),
    ]


@pytest.mark.parametrize("sign", "\u200b\u200c\u200e\u200f\u2060\u00ad\ufeff\u202a\u2069")
def test_what_nobody_sees_makes_no_other_text(sign: str) -> None:
    written = f"{sign}Đặng{sign} Văn Đ{sign}ức{sign}"
    assert clean(written) == "Đặng Văn Đức"
    assert spoken(written) == spoken("Đặng Văn Đức")
    assert fold(written) == "dang van duc"


def test_one_letter_for_every_stroked_d() -> None:
    assert clean("\u00d0\u00f0\u0189") == "ĐđĐ"
    assert fold("T\u1ed5 \u00d0\u1ea3ng") == "to dang"


def test_a_joiner_stays_in_an_emoji_only() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert clean(f"{family} Lê\u200d Hoa\u200d") == f"{family} Lê Hoa"
