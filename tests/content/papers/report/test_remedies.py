"""Measures of the collective: none that it wrote is missing from the report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.papers import report_parts
from bot.domain.interview.questionnaire import MEASURES, Question
from bot.domain.interview.tallies import Quotes
from bot.domain.report.participation import Participation
from bot.domain.report.summary import Detail, FormSummary, SectionSummary, Summary
from bot.domain.review.voice import Voice
from tests.content import answered

TODO = Question("todo", "long_text", {"vi": "Việc sẽ làm"}, printed=True, report_part=MEASURES)


def written(*lines: str) -> Summary:
    """A cell whose own questionnaire asks the collective for measures by themselves."""
    section = SectionSummary({"vi": "Biện pháp"}, (Detail(TODO, Quotes(1, ("\n".join(lines),))),))
    form = FormSummary("own", "named", {"vi": "Tập thể"}, 1, (section,), Voice.COLLECTIVE)
    return replace(answered.nobody(), forms=(form,))


def rows(summary: Summary) -> list[tuple[str, ...]]:
    found = [b.table for _, blocks in report_parts(summary, "vi") for b in blocks if b.table]
    return [row for table in found if table.head[:2] == ("TT", "Việc") for row in table.rows]


@pytest.mark.parametrize(
    "lines",
    [
        ("Gửi tài liệu trước ba ngày",),
        ("Gửi tài liệu trước ba ngày", "Mời ba đồng chí chuẩn bị – đồng chí Mây – quý I/2027"),
        ("Họp đúng ngày", "Họp đúng ngày", "Ghi sổ"),
    ],
)
def test_a_measure_that_stands_by_itself_is_a_task_with_or_without_a_date(
    lines: tuple[str, ...],
) -> None:
    tasks = [row[1] for row in rows(written(*lines))]
    assert tasks == [line.partition(" – ")[0] for line in dict.fromkeys(lines)]


def test_one_beside_its_shortcoming_is_a_task_if_it_says_by_when() -> None:
    tasks = [row[1] for row in rows(answered.school())]
    assert tasks == ["Gửi tài liệu trước ba ngày", "Mời ba đồng chí chuẩn bị ý kiến"]
    undated = answered.Shortcoming("criticism", "Còn nể nang", "deference", "Góp ý thẳng")
    there = Participation(1, 0, 1)
    one = answered.report([answered.Member("1", {})], there, answered.collective([undated]))
    assert rows(one) == []
    said = [block.text for _, blocks in report_parts(one, "vi") for block in blocks]
    assert any("Biện pháp: góp ý thẳng" in words for words in said)
