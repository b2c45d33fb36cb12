"""Meetings and plans with known content, for cells of 3, 17 and 50. Invented names only."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.meeting.meeting import (
    Absent,
    AgendaPoint,
    Minutes,
    Programme,
    ProgrammeStep,
    StepKind,
    Task,
    Vote,
)
from bot.domain.papers.plan import CellPlan, Stage
from bot.domain.preparation.basis import Document
from bot.domain.remediation.plan import Progress, Remediation, Remedy
from tests.content.samples import HANOI, issuer

CELL, PARENT, PLACE = "Chi bộ Trường Mầm non Hoa Sen", "Đảng bộ phường Sông Trăng", "Sông Trăng"
GIVEN = "An Bình Chi Dung Giang Hạnh Khánh Liên Minh Ngọc Oanh Phúc Quyên Sơn Thảo Uyên Vinh"
SURNAMES = ("Nguyễn Thị", "Trần Văn", "Lê Thị Thu")
THEME = "Tự soi, tự sửa năm 2026"


def names(count: int) -> tuple[str, ...]:
    """So many different names."""
    every = [f"{surname} {given}" for surname in SURNAMES for given in GIVEN.split()]
    return tuple(every[:count])


def programme(size: int) -> Programme:
    """The chair is the first, the deputy the second member."""
    people = names(size)
    who = {
        StepKind.LEADER: people[:1],
        StepKind.RECORDER: people[2:3],
        StepKind.DEPUTY: people[1:2],
        StepKind.MEMBERS: people[2:],
        StepKind.PAPERS: people[2:4],
    }
    left_out = () if size > 3 else (StepKind.COMMITTEE, StepKind.PAPERS, StepKind.GUESTS)
    steps = tuple(
        ProgrammeStep(
            kind, 5 if kind is not StepKind.MEMBERS else 3 * size, who.get(kind, people[:1])
        )
        for kind in StepKind
        if kind not in left_out
    )
    begins = datetime(2026, 12, 20, 7, 30, tzinfo=HANOI)
    where = "Phòng họp tầng 2"
    cell = issuer(CELL, PARENT, PLACE, people[0])
    return Programme(cell, 2026, THEME, people[0], begins, where, steps)


def minutes(size: int, words: str = "Tôi xin nhận và sửa trong quý I.") -> Minutes:
    """One is excused, and in a larger cell one is absent."""
    people = names(size)
    absent = (Absent(people[-1], "Nghỉ chữa bệnh"), *((Absent(people[-2]),) if size > 3 else ()))
    there = size - len(absent)
    return Minutes(
        issuer=issuer(CELL, PARENT, PLACE),
        year=2026,
        theme=THEME,
        began=datetime(2026, 12, 20, 7, 30, tzinfo=HANOI),
        ended=datetime(2026, 12, 20, 10, 5, tzinfo=HANOI),
        where="Phòng họp tầng 2",
        kinds=(("official", size - 1), ("probationary", 1)),
        there=(("official", there - 1), ("probationary", 1)),
        absent=absent,
        guests=("Đồng chí Võ Thị Hường, Đảng ủy phường",) if size > 3 else (),
        chair=people[0],
        recorder=people[1],
        points=(
            AgendaPoint("Báo cáo của tập thể", ((people[0], "Báo cáo kết quả năm 2026."),)),
            AgendaPoint(
                "Đảng viên tự soi",
                tuple((name, words) for name in people[: min(there, 20)]),
                "Các bản tự soi đạt yêu cầu.",
            ),
        ),
        conclusions=("Nhất trí báo cáo tổng hợp.", "Mỗi đồng chí có kế hoạch khắc phục."),
        tasks=(
            Task("Lập kế hoạch khắc phục", "Toàn thể đảng viên", date(2026, 12, 27)),
            Task("Đổi mới sinh hoạt chuyên đề", people[1]),
        ),
        votes=(Vote("Thông qua kết luận", there, 0, 0),),
    )


def cell_plan(size: int) -> CellPlan:
    """As many tasks as a cell of this size has."""
    people = names(size)
    tasks = tuple(
        Task(f"Việc thứ {number}: đôn đốc, chuẩn bị nội dung", name, date(2026, 12, 10))
        for number, name in enumerate(people[:12], 1)
    )
    return CellPlan(
        issuer=issuer(CELL, PARENT, PLACE, people[0]),
        year=2026,
        theme=THEME,
        made_on=date(2026, 11, 2),
        basis=(Document("Kế hoạch", "28-KH/ĐU", date(2026, 5, 30), "Đảng ủy Sông Trăng"),),
        stages=(
            Stage("opened", date(2026, 11, 2)),
            Stage("submit", date(2026, 12, 18)),
            Stage("meeting", date(2026, 12, 20)),
        ),
        work=tasks,
        papers=(Task("Nêu gương trong chuyên môn", people[1], date(2026, 12, 17)),),
        logistics=(Task("Máy chiếu, âm thanh", people[2], date(2026, 12, 19)),),
        materials=("Tài liệu học tập quý IV", "Hướng dẫn viết bản tự soi"),
    )


def remediation(words: str = "Đọc và ghi chép nghị quyết hằng tháng") -> Remediation:
    """Three shortcomings, two periods."""
    items = tuple(
        Remedy(
            about,
            "Chưa sắp xếp thời gian hợp lý",
            words,
            date(2027, 1, 5),
            date(2027, 6, 30),
            "Không vắng buổi học nào",
            "Sổ ghi chép 12 buổi",
            "Đồng chí Lê Thị Thu An",
        )
        for about in (
            "I.3. Coi nhẹ lý luận, ngại học nghị quyết",
            "I.5. Phê bình còn nể nang",
            "Chuyên môn: hồ sơ nộp muộn",
        )
    )
    return Remediation(
        issuer=issuer(CELL, PARENT, PLACE, "Nguyễn Thị An"),
        year=2027,
        writer="Trần Văn Bình",
        person=(("Họ và tên", "Trần Văn Bình"), ("Chức vụ Đảng", "Đảng viên")),
        made_on=date(2026, 12, 27),
        items=items,
        progress=(
            Progress("Tháng 1/2027", "Dự đủ hai buổi học", "Sổ ghi chép", 20, "Đúng tiến độ"),
            Progress("Tháng 2/2027", "Góp ý thẳng trong họp tổ", "Biên bản tổ", 35),
        ),
    )
