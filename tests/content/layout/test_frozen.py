"""Issued papers as they are kept: the same paper comes back, also from an earlier release."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.content.layout.frozen import digest, frozen, thawed
from bot.content.layout.paper import Bar, BarGroup, Block, Column, Paper, Signature, Table
from bot.content.papers import paper_of
from bot.domain.style import Style, ToneOn
from tests.content import samples


@pytest.mark.parametrize("make", [samples.small, samples.school, samples.large, samples.sheet])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_paper_comes_back_as_it_was(make: Any, language: str) -> None:
    paper = paper_of(make(), language)
    assert thawed(frozen(paper)) == paper
    assert frozen(thawed(frozen(paper))) == frozen(paper)


def test_every_part_of_a_paper_comes_back() -> None:
    """Also what the samples do not have."""
    table = Table("", ("TT", "Việc"), (("1", "a"),), (Column(10, centred=True), Column()))
    paper = replace(
        paper_of(samples.school(), "vi"),
        annex=(Block("table", table=table, key="k", lead="l"),),
        signature=Signature("A", "B", "C", "R", ("x", "y"), Signature("D", "E", "F")),
        watermark="DỰ THẢO",
        landscape=True,
        style=Style("hd36", ToneOn.Y),
    )
    assert thawed(frozen(paper)) == paper


def test_the_digest_tells_any_change() -> None:
    paper = paper_of(samples.school(), "vi")
    other = replace(paper, head=replace(paper.head, number="Số 02-BC/CB"))
    assert digest(frozen(paper)) == digest(frozen(paper_of(samples.school(), "vi")))
    assert digest(frozen(paper)) != digest(frozen(other))


def test_what_a_later_release_adds_has_its_usual_value() -> None:
    """A paper issued before `landscape` or a chart's `note` came reads as it did."""
    body: dict[str, Any] = json.loads(frozen(paper_of(samples.school(), "vi")))
    del body["landscape"]
    assert isinstance(thawed(json.dumps(body)), Paper)
    assert thawed(json.dumps(body)).landscape is False


def test_a_paper_that_an_earlier_release_issued_is_read() -> None:
    body = (Path(__file__).parents[2] / "fixtures" / "kept" / "paper.json").read_text()
    paper = thawed(body)
    _, line, table, chart = paper.blocks
    assert (line.lead, line.text) == ("Kết quả: ", "Đã nộp 9 bản")
    columns = (Column(10, centred=True), Column(22.5))
    assert table.table == Table("Bảng 1", ("TT", "Việc"), (("1", "Ghi chép"),), columns)
    assert chart.chart
    assert chart.chart.groups == (BarGroup("I", (Bar("I.1", (2, 0)), Bar("I.2", (1, 3)))),)
    assert paper.signature.copies == ("Đảng ủy xã", "Lưu")
    assert paper.signature.left == Signature("", "THƯ KÝ", "Lê Thị Hoa")
    assert (paper.style, paper.landscape) == (Style("hd36", ToneOn.Y), True)
    assert _holds(json.loads(frozen(paper)), json.loads(body))


def _holds(now: Any, then: Any) -> bool:
    """Whether everything that was kept is there still; a later release may have added to it."""
    if isinstance(then, dict):
        return all(name in now and _holds(now[name], each) for name, each in then.items())
    if isinstance(then, list):
        return len(now) == len(then) and all(map(_holds, now, then))
    return bool(now == then)
