"""Reading a pasted document line apart, with the ways in which cells write them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.preparation.basis import Document, Marks, read

MARKS = Marks(
    number=("số",),
    day=("ngày",),
    of=("của",),
    about=("về việc", "về", "v/v"),
    types={"KH": "Kế hoạch", "KL": "Kết luận", "HD": "Hướng dẫn", "NQ": "Nghị quyết"},
)


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
            Document("Nghị quyết", "", None, "Đảng bộ tỉnh", "Đại hội nhiệm kỳ 2020-2025"),
        ),
        ("Lời Bác dạy", Document("", "", None, "", "Lời Bác dạy")),
        (
            "Kế hoạch số 5-KH/CB ngày 31/2/2022",
            Document("Kế hoạch", "5-KH/CB", None, "", "ngày 31/2/2022"),
        ),
    ],
)
def test_a_pasted_line_is_read_apart(line: str, document: Document) -> None:
    assert read(line, MARKS) == document
