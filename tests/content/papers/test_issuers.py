"""Whatever the paper: the layout, the spelling and the signature are those of who issues it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from bot.content.layout.paper import Signature
from bot.content.papers import _WRITERS, paper_of
from bot.content.questionnaires.files import load_questionnaires
from bot.content.words.catalogue import TEMPLATES
from bot.content.words.phrases import profile_names
from bot.domain.people.issuer import Signer
from bot.domain.report.full import FullFigures, full_figures
from bot.domain.report.masking import mask
from bot.domain.report.rollup import CellLine, Rollup
from bot.domain.report.summary import Edition, Summary
from bot.domain.review.sheet import Blank
from bot.domain.style import Style, ToneOn
from tests.content import own_samples, paper_samples, samples

NAME = "Đỗ Văn Thụy"
POSTS = {Signer.SECRETARY: "BÍ THƯ", Signer.DEPUTY: "PHÓ BÍ THƯ"}
AT = datetime(2026, 12, 1, tzinfo=UTC)
MEMBER = load_questionnaires(TEMPLATES)["member"]


def official() -> Summary:
    """The edition that is issued."""
    whole = samples.school()
    return replace(whole, edition=Edition.OFFICIAL, shown=mask(whole))


def full() -> FullFigures:
    """All figures that go with it."""
    return full_figures(samples.school(), "Số 05-BC/CB", AT.date())


def rollup() -> Rollup:
    """One cell of an organisation."""
    lines = (CellLine("Chi bộ Hoa Sen", 2026, 17, 16, 12, 9),)
    return Rollup(samples.issuer("Đảng bộ xã", "", ""), AT, lines)


SIGNED: tuple[Callable[[], Any], ...] = (
    samples.school,
    official,
    lambda: paper_samples.cell_plan(3),
    paper_samples.remediation,
    own_samples.registration,
    samples.sheet,
)
"""Signed for the cell."""

OTHERS: tuple[Callable[[], Any], ...] = (
    lambda: Blank(samples.HOA_SEN, "Đảng ủy xã", MEMBER.without_carried, 2026),
    lambda: paper_samples.programme(3),
    lambda: paper_samples.minutes(3),
    own_samples.spoken,
    own_samples.facts,
    rollup,
    full,
)
"""Signed by the writer, by chair and recorder, or by nobody."""


def posts_of(signature: Signature | None) -> list[str]:
    """As what this person signs, at either side."""
    if signature is None:
        return []
    lines = [] if signature.name != NAME else [signature.post or signature.body]
    return [*lines, *posts_of(signature.left)]


def test_every_kind_of_paper_is_here() -> None:
    assert {type(make()) for make in (*SIGNED, *OTHERS)} == _WRITERS.keys()


@pytest.mark.parametrize("make", [*SIGNED, *OTHERS])
def test_layout_spelling_and_signature_are_the_issuers(make: Callable[[], Any]) -> None:
    for profile, tone_on, signer in product(profile_names(), ToneOn, Signer):
        style = Style(profile, tone_on)
        content = samples.issued(make(), style=style, signer=signer, leader=NAME)
        for language in ("vi", "en"):
            paper = paper_of(content, language)
            assert paper.style == style
        signs = [POSTS[signer]] if make in SIGNED else []
        assert posts_of(paper_of(content, "vi").signature) == signs
