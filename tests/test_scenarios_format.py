"""The transcripts' own format: read and written alike, and no difference passes unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.contract import Message, MessageButton
from tests.chat import all_transcripts
from tests.scenarios.transcript import (
    Block,
    Transcript,
    Unreadable,
    differences,
    masked,
    read,
    shown,
    update,
)
from tests.scenarios.typing import Pending, typed

SMALL = """# Lời chào
@người hoa = Lê Thị Hoa

hoa > Chào
      trợ lý
bot: Chào đồng chí.

     Mời đồng chí gửi mã.
     [Có] [Không]
bot nhắn lan: Có người hỏi.
bot có: gửi mã
(không nhắn ai khác)
"""


def _small(tmp_path: Path, words: str = SMALL) -> Transcript:
    path = tmp_path / "small.chat"
    path.write_text(words, "utf-8")
    return read(path)


ASKED = MessageButton("Có", "x"), MessageButton("Không", "y")
SAID = [
    shown(Message("Chào đồng chí.\n\nMời đồng chí gửi mã.", (ASKED,))),
    shown(Message("Có người hỏi."), to="lan"),
]


@pytest.mark.parametrize("path", all_transcripts(), ids=lambda path: path.stem)
def test_a_transcript_is_written_as_it_was_read(path: Path) -> None:
    """So `--update-chats` changes nothing but what the program says differently."""
    assert read(path).written() == path.read_text("utf-8")


def test_what_was_typed_and_said_is_read_with_its_empty_lines(tmp_path: Path) -> None:
    """Continued lines are indented."""
    _, turn = _small(tmp_path).turns

    assert (turn.person, turn.text, turn.line) == ("hoa", "Chào\ntrợ lý", 4)
    assert turn.taps == ()
    assert [block.kind for block in turn.blocks] == ["", "", "có"]
    assert differences(turn, SAID, {"lan"}) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Mời đồng chí", "Mời chị"),
        ("[Có] [Không]", "[Có]"),
        ("bot: Chào", "bot chưa ghi: Chào"),
        ("Có người hỏi.", "Có người hỏi!"),
        ("bot có: gửi mã", "bot có: gửi thư"),
        ("bot nhắn lan: Có người hỏi.\n", ""),
    ],
)
def test_a_single_word_button_or_receiver_that_differs_is_reported(
    before: str, after: str, tmp_path: Path
) -> None:
    """Each of these transcripts says something that did not happen."""
    turn = _small(tmp_path, SMALL.replace(before, after)).turns[-1]

    assert len(differences(turn, SAID, {"lan"})) == 1


def test_an_update_writes_what_happened_and_keeps_partial_checks(tmp_path: Path) -> None:
    """`bot: ?` is filled in."""
    asked = SMALL[: SMALL.index("bot: ")] + "bot: ?\nbot nhắn lan: ?\nbot có: gửi mã\n"
    transcript = _small(tmp_path, asked)

    update(transcript.turns[-1], SAID)

    assert transcript.written() == SMALL.removesuffix("(không nhắn ai khác)\n")


def test_a_line_outside_the_format_is_named(tmp_path: Path) -> None:
    """With file and line, for whoever corrects it."""
    with pytest.raises(Unreadable, match=r"small\.chat:4"):
        _small(tmp_path, SMALL.replace("hoa > Chào", "hoa: Chào"))


def test_codes_and_links_are_not_compared() -> None:
    """They are new every time."""
    words = "Mã: ab2cd3ef4gh5\nTrang web: https://tusoi.example/i/ab2cd3ef4gh5"

    assert masked(words) == "Mã: <mã>\nTrang web: <liên kết>"
    assert Block("", "", ["a", "", "b"]).written() == ["bot: a", "", "     b"]


def test_taps_on_one_screen_become_one_typed_line() -> None:
    """A row's level is what its button says next; chosen options are numbers."""
    rows = [MessageButton(str(n), f"i:a:2:{n}.2") for n in range(1, 10)]
    matrix = Pending()
    assert [
        matrix.take(label, rows) for label in ("3", "4", "4 ●", "7", "7 ●", "7 ●●", "Xong")
    ] == [
        *[True] * 6,
        False,
    ]
    assert matrix.line() == "3 hiem khi, 4 thinh thoang, 7 thuong xuyen"

    options = [MessageButton("1. Vội ✓", "i:a:3:-1"), MessageButton("2. Ngại", "i:a:3:+2")]
    several = Pending()
    assert several.take("2. Ngại", options)
    assert several.line() == "1, 2"
    assert several.take("1. Vội ✓", options)
    assert several.line() == "2"


@pytest.mark.parametrize(
    ("label", "payload", "words"),
    [
        ("↩ Quay lại", "i:a:3:<", "quay lai"),
        ("Đúng, nộp chi ủy", "i:a:c9:u", "nop"),
        ("2. Khách quan", "i:a:3:=2", "2"),
        ("Có ✓", "i:a:3:=1", "co"),
        ("Sửa phần 2", "i:a:c9:e2", "2"),
        ("Giữ nguyên", "i:a:3:.", "giu nguyen"),
        ("+ Thêm tên", "m:add", "them ten"),
    ],
)
def test_every_button_has_something_to_type(label: str, payload: str, words: str) -> None:
    """Without accents, as people type in a hurry."""
    assert typed(MessageButton(label, payload), current=True) == words
