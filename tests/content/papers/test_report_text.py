"""What the consolidated report says, as a person can read and correct it: `tests/golden/*.txt`.

`pytest tests/content/test_report_text.py --update-golden` writes what the program says now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.layout.paper import Block, Paper
from bot.content.papers import paper_of, report
from bot.content.words.phrases import phrases
from bot.domain.people.issuer import Signer
from bot.domain.report.course import Meeting, Preparation
from bot.domain.report.masking import mask
from bot.domain.report.participation import Participation
from bot.domain.report.shown import ShownRow
from bot.domain.report.summary import Edition, Summary, Totals
from bot.domain.report.wording import Edit
from tests.content import samples

GOLDEN = Path(__file__).parents[2] / "golden"


def everything() -> Summary:
    """Five members who all marked all 27 rows at the highest level."""
    every = dict.fromkeys(range(1, 10), (0, 0, 5))
    groups = tuple(samples.matrix(group, 5, every, (0, 0, 0, 5)) for group in samples.GROUPS)
    return replace(
        samples.issued(samples.small(), place="Bến Trăng"),
        participation=Participation(roster=5, exempt=0, submitted=5, approved=5),
        totals=Totals(5, 5, 135),
        forms=(samples.member_form(5, groups, ()),),
    )


def one() -> Summary:
    """One of one, with one mark."""
    groups = (
        samples.matrix("I", 1, {5: (1, 0, 0)}, (0, 1, 0, 0)),
        *(samples.matrix(group, 1, {}, (1, 0, 0, 0)) for group in ("II", "III")),
    )
    return replace(
        samples.small(),
        participation=Participation(roster=1, exempt=0, submitted=1),
        totals=Totals(1, 1, 1),
        forms=(samples.member_form(1, groups, ()),),
    )


def held() -> Summary:
    """After the meeting, with sentences of the secretary's; the deputy signs."""
    kinds = (("official", 15), ("probationary", 1), ("exempt", 1))
    participation = replace(
        samples.school().participation, approved=12, kinds=kinds, on_paper=1, declined=1
    )
    return replace(
        samples.issued(samples.school(), signer=Signer.DEPUTY, leader="Lê Văn Nam"),
        participation=participation,
        preparation=Preparation(materials=2, readers=16, read_all=14, items=9, done=8),
        meeting=Meeting(present=15, absent=2, opinions=9, agreed=15),
        edits={
            "own.strengths": Edit("", "Chi bộ đoàn kết.\nKhông có đơn thư."),
            "general.method": Edit(
                "Mỗi đồng chí tự soi theo một mẫu chung. Phần về đảng viên chỉ nêu số lượng,"
                " không nêu tên và không trích lời của từng đồng chí.",
                "",
            ),
            "progress.submitted": Edit("Đã nộp 11/16 bản.", "Câu của số liệu cũ."),
        },
    )


def nine() -> Summary:
    """Nine approved: groups are told, no rows."""
    first = samples.matrix("I", 9, {3: (4, 1, 0), 5: (1, 0, 0)}, (4, 4, 1, 0))
    others = (samples.matrix(group, 9, {}, (9, 0, 0, 0)) for group in ("II", "III"))
    return replace(
        samples.issued(samples.small(), place="Bến Trăng"),
        participation=Participation(roster=9, exempt=0, submitted=9, approved=9),
        totals=Totals(9, 5, 6),
        forms=(samples.member_form(9, (first, *others), ()),),
    )


def official(summary: Summary) -> Summary:
    """The edition that is issued, as the first report of its cycle."""
    return replace(summary, edition=Edition.OFFICIAL, shown=mask(summary))


def after_a_year() -> Summary:
    """The report of the year before named rows too; one of them is named again."""
    now = official(held())
    assert now.shown
    first, *others = now.shown.groups
    named = (ShownRow("I.3", 5), ShownRow("I.9", 4))
    before = replace(now.shown, groups=(replace(first, rows=named), *others))
    return replace(now, shown_before=before)


CASES: dict[str, Callable[[], Summary]] = {
    "nobody-marked": samples.small,
    "everybody-marked-everything": everything,
    "one-member": one,
    "mixed-with-last-year": samples.school,
    "mixed-first-year": lambda: replace(samples.school(), comparison=None),
    "after-the-meeting": held,
    "official-three": lambda: official(samples.small()),
    "official-nine": lambda: official(nine()),
    "official-everybody-everything": lambda: official(everything()),
    "official-seventeen": lambda: official(samples.school()),
    "official-with-last-year": after_a_year,
}


def lines(paper: Paper) -> Iterator[str]:
    """The paper as plain text, with marks for headings and tables."""
    head, sign = paper.head, paper.signature
    yield f"{head.parent} / {head.cell} / {head.number}"
    yield f"{head.party} / {head.place_date}"
    yield f"{head.type}: {head.subject}"
    yield from head.edition.splitlines()
    for block in (*paper.blocks, *paper.annex):
        yield from _block(block)
    yield ""
    yield f"{sign.body} / {sign.post} / {sign.name}"
    yield " / ".join((sign.recipients, *sign.copies))


def _block(block: Block) -> Iterator[str]:
    marks = {"part": "\n# ", "form": "\n## ", "section": "### ", "bullet": "- ", "item": "* "}
    if block.table:
        yield f"[{block.table.caption}]"
        yield from (" | ".join(row) for row in (block.table.head, *block.table.rows))
    elif block.chart:
        yield f"[{block.chart.subtitle}]"
        for group in block.chart.groups:
            yield from (f"{bar.label}: {bar.counts}" for bar in group.bars)
    else:
        lead = f"{block.lead} " if block.lead else ""
        yield f"{marks.get(block.kind, '')}{lead}{block.text}"


@pytest.mark.parametrize("name", CASES)
def test_the_report_reads_as_agreed(name: str, request: pytest.FixtureRequest) -> None:
    written = "\n".join(lines(paper_of(CASES[name](), "vi"))).replace("\xa0", " ") + "\n"
    path = GOLDEN / f"{name}.txt"
    if request.config.getoption("--update-golden"):
        path.write_text(written, "utf-8")
    assert written == path.read_text("utf-8")


def test_every_golden_text_is_of_a_case() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == CASES.keys()


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ({"official": 17}, "17 đảng viên."),
        ({"official": 15, "probationary": 2}, "17 đảng viên (15 chính thức, 02 dự bị)."),
        ({"official": 16, "temporary": 1}, "17 đảng viên (16 chính thức, 01 sinh hoạt tạm thời)."),
        (
            {"official": 15, "exempt": 1, "probationary": 1},
            "17 đảng viên (16 chính thức, 01 dự bị).",
        ),
        (
            {"official": 14, "probationary": 2, "temporary": 1},
            "17 đảng viên (14 chính thức, 02 dự bị, 01 sinh hoạt tạm thời).",
        ),
    ],
)
def test_kinds_of_members_add_up_to_the_roster(kinds: dict[str, int], told: str) -> None:
    """P10: those exempt are official members, and stand beside."""
    there = Participation(17, 0, 0, kinds=tuple(kinds.items()))
    assert report.roster_sentence(there, phrases("vi")).endswith(told)
