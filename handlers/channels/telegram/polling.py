"""Fetching updates: never gives up, and says once what is wrong."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from handlers.channels.telegram import answers, failures
from handlers.channels.telegram.answers import NotUnderstood, Raw
from handlers.channels.telegram.failures import BadToken
from handlers.channels.telegram.patience import Patience
from handlers.channels.telegram.screens import Arrived
from handlers.channels.telegram.updates import KINDS

log = logging.getLogger(__name__)

BATCH = 100
"""The most updates in one poll: Bot API, getUpdates.limit."""
_WRITTEN = frozenset({"sendMessage", "editMessageText"})
_ECHOED = _WRITTEN | {"sendPhoto", "sendDocument"}
"""Methods that Telegram answers with the whole message; texts and files."""


ARRIVED: ContextVar[list[Arrived]] = ContextVar("arrived")
"""The messages that Telegram has taken from whoever set this list."""


class PollingBot(Bot):
    """The library's bot, with updates as Telegram sent them."""

    __slots__ = ()

    async def raw_updates(self, offset: int, *, seconds: int, limit: int = BATCH) -> list[Raw]:
        """Waits for updates from `offset` on, and confirms all before it.

        Not `get_updates`: that raises for a whole batch if one update in it cannot be read, now and
        at every later poll, and logs what people wrote. What cannot be one is left out; where
        nothing else came, that is no answer of Telegram's.
        """
        wanted = {"offset": offset, "limit": limit, "timeout": seconds, "allowed_updates": KINDS}
        idle = self.request.read_timeout or 0
        answer = await self._post("getUpdates", wanted, read_timeout=idle + seconds)
        updates = [raw for raw in answer if answers.is_update(raw)]
        if len(updates) < len(answer):
            log.error("%d updates of another shape are left out", len(answer) - len(updates))
        if answer and not updates:
            raise NotUnderstood("nothing of it is an update")
        return updates

    async def _post(self, endpoint: str, *args: Any, **options: Any) -> Any:
        """The answer, but True for messages sent: making objects of them costs a tenth of a whole
        turn (True is what the library passes on untouched). Where texts stand is put into
        `ARRIVED`. Raises NotUnderstood."""
        answer = await super()._post(endpoint, *args, **options)
        answers.check(endpoint, answer)
        if endpoint not in _ECHOED:
            return answer
        if endpoint in _WRITTEN:
            at = answer.get("edit_date") or answer["date"]
            ARRIVED.get([]).append(Arrived(answer["message_id"], at))
        return True


class Poller:
    """Polls one bot. A streak of failures is logged at its beginning and at its end."""

    def __init__(self, bot: PollingBot, patience: Patience) -> None:
        self._bot = bot
        self._patience = patience

    async def connect(self) -> str:
        """The bot's user name, as soon as Telegram can be reached. Raises BadToken.

        A refused token is final only here: later it may be an outage of Telegram's.
        """

        async def meet() -> None:
            try:
                await self._bot.initialize()
            except InvalidToken:
                raise BadToken from None  # the library's message contains the token

        await self._patience.persist(meet)
        return self._bot.username

    async def updates(self, offset: int) -> Sequence[Raw]:
        """The next updates, or none if nothing came within a poll; confirms those before."""
        return await self._patience.persist(lambda: self._poll(offset))

    async def _poll(self, offset: int) -> Sequence[Raw]:
        try:
            return await self._bot.raw_updates(offset, seconds=self._patience.poll)
        except Conflict as error:
            if failures.says(error, "webhook"):
                await self._leave_webhook()
            raise

    async def confirm(self, offset: int) -> None:
        """Confirms what was handled, before leaving; updates in the answer will come again."""
        await self._bot.raw_updates(offset, seconds=0, limit=1)

    async def _leave_webhook(self) -> None:
        """Removes a webhook that someone set earlier, which excludes polling; its updates are
        kept."""
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            log.warning("the bot's webhook cannot be removed: %s", type(error).__name__)
