"""Texts for Telegram: whatever they hold, nothing is lost and nothing is refused."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.words import BOLD_END, BOLD_START
from handlers.channels.telegram.writing import in_pieces
from tests.botapi.entities import parse_html, units

LIMIT = 40
texts = st.lists(
    st.sampled_from(
        [BOLD_START, BOLD_END, "<", "&amp;", "😀", "đ", "word", " ", "\n", "\n\n", "longer-word"]
    )
).map("".join)


def bold_letters(text: str) -> list[tuple[str, bool]]:
    """Each letter, and whether it is bold."""
    letters, depth = [], 0
    for letter in text:
        if letter == BOLD_START:
            depth += 1
        elif letter == BOLD_END:
            depth = max(depth - 1, 0)
        elif not letter.isspace():
            letters.append((letter, depth > 0))
    return letters


@given(texts)
def test_pieces_hold_every_letter_as_bold_as_it_was(text: str) -> None:
    found: list[tuple[str, bool]] = []
    for piece in in_pieces(text, LIMIT):
        plain, entities = parse_html(piece.html)
        assert plain == piece.plain
        assert 0 < units(plain) <= LIMIT
        coded = plain.encode("utf-16-le")
        marks: set[int] = set()
        for entity in entities:
            assert entity["type"] == "bold"
            marks |= set(range(entity["offset"], entity["offset"] + entity["length"]))
        at = 0
        for letter in plain:
            if not letter.isspace():
                found.append((letter, at in marks))
            at += units(letter)
        assert at * 2 == len(coded)
    assert found == bold_letters(text)


def test_words_stay_whole_where_they_fit() -> None:
    assert [piece.plain for piece in in_pieces("one two\n\nthree", 10)] == ["one two", "three"]
