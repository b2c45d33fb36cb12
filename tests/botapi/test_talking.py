"""A conversation with the fake server: what people do, and what the bot sees of it."""

from __future__ import annotations

from telegram import Bot, LinkPreviewOptions, Message, ReplyKeyboardMarkup
from telegram.constants import ParseMode

from tests.botapi import BotApi, User
from tests.botapi.entities import units
from tests.botapi.pieces import pieces
from tests.botapi.ptb import client, keys, refused


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
