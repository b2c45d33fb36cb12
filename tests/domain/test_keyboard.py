"""What Vietnamese keyboards make of commands and codes. U13."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.domain.keyboard import UNTOUCHED, meant
from bot.services.office import CODE_LENGTH, new_code

VOWELS = "aeiouy"
TELEX_WORDS = ("web", "review", "rename", "prepare", "settings", "status", "tonghop", "trangweb")


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("ưeb", "web"),
        ("Ưeb", "web"),
        ("u\u031beb", "web"),  # NFD, as a Mac sends it
        ("rêviư", "review"),
        ("rênam", "rename"),
        ("prepảe", "prepare"),
        ("settíng", "settings"),
        ("stảt", "start"),
        ("statú", "status"),
        ("tônghp", "tonghop"),
        ("trăngeb", "trangweb"),
    ],
)
def test_the_keys_of_a_command_are_found_again(typed: str, word: str) -> None:
    assert meant(typed, (*TELEX_WORDS, "start")) == {word}


@pytest.mark.parametrize("typed", ["web2", "wbe", "xin chào", "ưeeb", "được", ""])
def test_other_words_mean_no_command(typed: str) -> None:
    assert not meant(typed, TELEX_WORDS)


def test_a_code_has_nothing_that_a_vietnamese_keyboard_works_on() -> None:
    assert not set(UNTOUCHED) & set(VOWELS + "wd01l")
    for _ in range(300):
        code = new_code()
        assert len(code) == CODE_LENGTH
        assert set(code) <= set(UNTOUCHED)
        assert all(one != after for one, after in pairwise(code))


def test_a_code_keeps_fifty_five_bits() -> None:
    signs = len(set(UNTOUCHED))
    assert signs * (signs - 1) ** (CODE_LENGTH - 1) > 2**55
