"""Documents, pictures, albums; menus of commands and descriptions."""

from __future__ import annotations

from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InputMediaDocument,
)
from telegram.constants import ParseMode

from tests.botapi import BotApi, User
from tests.botapi.ptb import PNG, keys, refused


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
