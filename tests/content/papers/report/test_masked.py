"""The official edition as a paper: of the members' answers it says what is shown, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.content.layout.paper import Block, Paper
from bot.content.papers import paper_of
from bot.domain.report.masking import mask
from bot.domain.report.shown import Circulated, ShownGroup, ShownRow
from bot.domain.report.summary import Edition, Summary
from tests.content import samples

RULE = "không nêu những số quá nhỏ"


def official(summary: Summary, shown: Circulated | None = None) -> Paper:
    return paper_of(replace(summary, edition=Edition.OFFICIAL, shown=shown or mask(summary)), "vi")


def members_part(paper: Paper) -> Iterator[Block]:
    """From the first sentence on the members to the rule, which comes last."""
    found = [n for n, block in enumerate(paper.blocks) if "masked." in block.key]
    last = next(n for n, block in enumerate(paper.blocks) if RULE in block.text)
    yield from paper.blocks[found[0] : last + 1]


def told(paper: Paper) -> str:
    return "\n".join(block.text for block in members_part(paper)).replace("\xa0", " ")


def counts(figures: Circulated) -> set[int]:
    """Every number of people that is shown."""
    found = {figures.counted, figures.people, *(each.people for each in figures.options)}
    for group in figures.groups:
        found |= {group.people, *(group.levels or ())}
        for row in group.rows:
            found |= {row.people, *(option.people for option in row.options)}
    return {each for each in found if each is not None}


@pytest.mark.parametrize("make", [samples.small, samples.school, samples.large])
def test_every_number_in_it_is_one_that_is_shown(make: Callable[[], Summary]) -> None:
    summary = make()
    figures = mask(summary)
    assert figures
    words = told(official(summary))
    people = {int(n) for n in re.findall(r"(\d+) đồng chí", words)}
    assert people <= counts(figures)
    rows = {row.row for group in figures.groups for row in group.rows}
    assert {f"{short}" for short in re.findall(r"^(I+\.\d)\. ", words, re.MULTILINE)} == rows


@pytest.mark.parametrize("make", [samples.small, samples.school, samples.large])
def test_it_has_no_table_chart_or_annex_of_what_is_masked(make: Callable[[], Summary]) -> None:
    paper = official(make())
    assert [b.kind for b in (*paper.blocks, *paper.annex) if b.table or b.chart] == []
    everything = repr(paper)
    assert not re.search(r"\bẩn\b", everything)
    assert everything.count(RULE) == 1
    assert paper.head.edition == ""
    assert paper.signature.copies[0].endswith("(để báo cáo);")


def test_some_members_are_spoken_of_only_where_the_figures_prove_it() -> None:
    """What is hidden may be nobody; a shown row or group of the same is a proof."""
    whole = samples.school()
    figures = mask(whole)
    assert figures
    rows = (ShownRow("I.3", 4),)
    for groups, some in (
        ((ShownGroup("I", None, None, ()),), False),
        ((ShownGroup("I", None, None, rows),), True),
    ):
        hidden = replace(figures, people=None, groups=groups, options=())
        words = told(official(whole, hidden))
        assert ("một số đồng chí" in words) == some
        assert words.startswith("Trong 12 đồng chí" if some else "Bản tự soi của 12 đồng chí")


def test_a_second_questionnaire_of_the_members_is_not_printed() -> None:
    """Only one is masked; the other stands in the edition for the meeting alone."""
    whole = samples.school()
    other = next(form for form in whole.forms if form.audience == "member")
    title = {"vi": "Phiếu khác", "en": "Other"}
    both = replace(whole, forms=(*whole.forms, replace(other, id="more", title=title)))
    assert "Phiếu khác" in repr(paper_of(both, "vi"))
    assert "Phiếu khác" not in repr(official(both))


def test_without_masked_figures_the_official_edition_says_nothing_of_members() -> None:
    paper = paper_of(replace(samples.school(), edition=Edition.OFFICIAL), "vi")
    assert "tự nhận thấy" not in repr(paper)
