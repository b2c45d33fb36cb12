"""The three forms of the report, read back as a person would, and added up."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from bot import sample
from tests.reconciled import (
    CELL,
    EXEMPT,
    Report,
    in_chat,
    in_pdf,
    in_word,
    made_report,
    share,
    word_text,
)
from tests.world import world

SHARES_FROM = 10
"""People from whom on papers give shares too."""


@pytest.fixture(
    scope="module",
    params=[(12, 0), (16, 0), (16, 9), (12, 12)],
    ids=lambda made: f"{made[0]} of 16, {made[1]} approved",
)
def report(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrated: Path
) -> Report:
    """`/summary` of the sample cell, as it comes to the secretary's chat."""

    async def made() -> Report:
        async with world(tmp_path_factory.mktemp("report"), migrated) as running:
            return await made_report(running, *request.param)

    return asyncio.run(made())


def test_every_row_adds_up_to_those_counted_and_all_three_say_the_same(report: Report) -> None:
    """For each of the 27: not seen + rarely + sometimes + often = reviews handed in."""
    assert len(report.rows) == 27
    with_shares = report.counted >= SHARES_FROM
    told_by = (
        (in_chat(report), True),
        (in_word(report), with_shares),
        (in_pdf(report), with_shares),
    )
    for told, shares in told_by:
        assert set(told) == {row.code for row in report.rows}
        for code, figures in told.items():
            wanted = report.expected[code]
            assert sum(n for n, _ in figures) == report.counted, code
            assert [n for n, _ in figures] == [n for n, _ in wanted], code
            assert figures == wanted or not shares, code


def test_those_counted_the_missing_and_the_exempt_are_the_whole_roster(report: Report) -> None:
    """Nobody is counted twice, and nobody is forgotten."""
    counted, missing = report.submitted, CELL - EXEMPT - report.submitted
    assert report.counted == report.submitted
    quota = str(share(counted, counted + missing)).removesuffix(".0").replace(".", ",")

    assert (
        f"Danh sách {CELL} đồng chí: được miễn {EXEMPT}, phải nộp {counted + missing}."
        in report.chat
    )
    assert f"Đã nộp {counted}/{counted + missing} đồng chí phải nộp, đạt {quota}%" in report.chat
    assert f"chưa nộp {missing - report.on_paper}" in report.chat
    for paper in (word_text(report), report.pdf):
        kinds = re.search(rf"Chi bộ có {CELL} đảng viên \(([^)]*)\); (\d+) đồng chí", paper)
        assert kinds
        there = [each.get("kind") for each in sample.script()["members"]]
        beside = there.count("probationary")
        assert kinds[1] == f"{CELL - beside} chính thức, {beside:02d} dự bị"
        assert int(kinds[2]) == EXEMPT
        whole = quota.removesuffix(",0")
        handed_in = f"{counted}/{counted + missing} đồng chí phải viết đã nộp bản tự soi ({whole}%)"
        assert handed_in in paper
        left = missing - report.on_paper
        assert (f"{left:02d} đồng chí chưa nộp" in paper) == bool(left)
        assert "Dự thảo trình hội nghị, số liệu" in paper


def test_everybody_stands_in_one_place_and_the_sum_is_the_roster(report: Report) -> None:
    """Approved, waiting, on paper, missing, exempt."""
    waiting, missing = report.submitted - report.approved, CELL - EXEMPT - report.submitted
    places = (report.approved, waiting, report.on_paper, missing - report.on_paper, EXEMPT)
    (line,) = re.findall(r"^(?:\w+ )+\d+ \+ .* = 17\.$", report.chat, re.MULTILINE)
    assert [int(n) for n in re.findall(r"\d+", line)] == [*filter(None, places), CELL]
    for paper in (word_text(report), report.pdf):
        told = re.search(
            r"(\d+)/(\d+) đồng chí phải viết đã nộp bản tự soi[^.]*?((?:[;,] \d\d đồng"
            r" chí [^.;,]+)*)\.",
            paper,
        )
        assert told
        others = [int(n) for n in re.findall(r"(\d\d) đồng chí", told[3])]
        assert int(told[1]) + sum(others) == int(told[2]) == CELL - EXEMPT
        approved = f"trong đó {report.approved:02d} bản đã được duyệt"
        assert (approved in paper) == bool(report.approved)


def test_the_comparison_is_the_same_everywhere_and_adds_up(report: Report) -> None:
    """Counted again here from the reviews of those who are in both years."""
    people, resolved, remaining, new = report.moves
    assert min(report.moves) > 0
    moves = f"đã hết {resolved} lượt mục, còn {remaining}, mới {new}."
    said_so = f"({people} đồng chí có ở cả hai kỳ): {moves}"
    assert said_so in " ".join(report.chat.split())
    told = f"{resolved} lượt không còn, {remaining} lượt vẫn còn; phát sinh {new} lượt mới."
    for paper in (word_text(report), report.pdf):
        assert f"Xét {people} đồng chí" in paper
        assert told in paper
        assert _people_behind(paper) == (remaining, new)


def _people_behind(paper: str) -> tuple[int, int]:
    """How many people the sentences about items add up to: of marks that remain, of new ones."""
    remaining = "".join(re.findall(r"Vẫn còn: .*?\)\.", paper))
    new = "".join(re.findall(r"(?:Mới nêu năm nay|song có đồng chí khác nêu): .*?\)\.", paper))
    still = sum(int(n) for n in re.findall(r"\((\d+) đồng chí", remaining))
    more = [
        *re.findall(r"thêm (\d+) đồng chí mới nêu", remaining),
        *re.findall(r"\((\d+) đồng chí", new),
    ]
    return still, sum(int(n) for n in more)


def test_no_name_and_no_words_of_a_member_stand_in_the_report(report: Report) -> None:
    """Only the collective's words are printed; the only name is the secretary's, who signs."""
    secretary, *others = report.names
    secret = report.own_words - report.printed_words
    assert len(secret) > 8
    assert len(report.printed_words) > 4
    for told in (" ".join(report.chat.split()), word_text(report), report.pdf):
        assert [name for name in others if name in told] == []
        assert [words for words in secret if words in told] == []
        assert [words for words in report.printed_words if words not in told.lower()] == []
    assert secretary not in report.chat
    for paper in (word_text(report), report.pdf):
        assert paper.count(secretary) == 1
        assert f"BÍ THƯ {secretary}" in paper
