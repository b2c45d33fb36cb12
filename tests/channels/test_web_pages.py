"""How text becomes HTML, and what the mailbox keeps."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.domain.words import BOLD_END, BOLD_START
from handlers.channels.base import Message, MessageButton
from handlers.channels.web.mail import Attached, Notice, pack, unpack
from handlers.channels.web.pages import columns, rich, size


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("gọi 0912345678.", "0912345678"),
        ("gọi 0912 345 678, nhé", "0912345678"),
        ("(0912.345.678)", "0912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("024 3825 1234\n", "02438251234"),
    ],
)
def test_telephone_numbers_are_links(text: str, number: str) -> None:
    """B1: the number stands as it was written, and a touch calls it."""
    assert f'<a href="tel:{number}">' in rich(text)
    assert re.sub(r"<[^>]*>", "", rich(text)).strip() == text.strip()


@pytest.mark.parametrize(
    "text", ["01/02/2026 0 kỳ", "0123", "001234567890123", "https://a.example/0912345678", "10.000"]
)
def test_other_numbers_are_none(text: str) -> None:
    """B1"""
    assert "tel:" not in rich(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a <b> & 'c'", '<span class="line">a &lt;b&gt; &amp; &#39;c&#39;</span>'),
        (
            f"{BOLD_START}a<{BOLD_END} b",
            '<span class="line"><strong>a&lt;</strong> b</span>',
        ),
        (
            f"{BOLD_START}a\nb",
            (
                '<span class="line"><strong>a</strong></span>\n'
                '<span class="line"><strong>b</strong></span>'
            ),
        ),
        (
            "1. một\n\n• hai",
            (
                '<span class="item">1. một</span>\n<span class="gap"></span>\n'
                '<span class="point">• hai</span>'
            ),
        ),
        (
            'xem https://a.example/i/x"y.',
            (
                '<span class="line">xem <a href="https://a.example/i/x" target="_blank"'
                ' rel="noopener noreferrer">https://a.example/i/x</a>&#34;y.</span>'
            ),
        ),
        ("javascript:alert(1)", '<span class="line">javascript:alert(1)</span>'),
    ],
)
def test_text_is_escaped_and_set(text: str, html: str) -> None:
    assert rich(text) == html


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["1", "2", "3 ●●●"], "columns-3"),
        (["Chưa thấy ở bản thân", "Xong nhóm này"], "columns-2"),
        (["Tôi đồng ý", "Đọc bản đầy đủ", "Tôi nộp bản giấy"], "columns-3 stacked"),
        (["Xong"], "columns-1"),
        (["☑ Họp đều"], "columns-1 list"),
        (["a"] * 9, "columns-5"),
    ],
)
def test_rows_of_buttons_fit_a_phone(labels: list[str], names: str) -> None:
    assert columns(tuple(MessageButton(label, "x") for label in labels)) == names


def test_lengths_of_files() -> None:
    assert [size(n) for n in (1, 48_000, 3_400_000)] == ["1 KB", "47 KB", "3.2 MB"]


def test_a_notice_comes_out_of_the_mailbox_as_it_went_in() -> None:
    rows = ((MessageButton("Làm tiếp", "go"), MessageButton("Xem", url="https://a.example")),)
    message = Message("Nhắc\nviệc", rows, screen="s1")
    attached = Attached("id", "a.png", "image/png", 5)
    assert unpack(pack(Notice(message))) == Notice(message)
    assert unpack(pack(Notice(message, attached))) == Notice(message, attached)


def test_notices_that_an_earlier_release_kept_are_read() -> None:
    kept = Path(__file__).parents[1] / "fixtures" / "kept" / "notices.json"
    first, second = (json.dumps(each) for each in json.loads(kept.read_text()))
    rows = ((MessageButton("Làm tiếp", "go"), MessageButton("Xem", url="https://a.example")),)
    message = Message("Nhắc\nviệc", rows, screen="s1", protected=True)
    assert unpack(first) == Notice(message, Attached("id", "a.png", "image/png", 5))
    assert unpack(second) == Notice(Message("Nhắc việc"))
