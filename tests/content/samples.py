"""Summaries and sheets with known figures, for the tests of printed papers. Invented names only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, TypeVar

from bot.domain.interview.questionnaire import Option, Question, Row
from bot.domain.interview.tallies import Counts, Quotes, Stats
from bot.domain.people.issuer import Issuer, Signer
from bot.domain.report.comparison import Comparison, GroupMoves, Moves
from bot.domain.report.participation import Participation
from bot.domain.report.summary import (
    Detail,
    Finding,
    FormSummary,
    MatrixCounts,
    RowCounts,
    SectionSummary,
    Summary,
    Totals,
)
from bot.domain.review.sheet import Part, Sheet, SheetLine
from bot.domain.review.voice import Voice
from bot.domain.style import STANDARD
from bot.domain.words import Words

Content = TypeVar("Content")
HANOI = timezone(timedelta(hours=7))
LETTERS = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
)
MARKED_LETTERS = [c for c in LETTERS + LETTERS.upper() if not c.isascii()]
"""The 134 letters that Vietnamese adds to the Latin alphabet."""

NASTY = "<b>&amp; \"x\" 'y' {{ cell }} {% for %} {# #} #let *_`$\\ ]] 😀 {_{ \a\f\t\x00\x1b\ud800 "

GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "I": (
        "Nhóm I: tư tưởng chính trị",
        (
            "Niềm tin vào lý tưởng yếu đi, hay hoài nghi, dao động",
            "Xa mục đích của Đảng, chưa vững con đường, nghe theo quan điểm sai",
            "Coi nhẹ lý luận, ngại học nghị quyết, chính sách, pháp luật",
            "Chưa giữ nguyên tắc tổ chức; thiếu gương mẫu, làm qua loa, né việc",
            "Tự phê bình không thật; phê bình nể nang hoặc vì động cơ riêng",
            "Nói, viết chưa đúng đường lối; lời nói và việc làm không khớp",
            "Bảo thủ, áp ý mình lên người khác, không tiếp thu góp ý",
            "Ham chức vị, không nhận phân công, chọn việc nhẹ, né nơi khó",
            "Chỉ lo lợi trước mắt trong nhiệm kỳ, ưu ái người thân",
        ),
    ),
    "II": (
        "Nhóm II: đạo đức, lối sống",
        (
            "Ích kỷ, thực dụng, ghen tị với đồng nghiệp, thờ ơ với việc chung",
            "Độc đoán hoặc dân chủ hình thức; chia bè, làm rạn nứt tập thể",
            "Khai tài sản, thu nhập chưa đúng thực tế",
            "Chạy theo danh hiệu, tô hồng kết quả, che khuyết điểm",
            "Xa cơ sở, không nắm tình hình, thờ ơ trước khó khăn của dân",
            "Lãng phí tiền, tài sản công, giờ làm việc",
            "Tham nhũng, lạm dụng chức quyền hoặc bao che sai phạm",
            "Can thiệp nhân sự cho mình hoặc người thân; chạy chức, chạy bằng cấp",
            "Cờ bạc, rượu chè, mê tín, đạo trái phép; lối sống trái chuẩn mực",
        ),
    ),
    "III": (
        "Nhóm III: “tự diễn biến”, “tự chuyển hóa”",
        (
            "Bác bỏ nền tảng tư tưởng, nguyên tắc tổ chức của Đảng; cổ vũ đa đảng",
            "Phủ nhận thể chế, kinh tế định hướng XHCN, đòi mô hình khác",
            "Nói, làm trái đường lối; hạ thấp thành quả cách mạng, xuyên tạc lịch sử",
            "Kích động bất mãn, dùng mạng xã hội nói xấu, gây chia rẽ",
            "Đòi tách quân đội, công an khỏi sự lãnh đạo của Đảng",
            "Liên hệ, cấu kết với lực lượng chống đối Đảng, Nhà nước",
            "Đưa tin sai về đối ngoại, gây bất lợi quan hệ quốc tế",
            "Lái dư luận trái định hướng; phổ biến tác phẩm lệch lạc",
            "Tư tưởng hẹp hòi, cực đoan về dân tộc, tôn giáo gây chia rẽ",
        ),
    ),
}
LEVELS = (
    Option("none", {"vi": "chưa thấy ở bản thân", "en": "not seen in myself"}),
    Option("rarely", {"vi": "hiếm khi", "en": "rarely"}),
    Option("sometimes", {"vi": "thỉnh thoảng", "en": "sometimes"}),
    Option("often", {"vi": "thường xuyên", "en": "often"}),
)
CAUSES = (
    ("Chưa tự giác học tập, rèn luyện", "own"),
    ("Ngại va chạm, nể nang", "own"),
    ("Chưa sắp xếp được thời gian", "own"),
    ("Công việc chuyên môn quá tải", "outside"),
    ("Chi bộ chưa kiểm tra, nhắc nhở thường xuyên", "outside"),
)
MEASURES = (
    "Đăng ký học tập và có sản phẩm cụ thể",
    "Nhận việc cụ thể, có thời hạn",
    "Nhờ một đồng chí giúp đỡ, nhắc nhở",
    "Báo cáo kết quả trước chi bộ hằng quý",
)


def words(text: str, english: str = "") -> Words:
    """A label in both languages; the English one is made up where none is given."""
    return {"vi": text, "en": english or text}


def choice(code: str, label: str, options: list[tuple[str, str]], **groups: str) -> Question:
    """A multi-choice question; options are label and group."""
    return Question(
        code,
        "multi_choice",
        words(label),
        options=tuple(
            Option(f"o{n}", words(text), group) for n, (text, group) in enumerate(options)
        ),
        groups=tuple(Option(key, words(text)) for key, text in groups.items()),
        other=True,
    )


CAUSE = choice(
    "cause",
    "Nguyên nhân",
    list(CAUSES),
    own="nguyên nhân chủ quan",
    outside="nguyên nhân khách quan",
)
MEASURE = choice("measure", "Biện pháp", [(label, "") for label in MEASURES])
DEED = Question("deed", "long_text", words("Việc cụ thể là gì?"))
STRENGTHS = choice(
    "strengths",
    "Ưu điểm cần phát huy",
    [
        ("Giữ vững lập trường, chấp hành nghị quyết", ""),
        ("Hoàn thành tốt nhiệm vụ chuyên môn", ""),
        ("Đoàn kết, giúp đỡ đồng nghiệp", ""),
        ("Gương mẫu trong nếp sống", ""),
    ],
)
AREAS = choice(
    "areas",
    "Hạn chế khác theo lĩnh vực",
    [("Chuyên môn", ""), ("Nền nếp, kỷ luật lao động", ""), ("Đơn vị", ""), ("Gia đình", "")],
)
LIMITS = Question("limits", "long_text", words("Hạn chế của tập thể chi ủy, chi bộ"), printed=True)
TOGETHER = Question("together", "yes_no", words("Nhận phần trách nhiệm với hạn chế của tập thể"))
HOURS = Question("hours", "number", words("Số buổi sinh hoạt đã dự trong năm"))
ADVICE = Question("advice", "long_text", words("Góp ý, đề xuất với chi ủy, chi bộ"), required=False)


def counts(question: Question, counted: int, *numbers: int, other: int = 0) -> Detail:
    """A tally of a choice question; missing numbers are zero."""
    filled = [*numbers, *[0] * (len(question.options) - len(numbers))]
    return Detail(
        question, Counts(counted, tuple(zip(question.options, filled, strict=True)), other)
    )


def row_counts(row: Row, counted: int, levels: tuple[int, int, int]) -> RowCounts:
    """One manifestation with causes and measures spread over those who marked it."""
    marked = sum(levels)
    details: tuple[Detail, ...] = ()
    if marked and not row.in_person:
        causes = [(marked + n) // 3 if n != 3 else marked // 2 for n in range(len(CAUSES))]
        measures = [(marked + 1) // 2, marked // 2, marked // 3]
        details = (
            Detail(DEED, Quotes(marked)),
            counts(CAUSE, marked, *causes, other=marked // 4),
            counts(MEASURE, marked, *measures, other=2 if marked >= 2 else 0),
        )
    return RowCounts(row, (counted - marked, *levels), details)


def matrix(
    group: str, counted: int, marked: dict[int, tuple[int, int, int]], people: tuple[int, ...]
) -> MatrixCounts:
    """A group of nine rows; `marked` gives the upper levels by the row's number."""
    label, labels = GROUPS[group]
    rows = tuple(
        Row(
            f"{group}.{n}",
            words(text),
            f"{group}.{n}",
            in_person=group == "III" or (group, n) == ("II", 7),
        )
        for n, text in enumerate(labels, 1)
    )
    question = Question(group, "matrix", words(label), options=LEVELS, rows=rows)
    return MatrixCounts(
        question,
        counted,
        tuple(row_counts(row, counted, marked.get(n, (0, 0, 0))) for n, row in enumerate(rows, 1)),
        people,
    )


def member_form(
    counted: int, matrices: tuple[MatrixCounts, ...], others: tuple[Finding, ...]
) -> FormSummary:
    """The shape of the questionnaire that every member answers."""
    return FormSummary(
        "member",
        "member",
        words("Đảng viên"),
        counted,
        (
            SectionSummary(
                words("Ưu điểm"), (counts(STRENGTHS, counted, counted - 1, min(2, counted)),)
            ),
            SectionSummary(words("Soi vào 27 biểu hiện"), matrices),
            SectionSummary(words("Hạn chế khác và trách nhiệm với tập thể"), others),
        ),
    )


def collective_form(*texts: str) -> FormSummary:
    """The collective's review, whose words are printed."""
    return FormSummary(
        "collective",
        "named",
        words("Tập thể chi ủy, chi bộ"),
        1,
        (SectionSummary(words("Hạn chế của tập thể"), (Detail(LIMITS, Quotes(1, texts)),)),),
        voice=Voice.COLLECTIVE,
    )


PROGRESS = (
    Option("gone", {"vi": "đã hết", "en": "gone"}),
    Option("better", {"vi": "đỡ", "en": "better"}),
    Option("still", {"vi": "còn", "en": "still there"}),
)


def compared(
    groups: tuple[MatrixCounts, ...],
    people: int,
    moves: tuple[tuple[int, int, int], ...],
    word: tuple[int, int, int],
) -> Comparison:
    """With 2025: resolved, remaining and new of each group; the members' own word."""
    found = tuple(
        GroupMoves(group.question, Moves(*move)) for group, move in zip(groups, moves, strict=True)
    )
    total = Moves(*(sum(column) for column in zip(*moves, strict=True)))
    said = Counts(sum(word), tuple(zip(PROGRESS, word, strict=True)))
    return Comparison("Tự soi, tự sửa 2025", 2025, people, total, found, said)


def issuer(cell: str, parent: str, place: str, leader: str = "") -> Issuer:
    """A cell that chose no layout and has its secretary."""
    return Issuer(cell, parent, place, STANDARD, Signer.SECRETARY, leader)


HOA_SEN = issuer(
    "Chi bộ Trường Mầm non Hoa Sen", "Đảng bộ phường Sông Trăng", "Sông Trăng", "Phạm Thị Lan"
)


def issued(content: Content, **changed: Any) -> Content:
    """The same paper by a cell that differs so: its names, its style, who signs."""
    of: Any = content
    made: Content = replace(of, issuer=replace(of.issuer, **changed))
    return made


def small() -> Summary:
    """Three members, all submitted, nobody marks anything, first year, no place known."""
    empty = (3, 0, 0, 0)
    groups = tuple(matrix(group, 3, {}, empty) for group in GROUPS)
    return Summary(
        issuer=replace(
            issuer("Chi bộ Trường Mầm non Cỏ May", "Đảng bộ xã Bến Trăng", "", "Vũ Thị Mây"),
            has_committee=False,
        ),
        theme="",
        year=2026,
        submit_on=date(2026, 2, 5),
        submit_inclusive=False,
        meeting_on=None,
        made_at=datetime(2026, 2, 5, 8, 5, tzinfo=HANOI),
        participation=Participation(roster=3, exempt=0, submitted=3),
        totals=Totals(3, 0, 0),
        comparison=None,
        forms=(member_form(3, groups, (counts(AREAS, 3),)),),
    )


def school() -> Summary:
    """17 members: 16 have to submit, 12 have, 1 is exempt; 11 marks of 8 people; a prior year."""
    groups = (
        matrix("I", 12, {3: (3, 1, 0), 4: (0, 1, 0), 5: (2, 1, 0)}, (5, 4, 3, 0)),
        matrix("II", 12, {4: (0, 0, 1), 6: (2, 0, 0)}, (9, 2, 0, 1)),
        matrix("III", 12, {}, (12, 0, 0, 0)),
    )
    others: tuple[Finding, ...] = (
        counts(AREAS, 7, 5, 2, 0, 1, other=2),
        Detail(TOGETHER, Counts(12, ((Option("yes", TOGETHER.label), 7),))),
        Detail(HOURS, Stats(12, Decimal(7), Decimal(12), Decimal("10.25"))),
        Detail(ADVICE, Quotes(5)),
    )
    return Summary(
        issuer=HOA_SEN,
        theme="Tự soi, tự sửa",
        year=2026,
        submit_on=date(2026, 12, 18),
        submit_inclusive=True,
        meeting_on=date(2026, 12, 20),
        made_at=datetime(2026, 12, 15, 16, 30, tzinfo=HANOI),
        participation=Participation(roster=17, exempt=1, submitted=12),
        totals=Totals(12, 8, 11),
        comparison=compared(groups, 10, ((5, 3, 4), (0, 0, 2), (0, 0, 0)), (5, 2, 3)),
        forms=(
            collective_form("Sinh hoạt chuyên đề chưa đổi mới.\nPhê bình còn nể nang."),
            member_form(12, groups, others),
        ),
    )


def large() -> Summary:
    """50 members, all submitted, every row of the groups I and II marked by somebody."""
    marks_i = {n: (n, 10 - n, n // 4) for n in range(1, 10)}
    marks_ii = {n: (10 - n, n // 2, n // 5) for n in range(1, 10)}
    groups = (
        matrix("I", 50, marks_i, (20, 10, 15, 5)),
        matrix("II", 50, marks_ii, (25, 15, 8, 2)),
        matrix("III", 50, {4: (1, 0, 0)}, (49, 1, 0, 0)),
    )
    base = school()
    marks = sum(row.marked for group in groups for row in group.rows)
    others = (counts(AREAS, 31, 12, 9, 4, 6, other=3), Detail(ADVICE, Quotes(22)))
    long = "Chi bộ Trường Trung học cơ sở và Trung học phổ thông Nguyễn Thị Hương Giang"
    return replace(
        issued(base, cell=long),
        participation=Participation(roster=50, exempt=0, submitted=50),
        totals=Totals(50, 41, marks),
        comparison=compared(groups, 48, ((40, 21, 33), (12, 9, 7), (0, 0, 1)), (40, 12, 9)),
        forms=(base.forms[0], member_form(50, groups, others)),
    )


def sheet(value: str = "Quý III vắng 2 buổi học nghị quyết.") -> Sheet:
    """One member's own review; `value` stands in for a long or strange answer."""
    return Sheet(
        issuer=HOA_SEN,
        voice=Voice.MEMBER,
        title="Bản tự soi, tự sửa của đảng viên",
        year=2026,
        writer="Trần Thị Hoa",
        person=(
            ("Họ và tên", "Trần Thị Hoa"),
            ("Chức vụ Đảng", "Đảng viên"),
            ("Đơn vị", "Tổ mẫu giáo lớn"),
        ),
        parts=(
            Part("Ưu điểm", (SheetLine("Ưu điểm cần phát huy", "Hoàn thành tốt nhiệm vụ."),)),
            Part(
                "Soi vào 27 biểu hiện",
                (
                    SheetLine(
                        "Việc cụ thể",
                        value,
                        "Mục I.3. Coi nhẹ lý luận, ngại học nghị quyết (thỉnh thoảng)",
                    ),
                    SheetLine("Nguyên nhân", "Chưa sắp xếp được thời gian"),
                    SheetLine(
                        "Việc cụ thể",
                        "Đôi khi để đèn sáng sau giờ làm.",
                        "Mục II.6. Lãng phí tiền, tài sản công, giờ làm việc (hiếm khi)",
                    ),
                ),
            ),
            Part("Góp ý", ()),
        ),
        version=2,
        submitted_at=datetime(2026, 12, 5, 9, 12, tzinfo=UTC).astimezone(HANOI),
    )
