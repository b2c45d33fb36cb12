"""What the consolidated report says, as a person can read and correct it: `tests/golden/*.txt`.

`pytest tests/content/papers/report --update-golden` writes what the program says now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.content.layout.paper import issued_as
from bot.content.papers import paper_of, symbol
from bot.content.papers.report import situation
from bot.content.papers.report.paper import caption_of, proposed
from bot.content.words.phrases import phrases
from bot.domain.people.issuer import Signer
from bot.domain.report.course import Meeting, Preparation
from bot.domain.report.participation import Participation
from bot.domain.report.shown import ShownRow
from bot.domain.report.summary import Summary
from bot.domain.report.wording import Edit
from tests.content import answered, samples
from tests.content.plain import lines

GOLDEN = Path(__file__).parents[3] / "golden"


def held() -> Summary:
    """After the meeting, with sentences of the secretary's; the deputy signs."""
    base = answered.school()
    return replace(
        samples.issued(base, signer=Signer.DEPUTY, leader="Lê Văn Nam"),
        preparation=Preparation(materials=2, readers=16, read_all=14, items=9, done=8),
        meeting=Meeting(present=15, absent=2, opinions=9, agreed=15),
        edits={
            "own.proposals": Edit("", "Đề nghị Đảng ủy mở lớp bồi dưỡng.\nĐề nghị cấp tài liệu."),
            "general.method": Edit(METHOD, ""),
            "progress.submitted": Edit("Đã nộp 11/16 bản.", "Câu của số liệu cũ."),
            "frame.subject": Edit(SUBJECT, "kết quả sinh hoạt chuyên đề năm 2026"),
            "measures.caption": Edit(CAPTION, "Bảng 2. Việc tập thể làm ngay"),
        },
    )


METHOD = (
    "Mỗi đồng chí tự soi theo một mẫu chung gồm 27 biểu hiện. Phần về đảng viên chỉ nêu số lượng."
)
SUBJECT = "tổng hợp kết quả tự soi, tự sửa năm 2026"
CAPTION = "Bảng 2. Biện pháp khắc phục của tập thể"


def nine() -> Summary:
    """Nine approved: groups are told, no rows."""
    return answered.few([{"I.3": "rare"}] * 4 + [{"I.3": "sometimes", "I.5": "rare"}] + [{}] * 4)


def after_a_year() -> Summary:
    """The report of the year before named rows too; one of them is named again."""
    now = answered.official(held())
    assert now.shown
    first, *others = now.shown.groups
    named = (ShownRow("I.3", 5), ShownRow("I.9", 4))
    before = replace(now.shown, groups=(replace(first, rows=named), *others))
    return replace(now, shown_before=before)


CASES: dict[str, Callable[[], Summary]] = {
    "nobody-marked": answered.nobody,
    "everybody-marked-everything": answered.everything,
    "one-member": lambda: answered.few([{"I.5": "rare"}]),
    "three": lambda: answered.few([{"I.5": "rare", "II.6": "sometimes"}, {"I.5": "rare"}, {}]),
    "mixed-with-last-year": answered.school,
    "mixed-first-year": lambda: replace(answered.school(), comparison=None),
    "after-the-meeting": held,
    "120-members": answered.many,
    "nothing-submitted": lambda: answered.report([], Participation(9, 1, 0)),
    "official-three": lambda: answered.official(answered.few([{"I.5": "rare"}, *[{}] * 2])),
    "official-nine": lambda: answered.official(nine()),
    "official-everybody-everything": lambda: answered.official(answered.everything()),
    "official-seventeen": answered.official,
    "official-with-last-year": after_a_year,
}


@pytest.mark.parametrize("name", CASES)
def test_the_report_reads_as_agreed(name: str, request: pytest.FixtureRequest) -> None:
    written = "\n".join(lines(paper_of(CASES[name](), "vi"))).replace("\xa0", " ") + "\n"
    path = GOLDEN / f"{name}.txt"
    if request.config.getoption("--update-golden"):
        path.write_text(written, "utf-8")
    assert written == path.read_text("utf-8")


def test_every_golden_text_is_of_a_case() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == CASES.keys()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", CASES)
def test_a_day_later_the_proposals_are_the_same(name: str, language: str) -> None:
    """So that a sentence which was rewritten is out of date when its figures change, and only
    then. The line below the title says itself from when the figures are."""
    today = replace(CASES[name](), meeting_on=None)
    tomorrow = replace(today, made_at=today.made_at + timedelta(days=1))
    first, second = (
        {
            block.key: caption_of(block) or block.text
            for part in proposed(summary, phrases(language))
            for block in part.blocks
            if block.key != "frame.edition"
        }
        for summary in (today, tomorrow)
    )
    assert first == second


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ({"official": 17}, "17 đảng viên."),
        ({"probationary": 2}, "17 đảng viên (02 dự bị)."),
        ({"official": 15, "probationary": 2}, "17 đảng viên (15 chính thức, 02 dự bị)."),
        ({"official": 16, "temporary": 1}, "17 đảng viên (16 chính thức, 01 sinh hoạt tạm thời)."),
        (
            {"official": 14, "probationary": 2, "temporary": 1},
            "17 đảng viên (14 chính thức, 02 dự bị, 01 sinh hoạt tạm thời).",
        ),
    ],
)
def test_the_roster_is_told_by_kinds(kinds: dict[str, int], told: str) -> None:
    there = Participation(17, 0, 0, kinds=tuple(kinds.items()))
    assert situation.roster_sentence(there, phrases("vi")).endswith(told)


@pytest.mark.parametrize(
    ("standings", "beside", "told"),
    [
        ({"active": 17}, {}, "."),
        (
            {"active": 16, "exempt": 1},
            {"exempt": 1},
            "; 01 đồng chí được miễn công tác và sinh hoạt, không phải viết bản tự soi.",
        ),
        (
            {"active": 15, "away": 1, "suspended": 1},
            {"away": 1, "suspended": 1},
            "; 01 đồng chí vắng dài ngày, 01 đồng chí đang bị đình chỉ sinh hoạt, không phải viết…",
        ),
        (
            {"active": 17},
            {"temporary": 1, "excused": 3},
            "; 01 đồng chí sinh hoạt tạm thời, 03 đồng chí được miễn đợt này, không phải viết…",
        ),
        (
            {"active": 15, "away": 2},
            {"away": 1},
            "; 01 đồng chí vắng dài ngày, không phải viết…; 01 đồng chí vắng dài ngày, vẫn viết…",
        ),
    ],
)
def test_beside_the_kinds_stands_who_need_not_write_and_why(
    standings: dict[str, int], beside: dict[str, int], told: str
) -> None:
    """P10: an exempt member is official or probationary too."""
    there = Participation(
        roster=17,
        exempt=sum(beside.values()),
        submitted=0,
        kinds=(("official", 16), ("probationary", 1)),
        standings=tuple(standings.items()),
        beside=tuple(beside.items()),
    )
    told = told.replace("viết…", "viết bản tự soi").removesuffix(".")
    sentence = situation.roster_sentence(there, phrases("vi"))
    assert sentence == f"Chi bộ có 17 đảng viên (16 chính thức, 01 dự bị){told}."


def test_an_annex_names_the_paper_that_it_goes_with_by_its_number() -> None:
    draft = paper_of(answered.school(), "vi")
    (lead,) = [block.lead for block in draft.annex if block.kind == "annex"]
    assert "kèm theo Báo cáo số     " in lead
    issued = issued_as(draft, symbol("BC", 5, draft.style, "vi"))
    (lead,) = [block.lead for block in issued.annex if block.kind == "annex"]
    assert "kèm theo Báo cáo số 05-BC/CB, ngày" in lead
    assert issued.file.startswith("05-bc-cb-")
