"""The server to start in a test: in its event loop, or in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from tests.botapi.faults import Break, Fault
from tests.botapi.refusals import Json
from tests.botapi.service import Call, Hook, Service
from tests.botapi.state import BOT, Person, World
from tests.botapi.user import PATIENCE, User
from tests.botapi.waiting import Bell
from tests.botapi.wire import Connection

TOKEN = f"{BOT['id']}:" + "TEST" * 8 + "xxx"
Latency = float | Callable[[str], float]
"""Seconds, or a function from a method's name to seconds."""


class BotApi:
    """`async with BotApi() as api` serves from the running loop; `with BotApi() as api` from a
    thread. Everything here may be called from any thread."""

    def __init__(
        self,
        *,
        port: int = 0,
        token: str = TOKEN,
        latency: Latency = 0.0,
        clock: Callable[[], float] = time.time,
        query_lifetime: float = 15.0,
        keep_calls: int | None = None,
    ) -> None:
        """`clock` gives Unix seconds; a tap may be answered for `query_lifetime` of its seconds;
        `keep_calls` bounds the log (benchmarks)."""
        self.world = World(clock, query_lifetime)
        self._service = Service(self.world, token, _per_method(latency), keep_calls)
        self._port = port
        self._server: asyncio.Server | None = None
        self._connections: set[Connection] = set()
        self._thread: threading.Thread | None = None
        self._stop: Callable[[], object] = lambda: None

    # Running

    @property
    def token(self) -> str:
        return self._service.token

    @property
    def url(self) -> str:
        """What comes before `/bot<token>`."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Listens, on the same port as before if it is a restart."""
        listener = socket.socket(proto=socket.IPPROTO_TCP)  # named, or small packets wait
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self._server = await asyncio.get_running_loop().create_server(
            lambda: Connection(self._service.handle, self._connections), sock=listener, backlog=1024
        )

    async def stop(self) -> None:
        """Hangs up on everyone; what was said is kept."""
        if self._server is None:
            return
        self._server.close()
        tasks = [task for task in (each.abort() for each in tuple(self._connections)) if task]
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.stop()

    def __enter__(self) -> Self:
        ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="bot api")
        self._thread.start()
        ready.result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stop()
        if self._thread is not None:
            self._thread.join()

    def _run(self, ready: Future[None]) -> None:
        async def serve() -> None:
            loop, stopped = asyncio.get_running_loop(), asyncio.Event()
            self._stop = lambda: loop.call_soon_threadsafe(stopped.set)
            try:
                await self.start()
            except OSError as error:
                ready.set_exception(error)
                return
            ready.set_result(None)
            await stopped.wait()
            await self.stop()

        asyncio.run(serve())

    # People

    def user(
        self,
        user_id: int,
        *,
        first_name: str,
        last_name: str = "",
        username: str = "",
        language_code: str = "vi",
    ) -> User:
        """A person with an account; the same one when asked again. The bot cannot write to them
        before they have written."""
        with self.world.lock:
            person = self.world.people.get(user_id)
            if person is None:
                names = {"first_name": first_name, "last_name": last_name, "username": username}
                account: Json = {"id": user_id, "is_bot": False} | names
                account["language_code"] = language_code
                account = {key: value for key, value in account.items() if value != ""}
                person = Person(account, Bell(self.world.lock))
                self.world.people[user_id] = person
            return User(self.world, person)

    # Trouble

    def fail(
        self,
        method: str | None = None,
        *,
        chat: int | None = None,
        nth: int = 1,
        times: int | None = 1,
        error: int | Break | None = None,
        answer: tuple[int, bytes] | None = None,
        retry_after: int | None = None,
        migrate_to: int | None = None,
        description: str = "",
        after: bool = False,
        delay: float = 0.0,
    ) -> Fault:
        """The `nth` call from now on (of this method, to this chat), `times` in a row (None: for
        ever), is answered by `error` (a code, or drop | hang | garbage), by any `answer` (status
        and body), by 429 (`retry_after`), by `migrate_to`, or `delay` seconds late; `after`: it
        takes effect all the same."""
        with self.world.lock:
            return self._service.faults.add(
                Fault(
                    method=method,
                    chat=chat,
                    nth=nth,
                    times=times,
                    error=error,
                    answer=answer,
                    retry_after=retry_after,
                    migrate_to=migrate_to,
                    description=description,
                    after=after,
                    delay=delay,
                )
            )

    def heal(self) -> None:
        """No more trouble."""
        with self.world.lock:
            self._service.faults.clear()

    def latency(self, latency: Latency) -> None:
        self._service.latency = _per_method(latency)

    def redeliver(self, update_id: int) -> None:
        """The next poll brings this update again, confirmed or not."""
        self.world.redeliver(update_id)

    # Watching

    @property
    def calls(self) -> list[Call]:
        """Every request with a right token, in the order of arrival."""
        with self.world.lock:
            return list(self._service.calls)

    @property
    def current_call(self) -> Call | None:
        """The call that a hook is being told of."""
        return self._service.current

    def called(self, method: str, *, chat: int | None = None) -> list[Call]:
        with self.world.lock:
            return [
                call
                for call in self.calls
                if call.method == method and chat in (None, call.chat_id)
            ]

    def sent_for(self, update_id: int) -> list[Call]:
        """The calls that took effect while this was its chat's latest update."""
        with self.world.lock:
            return [call for call in self.calls if call.update_id == update_id and call.applied]

    def on_call(self, hook: Hook) -> Callable[[], None]:
        """Calls `hook(method, params, phase)` in the server's thread, under its lock, before
        anything else happens: it may end a process. Returns what takes it off again."""
        self._service.hooks.append(hook)
        return lambda: self._service.hooks.remove(hook)

    @property
    def confirmed_offset(self) -> int:
        """Updates below it are gone for good."""
        return self.world.confirmed_offset

    @property
    def pending_updates(self) -> int:
        """Updates that are not confirmed yet."""
        return len(self.world.waiting)

    @property
    def polling(self) -> bool:
        """Whether a poll waits for updates right now."""
        return self._service.polling.waiting

    async def until(self, condition: Callable[[], bool], *, timeout: float = PATIENCE) -> None:  # noqa: ASYNC109 # its complaint tells the chat
        """Waits until it holds; looks after each change. Raises AssertionError."""
        await self.world.bell.until(lambda: condition() or None, timeout, self._story)

    def until_sync(self, condition: Callable[[], bool], *, timeout: float = PATIENCE) -> None:
        self.world.bell.until_sync(lambda: condition() or None, timeout, self._story)

    def _story(self) -> str:
        last = [f"{call.method} {call.chat_id or ''} {call.outcome}" for call in self.calls]
        return "it did not come to that. The latest calls:\n" + "\n".join(last[-20:])

    # What the bot has set up

    def menu(self, chat_id: int, language: str = "vi") -> list[tuple[str, str]]:
        """The commands that a person sees: the first list found wins."""
        with self.world.lock:
            found = self.world.menu(chat_id, language)
            return [(command["command"], command["description"]) for command in found]

    def description(self, language: str = "") -> str:
        return self.world.word("description", language)

    def short_description(self, language: str = "") -> str:
        return self.world.word("short_description", language)


def _per_method(latency: Latency) -> Callable[[str], float]:
    if callable(latency):
        return latency
    seconds = latency
    return lambda _: seconds
