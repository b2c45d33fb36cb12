"""A member's own papers with known content. Invented names only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot.domain.papers.own import (
    Became,
    Facts,
    Noted,
    Registration,
    Said,
    Spoken,
    SpokenPart,
    Told,
)
from bot.domain.review.sheet import Compared, Part, Sheet, SheetLine
from bot.domain.review.voice import Voice
from tests.content.paper_samples import CELL, PARENT, PLACE
from tests.content.samples import HANOI, issuer, sheet

WRITER = "Trần Thị Hoa"
AT = datetime(2026, 12, 5, 16, 12, tzinfo=HANOI)
DEED = "Quý III tôi vắng 2 buổi học nghị quyết, chỉ đọc lướt tài liệu"
CAUSES = ("Chưa chủ động học tập, nghiên cứu", "Chưa sắp xếp thời gian hợp lý")
MEASURES = ("Lập lịch tuần, dành giờ cố định", "Đọc và ghi chép nghị quyết hằng tháng")
BEFORE = (
    Became("I.3", "Coi nhẹ lý luận, ngại học nghị quyết", "đỡ", manifests=True),
    Became("", "Hai lần vào điểm sổ điện tử muộn ba ngày", "đã hết"),
    Became("I.5", "Tự phê bình không thật; phê bình nể nang", "đỡ", manifests=True),
)


def promise(task: str = "Học xong lớp bồi dưỡng lý luận chính trị.") -> Said:
    """A task with its day and its product."""
    return (
        Told("Việc cam kết", task, "short_text"),
        Told("Thời hạn", kind="date", day=date(2027, 6, 30)),
        Told("Sản phẩm", "Giấy chứng nhận và một bài viết vận dụng vào giờ dạy", "short_text"),
    )


def row(short: str, label: str, deed: str = DEED) -> Noted:
    """A marked row with what was told of it."""
    said = (
        Told("Việc cụ thể", deed),
        Told("Nguyên nhân", kind="multi_choice", chosen=CAUSES),
        Told("Biện pháp", kind="multi_choice", chosen=MEASURES, mends=True),
    )
    return Noted(said, short, label, "thỉnh thoảng", manifests=True)


def spoken(deed: str = DEED) -> Spoken:
    """Two rows, one shortcoming of another kind, two commitments."""
    return Spoken(
        issuer=issuer(CELL, PARENT, PLACE),
        voice=Voice.MEMBER,
        title="Bản tự soi, tự sửa của đảng viên",
        year=2026,
        writer=WRITER,
        version=2,
        submitted_at=AT,
        before_title="Những mục năm trước nay ra sao",
        before=BEFORE,
        parts=(
            SpokenPart(
                "Ưu điểm",
                (
                    Told(
                        "Ưu điểm cần phát huy",
                        "Dự đủ 12 kỳ sinh hoạt.\nGiúp hai cô giáo mới soạn bài.",
                    ),
                ),
            ),
            SpokenPart(
                "Soi 27 biểu hiện",
                noted=(
                    row("I.3", "Coi nhẹ lý luận, ngại học nghị quyết, chính sách", deed),
                    row("II.6", "Lãng phí tiền, tài sản công, giờ làm việc"),
                ),
            ),
            SpokenPart(
                "Hạn chế khác",
                noted=(
                    Noted(
                        (
                            Told("Lĩnh vực", "", "single_choice", ("Chuyên môn, giảng dạy",)),
                            Told("Hạn chế", "Hai lần tôi vào điểm sổ điện tử muộn ba ngày."),
                        )
                    ),
                ),
            ),
            SpokenPart(
                "Trách nhiệm với tập thể",
                (
                    Told("Trách nhiệm với hạn chế của tập thể", "Cả năm tôi mới phát biểu hai lần"),
                    Told("Góp ý, đề xuất", "Mỗi quý nên có một chuyên đề về nghề."),
                ),
            ),
            SpokenPart(
                "Hướng khắc phục",
                (Told("Hướng khắc phục", "Đọc tài liệu trước khi họp"),),
                promised=(promise(), promise("Ghi chép tài liệu hằng tháng")),
            ),
        ),
    )


def facts(task: str = "Ghi chép tài liệu hằng tháng") -> Facts:
    """Everything there can be."""
    return Facts(
        issuer=issuer(CELL, PARENT, PLACE),
        year=2026,
        writer=WRITER,
        made_at=AT,
        before=BEFORE,
        promised_before=(promise(), promise(task)),
        measures=(
            Noted((Told("Biện pháp", chosen=MEASURES[:1]),), "I.3", "Coi nhẹ lý luận"),
            Noted((Told("Hạn chế", "Vào điểm muộn"), Told("Biện pháp", "Vào điểm ngay"))),
        ),
        promised=(promise(task),),
        beside=(("Đăng ký nội dung học tập và làm theo Bác", (entry(),)),),
    )


def entry() -> Said:
    """One thing that was registered."""
    return (
        Told("Phong cách", "Phong cách nêu gương"),
        Told("Việc cụ thể", "Mỗi tháng giúp một học sinh yếu"),
        Told("Thời gian", kind="date", day=date(2027, 6, 30)),
        Told("Sản phẩm", "Ba học sinh đạt yêu cầu"),
    )


def registration(task: str = "Mỗi tháng giúp một học sinh yếu.") -> Registration:
    """Two things registered; the secretary confirms."""

    def entries(number: int) -> tuple[SheetLine, ...]:
        told = [SheetLine(each.called, each.words or "30/6/2027") for each in entry()]
        told[0] = SheetLine(told[0].label, told[0].value, f"Nội dung thứ {number}")
        told[1] = SheetLine("Việc cụ thể", task)
        return tuple(told)

    return Registration(
        issuer=issuer(CELL, PARENT, PLACE, "Phạm Thị Lan"),
        title="Đăng ký nội dung học tập và làm theo Bác",
        year=2026,
        writer=WRITER,
        person=(("Họ và tên", WRITER), ("Chức vụ Đảng", "Đảng viên"), ("Sinh hoạt tại", CELL)),
        parts=(Part("Nội dung đăng ký", (*entries(1), *entries(2))),),
        confirms=True,
        version=1,
        submitted_at=AT,
    )


def compared(now: str = "Vắng hai buổi học nghị quyết của Đảng bộ trong quý III.") -> Sheet:
    """A review in its second round: one wording was asked for, another changed by itself."""
    changes = (
        Compared("Mục I.3", "Việc cụ thể", "Xin nêu rõ hơn.", "Vắng hai buổi.", now),
        Compared("", "Hướng khắc phục", "", "Đọc tài liệu.", "Đọc tài liệu trước khi họp."),
    )
    return replace(sheet(), changes=changes)
