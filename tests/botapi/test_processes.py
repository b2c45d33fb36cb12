"""The server beside other threads, and beside processes that die."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from telegram import Bot

from tests.botapi import BotApi, Phase, User
from tests.botapi.ptb import client


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
                sys.stdin.read()  # the one to be killed stays here, however late the signal
                offset = update.update_id + 1
asyncio.run(main())
"""


@pytest.mark.parametrize("phase", ["received", "applied", "answered"])
def test_a_killed_process_gets_its_update_again(phase: Phase) -> None:
    with BotApi() as api:
        hoa = api.user(1, first_name="Hoa")
        child = [sys.executable, "-c", CHILD, api.token, api.url]
        process = [subprocess.Popen(child, stdin=subprocess.PIPE)]

        def kill(method: str, params: dict[str, Any], now: Phase) -> None:
            if (method, now) == ("sendMessage", phase):
                remove()
                os.kill(process[0].pid, signal.SIGKILL)

        remove = api.on_call(kill)
        update_id = hoa.types("một")
        process[0].wait()
        process[0].communicate()
        process[0] = subprocess.Popen(child, stdin=subprocess.DEVNULL)
        api.until_sync(lambda: api.confirmed_offset == update_id + 1, timeout=30)
        process[0].kill()
        process[0].wait()
        assert [seen.text for seen in hoa.arrivals] == ["một", "một"]
        given = [call for call in api.called("getUpdates") if update_id in call.given]
        assert len(given) == 2
