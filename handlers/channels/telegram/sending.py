"""Writing to chats through the Bot API, and what each of Telegram's refusals leads to."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from telegram import (
    Bot,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.domain.messages import FileOut
from handlers.channels.base import Command, Message
from handlers.channels.telegram import failures, writing
from handlers.channels.telegram.patience import Patience
from handlers.channels.telegram.polling import ARRIVED
from handlers.channels.telegram.screens import Arrived
from handlers.channels.telegram.writing import Piece

UPLOAD_BYTES = 50 * 1024 * 1024
"""The most bytes of a file: Bot API, sending files."""
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Call = Callable[[], Awaitable[object]]
Turnstile = Callable[[], Awaitable[None]]
"""Waited for before each request; lets replies through at once and the rest at their pace."""


async def open_way() -> None:
    """Lets a reply through at once."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text goes: into a chat and its topic, or `over` a message there."""

    address: str
    over: str = ""
    thread: int | None = None
    protected: bool = False


class Sender:
    """Sends through the bot. All methods raise the failures of the contract
    (`failures.as_contract`)."""

    def __init__(self, bot: Bot, patience: Patience) -> None:
        self._bot = bot
        self._patience = patience

    async def message(
        self,
        address: str,
        message: Message,
        *,
        over: str = "",
        thread: int | None = None,
        way: Turnstile = open_way,
    ) -> Arrived | None:
        """Sends all pieces; the first takes the place of message `over`, the last has the buttons.
        Returns the last one as it is in the chat; `None` if it was there already.

        A reply is tried again. What keeps a pace is tried once, since its outbox tries again,
        except for pieces after the first: those before them would come twice. An edit cannot
        protect a message (Bot API, editMessageText): what is protected goes only over what is so
        already. `thread`: the topic of the chat.
        """
        message = writing.readable(message)
        parts = writing.in_pieces(message.text)
        arrived: list[Arrived] = []
        ARRIVED.set(arrived)
        for number, piece in enumerate(parts):
            last = number == len(parts) - 1
            markup = writing.keyboard(message) if last else None
            retries = self._patience.retries if way is open_way or number else 0
            await way()
            try:
                place = _Place(address, over if number == 0 else "", thread, message.protected)
                await self._piece(place, piece, markup, retries)
            except BadRequest as error:
                if not (last and failures.is_bad_link(error)):
                    raise
                plain = writing.without_links(replace(message, text=piece.plain))
                first = over if number == 0 else ""
                return await self.message(address, plain, over=first, thread=thread, way=way)
        return arrived[-1] if arrived else None

    async def _piece(
        self, place: _Place, piece: Piece, markup: InlineKeyboardMarkup | None, retries: int
    ) -> None:
        async def put(text: str, parse_mode: str | None) -> None:
            way = self._edit if place.over else self._new
            await way(place, text, parse_mode, markup)

        await self._marked_up(piece, put, retries)

    async def _new(
        self,
        place: _Place,
        text: str,
        parse_mode: str | None,
        markup: InlineKeyboardMarkup | None,
    ) -> None:
        await self._bot.send_message(
            place.address,
            text,
            parse_mode=parse_mode,
            reply_markup=markup,
            link_preview_options=_NO_PREVIEW,
            protect_content=place.protected,
            message_thread_id=place.thread,
        )

    async def _edit(
        self,
        place: _Place,
        text: str,
        parse_mode: str | None,
        markup: InlineKeyboardMarkup | None,
    ) -> None:
        """Changes the message, or sends it anew if it cannot be changed."""
        try:
            await self._bot.edit_message_text(
                text,
                place.address,
                int(place.over),
                parse_mode=parse_mode,
                reply_markup=markup,
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as error:
            if failures.is_same(error):
                return
            if not failures.is_uneditable(error):
                raise
            await self._new(place, text, parse_mode, markup)

    async def file(self, address: str, file: FileOut, *, way: Turnstile = open_way) -> None:
        """Sends a picture as such unless Telegram refuses it as one, and anything else as a
        document.

        Raises ValueError beyond 50 MB. A caption longer than Telegram's goes on below the file.
        """
        if len(file.body) > UPLOAD_BYTES:
            raise ValueError("Telegram takes no file of more than 50 MB")
        first, *rest = writing.in_pieces(file.caption, writing.CAPTION_UNITS) or [Piece("", "")]
        await way()
        try:
            await self._upload(address, file, first, as_picture=file.is_picture)
        except BadRequest:
            if not file.is_picture:
                raise
            await way()
            await self._upload(address, file, first, as_picture=False)
        for piece in rest:
            await way()
            retries = self._patience.retries
            await self._piece(_Place(address, protected=file.protected), piece, None, retries)

    async def _upload(
        self, address: str, file: FileOut, caption: Piece, *, as_picture: bool
    ) -> None:
        async def put(text: str, parse_mode: str | None) -> None:
            body = io.BytesIO(file.body)
            send = self._bot.send_photo if as_picture else self._bot.send_document
            await send(
                address,
                body,
                caption=text,
                parse_mode=parse_mode,
                filename=file.name,
                protect_content=file.protected,
            )

        await self._marked_up(caption, put, 0)

    async def _marked_up(
        self, piece: Piece, put: Callable[[str, str | None], Awaitable[None]], retries: int
    ) -> None:
        """Sends as HTML, or without any markup if Telegram does not understand it."""
        try:
            await self._try(lambda: put(piece.html, ParseMode.HTML), retries)
        except BadRequest as error:
            if not failures.is_bad_markup(error):
                raise
            await self._try(lambda: put(piece.plain, None), retries)

    async def answer(self, query: str, text: str, *, alert: bool) -> None:
        """Answers a tap. That it was answered before, or is too old, does not matter."""
        try:
            await self._try(
                lambda: self._bot.answer_callback_query(query, text or None, show_alert=alert), 1
            )
        except BadRequest as error:
            if not failures.is_late(error):
                raise

    async def menu(self, address: str, commands: Sequence[Command]) -> None:
        """Sets the menu of one chat, in the person's language whatever the app's is.

        A chat's list without a language has priority over the lists of all chats, but not over
        lists of the same chat with one (Bot API, BotCommandScope); so those are never made.
        """
        scope = BotCommandScopeChat(address)
        await self._try(
            lambda: self._bot.set_my_commands(writing.menu(commands), scope=scope), retries=0
        )

    async def default_menu(self, commands: Sequence[Command], language: str | None) -> None:
        """Sets the menu of all private chats, for apps in this language or (None) in any other."""
        scope = BotCommandScopeAllPrivateChats()
        await self._try(
            lambda: self._bot.set_my_commands(
                writing.menu(commands), scope=scope, language_code=language
            ),
            self._patience.retries,
        )

    async def _try(self, call: Call, retries: int) -> None:
        try:
            await self._patience.persist(call, retries)
        except TelegramError as error:
            told = failures.as_contract(error)
            raise told from (None if told is error else error)
