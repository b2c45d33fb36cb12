"""A review and what is read out of it, each in its own voice: `tests/golden/voices/*.txt`, which a
person can read aloud.

`pytest tests/services/papers/test_voices.py --update-golden` writes what the papers say now.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.content.layout.paper import Paper
from bot.content.papers import paper_of
from bot.content.questionnaires.files import load_questionnaires
from bot.content.words.catalogue import TEMPLATES
from bot.domain.interview.kinds import Answer
from bot.domain.interview.questionnaire import Questionnaire
from bot.domain.review.workflow import State
from bot.services.office import millis
from bot.services.papers import own_papers
from bot.services.papers.own_papers import SpokenJob
from bot.services.review import sheets
from bot.services.review.sheets import SheetJob
from storage import interviews
from storage.engine.database import Transaction
from tests.content.plain import lines
from tests.content.questionnaires.own import OWN
from tests.services.scene import BINH, HOA, Cell, becomes, founded, one
from tests.world import World

GOLDEN = Path(__file__).parents[2] / "golden" / "voices"
DETAIL = {
    "deed": "Quý III tôi vắng hai buổi học nghị quyết",
    "cause": {"chosen": ["study", "workload"], "other": "con nhỏ hay ốm"},
    "measure": {"chosen": ["reading", "schedule"]},
}
MEMBER: dict[str, Any] = {
    "strengths": "Dự đủ 12 kỳ sinh hoạt; giúp hai giáo viên mới soạn bài.",
    "I": {},
    "II": {},
    "III": {},
    "others": False,
    "own_part": "Cả năm tôi mới phát biểu hai lần",
    "direction": "Đọc tài liệu trước khi họp",
    "commit_task/1": "Ghi chép tài liệu hằng tháng",
    "commit_due/1": "2027-06-30",
    "commit_product/1": "Sổ ghi chép 12 buổi",
    "commit_more/1": False,
}
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "member-nothing": ("member", MEMBER),
    "member-three-rows": (
        "member",
        {
            **MEMBER,
            "I": {"I.3": "sometimes", "I.5": "rare"},
            "II": {"II.6": "rare", "II.7": "rare"},
            **{f"I_{name}/I.3": value for name, value in DETAIL.items()},
            "I_cause_kind/I.3": "objective",
            "I_deed/I.5": "Họp tổ tôi ít góp ý.",
            "I_cause/I.5": {"chosen": ["deference"]},
            "I_measure/I.5": {"chosen": [], "other": "Mỗi kỳ góp ý thẳng một việc."},
            "II_deed/II.6": "Mấy lần tôi quên tắt quạt.\nHai lần quên tắt máy chiếu.",
            "II_cause/II.6": {"chosen": ["checking"]},
            "II_measure/II.6": {"chosen": ["checking"]},
            "others": True,
            "other_area/1": "teaching",
            "other_text/1": "Ba bài kiểm tra tôi trả chậm một tuần",
            "other_measure/1": "Trả bài trong ba ngày",
            "other_more/1": False,
            "proposals": "Mỗi quý nên có một chuyên đề về nghề.",
            "commit_more/1": True,
            "commit_task/2": "Học xong lớp bồi dưỡng",
            "commit_due/2": "2027-02-05",
            "commit_product/2": "Giấy chứng nhận",
            "commit_more/2": False,
        },
    ),
    "collective": (
        "collective",
        {
            "strengths": "Giữ nền nếp sinh hoạt.\nHoàn thành mười hai kỳ sinh hoạt.",
            "area/1": "sessions",
            "text/1": "Sinh hoạt còn theo nếp cũ, mỗi kỳ chỉ có hai, ba ý kiến.",
            "cause/1": {"chosen": ["renewal", "workload"]},
            "measure/1": "Mỗi quý một chuyên đề do đảng viên tự chọn.",
            "more/1": True,
            "area/2": "criticism",
            "text/2": "Phê bình còn nể nang",
            "cause/2": {"chosen": ["deference", "checking"]},
            "measure/2": "Phân công người góp ý trước mỗi kỳ họp",
            "more/2": False,
            "responsibility": "Chi ủy chậm nhắc nhở.",
            "direction": "Đổi mới sinh hoạt chuyên đề.",
        },
    ),
    "collective-of-three": ("collective", {"responsibility": "Chậm nhắc nhở."}),
    "head": (
        "head",
        {
            "strengths": "Chuẩn bị đủ mười hai kỳ sinh hoạt",
            "areas": {"sessions": "sometimes", "assigning": "rare"},
            "area_deed/sessions": "Ba kỳ tôi gửi tài liệu sát giờ họp",
            "area_measure/sessions": "Gửi tài liệu trước ba ngày",
            "area_deed/assigning": "Hai việc giao chưa rõ hạn",
            "area_measure/assigning": "Sổ giao việc có hạn và người làm",
            "commit_task/1": "Gửi tài liệu trước ba ngày",
            "commit_due/1": "2027-03-31",
            "commit_product/1": "Không kỳ nào gửi muộn",
            "commit_more/1": False,
        },
    ),
    "own-questionnaire": (
        "own",
        {
            "helps": True,
            "hours": 12,
            "areas": {"nature": "some"},
            "why/nature": {"chosen": ["books", "nobody"]},
            "remedy/nature": {"chosen": ["notebook"], "other": ""},
            "who/nature": "Đồng chí Nam",
            "day": "2027-01-09",
        },
    ),
}


@pytest.fixture
async def cell(running: World) -> Cell:
    """Three members without a committee; Hoa has come in."""
    made = await founded(running)
    await made.opens()
    await made.joins(HOA, "hoa")
    await made.code_for(BINH)
    return made


def asked(form: str) -> Questionnaire:
    return OWN if form == "own" else load_questionnaires(TEMPLATES)[form]


async def handed_in(cell: Cell, form: str, answers: Mapping[str, Any]) -> str:
    """Hoa's review, as if the cell asked this questionnaire of her."""
    office = cell.world.office
    sql = "SELECT id FROM interviews WHERE member_id = ?"
    await cell.world.says("hoa", "/resume")
    review = str(one(cell.world, sql, cell.member(HOA)))
    office.frozen[str(one(cell.world, "SELECT id FROM cycles")), "member"] = asked(form)

    async def work(tx: Transaction) -> None:
        given = {key: Answer(value) for key, value in answers.items()}
        now = millis(cell.world.clock())
        await interviews.submit(tx, review, given, 1, State.SUBMITTED, now=now)

    await office.db.write(work)
    return review


async def papers(cell: Cell, review: str, language: str = "vi") -> tuple[Paper, Paper]:
    """What is read out, and the review on paper."""
    office = cell.world.office
    said = await office.db.read(
        lambda tx: own_papers.spoken(office, tx, SpokenJob(review, 1), language)
    )
    sheet = await office.db.read(lambda tx: sheets.paper(office, tx, SheetJob(review, 1), language))
    assert said
    assert sheet
    return paper_of(said, language), paper_of(sheet, language)


@pytest.mark.parametrize("name", CASES)
async def test_each_paper_reads_as_agreed(
    cell: Cell, name: str, request: pytest.FixtureRequest
) -> None:
    form, answers = CASES[name]
    if not name.endswith("of-three"):
        await becomes(cell, BINH, role="committee")
    review = await handed_in(cell, form, answers)
    written = ""
    for paper in await papers(cell, review):
        left = paper.signature.left
        beside = [f"(trái) {left.body} / {left.post} / {left.name}"] if left else []
        written += "\n".join([f"== {paper.file}", *lines(paper), *beside, "", ""])
    written = written.replace("\xa0", " ").rstrip() + "\n"
    path = GOLDEN / f"{name}.txt"
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, "utf-8")
    assert written == path.read_text("utf-8")
