"""Reading a pasted document line apart, with the ways in which cells write them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.usual import load_usual
from bot.content.words.catalogue import TEMPLATES
from bot.content.words.phrases import phrases
from bot.domain.preparation.basis import Document, KnownDocument, Marks, known_of, read

MARKS = Marks(
    number=("số",),
    day=("ngày",),
    of=("của",),
    about=("về việc", "về", "v/v"),
    cited=("Căn cứ",),
    types={"KH": "Kế hoạch", "KL": "Kết luận", "HD": "Hướng dẫn", "NQ": "Nghị quyết"},
)


def as_typed(line: str) -> Document:
    return Document("", subject=line)


@pytest.mark.parametrize(
    ("line", "document"),
    [
        (
            "Kế hoạch số 28-KH/ĐU, ngày 30/5/2022 của Đảng ủy xã Tân Hòa về tự soi, tự sửa;",
            Document(
                "Kế hoạch",
                "28-KH/ĐU",
                date(2022, 5, 30),
                "Đảng ủy xã Tân Hòa",
                "tự soi, tự sửa",
            ),
        ),
        (
            "- Kết luận số 21-KL/TW ngày 25-10-2021 của Ban Chấp hành Trung ương về việc xây dựng",
            Document(
                "Kết luận",
                "21-KL/TW",
                date(2021, 10, 25),
                "Ban Chấp hành Trung ương",
                "xây dựng",
            ),
        ),
        ("HD 03-HD/Th.U 19/05/2022", Document("Hướng dẫn", "03-HD/Th.U", date(2022, 5, 19))),
        ("27-HD/ĐU 16.3.2022", Document("Hướng dẫn", "27-HD/ĐU", date(2022, 3, 16))),
        (
            "Kế hoạch số 38-KH/ĐU của Đảng ủy phường, ngày 11/05/2022 v/v sinh hoạt chuyên đề",
            Document(
                "Kế hoạch", "38-KH/ĐU", date(2022, 5, 11), "Đảng ủy phường", "sinh hoạt chuyên đề"
            ),
        ),
        (
            "Nghị quyết Đại hội nhiệm kỳ 2020-2025 của Đảng bộ tỉnh",
            as_typed("Nghị quyết Đại hội nhiệm kỳ 2020-2025 của Đảng bộ tỉnh"),
        ),
        ("Lời Bác dạy", as_typed("Lời Bác dạy")),
        ("22 - HD/ BTGThU", Document("Hướng dẫn", "22-HD/BTGThU")),
        ("2) Căn cứ Thông báo số: 7-TB/ĐU;", Document("Thông báo", "7-TB/ĐU")),
        (
            "Quy định số 144-QĐ/TW, ngày 09/5/2024 của Bộ Chính trị (khóa XIII) về chuẩn mực",
            Document(
                "Quy định", "144-QĐ/TW", date(2024, 5, 9), "Bộ Chính trị (khóa XIII)", "chuẩn mực"
            ),
        ),
        (
            "Kế hoạch số 5-KH/CB ngày 31/2/2022",
            as_typed("Kế hoạch số 5-KH/CB ngày 31/2/2022"),
        ),
    ],
)
def test_a_pasted_line_is_read_apart(line: str, document: Document) -> None:
    assert read(line, MARKS) == document


UNSURE = [
    "Nghị quyết Trung ương 4 (khóa XIII)",
    "Kết luận số 21-KL/TW Hội nghị Trung ương (khóa XIII)",
    "Nghị quyết Đại hội Đảng bộ tỉnh Hà Giang lần thứ XVII, nhiệm kỳ 2020 - 2025",
    "Kế hoạch số 28-KH/ĐU ngày 30 tháng 5 năm 2022 của Đảng ủy xã về tự soi, tự sửa",
    "Kế hoạch (số 28-KH/ĐU) của Đảng ủy",
    "Kế hoạch số 28-KH/ĐU và Kế hoạch số 30-KH/ĐU của Đảng ủy xã",
    "Nghị quyết số 04-NQ/TW khóa XII về tăng cường xây dựng Đảng",
    "Kế hoạch số 28-KH/ĐU, ngày 1/1/2026 của Đảng ủy xã, ngày 2/2/2026 về tự soi",
    "Công văn số 12-CV/ĐU - ngày 3/2/2026",
    "37-QĐ/TW ngày 25/10/2021",
    "Điều lệ Đảng (khóa XI)",
    "Chỉ thị của Ban Bí thư ngày 3/2/2026 (bản sao)",
    "Thực hiện 28-KH/ĐU ngày 30/5/2022",
    "Hướng dẫn số 22-HD/BTGTU: tự soi, tự sửa",
    "Kế hoạch số 5-KH/CB ngày 31/2/2022 của chi ủy",
]


@pytest.mark.parametrize("line", UNSURE)
def test_c3_a_document_not_understood_for_certain_is_printed_as_typed(line: str) -> None:
    assert printed(line) == f"Căn cứ {line};"
    assert printed(f"- {line};") == f"Căn cứ {line};"


PIECES = st.lists(
    st.sampled_from(
        [
            *("Kế hoạch", "Nghị quyết", "Báo cáo", "Quy định", "KH", "số", "Số:", "số 28-KH/ĐU"),
            *("22 - HD/ BTGThU", "123/2020/NĐ-CP", "37-QĐ/TW", "04-NQ/TW,", ",", "(khóa XIII)"),
            *("ngày 30/5/2022", "3.2.2026", "ngày 3 tháng 2", "của Đảng ủy xã", "của", "về"),
            *("của Ban Chấp hành (khóa XI),", "về tự soi", "về việc học", "v/v dự giờ", "và", "–"),
            *("Trung ương 4", "nhiệm kỳ 2020 - 2025", "[bản sao]", "“Sửa mình”"),
        ]
    ),
    min_size=1,
    max_size=7,
).map(" ".join)


@given(PIECES)
def test_c3_no_word_is_added_to_a_citation_or_lost_from_it(line: str) -> None:
    """Only the words that tell of number and day may be put in, and the type its letters name."""
    typed, found = words(line), words(printed(line).removeprefix("Căn cứ"))
    assert [each for each in typed if each not in found] == []
    named = words(read(line, REAL).type)
    assert [each for each in found if each not in [*typed, *named]] == []


REAL = load_usual(TEMPLATES).marks


def printed(line: str) -> str:
    return phrases("vi")("general.basis", document=read(line, REAL))


def words(line: str) -> list[str]:
    """The words and signs of a citation, without those of number and day, and dates as figures;
    letters before a number are the type's."""
    plain = re.sub(r"(\d)\s*([-/.])\s*(?=[\w])", r"\1\2", line).replace("v/v", "về")
    plain = re.sub(r"/\s+", "/", plain)
    found = re.findall(r"[\w/.-]*\w|[()\[\]“”–]", plain)
    dates = [re.sub(r"^0?(\d+)[/.]0?(\d+)[/.](\d{4})$", r"\1/\2/\3", each) for each in found]
    spelled = [REAL.types.get(each.upper(), each) for each in dates]
    parts = " ".join(spelled).split()
    return [each for each in parts if each.lower() not in ("số", "ngày")]


KNOWN = (
    KnownDocument("37-QĐ/TW", date(2026, 1, 1), "Quy định số 207-QĐ/TW"),
    KnownDocument("21-KL/TW", date(2026, 1, 1), ""),
)


@pytest.mark.parametrize(
    ("document", "replaced_by"),
    [
        (Document("Quy định", "37-QĐ/TW", date(2021, 10, 25)), "Quy định số 207-QĐ/TW"),
        (Document("Quy định", "37-QĐ/TW"), "Quy định số 207-QĐ/TW"),
        (Document("", subject="Quy định 37 - QĐ/TW (khóa XIII)"), "Quy định số 207-QĐ/TW"),
        (Document("Kết luận", "21-KL/TW", date(2021, 10, 25)), ""),
        (Document("Quy định", "37-QĐ/TW", date(2027, 3, 1)), None),
        (Document("Quy định", "137-QĐ/TW"), None),
        (Document("Quy định", "37-QĐ/TWĐ"), None),
        (Document("", subject="Lời Bác dạy"), None),
    ],
)
def test_what_is_heard_of_a_document_is_about_that_one(
    document: Document, replaced_by: str | None
) -> None:
    """However it was typed; not about another of the same number from a later term."""
    found = known_of(document, KNOWN)
    assert (found.replaced_by if found else None) == replaced_by
