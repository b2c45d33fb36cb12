"""Files that people send: fetched before their turn, never inside it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace

from telegram import Bot, Message
from telegram.error import BadRequest, TelegramError

from bot.domain.messages import MOST_FILE_BYTES, FileIn, FileTrouble, Incoming, file_name
from handlers.channels.telegram import failures
from handlers.channels.telegram.patience import Patience

log = logging.getLogger(__name__)

AT_ONCE = 4
"""Files in memory at the same time, each of up to 20 MB."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that Telegram keeps. `size` in bytes, 0 if Telegram did not say."""

    id: str
    name: str
    media_type: str
    size: int


def sent(message: Message) -> Sent | None:
    """The document or picture of a message; `None` for other kinds of media."""
    if message.photo:
        largest = message.photo[-1]
        return Sent(largest.file_id, "photo.jpg", "image/jpeg", largest.file_size or 0)
    document = message.document
    if document is None or message.animation:  # an animation comes as a document too
        return None
    return Sent(
        document.file_id,
        file_name(document.file_name or "", "file"),
        document.mime_type or "application/octet-stream",
        document.file_size or 0,
    )


class Fetcher:
    """Fetches a file until a given time, or says why not. Never raises."""

    def __init__(self, bot: Bot, patience: Patience) -> None:
        self._bot = bot
        self._patience = patience
        self.room = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, incoming: Incoming, file: Sent, until: float) -> Incoming:
        """The act with its file, or with why it could not be fetched."""
        return replace(incoming, file=await self._whole(file, until))

    async def _whole(self, file: Sent, until: float) -> FileIn | FileTrouble:
        if file.size > MOST_FILE_BYTES:
            return FileTrouble.TOO_LARGE
        patience = self._patience
        try:
            async with asyncio.timeout_at(until):
                body = await patience.persist(lambda: self._fetched(file), patience.retries)
        except BadRequest as error:
            too_large = failures.says(error, "file is too big")
            log.warning("a file was not fetched: %s", failures.gist(error))
            return FileTrouble.TOO_LARGE if too_large else FileTrouble.LOST
        except (TelegramError, TimeoutError) as error:
            log.warning("a file was not fetched: %s", type(error).__name__)
            return FileTrouble.LOST
        if len(body) > MOST_FILE_BYTES:
            return FileTrouble.TOO_LARGE
        return FileIn(file.name, file.media_type, body) if body else FileTrouble.EMPTY

    async def _fetched(self, file: Sent) -> bytes:
        found = await self._bot.get_file(file.id)
        return bytes(await found.download_as_bytearray())
