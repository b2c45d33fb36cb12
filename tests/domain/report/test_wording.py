"""Sentences written anew count as long as they are for the figures of now."""

from __future__ import annotations

import pytest

from bot.domain.report.wording import Edit, outdated, printed
from bot.domain.style import ToneOn
from bot.domain.words import respelled

EDITS = {"a": Edit("Đã nộp 3.", "Ba đồng chí đã nộp."), "b": Edit("Hạn nộp.", "")}


@pytest.mark.parametrize(
    ("key", "proposed", "words", "old"),
    [
        ("a", "Đã nộp 3.", "Ba đồng chí đã nộp.", False),
        ("a", "Đã nộp 4.", "Đã nộp 4.", True),
        ("b", "Hạn nộp.", "", False),
        ("c", "Còn 1.", "Còn 1.", False),
    ],
)
def test_old_words_never_stand_for_new_figures(
    key: str,
    proposed: str,
    words: str,
    old: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    assert printed(EDITS, key, proposed) == words
    assert outdated(EDITS, key, proposed) is old


@pytest.mark.parametrize(
    ("tone_on", "text", "spelled"),
    [
        (ToneOn.Y, "Đảng ủy, chi ủy; ỦY VIÊN, Ủy ban", "Đảng uỷ, chi uỷ; UỶ VIÊN, Uỷ ban"),
        (ToneOn.U, "Đảng uỷ, UỶ VIÊN, Uỷ ban", "Đảng ủy, ỦY VIÊN, Ủy ban"),
        (ToneOn.Y, "Nguyễn Thị Thúy, quý, tủy, hủy", "Nguyễn Thị Thúy, quý, tủy, hủy"),
    ],
)
def test_only_the_word_for_committee_is_spelled_by_the_cell_s_choice(
    tone_on: ToneOn, text: str, spelled: str
) -> None:
    """Names and other words stay as people wrote them."""
    assert respelled(text, tone_on) == spelled
