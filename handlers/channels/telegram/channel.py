"""The Telegram channel: updates are confirmed only after they are handled and answered."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.domain.messages import FileOut, FileTrouble, Incoming, Manner
from bot.domain.words import LANGUAGES
from bot.services.aside import Act
from bot.services.office import cause_of
from handlers.channels.base import Command, Handle, Message, Reply, Unreachable
from handlers.channels.telegram import failures, writing
from handlers.channels.telegram.answers import Raw
from handlers.channels.telegram.failures import BadToken
from handlers.channels.telegram.fetching import Fetcher
from handlers.channels.telegram.lines import Aside, Lines
from handlers.channels.telegram.pace import Pace
from handlers.channels.telegram.patience import Patience
from handlers.channels.telegram.polling import Poller, PollingBot
from handlers.channels.telegram.replies import Replies
from handlers.channels.telegram.request import AiohttpRequest
from handlers.channels.telegram.screens import Screens
from handlers.channels.telegram.sending import Sender
from handlers.channels.telegram.taps import Came, TapAnswer
from handlers.channels.telegram.updates import CHANNEL, Blocked, Doing, act_of, crowded

log = logging.getLogger(__name__)

API_URL = "https://api.telegram.org"
CONNECTIONS = 256

OnReady = Callable[[str], None]
OnBlocked = Callable[[str], Awaitable[None]]
Awaits = Callable[[Incoming, str], Awaitable[bool]]
"""Whether the sender of this act is awaited to send a file of this name."""


class TelegramChannel:
    """A `Channel`. Updates come in batches; the acts of one chat are handled in order, chats in
    parallel. A batch is confirmed when all its acts are committed and answered, or put aside, so
    that after a crash the rest comes again. Put aside are an awaited file and what follows it in
    its chat, and what one chat sends beyond `Patience.at_once`: that chat waits, and nobody else.
    Replies that Telegram delays hold a batch up for `Patience.hold` at most."""

    name = CHANNEL

    def __init__(
        self,
        token: str,
        *,
        aside: Aside,
        awaits: Awaits,
        api_url: str = API_URL,
        proxy: str | None = None,
        on_ready: OnReady | None = None,
        on_blocked: OnBlocked | None = None,
        default_menus: Mapping[str, Sequence[Command]] | None = None,
        patience: Patience | None = None,
    ) -> None:
        """`aside` keeps what waits. `api_url`: what comes before `/bot<token>`. `proxy`: an http(s)
        address.

        `on_ready` gets the bot's user name; `on_blocked` the address of a chat that blocked the
        bot. `default_menus`: by language; the Vietnamese one is also for all other languages.
        Raises BadToken on an empty token, ValueError on a proxy of another kind.
        """
        _silence()
        self._patience = patience or Patience()
        self._requests = tuple(
            AiohttpRequest(connections=most, read_timeout=self._patience.request, proxy=proxy)
            for most in (1, CONNECTIONS)
        )
        try:
            bot = PollingBot(
                token,
                base_url=f"{api_url.rstrip('/')}/bot",
                base_file_url=f"{api_url.rstrip('/')}/file/bot",
                get_updates_request=self._requests[0],
                request=self._requests[1],
            )
        except InvalidToken:
            raise BadToken from None
        self._poller = Poller(bot, self._patience)
        self._sender = Sender(bot, self._patience)
        self._fetcher = Fetcher(bot, self._patience)
        self._awaits = awaits
        self._lines = Lines(aside, self._patience)
        self._lane = asyncio.Semaphore(1)
        self._pace = Pace(self._patience)
        self._replies = Replies()
        self._screens = Screens(self._patience.glance)
        self._on_ready = on_ready
        self._on_blocked = on_blocked
        self._default_menus = default_menus or {}

    async def send(self, address: str, message: Message) -> None:
        """Sends at the pace of bulk. Raises what the contract names, and Telegram's other refusals
        as they come."""
        await self._sender.message(address, message, way=partial(self._pace.wait, address))

    async def send_file(self, address: str, file: FileOut) -> None:
        """Sends at the pace of bulk; raises ValueError beyond 50 MB."""
        await self._sender.file(address, file, way=partial(self._pace.wait, address))

    async def run(self, handle: Handle) -> None:
        """Receives until cancelled; may be run again after it has failed. Raises BadToken; survives
        whatever Telegram, or somebody in its place, answers.

        When cancelled: what is being handled and sent may end, within `Patience.farewell`.
        """
        for request in self._requests:
            await request.initialize()
        try:
            username = await self._poller.connect()
            if self._on_ready:
                self._on_ready(username)
            self._replies.beside(self._show_menus())
            await self._lines.open(partial(self._waited, handle))
            await self._poll(handle)
        finally:
            await self._lines.close()
            await self._replies.close(self._patience.farewell)
            await self.close()

    async def close(self) -> None:
        """Closes all connections; for a channel that never ran."""
        for request in self._requests:
            await request.shutdown()

    async def _poll(self, handle: Handle) -> None:
        offset = 0
        while True:
            updates = await self._poller.updates(offset)
            if not updates:
                continue
            batch = asyncio.create_task(self._play(updates, handle))
            following = max(offset, *(update["update_id"] + 1 for update in updates))
            try:
                await asyncio.shield(batch)
            except asyncio.CancelledError:
                await self._leave(batch, following)
                raise
            offset = following

    async def _leave(self, batch: asyncio.Task[None], offset: int) -> None:
        """Lets the last batch end, and then confirms it so that it does not come again."""
        try:
            async with asyncio.timeout(self._patience.farewell):
                await batch
                await self._poller.confirm(offset)
        except (TimeoutError, TelegramError) as error:
            log.info("left with unconfirmed updates: %s", type(error).__name__)

    async def _play(self, updates: Sequence[Raw], handle: Handle) -> None:
        """Handles a batch; returns when it may be confirmed."""
        chats: dict[str, list[Came]] = {}
        for raw in updates:
            if (act := act_of(raw)) is not None:
                chats.setdefault(act.address, []).append(Came(raw, act, self._tap(act)))
        delayed = self._replies.busy
        async with asyncio.TaskGroup() as group:
            for address, acts in chats.items():
                group.create_task(self._in_order(address, acts, handle))
        await self._replies.settle(chats.keys() - delayed, self._patience.hold)

    def _tap(self, act: Doing | Blocked) -> TapAnswer:
        query = act.query if isinstance(act, Doing) else ""
        return TapAnswer(
            lambda text, alert: self._replies.beside(self._answer(query, text, alert=alert)),
            self._patience.slow_turn if query else None,
        )

    async def _in_order(self, address: str, acts: Sequence[Came], handle: Handle) -> None:
        """The acts of one chat: as many as may have their turn now, and the rest put aside."""
        try:
            left = acts if self._lines.waits(address) else await self._now(acts, handle)
            if left and not await self._put_aside(address, left, handle):
                for came in left:
                    await self._take(came.act, came.tap, handle)
        finally:
            for came in acts:
                came.tap.close()

    async def _now(self, acts: Sequence[Came], handle: Handle) -> Sequence[Came]:
        """Handles the first acts; returns those that have to wait."""
        for done, came in enumerate(acts):
            if done == self._patience.at_once or await self._is_awaited(came.act):
                return acts[done:]
            await self._take(came.act, came.tap, handle)
        return ()

    async def _put_aside(self, address: str, acts: Sequence[Came], handle: Handle) -> bool:
        """Whether this could be done; a tap is answered at once then, as if it were slow. Where too
        much waits, the sender is told from which on nothing is taken."""
        kept = [Act(str(each.raw["update_id"]), address, json.dumps(each.raw)) for each in acts]
        try:
            unkept = await self._lines.put(address, kept)
        except Exception as error:  # noqa: BLE001 -- then they have their turn within the batch
            log.error("acts could not be put aside: %s", cause_of(error))
            return False
        for each in acts:
            each.tap.answer()
            if unkept and unkept.id == str(each.raw["update_id"]):
                await self._take(crowded(each.act), each.tap, handle)
        return True

    async def _waited(self, handle: Handle, kept: Act, until: float) -> None:
        """Plays an act that was put aside. Those without a file have their turns one by one, so
        that whoever does not flood waits for one of them at most."""
        act = act_of(json.loads(kept.contents))
        if act is None:
            return
        tap = TapAnswer(lambda _text, _alert: None, None)
        if isinstance(act, Doing) and act.file:
            await self._take(act, tap, handle, until)
        else:
            async with self._lane:
                await self._take(act, tap, handle)
        await self._replies.settle([act.address], self._patience.hold)

    async def _is_awaited(self, act: Doing | Blocked) -> bool:
        if isinstance(act, Blocked) or act.file is None:
            return False
        try:
            return await self._awaits(act.incoming, act.file.name)
        except Exception as error:  # noqa: BLE001 -- the turn itself will say what is wrong
            log.error("who awaits a file could not be looked up: %s", cause_of(error))
            return False

    async def _take(
        self, act: Doing | Blocked, tap: TapAnswer, handle: Handle, until: float = 0.0
    ) -> None:
        try:
            await self._turn(act, tap, handle, until)
        except Exception as error:  # noqa: BLE001 -- an update that fails must not come back for ever
            log.error("an update was not handled: %s", cause_of(error))

    async def _turn(
        self, act: Doing | Blocked, tap: TapAnswer, handle: Handle, until: float
    ) -> None:
        if isinstance(act, Blocked):
            await self._blocked(act.address)
            return
        act = self._for_its_screen(act)
        reply = await self._handled(act, handle, until)
        notice = writing.notice(reply.notice)
        told = tap.answer(notice, alert=reply.refused and writing.is_alert(notice))
        messages = reply.messages if told else writing.with_notice(reply)
        if messages or reply.menu is not None:
            self._screens.expect(act.address)
            if reply.since:
                self._screens.was_shown(act.address, reply.since, messages)
            self._replies.put(act.address, partial(self._reply, act, messages, reply.menu))

    def _for_its_screen(self, act: Doing) -> Doing:
        """The act with the mark of the screen that a text answers."""
        if act.wrote is None:
            return act
        if act.incoming.manner is Manner.EDITED:
            seen: str | None = self._screens.of_own(act.address, act.wrote.message_id)
        else:
            seen = self._screens.seen(act.address, act.wrote)
            self._screens.came(act.address, act.wrote, seen)
        return replace(act, incoming=replace(act.incoming, seen=seen))

    async def _handled(self, act: Doing, handle: Handle, until: float) -> Reply:
        """Handles an act; a file that is awaited is fetched before the turn begins, and let go with
        it. Within a batch (no `until`) there is no time to fetch one."""
        if act.file is None:
            return await handle(act.incoming)
        if not await self._is_awaited(act):
            return await handle(replace(act.incoming, file=FileTrouble.NOT_AWAITED))
        async with self._fetcher.room:
            return await handle(await self._fetcher.fetch(act.incoming, act.file, until))

    async def _reply(
        self, act: Doing, messages: Sequence[Message], menu: Sequence[Command] | None
    ) -> None:
        over = act.incoming.shown
        try:
            for message in messages:
                await self._deliver(act, message, over if message.replaces else "")
                over = "" if message.replaces else over
        except Unreachable:
            log.info("a reply found its chat closed")
            await self._blocked(act.address)
            return
        except Exception as error:  # noqa: BLE001 -- one lost reply must not end the channel
            log.error("a reply was lost: %s", cause_of(error))
        if menu is not None:
            await self._show_menu(self._sender.menu(act.address, menu))

    async def _deliver(self, act: Doing, message: Message, over: str) -> None:
        """Sends one message; if Telegram refuses it for good, the next ones still go out."""
        if message.protected and not act.protected:
            over = ""
        try:
            sent = await self._sender.message(act.address, message, over=over, thread=act.thread)
            if sent:
                self._screens.showed(act.address, sent, message.screen)
        except (BadRequest, ValueError) as error:
            log.error("a message was refused: %s", failures.gist(error))

    async def _answer(self, query: str, text: str, *, alert: bool) -> None:
        try:
            await self._sender.answer(query, text, alert=alert)
        except Exception as error:  # noqa: BLE001 -- the button stops turning by itself
            log.warning("a tap was not answered: %s", type(error).__name__)

    async def _blocked(self, address: str) -> None:
        if self._on_blocked is None:
            return
        try:
            await self._on_blocked(address)
        except Exception as error:  # noqa: BLE001 -- found out again at the next message
            log.error("a blocked chat was not noted: %s", cause_of(error))

    async def _show_menus(self) -> None:
        """Sets the menus for people whom the program does not know yet."""
        for language, commands in self._default_menus.items():
            for code in (None, language) if language == LANGUAGES[0] else (language,):
                await self._show_menu(self._sender.default_menu(commands, code))

    async def _show_menu(self, showing: Awaitable[None]) -> None:
        """Sets a menu; a failure is only logged, since what it offers can be typed."""
        try:
            await showing
        except Exception as error:  # noqa: BLE001 -- see above
            log.warning("a command menu was not set: %s", type(error).__name__)


def _silence() -> None:
    """Silences the libraries' debug and info lines, which contain the token and what people
    write."""
    for name in ("telegram", "httpx", "httpcore"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logging.WARNING, logger.level))
