"""Which font papers are set in: the first that the machine has with every Vietnamese letter."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import typst

from bot import doctor, serving
from bot.content.layout import fonts
from bot.content.words.phrases import measures, profile_names
from bot.doctor import Mark
from tests.content import samples
from tests.world import World

ROOT = Path(__file__).parents[3]
BUILT_IN = "Libertinus Serif"


@pytest.fixture
def without_system_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that has only what typst brings along."""
    bare = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(fonts, "machine_fonts", lambda: bare)
    fonts._is_whole.cache_clear()
    yield
    fonts._is_whole.cache_clear()


def test_the_letters_asked_for_are_all_that_there_are() -> None:
    assert sorted(fonts.LETTERS) == sorted(samples.MARKED_LETTERS)


@pytest.mark.parametrize("name", profile_names())
def test_the_order_is_that_of_equal_widths_and_the_last_is_always_there(name: str) -> None:
    wanted = measures(name)["fonts"]["pdf"]
    assert wanted == ["Times New Roman", "Tinos", "Liberation Serif", BUILT_IN]


@pytest.mark.usefixtures("without_system_fonts")
def test_a_machine_without_fonts_takes_the_one_that_comes_along() -> None:
    assert fonts.usable(["Times New Roman", "Tinos", BUILT_IN]) == [BUILT_IN]


@pytest.mark.usefixtures("without_system_fonts")
def test_a_font_that_lacks_letters_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Liberation Serif 1 does, which has the name of a later one that has them all."""
    half, whole = "New Computer Modern", "DejaVu Sans Mono"
    assert fonts.usable([half, whole, BUILT_IN]) == [half, BUILT_IN]
    monkeypatch.setattr(fonts, "LETTERS", f"{fonts.LETTERS}Ԑ")  # which the first one lacks
    fonts._is_whole.cache_clear()
    assert fonts.usable([half, whole, BUILT_IN]) == [whole, BUILT_IN]


def test_the_doctor_names_the_font_and_what_mends_a_lack_of_one(
    without_system_fonts: None,
) -> None:
    """A font of equal widths is good; the built-in one is worth a note."""
    assert doctor._fonts(ROOT / "templates").mark == Mark.NOTE
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fonts, "_is_whole", lambda family: family == "Liberation Serif")
        told = doctor._fonts(ROOT / "templates")
    assert told.mark == Mark.GOOD
    assert "Liberation Serif" in str(told)


async def test_the_log_says_at_the_start_which_font_it_is(
    running: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await serving._say_font(running.office)
    first = fonts.usable(measures("hd05")["fonts"]["pdf"])[0]
    assert [line for line in caplog.messages if "papers" in line] == [f"papers are set in {first}"]


def test_the_set_up_and_the_tests_have_the_font_of_equal_widths() -> None:
    """Tinos, in Debian's fonts-croscore."""
    for file in ("docs/server/install.sh", ".ci/run"):
        assert "fonts-croscore" in (ROOT / file).read_text("utf-8"), file
