"""The fake Bot API server, as python-telegram-bot and the people in its chats meet it."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

os.environ.setdefault("PTB_TIMEDELTA", "1")  # read at import: RetryAfter.retry_after warns without

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from tests.botapi import BotApi, Phase, User
from tests.botapi.entities import parse_html, to_html, units
from tests.botapi.pieces import pieces
from tests.botapi.refusals import Refusal

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x02\0\0\0"


def client(api: BotApi, token: str | None = None) -> Bot:
    return Bot(
        token or api.token,
        base_url=f"{api.url}/bot",
        base_file_url=f"{api.url}/file/bot",
        request=HTTPXRequest(connection_pool_size=8),
        get_updates_request=HTTPXRequest(connection_pool_size=4),
    )


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with client(api) as connected:
        yield connected


@pytest.fixture
def hoa(api: BotApi) -> User:
    """Has written to the bot; the update is confirmed."""
    person = api.user(1001, first_name="Hoa", language_code="vi")
    api.world.confirm(person.start() + 1)
    return person


def keys(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=label[:64])] for label in labels]
    )


async def refused(sending: Any, kind: type[TelegramError] = BadRequest) -> str:
    """The refusal's text, in lower case as a bot should compare it."""
    with pytest.raises(kind) as caught:
        await sending
    assert type(caught.value) is kind
    return str(caught.value).lower()


# Talking


async def test_a_conversation(api: BotApi, bot: Bot) -> None:
    hoa = api.user(1001, first_name="Hoa", language_code="vi")
    hoa.start("CODE")
    (update,) = await bot.get_updates(timeout=5)
    assert update.message is not None
    assert update.message.text == "/start CODE"
    assert [(e.type, e.offset, e.length) for e in update.message.entities] == [
        ("bot_command", 0, 6)
    ]
    assert update.effective_user is not None
    assert not update.effective_user.is_bot

    await bot.send_message(
        1001, "Xin <b>chào</b>", parse_mode=ParseMode.HTML, reply_markup=keys("Bắt đầu", "Để sau")
    )
    shown = await hoa.receives(lambda seen: "chào" in seen.text)
    assert (shown.text, shown.html) == ("Xin chào", "Xin <b>chào</b>")
    assert shown.labels == ["Bắt đầu", "Để sau"]

    hoa.taps("Bắt")
    (tapped,) = await bot.get_updates(offset=update.update_id + 1, timeout=5)
    assert tapped.callback_query is not None
    assert tapped.callback_query.data == "Bắt đầu"
    assert isinstance(tapped.callback_query.message, Message)
    await tapped.callback_query.answer("Đã ghi")
    assert (await hoa.notified()).text == "Đã ghi"
    edited = await tapped.callback_query.edit_message_text("Câu 1/27")
    assert isinstance(edited, Message)
    assert edited.edit_date is not None

    assert (await hoa.receives()).edited
    assert hoa.screen.text == "Câu 1/27"
    assert hoa.chat == "Hoa: /start CODE\nBot: (edited) Câu 1/27"
    assert api.confirmed_offset == update.update_id + 1
    assert api.pending_updates == 1


async def test_get_me(bot: Bot) -> None:
    me = await bot.get_me()
    assert me.is_bot
    assert me.username == bot.username


async def test_silent_protected_and_without_preview(bot: Bot, hoa: User) -> None:
    sent = await bot.send_message(
        hoa.id,
        "x",
        disable_notification=True,
        protect_content=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert sent.has_protected_content
    assert (hoa.screen.silent, hoa.screen.protected) == (True, True)


async def test_reply_keyboard_types_its_label(bot: Bot, hoa: User) -> None:
    await bot.send_message(hoa.id, "?", reply_markup=ReplyKeyboardMarkup([["Có", "Không"]]))
    hoa.taps("Khô")
    (update,) = await bot.get_updates(timeout=5)
    assert update.message is not None
    assert update.message.text == "Không"


async def test_dates_follow_the_clock() -> None:
    now = [1_800_000_000.9]
    async with BotApi(clock=lambda: now[0]) as api, client(api) as bot:
        hoa = api.user(1, first_name="Hoa")
        hoa.start()
        sent = await bot.send_message(1, "x")
        assert sent.date.timestamp() == 1_800_000_000
        now[0] += 49 * 3600
        assert "can't be deleted" in await refused(bot.delete_message(1, sent.message_id))


async def test_edited_text_of_a_person(bot: Bot, hoa: User) -> None:
    hoa.types("năm")
    hoa.edits(hoa.messages[-1], "bốn")
    first, second = await bot.get_updates(timeout=5)
    assert first.message is not None
    assert second.edited_message is not None
    assert (first.message.text, second.edited_message.text) == ("năm", "bốn")


async def test_sticker_voice_document_and_photo_arrive(bot: Bot, hoa: User) -> None:
    hoa.sends_sticker()
    hoa.sends_voice()
    hoa.sends_document("minh chứng.pdf", b"%PDF-", caption="đây")
    hoa.sends_photo(b"\xff\xd8\xff")
    sticker, voice, document, photo = [
        update.message for update in await bot.get_updates(timeout=5)
    ]
    assert sticker
    assert sticker.sticker
    assert voice
    assert voice.voice
    assert photo
    assert photo.photo
    assert document
    assert document.document
    assert (document.document.file_name, document.caption) == ("minh chứng.pdf", "đây")
    file = await document.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"%PDF-"


def test_long_text_is_split_as_the_apps_do() -> None:
    words = "điều đã thấy ở bản thân " * 500
    parts = pieces(words)
    assert len(parts) == 3
    assert all(units(part) <= 4096 for part in parts)
    assert " ".join(parts) == words.strip()
    emoji = pieces("😀" * 3000)
    assert [units(part) for part in emoji] == [4096, 1904]
    paragraphs = pieces("a" * 3900 + "\n\n" + "b. " * 300)
    assert paragraphs[0] == "a" * 3900
    assert pieces("   ") == []


async def test_long_text_arrives_in_order(bot: Bot, hoa: User) -> None:
    hoa.types("dài " * 2000)
    updates = await bot.get_updates(timeout=5)
    assert [len(update.message.text or "") for update in updates if update.message] == [4095, 3903]


# Refusals of texts


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


# Refusals of buttons


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


# Refusals of edits, deletions and answers


async def test_edits(bot: Bot, hoa: User) -> None:
    sent = await bot.send_message(hoa.id, "một", reply_markup=keys("A"))
    assert "message is not modified" in await refused(sent.edit_text("một", reply_markup=keys("A")))
    assert "message is not modified" in await refused(sent.edit_reply_markup(keys("A")))
    await sent.edit_reply_markup(None)
    assert hoa.screen.buttons == []
    await sent.edit_text("hai", reply_markup=keys("B"))
    assert hoa.screen.labels == ["B"]

    nowhere = bot.edit_message_text("x", hoa.id, 999_999)
    assert await refused(nowhere) == "message to edit not found"
    theirs = bot.edit_message_text("x", hoa.id, hoa.messages[0].message_id)
    assert await refused(theirs) == "message can't be edited"
    document = await bot.send_document(hoa.id, b"x", filename="a.txt", caption="x")
    assert "there is no text" in await refused(document.edit_text("x"))
    await document.edit_caption("y")
    assert hoa.screen.text == "y"

    await sent.delete()
    assert "to edit not found" in await refused(sent.edit_text("ba"))
    assert "to delete not found" in await refused(sent.delete())


async def test_a_tap_has_one_answer(api: BotApi, bot: Bot, hoa: User) -> None:
    await bot.send_message(hoa.id, "?", reply_markup=keys("A"))
    hoa.taps("A")
    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    assert "too_long" in await refused(update.callback_query.answer("đ" * 201))
    await update.callback_query.answer("đ" * 200, show_alert=True)
    assert hoa.notices[-1].alert
    assert "query is too old" in await refused(update.callback_query.answer())
    assert "query is too old" in await refused(bot.answer_callback_query("12345"))
    assert [call.update_id for call in api.called("answerCallbackQuery")][:3] == [
        update.update_id
    ] * 3


async def test_a_tap_grows_old() -> None:
    now = [1_800_000_000.0]
    async with BotApi(clock=lambda: now[0], query_lifetime=15) as api, client(api) as bot:
        hoa = api.user(1, first_name="Hoa")
        hoa.start()
        await bot.send_message(1, "?", reply_markup=keys("A"))
        hoa.taps("A")
        update = (await bot.get_updates())[-1]
        now[0] += 16
        assert update.callback_query is not None
        assert "query is too old" in await refused(update.callback_query.answer())


async def test_old_buttons(bot: Bot, hoa: User) -> None:
    first = await bot.send_message(hoa.id, "1", reply_markup=keys("A"))
    seen = await hoa.receives()
    second = await bot.send_message(hoa.id, "2", reply_markup=keys("A"))
    hoa.taps("A")
    hoa.taps("A", message=first.message_id)
    await first.edit_text("1, rồi", reply_markup=keys("B"))
    hoa.taps("A", message=seen)
    await first.delete()
    hoa.taps("A", message=seen)
    with pytest.raises(LookupError, match="no button"):
        hoa.taps("C")
    taps = [update.callback_query for update in await bot.get_updates(timeout=5)]
    ids = [tap.message.message_id for tap in taps if tap and tap.message]
    assert ids == [second.message_id, *[first.message_id] * 3]
    gone = taps[-1]
    assert gone is not None
    assert gone.message is not None
    assert not gone.message.is_accessible


# Refusals of chats


async def test_chats_that_cannot_be_written_to(api: BotApi, bot: Bot, hoa: User) -> None:
    api.user(2, first_name="Chưa bắt đầu")
    assert await refused(bot.send_message(2, "x")) == "chat not found"
    assert await refused(bot.send_message(3, "x")) == "chat not found"
    hoa.blocks_bot()
    blocked = await refused(bot.send_message(hoa.id, "x"), Forbidden)
    assert blocked == "forbidden: bot was blocked by the user"
    with pytest.raises(RuntimeError, match="blocked"):
        hoa.types("x")
    hoa.start()
    await bot.send_message(hoa.id, "x")
    kinds = [update.my_chat_member for update in await bot.get_updates(timeout=5)]
    assert [k.new_chat_member.status for k in kinds if k] == ["kicked", "member"]
    hoa.deactivates_account()
    gone = await refused(bot.send_message(hoa.id, "x"), Forbidden)
    assert gone == "forbidden: user is deactivated"


async def test_tokens_and_methods(api: BotApi, bot: Bot) -> None:
    for token in ("123456:" + "x" * 35, "123456:short"):
        with pytest.raises(InvalidToken):
            async with client(api, token):
                pass
    assert "knows no method" in await refused(bot.do_api_request("dance"))


def test_the_raw_form_of_a_refusal() -> None:
    with BotApi() as api:
        body = json.dumps({"chat_id": 5, "text": "x"}).encode()
        head = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{api.url}/bot{api.token}/sendMessage", body, head)
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request)
        with caught.value as error:
            answer = json.load(error)
        assert answer == {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: chat not found",
        }


# Updates


async def test_the_newest_poll_wins(api: BotApi, bot: Bot, hoa: User) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await api.until(lambda: api.polling)
    newer = asyncio.create_task(bot.get_updates(timeout=30))
    assert "terminated by other getupdates request" in await refused(older, Conflict)
    hoa.types("x")
    assert len(await newer) == 1


async def test_a_poll_whose_client_is_gone_takes_nothing(api: BotApi, bot: Bot, hoa: User) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await api.until(lambda: api.polling)
    poll.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll
    hoa.types("x")
    assert len(await bot.get_updates(timeout=5)) == 1


async def test_offset_limit_and_timeout(api: BotApi, bot: Bot, hoa: User) -> None:
    assert await bot.get_updates(timeout=0) == ()
    last = [hoa.types(str(number)) for number in range(150)][-1]
    first = last - 149
    assert len(await bot.get_updates()) == 100
    assert [update.update_id for update in await bot.get_updates(limit=2)] == [first, first + 1]
    assert [update.update_id for update in await bot.get_updates(offset=first + 149)] == [
        first + 149
    ]
    assert (api.pending_updates, api.confirmed_offset) == (1, first + 149)
    assert [update.update_id for update in await bot.get_updates(offset=1)] == [first + 149]
    assert await bot.get_updates(offset=first + 150) == ()


async def test_allowed_updates(bot: Bot, hoa: User) -> None:
    await bot.get_updates(allowed_updates=["message"])
    hoa.blocks_bot()
    hoa.start()
    assert [update.message is not None for update in await bot.get_updates()] == [True]


async def test_redelivery(api: BotApi, bot: Bot, hoa: User) -> None:
    first = hoa.types("một")
    hoa.types("hai")
    updates = await bot.get_updates()
    await bot.get_updates(offset=updates[-1].update_id + 1)
    api.redeliver(first)
    again = await bot.get_updates(offset=updates[-1].update_id + 1, timeout=5)
    assert [update.to_dict() for update in again] == [updates[0].to_dict()]
    assert await bot.get_updates(offset=updates[-1].update_id + 1) == ()


async def test_webhook_excludes_polling(bot: Bot, hoa: User) -> None:
    hoa.types("x")
    await bot.set_webhook("https://example.org/hook")
    assert "webhook is active" in await refused(bot.get_updates(), Conflict)
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


# Files


async def test_documents_and_pictures(bot: Bot, hoa: User) -> None:
    sent = await bot.send_document(
        hoa.id,
        b"PK\x03\x04\r\n--x",
        filename="Biên bản.docx",
        caption="<i>x</i>",
        parse_mode=ParseMode.HTML,
        reply_markup=keys("A"),
    )
    shown = await hoa.receives()
    assert (shown.document, shown.file_name, shown.html) == (
        b"PK\x03\x04\r\n--x",
        "Biên bản.docx",
        "<i>x</i>",
    )
    assert sent.document is not None
    again = await bot.send_document(hoa.id, sent.document.file_id)
    assert again.document == sent.document

    picture = await bot.send_photo(hoa.id, PNG)
    assert (picture.photo[0].width, picture.photo[0].height) == (640, 480)
    assert hoa.screen.photo == PNG
    assert await refused(bot.send_photo(hoa.id, b"no picture")) == "image_process_failed"
    assert "file must be non-empty" in await refused(bot.send_document(hoa.id, b"", filename="a"))
    assert "wrong file identifier" in await refused(bot.send_document(hoa.id, "nonsense"))
    assert "invalid file_id" in await refused(bot.get_file("nonsense"))
    file = await bot.get_file(picture.photo[0].file_id)
    assert bytes(await file.download_as_bytearray()) == PNG


async def test_album(bot: Bot, hoa: User) -> None:
    media = [
        InputMediaDocument(b"1", filename="a.docx"),
        InputMediaDocument(b"2", filename="a.pdf"),
    ]
    messages = await bot.send_media_group(hoa.id, media)
    assert len({message.media_group_id for message in messages}) == 1
    assert [(seen.file_name, seen.document) for seen in hoa.unread] == [
        ("a.docx", b"1"),
        ("a.pdf", b"2"),
    ]


async def test_chat_action(bot: Bot, hoa: User) -> None:
    assert await bot.send_chat_action(hoa.id, "upload_document")
    assert "wrong parameter action" in await refused(bot.send_chat_action(hoa.id, "sing"))


# Menus


async def test_the_first_list_of_commands_wins(api: BotApi, bot: Bot, hoa: User) -> None:
    async def put(name: str, **where: Any) -> None:
        await bot.set_my_commands([BotCommand(name, "…")], **where)

    def menu(language: str = "vi") -> list[str]:
        return [name for name, _ in api.menu(hoa.id, language)]

    private, chat = BotCommandScopeAllPrivateChats(), BotCommandScopeChat(hoa.id)
    steps: list[tuple[str, dict[str, Any]]] = [
        ("a", {}),
        ("b", {"language_code": "vi"}),
        ("c", {"scope": private}),
        ("d", {"scope": private, "language_code": "vi"}),
        ("e", {"scope": chat}),
        ("f", {"scope": chat, "language_code": "vi"}),
    ]
    for name, where in steps:
        await put(name, **where)
        assert menu() == [name]
    assert [menu("en"), menu("")] == [["e"], ["e"]]
    assert hoa.menu == [("f", "…")]
    assert [c.command for c in await bot.get_my_commands(private, "vi")] == ["d"]
    for name, where in reversed(steps):
        assert menu() == [name]
        await bot.delete_my_commands(**where)
    assert menu() == []

    api.user(7, first_name="Mới")
    assert await refused(put("x", scope=BotCommandScopeChat(7))) == "chat not found"
    assert await refused(put("X")) == "bot_command_invalid"
    assert await refused(bot.set_my_commands([("x", "")])) == "bot_command_description_invalid"


async def test_descriptions(api: BotApi, bot: Bot) -> None:
    await bot.set_my_description("Self-review")
    await bot.set_my_description("Tự soi, tự sửa", language_code="vi")
    await bot.set_my_short_description("Trợ lý")
    assert (api.description("vi"), api.description("fr")) == ("Tự soi, tự sửa", "Self-review")
    assert (await bot.get_my_short_description("vi")).short_description == "Trợ lý"
    assert "invalid" in await refused(bot.set_my_short_description("đ" * 121))


# Trouble


async def test_flood_strikes_the_kth_call_of_a_chat(api: BotApi, bot: Bot, hoa: User) -> None:
    lan = api.user(1002, first_name="Lan")
    lan.start()
    fault = api.fail("sendMessage", chat=hoa.id, nth=2, retry_after=3)
    await bot.send_message(hoa.id, "1")
    await bot.send_message(lan.id, "1")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(hoa.id, "2")
    assert caught.value.retry_after == dt.timedelta(seconds=3)
    await bot.send_message(hoa.id, "3")
    assert [seen.text for seen in hoa.unread] == ["1", "3"]
    assert fault.hits == 1
    outcomes = [call.outcome for call in api.called("sendMessage")]
    assert outcomes == ["ok", "ok", "Too Many Requests: retry after 3", "ok"]


async def test_other_faults(api: BotApi, bot: Bot, hoa: User) -> None:
    api.fail("sendMessage", error=500, times=2)
    assert await refused(bot.send_message(hoa.id, "x"), NetworkError) == "internal server error"
    api.heal()
    api.fail(error=403, description="Forbidden: bot was kicked from the group chat")
    assert "kicked" in await refused(bot.send_message(hoa.id, "x"), Forbidden)
    api.fail(migrate_to=-100123)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(hoa.id, "x")
    assert caught.value.new_chat_id == -100123
    api.fail("sendMessage", error="drop")
    assert "remoteprotocolerror" in await refused(bot.send_message(hoa.id, "x"), NetworkError)
    assert hoa.unread == []
    assert [call.applied for call in api.called("sendMessage")] == [False] * 4


async def test_an_answer_gets_lost(api: BotApi, bot: Bot, hoa: User) -> None:
    api.fail("sendMessage", error="drop", after=True)
    await refused(bot.send_message(hoa.id, "một lần"), NetworkError)
    assert (await hoa.receives()).text == "một lần"
    (call,) = api.called("sendMessage")
    assert (call.applied, call.outcome) == (True, "no answer")
    api.fail("sendMessage", error="hang")
    await refused(bot.send_message(hoa.id, "x", read_timeout=0.05), TimedOut)
    api.fail("sendMessage", delay=0.2)
    await refused(bot.send_message(hoa.id, "chậm", read_timeout=0.05), TimedOut)
    assert (await hoa.receives()).text == "chậm"


async def test_garbage_instead_of_json(
    api: BotApi, bot: Bot, hoa: User, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail("sendMessage", error="garbage")
    assert "bad gateway" in await refused(bot.send_message(hoa.id, "x"), NetworkError)


async def test_server_down_and_up_again(api: BotApi, bot: Bot, hoa: User) -> None:
    await bot.send_message(hoa.id, "trước")
    await api.stop()
    await refused(bot.send_message(hoa.id, "x"), NetworkError)
    await api.start()
    await bot.send_message(hoa.id, "sau")
    assert [seen.text for seen in hoa.unread] == ["trước", "sau"]


async def test_latency(api: BotApi, bot: Bot, hoa: User) -> None:
    api.latency(lambda method: 0.1 if method == "sendMessage" else 0.0)
    began = time.monotonic()
    await bot.send_message(hoa.id, "x")
    assert time.monotonic() - began >= 0.1


async def test_receives_complains_with_the_chat(bot: Bot, hoa: User) -> None:
    await bot.send_message(hoa.id, "Câu hỏi", reply_markup=keys("Có"))
    with pytest.raises(AssertionError, match=r"Bot: Câu hỏi\n    \[Có\]"):
        await hoa.receives(lambda seen: "khác" in seen.text, timeout=0.01)
    assert (await hoa.receives()).text == "Câu hỏi"


# Threads, and processes that die


async def test_hook_sees_each_phase(api: BotApi, bot: Bot, hoa: User) -> None:
    told: list[tuple[str, str, Phase]] = []
    update_ids: list[int | None] = []

    def hook(method: str, params: dict[str, Any], phase: Phase) -> None:
        assert api.current_call is not None
        told.append((method, params.get("text", ""), phase))
        update_ids.append(api.current_call.update_id)

    asked = hoa.types("?")
    await bot.get_updates()
    remove = api.on_call(hook)
    await bot.send_message(hoa.id, "!")
    remove()
    await bot.send_message(hoa.id, "?")
    assert told == [("sendMessage", "!", phase) for phase in ("received", "applied", "answered")]
    assert update_ids == [asked] * 3
    assert [call.params["text"] for call in api.sent_for(asked)] == ["!", "?"]


def _echo(api: BotApi) -> Callable[[], None]:
    """A bot in a thread of its own; returns what ends it."""

    async def serve() -> None:
        async with client(api) as bot:
            offset = 0
            while True:
                for update in await bot.get_updates(offset=offset, timeout=30):
                    offset = update.update_id + 1
                    if update.message and update.message.text == "/stop":
                        await bot.get_updates(offset=offset)
                        return
                    if update.message:
                        await update.message.reply_text(f"{update.message.text}!")

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()

    def end() -> None:
        api.user(0, first_name="Stop").types("/stop")
        thread.join()

    return end


def test_from_threads_without_a_loop() -> None:
    with BotApi() as api:
        end = _echo(api)
        people = [api.user(number, first_name=f"Người {number}") for number in range(1, 18)]

        def talk(person: User) -> None:
            for number in range(10):
                person.types(str(number))
                assert person.receives_sync().text == f"{number}!"

        threads = [threading.Thread(target=talk, args=(person,)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        end()
        assert [len(person.arrivals) for person in people] == [10] * 17
        assert api.pending_updates == 0


async def test_receives_waits_across_threads() -> None:
    with BotApi() as api:
        end = _echo(api)
        hoa = api.user(1, first_name="Hoa")
        hoa.types("x")
        assert (await hoa.receives()).text == "x!"
        await asyncio.to_thread(end)


CHILD = """
import asyncio, sys
from telegram import Bot
async def main():
    async with Bot(sys.argv[1], base_url=sys.argv[2] + "/bot") as bot:
        offset = None
        while True:
            for update in await bot.get_updates(offset=offset, timeout=30):
                await update.message.reply_text(update.message.text)
                offset = update.update_id + 1
asyncio.run(main())
"""


@pytest.mark.parametrize("phase", ["received", "applied", "answered"])
def test_a_killed_process_gets_its_update_again(phase: Phase) -> None:
    with BotApi() as api:
        hoa = api.user(1, first_name="Hoa")
        process = [subprocess.Popen([sys.executable, "-c", CHILD, api.token, api.url])]

        def kill(method: str, params: dict[str, Any], now: Phase) -> None:
            if (method, now) == ("sendMessage", phase):
                remove()
                os.kill(process[0].pid, signal.SIGKILL)

        remove = api.on_call(kill)
        update_id = hoa.types("một")
        process[0].wait()
        process[0] = subprocess.Popen([sys.executable, "-c", CHILD, api.token, api.url])
        api.until_sync(lambda: api.confirmed_offset == update_id + 1, timeout=30)
        process[0].kill()
        process[0].wait()
        assert [seen.text for seen in hoa.arrivals] == ["một", "một"]
        given = [call for call in api.called("getUpdates") if update_id in call.given]
        assert len(given) == 2
