"""Texts and buttons that Telegram refuses, and how its HTML is read."""

from __future__ import annotations

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode

from tests.botapi import User
from tests.botapi.entities import parse_html, to_html, units
from tests.botapi.ptb import refused
from tests.botapi.refusals import Refusal


@pytest.mark.parametrize("text", ["", "   \n ", "<b></b>", "&#32;"])
async def test_empty_text(bot: Bot, hoa: User, text: str) -> None:
    sending = bot.send_message(hoa.id, text, parse_mode=ParseMode.HTML)
    assert await refused(sending) == "message text is empty"


async def test_length_counts_utf16_after_parsing(bot: Bot, hoa: User) -> None:
    html = ParseMode.HTML
    await bot.send_message(hoa.id, f"<b>{'&lt;' * 2048}</b>{'😀' * 1024}", parse_mode=html)
    assert units(hoa.screen.text) == 4096
    too_much = await refused(bot.send_message(hoa.id, "😀" * 2049))
    assert too_much == "message is too long"
    sent = await bot.send_message(hoa.id, "x")
    assert "too_long" in await refused(sent.edit_text("đ" * 4097))


async def test_caption_is_shorter(bot: Bot, hoa: User) -> None:
    await bot.send_document(hoa.id, b"x", caption="đ" * 1024, filename="a.txt")
    sending = bot.send_document(hoa.id, b"x", caption="đ" * 1025, filename="a.txt")
    assert await refused(sending) == "message caption is too long"


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("<Nguyễn>", 'unsupported start tag "nguyễn" at byte offset 0'),
        ("é < b", 'unsupported start tag "" at byte offset 3'),
        ("5 <", "unclosed start tag at byte offset 2"),
        ("<b>x", 'can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "unexpected end tag at byte offset 1"),
        ("<b>x</b", "unclosed end tag at byte offset 4"),
        ("<br>", 'unsupported start tag "br" at byte offset 0'),
        ("<a href>x</a>", 'expected equal sign in declaration of an attribute of the tag "a"'),
        ('<span class="x">x</span>', 'tag "span" must have class "tg-spoiler"'),
    ],
)
async def test_bad_html(bot: Bot, hoa: User, html: str, complaint: str) -> None:
    text = await refused(bot.send_message(hoa.id, html, parse_mode=ParseMode.HTML))
    assert text.startswith("can't parse entities: ")
    assert complaint in text


@pytest.mark.parametrize(
    "html",
    [
        "không dấu, có dấu: Nguyễn Thị Hằng",
        "😀 <b>đậm 😀</b> rồi <i>nghiêng</i>",
        "<b>a <i>b</i></b><u>c</u><s>d</s>",
        "1 &lt; 2 &amp; 3 &gt; 2",
        '<a href="https://example.org/?a=1&amp;b=2">liên kết 🇻🇳</a>.',
        "<blockquote>trích\nhai dòng</blockquote><blockquote expandable>dài</blockquote>",
        "<code>x &lt; y</code> <pre>a\nb</pre> <tg-spoiler>kín</tg-spoiler>",
    ],
)
async def test_html_round_trip(bot: Bot, hoa: User, html: str) -> None:
    sent = await bot.send_message(hoa.id, html, parse_mode=ParseMode.HTML)
    assert hoa.screen.html == html
    assert parse_html(to_html(*parse_html(html))) == parse_html(html)
    assert sent.text == hoa.screen.text
    for entity in sent.entities:  # PTB cuts by UTF-16 offsets
        assert sent.parse_entity(entity) in hoa.screen.text


def test_html_is_lenient_where_telegram_is() -> None:
    assert parse_html("&nbsp;&copy; &#39;&#x27;&quot; &") == ("&nbsp;&copy; ''\" &", [])
    assert parse_html("<B>x</B>")[1] == [{"type": "bold", "offset": 0, "length": 1}]
    assert parse_html('<a href="http://localhost:8000">x</a>') == ("x", [])
    assert parse_html('<a href="example.org">x</a>')[1][0]["url"] == "http://example.org/"
    with pytest.raises(Refusal):
        parse_html("<script>")


async def test_white_space_around_goes(bot: Bot, hoa: User) -> None:
    sent = await bot.send_message(hoa.id, "\n <b> x </b>y ", parse_mode=ParseMode.HTML)
    assert sent.text == "x y"
    assert [(e.offset, e.length) for e in sent.entities] == [(0, 2)]


@pytest.mark.parametrize(
    ("data", "fits"), [("đ" * 32, True), ("đ" * 33, False), ("x" * 65, False), ("x", True)]
)
async def test_callback_data_is_64_bytes(bot: Bot, hoa: User, data: str, fits: bool) -> None:  # noqa: FBT001 # a parameter of the table
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=data)]])
    if fits:
        await bot.send_message(hoa.id, "x", reply_markup=markup)
    else:
        assert (
            await refused(bot.send_message(hoa.id, "x", reply_markup=markup))
            == "button_data_invalid"
        )


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        ({"text": "x", "callback_data": ""}, "button_data_invalid"),
        ({"text": "x"}, "text buttons are unallowed in the inline keyboard"),
        ({"text": " ", "callback_data": "x"}, "must be non-empty"),
        ({"text": "x", "url": "http://localhost:8000/x"}, "wrong http url"),
    ],
)
async def test_buttons_that_telegram_refuses(
    bot: Bot, hoa: User, button: dict[str, str], complaint: str
) -> None:
    markup = {"inline_keyboard": [[button]]}
    sending = bot.send_message(hoa.id, "x", api_kwargs={"reply_markup": markup})
    assert complaint in await refused(sending)
