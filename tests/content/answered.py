"""Reports counted from answers to the shipped questionnaires, as `/summary` counts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer, Value
from bot.domain.interview.questionnaire import Questionnaire
from bot.domain.preparation.basis import Document
from bot.domain.report.causes import causes
from bot.domain.report.comparison import compare
from bot.domain.report.masking import mask
from bot.domain.report.participation import Participation
from bot.domain.report.summary import Edition, Responses, Summary, form_summary, totals
from tests.content import samples
from tests.content.words.shipped import FORMS

GROUPS = ("I", "II", "III")
STRENGTHS = (
    "Chi bộ lãnh đạo nhà trường hoàn thành kế hoạch năm học.\nNội bộ đoàn kết, không có đơn thư."
)
DIRECTION = "Đổi mới nội dung sinh hoạt, mỗi quý một buổi sinh hoạt chuyên đề."
BASIS = (
    Document(
        "Kế hoạch", "12-KH/ĐU", date(2026, 8, 20), "Đảng ủy phường Sông Trăng", "tự soi, tự sửa"
    ),
    Document("Hướng dẫn của Đảng ủy về tự soi, tự sửa"),
)


@dataclass(frozen=True)
class Shortcoming:
    """One of the collective's, with the codes of its area and cause."""

    area: str
    text: str
    cause: str
    measure: str


SHORTCOMINGS = (
    Shortcoming(
        "sessions",
        "Sinh hoạt chuyên đề chưa đổi mới, có kỳ chỉ hai đồng chí phát biểu",
        "renewal",
        "Gửi tài liệu trước ba ngày – đồng chí Nam – hằng tháng – ít nhất 5 ý kiến mỗi kỳ",
    ),
    Shortcoming(
        "criticism",
        "Phê bình còn nể nang.",
        "deference",
        "Mời ba đồng chí chuẩn bị ý kiến – đồng chí Mây – từ quý I/2027",
    ),
)


@dataclass(frozen=True)
class Member:
    """What one member said: level by row; of each row the causes and measures by code; whether
    causes and measures in own words; other limits by area; dates of commitments; what became of
    last time's items."""

    id: str
    marks: Mapping[str, str]
    causes: Sequence[str] = ("study",)
    measures: Sequence[str] = ("reading",)
    own: str = ""
    areas: Sequence[str] = ()
    dates: Sequence[str] = ("2027-06-30",)
    proposal: str = ""


def interview(said: Member, form: Questionnaire = FORMS["member"]) -> Interview:
    """A member's review with these answers and ordinary ones elsewhere."""
    answers: dict[str, Value] = {
        "strengths": "Dự đủ các kỳ sinh hoạt.",
        "others": bool(said.areas),
        "own_part": "Cả năm mới phát biểu hai lần.",
        "proposals": said.proposal or None,
        "direction": "Chủ động đọc tài liệu.",
    }
    for group in GROUPS:
        answers[group] = {
            row: level for row, level in said.marks.items() if row.split(".")[0] == group
        }
    for row in said.marks:
        group = row.split(".")[0]
        answers[f"{group}_deed/{row}"] = "Tôi vắng một buổi học nghị quyết."
        own = "bận việc nhà" if said.own else None
        answers[f"{group}_cause/{row}"] = {"chosen": list(said.causes), "other": own}
        if said.own:
            answers[f"{group}_cause_kind/{row}"] = said.own
        answers[f"{group}_measure/{row}"] = {"chosen": list(said.measures), "other": None}
    answers |= _repeated("other", [{"area": a, "text": "Vào lớp muộn."} for a in said.areas])
    answers |= _repeated(
        "commit",
        [{"task": "Đọc tài liệu", "due": day, "product": "Sổ ghi chép"} for day in said.dates],
    )
    return Interview(said.id, form, {key: Answer(value) for key, value in answers.items()})


def _repeated(name: str, each: Sequence[Mapping[str, Value]]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for number, answers in enumerate(each, 1):
        found |= {f"{name}_{key}/{number}": value for key, value in answers.items()}
        found[f"{name}_more/{number}"] = number < len(each)
    return found


def collective(shortcomings: Sequence[Shortcoming] = SHORTCOMINGS) -> Responses:
    """The collective's review."""
    answers: dict[str, Value] = {"strengths": STRENGTHS, "direction": DIRECTION}
    answers["responsibility"] = "Chi ủy nhận trách nhiệm."
    for number, each in enumerate(shortcomings, 1):
        answers |= {
            f"area/{number}": each.area,
            f"text/{number}": each.text,
            f"cause/{number}": {"chosen": [each.cause], "other": None},
            f"measure/{number}": each.measure,
            f"more/{number}": number < len(shortcomings),
        }
    form = FORMS["collective"]
    given = Interview("c", form, {key: Answer(value) for key, value in answers.items()})
    return Responses(form, (given,))


def head(areas: Mapping[str, str]) -> Responses:
    """The head's review, with the level of each area."""
    form = FORMS["head"]
    given = {"strengths": Answer("Giữ đoàn kết."), "areas": Answer(dict(areas))}
    for area in areas:
        given[f"area_deed/{area}"] = Answer("Gửi tài liệu sát giờ.")
        given[f"area_measure/{area}"] = Answer("Gửi trước ba ngày.")
    return Responses(form, (Interview("h", form, given),))


def report(
    members: Sequence[Member],
    there: Participation,
    *others: Responses,
    before: Sequence[Member] = (),
) -> Summary:
    """The summary of a cell whose members said this."""
    now = [interview(member) for member in members]
    collected = (*others, Responses(FORMS["member"], tuple(now)))
    earlier = [interview(member) for member in before]
    found = compare("Tự soi, tự sửa 2025", 2025, FORMS["member"], before=earlier, now=now)
    return replace(
        samples.school(),
        participation=there,
        totals=totals(collected),
        comparison=found,
        forms=tuple(form_summary(each) for each in collected),
        causes=causes(now),
        basis=BASIS,
    )


LEVELS = ("rare", "sometimes", "often")


def school() -> Summary:
    """12 of 17 members, eight with marks, of whom ten were in last year's review too."""
    members = [
        Member("1", {"I.3": "rare"}, causes=("study", "time")),
        Member("2", {"I.3": "sometimes", "I.5": "rare"}, causes=("deference",), own="objective"),
        Member("3", {"I.5": "sometimes"}, causes=("deference",), measures=("speaking",)),
        Member("4", {"I.3": "rare"}, causes=("workload",), areas=("order", "teaching")),
        Member("5", {"I.4": "rare", "II.6": "rare"}, causes=("checking",)),
        Member("6", {"II.6": "sometimes"}, causes=("checking", "skill"), dates=("2027-03-31",)),
        Member("7", {"I.3": "rare"}, causes=("study",), proposal="Nên dự giờ."),
        Member("8", {"I.5": "rare"}, causes=("deference",), areas=("teaching",)),
        *(Member(str(n), {}, dates=("2027-03-31", "2027-12-31")) for n in range(9, 13)),
    ]
    before = [
        Member("1", {"I.3": "rare", "I.5": "rare"}),
        Member("2", {"I.5": "rare"}),
        Member("3", {"I.1": "rare"}),
        Member("4", {"I.3": "sometimes"}),
        Member("5", {"I.8": "rare"}),
        *(Member(str(n), {}) for n in range(6, 11)),
    ]
    kinds = (("official", 16), ("probationary", 1))
    there = Participation(
        roster=17,
        exempt=1,
        submitted=12,
        approved=9,
        returned=1,
        on_paper=1,
        kinds=kinds,
        standings=(("active", 16), ("exempt", 1)),
        beside=(("exempt", 1),),
    )
    head_areas = {"sessions": "sometimes", "assigning": "rare"}
    return report(members, there, collective(), head(head_areas), before=before)


def official(summary: Summary | None = None) -> Summary:
    """The edition that is issued, as the first report of its cycle; by default the school's."""
    whole = summary or school()
    there = replace(whole.participation, approved=whole.totals.counted)
    return replace(whole, participation=there, edition=Edition.OFFICIAL, shown=mask(whole))


def everything(people: int = 5) -> Summary:
    """Everybody marked every row, at the highest level."""
    rows = [row.code for q in FORMS["member"].questions for row in q.rows if q.kind == "matrix"]
    members = [
        Member(str(n), dict.fromkeys(rows, "often"), ("workload",), own="subjective")
        for n in range(people)
    ]
    return report(members, Participation(people, 0, people, approved=people))


def nobody(people: int = 12) -> Summary:
    """Nobody marked anything, nor did the head."""
    members = [Member(str(n), {}) for n in range(people)]
    return report(members, Participation(people, 0, people), collective(), head({}))


def few(marked: Sequence[Mapping[str, str]]) -> Summary:
    """As many members as there are marks of theirs, in their first year."""
    members = [Member(str(n), each) for n, each in enumerate(marked)]
    small = report(members, Participation(len(members), 0, len(members)))
    issuer = replace(samples.small().issuer, has_committee=False)
    return replace(small, issuer=issuer, basis=(), theme="", meeting_on=None)


def many(people: int = 120) -> Summary:
    """A cell of this size: most rows are marked by somebody, half of the cell was there before."""
    rows = [row.code for q in FORMS["member"].questions for row in q.rows if q.kind == "matrix"]
    some = ("study", "time", "deference", "checking", "workload", "family")

    def marks(n: int, step: int) -> dict[str, str]:
        return {
            row: LEVELS[(n + place) % 3]
            for place, row in enumerate(rows[:18])
            if (n * 7 + place * step) % 11 == 0
        }

    members = [Member(str(n), marks(n, 5), (some[n % 6], some[n % 4])) for n in range(people)]
    before = [Member(str(n), marks(n, 3)) for n in range(0, people, 2)]
    there = Participation(people + 8, 3, people, approved=people - 10, returned=2)
    return report(members, there, collective(), head({"care": "rare"}), before=before)
